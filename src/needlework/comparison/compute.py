"""Two or more studies run on common draws and persons, and the differences between them.

Each draw of what we do not know is the same in every study, and so is each person, to whom one thing or the
other is done: two sides of one face. Streams of random numbers belong to a record and to a trait, so equal
seeds and sizes are all that this takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.comparison.common import common, set_aside
from needlework.comparison.pairs import pairs
from needlework.errors import Fault, InputError
from needlework.numerics.ode import StopFlag
from needlework.numerics.sampling import common_places
from needlework.outcomes import Outcome, jsonable, outcomes
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, load_study
from needlework.spread import LEVEL

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

_RAISED = ("hypertrophic_scar",)  # concerns in which more matrix is not better
_BEYOND = 50.0 * (1.0 - LEVEL)  # percent of values below the interval, and above it
_TIE = 1e-12  # differences smaller than this are none,
_NEAR = 1e-4  # nor are those that are this small against the figures: steps of the integration differ


@dataclass(frozen=True, slots=True)
class Side:
    """One study of a comparison, or one zone of a single study, by the name it has in it.

    ``unused`` holds what the study states and no difference depends on, as the document says it.
    """

    name: str
    result: Result
    unused: tuple[dict[str, Any], ...] = ()

    @property
    def places(self) -> tuple[Result, ...]:
        """Return the results of its places and concerns."""
        return (self.result, *self.result.others)


@dataclass(frozen=True, slots=True)
class Difference:
    """First minus second of one outcome at one time.

    Attributes
    ----------
    a, b
        Names of the studies.
    time_days
        Day from the first session.
    mean
        Median over draws of the mean difference over persons.
    mean_interval, person_interval
        90 % of that mean over draws, and of single persons; None where one draw or one person says nothing.
    share_ahead
        Share of draws in which the first is the better one, ties by half; None where neither direction is.
    zone, concern
        The place and the concern that are compared, where a study has several.
    """

    outcome: Outcome
    time_days: float
    a: str
    b: str
    mean: float | None
    mean_interval: tuple[float | None, float | None] | None
    person_interval: tuple[float | None, float | None] | None
    share_ahead: float | None
    zone: str | None = None
    concern: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        pair = lambda ends: None if ends is None else list(ends)  # noqa: E731
        return {
            "id": self.outcome.known_as,
            **({"definition": self.outcome.definition} if self.outcome.definition else {}),
            "title": self.outcome.title,
            "time_days": self.time_days,
            "unit": self.outcome.unit,
            "a": self.a,
            "b": self.b,
            "mean": self.mean,
            "mean_interval": pair(self.mean_interval),
            "person_interval": pair(self.person_interval),
            "share_ahead": self.share_ahead,
            "zone": self.zone,
            **({"concern": self.concern} if self.concern else {}),
        }


def named_studies(sources: Sequence[Path | str | Study]) -> dict[str, Study]:
    """Return the studies of a comparison by name: the file's, made unique where two share one.

    One study is enough where it has several zones, such as the two sides of a face.

    Raises
    ------
    InputError
        Fewer than two studies or zones, or the faults of all of them at once.
    """
    found: dict[str, Study] = {}
    faults: list[Fault] = []
    for number, source in enumerate(sources, start=1):
        try:
            study = source if isinstance(source, Study) else load_study(source)
        except InputError as error:
            faults += error.faults
            continue
        name = f"course {number}" if isinstance(source, Study) else Path(source).stem
        found[name if name not in found else f"{name} ({number})"] = study
    if faults:
        raise InputError(faults)
    if len(found) < 2 and not any(len(study.zones) > 1 for study in found.values()):
        given, step = "one study" if found else "none", "name another study file, or give this one zones"
        raise InputError([Fault("compare", "two or more studies, or one with zones", given, step)])
    return found


def sides(
    studies: Mapping[str, Study], progress: Progress | None = None, stop: StopFlag | None = None
) -> list[Side]:
    """Run studies on the draws and persons of the first; the zones of a single study are its sides."""
    first, leading = next(iter(studies.items()))
    days = {d for s in studies.values() for d in (*s.session_days, *s.visits, s.horizon)}
    found = []
    for name, study in studies.items():
        at = sorted(d for d in days if d <= study.horizon)
        ran = run(study.replace(common(leading)), at=at, progress=progress, stop=stop)
        unread = (*ran.not_used, *set_aside(study, first, leading))
        found.append(Side(name, ran, tuple({"study": name, **entry} for entry in unread)))
    return found if len(found) > 1 else zones_of(found[0])


def zones_of(side: Side) -> list[Side]:
    """Return the zones of one study as sides: the same person, one thing done here and another there."""
    found: dict[str, list[Result]] = {}
    for place in side.places:
        found.setdefault(place.zone or "the face", []).append(
            replace(place, zone=None, whole=None, others=())
        )
    return [
        Side(zone, replace(first, others=tuple(rest)), side.unused) for zone, (first, *rest) in found.items()
    ]


def differences(found: Sequence[Side]) -> list[Difference]:
    """Return every difference between two sides, place by place, at the times that both print."""
    return [
        replace(d, zone=pair.zone, concern=pair.concern)
        for a, b in combinations(found, 2)
        for pair in pairs(a, b)
        for key in pair.first.values
        for d in _pair(Side(a.name, pair.first), Side(b.name, pair.second), key)
    ]


def _pair(a: Side, b: Side, key: str) -> list[Difference]:
    if key not in b.result.values:
        return []
    one, two = (side.result.values[key][kept] for side, kept in zip((a, b), same_draws(a, b), strict=True))
    outcome, better = outcomes()[key], _better(outcomes()[key], a.result)
    if one.ndim == 2:
        day = 0.0 if outcome.moment == "start" else min(float(s.result.times[-1]) for s in (a, b))
        return [_difference(outcome, day, a, b, one, two, better)]
    both = np.intersect1d(_printed(a), _printed(b))
    at = lambda side, values, t: values[:, :, int(np.searchsorted(side.result.times, t))]  # noqa: E731
    return [_difference(outcome, float(t), a, b, at(a, one, t), at(b, two, t), better) for t in both]


def same_draws(a: Side, b: Side) -> list[NDArray[np.int64]]:
    """Return the places of the draws that both sides kept; a draw in which nobody finished is left out."""
    return common_places([side.result.drawn for side in (a, b)])


def _printed(side: Side) -> Array:
    return side.result.times[side.result.rows]


def _difference(
    outcome: Outcome, day: float, a: Side, b: Side, one: Array, two: Array, better: int
) -> Difference:
    """Return one difference; the figures of both sides have shape (draws, persons)."""
    values = one - two
    means = np.nanmean(values, axis=1)
    size = np.maximum(*(np.abs(np.nanmean(figures, axis=1)) for figures in (one, two)))
    draws, persons = values.shape
    ahead = np.where(
        np.abs(means) <= np.maximum(_TIE, _NEAR * size), 0.5, (np.sign(means) == better).astype(np.float64)
    )
    return Difference(
        outcome,
        day,
        a.name,
        b.name,
        jsonable(np.nanmedian(means)),
        _ends(means) if draws > 1 else None,
        _ends(values) if persons > 1 else None,
        float(np.mean(ahead)) if better else None,
    )


def _ends(values: Array) -> tuple[float | None, float | None]:
    """Return the ends of 90 %, each counted from its own side: a swap of the studies changes signs alone."""
    low, high = np.nanpercentile(values, _BEYOND), -np.nanpercentile(-values, _BEYOND)
    return jsonable(low), jsonable(high)


def _better(outcome: Outcome, result: Result) -> int:
    """Return the sign that people want of an outcome: 1 more, -1 less, 0 neither."""
    concern = result.study.skin.concern
    if outcome.better == "higher" and concern is not None and concern.kind in _RAISED:
        return 0
    return {"higher": 1, "lower": -1, None: 0}[outcome.better]
