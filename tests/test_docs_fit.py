"""The page on the fit: every fitted record and figure is there, and chance is not called informed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import docs_fit  # noqa: E402
import docs_learned  # noqa: E402

from needlework.evidence.fit import Fit, load_fit  # noqa: E402
from needlework.evidence.parameters import load_parameters  # noqa: E402


def test_every_fitted_record_has_a_row():
    fit, page = load_fit(), docs_fit.fit_informed()
    assert fit is not None
    assert [id for id in fit.draws if f"[`{id}`](numbers.md#" not in page] == []
    assert page.count("<svg") == len(fit.draws)


def test_every_fitted_figure_has_a_row():
    record = docs_fit.fit_record()
    assert all(f"`{row['id']}`" in docs_fit.fit_figures() for row in record["figures"])
    assert all(f"`{row['id']}`" in docs_fit.fit_scale_figures() for row in record["scale_figures"])


def test_the_data_informed_some_records_and_not_all():
    found = docs_learned.lesson()
    informed = [r.id for r in found.records if found.informed(r)]
    assert 0 < len(informed) < len(found.records)
    assert "scale.gain_atrophic_scar" in informed  # the record that most figures speak of


def _fit(rows: np.ndarray, runs: int) -> Fit:
    return Fit(
        {f"penetration.base_radius_{d}": rows[:, i] for i, d in enumerate(("pen", "roller"))}, {"runs": runs}
    )


def test_the_prior_of_a_free_record_is_its_distribution():
    found = {r.id: r for r in docs_learned.lesson().records}
    id = "penetration.base_radius_roller"  # no rule of health looks at it
    low, high = load_parameters()[id].distribution.interval(0.9)
    assert found[id].prior[0] == pytest.approx(low, rel=0.05)
    assert found[id].prior[2] == pytest.approx(high, rel=0.05)


def test_spread_and_shift_are_on_the_scale_of_the_prior():
    p = load_parameters()["penetration.base_radius_roller"]
    normal = np.random.default_rng(3).standard_normal(20_000)
    gsd = p.distribution.interval(0.9)[1] / p.value
    draws = p.value * np.exp(np.log(gsd) / 1.6449 * (0.5 * normal + 1.0))
    r = docs_learned._learned(p, "tissue", draws, None)
    assert r.spread == pytest.approx(0.5, rel=0.03)
    assert r.shift == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(("n", "share", "level"), [(10, 0.3, 0.05), (24, 0.03, 0.95), (5, 1.0, 0.5)])
def test_counts_have_the_quantiles_of_the_binomial(n: int, share: float, level: float):
    drawn = np.random.default_rng(1).binomial(n, share, 200_000)
    assert docs_fit._quantile(n, share, level) == int(np.quantile(drawn, level))


def test_nobody_of_few_is_within_a_small_chance():
    few = {"id": "cachafeiro2016.pih_needling", "kind": "dark", "published": 0.0, "median": 0.03}
    assert docs_fit._inside({**few, "low": 0.015, "high": 0.057})
    assert not docs_fit._inside({**few, "low": 0.3, "high": 0.5})


def test_figures_outside_come_first():
    middle = {"id": "a", "published": 1.0, "median": 1.1, "low": 0.9, "high": 1.3}
    edge = {**middle, "published": 0.91}
    out = {**middle, "published": 1.4}
    assert sorted([middle, edge, out], key=docs_fit._worst_first) == [out, edge, middle]
