"""People and scales: figures as data, their equations, and a fit that finds what made its data."""

import dataclasses

import numpy as np
import pytest

from needlework.calibration import scale_layer as layer
from needlework.calibration import scales
from needlework.calibration.fit import _spread_left
from needlework.calibration.people import Priors, fit_people, log_likelihood
from needlework.calibration.predictive import predict
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.split import load_split
from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import stream
from needlework.observation import grades, people, printing
from needlework.observation.counts import rising
from needlework.view import natural_records

FIGURE = scales.Figure(
    id="a.x", cohort="a", group="a", spread="score", kind="ratio", value=-0.4, n=30, se=None, base=1.0,
    base_sd=0.0, concern="atrophic_scar", gain="scale.gain_atrophic_scar", type=None, needled=True,
    h=np.ones(1), dose=np.zeros(1), day=180.0, open=False,
)  # fmt: skip


def figure(**changes: object) -> scales.Figure:
    wide = {k: np.atleast_1d(np.asarray(v, dtype=float)) for k, v in changes.items() if k in ("h", "dose")}
    return dataclasses.replace(FIGURE, **{**changes, **wide})


def centre(n: int = 1) -> dict[str, np.ndarray]:
    values = {k: np.full(n, p.value) for k, p in layer.fitted_records().items()}
    return values | {"scale.dose_least": np.full(n, 0.5)}


def laid_out(*figures: scales.Figure) -> tuple[layer.Layout, np.ndarray]:
    layout = layer.Layout.of(figures)
    return layout, np.zeros((1, len(layout.effects)))


def test_normal_scores_are_those_that_give_the_values() -> None:
    priors = Priors(layer.fitted_records(), 0.5)
    z = stream(1, "z").standard_normal((50, len(priors.ids)))
    values = priors.values(z, np)
    back = priors.scores(values, stream(2, "z"))
    bounded = priors.ids.index("scale.dose_exponent")
    assert np.delete(back, bounded, axis=1) == pytest.approx(np.delete(z, bounded, axis=1), abs=1e-9)
    assert np.all((back[:, bounded] < 0.0) == (z[:, bounded] <= 0.0))
    again = priors.values(back, np)
    assert all(again[k] == pytest.approx(v) for k, v in values.items())


# ---- the split and the figures ---------------------------------------------------------------------------


def test_the_split_holds_every_usable_figure_but_those_it_excludes_with_a_reason() -> None:
    split = load_split()
    able = {
        o.id
        for o in load_observations().values()
        if scales.usable(o) and not o.held_out and o.read != "memory"
    }
    assert set(split.scales) == able - set(split.excluded)
    assert set(split.excluded) <= able
    assert all(len(reason) > 20 for reason in split.excluded.values())


def test_signs_of_figures_are_those_of_the_score() -> None:
    found = {f.id: f for f in scales.figures([load_observations()[i] for i in load_split().scales], {})}
    assert found["dogra2014.score_30d"].value == pytest.approx(np.log(6.5 / 11.73))
    assert found["idoj2024.gbl_needling"].value == pytest.approx(3.2 - 3.53)
    assert found["alam2014.gbq_90d"].se == pytest.approx((0.01 + 4.8) / (2 * 1.959964))
    assert (found["dogra2014.pih"].value, found["dogra2014.pih"].n) == (5.0, 30)
    assert not any(f.needled for f in found.values())  # no response was given


def test_open_studies_are_those_that_do_not_say_they_were_blinded() -> None:
    found = {f.id: f for f in scales.figures([load_observations()[i] for i in load_split().scales], {})}
    assert not found["alam2014.gbq_90d"].open
    assert found["lotfi2013.pih"].open


# ---- equations -------------------------------------------------------------------------------------------


def test_without_needling_only_regression_to_the_mean_is_left() -> None:
    layout, none = laid_out(figure(h=0.0, needled=False))
    v = centre()
    mean, _ = layer.reported(layout.tables["ratio"], v, none, np)
    assert -mean[0, 0] == pytest.approx(v["scale.regression"][0] + a_run(v, "atrophic_scar")[1], rel=1e-9)


def test_what_a_concern_does_by_itself_is_not_fitted_and_follows_its_age() -> None:
    layout, none = laid_out(figure(h=0.0, needled=False, concern="wrinkle", day=365.25))
    mean, _ = layer.reported(layout.tables["ratio"], centre(), none, np)
    worse = load_parameters()["scale.worsening_wrinkle"].value
    assert mean[0, 0] == pytest.approx(worse - centre()["scale.regression"][0])
    assert not any(k.startswith(("scale.natural", "scale.worsening")) for k in layer.fitted_records())


def test_raters_exaggerate_the_benefit_and_not_what_an_untreated_side_prints() -> None:
    v = centre() | {"scale.person_spread": np.array([1e-9])}
    fall = v["scale.regression"][0] + a_run(v, "atrophic_scar")[1]
    for unblinded in (True, False):
        layout, none = laid_out(figure(open=unblinded))
        mean, _ = layer.reported(layout.tables["ratio"], v, none, np)
        gain = v["scale.gain_atrophic_scar"][0] * (1 + unblinded * v["scale.open_label"][0])
        assert -mean[0, 0] == pytest.approx(gain + fall)


# ---- the fit and a run print the same ----------------------------------------------------------------------


PERSONS = 4000


def a_run(v: dict[str, np.ndarray], concern: str, day: float = 180.0) -> tuple[np.ndarray, float]:
    """Effects of the usual course on many persons, and natural change, as a run has them."""
    score = normal_ppf((np.arange(PERSONS) + 0.5) / PERSONS)
    person = people.person_factor(v["scale.person_spread"][0], score)
    total, worsening = (load_parameters()[k].value if k else 0.0 for k in natural_records(concern))
    natural = people.natural_change(total, 0.01, day, worsening)
    return people.benefit(
        v["scale.gain_atrophic_scar"][0], people.dose_law(np.ones(PERSONS)), person
    ), natural


@pytest.mark.parametrize("concern", ["atrophic_scar", "wrinkle"])
@pytest.mark.parametrize("fall", [-0.1, 0.0, 0.08])
@pytest.mark.parametrize("unblinded", [False, True])
def test_a_mean_score_is_the_same_in_the_fit_and_in_a_run(concern: str, fall: float, unblinded: bool) -> None:
    v = centre() | {"scale.regression": np.array([fall])}
    layout, none = laid_out(figure(open=unblinded, concern=concern))
    mean, _ = layer.reported(layout.tables["ratio"], v, none, np)
    benefit, own = a_run(v, concern)
    factor = printing.rater_factor(v["scale.open_label"][0], float(unblinded), 0.0)
    needled = np.log(np.exp(people.log_left(benefit, own)).mean())
    assert mean[0, 0] == pytest.approx(printing.printed_log(needled, -own, factor, fall), abs=2e-3)


@pytest.mark.parametrize("concern", ["atrophic_scar", "wrinkle"])
@pytest.mark.parametrize("fall", [-0.1, 0.0, 0.08])
def test_a_mean_grade_is_the_same_in_the_fit_and_in_a_run(concern: str, fall: float) -> None:
    v = centre() | {"scale.regression": np.array([fall])}
    layout, none = laid_out(
        figure(kind="grade", spread="grade", base=3.0, lowest=1, highest=4, open=True, concern=concern)
    )
    mean, _ = layer.reported(layout.tables["grade"], v, none, np)
    benefit, own = a_run(v, concern)
    cuts, start = grades.cut_points(1, 4), grades.latent_of(3.0, 1, 4)
    at = lambda fall: grades.expected_grade(start - v["scale.latent_per_effect"] * fall, cuts, 1).mean()  # noqa: E731
    factor = printing.rater_factor(v["scale.open_label"][0], 1.0, 0.0)
    printed = printing.printed_grade(at(benefit + own), at(own), factor, 1, 4, fall)
    assert mean[0, 0] == pytest.approx(printed - 3.0, abs=0.01)


@pytest.mark.parametrize("concern", ["atrophic_scar", "wrinkle"])
@pytest.mark.parametrize("fall", [-0.1, 0.0, 0.08])
@pytest.mark.parametrize("lower", ["any", 0.25, float(-np.log(0.5))])
def test_a_share_of_people_is_the_same_in_the_fit_and_in_a_run(
    concern: str, fall: float, lower: object
) -> None:
    v = centre() | {"scale.regression": np.array([fall])}
    layout, none = laid_out(figure(kind="share", spread="share", lower=lower, open=True, concern=concern))
    benefit, own = a_run(v, concern)
    least = v["scale.threshold_any"][0] if lower == "any" else lower
    factor = printing.rater_factor(v["scale.open_label"][0], 1.0, 0.0)
    seen = printing.printed_effect(benefit, own, factor, fall)
    share = people.rated_above(seen, np.log(least), v["scale.rating_scatter"][0]).mean()
    assert layer.shares(layout.tables["share"], v, none, np)[0, 0] == pytest.approx(share, abs=4e-3)


def test_a_share_of_darkened_people_is_the_same_in_the_fit_and_in_a_run() -> None:
    layout, none = laid_out(figure(kind="dark", ordinal=5.0, dose=0.7))
    v = centre()
    own = v["pih.person_spread"] * normal_ppf((np.arange(PERSONS) + 0.5) / PERSONS)
    chance = people.darkening(v["pih.offset"], v["pih.by_phototype"], 5.0, v["pih.by_dose"], 0.7, own)
    printed = printing.printed_chance(chance.mean(), 0.3)
    found = layer.darkened(layout.tables["dark"], v, none + 0.3, np)[0, 0]
    assert found == pytest.approx(printed, rel=1e-3)


def test_bands_of_the_same_people_share_them_out() -> None:
    bands = [
        figure(id="a.low", kind="share", spread="share", lower=None, upper=0.3, value=4.0),
        figure(id="a.high", kind="share", spread="share", lower=0.3, upper=None, value=26.0),
    ]
    layout, none = laid_out(*bands)
    p = layer.shares(layout.tables["share"], centre(), none, np)
    assert p.sum() == pytest.approx(1.0, abs=1e-6)
    each = log_likelihood(layout.tables["share"])(centre(), none, np)
    alike = centre()["scale.count_concentration"][0]
    both = [rising(alike * p[0, i], k) for i, k in enumerate((4.0, 26.0))]
    assert each.sum() == pytest.approx(sum(both) - rising(alike, 30.0), abs=1e-3)


def test_darkening_grows_with_type_and_dose() -> None:
    rows = [
        figure(id=f"a.{i}", kind="dark", ordinal=t, dose=d)
        for i, (t, d) in enumerate([(3, 0), (5, 0), (3, 1)])
    ]
    layout, none = laid_out(*rows)
    p = layer.darkened(layout.tables["dark"], centre(), none, np)[0]
    assert p[1] > p[0] < p[2]


def test_a_band_is_never_negative_when_thresholds_cross() -> None:
    layout, none = laid_out(figure(kind="share", spread="share", lower="one_grade", upper="two_grades"))
    v = centre() | {"scale.threshold_one_grade": np.array([2.0])}
    assert layer.shares(layout.tables["share"], v, none, np)[0, 0] > 0


# ---- the fit ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made() -> list[scales.Figure]:
    """Figures of forty cohorts that respond twice as strongly as the prior's centre, with little scatter."""
    v, rng = centre() | {"scale.gain_atrophic_scar": np.array([0.5])}, stream(1, "made")
    v |= {"scale.regression": np.array([0.0]), "scale.person_spread": np.array([0.5])}
    found = []
    for i in range(40):
        f = figure(id=f"s{i}.x", cohort=f"s{i}", n=60)
        layout, none = laid_out(f)
        mean, _ = layer.reported(layout.tables["ratio"], v, none, np)
        found.append(dataclasses.replace(f, value=float(mean[0, 0]) + 0.05 * rng.standard_normal()))
    return found


def test_a_fit_finds_the_gain_that_made_its_figures(made: list[scales.Figure]) -> None:
    found = fit_people(layer.Layout.of(made), 1.0, 1, chains=2, warmup=200, kept=200)
    gain = found.draws["scale.gain_atrophic_scar"]
    assert _spread_left(gain, layer.fitted_records()["scale.gain_atrophic_scar"].distribution) < 0.65
    assert np.percentile(gain, 2) < 0.5 < np.percentile(gain, 98)
    assert max(found.r_hat.values()) < 1.1
    assert found.divergences < 20


def test_predictions_are_in_the_unit_that_was_printed(made: list[scales.Figure]) -> None:
    layout = layer.Layout.of(made)
    found = predict(layout.drawn(np.zeros(300, dtype=int)), centre(300), stream(1, "p"))
    for f in made:
        assert found[f.id].published == pytest.approx(100 * np.expm1(f.value))
        assert found[f.id].reported.std() > found[f.id].typical.std()
