"""What `run` predicts for the people and the course of each new figure, beside what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from needlework.evidence.observations import Observation
from needlework.figures.arms import people_of
from needlework.outcomes import Outcome
from needlework.predictions.judged import Judged, judge
from needlework.predictions.outside import Outside, outside

_SIGN = {"up": 1.0, "down": -1.0}


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure beside its prediction."""

    outcome: Outcome
    judged: Judged


def predictions(observations: Iterable[Observation], seed: int) -> dict[str, Beside]:
    """Return the predictions of figures that can be compared, by observation id."""
    return {x.observation.id: Beside(x.outcome, _judged(x)) for x in outside(observations, seed)}


def _judged(x: Outside) -> Judged:
    o = x.observation
    family, cohort = o.family or "other", people_of(o)
    return judge(
        o.id,
        cohort,
        family,
        "held out",
        x.unit,
        x.published,
        x.reported,
        bound=o.bound,
        right_way=_right_way(x),
    )


def _right_way(x: Outside) -> bool | None:
    """Return whether the predicted mean moves as published; None where the figure is no change.

    A change that is printed with a size and without a direction has its sign.
    """
    o, sign = x.observation, _SIGN.get(x.observation.direction or "")
    changed = o.kind in ("change_percent", "change_absolute") or (o.kind == "absolute" and o.baseline)
    if sign is None and changed and x.published:
        sign = float(np.sign(x.published))
    if sign is None or x.outcome.rows == "once":
        return None
    return bool(sign * np.median(x.true) > 0.0)
