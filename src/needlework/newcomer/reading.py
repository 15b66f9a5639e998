"""Which figures of a paper can be compared or can inform the fit, and in words why the others cannot."""

from __future__ import annotations

from pathlib import Path

from needlework.calibration.scales import usable
from needlework.errors import Fault, InputError
from needlework.evidence.arms import is_needling_study, role, untreated
from needlework.evidence.observations import Observation
from needlework.evidence.paper import Paper, read_paper
from needlework.outcomes import FUNCTIONS, outcomes
from needlework.published import needling_alone, study_of
from needlework.subject import Course, Skin, study_warnings
from needlework.validation.outside import comparable

_UNSIZED = ("qualitative", "p_value")
_NEEDLES = ("pen", "roller", "stamp")


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
    if not (comparable(o) or usable(o) or of_tissue(o)):
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


def why_not(o: Observation) -> str | None:
    """Return why a new figure is not compared with a prediction; None where it is."""
    if comparable(o):
        return None
    return _other_treatment(o) or _no_outcome(o) or _no_figure(o)


def _other_treatment(o: Observation) -> str | None:
    if o.species != "human":
        return f"it is not from people ({o.species})"
    if untreated(o):
        return None
    if not is_needling_study(o):
        if o.course.device not in (None, *_NEEDLES):
            return f"its device ({o.course.device}) is not a pen, a roller or a stamp"
        return "its course tells neither device, sessions, interval nor depth"
    if (done := role(o)) == "needling alone":
        return None
    if done == "needling with something added":
        return f"something was added ({o.course.adjunct or o.arm})"
    return f"the arm ({o.arm}) is {'of ' if done == 'several arms together' else ''}{done}"


def _no_outcome(o: Observation) -> str | None:
    if o.outcome is None:
        return "no outcome is named (key 'outcome')"
    known = [x for x in outcomes().values() if x.known_as == o.outcome]
    concern = o.population.concern
    if not any(not x.concerns or concern in x.concerns for x in known):
        return f"{o.outcome} is not read for {concern or 'skin without a concern'}"
    if not any(x.threshold in (None, o.threshold) for x in known):
        return "a share of people is predicted from a threshold on only (any, quarter, half ...)"
    return None


def _no_figure(o: Observation) -> str:
    if "against" in o.endpoint:
        return "it compares with something else"
    if o.kind in _UNSIZED:
        return "only words or a p value are printed, and no direction"
    if o.kind == "contrast":
        return "it is a difference between arms"
    if o.kind == "ratio":
        return "it is a ratio; write it as change_percent"
    if o.value is None and o.range is None and o.n_of is None:
        return "no number is printed"
    return "it has no date, without which the first days say nothing"
