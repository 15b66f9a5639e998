"""What the model computed for each school, shipped with the fit it was computed from.

A report does not run the model again for every school: it reads these figures, and leaves them out where the
fit has changed since. ``tools/same_question.py`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from needlework.care import schools
from needlework.care.figures import average
from needlework.evidence.fit import fit_hash, shipped_with_fit, shortened
from needlework.outcomes import outcomes

FILE = "care/computed.json"
_KEPT = ("mean", "mean_interval")


@dataclass(frozen=True, slots=True)
class Line:
    """What the model computed for one end of a school's range: rows by outcome, as results write them."""

    end: str
    rows: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        """Return the figures as a line of text."""
        figures = "; ".join(f"{row['title']} {average(row)}" for row in self.rows)
        return f"{self.end}: {figures}" if self.end and figures else figures


def text_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Compute every school of some (concern, site) pairs and return the file's text (about a minute)."""
    found: dict[str, list[dict[str, Any]]] = {}
    for concern, site in pairs:
        for school in schools.schools(concern, site):
            lines = [line for computed in schools.compute(school) if (line := kept(computed))]
            if lines:
                found[_key(school)] = lines
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in found.items())
    return f'{{"fit": {json.dumps(fit_hash())}, "figures": {{\n{lines}\n}}}}\n'


def computed(school: schools.School) -> tuple[Line, ...]:
    """Return what the model computed for a school, a line for each end of its range; empty if not on file."""
    return tuple(_line(line) for line in _figures().get(_key(school), ()))


def kept(computed: schools.Computed) -> dict[str, Any] | None:
    """Return what is shipped of a computed school; None where nothing was computed."""
    rows = [_kept(row) for row in computed.rows]
    return {"end": computed.end, "rows": rows} if rows else None


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    difference = row.get("difference")
    own = {key: shortened(row[key]) for key in _KEPT}
    added = {key: shortened(difference[key]) for key in _KEPT} if difference else None
    return {"id": row["id"], **own, "difference": added}


def _line(line: Mapping[str, Any]) -> Line:
    table = outcomes()
    named = ({"title": table[row["id"]].title, "unit": table[row["id"]].unit, **row} for row in line["rows"])
    return Line(line["end"], tuple(named))


@cache
def _figures() -> dict[str, list[dict[str, Any]]]:
    return shipped_with_fit(FILE, "figures", fit_hash()) or {}


def forget() -> None:
    """Read the figures anew after they were written."""
    _figures.cache_clear()


def _key(school: schools.School) -> str:
    return f"{school.concern}/{school.site}/{school.id}"
