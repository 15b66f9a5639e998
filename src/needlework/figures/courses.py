"""Published studies as studies of this program: same people and course, latent where a report is silent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from needlework.evidence.observations import Observation
from needlework.evidence.parameters import load_parameters
from needlework.figures.arms import untreated
from needlework.figures.days import visit_day
from needlework.scaffold import example_text
from needlework.spec import Study, load_study
from needlework.spec.fields import catalogue
from needlework.subject.catalogue import read

# Studies that ship as examples, which hold more than their records (companion papers, visits).
SHIPPED = {"lotfi2013": "lotfi-2013", "kenkel2021": "kenkel-2021", "dogra2014": "dogra-2014"}
# A class of device stands for its usual member; needle length and passes come from the report or stay latent.
_DEVICES = {"pen": "pen_12", "roller": "roller_192", "stamp": "stamp_35"}
_SITES = {"body": "abdomen"}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_MARGIN = 1.0  # days of the horizon beyond the last figure


def phototype(o: Observation) -> float | None:
    """Return the mean Fitzpatrick type (1-6) of a study's people, None where it is not reported.

    A range counts by its middle; printed shares weigh their types.
    """
    text = o.population.phototypes
    if not text:
        return None
    shares = re.findall(r"\b(I{1,3}|IV|VI?)\b\s*([\d.]+)\s*%", text)
    if shares:
        weights = [float(w) for _, w in shares]
        return sum(_ROMAN[t] * w for (t, _), w in zip(shares, weights, strict=True)) / sum(weights)
    found = [_ROMAN[t] for t in re.findall(r"\b(?:I{1,3}|IV|VI?)\b", text)]
    return sum((found[0], found[-1])) / 2.0 if found else None


def study_of(o: Observation) -> Study:
    """Return the study that gave a figure; depth, density and people are latent where not reported.

    Sessions and interval that a report leaves out are those of the usual course. The horizon lies just after
    the figure.

    Raises
    ------
    InputError
        The record describes a study that cannot be.
    """
    if o.study in SHIPPED:
        shipped = load_study(example_text(SHIPPED[o.study])).to_dict()
        return _until_figure(o, shipped)
    plain = {"schema": "needlework/study/1", "title": o.study, "skin": _skin(o), "course": _course(o)}
    return _until_figure(o, {**plain, "horizon": "100 years"})


def figure_day(o: Observation, study: Study) -> float:
    """Return the day of a figure from the first session of a study; undated ones are of the usual visit."""
    return visit_day(o, max(study.course.session_days, default=0.0))


def course_key(study: Study) -> str:
    """Return a key that is equal for studies of the same skin and the same course."""
    plain = study.to_dict()
    return json.dumps([plain["skin"], plain["course"]], sort_keys=True, default=str)


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """Figures of one skin and course.

    Attributes
    ----------
    study
        Their study, to the last figure.
    observations, days
        The figures, and the day of each from the first session.
    """

    study: Study
    observations: tuple[Observation, ...]
    days: tuple[float, ...]


def by_course(observations: Iterable[Observation]) -> list[CourseFigures]:
    """Return figures grouped by the skin and course behind them, each course to be simulated once."""
    found: dict[str, list[tuple[Observation, Study]]] = {}
    for o in observations:
        study = study_of(o)
        found.setdefault(course_key(study), []).append((o, study))
    return [
        CourseFigures(
            max((s for _, s in members), key=lambda s: s.horizon),
            tuple(o for o, _ in members),
            tuple(figure_day(o, s) for o, s in members),
        )
        for members in found.values()
    ]


def _until_figure(o: Observation, plain: dict[str, Any]) -> Study:
    study = load_study(plain)
    last = max(study.course.session_days, default=0.0)
    return load_study({**plain, "horizon": f"{max(figure_day(o, study), last) + _MARGIN} days"})


def _skin(o: Observation) -> dict[str, Any]:
    people, skin = o.population, dict[str, Any]()
    site = _SITES.get(people.site or "", people.site)
    if site in catalogue("sites"):
        skin["site"] = site
    age = people.age_mean or (sum(people.age_range) / 2.0 if people.age_range else None)
    if age is not None:
        skin["age"] = f"{age} years"
    if (ordinal := phototype(o)) is not None:
        skin["phototype"] = next(k for k, v in _ROMAN.items() if v == round(ordinal))
    if people.concern:
        kind = {"morphology": people.morphology} if people.morphology else {}
        skin["concern"] = {"kind": people.concern, **kind, **_severity(o)}
    return skin


def _severity(o: Observation) -> dict[str, Any]:
    """Return the score before the course, where the figure is of a scale that a study can state."""
    if o.baseline is None or f"scale.base_{o.outcome}" not in load_parameters():
        return {}
    spread = {} if o.baseline_sd is None else {"sd": o.baseline_sd}
    return {"baseline": {"scale": o.outcome, "value": o.baseline, **spread}}


def _course(o: Observation) -> dict[str, Any]:
    usual: Mapping[str, Any] = read("reference_course.yaml")["course"]
    if untreated(o):
        return {"device": None, "sessions": 0}
    given, course = o.course, dict[str, Any]()
    course["device"] = _DEVICES.get(given.device or "")
    course["sessions"] = given.sessions or usual["sessions"]
    if course["sessions"] > 1:
        course["interval"] = f"{given.interval_days} days" if given.interval_days else usual["interval"]
    if given.depth_mm is not None:
        course["depth"] = f"{given.depth_mm} mm"
    if given.density_per_cm2 is not None:
        course["density"] = f"{given.density_per_cm2} per cm2"
    elif given.passes is not None:
        course["passes"] = round(given.passes)
    if given.occlusion:
        course["aftercare"] = {"occlusion": given.occlusion}
    if given.anaesthetic:
        course["anaesthesia"] = {"product": given.anaesthetic}
    return course
