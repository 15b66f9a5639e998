"""What may go on needled skin, and when: a card of products against the time that channels stay open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from needlework.care import predicted
from needlework.care.calendar import closing
from needlework.care.records import Span
from needlework.care.words import sentence, spell, spell_range
from needlework.evidence.sources import short
from needlework.result import Result
from needlework.spec import Study, TopicalSpec
from needlework.subject import products

VERDICTS: dict[products.Verdict, str] = {
    "allowed": "sources use it",
    "wait": "sources wait until the channels have closed",
    "keep_out": "sources keep it out",
    "prescriber": "a prescriber decides",
}
EXCLUSION = (
    "Cleared needling devices leave out delivery of cosmetics, drugs or biologics through the skin "
    "(21 CFR 878.4430): whatever is put on opened skin goes beyond the label."
)
EXCLUSION_SOURCE = "cfr878_4430"
_PLACES: dict[products.Moment, str] = {
    "open": "the channels are still open",
    "maybe_open": "the channels may still be open",
    "early": "the channels have closed",
    "later": "the channels have closed",
}
_CLOCKS = ("pore_closure_time", "barrier_recovery_time")


@dataclass(frozen=True, slots=True)
class Window(products.Window):
    """How long skin counts as open after a session, in words, and by what."""

    basis: Literal["model", "sources"]
    says: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A product on the card: verdicts, and from when (days after a session) it stands outside the window."""

    product: products.Product
    later: Span

    @property
    def when(self) -> str:
        """Return in words when sources let it on the skin."""
        if self.product.open == "allowed":
            return "at any time"
        if self.product.open == "prescriber":
            return "a prescriber decides"
        return f"after {spell_range(*self.later)}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A product that the study puts on the skin, and how its time stands against the window."""

    active: str
    row: Row | None
    says: str


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a course."""

    window: Window
    rows: tuple[Row, ...]
    planned: tuple[Planned, ...]
    note: str = EXCLUSION
    note_source: str = EXCLUSION_SOURCE


def window(study: Study, result: Result | None = None) -> Window:
    """Return how long skin counts as open: by the clocks of this course, after a run or without one.

    As measured where nothing is put on afterwards, so that the time decides on nothing.
    """
    measured = products.measured_window(study.course.aftercare.occlusion)
    clocks = _clocks(study, result)
    if clocks:
        span = max(clock.low for clock in clocks), max(clock.high for clock in clocks)
        each = "; ".join(f"{c.title.lower()} {spell_range(c.low, c.high)}" for c in clocks)
        return Window(span, measured.longest, "model", f"The model, 9 in 10 people: {each}.")
    found = closing(study)
    each = "; ".join(f"{r.title.lower()} {spell_range(*r.days)} ({short(r.source)})" for r in found)
    says = f"Measured: {each}. Covering keeps channels open."
    return Window(measured.closed, measured.longest, "sources", says, tuple(r.source for r in found))


def _clocks(study: Study, result: Result | None) -> list[predicted.Figure]:
    """Return the clocks of the first session: when channels close, and when water loss is back."""
    if result is None:
        from needlework.uptake.screened import (
            course_clocks,  # brings the engine; a card without a time needs none
        )

        return [predicted.named(key, *clock) for key, clock in course_clocks(study).items()]
    return [found for key in _CLOCKS if (found := predicted.duration(result, key))]


def card(study: Study, result: Result | None = None) -> Card:
    """Return the card of a study's course."""
    opened = window(study, result)
    rows = tuple(Row(product, opened.outside(product)) for product in products.products())
    return Card(opened, rows, tuple(_planned(topical, rows, opened) for topical in study.all_topicals))


def _planned(topical: TopicalSpec, rows: tuple[Row, ...], opened: Window) -> Planned:
    meant = products.product(topical.active)
    row = next((row for row in rows if row.product == meant), None)
    if row is None:
        return Planned(topical.active, None, "Not on file: nothing is known here about it on opened skin.")
    if topical.when == "before":
        return Planned(
            topical.active, row, "Before needling: sources want the skin clean when needling starts."
        )
    if topical.when == "during":
        return Planned(topical.active, row, f"While needling: {VERDICTS[row.product.during]}.")
    delay = topical.delay or 0.0
    place = _PLACES[opened.moment(row.product, topical.when, delay)]
    asked = row.when if row.product.open in ("allowed", "prescriber") else f"sources: {row.when}"
    when = spell(delay) if delay else "straight"
    return Planned(topical.active, row, f"{sentence(f'{when} after needling, {place}')} {sentence(asked)}")
