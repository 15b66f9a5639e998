"""Behaviours are tested as what they are: built in, fitted or emergent."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from needlework.claims.records import load_claims
from needlework.dossier.appendix import fitted_ids
from needlework.errors import InputError
from needlework.evidence.fit import load_fit
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.outcomes import outcomes
from needlework.outcomes.compute import FUNCTIONS
from needlework.parts import Part
from needlework.spec import load_study
from needlework.verification import behaviours as module
from needlework.verification.behaviour_measures import measured, published_range
from needlework.verification.behaviour_records import Behaviour, load_behaviours, parse_behaviours
from needlework.verification.behaviour_runs import Scenarios
from needlework.verification.behaviours import behaviours_part, verdict
from needlework.wording import faults_in

BASE = {
    "schema": "needlework/study/1",
    "skin": {"site": "cheek", "phototype": "III"},
    "course": {"device": "pen_12", "sessions": 1, "depth": "1 mm", "density": "250 per cm2"},
}
FEW = 10


def behaviour(label: str = "emergent", expect: str = "rises", **more: Any) -> Behaviour:
    test = {"outcome": "collagen_total", "day": 28, "expect": expect, **more.pop("test", {})}
    entry = {"id": "x", "what": "It does", "label": label, "why": "so", "test": test, **more}
    return parse_behaviours(BASE, [entry])["x"]


# ---- the file ---------------------------------------------------------------------------------------------


def test_there_are_enough_and_every_label_is_used() -> None:
    known = load_behaviours().values()
    assert len(known) >= 30
    assert {b.label for b in known} == {"built_in", "fitted", "emergent"}


def test_what_behaviours_name_is_on_file() -> None:
    for b in load_behaviours().values():
        assert set(b.records) <= set(load_parameters()), b.id
        assert {*b.observations, *b.holds, *b.fails, *b.nulls} <= set(load_observations()), b.id
        assert set(b.claims) <= set(load_claims()), b.id
        assert {r.outcome for r in b.readings} <= set(outcomes()) & set(FUNCTIONS), b.id


def test_every_scenario_is_a_study() -> None:
    for b in load_behaviours().values():
        for reading in b.readings:
            load_study({**reading.scenario.study, "horizon": "20 years"})


def test_a_figure_that_was_fitted_is_never_called_emergent() -> None:
    for b in load_behaviours().values():
        if b.label == "emergent":
            assert not fitted_ids() & {*b.holds, *b.fails}, b.id


def test_fitted_figures_can_be_read_in_the_unit_of_the_outcome() -> None:
    for b in load_behaviours().values():
        if b.expect == "agrees":
            low, high = published_range(b)
            assert low <= high, b.id


def test_hours_become_days() -> None:
    b = load_behaviours()["pores-close-in-days-under-film"]
    hours = load_observations()["brogden2021.forearm"].value
    assert hours is not None
    assert published_range(b) == pytest.approx((hours / 24, hours / 24))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "proven"}, "built_in, fitted, emergent"),
        ({"test": {"outcome": "tewl", "expect": "shines"}}, "rises"),
        ({"colour": "red"}, "known key"),
        ({"test": {"outcome": "tewl", "expect": "rises", "whenn": 3}}, "known key"),
        ({"what": None}, "key what"),
    ],
)
def test_a_bad_entry_is_refused_with_its_id(change: dict[str, Any], words: str) -> None:
    entry = {
        "id": "odd",
        "what": "w",
        "label": "emergent",
        "why": "y",
        "test": {"outcome": "tewl", "expect": "rises"},
    }
    entry |= change
    if entry["what"] is None:
        del entry["what"]
    with pytest.raises(InputError) as caught:
        parse_behaviours(BASE, [entry])
    assert "odd" in str(caught.value)
    assert words in str(caught.value)


def test_two_of_one_id_are_refused() -> None:
    entry = {
        "id": "a",
        "what": "w",
        "label": "emergent",
        "why": "y",
        "test": {"outcome": "tewl", "expect": "rises"},
    }
    with pytest.raises(InputError, match="an id of its own"):
        parse_behaviours(BASE, [entry, entry])


def test_scenarios_change_what_they_say_and_nothing_else() -> None:
    b = behaviour(
        test={"vary": {"course.density": ["100 per cm2", "200 per cm2"]}, "with": {"skin.age": "60 years"}}
    )
    first, second = (r.scenario.study for r in b.readings)
    assert first["course"].pop("density") == "100 per cm2"
    assert second["course"].pop("density") == "200 per cm2"
    assert first == second
    assert first["skin"] == {"site": "cheek", "phototype": "III", "age": "60 years"}
    assert BASE["course"]["density"] == "250 per cm2"


def test_words_of_a_comparison_name_what_is_varied_once() -> None:
    b = behaviour(test={"vary": {"course.sessions": [1, 2]}, "day": 28})
    assert b.scenario_words == "`collagen_total` day 28: (sessions 1) → (sessions 2)"


# ---- what readings say ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "readings", "holds"),
    [
        ("rises", [[1, 1], [2, 0.5]], [1, 0]),
        ("rises", [[1, 1], [1, 2]], [0, 1]),
        ("falls", [[3, 3], [2, 2], [1, 2.5]], [1, 0]),
        ("not_rises", [[1, 1], [1, 2]], [1, 0]),
        ("not_falls", [[1, 1], [1, 0]], [1, 0]),
        ("diminishes", [[0, 0, 0], [2, 1, 2], [3, 3, 1]], [1, 0, 0]),
        ("turns", [[1, 1], [3, 2], [2, 3]], [1, 0]),
        ("inside", [[1, 3], [3, 2], [2, 1]], [1, 0]),
        ("positive", [[1, -1]], [1, 0]),
        ("negative", [[1, -1]], [0, 1]),
        ("zero", [[0, 1e-12, 1e-3]], [1, 1, 0]),
        ("between", [[1, 5, 9]], [0, 1, 0]),
        ("shrinks", [[10, 10, 0], [1, 6, 1]], [1, 0, 0]),
        ("keeps", [[10, 10], [6, 1]], [1, 0]),
        ("shrinks_step", [[10, 10], [12, 18]], [1, 0]),
    ],
)
def test_expectations_draw_by_draw(expect: str, readings: list[list[float]], holds: list[int]) -> None:
    more = {"low": 2, "high": 8, "share": 0.5}
    b = behaviour(expect=expect, test=more)
    arrays = [np.array(r, dtype=float) for r in readings]
    for draw, expected in enumerate(holds):
        one = measured(b, [a[[draw]] for a in arrays])
        assert one.share == expected, (expect, draw)
    assert measured(b, arrays).share == pytest.approx(np.mean(holds))


def test_draws_that_did_not_finish_or_gain_do_not_count() -> None:
    b = behaviour(expect="keeps", test={"share": 0.5, "given": "positive"})
    found = measured(b, [np.array([1.0, 1.0, np.nan, -1.0]), np.array([0.9, 0.1, 0.9, -0.9])])
    assert (found.counted, found.share) == (2, 0.5)


def test_no_draw_at_all_is_said() -> None:
    found = measured(behaviour("built_in", "positive"), [np.array([np.nan])])
    assert found.counted == 0
    assert verdict(found) == "no draw to count"
    assert module._finding(found).kind == "fail"


def test_a_built_in_behaviour_that_fails_once_is_a_fault() -> None:
    found = measured(behaviour("built_in", "positive"), [np.array([1.0, 1.0, -1.0])])
    assert "fault" in verdict(found)
    finding = module._finding(found)
    assert finding is not None
    assert finding.kind == "fail"


def test_a_fitted_figure_is_never_evidence_and_may_be_missed() -> None:
    b = behaviour(
        "fitted", "agrees", observations=["lotfi2013.masson_56d"], test={"outcome": "collagen_masson_area"}
    )
    met, missed = measured(b, [np.linspace(40, 60, 50)]), measured(b, [np.linspace(1, 9, 50)])
    assert (met.inside, missed.inside) == (True, False)
    assert "no evidence" in verdict(met)
    assert module._finding(met) is None
    assert module._finding(missed).kind == "miss"
    void = measured(b, [np.linspace(1, 9, 50)], void=True)
    assert "void" in verdict(void)
    assert module._finding(void) is None


@pytest.mark.parametrize(
    ("published", "share", "kind"),
    [
        ({"holds": ["depth_split_face14.between"]}, 0.9, None),
        ({"holds": ["depth_split_face14.between"]}, 0.5, "miss"),
        ({"holds": ["depth_split_face14.between"]}, 0.1, "miss"),
        ({"fails": ["depth_split_face14.between"]}, 0.1, None),
        ({"fails": ["depth_split_face14.between"]}, 0.9, "miss"),
        ({"holds": ["depth_split_face14.between"], "fails": ["jpad_focal.age"]}, 0.5, None),
        ({"nulls": ["jpad_focal.age"]}, 0.5, None),
        ({}, 0.5, None),
    ],
)
def test_an_emergent_behaviour_is_required_only_where_something_was_published(
    published: dict[str, list[str]], share: float, kind: str | None
) -> None:
    draws = np.where(np.arange(100) < 100 * share, 1.0, -1.0)
    found = module._finding(measured(behaviour(expect="positive", published=published), [draws]))
    assert (found.kind if found else None) == kind


# ---- the runs ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def part() -> Part:
    return behaviours_part(draws=FEW)


def rows(part: Part) -> dict[str, dict[str, Any]]:
    return {row["id"]: dict(row) for table in part.tables for row in table.rows}


def test_every_behaviour_has_a_row_and_the_part_is_plain(part: Part) -> None:
    assert set(rows(part)) == set(load_behaviours())
    json.dumps(part.plain(), allow_nan=False, default=float)


def test_built_in_behaviours_hold_in_fitted_draws(part: Part) -> None:
    broken = [
        id for id, row in rows(part).items() if load_behaviours()[id].label == "built_in" and not row["ok"]
    ]
    assert broken == []
    assert part.passed


def test_built_in_behaviours_hold_without_any_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "current_fit", lambda: (None, "no fit"))
    built = {k: b for k, b in load_behaviours().items() if b.label == "built_in"}
    monkeypatch.setattr(module, "load_behaviours", lambda: built)
    part = behaviours_part(draws=FEW)
    assert [id for id, row in rows(part).items() if not row["ok"]] == []
    assert any(f.text == "no fit" for f in part.findings)
    assert "the fit is void" in part.summary


def test_findings_come_worst_first_and_words_are_allowed(part: Part) -> None:
    order = [("fail", "miss", "rival", "note").index(f.kind) for f in part.findings]
    assert order == sorted(order)
    texts = [part.summary, *(f.text for f in part.findings), *(t.note for t in part.tables)]
    texts += [str(v) for row in rows(part).values() for v in row.values()]
    assert [str(f) for text in texts for f in faults_in(text)] == []


def test_scenarios_share_their_draws() -> None:
    b = behaviour(test={"outcome": "channel_depth", "vary": {"skin.phototype": ["I", "VI"]}})
    scenarios = Scenarios(b.readings, FEW, 7, load_fit())
    light, dark = (scenarios.figures(r) for r in b.readings)
    assert len(set(light)) > 1
    assert np.array_equal(light, dark)


def test_days_count_from_the_anchor() -> None:
    course = {"course.sessions": 2, "course.interval": "14 days"}
    late = behaviour(test={"with": course, "readings": [{"after": 14}, {"day": 28}]})
    scenarios = Scenarios(late.readings, 4, 7, load_fit())
    first, second = (scenarios.figures(r) for r in late.readings)
    assert np.array_equal(first, second)


def test_a_contrast_is_the_difference_of_its_scenarios() -> None:
    b = behaviour(test={"day": 365, "minus": {"course.sessions": 0}})
    alone = behaviour(test={"day": 365})
    other = behaviour(test={"day": 365, "with": {"course.sessions": 0}})
    readings = [*b.readings, *alone.readings, *other.readings]
    scenarios = Scenarios(readings, 4, 7, load_fit())
    contrast, needled, untreated = (scenarios.figures(r) for r in readings)
    assert np.allclose(contrast, needled - untreated, rtol=0, atol=1e-12)
    assert (untreated < 0).all()


def test_a_peak_is_where_the_series_is_highest() -> None:
    b = behaviour(test={"outcome": "neutrophils", "readings": [{"read": "peak", "until": 28}, {"day": 28}]})
    scenarios = Scenarios(b.readings, 4, 7, load_fit())
    peak, end = (scenarios.figures(r) for r in b.readings)
    assert (peak > end).all()
