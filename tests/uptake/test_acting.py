"""What products add to the network, and how far they numb."""

from typing import Any

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.mechanism.stimulus import left_of, occupancy
from needlework.model import Model
from needlework.population import Lanes, design
from needlework.simulation import simulate_lanes
from needlework.spec import load_study
from needlework.subject import Course, Skin
from needlework.uptake.acting import numbness, pulses

DAYS = np.array([0.0, 1.0, 3.0, 28.0, 56.0])
PLASMA = {"active": "prp", "when": "during"}
LIGHTENER = {"active": "tranexamic_acid", "when": "after", "strength": "10 %"}


def lanes_of(*topicals: dict[str, Any], **course: Any) -> Lanes:
    """Return twelve persons, the typical draw, of one session with some products."""
    plain = {"device": "pen_12", "sessions": 1, "depth": "1.5 mm", "density": "250 per cm2"}
    plain |= course | ({"topicals": list(topicals)} if topicals else {})
    study = load_study(
        {"schema": "needlework/study/1", "horizon": "2 months", "course": plain, "skin": {"site": "cheek"}}
    )
    population = design(Skin.resolve(study.skin), Course.from_spec(study.course), 1, 12, 5)
    return population.lanes(slice(12))


def after(*topicals: dict[str, Any], **course: Any) -> Any:
    """Return the papillary states on some days, by species."""
    trace = simulate_lanes(lanes_of(*topicals, **course), Model(2, 1).engine(), DAYS, 56.0)
    assert not trace.failed
    return lambda name: trace.species(name)[:, :, 0].mean(axis=0)


def added(state: str, *topicals: dict[str, Any], **course: Any) -> float:
    """Return what products add to a state in all, mean over layers and persons."""
    found = pulses(lanes_of(*topicals, **course), 2).values()
    return float(sum(p.amount.mean() for together in found for p in together if p.state == state))


def numb(**numbing: Any) -> float:
    """Return the mean numbness of a cream."""
    lanes = lanes_of(anaesthesia=numbing)
    return float(numbness(lanes, lanes.population.course.sessions[0]).mean())


def test_without_a_product_that_acts_the_network_is_left_alone() -> None:
    bland = {"active": "niacinamide", "when": "after", "strength": "5 %"}
    plain, with_it = after(), after(bland)
    for state in ("W", "G", "T", "C", "Ma", "c1m"):
        np.testing.assert_array_equal(plain(state), with_it(state))
    assert pulses(lanes_of(bland), 2) == {}


def test_each_growth_factor_adds_to_its_own_state() -> None:
    plain, with_plasma = after(), after(PLASMA)
    for state in ("G", "A", "L"):
        assert with_plasma(state)[1] > plain(state)[1]
    assert added("Ma", PLASMA) == added("C", PLASMA) == 0.0


def test_more_platelets_and_more_plasma_add_more() -> None:
    usual = added("G", PLASMA | {"platelets": 5.29, "amount": "10 mg/cm2"})
    assert added("G", PLASMA | {"amount": "10 mg/cm2"}) == pytest.approx(usual, rel=1e-6)
    assert added("G", PLASMA | {"platelets": 10.58, "amount": "10 mg/cm2"}) == pytest.approx(2 * usual)
    assert added("G", PLASMA | {"amount": "0.1 mg/cm2"}) < 0.9 * usual
    assert added("G", PLASMA, depth="0.3 mm") < 0.5 * usual


def test_what_arrives_is_what_delivery_says() -> None:
    from needlework.subject.actives import acting
    from needlework.uptake.acting import Followed

    lanes = lanes_of(PLASMA)
    session = lanes.population.course.sessions[0]
    portion = acting(session.topicals[0])[0]
    followed = Followed(lanes, session, portion, 2)
    unit = lanes.network["KG"] / lanes[portion.active.numbers["effective"].id]
    rate = followed._arriving(portion.active.acts[0])
    amount = (rate * followed.days * followed.strata[:, :, None]).sum(axis=(1, 2)) / unit / 10.0
    found = followed.fate.layers
    np.testing.assert_allclose(amount, (found["dermis"] + found["systemic"])[:, -1], rtol=0.02)


def test_a_steady_source_leaves_what_the_equation_says() -> None:
    rate, loss, days = 2.0, 3.0, 0.7
    fine, state = 100_000, 0.0
    for _ in range(fine):
        state += days / fine * (rate - loss * state)
    assert left_of(np.array([rate]), np.array(loss), np.array([days]))[0] == pytest.approx(state, rel=1e-4)
    assert occupancy(np.array([0.0, 1.0, 1e12])).tolist() == pytest.approx([0, 0.5, 1])


def test_what_is_put_on_into_the_next_session_goes_on_in_it() -> None:
    every_day = LIGHTENER | {"times": 5, "every": "24 hours"}
    found = pulses(lanes_of(every_day, sessions=2, interval="2 days"), 2)
    assert max(found) == pytest.approx(2.0 + 4.0 + 3.0)
    lighter = after(every_day, sessions=2, interval="2 days")("Ma")
    assert lighter[2] < after(LIGHTENER, sessions=2, interval="2 days")("Ma")[2]


def test_tranexamic_acid_lightens_and_repeated_more() -> None:
    plain, once = after(), after(LIGHTENER)
    daily = after(LIGHTENER | {"times": 10, "every": "24 hours"})
    assert plain("Mel")[-1] > once("Mel")[-1] > daily("Mel")[-1] > 0.0
    np.testing.assert_allclose(once("c1m"), plain("c1m"), rtol=1e-6)


def test_irritants_inflame_by_what_arrives_and_by_how_acid_they_are() -> None:
    retinoid = {"active": "tretinoin", "when": "after"}
    weak, strong = (added("C", retinoid | {"strength": s}) for s in ("0.01 %", "0.1 %"))
    assert strong > weak > 0.0
    serum = {"active": "ascorbic_acid", "when": "after", "strength": "15 %"}
    acid, neutral = (added("C", serum | {"ph": ph}) for ph in (3.2, 7.0))
    assert acid > 20.0 * neutral
    assert after(retinoid | {"strength": "0.1 %"})("R")[1] > after()("R")[1]


def test_numbing_follows_time_cover_and_amount() -> None:
    hour = numb(product="emla", contact="60 minutes", occlusion="full")
    assert hour > numb(product="emla", contact="10 minutes", occlusion="full") > 0.0
    assert hour > 1.2 * numb(product="emla", contact="60 minutes")
    assert numb(product="lidocaine 10 %", contact="1 hour") > numb(product="lidocaine 4 %", contact="1 hour")
    thin, thick = (
        numb(product="emla", contact="2 hours", amount=f"{layer} mg/cm2") for layer in ("0.2", "100")
    )
    assert thick > 1.2 * thin
    assert numb(product="emla") > 0.0  # the usual time where none is stated


def test_platelets_belong_to_plasma() -> None:
    with pytest.raises(InputError, match="platelets' beside 'active: prp'"):
        lanes_of(LIGHTENER | {"platelets": 5})
    with pytest.raises(InputError, match="between 1 and 20 times blood"):
        lanes_of(PLASMA | {"platelets": 0.2})


def test_leaflets_use_the_numbness_that_is_computed() -> None:
    from needlework.evidence.parameters import load_parameters

    computed = numb(product="emla", contact="60 minutes", occlusion="full")
    assert load_parameters()["observe.cream_numbness"].value == pytest.approx(computed, abs=0.15)
