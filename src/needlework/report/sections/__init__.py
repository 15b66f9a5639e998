"""The nine headings of the journey, in the order in which people ask."""

from needlework.pages.blocks import Section
from needlework.report.context import Context
from needlework.report.sections import (
    combining,
    compared,
    first_week,
    months,
    myths,
    prepare,
    session,
    weigh,
    who,
)

_ORDER = (who, prepare, session, first_week, months, combining, compared, myths, weigh)


def journey_sections(context: Context) -> list[Section]:
    """Return the nine headings of a run."""
    return [part.section(context) for part in _ORDER]
