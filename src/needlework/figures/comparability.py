"""May a published figure be compared with a prediction, and if not, why not: one list of reasons.

`why_not` asks whether a figure can be compared with what is predicted for its own people and course;
`why_not_beside` whether it may stand beside one outcome of a given scenario.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from needlework.evidence.observations import Observation
from needlework.figures.amounts import printed_value, value_of
from needlework.figures.arms import NEEDLES, is_needling_study, role, untreated
from needlework.outcomes import Outcome, outcomes
from needlework.spec import Study
from needlework.subject import Course

Code = Literal[
    "species",
    "other_device",
    "course_untold",
    "added",
    "several_arms",
    "other_treatment",
    "no_outcome",
    "no_such_concern",
    "no_threshold",
    "comparison",
    "words_only",
    "contrast",
    "no_number",
    "other_unit",
    "undated",
    "another_outcome",
    "another_threshold",
    "another_concern",
    "untreated",
    "not_rated",
    "another_device",
]
_SIGNED = ("up", "down")
_UNSIZED = ("qualitative", "p_value")
_ACUTE = ("barrier", "redness")  # families whose series mean nothing without a day
_NOT_RATED = ("histology", "oct")  # shares of biopsies or scans, not of people who were rated


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure cannot be compared: a code for programs, words for people."""

    code: Code
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Setting:
    """What a figure may stand beside: a concern, a class of device (None: any) and the last session's day."""

    concern: str | None
    device: str | None
    last_day: float

    @classmethod
    def of(cls, study: Study) -> Setting:
        """Return the scenario of a study."""
        concern, days = study.skin.concern, study.course.session_days
        kind = Course.from_spec(study.course).device.kind
        return cls(concern.kind if concern else None, kind, max(days, default=0.0))


def outcome_of(o: Observation) -> Outcome | None:
    """Return the outcome that a figure is of: same name, same threshold, and read for its concern."""
    found = [x for x in outcomes().values() if x.known_as == o.outcome and x.threshold in (None, o.threshold)]
    return next((x for x in found if not x.concerns or o.population.concern in x.concerns), None)


def why_not(o: Observation) -> Reason | None:
    """Return why a figure is not compared with a prediction for its people and course; None where it is.

    A direction without a number can be compared: whether the prediction has its sign.
    """
    checks: tuple[Callable[[Observation], Reason | None], ...] = (_treatment, _outcome, _amount, _date)
    return next((reason for check in checks if (reason := check(o)) is not None), None)


def why_not_beside(o: Observation, outcome: Outcome, scenario: Setting) -> Reason | None:
    """Return why a figure may not stand beside an outcome of a scenario; None where it may."""
    if o.outcome != outcome.known_as:
        return Reason("another_outcome", f"it is of {o.outcome or 'no outcome'}")
    if outcome.threshold is not None and o.threshold != outcome.threshold:
        return Reason("another_threshold", f"it counts from another threshold ({o.threshold})")
    if untreated(o):
        return Reason("untreated", "it is of an untreated side")
    concern = o.population.concern
    if concern is not None and scenario.concern is not None and concern != scenario.concern:
        return Reason("another_concern", f"it is of {concern}")
    if (reason := _treatment(o) or _no_size(o)) is not None:
        return reason
    if outcome.spread == "share" and o.family in _NOT_RATED:
        return Reason("not_rated", "it counts samples, not people who were rated")
    if (o.kind == "change_percent" and outcome.form != "change") or value_of(o, outcome) is None:
        return Reason("other_unit", f"its kind and unit ({o.kind}, {o.unit}) are not those of the outcome")
    own, here = o.course.device, scenario.device
    if _of_a_wound(outcome) and own is not None and here in NEEDLES[1:] and own != here:
        return Reason("another_device", f"it was got with another device ({o.course.device})")
    return None


def _of_a_wound(outcome: Outcome) -> bool:
    """Return whether an outcome is of a wound: scores and tissue compare across devices, wounds do not."""
    return not (outcome.rows == "series" or outcome.concerns or outcome.moment == "horizon")


def _treatment(o: Observation) -> Reason | None:
    if o.species != "human":
        return Reason("species", f"it is not from people ({o.species})")
    if untreated(o):
        return None
    if not is_needling_study(o):
        if o.course.device not in NEEDLES:
            return Reason("other_device", f"its device ({o.course.device}) is not a pen, a roller or a stamp")
        return Reason("course_untold", "its course tells neither device, sessions, interval nor depth")
    match role(o):
        case "needling alone":
            return None
        case "needling with something added":
            return Reason("added", f"something was added ({o.course.adjunct or o.arm})")
        case "several arms together":
            return Reason("several_arms", f"the arm ({o.arm}) is of several arms together")
        case _:
            return Reason("other_treatment", f"the arm ({o.arm}) is another treatment")


def _outcome(o: Observation) -> Reason | None:
    if o.outcome is None:
        return Reason("no_outcome", "no outcome is named (key 'outcome')")
    if outcome_of(o) is not None:
        return None
    known, concern = [x for x in outcomes().values() if x.known_as == o.outcome], o.population.concern
    if not known:
        return Reason("no_outcome", f"{o.outcome} is not modelled")
    if not any(not x.concerns or concern in x.concerns for x in known):
        return Reason("no_such_concern", f"{o.outcome} is not read for {concern or 'skin without a concern'}")
    told = "a share of people is predicted from a threshold on only (any, quarter, half ...)"
    return Reason("no_threshold", told)


def _amount(o: Observation) -> Reason | None:
    outcome = outcome_of(o)
    if o.kind in _UNSIZED and o.direction in _SIGNED and "against" not in o.endpoint:
        return None
    if (reason := _no_size(o)) is not None or outcome is None:
        return reason
    if value_of(o, outcome) is not None or (o.kind == "absolute" and o.baseline is not None):
        return None
    if o.kind == "ratio":
        return Reason("other_unit", "it is a ratio; write it as change_percent")
    told = f"its kind and unit ({o.kind}, {o.unit}) are not what a run gives of {o.outcome}"
    return Reason("other_unit", told)


def _no_size(o: Observation) -> Reason | None:
    """Return why a figure has no size of its own."""
    if "against" in o.endpoint:
        return Reason("comparison", "it compares with something else")
    if o.kind in _UNSIZED:
        return Reason("words_only", "only words or a p value are printed, and no direction")
    if o.kind == "contrast":
        return Reason("contrast", "it is a difference between arms")
    return Reason("no_number", "no number is printed") if printed_value(o) is None else None


def _date(o: Observation) -> Reason | None:
    outcome, dated = outcome_of(o), o.time_days is not None or o.time_range is not None
    if outcome is None or outcome.rows != "series" or o.family not in _ACUTE or dated:
        return None
    return Reason("undated", "it has no date, without which the first days say nothing")
