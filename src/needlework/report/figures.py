"""The figures of a report as files of their own."""

from __future__ import annotations

from typing import Any

from needlework.pages.styles import standalone
from needlework.report import filmstrip
from needlework.report.charts import BOX, chart
from needlework.report.context import Context
from needlework.report.strip import strip
from needlework.result import Result

_WIDE = 960.0


def figures(result: Result, summary: dict[str, Any]) -> dict[str, str]:
    """Return every figure as a standalone SVG: the filmstrip, the course, a chart for each outcome.

    Returns
    -------
    dict
        Name (without ``.svg``) -> the file's text, in the light theme.
    """
    context = Context(result, summary)
    film = filmstrip.figure(context)
    found = {"filmstrip": _sized(film, 1200.0), "course": _sized(strip(context, _WIDE), _WIDE)}
    for id, values in result.values.items():
        if values.ndim == 3 and context.has(id):
            found[f"outcome-{id}"] = standalone(str(chart(context, id).figure), 2 * BOX[2], 2 * BOX[3])
    return found


def _sized(figure: str, width: float) -> str:
    """Return a figure as a file of a width; the height follows from its view box."""
    box = str(figure).split('viewBox="', 1)[1].split('"', 1)[0]
    _, _, wide, high = (float(v) for v in box.split())
    return standalone(str(figure), width, width * high / wide)
