"""The outcome table: what each outcome is and what it can claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from needlework.subject.catalogue import read

if TYPE_CHECKING:
    from needlework.population import Lanes

Array = NDArray[np.float64]

_RATED = ("score", "grade", "share")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry of the outcome table.

    Attributes
    ----------
    id, title, unit
        Name for programs, name for people, unit of the values.
    form
        ``absolute`` or ``change`` (percent of the same skin before the course).
    rows
        ``series`` (a value at each row time) or ``once``.
    label
        ``built_in``, ``fitted`` or ``emergent``.
    concerns
        Kinds of concern the outcome belongs to; empty for all.
    no_interval
        Reason for each interval (mean, person, study) that would be meaningless.
    spread
        How studies of it differ: as those of an ``instrument``, of a ``score``, ``grade`` or ``share`` rated
        by people, of counts of darkened skin (``dark``) or of ``pain``.
    threshold
        Improvement from which a person counts, where the outcome is a share of people.
    printed_as
        Id under which programs know it, where several rows share one.
    gain
        Record of the gain of a scale that has one of its own; else it is that of the concern.
    rests_on
        ``course`` where it follows from what is done and the geometry of the needles; else ``figures``.
    informed_by
        Outcomes and observations whose published sizes tell its own.
    range
        Least and greatest possible value; None where it has no such end.
    moment
        Of a single figure: the ``start`` of the course or the ``horizon``.
    read_day
        Day on which a series is read where it belongs to the first days; else it is read late.
    hue
        Colour of its quantity, the same everywhere.
    percent
        Whether a figure of unit 1 is read as percent.
    cut_off
        Whether the next session ends what it measures, so that it is read between the first two.
    taken_apart
        Whether verification takes it apart: what it owes to records, grids and structures.
    place
        Where a report tells it: its ``first_days``, how soon it is ``settling``, the ``scores`` of a concern
        or the ``tissue``; None where it has no place of its own.
    headline, headline_for
        Rank among the figures on top (1 first); concerns whose first figure it is.
    own_records
        Prefix of records that act on it and on nothing else.
    better
        Which direction people want, ``lower`` or ``higher``; None where neither is. More matrix is not better
        in a raised scar.
    """

    id: str
    title: str
    unit: str
    form: Literal["absolute", "change"]
    rows: Literal["series", "once"]
    label: Literal["built_in", "fitted", "emergent"]
    observation: str
    concerns: tuple[str, ...] = ()
    no_interval: Mapping[str, str] | None = None
    instrument: str | None = None
    definition: str | None = None
    spread: Literal["instrument", "score", "grade", "share", "dark", "pain"] = "instrument"
    threshold: str | None = None
    printed_as: str | None = None
    range: tuple[float | None, float | None] = (None, None)
    gain: str | None = None
    rests_on: Literal["course", "figures"] = "figures"
    informed_by: tuple[str, ...] = ()
    moment: Literal["start", "horizon"] = "start"
    read_day: float | None = None
    hue: Literal["matrix", "score", "redness", "barrier", "pigment"] = "matrix"
    percent: bool = False
    cut_off: bool = False
    taken_apart: bool = False
    place: Literal["first_days", "settling", "scores", "tissue"] | None = None
    headline: int | None = None
    headline_for: tuple[str, ...] = ()
    own_records: str | None = None
    better: Literal["lower", "higher"] | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the ends of the possible range; infinite where there is none."""
        low, high = self.range
        return -np.inf if low is None else low, np.inf if high is None else high

    @property
    def is_benefit(self) -> bool:
        """Return whether needled minus untreated is read: changes of tissue, and what people rate.

        Closure, water loss, days of redness, pain, darkening and scarring are states.
        """
        return self.form == "change" or self.spread in _RATED

    @property
    def known_as(self) -> str:
        """Return the id under which programs know the outcome."""
        return self.printed_as or self.id

    def belongs_to(self, concern: str | None) -> bool:
        """Return whether the outcome is one of skin with a concern (None: healthy skin)."""
        return not self.concerns or concern in self.concerns

    def applies(self, lanes: Lanes) -> bool:
        """Return whether the outcome belongs to a study's concern."""
        concern = lanes.population.skin.concern
        return self.belongs_to(concern.kind if concern else None)


@cache
def outcomes() -> dict[str, Outcome]:
    """Return the outcome table by id."""
    folder = resources.files("needlework") / "data" / "outcomes"
    found: dict[str, Outcome] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name == "not_modelled.yaml":
            continue
        table: Any = read(f"outcomes/{file.name}")  # a list, where most tables are mappings
        for record in table:
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
            fields["no_interval"] = fields.pop("intervals", None)
            found[record["id"]] = Outcome(**fields)
    return found


def placed(place: str) -> tuple[str, ...]:
    """Return the outcomes that a report tells in one place, in the order of the table."""
    return tuple(key for key, outcome in outcomes().items() if outcome.place == place)


def headlines(concern: str | None) -> tuple[str, ...]:
    """Return the outcomes that may stand on top of a report, first the one of the concern."""
    own = [key for key, outcome in outcomes().items() if concern in outcome.headline_for]
    ranked = sorted((o.headline, key) for key, o in outcomes().items() if o.headline is not None)
    return (*own, *(key for _, key in ranked))


def not_modelled() -> list[dict[str, str]]:
    """Return what the program declares it does not model, why, and what trials found."""
    declared: Any = read("outcomes/not_modelled.yaml")  # a list, where most tables are mappings
    return list(declared)


def jsonable(value: Any) -> Any:
    """Return a float for JSON: None where it is not finite."""
    number = float(value)
    return number if np.isfinite(number) else None
