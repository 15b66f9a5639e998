"""The emergent behaviours at a glance: the share of draws in which each holds, and what was published."""

from __future__ import annotations

from collections.abc import Sequence

from needlework.pages.svg import num, svg, tag, text
from needlework.verification.behaviour_measures import CLEAR, Tested

_WIDTH, _ROW, _TOP, _BOTTOM = 700.0, 19.0, 30.0, 34.0
_AXIS, _END, _LABEL = 20.0, 160.0, 190.0
_INK, _FAINT, _WARNING = "var(--ink)", "var(--rule)", "var(--warning)"


def shares_figure(tested: Sequence[Tested]) -> str:
    """Return a picture: one row per behaviour, sorted by the share of draws in which it holds.

    A full dot has no published direction, a ring one that the draws show, a red ring one that they do not.
    """
    ordered = sorted(tested, key=lambda t: -t.share)
    bottom = _TOP + _ROW * len(ordered)
    body = [_scale(bottom), *(_row(t, _TOP + _ROW * (i + 0.5)) for i, t in enumerate(ordered))]
    body.append(
        text(
            "full: nothing published · ring: published and shown · red ring: published, not shown",
            8,
            bottom + 24,
        )
    )
    title = "Share of draws in which each emergent behaviour holds"
    return str(svg(body, (0.0, 0.0, _WIDTH, bottom + _BOTTOM), title))


def _x(share: float) -> float:
    return _AXIS + (_END - _AXIS) * share


def _scale(bottom: float) -> str:
    marks = (0.0, 1.0 - CLEAR, 0.5, CLEAR, 1.0)
    lines = [
        tag("path", d=f"M{num(_x(m))} {num(_TOP)}L{num(_x(m))} {num(bottom)}", stroke=_FAINT, stroke_width=1)
        for m in marks
    ]
    words = [text(f"{100 * m:.0f} %", _x(m), _TOP - 8, anchor="middle") for m in marks]
    return "".join([*lines, *words])


def _row(tested: Tested, y: float) -> str:
    b, x = tested.behaviour, _x(tested.share)
    published = bool(b.holds) != bool(b.fails)
    missed = published and tested.direction is not bool(b.holds)
    colour = _WARNING if missed else _INK
    dot = tag(
        "circle",
        cx=x,
        cy=y,
        r=5.0,
        fill="var(--paper)" if published else colour,
        stroke=colour,
        stroke_width=2,
    )
    return dot + text(b.what, _LABEL, y + 4)
