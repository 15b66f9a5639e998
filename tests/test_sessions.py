"""Sessions of their own: what else is done, devices of another kind, places with a course of their own."""

from datetime import date

import pytest

from needlework.care.calendar import calendar
from needlework.care.ical import to_ical
from needlework.care.labels import flags
from needlework.care.leaflet import sheet
from needlework.care.plain import calendar_text
from needlework.errors import InputError
from needlework.pages.words import millimetres
from needlework.report.answers import reach
from needlework.report.context import Context
from needlework.report.filmstrip import shown_slice
from needlework.report.headline import scenario
from needlework.report.sections.session import _facts
from needlework.report.strip import strip
from needlework.runner import run
from needlework.spec import load_study
from needlework.spec.parts import parts
from needlework.subject import not_used
from needlework.summary import document

NEEDLES = {"device": "pen_12", "depth": "1.5 mm"}


def study(sessions, **more):
    course = {
        **NEEDLES,
        "sessions": sessions,
        **({"interval": "4 weeks"} if isinstance(sessions, int) else {}),
    }
    return load_study({"schema": "needlework/study/1", "course": course, "horizon": "6 months", **more})


def after_first(*others):
    return study([{"day": 0}, *({"day": 14 * k, "other": other} for k, other in enumerate(others, 1))])


def test_a_peel_or_laser_on_file_is_a_session_and_the_rest_is_named() -> None:
    made = after_first("TCA peel 35%", "fractional CO2 laser", "TCA CROSS 50 %", "35 % glycolic acid peel")
    assert [(s.device, s.strength) for s in made.course.needled[1:]] == [
        ("peel_tca", 0.35),
        ("fractional_co2", None),
    ]
    assert [unused.value for unused in not_used(made) if unused.field.endswith("other")] == [
        "TCA CROSS 50 %",
        "35 % glycolic acid peel",
    ]
    first = study([{"day": 0, "other": "Dermabrasion"}, {"day": 90}])
    assert [s.device for s in first.course.needled] == ["dermabrasion", None]
    same_day = study([{"day": 0}, {"day": 0, "other": "microdermabrasion"}])
    assert [o.other for o in same_day.course.others] == ["microdermabrasion"]
    assert any("day of its own" in unused.why for unused in not_used(same_day))


def test_another_kind_of_device_takes_no_setting_of_the_needles() -> None:
    listed = study([{"day": 0}, {"day": 28, "device": "fractional_co2"}, {"day": 56, "device": "roller_192"}])
    assert [one.depth for one in listed.course.each] == [1500.0, None, 1500.0]
    zones = [{"name": "left"}, {"name": "right", "device": "Fractional CO2 laser"}]
    assert [part.study.course.depth for part in parts(study(2, zones=zones))] == [1500.0, None]


def test_what_is_done_before_the_first_session_stands_below_zero() -> None:
    made = study([{"day": "-2 weeks", "other": "subcision"}, {"day": 0}, {"day": "week 4"}])
    assert [o.day for o in made.course.others] == [-14.0]
    assert made.course.session_days == (0.0, 28.0)
    assert not [unused for unused in not_used(made) if unused.field.endswith("day")], "a day 0 is used"
    begun = study([{"day": 0, "other": "subcision"}, {"day": "2 weeks"}, {"day": 42}], visits=["12 weeks"])
    assert ([o.day for o in begun.others], begun.session_days) == ([-14.0], (0.0, 28.0))
    assert (begun.visits, begun.horizon) == ((70.0,), 182.625 - 14.0), "visits and horizon move with the days"
    assert "first needled session: day -14" in not_used(begun)[0].why
    small = begun.replace({"draws": 2, "population.persons": 1, "model": {"strata": 2, "rings": 1}})
    result = run(small)
    figure = str(strip(Context(result, document(result)), 960.0))
    assert ">subcision<" in figure
    assert ">day \N{MINUS SIGN}14<" in figure
    with pytest.raises(InputError, match="stands below 0"):
        study([{"day": 7}, {"day": 35}])
    with pytest.raises(InputError, match="holds all that is done"):
        study([{"day": 0}, {"day": 400, "other": "filler"}])
    with pytest.raises(InputError, match=r"days: \[0, 28, 56\]"):
        study([0, 28])


def test_calendar_and_sheet_tell_what_else_is_done() -> None:
    made = after_first("subcision")
    plan = calendar(made)
    assert "Also planned\n  day 14: Subcision." in calendar_text(plan)
    assert "SUMMARY:Subcision" in to_ical(plan, date(2030, 1, 1))
    assert "subcision (day 14)" in sheet(made).protocol


def test_places_have_sessions_and_concerns_of_their_own() -> None:
    zones = [
        {"name": "needled side", "area": "60 cm2", "anaesthesia": {"product": "lidocaine_5"}},
        {"name": "control side", "sessions": 0, "area": "60 cm2"},
        {
            "name": "chin",
            "site": "chin",
            "concern": [{"kind": "atrophic_scar"}, {"kind": "hyperpigmentation"}],
            "sessions": [{"day": 0}, {"day": 10, "depth": "1 mm"}, {"day": 20, "other": "filler"}],
        },
    ]
    made = study(2, zones=zones, draws=3, population={"persons": 1}, model={"strata": 2, "rings": 1})
    assert made.session_days == (0.0, 10.0, 28.0)
    assert "control side: no session" in scenario(made)
    texts = [entry.text for entry in calendar(made).entries if entry.kind == "session"]
    assert [text.split(". ")[0] for text in texts] == [
        "Places: needled side (1.5 mm), chin (1.5 mm)",
        "Places: chin (1 mm)",
        "Places: needled side (1.5 mm)",
    ]
    found = document(run(made))
    fields = [unused["field"] for unused in found["not_used"]]
    assert "zones[2].sessions[2].other" in fields
    assert "zones[0].area" not in fields
    assert (found["zones"]["area_cm2"], found["zones"]["anaesthetic_area_cm2"]) == (None, 60.0)
    control = [
        row for row in found["outcomes"] if row["zone"] == "control side" and row["id"] == "collagen_total"
    ]
    assert control[-1]["difference"]["mean"] == 0.0
    assert load_study(made.to_dict()) == made
    deep = made.replace({"course.device": "exceed", "zones": [{"name": "chin", "depth": "2.5 mm"}]})
    assert any("2.5 mm is beyond the label" in flag.text for flag in flags(deep))
    with pytest.raises(InputError, match=r"zones\[0\]"):
        study(2, zones=[{"name": "a", "sessions": [{"day": 3}]}])
    for course in ({"sessions": [{"day": 0}, {"day": 28}]}, {"days": [0, 28]}):
        with pytest.raises(InputError, match="remove 'interval'"):
            made.replace({"course": {**NEEDLES, **course}, "zones": [{"name": "a", "interval": "2 weeks"}]})


def test_a_range_of_depths_of_a_place_is_told_at_its_own_line() -> None:
    made = study(2, zones=[{"name": "a", "depth": "1 to 2 mm"}, {"name": "b"}])
    places = [part.study.where("course", "depth").split()[-1] for part in parts(made)]
    assert places == ["zones[0].depth", "course.depth"]


ONE_BY_ONE = [{"day": 0, "depth": "0.5 to 1.5 mm"}, {"day": 28, "depth": "2 mm"}]


@pytest.mark.parametrize("sessions", [ONE_BY_ONE, 2], ids=["session", "course"])
def test_a_range_of_depths_is_what_the_dial_was_set_to(sessions) -> None:
    few = {"draws": 4, "population": {"persons": 2}}
    made = study(sessions, **few)
    result = run(made if isinstance(sessions, list) else made.replace({"course.depth": "0.5 to 1.5 mm"}))
    context = Context(result, document(result))
    assert reach(result, context.summary).startswith("dial 0.5 to 1.5")
    assert _facts(context)[0] == ("dial", millimetres(500.0, 1500.0))
    assert shown_slice(context).ranged
