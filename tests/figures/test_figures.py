"""One answer each about a published figure, and everybody gives it: JSON, report, scorecards, exports."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import needlework
from needlework.calibration.scales import Figure, figures
from needlework.evidence.observations import Participants, Treatment, load_observations
from needlework.figures.amounts import USUAL_SIZE, printed_value, standard_error, study_size, value_of
from needlework.figures.arms import design_of, needling_alone, people_of, untreated
from needlework.figures.beside import plain_mean, published
from needlework.figures.comparability import Setting, outcome_of, why_not, why_not_beside
from needlework.figures.courses import by_course, course_key, figure_day, study_of
from needlework.figures.days import day_of, is_near, own_last_day, visit_day
from needlework.figures.literature import literature, literature_of_others
from needlework.outcomes import outcomes
from needlework.report.context import Context
from needlework.result import Result
from needlework.runner import run
from needlework.summary import document
from tests.conftest import study_of as small_study
from tests.figures.lab import figure

ON_FILE = load_observations()
SCARS = Setting("atrophic_scar", "pen", 84.0)


@pytest.fixture(scope="module")
def result() -> Result:
    concern = {"kind": "atrophic_scar", "morphology": "rolling"}
    return run(small_study(concern=concern, draws=8, population={"persons": 3}, horizon="200 days"))


# ---- the same numbers everywhere ---------------------------------------------------------------------------


def test_json_and_report_give_the_same_plain_mean(result: Result) -> None:
    printed = document(result)
    context, seen = Context(result, printed), 0
    for row in printed["outcomes"]:
        outcome = next(
            x
            for x in outcomes().values()
            if x.known_as == row["id"] and x.definition == row.get("definition")
        )
        mean = plain_mean(context.published(outcome.id))
        assert row["baseline_prediction"] == (None if mean is None else mean.mean), row["id"]
        seen += mean is not None
    assert seen > 10


def test_json_and_report_give_the_same_figures(result: Result) -> None:
    printed = document(result)
    context = Context(result, printed)
    for key in ("pain_vas", "goodman_baron_qualitative", "erythema_duration"):
        beside = {(p.source, p.value, p.design) for p in context.published(key)}
        shown = {(o["source"], o["value"], o["design"]) for r in context.rows(key) for o in r["observed"]}
        assert shown <= beside
        assert shown


def test_scorecards_and_the_fit_read_a_figure_as_json_does() -> None:
    fitted = [o for o in ON_FILE.values() if o.used_in_fit and o.kind == "responders" and o.n_of]
    read = {f.id: f for f in figures(fitted, {})}
    assert len(read) > 10
    for o in fitted:
        f: Figure = read[o.id]
        assert f.value / f.n == pytest.approx(printed_value(o))
        assert (f.cohort, f.n, f.open) == (people_of(o), study_size(o), design_of(o) == "open")


def test_no_other_room_answers_these_questions() -> None:
    """Nobody but this room reads an arm's words, a time's anchor or who was blinded to decide something."""
    source, own = Path(needlework.__file__).parent, {"figures", "evidence"}
    words = {"_UNTREATED", "_UNSTATED_SIZE", "_SAME_UNIT", "_course_key", "comparable", "day_of", "value_of"}
    for file in source.rglob("*.py"):
        if file.relative_to(source).parts[0] in own:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.name not in words, file
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
                assert node.left.attr not in ("time_anchor", "open_label"), file


# ---- arms and people ---------------------------------------------------------------------------------------


def test_an_arm_without_a_session_is_untreated_whatever_it_is_called() -> None:
    assert untreated(figure(arm="waiting list", course=Treatment(sessions=0)))
    assert untreated(ON_FILE["alam2014.control_90d"])
    assert not untreated(ON_FILE["alam2014.gbq_90d"])
    assert not needling_alone(figure(arm="waiting list", course=Treatment(sessions=0)))


@pytest.mark.parametrize(
    ("blinded", "open_label", "design"),
    [(True, None, "blinded"), (None, False, "blinded"), (None, None, "open"), (False, None, "open")],
)
def test_a_silent_report_counts_as_open(blinded: bool | None, open_label: bool | None, design: str) -> None:
    assert design_of(figure(blinded=blinded, open_label=open_label)) == design


# ---- days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "last", "day"),
    [
        ({"time_days": 30.0, "time_anchor": "last_session"}, 60.0, 90.0),
        ({"time_days": 30.0, "time_anchor": "last_session"}, None, None),
        ({"time_days": 30.0, "time_anchor": "unknown"}, 60.0, 30.0),
        ({"time_range": (10.0, 20.0), "time_anchor": "first_session"}, None, 15.0),
        ({"time_days": 0.0, "time_anchor": "first_session"}, 60.0, 0.02),
        ({}, 60.0, None),
    ],
)
def test_days(given: dict[str, Any], last: float | None, day: float | None) -> None:
    found = day_of(figure(**given), last)
    assert found == (None if day is None else pytest.approx(day))


def test_an_undated_figure_is_simulated_at_the_usual_visit() -> None:
    assert visit_day(figure(), 60.0) == pytest.approx(150.0)
    assert visit_day(figure(time_days=5.0, time_anchor="first_session"), 60.0) == pytest.approx(5.0)


def test_the_last_day_of_a_course_as_far_as_it_is_told() -> None:
    told = [
        Treatment(),
        Treatment(sessions=1),
        Treatment(sessions=3),
        Treatment(sessions=3, interval_days=14),
    ]
    assert [own_last_day(figure(course=c)) for c in told] == [None, 0.0, None, 28.0]


def test_a_row_stands_beside_near_days_only() -> None:
    assert is_near(90.0, 84.0)
    assert not is_near(90.0, 56.0)
    assert not is_near(None, 84.0)
    assert not is_near(1.0, 0.0)


# ---- amounts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "outcome", "value"),
    [
        ({"kind": "responders", "n_of": (3, 12)}, "pih_probability", 0.25),
        ({"kind": "ratio", "value": 1.4}, "collagen_total", 40.0),
        ({"kind": "absolute", "value": 36.0, "unit": "h"}, "erythema_duration", 1.5),
        ({"kind": "absolute", "range": (24.0, 48.0), "value": None, "unit": "h"}, "erythema_duration", 1.5),
        ({"kind": "absolute", "value": 1.2, "unit": "mm"}, "channel_depth", 1200.0),
        ({"kind": "absolute", "value": 7.0, "unit": "mmHg"}, "channel_depth", None),
        ({"kind": "absolute", "value": 55.0, "unit": "%"}, "collagen_total", None),
    ],
)
def test_units(given: dict[str, Any], outcome: str, value: float | None) -> None:
    found = value_of(figure(**given), outcomes()[outcome])
    assert found == (None if value is None else pytest.approx(value))


def test_sizes_and_errors() -> None:
    assert study_size(figure(n=None)) == USUAL_SIZE
    assert study_size(figure(n=12, n_of=(3, 10))) == 10
    assert standard_error(figure(ci99=(-2.575829, 2.575829))) == pytest.approx(1.0)
    assert standard_error(figure(n_of=(0, 30))) == pytest.approx(np.sqrt(0.5 / 31 * 30.5 / 31 / 30))


# ---- comparability -----------------------------------------------------------------------------------------


def test_every_reason_is_data_and_words() -> None:
    reasons = [r for o in ON_FILE.values() if (r := why_not(o)) is not None]
    assert len({r.code for r in reasons}) >= 10
    assert all(r.words and r.words == str(r) for r in reasons)
    open_ = [o for o in ON_FILE.values() if why_not(o) is None]
    assert all(outcome_of(o) is not None for o in open_)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"population": Participants(concern="wrinkle")}, "another_concern"),
        ({"outcome": "ecca"}, "another_outcome"),
        ({"species": "rat"}, "species"),
        ({"arm": "untreated side"}, "untreated"),
        ({"arm": "needling with PRP"}, "added"),
        ({"course": Treatment(device="radiofrequency", sessions=3)}, "other_device"),
        ({"value": None}, "no_number"),
        ({"kind": "contrast"}, "contrast"),
        ({"kind": "change_percent", "unit": "%"}, "other_unit"),
    ],
)
def test_what_may_not_stand_beside_a_scenario(change: dict[str, Any], code: str) -> None:
    o = ON_FILE["malik2024.gbq_alone"]
    outcome = outcomes()["goodman_baron_quantitative"]
    assert why_not_beside(o, outcome, SCARS) is None
    reason = why_not_beside(replace(o, **change), outcome, SCARS)
    assert reason is not None
    assert reason.code == code


def test_wounds_compare_with_the_same_device_only() -> None:
    pain = outcomes()["pain_vas"]
    everywhere = published(pain, replace(SCARS, device=None))
    own = published(pain, replace(SCARS, device="roller"))
    assert {p.observation.course.device for p in own} <= {None, "roller"}
    assert len(everywhere) > len(own)


def test_figures_of_radiofrequency_needles_are_not_needling() -> None:
    shown = published(outcomes()["responder_two_grades"], SCARS)
    assert "chandrashekar2014" not in {p.source for p in shown}


# ---- courses -----------------------------------------------------------------------------------------------


def test_figures_of_one_course_are_simulated_together() -> None:
    both = [ON_FILE["alam2014.gbq_90d"], ON_FILE["alam2014.gbq_180d"]]
    (course,) = by_course(both)
    assert course.days == (90.0, 180.0)
    assert course.days == tuple(figure_day(o, study_of(o)) for o in both)
    assert course.study.horizon > 180.0
    other = study_of(ON_FILE["malik2024.gbq_alone"])
    assert course_key(course.study) != course_key(other)
    assert course_key(other) == course_key(study_of(ON_FILE["malik2024.gbq_alone"]))


# ---- the plain mean ----------------------------------------------------------------------------------------


def test_the_plain_mean_counts_each_group_of_people_once() -> None:
    mean = literature([("a", 10.0), ("a", 20.0), ("b", 45.0)])
    assert mean is not None
    assert (mean.mean, mean.groups) == (30.0, 2)
    assert literature([("a", 10.0), ("a", 20.0)]) is None
    assert mean.new_study(10, np.random.default_rng(1)) is None  # two groups tell no spread


def test_bounds_and_changes_are_no_levels() -> None:
    entries = published(outcomes()["goodman_baron_quantitative"], SCARS)
    levels = [p for p in entries if not p.change and p.observation.bound is None]
    assert 2 <= len(levels) < len(entries)
    everything, kept = plain_mean(entries), plain_mean(levels)
    assert everything == kept


def test_a_study_is_not_its_own_rival() -> None:
    said = [("a", 10.0), ("b", 20.0), ("c", 30.0), ("d", 40.0)]
    mean = literature_of_others("d", said)
    assert mean is not None
    assert mean.mean == pytest.approx(20.0)
    spread = np.std(mean.new_study(40000, np.random.default_rng(2)))
    assert spread > 10.0
