"""All predictions in one picture: where published figures fell in the intervals predicted for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from needlework.pages.dots import Dot, Mark, dots

TITLE = "Published against predicted, one row a study"
BELOW = (
    "The bar is the interval that 9 in 10 new studies would print, the dot its middle, all scaled to one "
    "width so that scores, percent and days fit on one axis. Diamonds are published figures, hollow where "
    "they missed; studies with a miss are bold. Grey ticks: what the plain mean of the literature says."
)
_ORDER = ("held out", "not fitted", "left out")
_FAR = 4.0  # half-widths beyond which a mark stands at the edge


def picture(rows: Iterable[Mapping[str, Any]], width: float = 720.0) -> Markup:
    """Return the picture of the rows of the table ``figures`` of the scorecards.

    Parameters
    ----------
    rows
        Mappings with ``id``, ``standing``, ``published``, ``median``, ``interval`` and ``literature``.
    width
        Width of the figure, in user units.
    """
    by_study: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["published"] is not None:
            by_study.setdefault((row["standing"], row["id"].partition(".")[0]), []).append(row)
    order = sorted(by_study, key=lambda key: (_ORDER.index(key[0]), not _missed(by_study[key]), key[1]))
    drawn = [_dot(study, standing, by_study[standing, study]) for standing, study in order]
    unit = "half-widths of the predicted interval; 0 is the prediction"
    return dots(drawn, unit, TITLE, "matrix", width, 0.3 * width)


def scaled(row: Mapping[str, Any], value: float | None) -> float | None:
    """Return where a value stands in a row's interval: -1 and 1 are its ends, 0 the prediction."""
    if value is None:
        return None
    low, high = row["interval"]
    half = (high - row["median"]) if value >= row["median"] else (row["median"] - low)
    place = (value - row["median"]) / half if half > 0 else 0.0 if value == row["median"] else _FAR
    return max(-_FAR, min(_FAR, place))


def _missed(rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(row["inside"] is False for row in rows)


def _dot(study: str, standing: str, rows: Sequence[Mapping[str, Any]]) -> Dot:
    marks = [Mark(place, "tick") for row in rows if (place := scaled(row, row.get("literature"))) is not None]
    marks += [
        Mark(place, "diamond", hollow=row["inside"] is False)
        for row in rows
        if (place := scaled(row, row["published"])) is not None
    ]
    return Dot(study, 0.0, -1.0, 1.0, standing.capitalize(), tuple(marks), _missed(rows))
