"""Contrasts by the one path from a study to outcomes: arms of an entry share draws and persons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from needlework import __version__
from needlework.contrasts.entries import Entry, Unreadable
from needlework.errors import NeedleworkError
from needlework.model import network_hash
from needlework.outcomes import Outcome, jsonable
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study
from needlework.spread import LEVEL

Array = NDArray[np.float64]

SCHEMA = "needlework/contrasts/1"
_TAILS = (50 * (1 - LEVEL), 50 * (1 + LEVEL))
_TELLS = "healing.w0"  # every study draws it, and no two draws alike


def read_as(outcome: Outcome) -> Literal["difference", "state"]:
    """Return how an arm is read: needled minus untreated where the outcome is a benefit, else as it is."""
    return "difference" if outcome.is_benefit else "state"


def predict(
    entries: Sequence[Entry | Unreadable],
    seed: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, Any]:
    """Return the document ``needlework/contrasts/1``.

    Parameters
    ----------
    entries
        What `read_entries` found.
    seed
        In place of the seeds of the studies; else every arm takes that of the first arm of its entry.
    progress
        Called with the number of entries done.
    """
    found = []
    for done, entry in enumerate(entries, 1):
        found.append(_contrast(entry, seed))
        progress(done)
    return {"schema": SCHEMA, "version": __version__, "network": network_hash(), "contrasts": found}


def _contrast(entry: Entry | Unreadable, seed: int | None) -> dict[str, Any]:
    if isinstance(entry, Unreadable):
        return _not_computed(entry.id, entry.endpoint, None, entry.why)
    try:
        draws = max(study.draws for study in entry.arms)
        persons = max(study.population.persons for study in entry.arms)
        common = entry.arms[0].seed if seed is None else seed
        results = [
            run(study, at=() if day is None else (day,), draws=draws, persons=persons, seed=common)
            for study, day in zip(entry.arms, entry.times, strict=True)
        ]
        arms = [
            _values(result, entry, day)[kept]
            for result, day, kept in zip(results, entry.times, _same_draws(results), strict=True)
        ]
    except NeedleworkError as error:
        return _not_computed(entry.id, entry.outcome.known_as, entry.outcome.unit, str(error))
    return _compared(entry, arms)


def _same_draws(results: Sequence[Result]) -> list[NDArray[np.int64]]:
    """Return, for each arm, the places of the draws that every arm kept, in one order.

    A draw in which nobody finished is left out of a result; its place is told by what was drawn.
    """
    drawn = [np.asarray(result.parameters[_TELLS]) for result in results]
    common = set.intersection(*(set(values.tolist()) for values in drawn))
    return [np.array([i for i, v in enumerate(values.tolist()) if v in common]) for values in drawn]


def _values(result: Result, entry: Entry, day: float | None) -> Array:
    """Return an arm's values, shape (draws, persons)."""
    key = entry.outcome.id
    if key not in result.values:
        raise NeedleworkError(f"{entry.outcome.known_as} does not apply to this study: {_why(result.study)}")
    values = np.asarray(result.values[key])
    if read_as(entry.outcome) == "difference" and key in result.untreated:
        values = values - result.untreated[key]
    if day is not None and values.ndim > 2:
        values = values[:, :, int(np.argmin(np.abs(result.times - day)))]
    return values


def _why(study: Study) -> str:
    if not study.course.session_days:
        return "it has no session"
    concern = study.skin.concern
    return f"its concern is {concern.kind}" if concern else "it states no concern"


def _compared(entry: Entry, arms: list[Array]) -> dict[str, Any]:
    means = [np.nanmean(values, axis=1) for values in arms]
    found: dict[str, Any] = _head(entry.id, entry.outcome.known_as, entry.outcome.unit)
    found["time_days"] = entry.times[0]
    found["arms"] = [
        _arm(values, mean, day, read_as(entry.outcome))
        for values, mean, day in zip(arms, means, entry.times, strict=True)
    ]
    if len(means) == 2:  # noqa: PLR2004 - the first minus the second
        first, second = means
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(second != 0.0, first / second, np.nan)
        found["difference"] = _summary(first - second)
        found["ratio"] = _summary(ratio) | {"mean": _ratio_of_means(first, second)}
        found["p_first_larger"] = float(np.mean((first > second) + 0.5 * (first == second)))
    return found


def _ratio_of_means(first: Array, second: Array) -> float | None:
    """Return the ratio of the means, which single draws near 0 do not carry away."""
    below = float(np.nanmean(second))
    return jsonable(np.nanmean(first) / below) if below != 0.0 else None


def _arm(values: Array, mean: Array, day: float | None, how: str) -> dict[str, Any]:
    person_sd = jsonable(np.nanmean(np.nanstd(values, axis=1))) if values.shape[1] > 1 else None
    return {**_summary(mean), "person_sd": person_sd, "as": how, "time_days": day}


def _summary(values: Array) -> dict[str, Any]:
    good = values[np.isfinite(values)]
    if not len(good):
        return {"mean": None, "mean_interval": None}
    ends = [jsonable(end) for end in np.percentile(good, _TAILS)] if len(good) > 1 else None
    return {"mean": jsonable(good.mean()), "mean_interval": ends}


def _head(id: str, endpoint: str | None, unit: str | None) -> dict[str, Any]:
    return {
        "id": id,
        "endpoint": endpoint,
        "unit": unit,
        "time_days": None,
        "arms": [],
        "difference": None,
        "ratio": None,
        "p_first_larger": None,
        "not_computed": None,
    }


def _not_computed(id: str, endpoint: str | None, unit: str | None, why: str) -> dict[str, Any]:
    return _head(id, endpoint, unit) | {"not_computed": why}
