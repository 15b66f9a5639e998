"""Published studies side by side: a group for each scale family and axis, with a mean where there is one."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.scales import FAMILIES, GRADES, QUARTERS, THRESHOLDS
from needlework.figures.arms import ROLES, Role, is_needling_study, role
from needlework.figures.effects import Axis, Effect, effect_of, share_of
from needlework.figures.pooling import LEAST, Pooled, pool

# Families whose figures are of one kind of quantity, so that a mean of studies can be read. Those of the
# second list are pooled over concerns, the others within the concern that most cohorts have.
_POOLED = ("scar_score", "scar_grade", "scar_scale", "pigment_score", "quartile")
_POOLED_OVER_CONCERNS = ("pih",)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, or one sum of exclusive classes, on the axis of its group."""

    observation: Observation
    role: Role
    effect: Effect
    ids: tuple[str, ...]

    @property
    def cohort(self) -> str:
        """The people behind the figure: studies of the same people count once."""
        return self.observation.cohort or self.observation.study


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one family that may stand on one axis; ``threshold`` only where the axis is a share."""

    family: str
    axis: Axis
    unit: str
    threshold: str | None
    rows: tuple[Row, ...]
    pooled: Pooled | None

    @property
    def key(self) -> str:
        """A name that can be part of an address."""
        return "-".join(filter(None, (self.family, self.axis, self.threshold))).replace("_", "-")


def groups(observations: Iterable[Observation] | None = None) -> list[Group]:
    """Return every group of figures of people in needling studies; by default of all on file.

    A group has at least two figures.
    """
    found: dict[tuple[str, Axis, str | None], list[Row]] = defaultdict(list)
    for row in _rows(_considered(observations)):
        o = row.observation
        threshold = o.threshold if row.effect.axis == "share" else None
        found[(o.family or "other", row.effect.axis, threshold)].append(row)
    return [
        Group(family, axis, rows[0].effect.unit, threshold, _sorted(rows), _mean(family, axis, rows))
        for (family, axis, threshold), rows in sorted(found.items(), key=lambda item: _order(item[0]))
        if len(rows) > 1
    ]


def left_out(observations: Iterable[Observation] | None = None) -> list[tuple[Observation, str]]:
    """Return the figures of the same studies that stand in no group, each with the reason."""
    considered = _considered(observations)
    shown = {id for group in groups(considered) for row in group.rows for id in row.ids}
    rest = [(o, effect_of(o)) for o in considered if o.id not in shown]
    return [(o, e if isinstance(e, str) else "the only figure of its kind") for o, e in rest]


def _considered(observations: Iterable[Observation] | None) -> list[Observation]:
    given = load_observations().values() if observations is None else observations
    return [o for o in given if o.family and is_needling_study(o)]


def _rows(considered: Sequence[Observation]) -> list[Row]:
    rows = [
        Row(o, role(o), effect, (o.id,))
        for o in considered
        if isinstance(effect := effect_of(o), Effect) and not _is_top_class(o, considered)
    ]
    return rows + _sums(considered)


def _series(o: Observation) -> tuple[object, ...]:
    return (o.study, o.arm, o.endpoint, o.family, o.time_days, o.time_range)


def _is_top_class(o: Observation, considered: Sequence[Observation]) -> bool:
    """Return whether a threshold is the open end of a series of exclusive classes; the sums hold it then."""
    return (
        o.threshold is not None
        and o.n_of is not None
        and any(_series(other) == _series(o) and other.band is not None for other in considered)
    )


def _sums(considered: Sequence[Observation]) -> list[Row]:
    """Turn series of exclusive classes into shares of at least so much.

    A class that is not printed is empty only where the printed ones make up everybody, or where the top class
    is printed and those below it follow without a gap.
    """
    series: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in considered:
        if o.kind == "responders" and o.n_of and (o.band or (o.threshold and o.threshold != "none")):
            series[_series(o)].append(o)
    return [
        row
        for classes in series.values()
        if any(o.band for o in classes)
        for ladder, least in ((QUARTERS, 0), (GRADES, 1))
        for row in _cumulated(classes, ladder, least)
    ]


def _cumulated(classes: Sequence[Observation], ladder: Sequence[str], least: int) -> list[Row]:
    parts = [_part(o, ladder) for o in classes]
    if any(part is None for part in parts):
        return []
    spans = [part for part in parts if part is not None]
    first, of = classes[0], (classes[0].n_of or (0, 0))[1]
    everybody = sum(count for _, _, count in spans) == of
    rows = []
    for rank in range(len(ladder) - 1, least - 1, -1):
        above = [part for part in spans if part[0] >= rank]
        splits = any(lower < rank < upper for lower, upper, _ in spans)
        if splits or not (everybody or _without_gap(above, rank, len(ladder))):
            continue
        count = sum(part[2] for part in above)
        lower, upper = share_of(count, of)
        told = replace(
            first, threshold=ladder[rank], band=None, n_of=(count, of), definition="summed from classes"
        )
        effect = Effect("share", "", count / of, lower, upper, "derived from the count")
        rows.append(Row(told, role(first), effect, tuple(o.id for o in classes)))
    return rows


def _part(o: Observation, ladder: Sequence[str]) -> tuple[int, int, int] | None:
    """Return lower and upper rank of a class on a ladder and its count; None if it is of another ladder."""
    lower, upper = o.band or (o.threshold, None)
    if any(word is not None and word not in ladder for word in (lower, upper)):
        return None
    low = -1 if lower is None else ladder.index(lower)
    return low, len(ladder) if upper is None else ladder.index(upper), (o.n_of or (0, 0))[0]


def _without_gap(spans: Sequence[tuple[int, int, int]], rank: int, top: int) -> bool:
    at = rank
    for lower, upper, _ in sorted(spans):
        if lower != at:
            return False
        at = upper
    return at == top


def _mean(family: str, axis: Axis, rows: Sequence[Row]) -> Pooled | None:
    """Return the random-effects mean of needling alone, one figure for each cohort: its last.

    Figures that were recalled, not read, and those without an interval stay out.
    """
    usable = [
        r
        for r in rows
        if r.role == "needling alone" and r.observation.read != "memory" and _measured(r) is not None
    ]
    if family in _POOLED:
        concerns = Counter({r.cohort: r.observation.population.concern for r in usable}.values())
        most = max(concerns, key=lambda c: concerns[c], default=None)
        usable = [r for r in usable if r.observation.population.concern == most]
    elif family not in _POOLED_OVER_CONCERNS:
        return None
    usable.sort(key=lambda r: (r.observation.time_days or 0.0, r.observation.outcome is not None))
    last = {row.cohort: found for row in usable if (found := _measured(row))}
    if len(last) < LEAST:
        return None
    pooled = pool([value for value, _ in last.values()], [error for _, error in last.values()])
    return _as_share(pooled) if axis == "share" else pooled


def _measured(row: Row) -> tuple[float, float] | None:
    """Return value and standard error; of a share the log-odds with half a person added to both sides."""
    effect, counted = row.effect, row.observation.n_of
    if effect.axis == "share":
        if counted is None:
            return None
        yes, no = counted[0] + 0.5, counted[1] - counted[0] + 0.5
        return math.log(yes / no), math.sqrt(1 / yes + 1 / no)
    if effect.lower is None or effect.upper is None:
        return None
    return effect.value, (effect.upper - effect.lower) / (2 * 1.959964)


def _as_share(p: Pooled) -> Pooled:
    ends = [tuple(_expit(x) for x in pair) for pair in (p.interval, p.prediction)]
    return Pooled(p.studies, _expit(p.mean), (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]), p.between)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _sorted(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(
        sorted(
            rows, key=lambda r: (ROLES.index(r.role), r.effect.value, r.observation.study, r.observation.id)
        )
    )


def _order(key: tuple[str, Axis, str | None]) -> tuple[object, ...]:
    family, axis, threshold = key
    return (
        FAMILIES.index(family),
        ("percent", "share", "level").index(axis),
        THRESHOLDS.index(threshold or "any"),
    )
