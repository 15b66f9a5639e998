"""Which places of two studies belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from needlework.errors import Fault, InputError
from needlework.outcomes import outcomes
from needlework.result import Result


class Sided(Protocol):
    """A study of a comparison."""

    @property
    def name(self) -> str:
        """Return its name."""
        ...

    @property
    def places(self) -> tuple[Result, ...]:
        """Return the results of its places and concerns."""
        ...


class Pair(NamedTuple):
    """One place of each of two studies, and what it is called; None where neither has several."""

    first: Result
    second: Result
    zone: str | None
    concern: str | None


def pairs(a: Sided, b: Sided) -> list[Pair]:
    """Return what is compared: zones of one name, or every zone of the one study with the place of the other.

    Raises
    ------
    InputError
        Both studies have zones, and none of one name.
    """
    found = [
        Pair(one, two, one.zone or two.zone, one.concern or two.concern)
        for one in a.places
        for two in b.places
        if _meet(one.zone, two.zone) and _meet(one.concern, two.concern)
    ]
    if not found:
        names = " and ".join(f"{s.name} with {', '.join(_names(s))}" for s in (a, b))
        step = "give the zones that belong together one name"
        raise InputError([Fault("compare", "zones and concerns of the same names", names, step)])
    return found


def alone(a: Sided, b: Sided) -> Iterator[str]:
    """Yield what only one of two studies has, in one sentence each."""
    met = [each for pair in pairs(a, b) for each in (pair.first, pair.second)]
    for side, other in ((a, b), (b, a)):
        for place in side.places:
            if not any(place is each for each in met):
                name = place.zone or place.concern
                yield f"{name} is in {side.name} only, not in {other.name}: it is not compared."


def only_in(a: Sided, b: Sided) -> Iterator[str]:
    """Yield which outcomes only one of two studies has, in one sentence each."""
    both = [(p.first.values, p.second.values) for p in pairs(a, b)]
    for one, other, its in ((a, b, both), (b, a, [(second, first) for first, second in both])):
        titles = dict.fromkeys(
            outcomes()[key].title for own, theirs in its for key in own if key not in theirs
        )
        if titles:
            yield f"Only {one.name} has, so it is not compared with {other.name}: {', '.join(titles)}."


def _meet(one: str | None, two: str | None) -> bool:
    return one is None or two is None or one == two


def _names(side: Sided) -> list[str]:
    return sorted({place.zone or place.concern or "one place" for place in side.places})
