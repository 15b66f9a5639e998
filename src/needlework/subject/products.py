"""Products on needled skin: their names, and what sources say of them while channels are open.

The one table of it is ``data/care/topicals.yaml``; screening, care and delivery all read it from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from needlework.spec.names import product_id
from needlework.subject.catalogue import read
from needlework.units import parse

Span = tuple[float, float]
Verdict = Literal["allowed", "wait", "keep_out", "prescriber"]
Moment = Literal["needling", "open", "maybe_open", "early", "later"]


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says of a product; `days` is how long it waits after a session, or None."""

    source: str
    says: str
    days: Span | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of product.

    Attributes
    ----------
    terms
        The names by which a study puts it on.
    during, open
        The verdict while needling, and until the channels have closed.
    positions
        What each source says of it.
    """

    id: str
    title: str
    group: str
    terms: tuple[str, ...]
    during: Verdict
    open: Verdict
    why: str
    positions: tuple[Position, ...]

    @property
    def asked(self) -> Span | None:
        """Least and most time (days) that sources wait with it after a session; None where none says."""
        spans = [position.days for position in self.positions if position.days is not None]
        return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


@dataclass(frozen=True, slots=True)
class Window:
    """How long skin counts as open after a session (days).

    Attributes
    ----------
    closed
        From the quickest to the slowest of people, or of the measurements.
    longest
        The longest that was measured, covered skin included: what is kept out waits for it.
    """

    closed: Span
    longest: float

    def outside(self, product: Product) -> Span:
        """Return from when (days) a product stands outside the window, and outside what sources ask for."""
        if product.open == "allowed":
            return 0.0, 0.0
        asked = product.asked or (0.0, 0.0)
        last = self.longest if product.open == "keep_out" else self.closed[1]
        return max(self.closed[0], asked[0]), max(self.closed[1], asked[1], last)

    def moment(self, product: Product, when: str, delay: float) -> Moment:
        """Return where a product falls that is put on before, during, or `delay` days after needling.

        early: the channels have closed, and sources ask for more time.
        """
        if when != "after":
            return "needling"
        if delay <= self.closed[0] and delay < self.closed[1]:
            return "open"
        if delay < self.closed[1]:
            return "maybe_open"
        return "early" if delay < (product.asked or (0.0, 0.0))[0] else "later"


@cache
def products() -> tuple[Product, ...]:
    """Return every product on file."""
    return tuple(_product(record) for record in records("topicals"))


def product(active: str) -> Product | None:
    """Return the product that a study means by a name in any spelling; None where it is not on file."""
    found = product_id(active)
    return next((product for product in products() if product.id == found), None)


def measured_window(occlusion: str) -> Window:
    """Return the window as measured, for skin left open, covered, or partly covered (both)."""
    closing = [(record["occlusion"], _span(record["time"])) for record in records("aftercare")["closing"]]
    spans = [span for cover, span in closing if occlusion in ("partial", cover)]
    longest = max(high for _, (_, high) in closing)
    return Window((min(low for low, _ in spans), max(high for _, high in spans)), longest)


def records(name: str) -> Any:
    """Return a file of ``data/care``, not to be changed."""
    return read(f"care/{name}.yaml")


def _product(record: Mapping[str, Any]) -> Product:
    fields = {key: value for key, value in record.items() if key != "positions"}
    return Product(
        **{**fields, "terms": tuple(record["terms"])}, positions=tuple(_positions(record["positions"]))
    )


def _positions(given: Iterable[Mapping[str, Any]]) -> Iterator[Position]:
    for position in given:
        time = position.get("time")
        yield Position(position["source"], position["says"], None if time is None else _span(time))


def _span(value: Any) -> Span:
    low, high = value if isinstance(value, list) else (value, value)
    return parse(low, "time", "data/care"), parse(high, "time", "data/care")
