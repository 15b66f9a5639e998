"""What rivals of the model say: the mean of the literature, and figures made comparable."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.predictive import Prediction
from needlework.calibration.scales import Figure
from needlework.figures.literature import literature_of_others

Array = NDArray[np.float64]


def comparable_change(p: Prediction, samples: Array | float) -> Array | float:
    """Return predictions in percentage points: of the score before, or of people."""
    if p.figure.kind in ("share", "dark"):
        return 100.0 * np.asarray(samples)
    return np.asarray(samples) if p.figure.kind == "ratio" else 100.0 * np.asarray(samples) / p.figure.base


def literature_mean(
    p: Prediction, predictions: Mapping[str, Prediction], rng: np.random.Generator
) -> Array | None:
    """Return what the mean of other cohorts predicts, in percentage points, shape (samples,).

    None where fewer than three other cohorts printed a comparable figure.
    """
    alike = [q for q in predictions.values() if _comparable(p.figure, q.figure)]
    said = ((q.figure.cohort, float(comparable_change(q, q.published))) for q in alike)
    mean = literature_of_others(p.figure.cohort, said)
    samples = mean.new_study(len(p.reported), rng) if mean else None
    if samples is None:
        return None
    return np.clip(samples, 0.0, 100.0) if p.figure.kind in ("share", "dark") else np.maximum(samples, -100.0)


def _comparable(a: Figure, b: Figure) -> bool:
    if a.kind in ("share", "dark") or b.kind in ("share", "dark"):
        return a.kind == b.kind and (a.lower, a.upper) == (b.lower, b.upper)
    return a.spread == b.spread and a.needled == b.needled
