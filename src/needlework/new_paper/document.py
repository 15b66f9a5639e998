"""The whole answer to a new paper as plain data, which text and programs read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from needlework import __version__
from needlework.draws import current_fit
from needlework.evidence.fit import Fit
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.paper import Paper
from needlework.evidence.parameters import load_parameters
from needlework.figures.amounts import printed_value
from needlework.figures.arms import people_of
from needlework.figures.comparability import why_not
from needlework.new_paper.posterior_shift import PosteriorShift, Shift, posterior_shift
from needlework.new_paper.prediction import Beside, predictions
from needlework.new_paper.reading import informs, read
from needlework.new_paper.weights import Weights
from needlework.outcomes import outcomes

SCHEMA = "needlework/paper/1"
_NEXT = (
    "copy 'source' to src/needlework/data/sources and 'study' to src/needlework/data/observations",
    "decide before fitting: name its figures in data/fit/split.yaml, or set held_out: true and keep them for "
    "validation",
    "needlework evidence lint, then needlework calibrate --out new-fit",
)
_NOTHING = "none of its figures can inform the fit"
_HELD_OUT = "its figures are held out of fitting"


def add(path: Path | str | bytes, seed: int = 1) -> dict[str, Any]:
    """Read a new paper, predict its figures and say what they would move; nothing is put on file.

    Parameters
    ----------
    path
        Its file: a mapping with ``source`` and ``study``.
    seed
        Seed of predictions and weights.

    Returns
    -------
    dict
        The document ``needlework/paper/1``.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    paper = read(path)
    fit, void = current_fit()
    return document(paper, fit, void, seed)


def document(
    paper: Paper, fit: Fit | None, void: str | None, seed: int, size: int | None = None
) -> dict[str, Any]:
    """Return the document of a paper; ``size`` limits the draws that are weighted."""
    seen = _seen(paper)
    beside = predictions(paper.observations, seed)
    found = None if fit is None else posterior_shift(paper.observations, fit, seed, size)
    held_out = any(o.held_out for o in paper.observations)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "seed": seed,
        "study": paper.observations[0].study,
        "source": {"key": paper.source.key, "citation": paper.source.citation, "read": paper.source.read},
        "notes": _notes(paper, void),
        "seen_by_fit": seen,
        "figures": [_figure(o, beside.get(o.id)) for o in paper.observations],
        "moved": None if found is None else _moved(found),
        "moved_why": None if found else void or (_HELD_OUT if held_out else _NOTHING),
        "next": list(_NEXT),
    }


def _seen(paper: Paper) -> list[str]:
    """Return the fitted figures on file of the same publication or the same people."""
    sources, cohort = {paper.source.key, *paper.twins}, paper.observations[0].cohort
    return sorted(
        o.id
        for o in load_observations().values()
        if o.used_in_fit and (o.source in sources or (cohort and cohort == people_of(o)))
    )


def _notes(paper: Paper, void: str | None) -> list[str]:
    notes = [f"{paper.name} is of the same publication as the source {key} on file" for key in paper.twins]
    cohort = paper.observations[0].cohort
    if cohort in {people_of(o) for o in load_observations().values()}:
        notes.append(f"people of {cohort} are on file already; weighting counts them as new people")
    if paper.source.read in ("memory", "third_party"):
        notes.append(f"the source was not read itself (read: {paper.source.read})")
    return notes + ([void] if void else [])


def _figure(o: Observation, beside: Beside | None) -> dict[str, Any]:
    reason = why_not(o)
    return {
        "id": o.id,
        "endpoint": o.endpoint,
        "arm": o.arm,
        "outcome": o.outcome,
        "family": o.family,
        "kind": o.kind,
        "value": printed_value(o) if o.n_of else o.value,
        "range": None if o.range is None else list(o.range),
        "n_of": None if o.n_of is None else list(o.n_of),
        "unit": o.unit,
        "n": o.n,
        "direction": o.direction,
        "informs": informs(o),
        "held_out": o.held_out,
        "compared": beside is not None,
        "why_not": None if reason is None else reason.words,
        "why_not_code": None if reason is None else reason.code,
        "prediction": None if beside is None else _prediction(beside),
    }


def _prediction(beside: Beside) -> dict[str, Any]:
    j = beside.judged
    return {
        "outcome": beside.outcome.id,
        "unit": j.unit,
        "published": _number(j.published),
        "median": _number(j.median),
        "study_interval": [_number(j.low), _number(j.high)],
        "level": 0.9,
        "inside": j.inside,
        "right_direction": j.right_way,
    }


def _moved(found: PosteriorShift) -> dict[str, Any]:
    records, table = load_parameters(), outcomes()
    return {
        "draws": found.draws,
        "parts": [
            {"part": part, "figures": found.used[part], **_weights(w)} for part, w in found.weights.items()
        ],
        "together": _weights(found.joint),
        "records": _rows(found.records, lambda k: (records[k].meaning, records[k].unit)),
        "usual_course": {
            "concern": found.concern,
            "outcomes": _rows(found.results, lambda k: (table[k].title, table[k].unit)),
        },
    }


def _weights(w: Weights) -> dict[str, Any]:
    return {
        "effective_draws": round(w.effective, 1),
        "pareto_k": _number(w.pareto_k),
        "reliable": w.reliable,
    }


def _rows(shifts: Sequence[Shift], named: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": s.name,
            "title": named(s.name)[0],
            "unit": named(s.name)[1],
            "before": _ends(s.before),
            "after": _ends(s.after),
            "moved_sd": _number(s.moved),
            "width_ratio": _number(s.width),
            "more_than_chance": bool(s.clear),
        }
        for s in shifts
    ]


def _ends(ends: tuple[float, float, float]) -> dict[str, Any]:
    low, median, high = (_number(e) for e in ends)
    return {"median": median, "interval": [low, high]}


def _number(value: float | None) -> float | None:
    """Return a number with five digits, None where it is not finite."""
    return float(f"{value:.5g}") if value is not None and np.isfinite(value) else None
