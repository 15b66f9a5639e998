"""Contrasts: what one command makes of a list of courses and endpoints, and of faulty entries."""

import json
import re

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from needlework.cli import app
from needlework.contrasts import predict as contrasts
from needlework.contrasts.entries import Entry, Unreadable, read_entries
from needlework.contrasts.predict import predict, read_as
from needlework.errors import InputError
from needlework.outcomes import outcomes
from needlework.runner import run

SMALL = {"draws": 5, "population": {"persons": 3}, "seed": 4}
KEYS = {
    "id", "endpoint", "unit", "time_days", "arms", "difference", "ratio", "p_first_larger", "not_computed",
    "not_used",
}  # fmt: skip


def arm(depth="1.5 mm", sessions=2, **skin) -> dict:
    course = {"device": "pen_12", "sessions": sessions, "depth": depth, "density": "250 per cm2"}
    course |= {"interval": "4 weeks"} if sessions > 1 else {}
    return {"skin": {"site": "cheek", "age": "30 years", **skin}, "course": course, **SMALL}


def listed(tmp_path, *entries) -> list:
    path = tmp_path / "contrasts.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return read_entries(path)


def one(tmp_path, **entry) -> dict:
    return predict(listed(tmp_path, {"id": "a", **entry}))["contrasts"][0]


def test_two_arms_are_read_needled_minus_untreated_at_a_time_after_the_last_session(tmp_path) -> None:
    arms = [arm("2 mm"), arm("0.5 mm")]
    found = one(tmp_path, endpoint="collagen_total", at="60 days", arms=arms)
    assert set(found) == KEYS
    assert found["not_computed"] is None
    assert found["time_days"] == 28.0 + 60.0
    first, second = found["arms"]
    assert first["as"] == "difference"
    result = run({"schema": "needlework/study/1", "horizon": "89 days", **arms[0]}, at="88 days")
    day = int(np.argmin(np.abs(result.times - 88.0)))
    values = (result.values["collagen_total"] - result.untreated["collagen_total"])[:, :, day]
    assert first["mean"] == pytest.approx(values.mean())
    assert first["person_sd"] == pytest.approx(np.mean(np.std(values, axis=1)))
    assert found["difference"]["mean"] == pytest.approx(first["mean"] - second["mean"])
    assert found["ratio"]["mean"] is not None
    assert found["p_first_larger"] >= 0.5  # deeper needles never injure less of the same skin


def test_equal_arms_differ_by_nothing_since_they_share_draws_and_persons(tmp_path) -> None:
    found = one(tmp_path, endpoint="collagen_total", day="42 days", arms=[arm(), arm()])
    assert found["time_days"] == 42.0
    assert found["difference"] == {"mean": 0.0, "mean_interval": [0.0, 0.0]}
    assert found["p_first_larger"] == 0.5


def test_one_arm_has_no_contrast_and_a_state_is_read_as_it_is(tmp_path) -> None:
    found = one(tmp_path, endpoint="downtime", arms=[arm()])
    assert found["arms"][0]["as"] == "state"
    assert set(found["arms"][0]) == {"mean", "mean_interval", "person_sd", "as"}
    assert found["time_days"] == 28.0 + 90.0  # by then it is complete
    assert found["difference"] is found["ratio"] is found["p_first_larger"] is None


@pytest.mark.parametrize(
    ("id", "how"),
    [
        ("collagen_total", "difference"),
        ("goodman_baron_quantitative", "difference"),
        ("responder_fraction", "difference"),
        ("wrinkle_grade", "difference"),
        ("tewl", "state"),
        ("downtime", "state"),
        ("pih_probability", "state"),
        ("reepithelialisation_time", "state"),
        ("scarring_probability", "state"),
    ],
)
def test_benefits_are_differences_and_the_rest_are_states(id: str, how: str) -> None:
    assert read_as(outcomes()[id]) == how


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"endpoint": "collagen_totl", "at": "9 days", "arms": [{}]}, "did you mean 'collagen_total'?"),
        ({"endpoint": "collagen_total", "arms": [{}]}, "either 'at' or 'day'"),
        ({"endpoint": "collagen_total", "at": "9 days", "day": "3 days", "arms": [{}]}, "at and day"),
        ({"endpoint": "collagen_total", "at": -3, "arms": [{}]}, "at least 0 days"),
        ({"endpoint": "collagen_total", "at": "9 apples", "arms": [{}]}, "9 apples"),
        ({"endpoint": "collagen_total", "at": "9 days", "arms": []}, "one or two studies"),
        ({"endpoint": "collagen_total", "at": "9 days", "arms": [{}, {}, {}]}, "one or two studies"),
        ({"endpoint": "collagen_total", "at": "9 days", "arms": [{"skin": {"site": "nowhere"}}]}, "nowhere"),
        ({"endpoint": "collagen_total", "at": "9 days", "arms": [{}], "when": 3}, "the key 'when'"),
        (
            {"endpoint": "collagen_total", "at": "90 days", "arms": [{**arm(), "horizon": "40 days"}]},
            "at least 118 days",
        ),
        ({"endpoint": "collagen_total", "at": [3], "arms": [{}]}, "at least 0 days"),
        ({"endpoint": "collagen_total", "at": float("inf"), "arms": [{}]}, "a time such as"),
        ({"endpoint": ["downtime"], "arms": [{}]}, "the id of an outcome"),
        ({"endpoint": "downtime", "arms": {"skin": {}}}, "one or two studies"),
        ({"endpoint": "downtime", "arms": ["pen"]}, "one or two studies"),
        ({"endpoint": "downtime", "arms": [{}, {"course": {"device": "pen_99"}}]}, "arm 2: study"),
        ({"endpoint": "responder_fraction", "arms": [arm(sessions=1)]}, "either 'at' or 'day'"),
        (
            {"endpoint": "downtime", "arms": [{**arm(), "zones": [{"name": "a"}, {"name": "b"}]}]},
            "one place and one concern",
        ),
        ({"endpoint": "downtime", "arms": [{**arm(), "seed": "x"}]}, "arm 1: study seed"),
        ({"id": ["bad"], "endpoint": "downtime", "arms": [arm()]}, "a name"),
        ({}, "the id of an outcome"),
    ],
)
def test_a_faulty_entry_says_why_and_stops_no_other(tmp_path, entry, words) -> None:
    good = {"id": "good", "endpoint": "downtime", "arms": [arm(sessions=1)]}
    bad, fine = listed(tmp_path, {"id": "bad", **entry}, good)
    assert isinstance(bad, Unreadable)
    assert words in bad.why
    assert isinstance(fine, Entry)
    document = predict([bad, fine])
    assert document["schema"] == "needlework/contrasts/1"
    assert document["contrasts"][0]["not_computed"] == bad.why
    assert document["contrasts"][0]["arms"] == []
    assert document["contrasts"][1]["arms"][0]["mean"] > 0.0


@pytest.mark.parametrize("raw", [7, None, "downtime", []])
def test_what_is_no_entry_keeps_its_place(tmp_path, raw) -> None:
    bad, fine = listed(tmp_path, raw, {"id": "b", "endpoint": "downtime", "arms": [arm(sessions=1)]})
    assert (bad.id, fine.id) == ("1", "b")
    assert "a mapping" in bad.why


def test_whatever_breaks_in_one_entry_stays_there(tmp_path, monkeypatch) -> None:
    entry = {"endpoint": "downtime", "arms": [arm(sessions=1)]}
    real = contrasts.run

    def breaking(study, **kwargs):
        if kwargs["seed"] == 99:
            raise ZeroDivisionError("nothing left")
        return real(study, **kwargs)

    monkeypatch.setattr(contrasts, "run", breaking)
    broken = {"endpoint": "downtime", "arms": [{**arm(sessions=1), "seed": 99}]}
    first, second = predict(listed(tmp_path, {"id": "a", **broken}, {"id": "b", **entry}))["contrasts"]
    assert first["not_computed"] == "ZeroDivisionError: nothing left"
    assert second["not_computed"] is None


def test_a_day_within_the_course_is_read_there_and_a_share_at_its_day(tmp_path) -> None:
    early = one(tmp_path, endpoint="collagen_total", day="3 days", arms=[arm()])
    assert early["time_days"] == 3.0
    scar = {"concern": {"kind": "atrophic_scar"}}
    (entry,) = listed(
        tmp_path, {"id": "s", "endpoint": "responder_fraction", "at": "60 days", "arms": [arm(**scar)]}
    )
    assert entry.outcome.id == "responder_fraction"
    assert (entry.times, entry.arms[0].horizon) == ((88.0,), 88.0)


@pytest.mark.parametrize(
    ("when", "count"), [({"day": "40 days"}, 2), ({"at": "0 days"}, 2), ({"day": "1 day"}, 1)]
)
def test_a_share_on_a_day_within_the_course_is_that_of_the_sessions_before_it(tmp_path, when, count) -> None:
    several = arm(sessions=3, concern={"kind": "atrophic_scar"})
    entry = {"id": "s", "endpoint": "responder_fraction", **when, "arms": [several]}
    (found,) = listed(tmp_path, entry)
    assert len(found.arms[0].course.session_days) == count
    assert found.arms[0].horizon == found.times[0]
    one_by_one = [{"day": day, "device": "pen_12", "depth": "1 mm"} for day in (0, 28, 56)]
    listing = {**several, "course": {"sessions": one_by_one}}
    (same,) = listed(tmp_path, {**entry, "arms": [listing]})
    assert same.arms[0].course.session_days == found.arms[0].course.session_days


def test_downtime_is_not_cut_off_by_an_early_day(tmp_path) -> None:
    entries = [{"endpoint": "downtime", "day": d, "arms": [arm(sessions=1)]} for d in ("1 day", "90 days")]
    found = [one(tmp_path, **entry)["arms"][0]["mean"] for entry in entries]
    assert found[0] == pytest.approx(found[1], rel=0.02)
    assert found[0] > 1.0


def test_an_endpoint_of_another_concern_is_not_computed(tmp_path) -> None:
    found = one(tmp_path, endpoint="mmasi", at="9 days", arms=[arm(concern={"kind": "wrinkle"})])
    assert (
        "mmasi does not apply to this study: its concern is wrinkle; it is one of melasma"
        in found["not_computed"]
    )
    laser = arm(sessions=1) | {"course": {"device": "fractional_co2", "coverage": "9 %", "sessions": 1}}
    assert "nothing is known of it" in one(tmp_path, endpoint="pain_vas", arms=[laser])["not_computed"]


@pytest.mark.parametrize(
    ("text", "line"), [("{}", 1), ("3", 1), ("", 1), ("- 3\n- {", 2), ("- {id: a}\n- {id: b, id: c}", 2)]
)
def test_what_is_no_list_is_refused_with_its_line(tmp_path, text, line) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"list\.yaml:{line}\b") as caught:
        read_entries(path)
    assert "study" not in str(caught.value)


def test_the_verb_prints_the_document_or_lines(tmp_path) -> None:
    path = tmp_path / "list.json"
    entries = [{"id": "d", "endpoint": "downtime", "arms": [arm(sessions=1)]}, {"id": "x"}]
    path.write_text(json.dumps(entries), encoding="utf-8")
    printed = CliRunner().invoke(app, ["predict-contrasts", str(path), "--json", "--seed", "3"])
    assert printed.exit_code == 0
    document = json.loads(printed.stdout)
    assert [c["id"] for c in document["contrasts"]] == ["d", "x"]
    lines = CliRunner().invoke(app, ["predict-contrasts", str(path), "--out", str(tmp_path / "new")])
    assert "d: downtime" in lines.stdout
    assert "x: not computed" in lines.stdout
    assert (
        json.loads((tmp_path / "new" / "contrasts.json").read_text(encoding="utf-8"))["schema"]
        == document["schema"]
    )


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_computed(tmp_path, monkeypatch) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{"id": "x"}]), encoding="utf-8")
    monkeypatch.setattr("needlework.contrasts.predict.predict", lambda *_: pytest.fail("computed"))
    with pytest.raises(InputError, match=re.escape(str(tmp_path))):
        CliRunner().invoke(
            app, ["predict-contrasts", str(path), "--out", str(tmp_path)], catch_exceptions=False
        )


def test_an_id_that_was_said_before_is_refused_beside_what_else_is_wrong(tmp_path) -> None:
    good = {"id": "a", "endpoint": "collagen_total", "at": "90 days", "arms": [arm()]}
    entries = listed(tmp_path, good, good, {"id": "a"})
    assert isinstance(entries[0], Entry)
    assert [entry.id for entry in entries] == ["a", "a", "a"]
    for number, entry in enumerate(entries[1:], 1):
        assert isinstance(entry, Unreadable)
        assert f"contrasts.json:1 [{number}]: id: expected an id of its own; received a again" in entry.why
    assert "arms" in entries[2].why


def test_a_list_that_repeats_a_block_by_its_name_says_what_it_says_written_out(tmp_path) -> None:
    shared = arm()["skin"]
    first, second = arm(depth="0.5 mm") | {"skin": shared}, arm() | {"skin": shared}
    entry = {"id": "a", "endpoint": "collagen_total", "at": "90 days", "arms": [first, second]}
    path = tmp_path / "list.yaml"
    path.write_text(yaml.safe_dump([entry, entry | {"id": "b"}]), encoding="utf-8")
    assert "*id" in path.read_text(encoding="utf-8")
    named, out = read_entries(path), listed(tmp_path, entry, entry | {"id": "b"})
    assert [e.arms for e in named if isinstance(e, Entry)] == [e.arms for e in out if isinstance(e, Entry)]
    assert len(named) == 2 == sum(isinstance(e, Entry) for e in named)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- &a [x, x, x, x, x, x, x, x]\n" + "".join(f"- &{n} [{', '.join([f'*{m}'] * 8)}]\n" for m, n in
         zip("abcdefg", "bcdefgh", strict=True)), "at most 20,000 values"),
        ("- &a [*a]\n", "an alias of a whole block above"),
        ("- &a [[[[[[[[[[x]]]]]]]]]]\n- &b [[[[[[[[[[*a]]]]]]]]]]\n", "at most 20 levels"),
    ],
)  # fmt: skip
def test_a_list_that_explodes_is_refused(tmp_path, text, words) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_entries(path)
