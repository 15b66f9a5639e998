"""The fit: its likelihood, its moves, and what it writes; no full fit runs here."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework import calibration as c
from needlework.errors import InputError
from needlework.evidence.fit import PREFIXES, load_fit, records_hash
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.numerics.sampling import stream


def figures(predicted, published, scatter=0.2, tau=0.3) -> c.Figures:
    predicted = np.atleast_2d(np.asarray(predicted, float))
    published = np.atleast_1d(np.asarray(published, float))
    ids = tuple(f"f{i}" for i in range(len(published)))
    return c.Figures(
        ids, predicted, published, np.full(len(published), scatter), np.full(len(predicted), tau)
    )


@pytest.fixture(scope="module")
def problem() -> c.Problem:
    return c.Problem(1)


# ---- likelihood ----------------------------------------------------------------------------------------


def test_the_study_effect_is_integrated_as_by_brute_force() -> None:
    f = figures([[0.3, 0.5]], [0.4, 0.45])
    e = np.linspace(-7, 7, 40_001)
    residual = (f.published - f.predicted[0] * np.exp(0.3 * e)[:, None]) / 0.2
    density = np.exp((-2.5 * np.log1p(residual**2 / 4)).sum(axis=1) - e**2 / 2) / np.sqrt(2 * np.pi)
    assert c.log_likelihood(f) == pytest.approx([np.log(np.trapezoid(density, e))], abs=2e-3)


def test_the_likelihood_is_highest_where_prediction_meets_publication() -> None:
    predicted = np.linspace(0.1, 1.2, 111)
    best = predicted[np.argmax(c.log_likelihood(figures(predicted[:, None], [0.5], tau=1e-6)))]
    assert best == pytest.approx(0.5, abs=0.01)


def test_one_outlier_costs_less_than_a_normal_law_would_take() -> None:
    near, far = c.log_likelihood(figures([[0.5], [5.0]], [0.5], tau=1e-6))
    assert near - far < 0.5 * (4.5 / 0.2) ** 2 / 10


def test_no_particle_is_ever_impossible() -> None:
    assert np.isfinite(c.log_likelihood(figures([[c._FAR]], [0.3]))).all()


# ---- moves ---------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-50, 0), min_size=2, max_size=40))
@settings(deadline=None)
def test_the_effective_share_is_a_share(log_weights) -> None:
    share = c._effective(np.array(log_weights))
    assert 1 / len(log_weights) - 1e-9 <= share <= 1 + 1e-9


def test_the_power_keeps_half_of_the_particles() -> None:
    state = c.Particles(np.zeros((500, 1)), 30 * np.random.default_rng(1).standard_normal(500))
    power = c._next_power(state)
    assert 0 < power < 1
    assert c._effective(power * state.score) == pytest.approx(0.5, abs=0.01)
    flat = c.Particles(np.zeros((5, 1)), np.zeros(5))
    assert c._next_power(flat) == 1.0


def test_resampling_is_in_proportion_to_the_weights() -> None:
    weights = np.array([0.5, 0.25, 0.25, 0.0])
    with np.errstate(divide="ignore"):
        kept = c._resample(np.log(np.repeat(weights, 250)), stream(1, "r"))
    assert np.bincount(kept // 250, minlength=4) / 1000 == pytest.approx(weights, abs=0.002)


class Gaussian:
    """Stands for a problem whose posterior is known: prior N(0, 1), one datum y with scatter s."""

    scored = {"x": None}

    def admissible(self, z: np.ndarray) -> np.ndarray:
        return np.ones(len(z), bool)


def test_moves_leave_the_posterior_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    y, s = 1.2, 0.5
    monkeypatch.setattr(c, "_score", lambda problem, z: -0.5 * ((z[:, 0] - y) / s) ** 2)
    rng = np.random.default_rng(3)
    state = c._start(Gaussian(), 4000, rng)
    while state.power < 1.0:
        power = c._next_power(state)
        keep = c._resample((power - state.power) * state.score, rng)
        state = c.Particles(state.z[keep], state.score[keep], power, state.step)
        for _ in range(4):
            c._move(Gaussian(), state, rng)
    precision = 1 + 1 / s**2
    assert state.z.mean() == pytest.approx(y / s**2 / precision, abs=0.04)
    assert state.z.std() == pytest.approx(precision**-0.5, rel=0.06)


# ---- the problem ---------------------------------------------------------------------------------------


def test_targets_are_observations_marked_as_used() -> None:
    for key in (i for ids in c.TARGETS.values() for i in ids):
        assert c._observation(key).used_in_fit
    assert set(c.CLOCKS) <= set(load_observations())
    with pytest.raises(InputError, match="an observation on file"):
        c._observation("nobody2020.nothing")


def test_a_score_of_zero_is_the_median_of_every_record(problem: c.Problem) -> None:
    values = problem.values(np.zeros((1, len(problem.scored))))
    for key, p in problem.scored.items():
        assert values[key] == pytest.approx(p.ppf([0.5]), rel=1e-6, abs=1e-12), key


def test_only_records_with_a_spread_are_scored(problem: c.Problem) -> None:
    ids = {p.id for p in problem.scored.values()}
    assert not any(i.startswith(("scale.", "pih.", "person.")) for i in ids)
    assert all(np.ptp(p.ppf([0.1, 0.9])) > 0 for p in problem.scored.values())


def test_predictions_have_one_row_per_particle(problem: c.Problem) -> None:
    found = problem.figures(np.zeros((2, len(problem.scored))))
    assert [f.ids for f in found] == [c.TARGETS["lotfi-2013"], tuple(c.CLOCKS), c.TARGETS["kenkel-2021"]]
    for f in found:
        assert f.predicted.shape == (2, len(f.ids))
        assert np.array_equal(f.predicted[0], f.predicted[1])
        assert np.isfinite(f.predicted).all()
        assert np.all(f.scatter > 0)


def test_what_is_written_is_what_is_loaded(tmp_path: Path) -> None:
    values = {
        "healing.kW": np.arange(4.0),
        "observe.alpha_masson": np.arange(4.0) + 9,
        "kenkel-2021/course/depth": np.ones(4),
    }
    c._write(tmp_path / "fit", values, {"network": "n"})
    with np.load(tmp_path / "fit" / "draws.npz") as file:
        assert file["names"].tolist() == ["healing.kW", "observe.alpha_masson"]
        assert np.array_equal(file["values"][:, 1], np.arange(4.0) + 9)
    assert json.loads((tmp_path / "fit" / "record.json").read_text()) == {"network": "n"}
    assert sorted(p.name for p in (tmp_path / "fit").iterdir()) == ["draws.npz", "record.json"]


# ---- the shipped fit -----------------------------------------------------------------------------------


def test_the_shipped_fit_meets_the_figures_it_was_fitted_to() -> None:
    fit = load_fit()
    assert fit is not None
    assert set(fit.record["observations"]) == {*c.CLOCKS, *(i for ids in c.TARGETS.values() for i in ids)}
    assert fit.record["particles"] == fit.size
    for row in fit.record["figures"]:
        assert row["low"] <= row["median"] <= row["high"]
        assert row["low"] / 2 <= row["published"] <= 2 * row["high"], row["id"]


def test_the_shipped_draws_lie_in_their_priors() -> None:
    fit = load_fit()
    assert fit is not None
    for key, values in fit.draws.items():
        low, high = load_parameters()[key].ppf([1e-7, 1 - 1e-7])
        slack = 1e-5 * max(abs(low), abs(high))
        assert np.all((values >= low - slack) & (values <= high + slack)), key


def test_a_changed_record_changes_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from needlework.evidence import fit as module

    before, records = records_hash(), dict(load_parameters())
    monkeypatch.setattr(module, "load_parameters", lambda: records)
    assert records_hash() == before
    records["scale.natural"] = replace(records["scale.natural"], value=9.0)  # not fitted
    assert records_hash() == before
    records["healing.kW"] = replace(records["healing.kW"], value=9.0)
    assert records_hash() != before
    assert "healing.kW".startswith(PREFIXES)
