"""One study, from file to result: what must hold whatever the numbers are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from needlework import ensemble, simulation
from needlework.errors import NumericalError
from needlework.outcomes import outcomes
from needlework.result import Result
from needlework.runner import run
from needlework.simulation import Trace
from needlework.summary import document
from tests.conftest import study_of

Typical = Callable[..., Result]


def at(result: Result, key: str, day: float) -> float:
    values = result.values[key][0, 0]
    return float(values if np.ndim(values) == 0 else np.interp(day, result.times, values))


def test_the_cascade_comes_in_the_order_of_wound_healing(typical: Typical) -> None:
    result = typical(sessions=1, interval=None, horizon="500 days", concern=None)
    new = {s: result.layer(s)[:, 0] for s in ("W", "N", "M1", "M2", "F", "c3")}
    mature = result.layer("c1n")[:, 0] + result.layer("c1m")[:, 0]
    peaks = [
        result.times[np.argmax(v)]
        for v in (new["W"], new["N"], new["M1"] + new["M2"], new["F"], new["c3"], mature)
    ]
    assert peaks == sorted(peaks)
    assert len(set(peaks)) == len(peaks)


def test_no_needles_is_the_untreated_counterfactual(typical: Typical) -> None:
    result = typical(sessions=0, interval=None)
    healthy = result.profile[0]
    assert np.array_equal(result.profile, np.broadcast_to(healthy, result.profile.shape))
    decades = result.times / 3652.5
    loss = result.parameters["ageing.collagen_per_decade"][0]
    assert result.values["collagen_total"][0, 0] == pytest.approx(-100 * loss * decades, abs=1e-9)
    assert np.all(result.values["erythema_index"] == 0)
    assert "pain_vas" not in result.values


def test_vanishing_density_tends_to_the_untreated_skin(typical: Typical) -> None:
    untreated = at(typical(sessions=0, interval=None), "collagen_total", 200)
    gains = [at(typical(density=f"{n} per cm2"), "collagen_total", 200) - untreated for n in (0.002, 0.001)]
    assert abs(gains[1]) < 1e-3
    assert gains[1] / gains[0] == pytest.approx(0.5, rel=0.05)


def test_a_surplus_comes_back_to_the_ageing_set_point(typical: Typical) -> None:
    result = typical(horizon="40 years", concern=None)
    gamma = 1 + result.values["collagen_total"][0, 0] / 100
    ageing = 1 - result.parameters["ageing.collagen_per_decade"][0] * result.times / 3652.5
    surplus = gamma / ageing - 1
    best = surplus.max()
    assert best > 0.01
    assert abs(surplus[-1]) < 0.2 * best


@pytest.mark.parametrize("after", [60.0, 84.0])
def test_more_sessions_give_more_collagen_with_diminishing_returns(typical: Typical, after: float) -> None:
    # read at equal time after each course's last session: each session adds, and less than the one before
    counts = (1, 2, 3, 4, 5)
    runs = [typical(sessions=n, **({"interval": None} if n == 1 else {})) for n in counts]
    gain = [at(r, "collagen_total", 28.0 * (n - 1) + after) for r, n in zip(runs, counts, strict=True)]
    added = np.diff([0.0, *gain])
    assert np.all(added > 0)
    assert np.all(np.diff(added) < 0), added


def test_density_and_depth_move_the_wound(typical: Typical) -> None:
    sparse, dense = typical(density="60 per cm2"), typical(density="400 per cm2")
    assert at(sparse, "injured_fraction", 0) < at(dense, "injured_fraction", 0)
    assert at(sparse, "erythema_index", 0.1) < at(dense, "erythema_index", 0.1)
    shallow, deep = typical(depth="0.5 mm"), typical(depth="1.5 mm")
    assert at(shallow, "channel_depth", 0) < at(deep, "channel_depth", 0)
    assert at(shallow, "pain_vas", 0) < at(deep, "pain_vas", 0)
    lowest = lambda r: r.layer("M2")[:, -1].max()  # noqa: E731
    assert lowest(shallow) < lowest(deep)


def test_phototype_moves_pigment_risk_and_masks_redness(typical: Typical) -> None:
    light, dark = typical(phototype="II"), typical(phototype="V")
    assert 0 < at(light, "pih_probability", 0) < at(dark, "pih_probability", 0)
    assert at(light, "melanin_index", 60) < at(dark, "melanin_index", 60)
    assert at(light, "erythema_index", 0.1) > at(dark, "erythema_index", 0.1)


def test_age_and_site_move_what_they_should(typical: Typical) -> None:
    young, old = typical(age="25 years", concern=None), typical(age="75 years", concern=None)
    assert at(young, "collagen_total", 200) > at(old, "collagen_total", 200)
    thin, thick = typical(site="periorbital", depth="0.5 mm"), typical(site="back", depth="0.5 mm")
    assert at(thin, "injured_fraction", 0) > at(thick, "injured_fraction", 0)


def test_interval_moves_the_peak_of_myofibroblasts(typical: Typical) -> None:
    close, far = typical(interval="2 weeks"), typical(interval="6 weeks")
    assert close.values["myofibroblasts"].max() > far.values["myofibroblasts"].max()


def test_the_keloid_set_overgrows_and_the_normal_one_does_not(typical: Typical) -> None:
    normal, prone = typical(concern=None), typical(concern=None, phenotype="keloid_prone")
    assert at(normal, "overgrowth_distance", 0) > 0 > at(prone, "overgrowth_distance", 0)
    assert at(prone, "collagen_total", 200) > at(normal, "collagen_total", 200)


def test_a_course_with_any_times_runs() -> None:
    result = run(study_of(sessions=None, interval=None, days=[0, 9, 47.5], horizon="80 days"))
    assert {0.0, 9.0, 47.5, 80.0} <= set(result.times[result.rows])
    redness = result.values["erythema_index"][0, 0]
    just_before, just_after = (int(np.flatnonzero(result.times == t)[0]) for t in (47.5, 47.52))
    assert redness[just_before] < redness[just_after]


def test_platelet_rich_plasma_adds_next_to_nothing_and_what_trials_found_is_told(typical: Typical) -> None:
    plain = typical(sessions=1, interval=None)
    added = run(study_of(sessions=1, interval=None, topicals=[{"active": "prp", "when": "during"}]))
    assert not np.array_equal(added.profile, plain.profile)
    more = added.values["collagen_total"] - plain.values["collagen_total"]
    assert 0.0 <= np.max(more) < 1.0
    assert "prp_effect" in {entry["id"] for entry in document(added)["not_modelled"]}


def test_same_study_and_seed_give_the_same_numbers_and_another_seed_others(crowd: Result) -> None:
    again = run(study_of(draws=30, population={"persons": 6}, horizon="140 days"))
    other = run(study_of(draws=30, population={"persons": 6}, horizon="140 days", seed=4))
    for key, values in crowd.values.items():
        assert np.array_equal(values, again.values[key], equal_nan=True), key
    assert not np.array_equal(crowd.values["collagen_total"], other.values["collagen_total"])


def test_every_outcome_has_the_shape_its_table_entry_says(crowd: Result) -> None:
    for key, values in crowd.values.items():
        series = (len(crowd.times),) if outcomes()[key].rows == "series" else ()
        assert values.shape == (30, 6, *series), key
        assert np.isfinite(values).all(), key


def test_more_strata_and_rings_change_little() -> None:
    coarse = run(study_of(sessions=2))
    fine = run(study_of(sessions=2, model={"strata": 8, "rings": 4}))
    assert at(coarse, "collagen_total", 200) == pytest.approx(at(fine, "collagen_total", 200), rel=0.25)


class Broken:
    """Let chosen lanes fail, as an integration that gives up does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lanes: set[int]) -> None:
        self.whole, self.lanes = ensemble.simulate, lanes
        monkeypatch.setattr(ensemble, "simulate", self)

    def __call__(self, *args: Any, **options: Any) -> Iterator[Trace]:
        for trace in self.whole(*args, **options):
            layers = trace.layers.copy()
            layers[sorted(self.lanes)] = np.nan
            yield replace(
                trace, layers=layers, failed=tuple((i, 3.5, "step too small") for i in sorted(self.lanes))
            )


SMALL = {"draws": 3, "population": {"persons": 2}, "sessions": 1, "interval": None, "horizon": "20 days"}


def test_a_lane_that_ends_early_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every later leg of its course fails as well."""
    monkeypatch.setattr(
        simulation, "_failures", lambda status, stopped: [(1, float(stopped[1]), "not finite")]
    )
    own = {"sessions": 2, "interval": "5 days", "seed": 990}  # its usual course fails, too, and is kept
    result = run(study_of(**{**SMALL, **own}))
    assert "1 of 6 simulated people did not finish" in result.warnings[-1]


def test_lanes_that_fail_are_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    Broken(monkeypatch, {1, 4, 5})  # one person of the first draw, the whole third draw
    result = run(study_of(**SMALL))
    assert result.values["collagen_total"].shape[:2] == (2, 2)
    assert all(len(v) == 2 for v in result.parameters.values())
    assert "3 of 6 simulated people did not finish" in result.warnings[-1]
    assert "draw 0, person 1, day 3.5: step too small" in result.warnings[-1]
    figures = [row["mean"] for row in document(result)["outcomes"]]
    assert all(f is not None for f in figures)
    assert np.isfinite(result.profile).all()


def test_a_run_without_a_single_finished_lane_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Broken(monkeypatch, set(range(6)))
    with pytest.raises(NumericalError, match=r"no lane finished; the first: draw 0, person 0, day 3\.5"):
        run(study_of(**SMALL))


def test_a_run_needs_no_heavy_library() -> None:
    """Imports of them fail, which Numba's own look for SciPy allows for."""
    code = """
import sys
heavy = ("pandas", "pint", "xarray", "scipy", "libsbml", "antimony", "matplotlib")
sys.modules |= dict.fromkeys(heavy)
from needlework import load_study, run, new_study, document
text = new_study(None, "cheek").replace("draws: 40", "draws: 2").replace("persons: 40", "persons: 2")
document(run(load_study(text)))
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=120)
