"""The setting of a course that is turned until it equals another: which one, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from needlework.errors import Fault, InputError, shown
from needlework.spec import Study
from needlework.subject import Course
from needlework.subject.catalogue import read
from needlework.subject.columns import COLUMNS, SHEET
from needlework.subject.device import Device
from needlework.units import parse, render


@dataclass(frozen=True, slots=True)
class Dose:
    """One setting.

    Attributes
    ----------
    key
        Its name in a course.
    dimension
        What it measures.
    low, high
        Ends of the search, canonical units.
    instead_of
        Keys that say the same and are left out with it.
    """

    key: str
    dimension: str
    low: float
    high: float
    instead_of: tuple[str, ...]

    def text(self, value: float) -> str:
        """Return a value with its unit, to four digits."""
        number, unit = render(value, self.dimension).split(" ", 1)
        return f"{float(f'{float(number):.4g}'):g} {unit}"

    def put(self, study: Study, value: float) -> Study:
        """Return a study with this setting."""
        left_out = {f"course.{key}": None for key in self.instead_of}
        return study.replace({**left_out, f"course.{self.key}": self.text(value)})


@cache
def doses() -> Mapping[str, Dose]:
    """Return every setting by its key."""
    return {
        key: Dose(
            key,
            record["dimension"],
            parse(record["low"], record["dimension"], key),
            parse(record["high"], record["dimension"], key),
            tuple(record["instead_of"]),
        )
        for key, record in read("comparison/doses.yaml").items()
    }


def dose_for(name: str, study: Study, asked: str | None = None) -> Dose:
    """Return the setting by which a study is made equal: the one asked for, else that of its device.

    A sheet is turned by its strength or depth, columns by coverage, or density where it is stated, needles by
    density.

    Raises
    ------
    InputError
        The course has no session or is not one setting for all of them, or its device has no such setting.
    """
    course = study.course
    if not course.session_days:
        raise _refused(name, "a course with a session", "none", "untreated skin has no dose to turn")
    able = _able(study, Course.from_spec(course).device)
    key = asked or able[0]
    if key not in able:
        raise _refused(f"{name}: by", f"one of: {', '.join(able)}", shown(key), "choose what the device has")
    stating = [each for each in course.plan if getattr(each, key) is not None]
    if stating:
        step = f"state the {key} once, for the whole course"
        raise _refused(f"{name}: sessions", f"one {key} for all sessions", "one of a session's own", step)
    return doses()[key]


def _able(study: Study, device: Device) -> tuple[str, ...]:
    """Return the settings that a device has, the one to turn first."""
    series = device.tissue.series if device.tissue else None
    per = (series.per,) if series and series.per else ()
    if device.kind == SHEET:
        return ("depth", *per) if study.course.depth is not None else (*per, "depth")
    if device.kind != COLUMNS:
        return ("density", "depth")
    share = ("density", "coverage") if study.course.density is not None else ("coverage", "density")
    return (*share, *per, "depth")


def _refused(where: str, expected: str, received: str, step: str) -> InputError:
    return InputError([Fault(where, expected, received, step)])
