"""Style sheets, by room and name, and a figure as a file of its own."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from needlework.pages.svg import num

_THEME, _FIGURE = "pages/theme.css", "pages/figure.css"


def room_text(name: str) -> str:
    """Return a text file of a room that belongs to its pages, such as ``pages/theme.css``."""
    room, _, file = name.partition("/")
    folder = resources.files(f"needlework.{room}")
    inner = folder / "templates" / file
    return (inner if inner.is_file() else folder / file).read_text(encoding="utf-8")


def css(*names: str) -> Markup:
    """Return style sheets (``room/file.css``) as one text for a page's ``<style>``."""
    return Markup("".join(room_text(name) for name in names))


def standalone(figure: str, width: float, height: float) -> str:
    """Return an inline figure as a file of its own: name space, size, styles in light colours.

    Custom properties are written out, because few drawing programs know them.
    """
    rules = _resolved(room_text(_FIGURE))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(width)}" height="{num(height)}"'
    return figure.replace("<svg", head, 1).replace("<title>", f"<style>{rules}</style><title>", 1)


def _resolved(rules: str) -> str:
    """Return style rules with the custom properties of the light theme in place of their names."""
    light = room_text(_THEME).split("@media", 1)[0]
    pairs = (part.split(":", 1) for part in light.split("{", 1)[1].split("}", 1)[0].split(";") if ":" in part)
    for name, value in pairs:
        rules = rules.replace(f"var({name.strip()})", value.strip())
    return rules
