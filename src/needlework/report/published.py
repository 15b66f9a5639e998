"""Published figures beside simulated ones: the same quantity, needling alone, units made equal."""

from __future__ import annotations

from dataclasses import dataclass

from needlework.care.records import short
from needlework.evidence.observations import Observation
from needlework.evidence.sources import load_sources
from needlework.outcomes import Outcome
from needlework.pages.words import MINUS
from needlework.result import Result
from needlework.summary import comparable, day_of, value_of

_LONGEST = 40  # characters of a citation


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure in the unit of its outcome.

    Attributes
    ----------
    source
        Key of the source.
    name
        Author and year.
    value
        The figure; for ``change`` it counts from the start of the course.
    change
        Whether the figure is a difference in the outcome's own unit.
    day
        Days from the first session of this scenario; None where the time is not reported.
    n, blinded, in_fit
        Persons, whether raters were blinded (None: not said), whether the model was fitted to it.
    counts
        (k, n) where the figure is a share of people.
    detail
        What was done and what counted.
    """

    source: str
    name: str
    value: float
    change: bool
    day: float | None
    n: int | None
    blinded: bool | None
    in_fit: bool
    counts: tuple[int, int] | None
    detail: str

    @property
    def standing(self) -> str:
        """Return how far the figure can be trusted, and whether it is a test of the model."""
        rated = {True: "blinded", False: "not blinded", None: "blinding not said"}[self.blinded]
        return f"{rated}, {'in the fit' if self.in_fit else 'held out'}"


def published(result: Result, outcome: Outcome) -> list[Published]:
    """Return the published figures of an outcome for this concern, in the order on file.

    Arms without needling are left out, and so is what cannot be brought to the outcome's unit.
    """
    found = (_entry(o, outcome, result) for o in comparable(result, outcome))
    return [entry for entry in found if entry is not None]


def _entry(o: Observation, outcome: Outcome, result: Result) -> Published | None:
    value = value_of(o, outcome)
    if value is None:
        return None
    return Published(
        source=o.source,
        name=source_name(o.source),
        value=value,
        change=o.kind == "change_absolute",
        day=day_of(o, result),
        n=o.n,
        blinded=o.blinded,
        in_fit=o.used_in_fit,
        counts=o.n_of,
        detail=_detail(o),
    )


def _detail(o: Observation) -> str:
    course = o.course
    parts = [
        f"the middle of {o.range[0]:g} to {o.range[1]:g} {o.unit}".replace("-", MINUS) if o.range else None,
        o.definition,
        o.arm,
        course.device,
        f"{course.depth_mm:g} mm" if course.depth_mm else None,
        f"{course.sessions} session{'s' if course.sessions > 1 else ''}" if course.sessions else None,
    ]
    return ", ".join(part for part in parts if part)


def source_name(key: str) -> str:
    """Return a source as people cite it, in a few words; its key where it is not on file."""
    if key not in load_sources():
        return key
    name = short(key)
    return name if len(name) <= _LONGEST else name[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"


def plain_mean(entries: list[Published]) -> tuple[float, int] | None:
    """Return the plain mean of published figures and their number: the rival that needs no model.

    Each source counts once, with the mean of its figures; None where fewer than two sources speak.
    """
    by_source: dict[str, list[float]] = {}
    for entry in entries:
        if not entry.change:
            by_source.setdefault(entry.source, []).append(entry.value)
    if len(by_source) < 2:
        return None
    means = [sum(values) / len(values) for values in by_source.values()]
    return sum(means) / len(means), len(means)
