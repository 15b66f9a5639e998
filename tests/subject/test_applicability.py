import pytest

from needlework.errors import InputError
from needlework.spec import load_study
from needlework.subject import Device, Skin, study_warnings


def warnings(skin=None, horizon="6 months", **course):
    skin = {"site": "cheek", "age": "40 years", "phototype": "III"} | (skin or {})
    course = {"device": "pen_12", "sessions": 1, "depth": "1 mm", "density": "250 per cm2"} | course
    tree = {"schema": "needlework/study/1", "skin": skin, "course": course, "horizon": horizon}
    course_keys = {key: value for key, value in course.items() if value is not None}
    study = load_study(tree | {"course": course_keys})
    return study_warnings(study, Skin.resolve(study.skin), Device.resolve(study.course.device))


def test_a_usual_course_on_the_cheek_has_none():
    assert warnings() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"device": "skinpen_precision", "depth": "2 mm"}, "beyond the label"),
        ({"device": "exceed", "depth": "2 mm"}, "outside what Exceed offers (0.1 mm to 1.5 mm)"),
        ({"depth": "2 mm"}, "expected to pass the dermis"),
        ({"device": "roller_192"}, "living human skin"),
        ({"sessions": 3, "interval": "5 days"}, "no trial had less than 7 days"),
        ({"sessions": 3, "interval": "90 days"}, "no trial had more than 56 days"),
        ({"sessions": 13, "interval": "7 days"}, "13 sessions: no trial had more than 12"),
        ({"density": "3600 per cm2"}, "3600 punctures per cm2"),
        ({"density": None}, "simulated as unknown: density of punctures"),
        ({"depth": None}, "simulated as unknown: depth"),
        ({"device": None, "depth": None}, "device, depth"),
        ({"density": None, "passes": 6}, "6 passes do not fix the density"),
        (
            {"device": "rejuvapen_nxt", "density": None, "time": "5 minutes", "area": "50 cm2"},
            "no known rate",
        ),
    ],
)
def test_extrapolations_of_the_course(change, words):
    if "sessions" in change:
        change = change | {"horizon": "5 years"}
    assert any(words in line for line in warnings(**change))


@pytest.mark.parametrize(
    ("skin", "words"),
    [
        ({"age": "16 years"}, "Age 16 years lies outside the trials (18 to 80 years)"),
        ({"age": "85 years"}, "Age 85 years"),
        ({"site": "thigh"}, "Nobody has measured how deep needles go at this site (thigh)"),
    ],
)
def test_extrapolations_of_the_skin(skin, words):
    assert any(words in line for line in warnings(skin))


def test_beyond_a_year():
    assert any("Beyond a year" in line for line in warnings(horizon="2 years"))


def test_the_untreated_course_is_not_blamed_for_a_missing_device():
    lines = warnings(device=None, sessions=0, depth=None, density=None)
    assert not any("unknown" in line for line in lines)


def test_needles_that_surely_pass_the_dermis_are_refused_with_their_place():
    with pytest.raises(InputError) as caught:
        warnings({"site": "periorbital"}, depth="3 mm")
    (fault,) = caught.value.faults
    assert fault.where == "study course.depth"
    assert fault.received == "3 mm"


def test_words_stay_within_the_house_style():
    lines = warnings(
        {"site": "thigh", "age": "85 years"}, "3 years", sessions=13, interval="90 days", depth="3 mm"
    )
    assert len(lines) >= 5
    for line in lines:
        assert line.endswith(".")
        assert not any(word in line.lower() for word in ("safe", "painless", "permanent", "should not"))
