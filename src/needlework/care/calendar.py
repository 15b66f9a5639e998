"""The calendar of a course: preparation, sessions, the days after, what waits until when, and the visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from needlework.care import predicted, records
from needlework.care.advice import advice
from needlework.care.lasting import lasting, why_unknown
from needlework.care.records import Item, Position, Report, Span
from needlework.care.session import Session, plan
from needlework.care.words import listed, minutes, sentence, spell, spell_range
from needlework.errors import Fault, InputError
from needlework.evidence.sources import short
from needlework.pages.disclaimer import BRIEF
from needlework.result import Result
from needlework.spec import Study
from needlework.subject.device import Device
from needlework.units import render

SCHEMA = "needlework/calendar/1"
NOTE = f"What sources say, not instructions. {BRIEF}"
OF_NEEDLES = "All of it was said of needling; what is asked before and after other devices is not on file."
Kind = Literal["prepare", "session", "expect", "wait", "other", "visit"]
_ORDER: tuple[Kind, ...] = ("prepare", "session", "expect", "wait", "other", "visit")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a span of days, counted from the first session.

    Attributes
    ----------
    title, text
        What is asked or happens, as a sentence without its full stop; what to know beside it.
    positions
        What each source says, to be folded away.
    session
        Number of the session it belongs to, from 1; 0 for none.
    stated
        What the study says about it; no file meant for a person's own calendar carries it.
    """

    start: float
    end: float
    kind: Kind
    title: str
    text: str
    session: int = 0
    sources: tuple[str, ...] = ()
    conflict: str | None = None
    stated: str | None = None
    positions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of one course; it names no person and holds no history.

    Attributes
    ----------
    days
        Days of the sessions, from the first.
    entries
        In order of their start.
    readings
        What the model predicts hour by hour after the first session; empty without a run.
    note
        What it is, and that its sources speak of needles where the device has none.
    """

    title: str
    days: tuple[float, ...]
    entries: tuple[Entry, ...]
    session: Session
    readings: tuple[predicted.Reading, ...] = ()
    note: str = NOTE

    def to_json(self) -> dict[str, Any]:
        """Return the calendar as plain values."""
        return {"schema": SCHEMA, "note": self.note, **asdict(self)}


def calendar(study: Study, result: Result | None = None) -> Calendar:
    """Return the calendar of a study's course, with the model's own prediction where a run is at hand.

    Raises
    ------
    InputError
        The study has no session.
    """
    days = study.session_days
    if not days:
        fault = Fault(study.where("course"), "at least one session", "the untreated course", "add sessions")
        raise InputError([fault])
    entries = [entry for number in range(len(days)) for entry in _around(study, result, number)]
    entries += [*_others(study), *_visits(days[-1])]
    ordered = sorted(entries, key=lambda e: (e.start, _ORDER.index(e.kind), e.end, e.title))
    return Calendar(
        study.title or "Course of needling",
        days,
        tuple(ordered),
        plan(study),
        predicted.readings(result) if result else (),
        NOTE if Device.resolve(study.course.device).tissue is None else f"{NOTE} {OF_NEEDLES}",
    )


def _around(study: Study, result: Result | None, number: int) -> Iterator[Entry]:
    days = study.session_days
    day, last = days[number], number + 1 == len(days)
    earliest = days[number - 1] if number else float("-inf")
    latest = float("inf") if last else days[number + 1]
    yield from _preparation(study, day, earliest, number + 1)
    yield _session(study, day, number + 1, len(days))
    yield from _course(study, result, day, latest, number + 1)
    yield from (_gate(item, result, day, latest, number + 1) for item in records.gates())


def _preparation(study: Study, day: float, earliest: float, number: int) -> Iterator[Entry]:
    for item in records.preparation():
        if item.action == "start" and number > 1:
            continue
        lead = item.days[1] if item.days else 0.0
        asked, first = advice(item), max(day - lead, earliest)
        yield Entry(
            first,
            day,
            "prepare",
            asked.lead,
            asked.more,
            number,
            _keys(item.positions),
            asked.dissent,
            _said(item, study),
            asked.positions,
        )


def _session(study: Study, day: float, number: int, of: int) -> Entry:
    session = plan(study)
    least = "" if session.complete else "at least "
    steps = listed(f"{s.title[0].lower()}{s.title[1:]} ({minutes(s.minutes)})" for s in session.steps)
    text = f"{_places(study, day)}Allow {least}{minutes(session.total)} minutes: {steps}."
    keys = _keys((*session.published, *(session.numbing.positions if session.numbing else ())))
    return Entry(day, day, "session", f"Session {number} of {of}", text, number, keys)


def _places(study: Study, day: float) -> str:
    """Return which places a session treats, and how deep, where there are several."""
    treated = [
        f"{name} ({render(now.depth, 'length')})" if now.depth else str(name)
        for name, course in study.courses
        for at, now in zip(course.session_days, course.each, strict=True)
        if name and at == day
    ]
    return f"Places: {', '.join(treated)}. " if treated else ""


def _others(study: Study) -> Iterator[Entry]:
    """Yield what else is done, each beside the session before it."""
    for other in study.others:
        number = max(1, sum(day <= other.day for day in study.session_days))
        text = "Stated in the study; its effect is not computed."
        yield Entry(
            other.day, other.day, "other", sentence(str(other.other).replace("_", " "))[:-1], text, number
        )


def _course(study: Study, result: Result | None, day: float, latest: float, number: int) -> Iterator[Entry]:
    """Yield how long things last: the model's own figures, or what was reported."""
    from needlework.outcomes import placed

    figures = [found for key in placed("settling") if (found := predicted.duration(result, key))]
    for f in figures:
        yield Entry(
            day,
            _clip(day + f.high, latest, day),
            "expect",
            f.title,
            f"The model: {lasting(f.median, f.low, f.high)}. {why_unknown(f.id)}".rstrip(),
            number,
        )
    if figures:
        return
    for report in (*records.reported("course"), *closing(study)):
        text = f"Reported at {spell_range(*report.days)} ({short(report.source)})."
        span = _clip(day + report.days[0], latest, day), _clip(day + report.days[1], latest, day)
        yield Entry(*span, "expect", report.title, text, number, (report.source,))


def closing(study: Study) -> tuple[Report, ...]:
    """Return what was measured on the closing of channels, covered or not as in the study; both if partly."""
    cover = study.course.aftercare.occlusion
    return tuple(r for r in records.reported("closing") if cover == "partial" or r.occlusion == cover)


def _gate(item: Item, result: Result | None, day: float, latest: float, number: int) -> Entry:
    asked = advice(item)
    until = _clip(day + (item.days[1] if item.days else 0.0), latest, day)
    return Entry(
        day,
        until,
        "wait",
        asked.lead,
        f"{asked.more}{_clock(item, result)}",
        number,
        _keys(item.positions),
        asked.dissent,
        positions=asked.positions,
    )


def _visits(last: float) -> Iterator[Entry]:
    for report in records.reported("review"):
        text = f"{spell_range(*report.days)} after the last session ({short(report.source)})."
        yield Entry(
            last + report.days[0],
            last + report.days[1],
            "visit",
            report.title,
            sentence(text),
            0,
            (report.source,),
        )


def _said(item: Item, study: Study) -> str | None:
    """Compare with what the study says was stopped."""
    for stopped in study.course.preparation.stopped:
        if item.action == "stop" and any(term in stopped.product.casefold() for term in item.terms):
            against = _against(stopped.days, item.days)
            return f"The study says: {stopped.product}, {spell(stopped.days)} before{against}."
    return None


def _against(days: float, asked: Span | None) -> str:
    if asked is None:
        return ""
    if days < asked[0]:
        return ", less than any source asks for"
    return ", as long as any source asks for" if days >= asked[1] else ", within the range of the sources"


def _clock(item: Item, result: Result | None) -> str:
    found = predicted.duration(result, item.clock)
    if found is None:
        return ""
    return f" The model's clock for it: {found.title[0].lower()}{found.title[1:]}."


def _clip(day: float, latest: float, earliest: float) -> float:
    return max(min(day, latest), earliest)


def _keys(found: tuple[Position, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(position.source for position in found))
