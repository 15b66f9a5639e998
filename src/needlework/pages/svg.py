"""SVG written by hand: elements, numbers, text. Every picture is drawn with these."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def num(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "0.0") else text.removesuffix(".0")


def tag(name: str, body: str | Iterable[str] = "", **attributes: object) -> Markup:
    """Return one element; attributes that are None are left out, ``_`` in a name stands for ``-``."""
    inner = body if isinstance(body, str) else "".join(body)
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def _attribute(value: object) -> str:
    return num(value) if isinstance(value, float) else str(value)


def text(words: str, x: float, y: float, cls: str = "", anchor: str | None = None) -> Markup:
    """Return a line of text, escaped."""
    return tag("text", escape(words), x=float(x), y=float(y), class_=cls or None, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> Markup:
    """Return a straight line."""
    return tag("path", d=f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}", class_=cls)


def rect(x: float, y: float, width: float, height: float, cls: str, **more: object) -> Markup:
    """Return a rectangle."""
    wide, high = float(max(width, 0.0)), float(max(height, 0.0))
    return tag("rect", "", x=float(x), y=float(y), width=wide, height=high, class_=cls, **more)


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Return the path data of a line through some points; none for fewer than two."""
    steps = [f"{num(x)} {num(y)}" for x, y in points]
    return "M" + "L".join(steps) if len(steps) > 1 else ""


def svg(
    body: str | Iterable[str], box: tuple[float, float, float, float], title: str, cls: str = ""
) -> Markup:
    """Return an ``svg`` element with a title for those who do not see it."""
    inner = body if isinstance(body, str) else "".join(body)
    content = tag("title", escape(title)) + Markup(inner)
    return tag("svg", content, viewBox=" ".join(map(num, box)), class_=f"figure {cls}".strip(), role="img")
