"""What the model computed for each school, shipped with the fit it was computed from.

A report does not run the model again for every school: it reads these figures, and leaves them out where the
fit has changed since. ``tools/same_question.py`` writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from needlework.care import schools
from needlework.care.figures import average
from needlework.evidence.records import data_root

FILE = "care/computed.json"


def text_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Compute every school of some (concern, site) pairs and return the file's text (about a minute)."""
    found: dict[str, list[str]] = {}
    for concern, site in pairs:
        for school in schools.schools(concern, site):
            lines = [line for computed in schools.compute(school) if (line := _line(computed))]
            if lines:
                found[_key(school)] = lines
    return json.dumps({"fit": fit_hash(), "figures": found}, ensure_ascii=False, indent=1) + "\n"


def computed(school: schools.School) -> tuple[str, ...]:
    """Return what the model computed for a school, a line for each end of its range; empty if not on file."""
    return tuple(_figures().get(_key(school), ()))


def fit_hash() -> str:
    """Return the hash of the shipped draws."""
    return hashlib.sha256((data_root() / "fit" / "draws.npz").read_bytes()).hexdigest()[:16]


@cache
def _figures() -> dict[str, list[str]]:
    held: dict[str, Any] = json.loads((data_root() / FILE).read_text(encoding="utf-8"))
    return held["figures"] if held["fit"] == fit_hash() else {}


def _key(school: schools.School) -> str:
    return f"{school.concern}/{school.site}/{school.id}"


def _line(computed: schools.Computed) -> str:
    figures = "; ".join(f"{row['title']} {average(row)}" for row in computed.rows)
    return f"{computed.end}: {figures}" if computed.end and figures else figures
