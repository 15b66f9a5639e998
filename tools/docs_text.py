"""Small pieces of Markdown that the generated parts of the docs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """Return a value as the text of one table cell."""
    text = " ".join(str("" if value is None else value).split())
    for mark, safe in (("|", "\\|"), ("<", "&lt;"), ("*", "\\*")):
        text = text.replace(mark, safe)
    return text


def code(value: object) -> str:
    """Return a value as code; nothing where there is none."""
    return f"`{value}`" if value not in (None, "") else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; cells are Markdown already."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def block(language: str, text: str) -> str:
    """Return a fenced block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def folded(title: str, body: str) -> str:
    """Return Markdown that stands behind one line until a reader opens it."""
    return f'<details markdown="1"><summary>{title}</summary>\n\n{body}\n\n</details>'


def number(value: float | None, digits: int = 3) -> str:
    """Return a number in as many digits as it deserves."""
    if value is None:
        return "not reported"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        return f"{float(mantissa):g}e{int(power)}"
    shown = f"{value:.{digits}g}"
    return f"{float(shown):g}" if "e" in shown else shown


def span(pair: Sequence[float | None] | None, digits: int = 2) -> str:
    """Return ``low to high``."""
    if pair is None:
        return ""
    return " to ".join(number(end, digits) for end in pair)


def source_link(key: str | None) -> str:
    """Return a source key with a link to its entry and how much of it was read."""
    from needlework.evidence.sources import load_sources
    from needlework.pages.reading import read_words

    if key is None:
        return ""
    return f"[{key}](sources.md#{key}) ({read_words(load_sources()[key].read)})"
