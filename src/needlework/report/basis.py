"""What a run rests on: the records that explain most of each headline figure, and how they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from needlework.evidence.parameters import Parameter
from needlework.numerics.sampling import stream
from needlework.outcomes import outcomes
from needlework.report.context import Context
from needlework.summary import can_act, least_share

Dot = Literal["filled", "half", "empty"]
DOT_WORDS: dict[Dot, str] = {
    "filled": "mostly measured or calibrated",
    "half": "part measured, part assumed",
    "empty": "mostly assumed",
}
_SHUFFLES = 200


@dataclass(frozen=True, slots=True)
class Driver:
    """One record that a figure hangs on.

    Attributes
    ----------
    name
        Name of the drawn quantity.
    record
        Its record; None where it has none on file.
    share
        Share of the variance over draws that it explains alone (0 to 1).
    """

    name: str
    record: Parameter | None
    share: float


def drivers_of(context: Context, id: str, most: int = 5) -> list[Driver]:
    """Return the records that an outcome hangs on most, largest first, each once."""
    found: dict[str, Driver] = {}
    for name, share in context.drivers(id):
        record = context.record(name)
        key = record.id if record else name
        found.setdefault(key, Driver(name, record, share))
    return list(found.values())[:most]


def evidence_dot(context: Context) -> Dot:
    """Return how much of the headline figures' uncertainty comes from numbers that are merely assumed.

    The share of explained variance with a measured, derived or calibrated record: two thirds fill the dot,
    one third half of it. Where nothing is explained the dot stays empty.
    """
    known = total = 0.0
    for row in context.headline:
        for driver in drivers_of(context, row["id"]):
            total += driver.share
            if driver.record is not None and driver.record.grade != "assumed":
                known += driver.share
    share = known / total if total > 0 else 0.0
    return "filled" if share >= 2 / 3 else "half" if share >= 1 / 3 else "empty"


def chance_hits(context: Context, id: str) -> float:
    """Return how many records would pass as drivers of an outcome by chance alone, with this many draws.

    Counted on shuffled draws: a statistician's warning that belongs beside every list of drivers.
    """
    found = context.drivers(id)
    drawn = context.result.parameters.items()
    varied = [v for k, v in drawn if np.ptp(v) > 0 and can_act(k, outcomes()[id])]
    draws = context.result.study.draws
    if not varied or draws < 8:
        return 0.0
    least = min((share for _, share in found), default=least_share(draws))
    ranks = np.argsort(np.argsort(np.asarray(varied), axis=1), axis=1).astype(np.float64)
    ranks -= ranks.mean(axis=1, keepdims=True)
    ranks /= np.linalg.norm(ranks, axis=1, keepdims=True)
    rng = stream(context.result.study.seed, f"chance/{id}")
    target = np.arange(draws, dtype=np.float64) - (draws - 1) / 2.0
    target /= np.linalg.norm(target)
    shuffled = np.stack([rng.permutation(target) for _ in range(_SHUFFLES)], axis=1)
    return float(np.mean(np.sum((ranks @ shuffled) ** 2 >= least, axis=0)))
