"""Links from ids of records to where the docs show them."""

from __future__ import annotations

import re
from functools import cache

from docs_records import GROUPS
from docs_text import code

from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.figures.compare import groups
from needlework.figures.forest import anchor
from needlework.outcomes import outcomes

_QUOTED = re.compile(r"`([^`\n]+)`")


def link(id: str) -> str:
    """Return an id as code, with a link to its place in the docs where it has one."""
    place = _place(id)
    return f"[{code(id)}]({place})" if place else code(id)


def linked(text: str) -> str:
    """Return Markdown text in which quoted ids lead to their place in the docs."""
    return _QUOTED.sub(lambda found: link(found[1]), text)


def _place(id: str) -> str | None:
    if id in load_observations():
        row = _rows().get(id)
        return f"evidence.md#{row}" if row else f"sources.md#{load_observations()[id].source}"
    if id in load_parameters():
        group = id.split(".")[0]
        return f"numbers.md#{_slug(GROUPS.get(group, group))}"
    if id in load_sources():
        return f"sources.md#{id}"
    return "outcomes.md" if id in outcomes() else None


@cache
def _rows() -> dict[str, str]:
    """Return the anchor on the evidence page of every figure that stands there."""
    return {id: anchor(row) for group in groups() for row in group.rows for id in row.ids}


def _slug(heading: str) -> str:
    """Return the anchor that MkDocs gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())
