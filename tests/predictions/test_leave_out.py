"""A cohort left out by weights: as by a fit that never had it."""

import dataclasses

import numpy as np
import pytest

from needlework.calibration import scale_layer as layer
from needlework.calibration.people import Priors, fit_people
from needlework.calibration.scales import Figure
from needlework.numerics.sampling import stream
from needlework.predictions import scorecards
from needlework.predictions.judged import MODEL, RIVALS
from needlework.predictions.leave_out import ALL, LeftOut, left_out
from tests.calibration.test_people import figure


@pytest.fixture(scope="module")
def made() -> list[Figure]:
    """Six cohorts that agree, one that is far from them, and one that was never fitted."""
    values = [-0.35, -0.3, -0.4, -0.32, -0.38, -0.36, -1.6, -0.4]
    return [figure(id=f"{c}.x", cohort=c, value=v, n=40) for c, v in zip("abcdefxz", values, strict=True)]


@pytest.fixture(scope="module")
def found(made: list[Figure]) -> dict[str, LeftOut]:
    priors = Priors(layer.fitted_records(), 0.5)
    start = stream(1, "start").standard_normal((400, len(priors.ids)))
    return {left.cohort: left for left in left_out({ALL: layer.Layout.of(made)}, priors, start, {"z"}, 1)}


def test_what_others_say_of_a_cohort_far_off_is_what_a_fit_without_it_says(
    made: list[Figure], found: dict[str, LeftOut]
) -> None:
    rest = layer.Layout.of([f for f in made if f.cohort not in "xz"])
    others = fit_people(rest, 0.5, 1, chains=2, warmup=200, kept=300)
    left = found["x"].predictions["x.x"]
    own = layer.Layout.of([made[6]]).tables["ratio"]
    log_left, _ = layer.reported(own, others.draws, np.zeros((others.size, 1)), np)
    exact = 100.0 * np.expm1(log_left[:, 0])
    assert left.typical.mean() == pytest.approx(exact.mean(), abs=0.25 * exact.std())
    assert left.typical.std() == pytest.approx(exact.std(), rel=0.25)


def test_every_cohort_is_told_by_the_others_and_the_unfitted_by_all(found: dict[str, LeftOut]) -> None:
    assert {c: set(left.predictions) for c, left in found.items()} == {
        ALL: {"z.x"}, **{c: {f"{c}.x"} for c in "abcdefx"}
    }  # fmt: skip
    assert all(left.sound for left in found.values())
    middle = {
        c: float(np.median(left.predictions[f"{c}.x"].typical)) for c, left in found.items() if c != ALL
    }
    assert middle["x"] > max(m for c, m in middle.items() if c != "x")  # the others know of none so far off


def test_a_biology_that_has_not_seen_a_cohort_predicts_it(made: list[Figure]) -> None:
    priors = Priors(layer.fitted_records(), 0.5)
    start = stream(1, "start").standard_normal((400, len(priors.ids)))
    weak = [dataclasses.replace(f, h=np.full(1, 0.05)) if f.cohort == "a" else f for f in made]
    layouts = {ALL: layer.Layout.of(made), "a": layer.Layout.of(weak)}
    told = {left.cohort: left for left in left_out(layouts, priors, start, {"z"}, 1, 1.0)}
    own, usual = (np.median(told[c].predictions[f"{c}.x"].typical) for c in "ab")
    assert own > 0.5 * usual  # regression to the mean is left


def test_weights_that_cannot_be_trusted_are_a_finding() -> None:
    ways = [LeftOut("a", {}, 0.9, 500.0), LeftOut("b", {}, 0.1, 9.0), LeftOut(ALL, {}, 0.1, 500.0)]
    found = [f for f in scorecards.part([], {MODEL: ways}).findings if "weights" in f.text]
    assert [f.kind for f in found] == ["fail", "fail"]
    assert "Pareto shape 0.90" in found[0].text


def test_weights_of_a_rival_are_checked_as_those_of_the_model() -> None:
    good, bad = LeftOut("a", {}, 0.1, 500.0), LeftOut("a", {}, 0.78, 176.0)
    part = scorecards.part([], {MODEL: [good], RIVALS[0]: [bad]})
    (found,) = (f for f in part.findings if "weights" in f.text)
    assert found.kind == "fail"
    assert found.text.startswith("Scales by no mechanism, without a:")
    assert part.summary.endswith("the weights of 1 cannot be trusted: no mechanism, without a.")
    assert "trusted" not in scorecards.part([], {MODEL: [good], RIVALS[0]: [good]}).summary
