"""What sources ask for, as sentences a colleague would say: the range, what most say, dissent last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from needlework.care.records import Item, Position, Span, tier_words, widest
from needlework.care.words import spell, spell_range
from needlework.evidence.sources import short


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do or leave, as said to a colleague.

    Attributes
    ----------
    lead
        What and for how long, with the number of sources; no full stop.
    more
        What most sources say and why, in sentences.
    dissent
        Where sources contradict each other; None where they do not.
    positions
        What each source says, with its kind: to be folded away.
    """

    lead: str
    more: str
    dissent: str | None
    positions: tuple[str, ...]


def advice(item: Item) -> Advice:
    """Return what sources ask for as sentences."""
    timed = [p for p in item.positions if p.days is not None]
    said = tuple(f"{short(p.source)} ({tier_words(p.tier)}): {p.says}" for p in item.positions)
    more = " ".join(
        filter(None, [_majority(timed), f"Why: {item.why}{'' if item.why[-1] in '.?!' else '.'}"])
    )
    number = counted(item)
    lead = f"{_what(item)} ({number} source{'s' if number > 1 else ''})"
    return Advice(lead, more, item.conflict, said)


def most(timed: Sequence[Position]) -> tuple[Span, int] | None:
    """Return the tightest span of times that more than half of some sources keep to, and how many do.

    None for fewer than three sources, and where the span is no tighter than that of all of them.
    """
    spans = [span for r in range(len(timed) // 2 + 1, len(timed)) for span in _spans(timed, r)]
    best = min(spans, key=lambda span: (_width(span), span), default=None)
    every = widest(timed)
    if best is None or every is None or _width(best) >= _width(every):
        return None
    inside = sum(best[0] <= low and high <= best[1] for low, high in (p.days for p in timed if p.days))
    return best, inside


def _spans(timed: Sequence[Position], size: int) -> list[Span]:
    return [span for some in combinations(timed, size) if (span := widest(some))]


def _width(span: Span) -> float:
    """Return how far apart two times are to a reader: by their ratio, an hour counting as nothing."""
    hour = 1.0 / 24.0
    return (span[1] + hour) / (span[0] + hour)


def _majority(timed: Sequence[Position]) -> str:
    found = most(timed)
    if found is None:
        return ""
    (low, high), count = found
    when = "at once" if high == 0.0 else spell_range(low, high)
    return f"Most say {when} ({count} of {len(timed)})."


def _what(item: Item) -> str:
    days = item.days
    if item.action == "start":
        return f"One school {item.do} for {_span(days)} beforehand"
    if days is None or days[1] == 0.0:
        return f"{item.do} on the day" if item.action != "ask" else item.do
    if item.action == "ask":
        return f"{item.do}; tablets, where prescribed, start {_span(days)} beforehand"
    if item.action == "stop":
        return f"{item.do} {_span(days)} beforehand"
    return f"{item.do} for {_span(days)}{'' if item.action == 'wait' else ' beforehand'}"


def _span(days: Span | None) -> str:
    if days is None:
        return "some time"
    return f"up to {spell(days[1])}" if days[0] == 0.0 else spell_range(*days)


def counted(item: Item) -> int:
    """Return how many sources give a time, or how many there are where none does."""
    return sum(p.days is not None for p in item.positions) or len(item.positions)
