"""What may go on needled skin, and when: a card of products against the time that channels stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from needlework.care import predicted
from needlework.care.calendar import closing
from needlework.care.records import Position, Span, load, positions, reported, short, widest
from needlework.care.words import sentence, spell, spell_range
from needlework.result import Result
from needlework.spec import Study
from needlework.spec.schema import TopicalSpec

Verdict = Literal["allowed", "wait", "keep_out", "prescriber"]
VERDICTS: dict[Verdict, str] = {
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
_CLOCKS = ("pore_closure_time", "barrier_recovery_time")


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of product: verdicts while needling and while channels are open, why, and the positions."""

    id: str
    title: str
    group: str
    terms: tuple[str, ...]
    during: Verdict
    open: Verdict
    why: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """How long skin counts as open after a session (days).

    Attributes
    ----------
    closed
        From the quickest to the slowest of 9 in 10 people, or of the measurements.
    longest
        The longest that was measured, covered skin included: methods conflict; what is kept out waits for it.
    """

    closed: Span
    longest: float
    basis: Literal["model", "sources"]
    says: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A product on the card: verdicts, and from when (days after a session) it stands outside the window."""

    product: Product
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


@cache
def products() -> tuple[Product, ...]:
    """Return every product on file."""
    return tuple(_product(record) for record in load("topicals"))


def window(study: Study, result: Result | None = None) -> Window:
    """Return how long skin counts as open: by the model's clocks after a run, else as measured."""
    longest = max(report.days[1] for report in reported("closing"))
    clocks = [found for key in _CLOCKS if (found := predicted.duration(result, key))]
    if clocks:
        span = max(clock.low for clock in clocks), max(clock.high for clock in clocks)
        each = "; ".join(f"{c.title.lower()} {spell_range(c.low, c.high)}" for c in clocks)
        return Window(span, longest, "model", f"The model, 9 in 10 people: {each}.")
    found = closing(study)
    span = min(r.days[0] for r in found), max(r.days[1] for r in found)
    each = "; ".join(f"{r.title.lower()} {spell_range(*r.days)} ({short(r.source)})" for r in found)
    return Window(
        span,
        longest,
        "sources",
        f"Measured: {each}. Covering keeps channels open.",
        tuple(r.source for r in found),
    )


def card(study: Study, result: Result | None = None) -> Card:
    """Return the card of a study's course."""
    opened = window(study, result)
    rows = tuple(Row(product, _later(product, opened)) for product in products())
    return Card(opened, rows, tuple(_planned(topical, rows, opened) for topical in study.course.topicals))


def _product(record: Mapping[str, Any]) -> Product:
    fields = {**record, "terms": tuple(record["terms"]), "positions": positions(record["positions"])}
    return Product(**fields)


def _later(product: Product, opened: Window) -> Span:
    """Return the later of closed channels and what sources ask for; at once where the product is allowed."""
    if product.open == "allowed":
        return 0.0, 0.0
    asked = widest(product.positions) or (0.0, 0.0)
    last = opened.longest if product.open == "keep_out" else opened.closed[1]
    return max(opened.closed[0], asked[0]), max(opened.closed[1], asked[1], last)


def _planned(topical: TopicalSpec, rows: tuple[Row, ...], opened: Window) -> Planned:
    row = next((row for row in rows if topical.active in row.product.terms), None)
    if row is None:
        return Planned(topical.active, None, "Not on file: nothing is known here about it on opened skin.")
    if topical.when == "before":
        return Planned(
            topical.active, row, "Before needling: sources want the skin clean when needling starts."
        )
    if topical.when == "during":
        return Planned(topical.active, row, f"While needling: {VERDICTS[row.product.during]}.")
    delay = topical.delay or 0.0
    place = "the window is open" if delay <= opened.closed[0] else "the window may be open"
    if delay >= opened.closed[1]:
        place = "the window has closed"
    asked = row.when if row.product.open in ("allowed", "prescriber") else f"sources: {row.when}"
    return Planned(
        topical.active, row, f"{sentence(f'{spell(delay)} after needling, {place}')} {sentence(asked)}"
    )
