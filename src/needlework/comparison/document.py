"""A comparison as the JSON document ``needlework/comparison/1``, as lines, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from markupsafe import Markup

from needlework import __version__
from needlework.comparison.cloud import clouds
from needlework.comparison.common import same_people, unlike
from needlework.comparison.compute import Difference, Side
from needlework.comparison.equal_words import equal_words
from needlework.comparison.pairs import alone, only_in
from needlework.outcomes.table import headlines
from needlework.pages.dots import Dot, dots
from needlework.pages.templates import render
from needlework.pages.words import time_words, wording
from needlework.result import Result
from needlework.spread import LEVEL
from needlework.support import why_not_reported

SCHEMA = "needlework/comparison/1"
_MOST_LINES, _LEAST = 18, 4  # on the screen; outcomes of each pair, however many there are
Equal = Mapping[str, Any] | None


def document(found: Sequence[Side], seen: Sequence[Difference], same: Equal = None) -> dict[str, Any]:
    """Return the document of a comparison; ``same`` is what `equal_studies` found."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "level": LEVEL,
        "studies": [{"name": s.name, "study": s.result.study.to_dict()} for s in found],
        "differences": [d.to_json() for d in seen],
        "equal": None if same is None else dict(same),
        "not_used": unused(found),
        "warnings": notes(found),
    }


def unused(found: Sequence[Side]) -> list[dict[str, Any]]:
    """Return what studies state and no difference depends on, each with the study that states it."""
    return list({(e["study"], e["field"]): e for side in found for e in side.unused}.values())


def notes(found: Sequence[Side]) -> list[str]:
    """Return what a reader must know: warnings of every run, and what only one study has."""
    warned = {w for s in found for place in s.places for w in place.warnings}
    apart = [w for a, b in combinations(found, 2) for w in (*alone(a, b), *only_in(a, b), *_unlike(a, b))]
    return [*sorted(warned), *dict.fromkeys(apart)]


def _unlike(a: Side, b: Side) -> Iterator[str]:
    return unlike(a.name, b.name, a.result.asked, b.result.asked)


def leading(found: Sequence[Side], seen: Sequence[Difference]) -> list[Difference]:
    """Return the last difference of each pair and outcome that a result reports, headlines first."""
    last: dict[tuple[str | None, ...], Difference] = {}
    for d in seen:
        last[d.zone, d.concern, d.a, d.b, d.outcome.id] = d
    known = (d for d in last.values() if d.mean is not None and d.share_ahead is not None)
    kept = [d for d in known if _reported(found, d)]
    rank = {key: n for n, key in enumerate(headlines(_concern(found)))}
    return sorted(kept, key=lambda d: (rank.get(d.outcome.id, 99), d.outcome.place is None, d.a, d.b))


def _concern(found: Sequence[Side]) -> str | None:
    concern = found[0].result.study.skin.concern
    return concern.kind if concern else None


def _reported(found: Sequence[Side], d: Difference) -> bool:
    """Return whether every side on which the course moves an outcome reports it."""
    places = [place for s in found if s.name in (d.a, d.b) and (place := place_of(s, d)) is not None]
    more = [np.nanmedian(p.values[d.outcome.id] - p.untreated[d.outcome.id], axis=(0, 1)) for p in places]
    why = [
        why_not_reported(d.outcome, moved, needled=True, skin=place.study.skin)
        for place, moved in zip(places, more, strict=True)
        if np.any(moved)
    ]
    return bool(why) and not any(why)


def place_of(side: Side, d: Difference) -> Result | None:
    """Return the place of a study that a difference is of; None where it has no such place."""
    told = [(p.zone in (d.zone, None), p.concern in (d.concern, None), p) for p in side.places]
    return next((p for zone, concern, p in told if zone and concern and d.outcome.id in p.values), None)


def lines(found: Sequence[Side], seen: Sequence[Difference], same: Equal = None) -> Iterator[str]:
    """Yield what the terminal says."""
    yield f"{' against '.join(s.name for s in found)}: {shared(found)}"
    yield from equal_words(same)
    yield from map(said, _foremost(found, leading(found, seen)))
    yield from (f"note: {told}" for told in told_apart(found))


def _foremost(found: Sequence[Side], lead: Sequence[Difference]) -> list[Difference]:
    """Return the differences of the first outcomes, fewer of them the more courses there are."""
    kept = list(dict.fromkeys(d.outcome.id for d in lead))[: max(_MOST_LINES // len(found), _LEAST)]
    return [d for d in lead if d.outcome.id in kept]


def told_apart(found: Sequence[Side]) -> list[str]:
    """Return the warnings of a comparison and what moves no number in it, in sentences."""
    moved = [f"Not used: {e['field']} of {e['study']}, {e['value']} ({e['why']})." for e in unused(found)]
    return [*notes(found), *moved]


def shared(found: Sequence[Side]) -> str:
    """Return what the sides have in common, in words."""
    first, *rest = (side.result.asked for side in found)
    alike = all(same_people(first, other) for other in rest)
    return "the same draws of what nobody knows" + (" and the same people" if alike else "")


def said(d: Difference) -> str:
    """Return one difference in words."""
    share = ahead(d)
    more = f"; {d.a} is ahead in {share} of draws" if share else ""
    when = "" if d.outcome.rows == "once" else f", {time_words(d.time_days)}"
    return f"{where(d)}{when}: {d.a} minus {d.b} {amount(d)}{more}"


def ahead(d: Difference) -> str | None:
    """Return in how many draws the first is the better one, None where neither direction is."""
    return None if d.share_ahead is None else f"{100 * d.share_ahead:.0f} %"


def where(d: Difference) -> str:
    """Return of what a difference is, and where."""
    places = (word for word in (d.zone, d.concern and d.concern.replace("_", " ")) if word)
    return ", ".join((d.outcome.title, *places))


def amount(d: Difference) -> str:
    """Return a difference with how unsure it is."""
    mean, (low, high) = d.mean or 0.0, d.mean_interval or (None, None)
    low, high = mean if low is None else low, mean if high is None else high
    words = wording(d.outcome.unit, True, [low, mean, high], percent=d.outcome.percent)
    unsure = "" if d.mean_interval is None else f" (9 in 10: {words.between((low, high))})"
    return f"{words.one(mean)}{unsure}"


def page(found: Sequence[Side], seen: Sequence[Difference], same: Equal = None) -> str:
    """Return a comparison as one self-contained page of small multiples."""
    lead = leading(found, seen)
    first = _foremost(found, lead)
    return render(
        "comparison/comparison.html.j2",
        title=" against ".join(s.name for s in found),
        studies=[(s.name, s.result.study.title or "untitled study") for s in found],
        charts=[_chart(found, d) for d in _one_each(lead)],
        equal=list(equal_words(same)),
        sentences=list(map(said, first)),
        further=[said(d) for d in lead if d not in first],
        clouds=clouds(found),
        notes=told_apart(found),
        shared=shared(found),
    )


def _one_each(lead: Sequence[Difference]) -> list[Difference]:
    """Return one difference of every outcome and place, whichever pair it is of."""
    return list({(d.zone, d.concern, d.outcome.id): d for d in reversed(lead)}.values())[::-1]


def _chart(found: Sequence[Side], d: Difference) -> tuple[str, Markup]:
    """Return one outcome of all courses as dots with their ranges: what each does over no course."""
    from needlework.summary import spread_for

    outcome, rows = d.outcome, []
    placed = [(side.name, place) for side in found if (place := place_of(side, d)) is not None]
    for name, place in placed:
        spread = spread_for(place, outcome)
        over = spread.difference if outcome.rows == "series" else spread
        pick = lambda v: float(v[..., -1]) if getattr(v, "ndim", 0) else float(v)  # noqa: E731
        low, high = (pick(end) for end in over.unknown)
        rows.append(Dot(name, pick(over.median), low, high))
    against = ", needled minus untreated" if outcome.rows == "series" else ""
    where = "".join(f", {word}" for word in (d.zone, d.concern) if word)
    title = f"{outcome.title}{where}{against}"
    return title, dots(rows, f"{outcome.unit}, average and how unsure it is", title, outcome.hue)
