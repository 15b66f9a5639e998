"""What every part of the report reads: a result, its document, and what follows from both, computed once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import Parameter, load_parameters
from needlework.figures.beside import Published, published
from needlework.figures.comparability import Setting
from needlework.outcomes import Outcome, outcomes
from needlework.pages.words import Wording, wording
from needlework.report.headline import headline, is_reported, main_row
from needlework.result import Result
from needlework.spread import Spread
from needlework.subject import Course, Skin
from needlework.summary import drivers, spread_for

Array = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """A result and its JSON document, and what the report derives from them.

    ``cited`` and ``referred`` collect, in order, the sources and records that the report links to.
    """

    result: Result
    summary: dict[str, Any]
    cited: dict[str, None] = field(default_factory=dict)
    referred: dict[str, None] = field(default_factory=dict)
    _cache: dict[tuple[str, str], Any] = field(default_factory=dict)

    @cached_property
    def skin(self) -> Skin:
        """Return the resolved skin."""
        return Skin.of(self.result.study)

    @cached_property
    def course(self) -> Course:
        """Return the resolved course."""
        return Course.from_spec(self.result.study.course)

    @property
    def days(self) -> tuple[float, ...]:
        """Return the days of the sessions."""
        return self.course.days

    @property
    def horizon(self) -> float:
        """Return the last day of the run."""
        return float(self.result.times[-1])

    @property
    def headline(self) -> list[Row]:
        """Return the rows of the four large numbers."""
        return headline(self.result, self.summary)

    def has(self, id: str) -> bool:
        """Return whether the run holds an outcome with at least one finite value."""
        return id in self.result.values and bool(np.isfinite(self.result.values[id]).any())

    def reports(self, id: str) -> bool:
        """Return whether the run holds an outcome whose sign and size evidence supports."""
        row = self.row(id) if self.has(id) else None
        return row is not None and is_reported(row)

    def outcome(self, id: str) -> Outcome:
        """Return an entry of the outcome table."""
        return outcomes()[id]

    def row(self, id: str) -> Row | None:
        """Return the row at which an outcome is read; None where the run does not hold it."""
        return main_row(self.result, self.summary, id)

    def rows(self, id: str) -> list[Row]:
        """Return all rows of an outcome in the order of time."""
        return [row for row in self.summary["outcomes"] if row["id"] == id]

    def at(self, id: str, day: float) -> Row | None:
        """Return the row of an outcome nearest to a day."""
        return min(self.rows(id), key=lambda row: abs(row["time_days"] - day), default=None)

    def spread(self, id: str) -> Spread:
        """Return mean and intervals of an outcome."""
        return self._kept("spread", id, lambda: spread_for(self.result, self.outcome(id)))

    def inner(self, id: str) -> tuple[Array, Array]:
        """Return the 50 % interval of an outcome's mean over persons, over the fine times."""
        return self._kept("inner", id, lambda: self._inner(id))

    @cached_property
    def scenario(self) -> Setting:
        """Return what published figures must share with this run to stand beside it."""
        return Setting.of(self.result.study)

    def published(self, id: str) -> list[Published]:
        """Return the published figures of an outcome."""
        return self._kept("published", id, lambda: published(self.outcome(id), self.scenario))

    def published_elsewhere(self, id: str) -> list[Published]:
        """Return the published figures got with another kind of device, where this kind has none."""
        if self.published(id):
            return []
        any_device = replace(self.scenario, device=None)
        return self._kept("elsewhere", id, lambda: published(self.outcome(id), any_device))

    def drivers(self, id: str) -> list[tuple[str, float]]:
        """Return the records that explain most of an outcome's variance, with their shares."""
        return self._kept("drivers", id, lambda: drivers(self.result, self.outcome(id)))

    def wording(self, row: Row, id: str | None = None) -> Wording:
        """Return how to write a row: its interval of what we do not know sets the digits."""
        pair = row["mean_interval"] or row["person_interval"] or [None, None]
        return wording(
            row["unit"],
            row["relative_to"] is not None,
            [row["mean"], *pair],
            percent=self.outcome(row["id"]).percent,
            end=self._end(row),
        )

    def record(self, name: str) -> Parameter | None:
        """Return the record behind a drawn quantity; None where it has none on file."""
        kind, _, part = name.partition("/")
        own = {
            "device": self.course.device.penetration,
            "course": self.course.unknown,
            "concern": self.skin.concern.state if self.skin.concern else {},
            "skin": self.skin.unknown,
        }
        drawn = own.get(kind, {}).get(part)
        return load_parameters().get(drawn.id if drawn else name)

    def _end(self, row: Row) -> float | None:
        """Return the day of the second session for times that are read between the first two."""
        return next(iter(self.days[1:]), None) if self.outcome(row["id"]).cut_off else None

    def _inner(self, id: str) -> tuple[Array, Array]:
        means = np.ma.masked_invalid(self.result.values[id]).mean(axis=1).filled(np.nan)
        good = means[np.isfinite(means).all(axis=tuple(range(1, means.ndim)))]
        low, high = (
            np.percentile(good, (25, 75), axis=0) if len(good) else np.full((2, *means.shape[1:]), np.nan)
        )
        return low, high

    def _kept(self, kind: str, id: str, build: Any) -> Any:
        if (kind, id) not in self._cache:
            self._cache[kind, id] = build()
        return self._cache[kind, id]
