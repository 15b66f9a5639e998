"""The typical person at the central values: what answers while the hand moves, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.draws import current_fit
from needlework.model import Model, built_in
from needlework.outcomes import Outcome, jsonable, outcomes
from needlework.pages.words import wording
from needlework.population import design
from needlework.report.filmstrip import shot, slice_days
from needlework.report.headline import read_day, scenario, wanted
from needlework.result import Result
from needlework.runner import run
from needlework.section import section, section_fields
from needlework.spec import Study, dump_study
from needlework.spec.parts import Part, parts
from needlework.subject import Course, Skin
from needlework.support import why_not_reported

Array = NDArray[np.float64]
Plain = dict[str, Any]

CURVES = ("erythema_index", "tewl", "collagen_total", "collagen_III", "elasticity", "epidermal_thickness")
_REACH = ("channel_depth", "channel_density", "injured_fraction")
_SOON = ("downtime", "reepithelialisation_time", "pain_vas")
_HEADLINES = 4
_PLANES = 40  # moments of a plane
_KEPT = 8  # runs of a typical person: a dial that goes back and forth, and what is asked of each place
TYPICAL = {"draws": 1, "population.persons": 1}


@dataclass(frozen=True)
class _Asked:
    """A study that is asked for by its text."""

    text: str
    study: Study = field(compare=False)


@lru_cache(maxsize=_KEPT)
def _ran(asked: _Asked) -> Result:
    return run(asked.study.replace(TYPICAL))


def ran(study: Study) -> Result:
    """Return the run of the typical person of a study of one place and one concern."""
    return _ran(_Asked(dump_study(study), study))


def place_of(study: Study, place: int) -> Part:
    """Return one of the places (or concerns) of a study, the last where there are fewer."""
    found = parts(study)
    return found[min(max(place, 0), len(found) - 1)]


def typical(study: Study, moment: int = 0, place: int = 0) -> Plain:
    """Return what happens to the typical person: curves, single figures, one slice.

    The slice is that of one of the ``moments``; `plane` brings the others, for which a hand does not wait.
    """
    result = ran(place_of(study, place).study)
    days = slice_days(result)
    return {
        "scenario": scenario(study),
        "places": [part.name for part in parts(study)],
        "times": result.times.tolist(),
        "curves": {"open": _open(result)} | {key: _line_of(result, key) for key in shown(result)},
        "lead": ["open", "erythema_index", "collagen_total", *wanted(result.study)[:1]],
        "figures": figures(result),
        "moments": days,
        "shot": shot(result, days[min(max(moment, 0), len(days) - 1)]),
    }


def leading_figures(result: Result) -> list[str]:
    """Return the outcomes that lead: how deep and dense, how much better, how long and at what risk."""
    keys = [key for key in wanted(result.study) if key in result.values]
    headline = [key for key in keys if _figure_of(result, key) is not None][:_HEADLINES]
    return [key for key in dict.fromkeys((*_REACH, *headline, *_SOON)) if key in result.values]


def figures(result: Result) -> list[Plain]:
    """Return the figures of a course: those that lead, then the rest."""
    lead = leading_figures(result)
    rest = [key for key, values in result.values.items() if values.ndim == 2 and key not in lead]
    told = [(_figure_of(result, key), key in lead) for key in (*lead, *rest)]
    return [figure | {"lead": leads} for figure, leads in told if figure is not None]


def read(result: Result, outcome: Outcome) -> tuple[float, bool]:
    """Return a figure of the typical person, and whether it is more than untreated.

    Changes and scores are read needled minus untreated on the day that a report reads them.
    """
    values = result.values[outcome.id][0, 0]
    if values.ndim == 0:
        return float(values), False
    day = read_day(outcome, result.study.course.session_days, float(result.times[-1]))
    at = int(np.argmin(np.abs(result.times - day)))
    more = outcome.is_benefit
    return float(values[at] - (result.untreated[outcome.id][0, 0, at] if more else 0.0)), more


def words_of(outcome: Outcome, value: float, *, more: bool) -> str:
    """Return a figure with its unit; a difference with its sign."""
    change = more or outcome.form == "change"
    return wording(outcome.unit, change, [value], percent=outcome.percent).one(value)


def _figure_of(result: Result, key: str) -> Plain | None:
    """Return a figure that a result would report; None for what evidence does not support."""
    outcome, study = outcomes()[key], result.study
    gained = result.values[key] - result.untreated[key]
    needled = bool(study.course.session_days)
    value, more = read(result, outcome)
    if why_not_reported(outcome, gained, needled=needled, skin=study.skin) or not np.isfinite(value):
        return None
    title = f"{outcome.title}, more than untreated" if more else outcome.title
    return {"id": key, "title": title, "text": words_of(outcome, value, more=more)}


def shown(result: Result) -> list[str]:
    """Return the outcomes that are drawn over time."""
    scales = [k for k, o in outcomes().items() if o.concerns and o.rows == "series"]
    return [k for k in (*CURVES, *scales) if k in result.values]


def _line_of(result: Result, key: str) -> Plain:
    values = [jsonable(v) for v in result.values[key][0, 0]]
    return {"title": outcomes()[key].title, "unit": outcomes()[key].unit, "values": values}


def _open(result: Result) -> Plain:
    """Return how much of the epidermis is open, over time."""
    still = 100.0 * (1.0 - result.layer("Kb")[:, 0])
    return {"title": "Epidermis still open", "unit": "%", "values": [jsonable(v) for v in still]}


def plane(study: Study, place: int = 0) -> Plain:
    """Return every slice of the typical person, and the fields of a vertical plane through a channel.

    ``values`` hold each field by time, stratum and ring; none where the course has no session.
    """
    study = place_of(study, place).study
    result = ran(study)
    slices = {
        "shots": [shot(result, day) for day in slice_days(result)],
        "not_used": [dict(entry) for entry in result.not_used],
        "warnings": list(result.warnings),
    }
    if not study.course.session_days:
        return slices | {"times": [], "fields": []}
    fit, _ = current_fit(built_in())
    lane = design(Skin.of(study), Course.from_spec(study.course), 1, 1, study.seed, fit).lanes(slice(0, 1))
    days = slice_days(result, _PLANES)
    found = section(lane, Model(study.model.strata, study.model.rings), days)
    rounded = lambda values: np.round(values, 4).tolist()  # noqa: E731
    return slices | {
        "times": found.times.tolist(),
        "edges_um": rounded(found.edges),
        "radii_um": rounded(found.radii),
        "depth_um": rounded(found.depth),
        "opening_um": rounded(found.opening),
        "fields": [
            {"id": f.id, "title": f.title, "unit": f.unit, "values": rounded(found.fields[f.id])}
            for f in section_fields()
        ],
    }


def entering(study: Study, place: int = 0) -> list[Plain]:
    """Return what of each product enters the skin of the typical person, with channels and without."""
    from needlework.delivery.lines import sentences
    from needlework.delivery.picture import picture
    from needlework.delivery.run import deliver
    from needlework.delivery.summary import labels, summary

    study = place_of(study, place).study
    if not any((study.course.topicals, *(session.topicals for session in study.course.plan))):
        return []
    found = deliver(study.replace(TYPICAL))
    return [
        {"picture": str(picture(found, one)), "words": list(sentences(summary(found, name, one)))}
        for name, one in zip(labels(found), found.applied, strict=True)
    ]
