r"""Courses made equal: the setting of one at which its downtime, darkening or benefit is that of another.

Both are run on common draws and people, so the difference :math:`D_d(x)` of a draw is smooth in the setting
x. A coarse grid on ln x brackets where its median over draws changes sign; regula falsi narrows the bracket.
Every run serves every draw: the setting of a draw is where its own difference changes sign, by straight lines
in ln x between the settings tried. The interval is that of these settings over draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, inf, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.comparison.common import common
from needlework.comparison.doses import Dose, dose_for
from needlework.comparison.measures import Measure, measure
from needlework.errors import Fault, InputError
from needlework.numerics.sampling import common_places
from needlework.result import Result
from needlework.runner import run as simulate
from needlework.spec import Study
from needlework.spread import LEVEL

Array = NDArray[np.float64]
Runner = Callable[[Study], Result]

_COARSE = 5  # settings tried before the bracket is narrowed
_MOST = 10  # settings tried at most
_NEAR = 0.01  # median difference, relative to the reference, at which courses are equal


@dataclass(frozen=True, slots=True)
class Reached:
    """The setting at which a study equals the reference.

    Attributes
    ----------
    value
        The setting, canonical units.
    interval
        90 % over draws; None for an end that lies beyond the range of the search.
    share
        Share of draws that reach equality within that range.
    difference
        What is left: median over draws of the study minus the reference.
    tried
        Number of runs.
    crossings
        At how many settings they are equal; the least is taken.
    """

    name: str
    dose: Dose
    value: float
    interval: tuple[float | None, float | None]
    share: float
    difference: float
    tried: int
    crossings: int

    def to_json(self) -> dict[str, Any]:
        """Return plain values: settings as text with their units, and in canonical units."""
        text = lambda x: None if x is None else self.dose.text(x)  # noqa: E731
        return {
            "name": self.name,
            "by": self.dose.key,
            "setting": self.dose.text(self.value),
            "setting_interval": [text(x) for x in self.interval],
            "value": self.value,
            "value_interval": list(self.interval),
            "range": [self.dose.text(self.dose.low), self.dose.text(self.dose.high)],
            "share_reached": self.share,
            "difference": self.difference,
            "settings_tried": self.tried,
            "crossings": self.crossings,
        }


@dataclass(slots=True)
class _Search:
    """Differences from the reference at the settings tried so far, by ln of the setting."""

    name: str
    study: Study
    reference: Result
    measure: Measure
    dose: Dose
    run: Runner
    tried: dict[float, Array] = field(default_factory=dict)

    def at(self, x: float) -> float:
        """Return the median difference at a setting (ln), running the study there unless it was."""
        if x not in self.tried:
            result = self.run(self.dose.put(self.study, exp(x)))
            ours, theirs = common_places([result.drawn, self.reference.drawn])
            found = np.full(len(self.reference.drawn), np.nan)
            found[theirs] = self.measure.of(result)[ours] - self.measure.of(self.reference)[theirs]
            self.tried[x] = found
        return float(np.nanmedian(self.tried[x]))

    @property
    def settings(self) -> list[float]:
        """Return the settings tried (ln), in order."""
        return sorted(self.tried)

    def brackets(self) -> list[tuple[float, float]]:
        """Return neighbours between which the median difference changes sign."""
        each = self.settings
        return [(a, b) for a, b in zip(each, each[1:], strict=False) if self.at(a) * self.at(b) <= 0.0]

    @property
    def size(self) -> float:
        """Return the size that a difference is small against."""
        return max(abs(float(np.nanmedian(self.measure.of(self.reference)))), 1e-12)


def equalised(
    name: str, study: Study, reference: Result, measure: Measure, dose: Dose, run: Runner
) -> Reached | Fault:
    """Return the least setting at which a study equals the reference, or why there is none.

    Parameters
    ----------
    name, study
        What is turned.
    reference
        A run of what it is to equal.
    measure, dose
        In what, and by which setting.
    run
        Runs a study on the draws and people of the reference.
    """
    search = _Search(name, study, reference, measure, dose, run)
    for x in np.linspace(log(dose.low), log(dose.high), _COARSE).tolist():
        search.at(x)
    if not search.brackets():
        return _unreached(search)
    crossings = len(search.brackets())
    best = _narrowed(search)
    value = exp(best)
    return Reached(name, dose, value, *_over_draws(search), search.at(best), len(search.tried), crossings)


def _narrowed(search: _Search) -> float:
    """Return the setting (ln) of the least difference in the first bracket, narrowed by the Illinois rule."""
    low, high = search.brackets()[0]
    at_low, at_high, kept = search.at(low), search.at(high), 0
    for _ in range(_MOST - len(search.tried)):
        x = low + (high - low) * (at_low / (at_low - at_high) if at_low != at_high else 0.5)
        found = search.at(x)
        if abs(found) <= _NEAR * search.size:
            return x
        if found * at_low > 0.0:
            low, at_low, at_high, kept = x, found, at_high / (2.0 if kept > 0 else 1.0), 1
        else:
            high, at_high, at_low, kept = x, found, at_low / (2.0 if kept < 0 else 1.0), -1
    inside = [x for x in search.settings if low <= x <= high]
    return min(inside, key=lambda x: abs(search.at(x)))


def _over_draws(search: _Search) -> tuple[tuple[float | None, float | None], float]:
    """Return the 90 % interval of the setting over draws, and the share of draws that have one."""
    x = np.array(search.settings)
    table = np.stack([search.tried[each] for each in search.settings], axis=1)
    roots = np.array([_root(x, row) for row in table[np.isfinite(table).all(axis=1)]])
    ends = np.quantile(roots, (0.5 * (1.0 - LEVEL), 0.5 * (1.0 + LEVEL)), method="nearest")
    low, high = (exp(end) if np.isfinite(end) else None for end in ends)
    return (low, high), float(np.mean(np.isfinite(roots)))


def _root(x: Array, differences: Array) -> float:
    """Return where one draw's difference first changes sign (ln); infinite where it lies beyond the ends.

    A draw that stays below the reference needs more than the strongest setting if more does more, and the
    other way round.
    """
    signs = np.sign(differences)
    change = np.flatnonzero(signs[:-1] * signs[1:] <= 0.0)
    if len(change):
        i = change[0]
        step = differences[i] - differences[i + 1]
        return float(x[i] + (x[i + 1] - x[i]) * (differences[i] / step if step != 0.0 else 0.0))
    rises = differences[-1] >= differences[0]
    return inf if (signs[0] < 0.0) == rises else -inf


def _unreached(search: _Search) -> Fault:
    """Return why no setting reaches equality: the range, and the least and most within it."""
    dose, unit = search.dose, search.measure.outcome.unit
    goal = float(np.nanmedian(search.measure.of(search.reference)))
    found = [goal + search.at(x) for x in search.settings]
    told = [f"{value:.3g}{'' if unit == '1' else f' {unit}'}" for value in (goal, min(found), max(found))]
    within = f"a {dose.key} from {dose.text(dose.low)} to {dose.text(dose.high)}"
    expected = f"{within} with a {search.measure.name} of {told[0]}"
    received = f"{told[1]} to {told[2]} at the settings tried"
    step = "turn another setting with --by, or change the course"
    return Fault(f"equal: {search.name}", expected, received, step)


def equal_studies(
    studies: dict[str, Study],
    name: str,
    by: str | None = None,
    run: Callable[[Study], Result] | None = None,
) -> tuple[dict[str, Study], dict[str, Any]]:
    """Return studies made equal to the first, and what was found as plain values.

    Parameters
    ----------
    studies
        By name; the first is the reference and stays as it is.
    name
        downtime, darkening or benefit.
    by
        The setting to turn; by default that of each device.
    run
        In place of the usual run.

    Raises
    ------
    InputError
        A measure or setting that is not there, or a study that no setting makes equal; all at once.
    """
    go = run or (lambda study: simulate(study))
    what = measure(name, studies)
    (first, leading), *rest = studies.items()
    turned = [(each, study, dose_for(each, study, by)) for each, study in rest]
    reference = go(leading)
    if what.outcome.id not in reference.values:
        expected = f"a course with a {name}"
        raise InputError([Fault(f"equal: {first}", expected, "none", "compare it with a course of sessions")])
    shared = common(leading)
    found = [equalised(n, study.replace(shared), reference, what, dose, go) for n, study, dose in turned]
    faults = [each for each in found if isinstance(each, Fault)]
    if faults:
        raise InputError(faults)
    reached = [each for each in found if isinstance(each, Reached)]
    told = {
        "measure": name,
        "outcome": what.outcome.known_as,
        "unit": what.outcome.unit,
        "time_days": what.day,
        "reference": first,
        "level": LEVEL,
        "value": float(np.nanmedian(what.of(reference))),
        "reached": [each.to_json() for each in reached],
    }
    same = {
        each.name: each.dose.put(study, each.value)
        for each, (_, study, _) in zip(reached, turned, strict=True)
    }
    return {first: leading, **same}, told
