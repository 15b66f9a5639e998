"""Sensitivity: exact where it says so, right where the answer is known, and complete in its records."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from needlework.draws import Draws, admissible
from needlework.errors import InputError
from needlework.evidence.distributions import Fixed
from needlework.mechanism.loops import fibrosis_gain, inflammation_gain
from needlework.model import network
from needlework.numerics.sampling import stream
from needlework.parts import Part
from needlework.scaffold import example_text, example_titles
from needlework.verification import sensitivity as module
from needlework.verification import sensitivity_tables as show
from needlework.verification import shapley as shapley_module
from needlework.verification.cases import Case, open_case, picked
from needlework.verification.groups import GROWTH, INFLAMMATION, group_of, grouped
from needlework.verification.sensitivity import HEADLINES, Grounds, top_share
from needlework.verification.shapley import Explained, scores, shapley
from needlework.verification.sobol import (
    Design,
    Index,
    first_indices,
    group_indices,
    leading,
    ranked,
    redrawn,
    saltelli,
    total_index,
)
from tests.conftest import study_of


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case("small", study_of(draws=10, population={"persons": 2}, horizon="100 days", depth=None))


@pytest.fixture(scope="module")
def design(case: Case) -> Design:
    return saltelli(case, 128, 1, HEADLINES)


@pytest.fixture(scope="module")
def part(case: Case) -> Part:
    patch = pytest.MonkeyPatch()
    with patch.context() as m:
        m.setattr(show, "open_case", lambda name: case)
        m.setattr(module, "HEADLINES", HEADLINES[:3])
        m.setattr(shapley_module, "_ORDERS", 2)
        for name, value in {"_LEADING": 2, "_PAIRS": 8, "_GRADE_DRAWS": 140}.items():
            m.setattr(module, name, value)
        m.setattr(show, "FIT_DRAWS", 120)
        return show.sensitivity(base=16)


@pytest.mark.parametrize(
    "name", sorted(k for k in example_titles() if "needlework/study/" in example_text(k))
)
def test_every_record_that_varies_has_a_group_or_moves_nothing(name: str) -> None:
    records = open_case(name).records
    for key, p in records.items():
        if not isinstance(p.distribution, Fixed):
            group_of(key)


def test_a_new_record_must_be_given_a_group() -> None:
    with pytest.raises(KeyError, match="in no group"):
        group_of("healing.new_rate")


def test_no_loop_reaches_out_of_its_group(case: Case) -> None:
    """What makes indices of groups exact: the conditions of admissibility tie only records of one group."""
    draws = case.shown(6, 1).network()
    for gain, own in ((inflammation_gain, INFLAMMATION), (fibrosis_gain, GROWTH)):
        before = gain(draws)
        for name in network().parameters:
            key = f"healing.{name}"
            if isinstance(case.records[key].distribution, Fixed) or group_of(key) == own:
                continue
            np.testing.assert_array_equal(gain({**draws, name: 1.3 * draws[name]}), before, err_msg=name)


def test_a_mixed_draw_takes_whole_groups_and_stays_admissible(design: Design) -> None:
    assert admissible(design.draws.network()).all()
    assert 0.1 < design.rejected < 0.9
    step = len(design.names) + 2
    a, b = (picked(design.draws, np.arange(start, design.draws.n, step)) for start in (0, step - 1))
    for i, group in enumerate(design.names):
        mixed = picked(design.draws, np.arange(1 + i, design.draws.n, step))
        for name, own in design.members.items():
            np.testing.assert_array_equal(mixed[name], (b if own == group else a)[name])
    assert len(design.ends) == 2 * design.base


def test_records_that_cannot_act_keep_their_central_value(design: Design, case: Case) -> None:
    assert "scale.base_mmasi" not in design.members
    assert np.ptp(design.draws["scale.base_mmasi"]) == 0
    assert "scale.base_goodman_baron_quantitative" in grouped(case.records, HEADLINES)


def _known(draws: Draws) -> np.ndarray:
    """Return 2 z1 + z2 + z1 z2 of two records in different groups: shares alone 4/6 and 1/6, 1/6 together."""
    z1, z2 = (scores(draws[k]) for k in ("healing.w0", "barrier.tewl_half_life"))
    return 2.0 * z1 + z2 + z1 * z2


def test_indices_of_groups_are_those_of_a_known_function(case: Case) -> None:
    design = saltelli(case, 512, 1, HEADLINES)
    found = group_indices(design, _known(design.draws), 1)
    wound, surface = (found[group_of(k) or ""] for k in ("healing.w0", "barrier.tewl_half_life"))
    assert (wound.first, wound.total) == pytest.approx((4 / 6, 5 / 6), abs=0.1)
    assert (surface.first, surface.total) == pytest.approx((1 / 6, 2 / 6), abs=0.1)
    assert all(abs(i.total or 0.0) < 1e-9 for g, i in found.items() if i not in (wound, surface))


def test_indices_of_records_are_those_of_a_known_function(case: Case) -> None:
    design = saltelli(case, 512, 1, HEADLINES)
    given = picked(design.draws, design.ends)
    known = _known(given)
    found = first_indices(given, ["healing.w0", "barrier.tewl_half_life", "healing.dT"], known, 1)
    assert found["healing.w0"].first == pytest.approx(4 / 6, abs=0.08)
    assert found["healing.dT"].first == pytest.approx(0.0, abs=0.04)
    fresh = redrawn(given, "healing.w0", 1)
    both = Draws(2 * given.n, 1, given.records, {k: np.r_[given[k], fresh[k]] for k in given.values}, 1)
    before, after = _known(both).reshape(2, -1)
    total, width = total_index(before, after, before, 1)
    assert total == pytest.approx(5 / 6, abs=0.1)
    assert 0 < width < 0.2


def test_a_redrawn_record_alone_changes_and_stays_admissible(design: Design) -> None:
    given = picked(design.draws, design.ends)
    fresh = redrawn(given, "healing.dT", 1)
    assert admissible(fresh.network()).all()
    assert {k for k in given.values if not np.array_equal(given[k], fresh[k])} == {"healing.dT"}
    assert np.mean(fresh["healing.dT"] == given["healing.dT"]) < 0.05


def test_failed_lanes_take_their_base_row_with_them(design: Design) -> None:
    values = _known(design.draws)
    holed = values.copy()
    holed[5] = np.nan
    assert group_indices(design, holed, 1) != group_indices(design, values, 1)
    assert all(np.isfinite(i.first) for i in group_indices(design, holed, 1).values())


def test_ranks_count_ties_half_and_leave_holes() -> None:
    base = np.array([1.0, 2.0, 2.0, 3.0])
    np.testing.assert_allclose(
        ranked(np.array([0.0, 1.0, 2.0, 9.0, np.nan]), base), [0, 0.125, 0.5, 1, np.nan]
    )


def test_leading_records_take_turns_between_outcomes() -> None:
    index = lambda **first: {k: Index(v, 0.0) for k, v in first.items()}  # noqa: E731
    first = {"one": index(a=0.9, b=0.5, c=0.1), "two": index(a=0.8, b=0.1, c=0.7)}
    assert leading(first, 2) == ["a", "b"]
    assert leading(first, 3) == ["a", "b", "c"]


def test_shapley_shares_halve_what_twins_explain_and_give_noise_nothing() -> None:
    rng = stream(1, "twins")
    one, two, noise = rng.standard_normal((3, 2000))
    twin = 0.8 * one + 0.6 * two
    y = scores((one + twin)[:, None])
    explained = Explained(scores(np.stack([one, twin, noise], axis=1)), ["one", "twin", "noise"], y, 1)
    shares = shapley(explained, 1)
    assert shares["one"][0] == pytest.approx(shares["twin"][0], abs=0.03)
    assert shares["noise"][0] == pytest.approx(0.0, abs=0.01)
    assert sum(s[0] for s in shares.values()) == pytest.approx(explained.by(explained.names)[0])
    assert explained.by(explained.names)[0] > 0.95


def test_nothing_is_explained_of_pure_noise() -> None:
    rng = stream(2, "noise")
    x, y = rng.standard_normal((300, 60)), rng.standard_normal((300, 1))
    explained = Explained(scores(x), ["a"] * 30 + ["b"] * 30, scores(y), 1)
    assert explained.by(explained.names)[0] < 0.1


def test_without_salib_the_next_step_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(InputError, match=r"needlework\[stats\]"):
        saltelli(case, 4, 1, HEADLINES)


def test_scores_are_normal_and_tied_values_equal() -> None:
    values = np.array([[1.0], [3.0], [3.0], [8.0]])
    found = scores(values)[:, 0]
    assert found[1] == found[2]
    assert found[0] == -found[3]


def test_the_top_share_tells_heavy_tails() -> None:
    assert top_share(np.linspace(-1, 1, 1000)) < 0.05
    assert top_share(np.r_[np.zeros(999), 1e6]) > 0.99


def test_the_part_is_plain_data_and_its_rows_fit_their_columns(part: Part) -> None:
    json.dumps(part.plain(), allow_nan=False)
    for table in part.tables:
        assert table.rows
        assert all(set(row) <= set(table.columns) for row in table.rows), table.title
    assert {row["outcome"] for row in part.tables[0].rows} == set(HEADLINES[:3])
    totals = [row["total"] for row in part.tables[1].rows if row["total"] is not None]
    assert totals
    assert part.passed is None


def test_a_grade_that_a_run_overstates_is_a_finding(design: Design, case: Case) -> None:
    prior = module.Prior(design, {"collagen_total": {}}, {"collagen_total": {}}, {})
    record = case.records["device/share"]
    grounds = {"collagen_total": Grounds("calibrated", "assumed", [("device/share", record, 0.5)])}
    kinds = [f.kind for f in show.findings(prior, None, grounds)]
    assert kinds == ["fail", "note"]
    unseen = {"collagen_total": Grounds("literature", "literature", [("device/share", record, 0.5)])}
    assert [f.kind for f in show.findings(prior, None, unseen)] == (
        ["fail", "note"] if record.grade == "assumed" else ["note"]
    )
    twice = {"collagen_total": Grounds("assumed", "assumed", [("healing.dT", record, 0.9)] * 2)}
    assert "180 %" in show.findings(prior, None, twice)[0].text
