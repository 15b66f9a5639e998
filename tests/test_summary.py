"""The JSON document that programs rely on."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from needlework import runner
from needlework.evidence.observations import load_observations
from needlework.evidence.sources import load_sources
from needlework.figures.arms import role
from needlework.outcomes import not_modelled, outcomes
from needlework.result import Result
from needlework.runner import run
from needlework.spec import load_study
from needlework.summary import STUDY_SIZE, can_act, document, drivers, grade, published_beside, rows
from tests.conftest import study_of

NUMBER = (int, float)
PAIRS = ("mean_interval", "person_interval", "study_interval")
TOP = {
    "schema",
    "study",
    "seed",
    "version",
    "penetration",
    "outcomes",
    "not_modelled",
    "not_used",
    "warnings",
    "runtime_s",
}
ROW = {
    "id", "title", "unit", "relative_to", "time_days", "mean", *PAIRS, "level", "label", "evidence",
    "applicability", "sources", "baseline_prediction", "observed", "untreated", "difference",
    "reported", "zone",
}  # fmt: skip
OBSERVED = {"source", "value", "sd", "n", "blinded", "used_in_fit"}


@pytest.fixture(scope="module")
def printed(crowd: Result) -> dict[str, Any]:
    """Return the document as a program receives it."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(json.dumps(document(crowd), ensure_ascii=False), parse_constant=refuse)


def series(printed: dict[str, Any], key: str) -> dict[float, dict[str, Any]]:
    return {r["time_days"]: r for r in printed["outcomes"] if r["id"] == key}


# ---- fields --------------------------------------------------------------------------------------------


def test_the_head_is_the_contract(printed: dict[str, Any], crowd: Result) -> None:
    assert set(printed) >= TOP
    assert printed["schema"] == "needlework/result/1"
    assert load_study(printed["study"]) == crowd.study
    assert printed["seed"] == 3
    assert printed["not_modelled"] == not_modelled()
    assert all(isinstance(w, str) for w in printed["warnings"])
    assert isinstance(printed["runtime_s"], float)
    for key in ("channel_depth_um", "channel_density_per_cm2", "injured_fraction"):
        found = printed["penetration"][key]
        low, high = found["interval"]
        assert low <= found["median"] <= high
        assert found["level"] == 0.9
    assert 300 < printed["penetration"]["channel_depth_um"]["median"] < 1500
    assert printed["penetration"]["channel_density_per_cm2"]["median"] == pytest.approx(250.0)


def test_every_row_has_all_fields_of_the_right_type(printed: dict[str, Any]) -> None:
    for row in printed["outcomes"]:
        assert set(row) >= ROW, row["id"]
        table = next(o for o in outcomes().values() if o.known_as == row["id"] and o.title == row["title"])
        assert (row["unit"], row["label"]) == (table.unit, table.label)
        assert row["relative_to"] == ("baseline" if table.form == "change" else None)
        assert isinstance(row["time_days"], float)
        assert isinstance(row["mean"], float)
        assert row["level"] == 0.9
        assert row["evidence"] in ("calibrated", "literature", "assumed")
        assert row["applicability"] in ("inside", "outside")
        assert row["baseline_prediction"] is None or isinstance(row["baseline_prediction"], float)
        assert set(row["sources"]) <= set(load_sources())
        for pair in PAIRS:
            ends = row[pair]
            assert ends is None or (len(ends) == 2 and all(isinstance(x, NUMBER) for x in ends)), row["id"]


def test_an_interval_that_is_null_says_why(printed: dict[str, Any]) -> None:
    missing = 0
    for row in printed["outcomes"]:
        null = {pair.removesuffix("_interval") for pair in PAIRS if row[pair] is None}
        assert set(row.get("intervals_why", {})) == null, row["id"]
        assert all(row.get("intervals_why", {}).values())
        missing += len(null)
    assert missing


def test_one_draw_or_one_person_has_no_spread_to_show(typical: Callable[..., Result]) -> None:
    for row in document(typical())["outcomes"]:
        assert row["mean_interval"] is row["person_interval"] is None
        assert row["intervals_why"]["mean"].startswith("one draw")
    people = run(study_of(population={"persons": 5}, sessions=1, interval=None, horizon="20 days"))
    first = document(people)["outcomes"][0]
    assert first["mean_interval"] is None
    assert first["person_interval"] is not None


def test_intervals_nest_sensibly(printed: dict[str, Any]) -> None:
    held = []
    for row in printed["outcomes"]:
        for pair in PAIRS:
            assert row[pair] is None or row[pair][0] <= row[pair][1]
        if (inner := row["mean_interval"]) and (outer := row["person_interval"]):
            assert inner[0] <= row["mean"] <= inner[1]
            # where people hardly differ both are the same quantiles, from other numbers of points
            slack = 0.05 * (outer[1] - outer[0]) + 1e-9
            held.append(outer[0] <= inner[0] + slack and inner[1] <= outer[1] + slack)
    assert np.mean(held) > 0.9


# ---- rows ----------------------------------------------------------------------------------------------


def test_rows_stand_on_the_agreed_days(printed: dict[str, Any], crowd: Result) -> None:
    expected = [0, 1, 3, 7, 14, 28, 56, 84, 112, 140]  # sessions on days 0, 28, 56
    for key, outcome in outcomes().items():
        if key not in crowd.values:
            assert not any(r["title"] == outcome.title for r in printed["outcomes"])
        elif outcome.rows == "series":
            assert sorted(series(printed, key)) == expected, key
        else:
            assert sum(r["title"] == outcome.title for r in printed["outcomes"]) == 1, key


def test_single_figures_stand_on_the_day_they_refer_to(printed: dict[str, Any]) -> None:
    day = {
        k: list(series(printed, k))
        for k in ("channel_depth", "pain_vas", "erythema_duration", "pore_closure_time")
    }
    assert all(days == [0.0] for days in day.values())
    assert list(series(printed, "responder_fraction")) == [140.0]


def test_day_0_is_the_untouched_skin_and_a_session_day_the_state_before_it(
    printed: dict[str, Any], crowd: Result
) -> None:
    redness = series(printed, "erythema_index")
    assert redness[0.0]["mean"] == pytest.approx(0.0, abs=1e-9)
    assert redness[1.0]["mean"] > 10 * redness[28.0]["mean"] >= 0.0
    curve = np.median(crowd.values["erythema_index"].mean(axis=1), axis=0)
    at = lambda t: curve[np.flatnonzero(crowd.times == t)[0]]  # noqa: E731
    assert redness[28.0]["mean"] == pytest.approx(at(28.0))
    assert at(28.02) > redness[28.0]["mean"] + 0.1


def test_further_times_add_rows() -> None:
    result = run(study_of(sessions=1, interval=None, horizon="60 days"), at=(10.0, 33.5))
    days = [r["time_days"] for r in rows(result, outcomes()["collagen_total"])]
    assert days == [0, 1, 3, 7, 10, 14, 28, 33.5, 56, 60]


# ---- what rows claim -----------------------------------------------------------------------------------


def test_applicability_is_about_the_study_and_not_about_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    gentle = {"depth": "0.5 mm", "sessions": 1, "interval": None, "horizon": "30 days"}
    monkeypatch.setattr(runner, "current_fit", lambda *_: (None, "the network changed since the fit"))
    inside, outside = (document(run(study_of(**gentle, age=age))) for age in ("32 years", "95 years"))
    assert any("network changed" in w for w in inside["warnings"])
    assert {r["applicability"] for r in inside["outcomes"]} == {"inside"}
    assert {r["applicability"] for r in outside["outcomes"]} == {"outside"}


def test_the_weakest_grade_counts() -> None:
    assert grade(["calibrated", "literature"]) == "literature"
    assert grade(iter(["literature", "assumed", "calibrated"])) == "assumed"
    assert grade(["calibrated"]) == "calibrated"
    assert grade([]) == "assumed"


def test_drivers_are_the_records_that_move_an_outcome(crowd: Result) -> None:
    share = np.linspace(0.3, 0.9, 12)
    made = replace(
        crowd,
        values={"channel_depth": np.repeat(1500 * share[:, None], 6, 1)},
        parameters={"device/share": share, "x": np.zeros(12)},
    )
    ((name, explained),) = drivers(made, outcomes()["channel_depth"])
    assert (name, explained) == ("device/share", pytest.approx(1.0))
    constant = replace(made, values={"channel_depth": np.ones((12, 6))})
    assert drivers(constant, outcomes()["channel_depth"]) == []


def test_a_driver_explains_the_square_of_its_correlation_and_more_than_chance(crowd: Result) -> None:
    def found(draws: int) -> dict[str, float]:
        one, other = np.random.default_rng(4).standard_normal((2, draws))
        depth = np.repeat((0.9 * one + 0.435 * other)[:, None], 6, axis=1)
        records = {"device/share": one, "device/bounce": other}
        made = replace(crowd, values={"channel_depth": depth}, parameters=records)
        return dict(drivers(made, outcomes()["channel_depth"]))

    assert found(4000) == pytest.approx({"device/share": 0.81, "device/bounce": 0.19}, abs=0.03)
    assert list(found(12)) == ["device/share"]  # 0.19 may be chance in 12 draws


# ---- what was published --------------------------------------------------------------------------------


def test_published_figures_have_the_unit_of_their_outcome(printed: dict[str, Any]) -> None:
    found = [(r, o) for r in printed["outcomes"] for o in r["observed"]]
    assert found
    for row, seen in found:
        assert set(seen) >= OBSERVED
        assert seen["source"] in load_sources()
        if row["unit"] == "1":
            assert 0 <= seen["value"] <= 10, row["id"]
        if row["id"] == "responder_fraction":
            assert 0 <= seen["value"] <= 1
        if row["unit"] == "day":
            assert 0 < seen["value"] < 30, row["id"]
        if row["relative_to"]:
            assert -100 <= seen["value"] < 1500, row["id"]
        if row["id"] == "channel_depth":
            assert 50 < seen["value"] < 3000


def test_each_published_time_stands_beside_one_row(printed: dict[str, Any]) -> None:
    for key in {r["id"] for r in printed["outcomes"]}:
        beside: dict[str, int] = {}
        for row in series(printed, key).values():
            for seen in row["observed"]:
                name = json.dumps(seen, sort_keys=True)
                beside[name] = beside.get(name, 0) + 1
        times = sum(o.outcome == key for o in load_observations().values())
        assert sum(beside.values()) <= times, key


def test_figures_of_other_arms_and_concerns_are_not_set_beside(crowd: Result) -> None:
    for key in crowd.values:
        for o in (p.observation for p in published_beside(crowd, outcomes()[key])):
            assert o.species == "human"
            assert role(o) == "needling alone"
            assert o.population.concern in (None, "atrophic_scar")
            assert "untreated" not in (o.arm or "").lower()


def test_the_same_run_prints_the_same_document(crowd: Result, printed: dict[str, Any]) -> None:
    again = json.loads(json.dumps(document(crowd)))
    assert again == printed
    assert STUDY_SIZE > 1


@pytest.mark.parametrize(
    ("name", "outcome", "acts"),
    [
        ("healing.dT", "collagen_total", True),
        ("device/share", "channel_depth", True),
        ("penetration.share_roller", "channel_depth", False),
        ("concern/collagen", "collagen_total", True),
        ("concern.melasma.melanin", "melanin_index", False),
        ("scale.base_mmasi", "goodman_baron_quantitative", False),
        ("scale.base_mmasi", "mmasi", True),
        ("scale.natural_stria", "collagen_total", False),
        ("scale.gain_texture", "texture_grade", True),
        ("scale.gain_wrinkle", "texture_grade", False),
        ("scale.gain_wrinkle", "wrinkle_grade", True),
        ("pih.offset", "pih_probability", True),
        ("pih.offset", "erythema_index", False),
        ("study.instrument_spread", "echo_density", False),
    ],
)
def test_only_what_can_act_on_an_outcome_is_named_as_its_driver(name: str, outcome: str, acts: bool) -> None:
    assert can_act(name, outcomes()[outcome]) is acts
