"""The fit of the tissue: its likelihood, its problem, and what is written; no full fit runs here."""

import json
from pathlib import Path

import numpy as np
import pytest

from needlework.calibration import fit as whole
from needlework.calibration import tissue as c
from needlework.errors import InputError
from needlework.evidence.fit import PREFIXES, load_fit, records_hash
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.split import load_split


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


# ---- the problem ---------------------------------------------------------------------------------------


def test_the_split_names_observations_and_they_know_it() -> None:
    for key in load_split().fitted:
        assert load_observations()[key].used_in_fit
    assert not load_observations()["lotfi2013.silver_56d"].used_in_fit
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
    split = load_split()
    first, second = split.tissue.values()
    assert [f.ids for f in found] == [first, tuple(split.clocks), second]
    for f in found:
        assert f.predicted.shape == (2, len(f.ids))
        assert np.array_equal(f.predicted[0], f.predicted[1])
        assert np.isfinite(f.predicted).all()
        assert np.all(f.scatter > 0)


def test_what_is_left_out_is_not_in_the_likelihood() -> None:
    less = c.Problem(1, {"lotfi2013.masson_56d", "betz1992.many", *load_split().tissue["kenkel-2021"]})
    found = less.figures(np.zeros((1, less.size)))
    assert [f.ids[0] for f in found] == ["lotfi2013.epidermis_56d", "engelhardt1998.neutrophils"]
    assert "betz1992.many" not in found[1].ids


def test_an_onset_comes_before_its_peak_and_animals_keep_their_own_pace(problem: c.Problem) -> None:
    clocks = problem.figures(np.zeros((1, problem.size)))[1]
    at = {key: i for i, key in enumerate(clocks.ids)}
    assert clocks.predicted[0, at["betz1992.first"]] < clocks.predicted[0, at["betz1992.many"]]
    assert clocks.scatter[at["kim2008.peak"]] > clocks.scatter[at["engelhardt1998.neutrophils"]]
    assert np.exp(clocks.published[at["kim2008.peak"]]) == pytest.approx(0.75)


def test_what_is_written_is_what_is_loaded(tmp_path: Path) -> None:
    values = {"healing.kW": np.arange(4.0), "observe.alpha_masson": np.arange(4.0) + 9}
    whole._write(tmp_path / "fit", values, {"network": "n"})
    with np.load(tmp_path / "fit" / "draws.npz") as file:
        assert file["names"].tolist() == ["healing.kW", "observe.alpha_masson"]
        assert np.array_equal(file["values"][:, 1], np.arange(4.0) + 9)
    assert json.loads((tmp_path / "fit" / "record.json").read_text(encoding="utf-8")) == {"network": "n"}
    assert sorted(p.name for p in (tmp_path / "fit").iterdir()) == ["draws.npz", "record.json"]


# ---- the shipped fit -----------------------------------------------------------------------------------


def test_the_shipped_fit_meets_the_figures_it_was_fitted_to() -> None:
    fit = load_fit()
    assert fit is not None
    assert set(fit.record["observations"]) == load_split().fitted
    assert fit.record["split"] == load_split().hash
    assert fit.record["people"]["largest_r_hat"] < 1.02
    assert fit.record["people"]["divergences"] == 0
    assert fit.record["particles"] == fit.size
    for row in fit.record["figures"]:
        assert row["low"] <= row["median"] <= row["high"]
        assert row["low"] / 2 <= row["published"] <= 2 * row["high"], row["id"]


def test_the_shipped_draws_lie_in_their_priors() -> None:
    fit = load_fit()
    assert fit is not None
    for key, values in fit.draws.items():
        if key == "scale.dose_least":  # of the smallest fitted course: the fit computes it, nothing draws it
            continue
        low, high = load_parameters()[key].ppf([1e-7, 1 - 1e-7])
        slack = 1e-5 * max(abs(low), abs(high))
        assert np.all((values >= low - slack) & (values <= high + slack)), key


def test_a_changed_record_changes_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from needlework.evidence import fit as module

    before, records = records_hash(), dict(load_parameters())
    monkeypatch.setattr(module, "load_parameters", lambda: records)
    assert records_hash() == before
    records["barrier.residual"] = replace(records["barrier.residual"], value=0.9)  # not fitted
    assert records_hash() == before
    records["healing.kW"] = replace(records["healing.kW"], value=9.0)
    assert records_hash() != before
    assert "healing.kW".startswith(PREFIXES)
