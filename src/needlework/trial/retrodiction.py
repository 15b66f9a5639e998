"""Published comparisons run again through the same code as any design: what they could have found.

Whoever built this had read these papers: retrodiction, not blind prediction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import Observation, load_observations
from needlework.subject.catalogue import read
from needlework.trial.analyses import Recorded
from needlework.trial.labels import contrast_title, visit_title
from needlework.trial.load import load_design
from needlework.trial.operating import Rate, rate_of
from needlework.trial.rating import enrolled
from needlework.trial.runner import Tell, fill, truth_of
from needlework.trial.schema import Design
from needlework.trial.simulate import Simulator
from needlework.trial.trials import Field, itself
from needlework.trial.words import percent
from needlework.units import parse

Array = NDArray[np.float64]

DRAWS = 100
_TRIALS = 20  # of each draw
_TAIL = 0.05  # of simulated trials on either side: what lies beyond is a miss
_LEVEL = 0.05
_PLAIN = ("trial", "n", "what", "printed", "unit", "effect", "alone", "inside")


@dataclass(frozen=True)
class Retrodicted:
    """One printed result beside what simulated trials of the same design found.

    Attributes
    ----------
    records
        Observations that were printed.
    what
        The comparison and its visit.
    printed
        As the record says it.
    effect
        How much better the first side was, in points or percent; None where no amount is printed.
    simulated
        The same of simulated trials: 5 %, 50 % and 95 %.
    better, worse
        Chance that such a trial finds p < 0.05 for its first side, and for the other.
    alone
        Whether the printed result is of the first side alone; the chances are of the comparison all the same.
    inside
        Whether the printed result lies where nine in ten simulated trials do; a printed p value is inside
        where at least one in twenty trials falls on the same side of 0.05.
    """

    trial: str
    records: tuple[str, ...]
    n: int
    what: str
    printed: str
    unit: str
    effect: float | None
    simulated: tuple[float, float, float]
    better: Rate
    worse: Rate
    alone: bool
    inside: bool

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            **{k: getattr(self, k) for k in _PLAIN},
            "records": list(self.records),
            "simulated": list(self.simulated),
            "p_below_0.05_better": self.better.to_json(),
            "p_below_0.05_worse": self.worse.to_json(),
        }


@dataclass(frozen=True)
class _Trials:
    """Simulated trials: mean gains of both sides in points, mean score before, p values and directions.

    Shape (trials, visits) each, ``before`` (trials,).
    """

    first: Array
    second: Array
    before: Array
    p: NDArray[np.float32]
    favours: NDArray[np.bool_]
    draw: NDArray[np.int64]


def retrodicted(
    folder: Path, draws: int = DRAWS, tell: Tell = lambda what, done, total: None
) -> list[Retrodicted]:
    """Return every printed result beside its design's simulated trials.

    Parameters
    ----------
    folder
        Where cohorts are kept.
    draws
        Joint draws of what nobody knows, of each design.
    tell
        Called with what is being done, how much of it is done, and of how much.
    """
    table: Any = read("trials/printed.yaml")
    rows: Sequence[Mapping[str, Any]] = table
    found = []
    for name in dict.fromkeys(row["design"] for row in rows):
        plain: Any = {**read(f"trials/published/{name}.yaml")}
        plain["cohort"] = {**plain["cohort"], "draws": draws}
        design = load_design({**plain, "trials": max(draws * _TRIALS, 100)})
        trials = _simulated(design, folder / name, tell)
        found += [_beside(design, row, trials) for row in rows if row["design"] == name]
    return found


def _simulated(design: Design, folder: Path, tell: Tell) -> _Trials:
    filled = fill(design, None, folder, tell=tell)
    truth, _ = truth_of(filled.store, Simulator(design), (design.endpoints[0].outcome,))
    field, trials = Field(design, truth, design.visits.at, design.n), np.arange(design.trials)
    draw, most = trials % truth.shape[0], design.n[-1]
    verdicts = field.run(0, 0, trials, draw)
    sides, which = field._sides(0, 0, most, itself)
    data = field.recorded(0, 0, sides, which, enrolled(design, "main", trials, draw, most))
    first, second = _means(data)
    before = np.nanmean(data.sides[0].before, axis=1)
    return _Trials(first, second, before, verdicts.p[..., 0], verdicts.favours[..., 0], draw)


def _means(data: Recorded) -> tuple[Array, Array]:
    """Return the mean gains of the two sides or arms of each trial, shape (trials, visits) each."""
    if data.dose is None:
        first, second = (np.nanmean(gain, axis=1) for gain in data.gains)
        return first, second
    arms = [np.nanmean(data.gains[0][:, data.dose == value], axis=1) for value in (1.0, 0.0)]
    return arms[0], arms[1]


def _beside(design: Design, row: Mapping[str, Any], trials: _Trials) -> Retrodicted:
    v = _nearest(design.visits.at, parse(row["visit"], "time", "visit"))
    records = [load_observations()[key] for key in _keys(row)]
    percent = records[0].kind == "change_percent"
    gain = trials.first[:, v] - (0.0 if "side" in row else trials.second[:, v])
    gain = 100.0 * gain / trials.before if percent else gain
    simulated = (float(q) for q in np.quantile(gain, (_TAIL, 0.5, 1.0 - _TAIL)))
    low, middle, high = simulated
    hit = trials.p[:, v] < _LEVEL
    better = rate_of(hit & trials.favours[:, v], trials.draw)
    worse = rate_of(hit & ~trials.favours[:, v], trials.draw)
    effect = None if "p" in row else _effect(records)
    inside = low <= effect <= high if effect is not None else _likely(records[0], better, worse)
    what = contrast_title(design, design.contrasts[0]) if "side" not in row else "the better side alone"
    return Retrodicted(
        design.title or row["design"],
        tuple(_keys(row)),
        design.n[0],
        f"{what}, {visit_title(design.visits.at[v], design.visits.after)}",
        "; ".join(_printed(records)),
        "%" if percent else "points",
        effect,
        (low, middle, high),
        better,
        worse,
        "side" in row,
        inside,
    )


def _keys(row: Mapping[str, Any]) -> list[str]:
    return list(row["sides"]) if "sides" in row else [row.get("side") or row["p"]]


def _nearest(visits: Sequence[float], day: float) -> int:
    return int(np.argmin(np.abs(np.array(visits) - day)))


def _effect(records: Sequence[Observation]) -> float:
    """Return how much better the first side was: its fall of the score, less that of the other."""
    falls = [-float(o.value or 0.0) for o in records]
    return falls[0] - (falls[1] if len(falls) > 1 else 0.0)


def _likely(o: Observation, better: Rate, worse: Rate) -> bool:
    """Return whether at least one simulated trial in twenty falls on the same side of 0.05 as a p value."""
    if float(o.value or 1.0) < _LEVEL:
        return better.value >= _TAIL
    return 1.0 - better.value - worse.value >= _TAIL


def _printed(records: Sequence[Observation]) -> Iterator[str]:
    for o in records:
        if o.kind == "p_value":
            yield f"p {o.value:g}"
            continue
        unit = "%" if o.unit == "%" else " points"
        beyond = f" ({o.ci95[0]:g} to {o.ci95[1]:g})" if o.ci95 else ""
        yield f"{o.arm} {o.value:g}{unit}{beyond}"


_HEAD = ("trial", "persons", "what", "printed", "simulated trials (9 in 10)", "p < 0.05", "the other way", "")


def table(rows: Sequence[Retrodicted]) -> str:
    """Return a Markdown table, misses first."""
    lines = [_HEAD, ("---",) * len(_HEAD), *(_line(r) for r in sorted(rows, key=lambda r: r.inside))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _line(r: Retrodicted) -> tuple[str, ...]:
    low, middle, high = r.simulated
    chances = ("", "") if r.alone else (percent(r.better), percent(r.worse))
    found = f"better by {middle:.2g} ({low:.2g} to {high:.2g}) {r.unit}"
    said = r.printed if r.effect is None else f"better by {r.effect:.3g} {r.unit}: {r.printed}"
    return (r.trial, str(r.n), r.what, said, found, *chances, "inside" if r.inside else "**miss**")
