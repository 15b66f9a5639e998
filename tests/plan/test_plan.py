"""Limits files, the courses they make, and what comes of them."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from needlework.cli import app
from needlework.errors import InputError
from needlework.plan.compute import compute
from needlework.plan.document import document, lines, page, statement
from needlework.plan.load import load_plan
from needlework.plan.unread import unread
from needlework.runner import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "rolling-scars-limits.yaml"
SMALL = {
    "schema": "needlework/limits/1",
    "skin": {
        "age": "32 years",
        "phototype": "IV",
        "concern": {
            "kind": "atrophic_scar",
            "baseline": {"scale": "goodman_baron_quantitative", "value": 16},
        },
    },
    "course": {
        "device": "pen_12",
        "sessions": 2,
        "interval": "4 weeks",
        "depth": "1.5 mm",
        "density": "250 per cm2",
    },
    "limits": {"darkening": "10 %", "sessions": 3},
    "vary": {"sessions": [1, 2, 4], "depth": ["0.5 mm", "1.5 mm"]},
    "horizon": "200 days",
    "population": {"persons": 2},
    "draws": 6,
    "seed": 7,
}


@pytest.fixture(scope="module")
def answer():
    return compute(load_plan(SMALL))


def test_courses_that_begin_alike_give_the_numbers_of_their_own_runs(answer) -> None:
    for option in answer.options:
        alone = run(option.candidate.study)
        key = answer.plan.benefit.id
        gain = -(alone.values[key] - alone.untreated[key])[:, :, -1].mean(axis=1)
        np.testing.assert_allclose(option.benefit, gain, rtol=2e-3, atol=2e-3)
        np.testing.assert_allclose(
            option.downtime, alone.values["downtime"].mean(axis=1), rtol=2e-2, atol=1e-3
        )
        np.testing.assert_allclose(option.risk, alone.values["pih_probability"].mean(axis=1), rtol=1e-3)


def test_sessions_that_courses_share_are_simulated_once(answer) -> None:
    assert answer.sessions_done == 8
    assert answer.sessions_asked == 14


def test_limits_hold_on_the_front(answer) -> None:
    assert answer.front
    for i in answer.front:
        assert answer.options[i].sessions <= 3
        assert answer.options[i].within >= 0.5
    assert not answer.kept[[o.sessions == 4 for o in answer.options]].any()
    assert (answer.share_on_front[~answer.kept] == 0.0).all()


def test_no_limits_keep_every_course() -> None:
    free = compute(load_plan({**SMALL, "limits": {}, "draws": 2, "population": {"persons": 1}}))
    assert free.kept.all()


def test_the_document_says_what_programs_need(answer) -> None:
    told = json.loads(json.dumps(document(answer)))
    assert told["schema"] == "needlework/plan/1"
    assert [o["name"] for o in told["objectives"]] == ["benefit", "risk", "burden"]
    assert {c["name"] for c in told["courses"] if c["on_front"]} == set(told["front"])
    assert set(told["levels"]) <= set(told["front"])
    assert 0.0 <= told["told_apart_share"] <= 1.0
    for course in told["courses"]:
        for name in ("benefit", "risk", "burden", "downtime_per_session"):
            low, high = course[name]["mean_interval"]
            assert low <= course[name]["mean"] <= high


def test_what_moves_no_course_is_named() -> None:
    skin = SMALL["skin"] | {"sex": "male", "smoking": "former"}
    told = compute(load_plan(SMALL | {"skin": skin, "vary": {"sessions": [1, 2]}}))
    assert {"skin.sex", "skin.smoking"} <= {entry["field"] for entry in document(told)["not_used"]}
    assert any(line.startswith("not used: skin.smoking (") for line in lines(told))


@pytest.mark.parametrize(
    ("vary", "named"),
    [
        ({"sessions": [1, 2], "interval": ["4 weeks"]}, set()),  # one value that is read at two sessions
        ({"sessions": [1], "interval": ["4 weeks", "6 weeks"]}, {"vary.interval"}),
        ({"sessions": [2], "interval": ["4 weeks", "6 weeks"]}, set()),
        ({"sessions": [1, 2], "area": ["50 cm2"]}, {"vary.area"}),
    ],
)
def test_a_dial_is_named_only_where_it_moves_nothing(vary, named) -> None:
    assert {entry["field"] for entry in unread(load_plan(SMALL | {"vary": vary}))} == named


def test_words_recommend_nothing(answer) -> None:
    assert statement(answer).startswith("Options a professional may weigh; none is recommended.")
    html = page(answer)
    assert "none is recommended" in html
    assert html.count("<svg") == 2


def test_limits_nobody_keeps_are_said_to_be_kept_by_none() -> None:
    strict = {"total": "1 day", "sessions": 1, "downtime": "1 minute", "sure": "100 %"}
    told = document(compute(load_plan({**SMALL, "limits": strict})))
    assert told["front"] == []
    assert told["told_apart_share"] is None
    assert told["statement"] == "No course keeps the limits."


BAD = """\
schema: needlework/limits/1
course: {device: pen_12, sessions: 2, interval: 4 weeks, depth: 1.5 mm}
limits: {downtime: 5, darkening: 140 %, pain: 3}
vary:
  depht: [1 mm]
  depth: [1 mm, 40 mm]
benefit: collagen_totl
horizon: 10 days
"""


def test_every_fault_of_a_file_comes_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "limits.yaml"
    path.write_text(BAD)
    with pytest.raises(InputError) as caught:
        load_plan(path)
    said = str(caught.value)
    for words in (
        ":3 limits.downtime", ":3 limits.darkening", ":3 limits.pain", ":8 horizon", ":5 vary.depht",
        ":4 vary (depth 40 mm): course.depth: expected at most 5 mm", ":7 benefit",
    ):  # fmt: skip
        assert words in said


def test_no_fault_of_a_file_hides_another(tmp_path: Path) -> None:
    """Faults of the study, of what is varied, of whole courses and of the benefit come in one answer."""
    path = tmp_path / "limits.yaml"
    also = "also: [{device: fractional_co3}]\nskin: {site: chek}\nvery: 3\n"
    path.write_text(BAD.replace("  depht", "  density: []\n  sessions: [1, 2]\n  depht") + also)
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert "population, draws, seed, model, limits, vary, also, benefit" in str(caught.value)
    places = [fault.where.split("yaml:")[1] for fault in caught.value.faults]
    assert sorted(places) == sorted([
        "3 limits.downtime",
        "3 limits.darkening",
        "3 limits.pain",
        "5 vary.density",
        "7 vary.depht",
        "4 vary (1 session, depth 40 mm): course.depth",
        "9 benefit",
        "10 horizon",
        "11 also[0].device",
        "12 skin.site",
        "13 very",
    ])  # fmt: skip


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n"])
def test_a_file_without_keys_is_called_a_limits_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "limits.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match="see docs/plan.md") as caught:
        load_plan(path)
    assert "study" not in str(caught.value)


def test_another_kind_of_file_is_named() -> None:
    with pytest.raises(InputError, match="received a design; next: use it with 'needlework trial'"):
        load_plan({**SMALL, "schema": "needlework/design/1"})


def test_values_that_no_course_can_have_are_named(tmp_path: Path) -> None:
    path = tmp_path / "limits.yaml"
    path.write_text(
        BAD.replace("{downtime: 5, darkening: 140 %, pain: 3}", "{}").replace("10 days", "90 days")
    )
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert "limits.yaml:5 vary.depht: expected a key of the course" in str(caught.value)
    assert "did you mean 'depth'?" in str(caught.value)
    assert "limits.yaml:7 benefit" in str(caught.value)
    path.write_text(path.read_text().replace("  depht: [1 mm]\n", "").replace("totl", "total"))
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert "limits.yaml:4 vary (depth 40 mm): course.depth: expected at most 5 mm" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "needlework/study/1"}, "write 'schema: needlework/limits/1'"),
        ({"zones": [{"name": "cheeks"}]}, "plan each place by itself"),
        (
            {"skin": {"concern": [{"kind": "atrophic_scar"}, {"kind": "wrinkle"}]}},
            "plan each concern by itself",
        ),
        ({"vary": {}}, "2 to 400 courses; received 0"),
        (
            {"course": {"device": "pen_12", "sessions": [{"day": 0}], "depth": "1.5 mm"}},
            "sessions that are listed one by one",
        ),
        ({"benefit": "wrinkle_grade"}, "an outcome of this skin that can be a benefit"),
        ({"vary": {"depth": ["1 mm", "1000 um"]}}, "'depth 1000 um', the same as 'depth 1 mm'"),
        ({"also": [SMALL["course"]]}, "the same as '2 sessions, depth 1.5 mm'"),
        ({"also": [{"device": "fractional_co3"}]}, "did you mean 'fractional_co2'?"),
    ],
)
def test_what_cannot_be_planned_is_refused(change: dict, words: str) -> None:
    with pytest.raises(InputError, match=words.replace("?", r"\?")):
        load_plan({**SMALL, **change})


def test_another_device_stands_beside_the_varied_course() -> None:
    also = {"device": "fractional_co2", "energy": "16 mJ", "coverage": "10 %", "sessions": 1}
    plan = load_plan({**SMALL, "also": [also]})
    assert plan.candidates[-1].name == "fractional_co2, energy 16 mJ, coverage 10 %"
    assert plan.candidates[-1].study.skin == plan.study.skin


def test_the_verb_writes_the_document_and_a_page(tmp_path: Path) -> None:
    limits, out = tmp_path / "limits.yaml", tmp_path / "plan"
    text = EXAMPLE.read_text(encoding="utf-8")
    small = text.replace("draws: 48", "draws: 2").replace("persons: 4", "persons: 1")
    limits.write_text(small.replace("horizon: 12 months", "horizon: 200 days"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["plan", str(limits), "--json", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout) == json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert "none is recommended" in (out / "plan.html").read_text(encoding="utf-8")


def test_what_moves_neither_benefit_risk_nor_burden_is_named() -> None:
    changes = {"skin": SMALL["skin"] | {"smoking": "current"}, "visits": ["40 days"],
               "vary": {"depth": ["1 mm", "1.5 mm"], "area": ["50 cm2", "90 cm2"]},
               "also": [{"device": "pen_12", "sessions": 1, "endpoint": "redness"}]}  # fmt: skip
    named = {n["field"]: n["why"] for n in unread(load_plan(SMALL | changes))}
    assert set(named) == {"skin.smoking", "visits", "vary.area", "also[0].endpoint"}
    assert "read alike" in named["vary.area"]
