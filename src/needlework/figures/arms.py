"""What was done to the people behind a figure, told from its arm and course."""

from __future__ import annotations

import re
from typing import Literal

from needlework.evidence.observations import Observation

Design = Literal["open", "blinded"]
Role = Literal[
    "needling alone", "needling with something added", "several arms together", "another treatment"
]
ROLES: tuple[Role, ...] = (
    "needling alone",
    "needling with something added",
    "several arms together",
    "another treatment",
)
NEEDLES = (None, "pen", "roller", "stamp")
_UNTREATED = re.compile(r"untreated|no needling|control side|massage", re.IGNORECASE)
_SEVERAL = re.compile(r"\bboth\b|all groups|alternating", re.IGNORECASE)
_OTHER = re.compile(
    r"laser|\bco2\b|tazarotene|microdermabrasion|injection|hydroquinone|cross|^peel|peel alone|plasma$|"
    r"^excimer|ablative|radiofrequency",
    re.IGNORECASE,
)
_ADDED = re.compile(r"needling (?:with|and) (?!distilled water|saline)|after (?:a|needling)", re.IGNORECASE)
_ALONE = re.compile(r"^needl\w+( alone| only| with distilled water| with saline| side)?$", re.IGNORECASE)


def is_needling_study(o: Observation) -> bool:
    """Return whether a figure comes from people of a study of needling without radiofrequency."""
    done = o.course
    told = done.device or done.sessions or done.interval_days or done.depth_mm
    return o.species == "human" and bool(told) and done.device in NEEDLES


def untreated(o: Observation) -> bool:
    """Return whether a figure belongs to an untreated side or group: its arm says so, or no session was."""
    return bool(_UNTREATED.search(o.arm or "")) or o.course.sessions == 0


def needling_alone(o: Observation) -> bool:
    """Return whether a figure is of people needled with nothing added that is meant to act by itself."""
    return is_needling_study(o) and role(o) == "needling alone"


def design_of(o: Observation) -> Design:
    """Return whether raters knew the treatment; reports that are silent are taken to have been open."""
    return "blinded" if o.blinded is True or o.open_label is False else "open"


def people_of(o: Observation) -> str:
    """Return the name of the people behind a figure: several papers may report the same cohort."""
    return o.cohort or o.study


def role(o: Observation) -> Role:
    """Return what was done to the arm of a figure of a needling study.

    Creams that numb are no addition; an arm that a report does not name is what its course says.
    """
    arm = o.arm or ""
    if _SEVERAL.search(arm):
        return "several arms together"
    if untreated(o) or (_OTHER.search(arm) and not re.search(r"needl", arm, re.IGNORECASE)):
        return "another treatment"
    if _ALONE.search(arm):
        return "needling alone"
    return "needling with something added" if o.course.adjunct or _ADDED.search(arm) else "needling alone"
