"""Two honest rivals of the model: no mechanism, and the mean of the literature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.predictive import Prediction
from needlework.calibration.scales import Figure

Array = NDArray[np.float64]

_LEAST = 3  # other cohorts from which a mean and a spread can be told


def comparable_change(p: Prediction, samples: Array | float) -> Array | float:
    """Return predictions in percentage points: of the score before, or of people."""
    if p.figure.kind in ("share", "dark"):
        return 100.0 * np.asarray(samples)
    return np.asarray(samples) if p.figure.kind == "ratio" else 100.0 * np.asarray(samples) / p.figure.base


def literature_mean(
    p: Prediction, predictions: Mapping[str, Prediction], rng: np.random.Generator
) -> Array | None:
    """Return what the mean of other cohorts predicts, in percentage points, shape (samples,).

    A new study among exchangeable ones: Student's t about their mean, with their standard deviation widened
    by the mean's own error; None where fewer than three other cohorts printed a comparable figure.
    """
    others = _others(p.figure, predictions)
    if len(others) < _LEAST:
        return None
    k, mean, sd = len(others), float(np.mean(others)), float(np.std(others, ddof=1))
    samples = mean + sd * np.sqrt(1.0 + 1.0 / k) * rng.standard_t(k - 1, len(p.reported))
    return np.clip(samples, 0.0, 100.0) if p.figure.kind in ("share", "dark") else np.maximum(samples, -100.0)


def _others(figure: Figure, predictions: Mapping[str, Prediction]) -> Sequence[float]:
    """Return one value per other cohort: the mean of its comparable figures."""
    by_cohort: dict[str, list[float]] = {}
    for other in predictions.values():
        if other.figure.cohort != figure.cohort and _comparable(figure, other.figure):
            by_cohort.setdefault(other.figure.cohort, []).append(
                float(comparable_change(other, other.published))
            )
    return [float(np.mean(v)) for v in by_cohort.values()]


def _comparable(a: Figure, b: Figure) -> bool:
    if a.kind in ("share", "dark") or b.kind in ("share", "dark"):
        return a.kind == b.kind and (a.lower, a.upper) == (b.lower, b.upper)
    needled = np.isfinite(a.h) == np.isfinite(b.h)
    return a.spread == b.spread and bool(needled)
