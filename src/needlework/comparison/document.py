"""A comparison as the JSON document ``needlework/comparison/1``, as lines, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from needlework import __version__
from needlework.comparison.compute import Difference, Side
from needlework.outcomes import outcomes
from needlework.pages.dots import Dot, dots
from needlework.pages.templates import render
from needlework.pages.words import wording
from needlework.spread import LEVEL
from needlework.support import why_not_reported

SCHEMA = "needlework/comparison/1"
_MOST_LINES = 9


def document(found: Sequence[Side], seen: Sequence[Difference]) -> dict[str, Any]:
    """Return the document of a comparison."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "level": LEVEL,
        "studies": [{"name": s.name, "study": s.result.study.to_dict()} for s in found],
        "differences": [d.to_json() for d in seen],
        "warnings": sorted({w for s in found for w in s.result.warnings}),
    }


def leading(found: Sequence[Side], seen: Sequence[Difference]) -> list[Difference]:
    """Return the last difference of each pair and outcome that a result reports, headlines first."""
    last: dict[tuple[str, str, str], Difference] = {}
    for d in seen:
        last[d.a, d.b, d.outcome.id] = d
    known = (d for d in last.values() if d.mean is not None and d.share_ahead is not None)
    kept = [d for d in known if _reported(found, d)]
    return sorted(kept, key=lambda d: (d.outcome.headline or 99, d.outcome.place is None, d.a, d.b))


def _reported(found: Sequence[Side], d: Difference) -> bool:
    result = next(s for s in found if s.name == d.a).result
    more = np.nanmedian(result.values[d.outcome.id] - result.untreated[d.outcome.id], axis=(0, 1))
    needled = bool(result.study.course.session_days)
    return why_not_reported(d.outcome, more, needled=needled, skin=result.study.skin) is None


def lines(found: Sequence[Side], seen: Sequence[Difference]) -> Iterator[str]:
    """Yield what the terminal says."""
    yield " against ".join(s.name for s in found) + ": the same draws and the same people"
    for d in leading(found, seen)[:_MOST_LINES]:
        yield said(d)
    for warning in sorted({w for s in found for w in s.result.warnings}):
        yield f"note: {warning}"


def said(d: Difference) -> str:
    """Return one difference in words."""
    mean, (low, high) = d.mean or 0.0, d.mean_interval or (None, None)
    low, high = mean if low is None else low, mean if high is None else high
    words = wording(d.outcome.id, d.outcome.unit, d.outcome.form == "change", [low, mean, high])
    unsure = "" if d.mean_interval is None else f" (9 in 10: {words.one(low)} to {words.one(high)})"
    ahead = "" if d.share_ahead is None else f"; {d.a} is ahead in {100 * d.share_ahead:.0f} of 100 draws"
    return f"{d.outcome.title}, day {d.time_days:g}: {d.a} minus {d.b} {words.one(mean)}{unsure}{ahead}"


def page(found: Sequence[Side], seen: Sequence[Difference]) -> str:
    """Return a comparison as one self-contained page of small multiples."""
    lead = leading(found, seen)
    return render(
        "comparison/comparison.html.j2",
        title=" against ".join(s.name for s in found),
        studies=[(s.name, s.result.study.title or "untitled study") for s in found],
        charts=[_chart(found, key) for key in dict.fromkeys(d.outcome.id for d in lead)],
        sentences=[said(d) for d in lead],
    )


def _chart(found: Sequence[Side], key: str) -> tuple[str, Markup]:
    """Return one outcome of all courses as dots with their ranges: what each does over no course."""
    from needlework.summary import spread_for

    outcome = outcomes()[key]
    rows = []
    for side in found:
        spread = spread_for(side.result, outcome)
        over = spread.difference if outcome.rows == "series" else spread
        pick = lambda v: float(v[..., -1]) if getattr(v, "ndim", 0) else float(v)  # noqa: E731
        low, high = (pick(end) for end in over.unknown)
        rows.append(Dot(side.name, pick(over.median), low, high))
    against = ", needled minus untreated" if outcome.rows == "series" else ""
    title = f"{outcome.title}{against}"
    return title, dots(rows, f"{outcome.unit}, average and how unsure it is", title, outcome.hue)
