"""Trials for a browser page: what a form may offer, and a design's answer as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needlework.numerics.ode import StopFlag
from needlework.outcomes import jsonable
from needlework.spec.fields import catalogue
from needlework.trial.document import cell_json, document
from needlework.trial.grid import Cell
from needlework.trial.labels import contrast_title, endpoint_title, visit_title
from needlework.trial.load import design_schema, load_design
from needlework.trial.plan import Answer, explored_design, run
from needlework.trial.published import published_points
from needlework.trial.report.pictures import assurance_map, by_pair
from needlework.trial.runner import Tell, baselines_of
from needlework.trial.store import cohort_folder
from needlework.trial.tables import measures, methods
from needlework.trial.words import lines

Plain = dict[str, Any]

_FIGURES = ("assurance", "power_at_median", "p_effect_le_0", "type_one")


def choices() -> Plain:
    """Return what a form may offer: endpoints, analyses, presets of cohorts, and the JSON Schema."""
    from needlework.outcomes import outcomes

    ends = [
        {
            "outcome": key,
            "title": outcomes()[key].title,
            "kind": m.kind,
            "concerns": list(outcomes()[key].concerns),
        }
        for key, m in measures().items()
    ]
    ways = [
        {"id": m.id, "title": m.title, "within": m.within, "kinds": list(m.kinds)} for m in methods().values()
    ]
    presets = list(catalogue("trials/cohorts"))
    return {"endpoints": ends, "analyses": ways, "presets": presets, "schema": design_schema()}


def answered(
    plan: Mapping[str, Any] | str,
    folder: Path,
    *,
    explore: str | None = None,
    tell: Tell = lambda what, done, total: None,
    stop: StopFlag | None = None,
) -> Plain:
    """Return everything a page shows of a design, as plain values that JSON can carry.

    Parameters
    ----------
    plan
        The design as plain values, or the text of a file. A CSV of baselines is looked for in ``folder``.
    folder
        Where cohorts are kept; one that was simulated before is reused.
    explore
        Ranges of sizes and visits, such as ``n=20:200:10,visit=3:12 months``.
    tell
        Called with what is being done, how much of it is done, and of how much; what it raises ends the work
        and leaves finished parts of the cohort for the next call.
    stop
        Ends simulating and analysing from another thread, and leaves finished parts alike.

    Returns
    -------
    dict
        ``document`` (``needlework/trial/1``), ``lines`` (the answer in words), ``maps`` (one for each
        contrast and endpoint: sizes, visits, and each figure by visit and size, null where none is given;
        ``picture`` is the map as SVG) and ``published`` (comparisons on file, each with its day).

    Raises
    ------
    InputError
        With every fault of the design.
    Stopped
        The flag was raised.
    """
    design = load_design(plan.encode() if isinstance(plan, str) else plan)
    baselines = baselines_of(design, folder)
    wide = explored_design(design, explore)
    place = cohort_folder(folder, wide, baselines)
    answer = run(design, baselines, place, explore=explore, tell=tell, stop=stop)
    return {
        "document": document(answer),
        "lines": lines(answer, None),
        "maps": [_map(answer, cells) for cells in by_pair(answer).values()],
        "published": [p.to_json() for p in published_points(design)],
    }


def _map(answer: Answer, cells: list[Cell]) -> Plain:
    design, first = answer.design, cells[0]
    sizes, visits = sorted({c.n for c in cells}), sorted({c.visit_days for c in cells})
    said = {(c.visit_days, c.n): cell_json(design, c) for c in cells}
    head = said[visits[0], sizes[0]]
    grids = {key: [[_value(said[v, n][key]) for n in sizes] for v in visits] for key in _FIGURES}
    return {
        **{key: head[key] for key in ("contrast", "endpoint", "analysis")},
        "contrast_title": contrast_title(design, design.contrasts[first.contrast]),
        "endpoint_title": endpoint_title(design.endpoints[first.endpoint]),
        "sizes": sizes,
        "visits": [{"days": v, "title": visit_title(v, design.visits.after)} for v in visits],
        **grids,
        "mc_error": [[jsonable(said[v, n]["assurance"]["mc_error"]) for n in sizes] for v in visits],
        "picture": str(assurance_map(answer, cells)),
    }


def _value(figure: Any) -> Any:
    return jsonable(figure["value"] if isinstance(figure, dict) else figure)
