"""The calendar as plain text, in days from the first session or in dates."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from math import floor

from needlework.care.calendar import Calendar, Entry

HEADS = {
    "prepare": "Before",
    "session": "The session",
    "expect": "How long things last",
    "wait": "What waits",
    "other": "Also planned",
}
_WIDTH = 110


def date_of(start: date, day: float) -> date:
    """Return the date of a day counted from the first session."""
    return start + timedelta(days=floor(day))


def calendar_text(calendar: Calendar, start: date | None = None) -> str:
    """Return the calendar as text; later sessions repeat the first and are kept short.

    Parameters
    ----------
    start
        Date of the first session; without it, days are counted.
    """
    lines = [calendar.title, calendar.note, ""]
    for number, day in enumerate(calendar.days, start=1):
        lines += [_line(f"Session {number} of {len(calendar.days)}, {when(day, day, start)}", "="), ""]
        own = [entry for entry in calendar.entries if entry.session == number]
        lines += list(_in_full(calendar, own, start) if number == 1 else _in_short(own, start))
    lines += [_line("Visits", "="), ""]
    visits = [entry for entry in calendar.entries if entry.kind == "visit"]
    lines += [f"{when(e.start, e.end, start)}: {e.title}. {e.text}" for e in visits]
    return "\n".join(_wrapped(lines)) + "\n"


def _in_full(calendar: Calendar, entries: list[Entry], start: date | None) -> Iterator[str]:
    for kind, head in HEADS.items():
        if not (own := [e for e in entries if e.kind == kind]):
            continue
        yield head
        for entry in own:
            yield f"  {when(entry.start, entry.end, start)}: {entry.title}. {entry.text}"
            yield from (f"    {text}" for text in (entry.stated, _open(entry)) if text)
        yield ""
    if calendar.readings:
        yield "Hour by hour, as the model predicts it: median, and in brackets where 9 in 10 people fall"
        for reading in calendar.readings:
            cells = [f"{f.title[0].lower()}{f.title[1:]} {f.written}" for f in reading.figures]
            yield f"  hour {reading.hours:.0f}: {'; '.join(cells)}"
        yield ""


def _in_short(entries: list[Entry], start: date | None) -> Iterator[str]:
    yield "As for session 1:"
    for entry in entries:
        if entry.kind in ("prepare", "wait", "other"):
            yield f"  {when(entry.start, entry.end, start)}: {entry.title}"
    yield ""


def _open(entry: Entry) -> str:
    return f"Sources disagree: {entry.conflict}" if entry.conflict else ""


def when(first: float, last: float, start: date | None) -> str:
    """Return a span of days, counted from the first session or as dates."""
    low, high = (_day(day, start) for day in (first, last))
    head = "day " if start is None else ""
    return f"{head}{low}" if low == high else f"{head}{low} to {high}"


def _day(day: float, start: date | None) -> str:
    if start is not None:
        return f"{date_of(start, day):%-d %b %Y}"
    return f"{floor(day)}".replace("-", "\N{MINUS SIGN}")


def _line(text: str, mark: str) -> str:
    return f"{text}\n{mark * len(text)}"


def _wrapped(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if len(line) <= _WIDTH or "\n" in line:
            yield line
            continue
        indent = " " * (len(line) - len(line.lstrip()))
        yield from textwrap.wrap(
            line.lstrip(), _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}    "
        )
