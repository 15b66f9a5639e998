"""A result as the JSON document that programs rely on: ``needlework/result/1``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.fit import informed
from needlework.evidence.parameters import Grade, Parameter
from needlework.figures.amounts import USUAL_SIZE as STUDY_SIZE
from needlework.figures.beside import Published, plain_mean, published
from needlework.figures.comparability import Setting
from needlework.figures.days import is_near
from needlework.outcomes import Outcome, jsonable, not_modelled, outcomes
from needlework.result import Result, standard_ranks
from needlework.spread import LEVEL, Figures, Pair, Spread, spread_of
from needlework.support import why_not_reported
from needlework.view import GAIN

Array = NDArray[np.float64]

SCHEMA = "needlework/result/1"
_BY_CHANCE = 6.6  # draws times a squared correlation, which chance passes in one of 100 (chi-squared, 1 df)
_LEAST_SHARE = 0.05  # of variance that a record must explain to count for the evidence grade
_ORDER: tuple[Grade, ...] = ("assumed", "literature", "calibrated")


def document(result: Result) -> dict[str, Any]:
    """Return the JSON document of a result."""
    several = [result, *result.others] if result.whole else [result]
    return {
        "schema": SCHEMA,
        "study": result.asked.to_dict(),
        "seed": result.study.seed,
        "version": result.provenance["version"],
        "not_used": [dict(entry) for entry in result.not_used],
        "penetration": _penetration(result),
        **({"zones": zones(several)} if result.asked.zones else {}),
        "outcomes": [
            row
            for key in outcomes()
            for part in several
            if key in part.values and _shown_of(part, several, outcomes()[key])
            for row in rows(part, outcomes()[key])
        ],
        "not_modelled": not_modelled(),
        "warnings": list(dict.fromkeys(word for part in several for word in part.warnings)),
        "runtime_s": round(sum(part.provenance["runtime_s"] for part in several), 3),
    }


def _penetration(result: Result) -> dict[str, Any]:
    return {
        "channel_depth_um": _single(result, "channel_depth"),
        "channel_density_per_cm2": _single(result, "channel_density"),
        "injured_fraction": _single(result, "injured_fraction"),
    }


def _shown_of(part: Result, several: list[Result], outcome: Outcome) -> bool:
    """Return whether an outcome is printed of a part: what all concerns of a zone share is printed once."""
    leading = next(other for other in several if other.zone == part.zone)
    return part is leading or bool(outcome.concerns)


def zones(several: list[Result]) -> dict[str, Any]:
    """Return each zone's wound, and minutes and areas of them all.

    Minutes are of one session in every zone; an area is null where a zone that counts does not state its own.
    """
    places = {part.zone: part for part in reversed(several)}
    ordered = [places[name] for name in dict.fromkeys(part.zone for part in several)]
    minutes = [part.values["session_minutes"] for part in ordered if "session_minutes" in part.values]
    numbed = [part for part in ordered if part.study.course.anaesthesia is not None]
    return {
        "each": [
            {"zone": part.zone, "area_cm2": part.study.course.area, "penetration": _penetration(part)}
            for part in ordered
        ],
        "minutes": _sum_of(minutes) if len(minutes) == len(ordered) else None,
        "area_cm2": _area_of(ordered),
        "anaesthetic_area_cm2": _area_of(numbed),
    }


def _area_of(places: list[Result]) -> float | None:
    """Return the area (cm²) of places together, None where there is none or one does not state its own."""
    areas = [part.study.course.area for part in places]
    known = [area for area in areas if area is not None]
    return sum(known) if known and len(known) == len(areas) else None


def _sum_of(minutes: list[Array]) -> dict[str, Any]:
    """Return the median over draws, and its interval, of a sum over zones of the same persons."""
    low, median, high = np.nanpercentile(np.nanmean(sum(minutes), axis=1), (5.0, 50.0, 95.0))
    return {"mean": jsonable(median), "mean_interval": [jsonable(low), jsonable(high)], "level": LEVEL}


def _single(result: Result, key: str) -> dict[str, Any]:
    spread = spread_for(result, outcomes()[key])
    return {
        "median": jsonable(spread.median),
        "interval": [jsonable(x) for x in spread.unknown],
        "level": LEVEL,
    }


def spread_for(result: Result, outcome: Outcome, *, printed: bool = False) -> Spread:
    """Return mean and intervals of an outcome over a result's times, or over those of its rows alone."""
    chosen = result.rows if printed and outcome.rows == "series" else slice(None)
    at = lambda kept: kept[outcome.id][..., chosen] if outcome.id in kept else None  # noqa: E731
    return spread_of(
        outcome,
        result.values[outcome.id][..., chosen],
        result.parameters,
        STUDY_SIZE,
        result.study.seed,
        untreated=at(result.untreated),
        means=at(result.means),
        untreated_means=at(result.untreated_means),
    )


def rows(result: Result, outcome: Outcome) -> list[dict[str, Any]]:
    """Return one row per printed time of an outcome."""
    spread = spread_for(result, outcome, printed=True)
    head, missing = _head(result, outcome), _missing(result, outcome)
    standing, beside = _standing(result, outcome, spread), published_beside(result, outcome)
    if outcome.rows == "once":
        moments: list[tuple[Any, float, float | None]] = [(..., _once_time(result, outcome), None)]
    else:
        moments = [(i, day, day) for i, day in enumerate(result.times[result.rows].tolist())]
    return [
        head
        | {"time_days": day}
        | _figures(missing, spread, i)
        | standing
        | _published(result, beside, published_day)
        for i, day, published_day in moments
    ]


def reported(result: Result, outcome: Outcome) -> bool:
    """Return whether an outcome of a result is headlined, not only listed as explored."""
    return _standing(result, outcome, spread_for(result, outcome, printed=True))["reported"]


def _standing(result: Result, outcome: Outcome, spread: Spread) -> dict[str, Any]:
    """Return whether an outcome is reported, why not, and its zone."""
    study, change = result.study, np.asarray(spread.difference.median)
    why = why_not_reported(outcome, change, needled=bool(study.course.session_days), skin=study.skin)
    return {
        "reported": why is None,
        **({"reported_why": why} if why else {}),
        "zone": result.zone,
        **({"concern": result.concern} if result.concern else {}),
    }


def _once_time(result: Result, outcome: Outcome) -> float:
    return float(result.times[-1]) if outcome.moment == "horizon" else 0.0


def _head(result: Result, outcome: Outcome) -> dict[str, Any]:
    records = driving_records(result, outcome)
    return {
        "id": outcome.known_as,
        "title": outcome.title,
        "unit": outcome.unit,
        "relative_to": "baseline" if outcome.form == "change" else None,
        **({"definition": outcome.definition} if outcome.definition else {}),
        "level": LEVEL,
        "label": outcome.label,
        "evidence": evidence_grade(result, outcome),
        "applicability": "inside" if result.inside else "outside",
        "sources": sorted({p.source for p in records if p.source}),
    }


def _missing(result: Result, outcome: Outcome) -> dict[str, str]:
    """Return the reason for each interval that would be meaningless."""
    draws, persons = result.values[outcome.id].shape[:2]
    reasons = {"mean": "one draw, so nothing unknown varies"} if draws == 1 else {}
    reasons |= {"person": "one person, the typical one"} if persons == 1 else {}
    return {**reasons, **(outcome.no_interval or {})}


def _figures(missing: Mapping[str, str], spread: Spread, i: Any) -> dict[str, Any]:
    """Return the figures of one moment: of needled people, untreated ones, their difference, and studies."""
    one = lambda values: jsonable(np.asarray(values)[i])  # noqa: E731

    def pair(kind: str, ends: Callable[[], Pair]) -> list[float | None] | None:
        return None if kind in missing else [one(end) for end in ends()]

    def people(found: Figures | Spread) -> dict[str, Any]:
        return {
            "mean": one(found.median),
            "mean_interval": pair("mean", lambda: found.unknown),
            "person_interval": pair("person", lambda: found.persons),
        }

    trial = pair("study", lambda: spread.trial.interval)
    found = {
        **people(spread),
        "study_interval": pair("study", lambda: spread.studies),
        "untreated": people(spread.untreated),
        "difference": people(spread.difference) | {"study_interval": trial},
    }
    if "study" not in missing:
        found["studies"] = {
            design: {"mean": one(printed.median), "interval": [one(end) for end in printed.interval]}
            for design, printed in (("open", spread.open), ("blinded", spread.blinded))
        }
    return found | ({"intervals_why": dict(missing)} if missing else {})


def drivers(result: Result, outcome: Outcome) -> list[tuple[str, float]]:
    """Return the records that explain most of an outcome's variance over draws, with the share each explains.

    Squared rank correlation with the mean over persons at the horizon; a share below 5 %, or below what
    chance gives with so few draws, is left out.
    """
    values = np.nanmean(result.values[outcome.id], axis=1)
    target = values[:, -1] if values.ndim == 2 else values
    if len(target) < 8 or np.nanstd(target) == 0:
        return []
    names, ranks = result.ranked_parameters
    shares = np.square(ranks @ standard_ranks(target))
    least = least_share(len(target))
    found = [(name, float(share)) for name, share in zip(names, shares, strict=True) if share >= least]
    return sorted((d for d in found if can_act(d[0], outcome)), key=lambda item: -item[1])


def least_share(draws: int) -> float:
    """Return the share of variance from which a record counts as a driver, with so many draws."""
    return max(_LEAST_SHARE, _BY_CHANCE / draws)


def driving_records(result: Result, outcome: Outcome) -> list[Parameter]:
    """Return the records of `drivers`, with those that the study's device, course and concern bring."""
    return [result.records[name] for name, _ in drivers(result, outcome) if name in result.records]


def evidence_grade(result: Result, outcome: Outcome) -> Grade:
    """Return the weakest grade among the records that drive an outcome."""
    return grade(_grade(p, result) for p in driving_records(result, outcome))


def can_act(name: str, outcome: Outcome) -> bool:
    """Return whether a drawn quantity can act on an outcome at all; a correlation with another is chance.

    What the study's own device, course and concern bring goes by names of its own (``device/share``), so the
    records of other devices and concerns cannot act, nor can those of other scales and of what studies add.
    """
    kind, _, rest = name.partition(".")
    if kind in ("concern", "penetration", "study"):
        return False
    if kind in {o.own_records for o in outcomes().values()}:
        return outcome.own_records == kind
    if kind == "scale":
        return bool(outcome.concerns) and _of_this_scale(rest, outcome)
    return True


def _of_this_scale(rest: str, outcome: Outcome) -> bool:
    """Return whether a record of scales acts on an outcome's mean, not on another or on what studies add."""
    if rest.startswith("base_"):
        return rest in (f"base_{outcome.id}", "base_spread")
    if rest.startswith("threshold_"):
        return rest == f"threshold_{outcome.threshold}"
    if rest.startswith("gain_"):
        return f"scale.{rest}" in ([outcome.gain] if outcome.gain else map(GAIN.get, outcome.concerns))
    return not rest.startswith(("study_spread", "measurement", "open_label", "count_concentration"))


def _grade(p: Parameter, result: Result) -> Grade:
    """Return a record's grade: calibrated where the fit narrowed it by a fifth or more."""
    fit = result.provenance.get("fit") or {}
    return "calibrated" if informed(fit.get("informed", {}).get(p.id, 1.0)) else p.grade


def grade(grades: Iterable[Grade]) -> Grade:
    """Return the weakest of some grades; ``assumed`` where nothing is known."""
    found = set(grades)
    for weakest in _ORDER:
        if weakest in found:
            return weakest
    return "assumed"


def published_beside(result: Result, outcome: Outcome) -> list[Published]:
    """Return the published figures that may stand beside an outcome of a result."""
    return published(outcome, Setting.of(result.study))


def _published(result: Result, found: list[Published], day: float | None) -> dict[str, Any]:
    """Return the figures beside a row: those near its day, or all of a figure for the whole course."""
    mean = plain_mean(found)
    near = found if day is None else [p for p in found if _belongs(p.day, day, result)]
    return {
        "baseline_prediction": None if mean is None else mean.mean,
        "observed": [_entry(p) for p in near],
    }


def _belongs(day: float | None, row: float, result: Result) -> bool:
    """Return whether a published time belongs to this row: near, and no other row is nearer."""
    if day is None or not is_near(day, row):
        return False
    printed = result.times[result.rows]
    return float(printed[np.argmin(np.abs(printed - day))]) == row


def _entry(p: Published) -> dict[str, Any]:
    o = p.observation
    return {
        "source": o.source,
        "kind": o.kind,
        "value": p.value,
        "bound": o.bound,
        "sd": o.sd,
        "n": p.n,
        "design": p.design,
        "blinded": o.blinded,
        "definition": o.definition,
        "used_in_fit": o.used_in_fit,
    }
