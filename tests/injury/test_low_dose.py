"""Few channels: what a course gains is in proportion to their number, whatever the rings."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from needlework.draws import central_draws, study_records
from needlework.model import Mechanism, Model, built_in, variants
from needlework.population import Population
from needlework.simulation import simulate_lanes
from needlework.subject import Course, Skin
from tests.conftest import study_of

DENSITY = np.array([1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0])  # per cm2
COLLAGEN = ("c3o", "c3", "c1n", "c1m")
HALF_A_YEAR = 168.0


def gains(rings: int, mechanism: Mechanism | None = None, factors: Mapping[str, float] | None = None):
    """Return the rise of dermal collagen, half a year after one session, at the central draw."""
    study = study_of(sessions=1, interval=None, density=None, concern=None)
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    one = central_draws(study_records(skin, course), 1)
    values = {name: np.repeat(v, len(DENSITY)) for name, v in one.values.items()}
    values["course/density"] = DENSITY * 1e-8
    values |= {name: values[name] * by for name, by in (factors or {}).items()}
    population = Population(skin, course, replace(one, n=len(DENSITY), values=values), 1)
    lanes = population.lanes(slice(0, population.size))
    times = np.array([0.0, HALF_A_YEAR])
    model = Model(rings=rings, mechanism=mechanism or built_in())
    trace = simulate_lanes(lanes, model.engine(), times, HALF_A_YEAR)
    weight = lanes.strata(trace.layers.shape[2])
    weight = weight / weight.sum(axis=1, keepdims=True)
    return np.einsum("ls,ls->l", sum(trace.species(c)[:, 1] for c in COLLAGEN), weight) - 1.0


@pytest.mark.parametrize("rings", [1, 3, 6])
def test_the_gain_of_a_few_channels_is_in_proportion_to_their_number(rings: int) -> None:
    gain = gains(rings)
    assert np.all(gain > 0.0)
    exponent = np.diff(np.log(gain)) / np.diff(np.log(DENSITY))
    assert exponent[:2] == pytest.approx(1.0, abs=0.07)  # 1 to 5 per cm2
    assert np.all(exponent[:5] < 1.3)  # to 60 per cm2: no threshold
    assert np.all(np.diff(exponent[4:]) < 0.0)  # and diminishing returns beyond


def test_rings_do_not_make_the_response_to_a_few_channels() -> None:
    assert gains(6)[:5] == pytest.approx(gains(3)[:5], rel=0.06)


def test_the_variant_with_a_threshold_has_one() -> None:
    """Kept beside the default: there a few channels gain nothing, and many gain as much or more."""
    threshold = variants()["threshold"]
    few, many = gains(3, threshold.mechanism, threshold.factors)[[3, -1]]
    proportional = gains(3)
    assert few < 0.1 * many * DENSITY[3] / DENSITY[-1]
    assert few < 0.2 * proportional[3]
    assert many > 0.3 * proportional[-1]
