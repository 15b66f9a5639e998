"""Terms of the trade: explained where they first stand, and listed at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml
from markupsafe import Markup, escape

_TAG = re.compile(r"(<[^>]*>)")


@cache
def glossary() -> dict[str, str]:
    """Return what each term means, by term, in the order of the alphabet."""
    entries = _entries()
    return {e["term"]: e["means"] for e in sorted(entries, key=lambda e: e["term"].casefold())}


@cache
def _entries() -> list[dict[str, str]]:
    text = resources.files("needlework.pages").joinpath("glossary.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for every spelling, longest first, and the term that each spelling stands for."""
    spelling = {name.casefold(): e["term"] for e in _entries() for name in (e["term"], *e.get("also", ()))}
    names = sorted(spelling, key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])", re.IGNORECASE
    ), spelling


@dataclass
class Terms:
    """Marks the first use of each term in a page."""

    seen: set[str] = field(default_factory=set)

    def __call__(self, words: str) -> Markup:
        """Return words with first uses linked to the glossary; nothing inside a link is touched."""
        parts = _TAG.split(str(escape(words)))
        inside = False
        for i, part in enumerate(parts):
            if part.startswith("<"):
                inside = part.startswith(("<a ", "<code")) or (
                    inside and not part.startswith(("</a", "</code"))
                )
            elif not inside:
                parts[i] = _pattern()[0].sub(self._mark, part)
        return Markup("".join(parts))

    def _mark(self, match: re.Match[str]) -> str:
        term = _pattern()[1][match[0].casefold()]
        if term in self.seen:
            return match[0]
        self.seen.add(term)
        means = escape(glossary()[term])
        return f'<a class="term" href="#term-{slug(term)}" title="{means}">{match[0]}</a>'


def slug(term: str) -> str:
    """Return a term as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", term.casefold()).strip("-")
