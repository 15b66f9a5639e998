"""The session in minutes: steps, numbing, and the needling itself from area, head, hand speed and passes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlework.care.records import Position, Span, load, positions, widest
from needlework.evidence.parameters import load_parameters
from needlework.spec import Study
from needlework.subject import Device
from needlework.subject.numbing import numbing_record

_MINUTES_A_DAY = 1440.0
_MM2_A_CM2 = 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``minutes`` is None where nothing on file fixes it, with the reason in ``how``."""

    id: str
    title: str
    minutes: Span | None
    how: str


@dataclass(frozen=True, slots=True)
class Numbing:
    """A numbing product as sources use it; contact times stand in its positions."""

    id: str
    title: str
    positions: tuple[Position, ...]
    depths: tuple[Position, ...] = ()
    caution: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its steps, the sum of those known (minutes), published times, cautions on numbing."""

    steps: tuple[Step, ...]
    total: Span
    published: tuple[Position, ...]
    numbing: Numbing | None
    cautions: tuple[Position, ...]

    @property
    def complete(self) -> bool:
        """Whether the sum holds every step."""
        return all(step.minutes for step in self.steps)


def plan(study: Study) -> Session:
    """Return the session of a study, step by step.

    Times of steps are assumed ranges; needling follows `needling`; numbing is the study's contact time, else
    the range of the sources.
    """
    numbing = numbing_of(study)
    numbed = study.numbing is not None
    steps = tuple(
        _step(record, study, numbing)
        for record in load("session")["steps"]
        if numbed or record.get("when") != "numbed"
    )
    known = [step.minutes for step in steps if step.minutes]
    return Session(
        steps,
        (sum(low for low, _ in known), sum(high for _, high in known)),
        positions(load("session")["published"]),
        numbing,
        positions(load("session")["cautions"]) if numbed else (),
    )


def numbing_of(study: Study) -> Numbing | None:
    """Return the numbing product of a study as sources use it; None without one or when not on file."""
    found = numbing_record(study.numbing.product) if study.numbing else None
    return _numbing(found) if found else None


def anaesthetics() -> tuple[Numbing, ...]:
    """Return every numbing product on file."""
    return tuple(_numbing(record) for record in load("session")["anaesthetics"])


def needling(study: Study) -> Step:
    """Return the needling time: passes x area / (width of the head x speed of the hand).

    Each factor is the study's own or a range that holds 9 in 10 cases; ranges combine as independent
    lognormals.
    """
    course, device = study.course, Device.resolve(study.course.device)
    if course.time is not None:
        minutes = course.time * _MINUTES_A_DAY
        return Step("needling", "Needling", (minutes, minutes), "stated in the study")
    if device.tissue is not None:
        return Step("needling", "Treatment", None, "no report says how long sessions with this device take")
    if device.kind == "stamp":
        return Step("needling", "Needling", None, "how fast a stamp is set down has not been reported")
    table = load("session")
    area = (course.area, course.area) if course.area else _pair(table["areas"][study.skin.site or "face"])
    factors = {
        "area": _scaled(area, _MM2_A_CM2),
        "passes": (course.passes, course.passes) if course.passes else _pair(table["passes"]["value"]),
        "width": _scaled(_width(study, device), 1.0, invert=True),
        "speed": _scaled(_speed(study, device), 60.0, invert=True),
    }
    own = [name for name, (low, high) in factors.items() if low == high]
    how = f"from the study: {', '.join(own)}; the rest assumed" if own else "all factors assumed"
    return Step(
        "needling", "Needling", _product(*factors.values()), f"passes x area / (head width x speed); {how}"
    )


def _step(record: Mapping[str, Any], study: Study, numbing: Numbing | None) -> Step:
    if record["id"] == "needling":
        return needling(study)
    if record["id"] == "numbing":
        return _contact(record["title"], study, numbing)
    return Step(record["id"], record["title"], _pair(record["minutes"]), f"assumed: {record['rationale']}")


def _contact(title: str, study: Study, numbing: Numbing | None) -> Step:
    stated = study.numbing.contact if study.numbing else None
    if stated is not None:
        return Step("numbing", title, _scaled((stated, stated), _MINUTES_A_DAY), "stated in the study")
    asked = widest(numbing.positions) if numbing else None
    if asked is None:
        return Step("numbing", title, None, "no contact time is on file for this product")
    return Step("numbing", title, _scaled(asked, _MINUTES_A_DAY), "range of the sources")


def _numbing(record: Mapping[str, Any]) -> Numbing:
    return Numbing(
        record["id"],
        record["title"],
        positions(record["positions"]),
        positions(record.get("depths", ())),
        record.get("caution"),
    )


def _width(study: Study, device: Device) -> Span:
    """Return the width of a track (mm)."""
    stated = study.course.track or device.drum_width
    return (stated * 1e-3, stated * 1e-3) if stated else _usual("session.head_width")


def _speed(study: Study, device: Device) -> Span:
    """Return the speed of the hand (mm/s)."""
    stated = study.course.hand_speed
    kind = "roller" if device.kind == "roller" else "pen"
    return (stated, stated) if stated else _usual(f"session.hand_speed_{kind}")


def _usual(name: str) -> Span:
    return load_parameters()[name].distribution.interval(0.9)


def _pair(value: list[float]) -> Span:
    return float(value[0]), float(value[1])


def _scaled(pair: Span, by: float, invert: bool = False) -> Span:
    low, high = pair[0] * by, pair[1] * by
    return (1.0 / high, 1.0 / low) if invert else (low, high)


def _product(*factors: Span) -> Span:
    """Return the 9-in-10 range of a product of independent lognormals given by their 9-in-10 ranges."""
    centre = sum(0.5 * (math.log(low) + math.log(high)) for low, high in factors)
    half = math.sqrt(sum((0.5 * (math.log(high) - math.log(low))) ** 2 for low, high in factors))
    return math.exp(centre - half), math.exp(centre + half)
