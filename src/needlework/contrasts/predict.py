"""Contrasts by the one path from a study to outcomes: arms of an entry share draws and persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from needlework import __version__
from needlework.contrasts.entries import Entry, Unreadable
from needlework.errors import NeedleworkError
from needlework.model import network_hash
from needlework.numerics.sampling import common_places
from needlework.outcomes import Outcome, jsonable
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study
from needlework.spread import LEVEL
from needlework.subject import Course, not_used
from needlework.subject.reading import printed_by, read_by_model

Array = NDArray[np.float64]

SCHEMA = "needlework/contrasts/1"
_TAILS = (50 * (1 - LEVEL), 50 * (1 + LEVEL))


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
        return compared(entry, arm_values(entry, seed)) | {"not_used": _unread(entry)}
    except NeedleworkError as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 - whatever happens in one entry must not stop the others
        why = f"{type(error).__name__}: {error}"
    return _not_computed(entry.id, entry.outcome.known_as, entry.outcome.unit, why)


def _unread(entry: Entry) -> list[dict[str, Any]]:
    """Return what each arm states that does not move the endpoint, with the number of the arm from 0."""
    reads = partial(read_by_model, printed=printed_by((entry.outcome.id,)))
    return [
        {"arm": i, **n.to_json()}
        for i, study in enumerate(entry.arms)
        for n in not_used(study, reads, "trial")
    ]


def arm_values(entry: Entry, seed: int | None = None) -> list[Array]:
    """Return what is expected of each arm on the draws that every arm kept, shape (draws, persons).

    Raises
    ------
    NeedleworkError
        An arm cannot be simulated, or its endpoint does not apply to it.
    """
    draws = max(study.draws for study in entry.arms)
    persons = max(study.population.persons for study in entry.arms)
    common = entry.arms[0].seed if seed is None else seed
    results = [
        run(study, at=(day,), draws=draws, persons=persons, seed=common)
        for study, day in zip(entry.arms, entry.times, strict=True)
    ]
    same = common_places([result.drawn for result in results])
    return [
        _values(result, entry, day)[kept]
        for result, day, kept in zip(results, entry.times, same, strict=True)
    ]


def _values(result: Result, entry: Entry, day: float) -> Array:
    """Return an arm's values, shape (draws, persons)."""
    key = entry.outcome.id
    if key not in result.values:
        why = _why(entry.outcome, result.study)
        raise NeedleworkError(f"{entry.outcome.known_as} does not apply to this study: {why}")
    return effect_of(entry.outcome, result.values, result.untreated, result.times, day)


def effect_of(
    outcome: Outcome,
    needled: Mapping[str, Array],
    untreated: Mapping[str, Array],
    times: Array,
    day: float,
) -> Array:
    """Return an arm as it is read, at the time nearest to a day, shape (draws, persons)."""
    values = np.asarray(needled[outcome.id])
    if read_as(outcome) == "difference" and outcome.id in untreated:
        values = values - untreated[outcome.id]
    if values.ndim > 2:  # noqa: PLR2004 - the third axis is time
        values = values[:, :, int(np.argmin(np.abs(times - day)))]
    return values


def _why(outcome: Outcome, study: Study) -> str:
    """Return why an outcome has no value in a study."""
    if not study.course.session_days:
        return "it has no session"
    concern = study.skin.concern
    if not outcome.belongs_to(concern.kind if concern else None):
        stated = f"its concern is {concern.kind}" if concern else "it states no concern"
        return f"{stated}; it is one of {' or '.join(outcome.concerns)}"
    device = Course.from_spec(study.course).device
    return f"nothing is known of it for this course with {device.title}"


def compared(entry: Entry, arms: list[Array]) -> dict[str, Any]:
    """Return one contrast of the document from the values of its arms."""
    means = [np.nanmean(values, axis=1) for values in arms]
    found: dict[str, Any] = _head(entry.id, entry.outcome.known_as, entry.outcome.unit)
    found["time_days"] = entry.times[0]
    how = read_as(entry.outcome)
    found["arms"] = [_arm(values, mean, how) for values, mean in zip(arms, means, strict=True)]
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


def _arm(values: Array, mean: Array, how: str) -> dict[str, Any]:
    person_sd = jsonable(np.nanmean(np.nanstd(values, axis=1))) if values.shape[1] > 1 else None
    return {**_summary(mean), "person_sd": person_sd, "as": how}


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
        "not_used": [],
    }


def _not_computed(id: str, endpoint: str | None, unit: str | None, why: str) -> dict[str, Any]:
    return _head(id, endpoint, unit) | {"not_computed": why}
