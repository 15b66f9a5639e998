"""Published figures and records as tables with the column names of PEtab version 1.

PEtab-style, not a PEtab problem: no model is named. An observable is an outcome by its id, a condition is a
course, and a simulator must report the one under the other. See Schmiester et al. 2021, PLoS Comput Biol
17:e1008646, for the columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from needlework.evidence.distributions import Beta, Distribution, Fixed, Lognormal, Normal, Uniform
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import load_parameters
from needlework.figures.amounts import printed_value, standard_error
from needlework.figures.days import day_of, own_last_day

Table = tuple[Sequence[str], Sequence[Sequence[object]]]

_MEASUREMENTS = (
    "observableId",
    "simulationConditionId",
    "measurement",
    "time",
    "noiseParameters",
    "datasetId",
    "observationId",
    "sourceId",
    "usedInFit",
    "heldOut",
)
_OBSERVABLES = (
    "observableId",
    "observableName",
    "observableFormula",
    "observableTransformation",
    "noiseFormula",
    "noiseDistribution",
)
_COURSE = ("device", "sessions", "interval_days", "depth_mm", "passes", "density_per_cm2", "adjunct")
_PEOPLE = ("age_mean", "phototypes", "site", "concern", "morphology")
_PARAMETERS = (
    "parameterId",
    "parameterName",
    "parameterScale",
    "lowerBound",
    "upperBound",
    "nominalValue",
    "estimate",
    "objectivePriorType",
    "objectivePriorParameters",
)
_BOUNDS = 0.9999  # central share of a prior that its bounds hold
_CHANGES = {"change_percent": "percent_change", "change_absolute": "change", "ratio": "ratio"}


def petab_tables() -> Mapping[str, Table]:
    """Return ``measurements``, ``observables``, ``conditions``, ``parameters`` and ``left_out``.

    A figure is a measurement where it has an outcome, a value (or a count) and a day after the first session.
    """
    placed: list[tuple[Observation, float, float]] = []
    rest: list[Sequence[object]] = []
    for o in load_observations().values():
        value, day = printed_value(o), day_of(o, own_last_day(o))
        why = _why_not(o, value, day)
        if why is not None:
            rest.append((o.id, why))
        elif value is not None and day is not None:
            placed.append((o, value, day))
    noises = sorted({_observable(o) for o, _, _ in placed if standard_error(o) is None})
    return {
        "measurements": (_MEASUREMENTS, [_measurement(o, value, day) for o, value, day in placed]),
        "observables": (_OBSERVABLES, _observables([o for o, _, _ in placed])),
        "conditions": _conditions([o for o, _, _ in placed]),
        "parameters": (_PARAMETERS, _parameters(noises)),
        "left_out": (("observationId", "reason"), rest),
    }


def _why_not(o: Observation, value: float | None, day: float | None) -> str | None:
    if o.species != "human":
        return f"species {o.species}"
    if o.outcome is None:
        return "no outcome of this program"
    if o.kind in ("qualitative", "p_value", "contrast"):
        return o.kind
    if value is None:
        return "no single value"
    return "no day after the first session" if day is None else None


def _name(text: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in text)


def _observable(o: Observation) -> str:
    """Return an id that tells outcome, kind of figure and, for a share, the class."""
    share = o.threshold or "_to_".join(word or "open" for word in o.band or ())
    return "__".join(
        filter(None, (o.outcome, _CHANGES.get(o.kind), share if o.kind == "responders" else None))
    )


def _measurement(o: Observation, value: float, day: float) -> Sequence[object]:
    error = standard_error(o)
    noise = f"noise_{_observable(o)}" if error is None else error
    flags = int(o.used_in_fit), int(o.held_out)
    return (_observable(o), _name(o.id), value, day, noise, _name(o.study), o.id, o.source, *flags)


def _observables(placed: Sequence[Observation]) -> list[Sequence[object]]:
    rows = []
    for key, o in sorted({_observable(o): o for o in placed}.items()):
        kind = {"change_percent": "% of baseline, change", "change_absolute": "change", "ratio": "ratio"}
        name = ", ".join(filter(None, (o.outcome, kind.get(o.kind), o.threshold)))
        rows.append((f"{key}", name, key, "lin", f"noiseParameter1_{key}", "normal"))
    return rows


def _conditions(placed: Sequence[Observation]) -> Table:
    rows = [
        (
            *(_name(o.id), o.arm or o.study),
            *(getattr(o.course, name) for name in _COURSE),
            *(getattr(o.population, name) for name in _PEOPLE),
        )
        for o in placed
    ]
    return ("conditionId", "conditionName", *_COURSE, *_PEOPLE), rows


def _parameters(noises: Sequence[str]) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [
        (
            *(_name(p.id), p.meaning, *_prior_scale(p.distribution), p.value),
            *(int(not isinstance(p.distribution, Fixed)), *_prior(p.distribution)),
        )
        for p in load_parameters().values()
    ]
    return rows + [
        (f"noise_{key}", f"standard error of a published {key}", "log10", 1e-3, 1e3, 1.0, 1, "", "")
        for key in noises
    ]


def _prior_scale(d: Distribution) -> tuple[str, float, float]:
    """Return the scale and the bounds."""
    scale = "log" if isinstance(d, Lognormal) else "lin"
    return scale, *d.interval(_BOUNDS)


def _prior(d: Distribution) -> tuple[str, str]:
    """Return type and parameters; nothing for a fixed value and for a beta, which PEtab 1 does not know."""
    match d:
        case Lognormal():
            return "logNormal", f"{math.log(d.median):.12g};{math.log(d.gsd):.12g}"
        case Normal():
            return "normal", f"{d.mean:.12g};{d.scale:.12g}"
        case Uniform():
            return "uniform", f"{d.lower:.12g};{d.upper:.12g}"
        case Beta() | Fixed() | _:
            return "", ""
