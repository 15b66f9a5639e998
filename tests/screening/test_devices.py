"""Who should not, by what a course is done with: lasers, radiofrequency, peels, abrasion and needles."""

from __future__ import annotations

import pytest

from needlework.errors import InputError
from needlework.evidence.records import Record, data_root, read_records
from needlework.report import render_report
from needlework.runner import run
from needlework.screening import Screening, load_rules, screen
from needlework.screening.rules import Rule, check_rule
from needlework.spec import load_study
from needlework.subject.catalogue import entry
from needlework.summary import document
from tests.conftest import study_of

OWN = {id: rule for id, rule in load_rules().items() if rule.devices}
COURSES = {
    "fractional_co2": {"coverage": "10 %"},
    "fractional_1550": {"coverage": "10 %"},
    "rf_needles": {"density": "100 per cm2"},
    "peel_tca": {"strength": "35 %"},
    "dermabrasion": {"depth": "0.2 mm"},
    "pen_12": {"depth": "1.5 mm"},
}
SAID = {
    "isotretinoin": ("takes isotretinoin", "never took isotretinoin"),
    "dark_skin": ("dark skin", "no dark skin"),
    "tan": ("tanned last week", "no tan"),
    "cold_sore": ("cold sores in 2019", "no cold sores"),
    "keloid": ("keloids", "no keloids"),
    "pregnancy": ("is pregnant", "not pregnant"),
    "heart": ("has angina", "no angina"),
    "heart_device": ("has a pacemaker", "no pacemaker"),
    "metal_implant": ("has a titanium plate", "no titanium plate"),
    "soft_implant": ("has a silicone implant", "no silicone implant"),
    "filler": ("had filler last week", "no filler"),
    "epilepsy": ("has epilepsy", "no epilepsy"),
    "sun_drug": ("takes doxycycline", "no doxycycline"),
}


def screened(device: str, *history: str, mode: str = "label_strict", **more) -> Screening:
    course = {"depth": None, "density": None, **COURSES[device], "device": device, **more}
    study = study_of(concern=None, phototype="II", **course)
    return screen(study.replace({"history": list(history)}) if history else study, mode)


def ids(answer: Screening) -> set[str]:
    return {finding.id for finding in answer.findings}


def fits(rule: Rule, device: str) -> bool:
    """Return whether a rule is about a device of the catalogue."""
    record = entry("devices", device)
    return all(record.get(key) in allowed for key, allowed in rule.devices.items())


@pytest.mark.parametrize("device", COURSES)
def test_each_rule_hears_its_words_with_its_devices_and_with_no_other(device: str) -> None:
    for said, denied in SAID.values():
        heard, silent = ids(screened(device, said)), ids(screened(device, denied))
        for id, rule in OWN.items():
            meant = any(SAID.get(term, ("",))[0] == said for t in rule.triggers for term in t.terms)
            if id == "DEV-RF-REPORTS":
                continue
            assert (id in heard) == (meant and fits(rule, device)), (id, device, said)
            assert id not in silent, (id, device, denied)


def test_every_rule_for_devices_is_heard_or_seen_with_some_device() -> None:
    found = set()
    for device in COURSES:
        found |= ids(screened(device, *(said for said, _ in SAID.values())))
    assert set(OWN) <= found


def test_the_rule_about_needling_is_silent_where_another_says_the_same() -> None:
    needles, laser = (ids(screened(d, "takes isotretinoin", "keloids")) for d in ("pen_12", "fractional_co2"))
    assert {"ISO-CURRENT", "SCAR-KELOID"} <= needles
    assert not needles & set(OWN)
    assert {"DEV-ISO-FRACTIONAL", "DEV-KELOID"} <= laser
    assert not laser & {other for rule in OWN.values() for other in rule.instead_of}
    assert "BLEED-DISORDER" in ids(screened("fractional_co2", "haemophilia"))


@pytest.mark.parametrize(
    ("device", "klass"),
    [
        ("fractional_1550", "note"),
        ("fractional_co2", "caution"),
        ("peel_tca", "consult"),
        ("dermabrasion", "absolute"),
    ],
)
def test_consensus_on_isotretinoin_goes_with_how_much_of_the_surface_is_opened(
    device: str, klass: str
) -> None:
    answer = screened(device, "takes isotretinoin", mode="consensus")
    (found,) = (f for f in answer.findings if "ISO" in f.id)
    assert found.klass == klass
    assert {p.source for p in found.positions} >= {"spring2017", "waldman2017"}


@pytest.mark.parametrize(
    ("said", "found", "asked"),
    [
        ("cochlear implant", {"DEV-RF-CURRENT"}, set()),
        ("atrial fibrillation", {"DEV-RF-CURRENT"}, set()),
        ("titanium plate in the jaw", {"DEV-RF-METAL"}, {"DEV-RF-METAL"}),
        ("metal rod in the femur", set(), set()),
        ("tongue piercing", set(), {"DEV-RF-METAL"}),
        ("Aquamid in the cheeks in 2010", {"DEV-RF-IMPLANT"}, set()),
        ("uses silicone gel", set(), set()),
        ("breast implants in 2010", set(), set()),
    ],
)
def test_radiofrequency_asks_about_what_is_under_the_skin(
    said: str, found: set[str], asked: set[str]
) -> None:
    answer = screened("rf_needles", said)
    assert ids(answer) - {"DEV-RF-REPORTS"} == found
    assert {question.id for question in answer.questions} == asked


@pytest.mark.parametrize(
    ("told", "klass"), [("3 months", "consult"), ("8 months", None), ("now", "absolute")]
)
def test_isotretinoin_that_was_stopped_is_asked_about_within_six_months(told: str, klass: str | None) -> None:
    said = "takes isotretinoin" if told == "now" else f"isotretinoin stopped {told} ago"
    found = {f.id: f.klass for f in screened("fractional_co2", said).findings}
    assert found.get("DEV-ISO-FRACTIONAL") == klass


def test_the_phototype_of_a_study_is_seen_and_an_inline_device_counts() -> None:
    inline = {"kind": "columns", "radius": "60 um", "means": "ablative"}
    study = study_of(device=inline, density=None, coverage="10 %", depth="0.9 mm", phototype="V")
    assert "DEV-PHOTOTYPE-LASER" in ids(screen(study))
    assert "PIG-PHOTOTYPE" in ids(screen(study_of(phototype="V")))


def test_needles_here_and_a_laser_there_are_both_spoken_of() -> None:
    study = study_of(phototype="II", concern=None).replace(
        {
            "history": ["takes isotretinoin"],
            "zones": [
                {"name": "left", "site": "cheek"},
                {
                    "name": "right",
                    "site": "cheek",
                    "device": "fractional_co2",
                    "depth": "0.5 mm",
                    "coverage": "10 %",
                },
            ],
        }
    )
    assert {"ISO-CURRENT", "DEV-ISO-FRACTIONAL"} <= ids(screen(study))


def test_rules_stand_instead_of_rules_on_file_and_say_of_which_devices() -> None:
    for rule in OWN.values():
        assert set(rule.instead_of) <= set(load_rules())
        assert set(rule.devices) <= {"means", "kind"}
    good = next(r for r in read_records(data_root(), "rules") if r.get("id") == "DEV-TAN").fields
    assert check_rule(Record({**good, "devices": {"colour": ["red"]}}, "rules.yaml:1"))
    assert check_rule(Record({**good, "devices": {"means": ["laser"]}}, "rules.yaml:1"))


def test_the_report_of_a_laser_says_who_should_not_have_one() -> None:
    laser = {
        "device": "fractional_co2",
        "depth": None,
        "density": None,
        "coverage": "10 %",
        "horizon": "30 days",
    }
    study = study_of(**laser, sessions=1, interval=None).replace({"history": ["takes isotretinoin"]})
    result = run(study)
    html = render_report(result, document(result))
    assert "ablative fractional laser" in html
    assert "Phototype IV to VI, laser" in html


def test_a_key_of_a_device_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError):
        load_study({"schema": "needlework/study/1", "course": {"device": "fractional_red", "sessions": 1}})


def test_what_fired_a_rule_is_said_in_words_with_its_unit() -> None:
    study = study_of(device="rf_needles", depth="2 mm", density="25 per cm2", sessions=1, interval=None)
    fired = {f.id: f.trigger for f in screen(study).findings}
    assert fired["SITE-DEPTH-LABEL"] == "depth: 2000 µm, region: face, labelled: no"
    assert not any("_" in words for words in fired.values())
