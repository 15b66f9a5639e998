"""A printed figure as a number: in the unit of its outcome, with its standard error and its people."""

from __future__ import annotations

import math

from needlework.evidence.observations import Observation
from needlework.outcomes import Outcome

USUAL_SIZE = 30  # people of a study that does not say how many: the median of the series on file
_Z95, _Z99 = 1.959964, 2.575829  # normal quantiles of 95 and 99 % intervals
_SAME_UNIT = {("score", "points"), ("fraction", "1"), ("score", "grade"), ("1", "points"), ("1", "grade"),
              ("score", "1")}  # fmt: skip
_FACTORS = {("h", "day"): 1 / 24.0, ("min", "day"): 1 / 1440.0, ("mm", "um"): 1000.0, ("%", "1"): 0.01}


def printed_value(o: Observation) -> float | None:
    """Return what was printed, in its own unit: a share of counted people, a value, the middle of a range."""
    if o.n_of is not None:
        return o.n_of[0] / o.n_of[1]
    return sum(o.range) / 2.0 if o.range is not None and o.value is None else o.value


def value_of(o: Observation, outcome: Outcome) -> float | None:
    """Return a figure in the unit of an outcome; None where it cannot be brought to it.

    Changes stay changes: in percent of baseline where the outcome is one, else in the outcome's unit.
    """
    value = printed_value(o)
    if value is None or o.kind == "responders":
        return value
    if o.kind == "ratio":
        return 100.0 * (value - 1.0) if outcome.form == "change" else None
    if o.kind == "change_percent":
        return float(value)
    if outcome.form == "change":
        return None
    if o.unit == outcome.unit or (o.unit, outcome.unit) in _SAME_UNIT:
        return float(value)
    factor = _FACTORS.get((o.unit, outcome.unit))
    return None if factor is None else factor * value


def people(o: Observation) -> int | None:
    """Return the number of people behind a figure; None where the report does not say."""
    return o.n_of[1] if o.n_of else o.n


def study_size(o: Observation) -> int:
    """Return the number of people behind a figure, that of a usual study where the report does not say."""
    return people(o) or USUAL_SIZE


def standard_error(o: Observation) -> float | None:
    """Return the standard error of a figure, in its unit, where the report gives its spread.

    Of a share of counted people that of a binomial, a half added to both classes.
    """
    if o.n_of:
        yes, of = o.n_of
        share = (yes + 0.5) / (of + 1)
        return math.sqrt(share * (1 - share) / of)
    if o.se is not None:
        return o.se
    if o.ci95:
        return (o.ci95[1] - o.ci95[0]) / (2 * _Z95)
    if o.ci99:
        return (o.ci99[1] - o.ci99[0]) / (2 * _Z99)
    return o.sd / math.sqrt(o.n) if o.sd is not None and o.n else None
