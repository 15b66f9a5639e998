import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.care.leaflet import sheet
from needlework.care.session import anaesthetics, needling, plan
from needlework.evidence.parameters import load_parameters
from needlework.subject import Device
from tests.care.conftest import study_of


def centre(minutes: tuple[float, float] | None) -> float:
    assert minutes is not None
    return math.sqrt(minutes[0] * minutes[1])


def test_needling_time_is_passes_times_area_over_width_times_speed() -> None:
    course = {"hand_speed": "2 cm/s", "track": "1 cm", "passes": 6}
    area = math.sqrt(70.0 * 160.0)  # cm2, the middle of what is assumed for the cheek
    assert centre(needling(study_of(course=course)).minutes) == pytest.approx(6 * area / (1.0 * 2.0) / 60.0)


def test_a_stated_time_is_taken_as_it_is() -> None:
    course = {"passes": None, "time": "12 minutes", "area": "100 cm2"}
    assert needling(study_of(course=course)).minutes == pytest.approx((12.0, 12.0))


@given(st.integers(1, 50))
def test_twice_the_passes_take_twice_the_time(passes: int) -> None:
    once = needling(study_of(course={"passes": passes})).minutes
    twice = needling(study_of(course={"passes": 2 * passes})).minutes
    assert centre(twice) == pytest.approx(2.0 * centre(once))


def test_a_larger_site_takes_longer() -> None:
    assert centre(needling(study_of(skin={"site": "back"})).minutes) > centre(needling(study_of()).minutes)


def test_a_range_combines_narrower_than_its_ends_multiplied() -> None:
    minutes = needling(study_of(course={"passes": None, "density": "250 per cm2"})).minutes
    assert minutes is not None
    spreads = [
        load_parameters()[f"session.{name}"].distribution.interval(0.9)
        for name in ("head_width", "hand_speed_pen")
    ]
    widest = (160 / 70) * (10 / 4) * math.prod(high / low for low, high in spreads)
    assert 1.0 < minutes[1] / minutes[0] < widest


@pytest.mark.parametrize(("device", "hand"), [("roller_192", "roller"), ("pen_12", "pen")])
def test_every_kind_of_device_has_a_hand_of_its_own(device: str, hand: str) -> None:
    course = {"device": device, "passes": None, "density": "250 per cm2"}
    usual = lambda name: load_parameters()[f"session.{name}"].distribution.interval(0.9)  # noqa: E731
    drum = Device.resolve(device).drum_width
    width = (drum / 1000.0, drum / 1000.0) if drum else usual("head_width")  # mm
    factors = [(7000.0, 16000.0), (4.0, 10.0), width, usual(f"hand_speed_{hand}")]  # mm2, passes, mm, mm/s
    area, passes, across, speed = (math.sqrt(low * high) for low, high in factors)
    found = needling(study_of(course=course)).minutes
    assert found is not None
    assert centre(found) == pytest.approx(area * passes / (across * speed) / 60.0)
    spread = math.hypot(*(math.log(high / low) for low, high in factors))
    assert math.log(found[1] / found[0]) == pytest.approx(spread)


def test_a_stamp_has_no_known_time_and_the_sum_says_so() -> None:
    session = plan(study_of(course={"device": "stamp_35"}))
    assert needling(study_of(course={"device": "stamp_35"})).minutes is None
    assert not session.complete


def test_numbing_is_in_the_session_only_when_planned() -> None:
    assert "numbing" not in {step.id for step in plan(study_of()).steps}
    session = plan(study_of(course={"anaesthesia": {"product": "emla"}}))
    step = next(step for step in session.steps if step.id == "numbing")
    assert step.minutes == pytest.approx((41.0, 60.0))
    assert session.numbing is not None
    assert session.cautions


def test_a_place_that_is_numbed_is_told_and_lasts_as_long_as_the_longest() -> None:
    creams = [{"product": "lidocaine_5", "contact": f"{time} minutes"} for time in (20, 45)]
    zones = [{"name": name, "anaesthesia": cream} for name, cream in zip("ab", creams, strict=True)]
    study = study_of(zones=zones)
    (step,) = (step for step in plan(study).steps if step.id == "numbing")
    assert step.minutes == pytest.approx((45.0, 45.0))
    assert sheet(study).pain.startswith("A numbing cream is planned.")
    assert sheet(study_of(zones=[{"name": "a"}])).pain.startswith("No numbing cream is planned.")


def test_the_stated_contact_time_wins() -> None:
    course = {"anaesthesia": {"product": "emla", "contact": "30 minutes"}}
    step = next(step for step in plan(study_of(course=course)).steps if step.id == "numbing")
    assert step.minutes == pytest.approx((30.0, 30.0))


def test_a_product_without_a_contact_time_has_none() -> None:
    session = plan(study_of(course={"anaesthesia": {"product": "cream"}}))
    assert session.numbing is None
    assert not session.complete


def test_the_sum_is_that_of_the_steps() -> None:
    session = plan(study_of())
    assert session.total[0] == pytest.approx(sum(s.minutes[0] for s in session.steps if s.minutes))
    assert session.total[0] < session.total[1]


def test_every_numbing_product_has_a_contact_time() -> None:
    assert all(any(position.days for position in product.positions) for product in anaesthetics())
