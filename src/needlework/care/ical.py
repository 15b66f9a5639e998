"""The calendar as iCalendar (RFC 5545): whole days, floating, no time zone and no person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from needlework.care.calendar import NOTE, Calendar, Entry
from needlework.care.plain import date_of

_FOLD = 75  # octets in a line, without its break (RFC 5545, 3.1)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def to_ical(calendar: Calendar, start: date) -> str:
    """Return the calendar as the text of an ``.ics`` file, its lines ended by CR LF.

    Parameters
    ----------
    start
        Date of the first session. Days are floating dates: the same day wherever it is read.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Needlework//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(calendar.title)}",
        f"X-WR-CALDESC:{_text(NOTE)}",
    ]
    for number, entry in enumerate(calendar.entries):
        lines += _event(calendar, entry, number, start)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line))


def _event(calendar: Calendar, entry: Entry, number: int, start: date) -> list[str]:
    first, last = date_of(start, entry.start), date_of(start, entry.end)
    dissent = f"Sources disagree: {entry.conflict}" if entry.conflict else ""
    text = " ".join(filter(None, (entry.text, dissent, NOTE)))
    name = f"{calendar.title}/{calendar.days}/{number}/{entry.title}/{start:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(name.encode()).hexdigest()[:24]}@needlework",
        f"DTSTAMP:{start:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",  # the end is exclusive
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(text)}",
        f"CATEGORIES:{entry.kind.upper()}",
        f"TRANSP:{'OPAQUE' if entry.kind == 'session' else 'TRANSPARENT'}",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line, none longer than 75 octets and no character cut in two."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _FOLD:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part
