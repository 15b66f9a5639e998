"""Draws: reproducible, independent streams, central values, and the fit that may be void."""

from dataclasses import replace

import numpy as np
import pytest

from needlework import draws as d
from needlework.draws import fitted_draws, prior_draws, study_records
from needlework.evidence.fit import Fit, load_fit
from needlework.evidence.split import load_split
from needlework.model import network, network_hash
from needlework.numerics.sampling import stratified
from needlework.population import design
from needlework.runner import run
from needlework.subject import Course, Skin
from tests.conftest import study_of


def subject(**changes) -> tuple[Skin, Course]:
    study = study_of(**changes)
    return Skin.resolve(study.skin), Course.from_spec(study.course)


def fit_of(n: int = 50) -> Fit:
    kept = {"healing.kW": np.linspace(1.0, 2.0, n), "healing.s3": np.linspace(3.0, 4.0, n)}
    return Fit(kept, {"network": network_hash(), "records": d.records_hash(), "split": load_split().hash})


# ---- draws ---------------------------------------------------------------------------------------------


def test_one_draw_is_the_median_of_the_fit_and_the_central_value_of_the_rest() -> None:
    fit = fit_of()
    population = design(*subject(), draws=1, persons=1, seed=9, fit=fit)
    for name, record in population.draws.records.items():
        held = record.id in fit.draws and not name.startswith(("device/", "concern/"))
        expected = float(np.median(fit.draws[record.id])) if held else None
        assert expected is None or population.draws[name].tolist() == [expected], name
    plain = design(*subject(), draws=1, persons=1, seed=9)
    assert all(plain.draws[name].tolist() == [p.value] for name, p in plain.draws.records.items())


def test_a_design_is_its_seed() -> None:
    records = study_records(*subject())
    one, again, other = (prior_draws(records, 12, seed) for seed in (5, 5, 6))
    assert all(np.array_equal(one[k], again[k]) for k in records)
    assert not np.array_equal(one["healing.kW"], other["healing.kW"])


def test_another_record_leaves_the_draws_of_the_others_as_they_were() -> None:
    records = study_records(*subject())
    extra = replace(records["observe.pain_offset"], id="observe.not_there_before")
    plain, more = prior_draws(records, 10, 3), prior_draws({"observe.first": extra, **records}, 10, 3)
    assert all(np.array_equal(plain[k], more[k]) for k in records)
    assert not np.array_equal(more["observe.first"], more["observe.pain_offset"])


def test_a_record_has_one_stream_whatever_name_the_study_gives_it() -> None:
    records = study_records(*subject())
    share = records["device/share"]
    draws = prior_draws({**records, "again": share}, 10, 3)
    assert np.array_equal(draws["again"], draws["device/share"])


def test_streams_of_different_records_are_independent() -> None:
    draws = prior_draws(study_records(*subject()), 400, 3)
    free = [
        "observe.pain_offset",
        "barrier.residual",
        "pih.by_dose",
        "scale.natural_atrophic_scar",
        "study.measurement_sd",
    ]
    ranks = np.array([np.argsort(np.argsort(draws[k])) for k in free])
    assert np.max(np.abs(np.corrcoef(ranks) - np.eye(len(free)))) < 0.2


def test_prior_draws_cover_the_distribution_and_are_admissible() -> None:
    records = study_records(*subject())
    draws = prior_draws(records, 200, 1)
    record = records["observe.pain_offset"]
    assert np.all(d.admissible(draws.network()))
    assert np.median(draws["observe.pain_offset"]) == pytest.approx(float(record.ppf(0.5)), abs=0.2)
    assert 0.0 < draws.rejected < 1.0


def test_fitted_draws_are_joint_and_the_rest_stays_at_the_priors() -> None:
    records, fit = study_records(*subject()), fit_of()
    draws = fitted_draws(records, 80, 4, fit)  # more than the fit holds
    assert draws["healing.s3"] == pytest.approx(draws["healing.kW"] + 2.0)
    assert set(draws["healing.kW"]) <= set(fit.draws["healing.kW"])
    assert len(set(draws["healing.kW"][:50])) == 50  # each once before any is used twice
    assert np.array_equal(
        draws["healing.kWM"], prior := records["healing.kWM"].ppf(stratified(80, 4, "draw/healing.kWM/0"))
    )
    assert len(set(prior)) == 80


def test_a_study_that_changes_a_record_keeps_its_own_distribution() -> None:
    records, fit = study_records(*subject()), fit_of()
    shifted = replace(records["healing.kW"], distribution=records["healing.kWM"].distribution)
    draws = fitted_draws(records | {"healing.kW": shifted}, 20, 4, fit)
    assert not set(draws["healing.kW"]) & set(fit.draws["healing.kW"])


# ---- the fit -------------------------------------------------------------------------------------------


def test_the_shipped_fit_belongs_to_this_network_and_these_records() -> None:
    fit, void = d.current_fit()
    assert void is None, "refit: 'calibrate'"
    assert fit is not None
    assert fit.size >= 500
    assert set(fit.record["informed"].values()) <= {v for v in fit.record["informed"].values() if v < 0.9}


def test_every_shipped_draw_describes_healthy_skin() -> None:
    fit = load_fit()
    assert fit is not None
    names = network().parameters
    p = {
        n: fit.draws.get(f"healing.{n}", np.full(fit.size, d.load_parameters()[f"healing.{n}"].value))
        for n in names
    }
    assert np.all(d.admissible(p))


@pytest.mark.parametrize(
    ("key", "words"),
    [("network", "network changed"), ("records", "records changed"), ("split", "fitted figures changed")],
)
def test_a_fit_of_something_else_is_void_and_says_so(monkeypatch, key, words) -> None:
    stale = Fit(fit_of().draws, fit_of().record | {key: "0" * 16})
    monkeypatch.setattr(d, "load_fit", lambda: stale)
    fit, void = d.current_fit()
    assert fit is None
    assert words in (void or "")
    assert "draws come from the priors" in (void or "")


def test_a_run_with_a_void_fit_draws_from_the_priors_and_warns(monkeypatch) -> None:
    study = study_of(draws=3, sessions=1, interval=None, horizon="30 days")
    monkeypatch.setattr(d, "load_fit", fit_of)
    fitted = run(study)
    assert not any("fit" in w for w in fitted.warnings)
    assert set(fitted.parameters["healing.kW"]) <= set(fit_of().draws["healing.kW"])
    monkeypatch.setattr(d, "load_fit", lambda: None)
    prior = run(study)
    assert any("no fit is shipped" in w for w in prior.warnings)
    assert prior.provenance["fit"] is None
    assert np.array_equal(
        prior.parameters["healing.kW"],
        prior_draws(study_records(*subject(sessions=1, interval=None)), 3, 3)["healing.kW"],
    )
