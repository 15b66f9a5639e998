import pytest

from needlework.care.labels import flags
from needlework.care.records import load
from needlework.subject import Device
from tests.care.conftest import study_of

SKINPEN = {"device": "skinpen_precision"}


def said(**changes) -> str:
    return " ".join(flag.text for flag in flags(study_of(**changes)))


def test_within_the_label_nothing_is_flagged() -> None:
    assert said(course=SKINPEN) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"course": {**SKINPEN, "depth": "2 mm"}}, "2 mm is beyond the label (1.5 mm)"),
        ({"course": SKINPEN, "skin": {"age": "19 years"}}, "starts at 22 years"),
        (
            {"course": SKINPEN, "skin": {"concern": {"kind": "stria"}}},
            "The label is for atrophic scar and wrinkle",
        ),
        ({"course": SKINPEN, "skin": {"site": "back"}}, "the label is for: face"),
        ({"course": {"device": "exceed"}, "skin": {"phototype": "VI"}}, "types I to IV"),
        ({"course": {"device": "pen_12"}}, "no label applies to a class"),
        ({"course": {"device": "dermapen_4"}}, "No label is on file"),
    ],
)
def test_what_leaves_the_label_is_flagged(changes: dict, words: str) -> None:
    assert words in said(**changes)


def test_what_was_not_reported_is_not_flagged() -> None:
    assert said(course={"device": None}) == ""
    assert said(course=SKINPEN, skin={"phototype": None, "age": None, "site": None, "concern": None}) == ""


def test_labels_agree_with_the_device_catalogue() -> None:
    for label in load("labels"):
        device = Device.resolve(label["device"])
        assert label["source"] in device.sources
        if label["depth"]:
            assert device.labelled_depth == float(label["depth"].split()[0]) * 1000.0
