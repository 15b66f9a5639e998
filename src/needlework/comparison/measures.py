"""What courses are made equal in: downtime, the chance of darkening, or benefit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError, shown
from needlework.outcomes import Outcome, outcomes
from needlework.outcomes.table import headlines
from needlework.result import Result
from needlework.spec import Study

Array = NDArray[np.float64]

MEASURES = ("downtime", "darkening", "benefit")
_STATES = {"downtime": "downtime", "darkening": "pih_probability"}
_TISSUE = "collagen_total"  # benefit where a skin has no concern that is rated


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity in which courses are made equal.

    Attributes
    ----------
    name
        downtime, darkening or benefit.
    outcome
        What is read.
    day
        Day of a series; None for a single figure.
    """

    name: str
    outcome: Outcome
    day: float | None

    def of(self, result: Result) -> Array:
        """Return the mean over people, shape (draws,); of a benefit needled minus untreated."""
        values = result.values[self.outcome.id]
        if self.day is None:
            return np.nanmean(values, axis=1)
        at = int(np.argmin(np.abs(result.times - self.day)))
        gain = np.nanmean(values[:, :, at] - result.untreated[self.outcome.id][:, :, at], axis=1)
        return -gain if self.outcome.better == "lower" else gain


def measure(name: str, studies: dict[str, Study]) -> Measure:
    """Return the measure of that name for some studies.

    Benefit is the score of the concern that they share, collagen where there is none, at the last day that
    all of them reach.

    Raises
    ------
    InputError
        No such measure, studies of several zones, or a benefit of different concerns.
    """
    if name not in MEASURES:
        raise InputError(
            [_fault("equal", f"one of: {', '.join(MEASURES)}", shown(name), "choose one of these")]
        )
    _one_place(studies)
    if name in _STATES:
        return Measure(name, outcomes()[_STATES[name]], None)
    kinds = {s.skin.concern.kind if s.skin.concern else None for s in studies.values()}
    if len(kinds) > 1:
        told = ", ".join(sorted(kind or "none" for kind in kinds))
        raise InputError(
            [_fault("equal: benefit", "one concern", told, "compare courses for the same concern")]
        )
    day = min(study.horizon for study in studies.values())
    return Measure(name, _benefit(next(iter(kinds))), day)


def _benefit(concern: str | None) -> Outcome:
    ranked = (outcomes()[key] for key in headlines(concern) if concern in outcomes()[key].headline_for)
    return next((o for o in ranked if o.rows == "series" and o.better), outcomes()[_TISSUE])


def _one_place(studies: dict[str, Study]) -> None:
    several = [name for name, s in studies.items() if s.zones or s.skin.more_concerns]
    if several:
        step = "write a study for each zone"
        raise InputError(
            [_fault(f"equal: {n}", "one zone and one concern", "several", step) for n in several]
        )


def _fault(where: str, expected: str, received: str, step: str) -> Fault:
    return Fault(where, expected, received, step)
