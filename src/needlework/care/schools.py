"""The same question, different answers: each school's course, and what the model computes for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from needlework.care.records import Tier, check_concern, load, tier_of
from needlework.errors import InputError
from needlework.scaffold import new_study
from needlework.spec import CourseSpec, Study, dump_study, load_study
from needlework.subject.catalogue import entry

_DRAWS, _PERSONS = 16, 8  # enough to compare schools that share their draws
_LATER = 84.0  # every school is read this many days after its last session
_ALWAYS = ("collagen_total", "erythema_duration", "pih_probability")
_HOW_DENSE = ("density", "passes")


@dataclass(frozen=True, slots=True)
class School:
    """One answer to one question, for a concern and a site.

    Attributes
    ----------
    course
        Keys of the study file that the school fixes, on top of the concern's usual course; a pair is run at
        both ends. None where the model has nothing to compute, with the reason in ``why_not``.
    """

    id: str
    question: str
    title: str
    says: str
    source: str
    tier: Tier
    concern: str
    site: str
    course: Mapping[str, Any] | None = None
    why_not: str | None = None
    note: str | None = None

    def studies(self) -> dict[str, Study]:
        """Return the studies that stand for the school: one, or one for each end of a range.

        Raises
        ------
        InputError
            The course cannot be run at this site.
        """
        if self.course is None:
            return {}
        pairs = {key: value for key, value in self.course.items() if isinstance(value, list)}
        if not pairs:
            return {"": self._study({})}
        ends = {f"{key} {value[end]}": (key, value[end]) for end in (0, 1) for key, value in pairs.items()}
        return {label: self._study({key: value}) for label, (key, value) in ends.items()}

    def _study(self, end: Mapping[str, Any]) -> Study:
        tree, fixed = _usual(self.concern, self.site), {**(self.course or {}), **end}
        dropped = _HOW_DENSE if any(key in fixed for key in _HOW_DENSE) else ()
        usual = {k: v for k, v in tree["course"].items() if k not in dropped}
        course = {k: v for k, v in {**usual, **fixed}.items() if v is not None}
        last = max(CourseSpec.model_validate(course).session_days)
        sizes = {"draws": _DRAWS, "population": {"persons": _PERSONS}}
        return load_study({**tree, **sizes, "course": course, "horizon": f"{last + _LATER:g} days"})


@dataclass(frozen=True, slots=True)
class Computed:
    """What the model computes for one course of a school: result rows 12 weeks after the last session."""

    end: str
    rows: tuple[dict[str, Any], ...]
    why_not: str | None = None


def questions() -> dict[str, str]:
    """Return the questions by key."""
    return dict(load("schools")["questions"])


def schools(concern: str, site: str) -> tuple[School, ...]:
    """Return the schools that speak to a concern at a site, question by question, trials first.

    Raises
    ------
    InputError
        An unknown concern or site.
    """
    check_concern(concern)
    region = entry("sites", site)["region"]
    found = [
        _school(r, concern, site) for r in load("schools")["schools"] if _speaks(r, concern, site, region)
    ]
    order = list(questions())
    return tuple(sorted(found, key=lambda school: (order.index(school.question), school.tier)))


def compute(school: School) -> tuple[Computed, ...]:
    """Run the model for a school's course.

    Returns
    -------
    tuple of Computed
        One for each end of the school's range; rows as `needlework.summary` writes them, read at equal time
        after the last session. All schools share their draws: differences between them are not chance.
    """
    if school.course is None:
        return (Computed("", (), school.why_not),)
    try:
        studies = {end: dump_study(study) for end, study in school.studies().items()}
        return tuple(Computed(end, _rows(text, shown(school.concern))) for end, text in studies.items())
    except InputError as error:
        return (
            Computed(
                "",
                (),
                "; ".join(f"not run: expected {f.expected}; received {f.received}" for f in error.faults),
            ),
        )


def shown(concern: str) -> tuple[str, ...]:
    """Return the outcomes that schools are compared by."""
    scale = load("schools")["read_by"].get(concern)
    return (scale, *_ALWAYS) if scale else _ALWAYS


@lru_cache(maxsize=64)
def _rows(text: str, keys: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """Return the last row of some outcomes; courses that several schools share are run once."""
    from needlework.outcomes import outcomes
    from needlework.runner import run
    from needlework.summary import rows

    result = run(load_study(text))
    return tuple(rows(result, outcomes()[key])[-1] for key in keys if key in result.values)


@cache
def _usual(concern: str, site: str) -> dict[str, Any]:
    """Return the study that a new file for the concern would hold, not to be changed."""
    return load_study(new_study(concern, site)).to_dict()


def _school(record: Mapping[str, Any], concern: str, site: str) -> School:
    fields = {key: value for key, value in record.items() if key not in ("concerns", "sites")}
    return School(**fields, tier=tier_of(record["source"]), concern=concern, site=site)


def _speaks(record: Mapping[str, Any], concern: str, site: str, region: str) -> bool:
    concerns, sites = record.get("concerns"), record.get("sites")
    return (not concerns or concern in concerns) and (not sites or site in sites or region in sites)
