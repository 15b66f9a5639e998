"""Structural alternatives: each changes what it names and nothing else, and disagreement is said."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from needlework.evidence.sources import load_sources
from needlework.verification import cases
from needlework.verification import structure as module
from needlework.verification import structure_tables as show
from needlework.verification.alternatives import Alternative, alternatives, cleared
from needlework.verification.cases import Case, open_case
from needlework.verification.structure import Data, Outlook, outlook
from tests.conftest import study_of

CHANGED = {
    "reach of TGF-beta": {"dT", "KTc", "KTY", "K3Y", "iT"},
    "elastin response": {"sE", "eN"},
    "late type III": {"d3"},
}


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case("small", study_of(draws=8, population={"persons": 1}, horizon="300 days"))


@pytest.fixture(scope="module")
def known() -> dict[str, Alternative]:
    return {a.id: a for a in alternatives()}


@pytest.fixture(scope="module")
def outlooks(case: Case, known: dict[str, Alternative]) -> dict[str, Outlook]:
    chosen = ("elastin_none_made", "elastin_strong", "type_three_kept", "type_three_0.07")
    patch = pytest.MonkeyPatch()
    with patch.context() as m:
        m.setattr(module, "_PERSONS", 1)
        found = {"shipped": outlook(case, None, 24, 1)}
        return found | {name: outlook(case, known[name], 24, 1) for name in chosen}


def test_each_structure_changes_what_its_question_names(case: Case) -> None:
    draws = case.shown(8, 1)
    for a in alternatives():
        after = a.apply(draws)
        moved = {k for k in draws.values if not np.array_equal(after[k], draws[k])}
        assert moved, a.id
        assert moved <= {f"healing.{name}" for name in CHANGED[a.question]}, a.id
        assert set(after.values) == set(draws.values)


def test_every_structure_goes_back_to_a_source_on_file_or_is_assumed() -> None:
    for a in alternatives():
        assert set(a.sources) <= set(load_sources()), a.id
    assert len({a.id for a in alternatives()}) == len(alternatives())


@pytest.mark.parametrize("clearance", [0.24, 15.0])
def test_scaled_reach_keeps_the_level_of_tgf_beta_beside_its_thresholds(case: Case, clearance: float) -> None:
    draws = case.shown(8, 1)
    after = cleared(draws, clearance, scaled=True)
    assert (after["healing.dT"] == clearance).all()
    for name in ("KTc", "KTY", "K3Y"):  # levels go as 1/dT
        key = f"healing.{name}"
        np.testing.assert_allclose(after[key] * after["healing.dT"], draws[key] * draws["healing.dT"])
    key = "healing.iT"
    np.testing.assert_allclose(after[key] / after["healing.dT"], draws[key] / draws["healing.dT"])
    plain = cleared(draws, clearance, scaled=False)
    assert {k for k in draws.values if not np.array_equal(plain[k], draws[k])} == {"healing.dT"}


def test_elastin_falls_in_every_draw_without_synthesis_and_less_often_with_more(
    outlooks: dict[str, Outlook],
) -> None:
    falls = {name: o.falls("elastin_total") for name, o in outlooks.items()}
    assert falls["elastin_none_made"] == 1.0
    assert falls["elastin_strong"] <= falls["shipped"] < 1.0


def test_elastin_does_not_reach_collagen(outlooks: dict[str, Outlook]) -> None:
    for name in ("elastin_none_made", "elastin_strong"):
        np.testing.assert_allclose(
            outlooks[name].values["collagen_total"], outlooks["shipped"].values["collagen_total"], atol=0.01
        )


def test_kept_type_three_raises_the_late_ratio_and_faster_loss_lowers_it(
    outlooks: dict[str, Outlook],
) -> None:
    ratio = {name: o.quantiles["collagen_ratio_III_I"][1] for name, o in outlooks.items()}
    assert ratio["type_three_0.07"] < ratio["shipped"] < ratio["type_three_kept"]


def test_the_shipped_structure_meets_its_own_figures(outlooks: dict[str, Outlook]) -> None:
    shipped = outlooks["shipped"]
    assert shipped.against(shipped) == 0.0
    assert shipped.effective(shipped) == pytest.approx(24)
    assert 0 < shipped.data.met <= shipped.data.figures


def test_tables_fit_their_columns_and_are_plain_data(outlooks: dict[str, Outlook]) -> None:
    shipped, *found = outlooks.values()
    tables = [
        show.headline_table(shipped, found, 24),
        show.data_table(shipped, found),
        show.direction_table(shipped, found),
    ]
    for table in tables:
        assert len(table.rows) >= len(outlooks)
        assert all(set(row) <= set(table.columns) for row in table.rows), table.title
        json.dumps(list(table.rows), allow_nan=False)
    assert show.summary(shipped, found)


def _outlook(alternative: Alternative | None, shift: float, score: np.ndarray) -> Outlook:
    n = len(score)
    values = {"collagen_total": np.linspace(0.0, 10.0, n) + shift}
    start = {"collagen_total": np.zeros(n)}
    return Outlook(alternative, np.ones(n, dtype=bool), values, start, Data(score, 10, 10))


def test_a_structure_that_data_allow_and_that_leaves_the_interval_fails(
    known: dict[str, Alternative],
) -> None:
    flat, a = np.zeros(101), known["type_three_kept"]
    shipped = _outlook(None, 0.0, flat)
    assert show.findings(shipped, [_outlook(a, 3.0, flat)]) == []
    assert [f.kind for f in show.findings(shipped, [_outlook(a, 8.0, flat)])] == ["fail"]
    found = show.findings(shipped, [_outlook(a, 9.0, flat - 5.0), _outlook(a, 8.0, flat)])
    assert [f.kind for f in found] == ["fail", "note"]
    assert "against it unless fitted anew" in found[1].text


def test_the_size_of_a_change_is_a_share_of_the_shipped_interval(known: dict[str, Alternative]) -> None:
    shipped = _outlook(None, 0.0, np.zeros(101))
    moved = _outlook(known["type_three_kept"], 4.5, np.zeros(101))
    assert show.shift(shipped, moved, "collagen_total") == pytest.approx(4.5 / 9.0)
    assert not show.outside(shipped, moved, "collagen_total")


def test_weights_lead_to_the_draws_that_meet_the_data(known: dict[str, Alternative]) -> None:
    n = 101
    shipped = _outlook(None, 0.0, np.zeros(n))
    upper = np.where(np.arange(n) >= 51, 0.0, -50.0)
    moved = _outlook(known["type_three_kept"], 0.0, upper)
    assert moved.effective(shipped) == pytest.approx(50)
    assert moved.refitted(shipped, "collagen_total") == pytest.approx(7.5, abs=0.15)
    few = _outlook(known["type_three_kept"], 0.0, np.where(np.arange(n) >= 95, 0.0, -50.0))
    assert few.refitted(shipped, "collagen_total") is None
    assert few.against(shipped) == pytest.approx(np.log(6 / n), abs=1e-6)


def test_draws_that_are_not_healthy_carry_no_weight(known: dict[str, Alternative]) -> None:
    shipped = _outlook(None, 0.0, np.zeros(101))
    moved = _outlook(known["type_three_kept"], 0.0, np.zeros(101))
    ill = replace(moved, healthy=np.arange(101) < 50)
    assert ill.weights(shipped)[50:].max() == 0.0
    assert ill.effective(shipped) == pytest.approx(50)


def test_verdicts_follow_the_ladder_of_bayes_factors() -> None:
    assert [show.verdict(x) for x in (0.5, -0.9, -2.0, -4.0)] == [
        "not distinguished",
        "not distinguished",
        "weakly against it",
        "against it unless fitted anew",
    ]


def test_a_void_fit_is_the_first_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "current_fit", lambda: (None, "the network changed"))
    assert [f.kind for f in cases.void_fit()] == ["fail"]
    monkeypatch.setattr(cases, "current_fit", lambda: (object(), None))
    assert cases.void_fit() == []
