"""What is said of a delivery: amounts with intervals by layer and hour, a summary for each substance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.delivery.findings import findings
from needlework.delivery.run import Applied, Delivery
from needlework.subject import not_used
from needlework.subject.reading import read_by_delivery
from needlework.uptake.closing import window_hours
from needlework.uptake.permeability import records
from needlework.uptake.simulate import Fate

Array = NDArray[np.float64]

SCHEMA = "needlework/delivery/1"
LEVEL = 0.9
LAYERS = ("surface", "stratum_corneum", "epidermis", "dermis", "systemic", "evaporated")
NOTHING = 1e-9  # of the dose: what the solver cannot tell from nothing
_TAILS = (50 * (1 - LEVEL), 50.0, 50 * (1 + LEVEL))
_NG_PER_UG = 1e3


def document(delivery: Delivery) -> dict[str, Any]:
    """Return the JSON document of a delivery: ``needlework/delivery/1``."""
    named = list(zip(labels(delivery), delivery.applied, strict=True))
    return {
        "schema": SCHEMA,
        "study": delivery.study.to_dict(),
        "not_used": [n.to_json() for n in not_used(delivery.study, read_by_delivery, "deliver")],
        "rows": [row for name, applied in named for row in rows(delivery, name, applied)],
        "summary": [summary(delivery, name, applied) for name, applied in named],
    }


def labels(delivery: Delivery) -> list[str]:
    """Return a name for each substance: its id, numbered where it is put on more than once."""
    often = Counter(applied.active.id for applied in delivery.applied)
    seen: Counter[str] = Counter()
    names = []
    for applied in delivery.applied:
        key = applied.active.id
        seen[key] += 1
        names.append(f"{key} ({seen[key]})" if often[key] > 1 else key)
    return names


def rows(delivery: Delivery, name: str, applied: Applied) -> Iterator[dict[str, Any]]:
    """Yield one row for each printed hour (from needling) and layer."""
    fate = applied.through
    for hour in applied.plan.rows:
        at = place(fate, hour)
        for layer in LAYERS:
            figures = spread(delivery, fate.layers[layer][:, at])
            yield {"active": name, "hours": hour, "layer": layer, "ng_per_cm2": figures}


def summary(delivery: Delivery, name: str, applied: Applied) -> dict[str, Any]:
    """Return what is said of one substance."""
    fate, intact, area = applied.through, applied.intact, applied.topical.area
    dose, final = fate.dose[:, -1], fate.absorbed[:, -1]
    flux, when = peak_flux(fate)
    each = lambda values: spread(delivery, values)  # noqa: E731
    return {
        "active": name,
        "title": applied.active.title,
        "product": applied.product.id,
        "session_days": list(applied.days),
        "dose_ng_per_cm2": each(dose),
        "absorbed_percent": each(100.0 * final / dose),
        "intact_percent": each(100.0 * intact.absorbed[:, -1] / dose),
        "enhancement": enhancement(delivery, applied),
        "enhancement_hours": applied.plan.compared,
        "window_hours": each(window_hours(delivery.lanes)),
        "peak_flux_ng_per_cm2_h": each(flux),
        "peak_flux_hours": each(when),
        "papillary_peak_ug_per_ml": each(fate.papillary.max(axis=1)),
        "above_effective_hours": above_effective(delivery, applied),
        "wiped_percent": each(100.0 * fate.wiped[:, -1] / dose),
        "area_cm2": area,
        "in_all_ug": None if area is None else {
            "dose": each(area * dose / _NG_PER_UG),
            "absorbed": each(area * final / _NG_PER_UG),
            "systemic": each(area * fate.layers["systemic"][:, -1] / _NG_PER_UG),
        },
        "effect": applied.product.effect,
        "effect_why": applied.product.effect_why,
        "findings": findings(delivery, applied),
        "sources": sources(applied),
    }  # fmt: skip


def enhancement(delivery: Delivery, applied: Applied) -> dict[str, Any]:
    """Return how many times as much is past the stratum corneum as in intact skin, when both are compared."""
    at = place(applied.through, applied.plan.compared)
    least = NOTHING * applied.through.dose[:, at]
    through, intact = (np.maximum(f.absorbed[:, at], least) for f in (applied.through, applied.intact))
    return ratio(delivery, through, intact)


def above_effective(delivery: Delivery, applied: Applied) -> dict[str, Any] | None:
    """Return the hours above an effective concentration where it acts; None if none is on file."""
    record = applied.active.numbers.get("effective")
    if record is None:
        return None
    fate = applied.through
    steps = np.diff(fate.hours, prepend=applied.plan.spans[0].begin)
    held = any(act.kind == "holds" for act in applied.active.acts)
    above = (fate.epidermal if held else fate.papillary) >= delivery.lanes[record.id][:, None]
    return spread(delivery, (above * steps).sum(axis=1))


def sources(applied: Applied) -> list[str]:
    """Return the keys of the sources behind a substance's numbers and the model of skin and channels."""
    numbers = (*applied.active.numbers.values(), *records().values())
    return sorted({record.source for record in numbers if record.source} | set(applied.product.sources))


def place(fate: Fate, hour: float) -> int:
    """Return the place of an hour among the reports."""
    return int(np.argmin(np.abs(fate.hours - hour)))


def peak_flux(fate: Fate) -> tuple[Array, Array]:
    """Return the largest mean rate between reports at which blood takes a substance, and its hour."""
    taken, hours = fate.layers["systemic"], fate.hours
    rate = np.diff(taken, axis=1) / np.diff(hours)
    top = np.argmax(rate, axis=1)
    middle = 0.5 * (hours[1:] + hours[:-1])
    return rate[np.arange(len(rate)), top], middle[top]


def spread(delivery: Delivery, values: Array) -> dict[str, Any]:
    """Return the middle of a figure and its intervals.

    Parameters
    ----------
    values
        Shape (lanes,).

    Returns
    -------
    dict
        ``mean`` over persons, in the middle of the draws; ``mean_interval`` of 90 % over draws: what we do
        not know; ``person_interval`` over draws and persons: how people differ, and what we do not know.
    """
    shaped = values.reshape(-1, delivery.persons)
    return _figures(shaped.mean(axis=1), shaped)


def ratio(delivery: Delivery, above: Array, below: Array) -> dict[str, Any]:
    """Return a ratio of means over persons with its intervals; persons by their own ratios."""
    over, under = (values.reshape(-1, delivery.persons) for values in (above, below))
    return _figures(over.mean(axis=1) / under.mean(axis=1), over / under)


def _figures(means: Array, persons: Array) -> dict[str, Any]:
    low, middle, high = (float(x) for x in np.percentile(means, _TAILS))
    least, _, most = (float(x) for x in np.percentile(persons, _TAILS))
    return {
        "mean": middle,
        "mean_interval": None if len(means) == 1 else [low, high],
        "person_interval": None if persons.shape[1] == 1 else [least, most],
    }
