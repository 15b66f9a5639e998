import math

import pytest

from needlework.evidence.parameters import load_parameters
from needlework.spec import CourseSpec
from needlework.subject import Course
from needlework.subject.density import drum_density, head_density, moving_density, timed_density

PER_CM2 = 1e-8


def course(**keys):
    return Course.from_spec(CourseSpec.model_validate(keys))


def test_a_standard_roller_makes_15_punctures_per_cm2_and_pass():
    one = drum_density(192, 2e4, 2e4, 1)
    assert one / PER_CM2 == pytest.approx(15.3, abs=0.05)
    assert 15 * one / PER_CM2 == pytest.approx(250, rel=0.15)  # what the literature counts after 15 passes


def test_a_pen_in_motion():
    # 12 needles at 100 Hz, 2 cm/s, 1 cm track, 6 passes
    assert moving_density(12, 100, 20, 1e4, 6) / PER_CM2 == pytest.approx(3600)


def test_a_pen_for_a_time():
    one_second = 1 / 86400
    per_second = timed_density(11, 90, one_second, 1) / PER_CM2
    assert per_second == pytest.approx(990)
    assert per_second == pytest.approx(1000, rel=0.02)  # the maker says almost 1,000 punctures a second


def test_a_stamp():
    assert head_density(35, 1.0, 2) / PER_CM2 == pytest.approx(70)


def test_sessions_of_a_course():
    given = course(device="pen_12", sessions=3, interval="30 days", depth="1.5 mm", density="250 per cm2")
    assert given.days == (0.0, 30.0, 60.0)
    assert {session.depth_um for session in given.sessions} == {1500.0}
    assert given.sessions[0].density == pytest.approx(250 * PER_CM2)
    assert given.density_from == "stated"
    assert given.unknown == {}


def test_density_from_geometry_rate_or_a_prior():
    rolled = course(device="roller_192", sessions=1, passes=10)
    moved = course(device="pen_12", sessions=1, passes=6, hand_speed="2 cm/s", track="1 cm")
    timed = course(device="pen_12", sessions=1, time="1 minutes", area="100 cm2")
    stamped = course(device="stamp_35", sessions=1, passes=2)
    assert rolled.sessions[0].density == pytest.approx(drum_density(192, 2e4, 2e4, 10))
    assert moved.sessions[0].density == pytest.approx(moving_density(12, 90, 20, 1e4, 6))
    assert timed.sessions[0].density == pytest.approx(timed_density(12, 90, 1 / 1440, 100))
    assert stamped.sessions[0].density == pytest.approx(head_density(35, 1, 2))
    origins = [c.density_from for c in (rolled, moved, timed, stamped)]
    assert origins == ["geometry", "rate", "rate", "geometry"]


def test_passes_of_a_pen_scale_an_uncertain_density():
    six, twelve = (course(device="pen_12", sessions=1, passes=p) for p in (6, 12))
    assert six.sessions[0].density is None
    assert six.density_from == "prior per pass"
    assert six.unknown["density"].value == pytest.approx(2.75e-6, rel=0.01)
    assert twelve.unknown["density"].ppf(0.5) == pytest.approx(2 * six.unknown["density"].ppf(0.5))


def test_what_is_not_reported_is_drawn_from_records():
    unknown = course(sessions=2, interval="4 weeks").unknown
    parameters = load_parameters()
    assert unknown["depth"] is parameters["penetration.dial_unreported"]
    assert unknown["density"] is parameters["penetration.density_unreported"]
    low, high = unknown["density"].distribution.interval(0.6827)
    assert math.sqrt(high / low) == pytest.approx(2.0, rel=0.01)


def test_a_rate_without_a_rate_leaves_the_density_unknown():
    given = course(device="rejuvapen_nxt", sessions=1, time="10 minutes", area="100 cm2")
    assert given.sessions[0].density is None
    assert "density" in given.unknown


def test_the_needle_length_of_a_device_is_its_depth():
    assert course(device="dermaroller_mf8", sessions=1).depth_um == 1500.0
    assert course(device="dermaroller_mf8", sessions=1, depth="1 mm").depth_um == 1000.0


def test_the_untreated_course_has_nothing_to_draw():
    untreated = course(device="pen_12", sessions=0)
    assert untreated.sessions == ()
    assert untreated.unknown == {}
    assert untreated.depth_um is None


def test_what_goes_with_it():
    given = course(
        sessions=1,
        anaesthesia={"product": "lidocaine_5", "contact": "30 minutes"},
        topicals=[{"active": "ascorbic_acid", "strength": "15 %", "when": "after", "for": "8 hours"}],
        aftercare={"occlusion": "full", "sun": "exposed"},
    )
    (topical,) = given.topicals
    assert (topical.active, topical.when, topical.delay_days) == ("ascorbic_acid", "after", 0.0)
    assert topical.duration_days == pytest.approx(1 / 3)
    assert (given.numbing.active, given.occlusion, given.sun_after, given.sun_before) == (
        "lidocaine",
        "full",
        "exposed",
        None,
    )
