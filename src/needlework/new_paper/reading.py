"""A new paper's file: sizes and courses checked, and which part of the fit each figure would inform."""

from __future__ import annotations

from pathlib import Path

from needlework.calibration.scales import usable
from needlework.errors import Fault, InputError
from needlework.evidence.observations import Observation
from needlework.evidence.paper import Paper, read_paper
from needlework.figures.arms import needling_alone
from needlework.figures.comparability import why_not
from needlework.figures.courses import study_of
from needlework.outcomes import outcomes
from needlework.outcomes.compute import FUNCTIONS
from needlework.subject import Course, Skin, study_warnings


def read(path: Path | str | bytes) -> Paper:
    """Read a paper's file, and check sizes and that the course of each figure that matters can be simulated.

    Raises
    ------
    InputError
        With every fault of the file at once, each with file and line.
    """
    return read_paper(path, lambda o: _size_faults(o) + _course_faults(o))


def _size_faults(o: Observation) -> list[Fault]:
    """Return the faults of a figure whose size is out of what it measures: it has no logarithm."""
    if o.value is None:
        return []
    if o.kind == "change_percent" and o.value <= -100.0:
        return [Fault(o.where, "a change above -100 %", f"{o.value:g}", "correct the value or the kind")]
    if o.kind == "responders" and not 0.0 <= o.value <= 1.0:
        return [
            Fault(o.where, "a share of people from 0 to 1", f"{o.value:g}", "give n_of, or divide by 100")
        ]
    if usable(o) and o.kind == "absolute" and o.baseline is not None and min(o.value, o.baseline) <= 0.0:
        received = f"{o.value:g} after {o.baseline:g}"
        return [
            Fault(o.where, "a score above 0 before and after", received, "correct it, or use change_absolute")
        ]
    return []


def _course_faults(o: Observation) -> list[Fault]:
    if why_not(o) is not None and not usable(o) and not of_tissue(o):
        return []
    try:
        study = study_of(o)
        study_warnings(study, Skin.resolve(study.skin), Course.from_spec(study.course).device)
    except InputError as error:
        return [Fault(o.where, f.expected, f"{f.received} ({f.where})", f.next_step) for f in error.faults]
    return []


def of_tissue(o: Observation) -> bool:
    """Return whether a figure can inform the tissue: a change in percent that an instrument measured."""
    outcome = outcomes().get(o.outcome or "")
    if outcome is None or o.outcome not in FUNCTIONS or usable(o) or not needling_alone(o):
        return False
    measured = outcome.spread == "instrument" and outcome.form == "change" and outcome.rows == "series"
    sized = o.kind == "change_percent" and o.value is not None and o.value > -100.0 and bool(o.n)
    return measured and sized and not o.bound


def informs(o: Observation) -> str | None:
    """Return which part of the fit a figure would inform: ``people``, ``tissue`` or neither, if held out."""
    if o.held_out:
        return None
    return "people" if usable(o) else "tissue" if of_tissue(o) else None
