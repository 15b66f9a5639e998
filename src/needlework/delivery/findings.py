"""What sources say against a product while the channels of this very course are open."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.delivery.run import Applied, Delivery
from needlework.screening import screen_history
from needlework.screening.facts import Applied as Put
from needlework.subject.products import Product, Window, measured_window, product
from needlework.uptake.closing import HOURS, water_loss_back, window_hours
from needlework.uptake.permeability import Substance, outside

Array = NDArray[np.float64]

_WORDS = {
    "allowed": "sources use it",
    "wait": "sources wait until the channels have closed",
    "keep_out": "sources keep it out",
    "prescriber": "a prescriber decides",
}
_MOMENTS = {
    "needling": "at needling",
    "open": "while the channels are open",
    "maybe_open": "while channels may still be open",
    "early": "after the channels have closed, but sooner than sources ask",
}


def findings(delivery: Delivery, applied: Applied) -> list[dict[str, Any]]:
    """Return what is to be said against a product at its time, each with its sources.

    The class is that of `needlework screen` for the same product at the same time.
    """
    found = []
    kind = product(applied.topical.active)
    if kind is None:
        found.append(_finding("not-on-file", "note", "nothing is on file about it on opened skin"))
    elif (said := _said(delivery, applied, kind)) is not None:
        found.append(said)
    return found + _extrapolated(applied)


def _said(delivery: Delivery, applied: Applied, kind: Product) -> dict[str, Any] | None:
    topical, course = applied.topical, delivery.lanes.population.course
    if not course.sessions:
        return None
    opened = delivery.lanes.surface(course.sessions[0])
    clocks = (window_hours(delivery.lanes) / HOURS, water_loss_back(delivery.lanes, opened))
    low, high = np.percentile(clocks, (5.0, 95.0), axis=1).max(axis=1)
    window = Window((float(low), float(high)), measured_window(topical.occlusion or course.occlusion).longest)
    moment = window.moment(kind, topical.when, topical.delay_days)
    verdict = kind.during if moment == "needling" else kind.open
    if moment == "later" or verdict == "allowed":
        return None
    screened = screen_history(
        (), None, (Put(topical.active, topical.when, topical.delay_days),), window=window
    )
    if not screened:
        return None
    reason = f"{kind.title}, put on {_MOMENTS[moment]}: {_WORDS[verdict]}; {kind.why}"
    positions = [{"source": p.source, "says": p.says} for p in kind.positions]
    gravest = screened.findings[0]
    return _finding(kind.id, gravest.klass, reason, positions) | {"usual": gravest.usual}


def _extrapolated(applied: Applied) -> list[dict[str, Any]]:
    numbers = applied.active.numbers
    if "log10_kp" in numbers:
        return []
    substance = Substance(applied.active.id, numbers["mw"].value, numbers["log_kow"].value)
    words = outside(substance)
    if not words:
        return []
    reason = f"intact skin is extrapolated: {'; '.join(words)}"
    return [_finding("extrapolated", "note", reason)]


def _finding(
    key: str, klass: str, reason: str, positions: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    return {"id": key, "class": klass, "reason": reason, "positions": positions or []}
