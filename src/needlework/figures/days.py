"""Which day a figure belongs to, counted from the first session."""

from __future__ import annotations

from needlework.evidence.observations import Observation

JUST_AFTER = 0.02  # day of a figure of the session itself: the skin just after it
_USUAL_VISIT = 90.0  # days from the last session to the usual visit, where a report does not date its figure
_NEAR = 0.25  # of a figure's day: a row may stand so far from it
_LEAST_NEAR = 3.0  # days, which any row may stand from it


def day_of(o: Observation, last: float | None) -> float | None:
    """Return the day of a figure from the first session, the middle of a printed range.

    Parameters
    ----------
    o
        The figure. Where its report does not say what its time counts from, it counts from the first session.
    last
        Day of the last session of the course it is read in; None where that is not known.

    Returns
    -------
    float or None
        None where the report gives no time, or counts it from a last session whose day is not known.
    """
    time = sum(o.time_range) / 2.0 if o.time_days is None and o.time_range else o.time_days
    after_last = o.time_anchor == "last_session"
    if time is None or (after_last and last is None):
        return None
    return max(time, JUST_AFTER) + (last or 0.0) * after_last


def visit_day(o: Observation, last: float) -> float:
    """Return the day on which a figure is simulated: its own, or the usual visit where none is printed."""
    day = day_of(o, last)
    return last + _USUAL_VISIT if day is None else day


def own_last_day(o: Observation) -> float | None:
    """Return the day of the last session of a figure's own course, as far as its report tells."""
    sessions, interval = o.course.sessions, o.course.interval_days
    if sessions is None or (sessions > 1 and interval is None):
        return None
    return (sessions - 1) * (interval or 0.0) if sessions else None


def is_near(day: float | None, row: float) -> bool:
    """Return whether a figure of a day may stand beside a row of another day."""
    return day is not None and row > 0.0 and abs(day - row) <= max(_NEAR * day, _LEAST_NEAR)
