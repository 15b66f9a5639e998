"""Published scores, grades, shares and marks as the figures that the fit of people and scales uses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.responses import Response
from needlework.evidence.observations import Observation
from needlework.evidence.parameters import load_parameters
from needlework.figures.amounts import standard_error, study_size
from needlework.figures.arms import design_of, needling_alone, people_of, untreated
from needlework.figures.courses import phototype
from needlework.figures.days import day_of, own_last_day
from needlework.observation.people import FITTED_THRESHOLDS, threshold_effect
from needlework.outcomes import outcomes
from needlework.view import GAIN

Array = NDArray[np.float64]
Kind = Literal["ratio", "points", "grade", "share", "dark"]

SCORES = ("scar_score", "scar_scale", "pigment_score", "scar_type")
GRADES: Mapping[str, tuple[int, int]] = {  # ends of the ordinal scales
    o.id: (int(o.bounds[0]), int(o.bounds[1])) for o in outcomes().values() if o.spread == "grade"
}
SPREADS = ("score", "grade", "share")  # families of scales that have a spread between studies of their own
_TYPES = ("rolling", "boxcar", "icepick")
_RATED = ("scar_score", "scar_grade", "scar_scale", "wrinkle_grade", "quartile", "patient_rating", "gais")
_LEAST_COURSE = 0.05  # of the response of the usual course; a power needs a floor
_USUAL_TYPE = 3.5  # mean phototype where a report is silent: most series come from types III and IV


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with what its prediction needs.

    Attributes
    ----------
    id, cohort, spread
        Observation, people it belongs to, and which spread between studies applies (one of `SPREADS`).
    group
        Same for bands that divide the same people at the same visit.
    kind
        ``ratio`` (ln of score after over before), ``points`` (change of a score in points), ``grade`` (change
        of a grade), ``share`` (people at or above a threshold) or ``dark`` (people with new darkening).
    value
        In the unit of the kind; for shares the number of people.
    n
        People.
    se
        Standard error of the value where the report gives one, else None.
    base, base_sd
        Score or grade before, and how unsure it is; 1 and 0 for ratios.
    concern
        What is treated.
    gain, type
        Record of the gain, and of the scar type where the figure belongs to one.
    needled
        Whether the people were.
    h
        Response of the tissue relative to the usual course, over draws of the biology, shape (draws,) or a
        single one for all; 0 without needling.
    dose
        ln of the injured share over that of the usual course, shaped as ``h``.
    day
        Day from the first session.
    open
        Whether raters knew the treatment; reports that are silent are taken to have been open.
    lower, upper
        Band of a share: names of fitted thresholds or effects on ln(score); None is open.
    ordinal
        Mean phototype.
    """

    id: str
    cohort: str
    group: str
    spread: str
    kind: Kind
    value: float
    n: int
    se: float | None
    base: float
    base_sd: float
    concern: str
    gain: str
    type: str | None
    needled: bool
    h: Array = field(compare=False)
    dose: Array = field(compare=False)
    day: float
    open: bool
    lower: str | float | None = None
    upper: str | float | None = None
    lowest: int = 0
    highest: int = 0
    ordinal: float = _USUAL_TYPE


def usable(o: Observation) -> bool:
    """Return whether a figure can inform people and scales: needling alone, a size, a known scale."""
    if not (needling_alone(o) or untreated(o)) or o.population.concern not in GAIN or o.bound:
        return False
    return _kind(o) is not None


def _kind(o: Observation) -> Kind | None:
    if o.kind == "responders":
        if untreated(o) or not (o.n_of or (o.value is not None and o.n)):
            return None
        if o.outcome == "pih_probability":
            return "dark"
        told = o.threshold not in (None, "none") or o.band is not None
        return "share" if o.family in _RATED and told else None
    if o.value is None or o.statistic == "median" and o.baseline is None:
        return None
    if o.outcome in GRADES:
        return "grade" if o.kind == "change_absolute" or (o.kind == "absolute" and o.baseline) else None
    if o.family not in SCORES:
        return None
    if o.kind == "change_percent" or (o.kind == "absolute" and o.baseline):
        return "ratio"
    known = o.baseline is not None or f"scale.base_{o.outcome}" in load_parameters()
    return "points" if o.kind == "change_absolute" and known else None


def figures(
    observations: Iterable[Observation], found: Mapping[str, Response], *, mechanism: bool = True
) -> list[Figure]:
    """Return the figures of observations that are usable.

    Parameters
    ----------
    observations
        Records; those that are not usable are left out.
    found
        Responses by observation id.
    mechanism
        Whether the course matters; without it every needled arm responds alike.
    """
    return [_figure(o, found.get(o.id), mechanism) for o in observations if usable(o)]


def _figure(o: Observation, response: Response | None, mechanism: bool) -> Figure:
    kind = _kind(o)
    assert kind is not None
    base, base_sd = _base(o, kind)
    h, dose = _response(response, mechanism)
    lower, upper = _band(o) if kind == "share" else (None, None)
    lowest, highest = GRADES.get(o.outcome or "", (0, 0))
    n = study_size(o)
    return Figure(
        id=o.id,
        cohort=people_of(o),
        group=f"{o.study}/{o.arm}/{o.endpoint}/{o.time_days}",
        spread="share" if kind == "share" else "grade" if kind == "grade" else "score",
        kind=kind,
        value=_value(o, kind, n),
        n=n,
        se=standard_error(o) if kind in ("points", "grade") else None,
        base=base,
        base_sd=base_sd,
        concern=o.population.concern or "",
        gain=_own_gain(o.outcome) or GAIN[o.population.concern or ""],
        type=_type(o),
        needled=response is not None,
        h=h,
        dose=dose,
        day=response.day if response else day_of(o, own_last_day(o)) or 0.0,
        open=design_of(o) == "open",
        lower=lower,
        upper=upper,
        lowest=lowest,
        highest=highest,
        ordinal=phototype(o) or _USUAL_TYPE,
    )


def _value(o: Observation, kind: Kind, n: int) -> float:
    value = o.value if o.value is not None else math.nan
    if kind in ("share", "dark"):
        return float(o.n_of[0]) if o.n_of else float(round(value * n))
    if kind == "ratio":
        if o.kind == "change_percent":
            return math.log1p(value / 100.0)
        return math.log(value / (o.baseline or math.nan))
    return value - o.baseline if o.kind == "absolute" and o.baseline else value


def _base(o: Observation, kind: Kind) -> tuple[float, float]:
    if kind not in ("points", "grade"):
        return 1.0, 0.0
    if o.baseline is not None:
        return o.baseline, 0.0
    record = load_parameters()[f"scale.base_{o.outcome}"]
    low, high = record.ppf([0.16, 0.84])
    return record.value, 0.5 * float(high - low)


def _response(response: Response | None, mechanism: bool) -> tuple[Array, Array]:
    if response is None:
        return np.zeros(1), np.zeros(1)
    return (response.h, response.dose) if mechanism else (np.ones(1), np.zeros(1))


def smallest_course(figures: Iterable[Figure]) -> float:
    """Return the response of the smallest course among figures: medians over draws, relative to the usual.

    Below it nothing is known of scales but that no needling has no effect.
    """
    return max(min((float(np.median(f.h)) for f in figures if f.needled), default=1.0), _LEAST_COURSE)


def _band(o: Observation) -> tuple[str | float | None, str | float | None]:
    lower, upper = o.band if o.band else (o.threshold, None)
    return _threshold(lower), _threshold(upper)


def _threshold(word: str | None) -> str | float | None:
    """Return the effect on ln(score) that a word asks for, or the word where it is fitted."""
    return word if word is None or word in FITTED_THRESHOLDS else threshold_effect(word)


def _own_gain(outcome: str | None) -> str | None:
    """Return the record of a scale's own gain, where its outcome has one."""
    return outcomes()[outcome].gain if outcome in outcomes() else None


def _type(o: Observation) -> str | None:
    return o.population.morphology if o.population.morphology in _TYPES else None


@dataclass(frozen=True)
class FigureTable:
    """Figures of one kind as arrays.

    Attributes
    ----------
    figures
        The figures.
    effect
        Index of each one's study effect, shape (figures,).
    h, dose
        Response and dose of each one's course over draws of the biology, shape (draws, figures).
    """

    figures: Sequence[Figure]
    effect: NDArray[np.int64]
    h: Array
    dose: Array

    @classmethod
    def of(cls, figures: Sequence[Figure], effect: Sequence[int], biologies: int) -> FigureTable:
        """Return figures as a table; a figure with one response has it in every draw."""
        wide = lambda name: np.stack(  # noqa: E731
            [np.broadcast_to(getattr(f, name), (biologies,)) for f in figures], axis=1
        )
        return cls(figures, np.array(effect, dtype=np.int64), wide("h"), wide("dose"))

    def drawn(self, rows: NDArray[np.int64]) -> FigureTable:
        """Return the table with some draws of the biology, repeats allowed."""
        return replace(self, h=self.h[rows], dose=self.dose[rows])

    def column(self, name: str) -> Array:
        """Return an attribute of the figures as numbers; None is NaN."""
        values = (getattr(f, name) for f in self.figures)
        return np.array([math.nan if v is None else float(v) for v in values])

    def index(self, name: str, keys: Sequence[str]) -> NDArray[np.int64]:
        """Return the place of an attribute in some keys, the number of keys where it is None."""
        values = (getattr(f, name) for f in self.figures)
        return np.array([keys.index(v) if v in keys else len(keys) for v in values], dtype=np.int64)
