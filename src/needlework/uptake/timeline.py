"""When a product is put on and taken off, in hours from needling, and how the skin is covered meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from needlework.errors import Fault
from needlework.subject.topical import Topical
from needlework.uptake.closing import HOURS

FOLLOWED = 72.0  # hours after needling, or after the last application where that is later
ROWS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 48.0, 72.0)
_FINE = 8  # reports between two rows of the printed table, at most


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time (h) in which nothing is put on or taken off.

    ``applied`` and ``wiped`` tell what happens at its begin, ``needled`` whether channels were made by then.
    """

    begin: float
    finish: float
    applied: bool
    wiped: bool
    needled: bool
    occlusion: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The spans of one product, in order, and the hours that are printed."""

    spans: tuple[Span, ...]
    rows: tuple[float, ...]

    def until(self, hour: float) -> Timeline:
        """Return the part of the timeline before an hour."""
        spans = tuple(replace(s, finish=min(s.finish, hour)) for s in self.spans if s.begin < hour)
        return Timeline(spans, tuple(row for row in self.rows if row <= hour))

    @property
    def compared(self) -> float:
        """Hour at which skin with channels is set against intact skin: when it comes off, or after a day.

        Later, a small dose is used up in both, and nothing of the difference is left.
        """
        first = self.spans[0].begin
        off = next((span.begin for span in self.spans if span.wiped), np.inf)
        return HOURS if first < 0.0 else min(off, first + HOURS)

    @property
    def reports(self) -> tuple[float, ...]:
        """Hours at which amounts are followed: the printed ones and some between."""
        first = self.spans[0].begin
        ends = np.array([first, *self.rows])
        ends = np.unique([*ends, self.compared])
        fine = [np.linspace(a, b, _between(b - a) + 1)[1:] for a, b in zip(ends, ends[1:], strict=False)]
        return tuple(float(t) for t in np.unique(np.round(np.concatenate([*fine, self.rows]), 6)))


def timeline(topical: Topical, occlusion: str) -> Timeline:
    """Return the timeline of a product in a course whose skin is covered as ``occlusion`` after needling."""
    starts, contact = _starts(topical), topical.duration_days
    ends = [start + HOURS * contact if contact is not None else np.inf for start in starts]
    if topical.when == "before":
        ends = [min(end, 0.0) for end in ends]
    last = max(FOLLOWED, starts[-1] + FOLLOWED)
    points = {0.0, *starts, *(end for end in ends if end < last), last}
    cuts = sorted(point for point in points if point >= starts[0])
    spans = tuple(_spans(cuts, starts, ends, topical, occlusion))
    rows = {0.0, *ROWS, *starts} | {
        max(start, 0.0) + hour for start in (starts[0], starts[-1]) for hour in ROWS
    }
    return Timeline(spans, tuple(sorted(hour for hour in rows if starts[0] < hour <= last)))


def timeline_faults(topical: Topical, where: str) -> list[Fault]:
    """Return what is wrong with the times of a product: before needling it must be said how long."""
    if topical.when == "before" and not topical.delay_days and topical.duration_days is None:
        expected = "'delay' or 'for': how long before needling it is put on"
        return [Fault(where, expected, "neither", "add 'for: 30 minutes'")]
    return []


def _starts(topical: Topical) -> list[float]:
    if topical.when == "before":
        first = -HOURS * max(topical.delay_days, topical.duration_days or 0.0)
    else:
        first = HOURS * topical.delay_days if topical.when == "after" else 0.0
    return [first + HOURS * topical.every_days * number for number in range(topical.times)]


def _spans(
    cuts: list[float], starts: list[float], ends: list[float], topical: Topical, occlusion: str
) -> Iterator[Span]:
    for begin, finish in zip(cuts, cuts[1:], strict=False):
        on = any(start <= begin < end for start, end in zip(starts, ends, strict=True))
        bare = occlusion if begin >= 0.0 else "none"
        yield Span(
            begin=begin,
            finish=finish,
            applied=begin in starts,
            wiped=begin in ends,
            needled=begin >= 0.0,
            occlusion=topical.occlusion if on and topical.occlusion else bare,
        )


def _between(hours: float) -> int:
    return int(min(max(np.ceil(4.0 * hours), 1.0), _FINE))
