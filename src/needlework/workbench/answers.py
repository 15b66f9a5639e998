"""What the workbench answers: a study checked, a typical person at once, everybody behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from needlework.draws import current_fit
from needlework.errors import Fault, InputError
from needlework.model import Model, built_in
from needlework.numerics.ode import StopFlag
from needlework.outcomes import jsonable, outcomes
from needlework.plan.compute import Progress, compute
from needlework.plan.document import charts
from needlework.plan.document import document as plan_document
from needlework.plan.load import Plan
from needlework.population import design
from needlework.report.filmstrip import shot, slice_days
from needlework.result import Result
from needlework.runner import run
from needlework.section import section, section_fields
from needlework.spec import Study, dump_study, load_study
from needlework.spread import LEVEL
from needlework.subject import Course, Skin
from needlework.summary import document, spread_for
from needlework.support import why_not_reported

Plain = dict[str, Any]

CURVES = ("erythema_index", "tewl", "collagen_total", "collagen_III", "elasticity", "epidermal_thickness")
_PLANES = 40  # moments of a plane
_TYPICAL = {"draws": 1, "population.persons": 1}


def checked(given: Mapping[str, Any] | str) -> tuple[Study | None, Plain]:
    """Return a study, and what the browser is told of it: its text, its values, or every fault.

    Parameters
    ----------
    given
        Text of a study file, or its plain values.
    """
    try:
        study = load_study(given.encode() if isinstance(given, str) else given)
    except InputError as error:
        return None, {"faults": [fault_of(f) for f in error.faults]}
    return study, {
        "faults": [],
        "text": dump_study(study),
        "values": study.to_dict(),
        "python": python_of(study),
    }


def fault_of(fault: Fault) -> Plain:
    """Return a fault with the key it belongs to, in the words of the command line."""
    _, _, key = fault.where.partition(" ")
    return {"key": key, "line": _line(fault.where), "words": str(fault)}


def _line(where: str) -> int | None:
    number = where.partition(" ")[0].rpartition(":")[2]
    return int(number) if number.isdigit() else None


def python_of(study: Study) -> str:
    """Return the Python that runs a study."""
    return f'import needlework as nw\n\nresult = nw.run("""\n{dump_study(study)}""")\nprint(result.table())\n'


def typical(study: Study, moment: int = 0) -> Plain:
    """Return what happens to the typical person at the central values: curves, single figures, one slice.

    The slice is that of one of the ``moments``; `plane` brings the others, for which a hand does not wait.
    """
    result = run(study.replace(_TYPICAL))
    days = slice_days(result)
    return {
        "times": result.times.tolist(),
        "curves": {key: _line_of(result, key) for key in _shown(result)},
        "figures": [_figure_of(result, key) for key in result.values if _is_figure(result, key)],
        "moments": days,
        "shot": shot(result, days[min(max(moment, 0), len(days) - 1)]),
        "days": list(study.course.session_days),
    }


def _is_figure(result: Result, key: str) -> bool:
    """Return whether an outcome is one figure for the course that a result would report."""
    values, study = result.values[key], result.study
    if values.ndim > 2:  # over time
        return False
    more, needled = values - result.untreated[key], bool(study.course.session_days)
    return why_not_reported(outcomes()[key], more, needled=needled, skin=study.skin) is None


def _figure_of(result: Result, key: str) -> Plain:
    outcome = outcomes()[key]
    title = f"{outcome.title}, {outcome.definition}" if outcome.definition else outcome.title
    return {"id": key, "title": title, "unit": outcome.unit, "value": jsonable(result.values[key][0, 0])}


def _shown(result: Result) -> list[str]:
    scales = [k for k, o in outcomes().items() if o.concerns and o.rows == "series"]
    return [k for k in (*CURVES, *scales) if k in result.values]


def _line_of(result: Result, key: str) -> Plain:
    outcome = outcomes()[key]
    values = [jsonable(v) for v in result.values[key][0, 0]]
    return {"title": outcome.title, "unit": outcome.unit, "values": values}


def plane(study: Study) -> Plain:
    """Return every slice of the typical person, and the fields of a vertical plane through a channel.

    ``values`` hold each field by time, stratum and ring; none where the course has no session.
    """
    result = run(study.replace(_TYPICAL))
    slices = {"shots": [shot(result, day) for day in slice_days(result)]}
    if not study.course.session_days:
        return slices | {"times": [], "fields": []}
    skin, course = Skin.of(study), Course.from_spec(study.course)
    fit, _ = current_fit(built_in())
    lane = design(skin, course, 1, 1, study.seed, fit).lanes(slice(0, 1))
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


def weighed(plan: Plan, tell: Progress, stop: StopFlag) -> Plain:
    """Return the courses within limits that no other beats, with charts against burden and risk."""
    answer = compute(plan, tell, stop)
    return {"document": plan_document(answer), "charts": [str(chart) for chart in charts(answer)]}


def everybody(study: Study, result: Result) -> Plain:
    """Return the whole answer: the document of programs, and curves as bands."""
    return {
        "document": document(result),
        "times": result.times.tolist(),
        "level": LEVEL,
        "curves": {key: _band_of(result, key) for key in _shown(result)},
        "days": list(study.course.session_days),
    }


def _band_of(result: Result, key: str) -> Plain:
    outcome, spread = outcomes()[key], spread_for(result, outcomes()[key])
    listed = lambda values: [jsonable(v) for v in np.asarray(values)]  # noqa: E731
    return {
        "title": outcome.title,
        "unit": outcome.unit,
        "values": listed(spread.median),
        "low": listed(spread.unknown[0]),
        "high": listed(spread.unknown[1]),
    }
