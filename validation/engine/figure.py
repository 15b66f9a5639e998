"""A small line chart as SVG, and where results go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).parent / "out"
COLOURS = ("#1b6ca8", "#d1495b", "#3a7d44", "#8d6a9f", "#c77d0a", "#555555")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 400, 70, 40, 150, 50


def save(name: str, result: dict[str, Any]) -> None:
    """Write a result as JSON."""
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(result, indent=1))


def lines(
    name: str, title: str, x_title: str, y_title: str, curves: dict[str, tuple[Any, Any]], log: bool = False
) -> None:
    """Write curves (label -> x, y) as one SVG; ``log`` takes the decimal logarithm of both axes."""
    scale = np.log10 if log else np.asarray
    data = {k: (scale(np.asarray(x, float)), scale(np.asarray(y, float))) for k, (x, y) in curves.items()}
    xs, ys = (np.concatenate([v[i] for v in data.values()]) for i in (0, 1))
    (x0, x1), (y0, y1) = (xs.min(), xs.max()), (ys.min(), ys.max())
    across = lambda x: LEFT + (x - x0) / (x1 - x0 or 1) * (WIDTH - LEFT - RIGHT)  # noqa: E731
    up = lambda y: HEIGHT - BOTTOM - (y - y0) / (y1 - y0 or 1) * (HEIGHT - TOP - BOTTOM)  # noqa: E731
    box, font = f'viewBox="0 0 {WIDTH} {HEIGHT}"', 'font-family="sans-serif" font-size="12"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {font}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="18" font-size="14">{title}</text>',
        f'<text x="{LEFT}" y="{HEIGHT - 10}">{x_title}</text><text x="8" y="{TOP - 6}">{y_title}</text>',
    ]
    for v in np.linspace(0, 1, 5):
        x, y = x0 + v * (x1 - x0), y0 + v * (y1 - y0)
        shown = [f"{10**u if log else u:.3g}" for u in (x, y)]
        out.append(
            f'<text x="{across(x):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{shown[0]}</text>'
        )
        out.append(f'<text x="{LEFT - 6}" y="{up(y):.1f}" text-anchor="end">{shown[1]}</text>')
        out.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(y):.1f}" y2="{up(y):.1f}" stroke="#ddd"/>'
        )
    for n, (label, (x, y)) in enumerate(data.items()):
        points = " ".join(f"{across(a):.1f},{up(b):.1f}" for a, b in zip(x, y, strict=True))
        colour = COLOURS[n % len(COLOURS)]
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{WIDTH - RIGHT + 8}" y="{TOP + 16 * n + 10}" fill="{colour}">{label}</text>')
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.svg").write_text("\n".join([*out, "</svg>"]))
