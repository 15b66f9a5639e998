"""The assurance map: sizes across, visits down, and the curve of assurance against size."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from needlework.pages.axes import Linear
from needlework.pages.svg import line, num, polyline, rect, svg, tag, text
from needlework.trial.grid import Cell
from needlework.trial.labels import contrast_title, endpoint_title, span_title
from needlework.trial.plan import Answer
from needlework.trial.published import Point, published_points

_WIDE, _LEFT, _RIGHT, _TOP, _BOTTOM = 620.0, 92.0, 14.0, 10.0, 44.0
_ROW = 26.0
_HIGH = 240.0
_PAIR = tuple[int, int]


def by_pair(answer: Answer) -> dict[_PAIR, list[Cell]]:
    """Return cells by contrast and endpoint."""
    found: dict[_PAIR, list[Cell]] = {}
    for cell in answer.cells:
        found.setdefault((cell.contrast, cell.endpoint), []).append(cell)
    return found


def assurance_map(answer: Answer, cells: Sequence[Cell]) -> Markup:
    """Return a map of one contrast and endpoint: assurance in percent, darker where higher.

    Published trials of the same concern stand as points at their size and visit.
    """
    sizes = sorted({c.n for c in cells})
    visits = sorted({c.visit_days for c in cells})
    width = (_WIDE - _LEFT - _RIGHT) / len(sizes)
    high = _TOP + _ROW * len(visits) + _BOTTOM
    drawn: list[str] = []
    for cell in cells:
        x, y = _LEFT + width * sizes.index(cell.n), _TOP + _ROW * visits.index(cell.visit_days)
        drawn += _tile(cell, x, y, width)
    for i, day in enumerate(visits):
        drawn.append(text(span_title(day), _LEFT - 8, _TOP + _ROW * (i + 0.65), "quiet", "end"))
    step = max(1, len(sizes) // 10)
    for i, n in enumerate(sizes):
        if i % step == 0:
            drawn.append(text(str(n), _LEFT + width * (i + 0.5), high - _BOTTOM + 16, "quiet", "middle"))
    drawn.append(text("persons", _LEFT + (_WIDE - _LEFT - _RIGHT) / 2, high - 8, "quiet", "middle"))
    drawn += _points(published_points(answer.design), sizes, visits, width)
    return svg(drawn, (0.0, 0.0, _WIDE, high), f"Assurance: {_title(answer, cells[0])}", "matrix")


def _tile(cell: Cell, x: float, y: float, width: float) -> list[str]:
    value = cell.assurance.value
    if value is None:
        return [rect(x, y, width - 1, _ROW - 1, "grid"), text("·", x + width / 2, y + 17, "quiet", "middle")]
    shade = rect(
        x, y, width - 1, _ROW - 1, "", fill="currentColor", fill_opacity=round(0.04 + 0.66 * value, 3)
    )
    if width < 22:
        return [shade]
    return [
        shade,
        text(
            f"{100 * value:.0f}",
            x + (width - 1) / 2,
            y + 17,
            "halo" if value < 0.6 else "halo strong",
            "middle",
        ),
    ]


def _points(
    points: Sequence[Point], sizes: Sequence[int], visits: Sequence[float], width: float
) -> list[str]:
    drawn: list[str] = []
    for point in points:
        if point.days is None or not visits[0] <= point.days <= visits[-1]:
            continue
        if not sizes[0] <= point.n <= sizes[-1]:
            continue
        x = _LEFT + width * (_place(point.n, sizes) + 0.5)
        y = _TOP + _ROW * (_place(point.days, visits) + 0.5)
        ring = tag("circle", "", cx=x, cy=y, r=4.0, class_="datum hollow")
        drawn += [ring, text(point.name, x + 7, y - 5, "halo quiet")]
    return drawn


def _place(value: float, ladder: Sequence[float]) -> float:
    """Return the place of a value on a ladder of steps, between two of them in proportion."""
    for i in range(len(ladder) - 1):
        if ladder[i] <= value <= ladder[i + 1]:
            return i + (value - ladder[i]) / (ladder[i + 1] - ladder[i])
    return 0.0


def assurance_curves(answer: Answer, cells: Sequence[Cell]) -> Markup:
    """Return assurance against size of one contrast and endpoint, a line for each visit."""
    sizes = sorted({c.n for c in cells})
    visits = sorted({c.visit_days for c in cells})
    x = Linear(min(sizes[0], 0), sizes[-1], _LEFT, _WIDE - 120)
    y = Linear(0.0, 1.0, _HIGH - _BOTTOM, _TOP)
    drawn: list[str] = [line(_LEFT, y(t), _WIDE - 120, y(t), "grid") for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    drawn += [
        text(f"{100 * t:.0f} %", _LEFT - 8, y(t) + 4, "quiet", "end") for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    drawn += [text(f"{n:g}", x(n), _HIGH - _BOTTOM + 16, "quiet", "middle") for n in x.ticks()]
    drawn.append(text("persons", (_LEFT + _WIDE - 120) / 2, _HIGH - 8, "quiet", "middle"))
    wanted = answer.design.wanted
    drawn.append(line(_LEFT, y(wanted), _WIDE - 120, y(wanted), "pin"))
    drawn.append(text(f"wanted {wanted:.0%}", _WIDE - 114, y(wanted) - 3, "quiet"))
    if not any(c.assurance.known for c in cells):
        why = "no figures: more than 1 % of the fits failed"
        drawn.append(text(why, (_LEFT + _WIDE - 120) / 2, y(0.5), "", "middle"))
    ends: list[float] = [y(wanted) - 7]
    for day in visits:
        row = sorted((c for c in cells if c.visit_days == day and c.assurance.known), key=lambda c: c.n)
        if not row:
            continue
        drawn += _band(row, x, y)
        drawn.append(tag("path", d=polyline([(x(c.n), y(c.assurance.value)) for c in row]), class_="line"))
        drawn += [
            tag("circle", "", cx=x(c.n), cy=y(c.assurance.value), r=2.2, fill="currentColor") for c in row
        ]
        place = y(row[-1].assurance.value)
        while any(abs(place - other) < 12 for other in ends):
            place += 12
        ends.append(place)
        drawn.append(text(span_title(day), _WIDE - 114, place + 4))
    return svg(drawn, (0.0, 0.0, _WIDE, _HIGH), f"Assurance by size: {_title(answer, cells[0])}", "matrix")


def _band(row: Sequence[Cell], x: Linear, y: Linear) -> list[str]:
    """Return a band of two Monte Carlo errors either way."""
    if len(row) < 2:
        return []
    ends = [
        [(x(c.n), y(c.assurance.value + way * 2.0 * c.assurance.mc_error)) for c in row]
        for way in (1.0, -1.0)
    ]
    path = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in [*ends[0], *reversed(ends[1])]) + "Z"
    return [tag("path", d=path, class_="outer")]


def _title(answer: Answer, cell: Cell) -> str:
    design = answer.design
    what = contrast_title(design, design.contrasts[cell.contrast])
    return f"{what}, {endpoint_title(design.endpoints[cell.endpoint])}"
