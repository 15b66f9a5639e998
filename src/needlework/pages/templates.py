"""The one template environment: a template is named by its room and file, such as ``care/plain.html.j2``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from needlework.pages.disclaimer import DISCLAIMER, DISCLAIMER_LONG
from needlework.pages.reading import read_words
from needlework.pages.styles import css, room_text

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, /, **values: Any) -> str:
    """Return a page from a template.

    Every template may use ``css``, ``disclaimer``, ``disclaimer_long`` and ``read_words`` beside
    its own values, extends ``pages/base.html.j2`` and so loads nothing from elsewhere.

    Parameters
    ----------
    name
        Room and file: ``report/page.html.j2`` is ``needlework/report/templates/page.html.j2``.
    values
        What the template names; a value that is missing is an error, text is escaped.
    """
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "css": css,
        "disclaimer": DISCLAIMER,
        "disclaimer_long": DISCLAIMER_LONG,
        "read_words": read_words,
    }
    return made


def _source(name: str) -> str | None:
    try:
        return room_text(name)
    except (FileNotFoundError, ModuleNotFoundError):
        return None
