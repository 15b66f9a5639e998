"""What a number rests on, and what would move it: records, sources, dials, what was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, get_args

from needlework.errors import InputError
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.outcomes import Outcome, outcomes
from needlework.pages.words import grade_words, wording
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, dump_study, load_study
from needlework.spec.blocks import Phototype
from needlework.spec.parts import parts
from needlework.summary import drivers, evidence_grade, least_share, published_beside
from needlework.units import render
from needlework.workbench.catalogue import told
from needlework.workbench.typical import ran, read, words_of

Plain = dict[str, Any]

DRAWS = 160  # of the typical person, from which shares of variance are read
_MOST = 8  # records that are named
_PHOTOTYPES = get_args(Phototype)
_STEPS = {  # of a dial: its dimension, its factor, what is added
    "depth": ("length", 1.0, 500.0),
    "density": ("density", 2.0, 0.0),
    "coverage": ("share", 1.5, 0.0),
    "energy": ("energy", 1.25, 0.0),
    "interval": ("time", 1.0, 14.0),
}
_LABELS = {
    "built_in": "built in: follows from how the model is written",
    "fitted": "fitted: its size was fitted to published figures",
    "emergent": "emergent: neither built in nor fitted",
}


@lru_cache(maxsize=4)
def _varied(text: str) -> Result:
    return run(load_study(text.encode()))


def grounds(study: Study, id: str, definition: str | None = None, place: str = "") -> Plain | None:
    """Return what an outcome of a study rests on; None where there is no such outcome.

    Parameters
    ----------
    study
        The study.
    id, definition
        Which outcome, as a result's rows name it.
    place
        Name of the place, where the study has several.
    """
    known = (o for o in outcomes().values() if id in (o.id, o.known_as))
    outcome = next((o for o in known if definition in (None, o.definition)), None)
    single = next((p.study for p in parts(study) if place in (p.name, p.zone)), parts(study)[0].study)
    result = _varied(dump_study(single.replace({"draws": DRAWS, "population.persons": 1})))
    if outcome is None or outcome.id not in result.values:
        return None
    value, more = read(ran(single), outcome)
    return {
        "title": outcome.title,
        "definition": outcome.definition,
        "what": "needled minus untreated" if more else "the typical person",
        "value": words_of(outcome, value, more=more),
        "label": _LABELS[outcome.label],
        "evidence": grade_words(evidence_grade(result, outcome)),
        "records": list(_records(result, outcome, more=more)),
        "records_note": f"Share of the variance over {DRAWS} draws of the typical person that each explains "
        f"by itself; below {100 * least_share(DRAWS):.0f} % it cannot be told from chance.",
        "dials": list(_dials(single, outcome)),
        "published": [_published(p, outcome) for p in published_beside(result, outcome)],
    }


def _records(result: Result, outcome: Outcome, *, more: bool) -> Iterator[Plain]:
    """Yield the records that explain most of what is not known of a figure."""
    own, key = result.records, outcome.id
    gained = replace(result, values={**result.values, key: result.values[key] - result.untreated[key]})
    for name, share in drivers(gained if more else result, outcome)[:_MOST]:
        if name in own:
            record = own[name]
            known = record.id if record.id in load_parameters() else None
            yield {"share": f"{100 * share:.0f} %", "id": known, **told(record)}


def _published(entry: Any, outcome: Outcome) -> Plain:
    words = wording(
        outcome.unit, entry.change or outcome.form == "change", [entry.value], percent=outcome.percent
    )
    n = f"n {entry.n}, " if entry.n else ""
    return {
        "source": load_sources()[entry.source].citation,
        "value": words.reported(entry.value),
        "detail": entry.detail,
        "standing": f"{n}{entry.standing}",
    }


# ---- dials ------------------------------------------------------------------------------------------------


def _dials(study: Study, outcome: Outcome) -> Iterator[Plain]:
    """Yield how far each input moves the figure of the typical person, the largest move first."""
    now, more = read(ran(study), outcome)
    found = []
    for said, changes in _turned(study):
        try:
            there, _ = read(ran(study.replace(changes)), outcome)
        except InputError:  # the dial ends here: deeper than is taken, later than the horizon
            continue
        found.append((abs(there - now), said, words_of(outcome, there, more=more)))
    for _, said, gives in sorted(found, key=lambda m: -m[0]):
        yield {"dial": said, "gives": gives, "moves": gives != words_of(outcome, now, more=more)}


def _turned(study: Study) -> Iterator[tuple[str, Plain]]:
    """Yield changes of one input each, with their words."""
    course, skin = study.course, study.skin
    for key, (dimension, factor, added) in _STEPS.items():
        value = getattr(course, key)
        if value is not None:
            now, then = (render(v, dimension) for v in (value, factor * value + added))
            yield f"{key} {now} to {then}", {f"course.{key}": then}
    if course.passes:
        yield f"passes {course.passes} to {2 * course.passes}", {"course.passes": 2 * course.passes}
    if course.sessions:
        yield f"sessions {course.sessions} to {course.sessions + 1}", {"course.sessions": course.sessions + 1}
    if skin.age is not None:
        yield f"age {skin.age:g} to {skin.age + 10:g} years", {"skin.age": f"{skin.age + 10:g} years"}
    if skin.phototype in _PHOTOTYPES[:-1]:
        darker = _PHOTOTYPES[_PHOTOTYPES.index(skin.phototype) + 1]
        yield f"phototype {skin.phototype} to {darker}", {"skin.phototype": darker}
    sun = course.aftercare.sun or "usual"
    if sun != "exposed":
        yield f"sun {sun} to exposed", {"course.aftercare.sun": "exposed"}
