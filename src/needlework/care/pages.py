"""HTML of the practical parts: one template room, numbered sources, and a page that prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from needlework import __version__
from needlework.care.calendar import NOTE, Calendar, Entry
from needlework.care.plain import HEADS, when
from needlework.care.records import cited, tier_of, tier_words
from needlework.care.words import figure, minutes
from needlework.pages.reading import read_words
from needlework.pages.templates import render as template


class Notes:
    """Numbers the sources of one page in the order in which they are cited."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def cite(self, keys: Iterable[str]) -> Any:
        """Return the marks of some sources."""
        from markupsafe import Markup

        numbers = []
        for key in dict.fromkeys(keys):
            if key not in self.keys:
                self.keys.append(key)
            numbers.append(self.keys.index(key) + 1)
        links = Markup(", ").join(Markup('<a href="#source-{0}">{0}</a>').format(n) for n in sorted(numbers))
        return Markup("<sup>{}</sup>").format(links) if numbers else Markup("")

    @staticmethod
    def citation(key: str) -> str:
        """Return the line of a source."""
        return cited(key).citation

    @staticmethod
    def kind(key: str) -> str:
        """Return what kind of source it is, and how much of it was read."""
        read = read_words(cited(key).read)
        try:
            return f"{tier_words(tier_of(key))}; {read}"
        except KeyError:  # a study of the comparison table has its design beside it instead
            return read


def render(name: str, **values: Any) -> str:
    """Return a page from a template of this room."""
    own = {"version": __version__, "note": NOTE, "notes": Notes(), "figure": figure, "minutes": minutes}
    return template(f"care/{name}", **own, **values)


def calendar_html(calendar: Calendar, start: date | None = None) -> str:
    """Return the calendar as a page, in days from the first session or in dates."""

    def shown(entry: Entry) -> str:
        return when(entry.start, entry.end, start)

    return render("calendar.html.j2", calendar=calendar, heads=HEADS, when=shown)
