"""Biology averaged, counts that scatter more than chance, and a dose exponent with mass at 0."""

from __future__ import annotations

import dataclasses
from math import lgamma

import numpy as np
import pytest

from needlework.calibration import scale_layer as layer
from needlework.calibration.fit import independent_draws
from needlework.calibration.integrated import biology_of, log_likelihood_of_effects, together
from needlework.calibration.people import fit_people, log_likelihood
from needlework.calibration.scales import Figure, smallest_course
from needlework.evidence.distributions import Rectified
from needlework.evidence.parameters import load_parameters
from needlework.numerics.sampling import stream
from needlework.observation.counts import log_binomial
from needlework.observation.people import dose_law
from tests.calibration.test_people import centre, figure

# ---- the prior of the dose exponent ----------------------------------------------------------------------


def test_half_of_the_prior_of_the_dose_exponent_says_that_the_course_does_not_matter() -> None:
    prior = load_parameters()["scale.dose_exponent"].distribution
    assert isinstance(prior, Rectified)
    drawn = prior.ppf((np.arange(4000) + 0.5) / 4000)
    assert np.mean(drawn == 0.0) == pytest.approx(0.5)
    assert drawn.mean() == pytest.approx(prior._moments()[0], rel=1e-3)
    assert drawn.std() == pytest.approx(prior.sd, rel=1e-2)


@pytest.mark.parametrize("exponent", [0.0, 0.4, 1.0])
def test_below_the_smallest_fitted_course_the_effect_falls_in_proportion(exponent: float) -> None:
    least = 0.5
    small = dose_law(np.array([0.0, 0.125, 0.25]), exponent, least)
    assert small[0] == 0.0
    assert small[2] == pytest.approx(2 * small[1])
    assert dose_law(np.array([least]), exponent, least)[0] == pytest.approx(least**exponent)
    assert dose_law(np.array([1.0]), exponent, least)[0] == pytest.approx(1.0)
    assert dose_law(np.array([-0.1]), exponent, least)[0] < 0.0


def test_the_smallest_course_is_told_from_medians_of_needled_arms() -> None:
    figures = [
        figure(id="a.1", h=[0.7, 0.9, 3.0]),
        figure(id="a.2", h=[0.2, 0.4, 0.5]),
        figure(id="a.3", h=[0.0], needled=False),
    ]
    assert smallest_course(figures) == pytest.approx(0.4)
    assert smallest_course([figure(h=[-1.0, -0.5, 0.1])]) > 0.0


# ---- the biology is averaged over ------------------------------------------------------------------------


@pytest.fixture
def two_biologies() -> layer.Layout:
    return layer.Layout.of([
        figure(id="a.1", cohort="a", h=[1.0, 0.6], value=-0.3),
        figure(id="b.1", cohort="b", h=[1.0, 2.0], value=-0.3),
    ])  # fmt: skip


def test_the_likelihood_is_the_mean_over_biologies_of_all_figures_together(
    two_biologies: layer.Layout,
) -> None:
    v = centre() | {"scale.dose_exponent": np.ones(1), "scale.dose_least": np.full(1, 0.5)}
    each = log_likelihood_of_effects(two_biologies, v)
    assert each.shape == (1, 2, 2)
    apart = [log_likelihood_of_effects(two_biologies.drawn(np.array([i])), v) for i in (0, 1)]
    assert each[:, 0] == pytest.approx(apart[0][:, 0])
    whole = np.logaddexp(apart[0].sum(), apart[1].sum()) - np.log(2.0)
    assert together(each, np.array([True, True]))[0] == pytest.approx(whole)


def test_biology_is_drawn_as_its_figures_are_met(two_biologies: layer.Layout) -> None:
    each = np.zeros((4000, 2, 2))
    each[:, 1, 0] = np.log(3.0)
    drawn = biology_of(each, np.array([True, False]), stream(1, "biology"))
    assert drawn.mean() == pytest.approx(0.75, abs=0.03)
    assert biology_of(each, np.array([False, True]), stream(1, "b")).mean() == pytest.approx(0.5, abs=0.03)


def test_a_dose_exponent_of_nought_does_not_know_the_course(two_biologies: layer.Layout) -> None:
    v = centre() | {"scale.dose_exponent": np.zeros(1), "scale.dose_least": np.full(1, 0.5)}
    each = log_likelihood_of_effects(two_biologies, v)
    assert each[0, 0] == pytest.approx(each[0, 1])


def made(exponent: float) -> list[Figure]:
    """Figures of cohorts with weak and strong courses, effects made with an exponent."""
    rng, found = stream(3, "made"), []
    v = centre() | {"scale.dose_exponent": np.full(1, exponent), "scale.gain_atrophic_scar": np.array([0.5])}
    for i in range(24):
        h = [0.5, 1.0, 2.0, 3.0][i % 4]
        f = figure(id=f"s{i}.x", cohort=f"s{i}", n=60, h=h)
        layout = layer.Layout.of([f])
        mean, _ = layer.reported(layout.tables["ratio"], v, np.zeros((1, 1)), np)
        found.append(dataclasses.replace(f, value=float(mean[0, 0]) + 0.03 * rng.standard_normal()))
    return found


def test_the_fit_tells_whether_the_course_matters() -> None:
    layouts = (layer.Layout.of(made(k)) for k in (0.0, 1.0))
    flat, steep = (fit_people(each, 0.5, 1, chains=2, warmup=150, kept=150) for each in layouts)
    zero = [float(np.mean(p.draws["scale.dose_exponent"] == 0.0)) for p in (flat, steep)]
    assert zero[0] > 0.5 > zero[1]
    assert np.median(steep.draws["scale.dose_exponent"]) > 0.5


def test_counts_of_one_class_are_beta_binomial() -> None:
    layout = layer.Layout.of([figure(kind="dark", value=3.0, n=30)])
    v, none = centre(), np.zeros((1, 1))
    p = layer.darkened(layout.tables["dark"], v, none, np)[0, 0]
    each = log_likelihood(layout.tables["dark"])(v, none, np)[0, 0]
    ways = lgamma(31.0) - lgamma(4.0) - lgamma(28.0)
    whole = log_binomial(3.0, 30.0, p, v["pih.count_concentration"][0])
    assert each + ways == pytest.approx(whole, abs=1e-6)


def test_shares_from_several_thresholds_on_overlap_and_stand_alone() -> None:
    rows = [
        figure(id="a.any", group="a", kind="share", spread="share", lower="any", value=28.0, n=30),
        figure(id="a.half", group="a", kind="share", spread="share", lower=0.69, value=12.0, n=30),
    ]
    layout = layer.Layout.of(rows)
    v, none = centre(), np.zeros((1, 1))
    p = layer.shares(layout.tables["share"], v, none, np)[0]
    each = log_likelihood(layout.tables["share"])(v, none, np)[0]
    ways = [lgamma(31.0) - lgamma(k + 1) - lgamma(31 - k) for k in (28.0, 12.0)]
    alike = v["scale.count_concentration"][0]
    alone = [log_binomial(k, 30.0, q, alike) for k, q in zip((28.0, 12.0), p, strict=True)]
    assert each + ways == pytest.approx(alone, abs=1e-5)


# ---- what particles are worth ----------------------------------------------------------------------------


def test_independent_draws_are_counted_by_how_far_runs_differ() -> None:
    rng = stream(5, "worth")
    alone = rng.standard_normal((2, 400, 60))
    assert 400 < independent_draws(alone) <= 800
    few = np.repeat(rng.standard_normal((2, 40, 60)), 10, axis=1)
    assert 45 < independent_draws(few) < 130
