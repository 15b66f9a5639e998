"""Published trials run again: their own design, people and statistics, many times over.

Whoever built this had read these papers: retrodiction, not blind prediction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.numerics.sampling import stream
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.predictions.judged import Judged
from needlework.result import Result
from needlework.runner import run
from needlework.spec import load_study

Array = NDArray[np.float64]

DRAWS, PERSONS = 100, 40
_TRIALS = 20  # simulated trials per draw
_T_14 = 2.1448  # Student's t, 14 degrees of freedom, 5 % two-sided
_T_13 = 2.1604
_LEVEL = 0.05
_USUAL_FACE: Mapping[str, Any] = {
    "schema": "needlework/study/1",
    "skin": {"concern": {"kind": "atrophic_scar"}},
}


@dataclass(frozen=True)
class Arm:
    """One arm of a simulated trial, run with the same draws and the same persons as the others."""

    course: Mapping[str, Any]
    horizon: str
    days: tuple[float, ...]
    seed: int
    skin: Mapping[str, Any] | None = None

    @cached_property
    def result(self) -> Result:
        """Return the run."""
        plain = {
            **_USUAL_FACE,
            **({"skin": self.skin} if self.skin else {}),
            "course": self.course,
            "horizon": self.horizon,
            "draws": DRAWS,
            "population": {"persons": PERSONS},
            "seed": self.seed,
        }
        return run(load_study(plain), at=self.days)

    def log_left(self, outcome: str, day: float) -> Array:
        """Return ln of the score left of each person, shape (draws, persons)."""
        values = self.result.values[outcome]
        i = int(np.searchsorted(self.result.times, day))
        return np.log(values[:, :, i] / values[:, :, 0])

    def start(self, outcome: str) -> Array:
        """Return the score before of each person, shape (draws, persons)."""
        return self.result.values[outcome][:, :, 0]


@dataclass(frozen=True)
class SplitFace:
    """Two sides of the same faces, as a trial would score them.

    Attributes
    ----------
    first, second
        Change of the score in points on each side, shape (draws, trials, people).
    """

    first: Array
    second: Array

    @property
    def difference(self) -> Array:
        """Mean difference of a trial, shape (draws, trials)."""
        return (self.first - self.second).mean(axis=2)

    def significant(self, critical: float) -> tuple[float, float]:
        """Return the share of trials whose paired t test favours the first side, and the second."""
        gap = self.first - self.second
        t = gap.mean(axis=2) / (gap.std(axis=2, ddof=1) / np.sqrt(gap.shape[2]))
        return float(np.mean(t < -critical)), float(np.mean(t > critical))


def split_face(
    first: Arm, second: Arm, outcome: str, day: float, people: int, *, open_label: bool
) -> SplitFace:
    """Return simulated split-face trials: people drawn anew, ratings scattered, a factor for the study."""
    p, rng = first.result.parameters, stream(first.seed, f"split face {outcome} {day}")
    draws, persons = first.start(outcome).shape
    who = rng.integers(persons, size=(draws, _TRIALS, people))
    tau = p["scale.study_spread_score"][:, None, None] * rng.standard_normal((draws, _TRIALS, 1))
    factor = np.exp(tau) * (1.0 + p["scale.open_label"][:, None, None] * open_label)
    take = lambda a: np.take_along_axis(a[:, None, :].repeat(_TRIALS, axis=1), who, axis=2)  # noqa: E731
    start = take(first.start(outcome))
    scatter = p["scale.measurement_cv"][:, None, None]
    sides = []
    for arm in (first, second):
        left = np.exp(take(arm.log_left(outcome, day)) * factor + scatter * rng.standard_normal(who.shape))
        before = np.exp(scatter * rng.standard_normal(who.shape))
        sides.append(start * (left - before))
    return SplitFace(sides[0], sides[1])


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the page: what was published, what comes out."""

    trial: str
    what: str
    published: str
    predicted: str
    met: bool | None
    ids: tuple[str, ...]
    standing: str

    def row(self) -> dict[str, Any]:
        """Return the line as a row."""
        return {
            "trial": self.trial,
            "what": self.what,
            "published": self.published,
            "predicted": self.predicted,
            "met": self.met,
            "standing": self.standing,
            "id": self.ids[0],
        }


def alam(seed: int) -> list[Told]:
    """Alam 2014: needled against untreated sides of 15 faces, blinded, at both visits."""
    course = {"device": "roller_192", "sessions": 3, "interval": "14 days"}
    needled = Arm(course, "181 days", (90.0, 180.0), seed)
    control = Arm({"sessions": 0}, "181 days", (90.0, 180.0), seed)
    told = []
    for day in (90.0, 180.0):
        o = load_observations()[f"alam2014.gbq_{day:.0f}d"]
        published, p_value = float(o.value or np.nan), str(o.p)
        trial = split_face(needled, control, "goodman_baron_quantitative", day, o.n or 0, open_label=False)
        low, middle, high = np.percentile(trial.first.mean(axis=2), (5, 50, 95))
        better, worse = trial.significant(_T_14)
        inside = bool(low <= published <= high)
        told.append(
            Told(
                "Alam 2014",
                f"needled side, day {day:.0f}: change of the score",
                f"{published:g} points (n {o.n})",
                f"{middle:.2g} ({low:.2g} to {high:.2g})",
                inside,
                (f"alam2014.gbq_{day:.0f}d",),
                _standing(f"alam2014.gbq_{day:.0f}d"),
            )
        )
        told.append(
            Told(
                "Alam 2014",
                f"needled against untreated, day {day:.0f}: is p below 0.05?",
                f"p {p_value}" + (" (yes)" if float(p_value) < _LEVEL else " (no)"),
                f"in {100 * better:.0f} of 100 trials ({100 * worse:.0f} the other way)",
                None,
                (f"alam2014.gbq_{day:.0f}d",),
                "derived",
            )
        )
    return told


def depths(seed: int) -> list[Told]:
    """Fourteen faces, 2.5 mm against 1.5 mm: whether a trial of that size sees a difference."""
    course = {"device": "pen_12", "sessions": 6, "interval": "14 days"}
    deep, shallow = (Arm({**course, "depth": d}, "161 days", (160.0,), seed) for d in ("2.5 mm", "1.5 mm"))
    trial = split_face(deep, shallow, "goodman_baron_quantitative", 160.0, 14, open_label=True)
    better, worse = trial.significant(_T_13)
    low, middle, high = np.percentile(trial.difference, (5, 50, 95))
    return [
        Told(
            "Split face of 14",
            "2.5 mm against 1.5 mm: is the deeper side better, p below 0.05?",
            f"yes, p {load_observations()['depth_split_face14.between'].value:g}",
            f"in {100 * better:.0f} of 100 trials ({100 * worse:.0f} the other way); difference {middle:.2g} "
            f"({low:.2g} to {high:.2g}) points",
            better >= _LEVEL and better > 2.0 * worse,
            ("depth_split_face14.between",),
            "not fitted",
        )
    ]


_COLUMNS = {
    "trial": Column("trial"),
    "what": Column("what"),
    "published": Column("published"),
    "predicted": Column("predicted (9 in 10)"),
    "met": Column("met", "ok"),
    "standing": Column("standing"),
    "id": Column("record", "observation"),
}
_SIMULATED: Sequence[Callable[[int], list[Told]]] = (alam, depths)
_SHOWN = (
    "dogra2014",
    "kenkel2021",
    "lotfi2013",
    "idoj2024",
    "naspolini2019",
    "alqam2022",
    "ablon2018",
    "rana2017",
)


def part(judged: Sequence[Judged], seed: int) -> Part:
    """Return the retrodictions: simulated trials, and the figures of well-known ones from the scorecards."""
    told = [line for trial in _SIMULATED for line in trial(seed)]
    on_file = load_observations()
    told += [_line(j) for j in judged if on_file[j.id].study in _SHOWN and j.published is not None]
    told.sort(key=lambda t: (t.met is not False, t.met is not None, t.trial))
    missed = [t for t in told if t.met is False]
    counted = [t for t in told if t.met is not None]
    return Part(
        id="retrodiction",
        title="Published trials, run again",
        question="What would this program have said of trials that have been done?",
        summary=(
            f"{len(counted) - len(missed)} of {len(counted)} printed results lie where simulated trials of "
            "the same people, course and size put nine in ten. Lasers and acids are not modelled: of those "
            "trials only the needled arm stands here."
        ),
        tables=[CheckTable("trials", "Misses first", _COLUMNS, [t.row() for t in told], _NOTE)],
        findings=[
            Finding(
                "miss",
                f"{t.trial}, {t.what}: published {t.published}, predicted {t.predicted}; {t.standing}.",
            )
            for t in missed
            if t.standing != "left out"  # those stand in the scorecards
        ],
    )


_NOTE = (
    "Left out: predicted by a fit without that cohort. Fitted: used in the fit, so agreement is no evidence. "
    "Simulated trials draw their people anew, rate them with scatter and test as the paper did; 2,000 each. "
    "A p value is one draw from a distribution: the share below 0.05 is the prediction, never a verdict."
)


def _line(j: Judged) -> Told:
    o = load_observations()[j.id]
    when = f", day {o.time_days:.0f} after the {o.time_anchor.split('_')[0]} session" if o.time_days else ""
    return Told(
        o.study,
        o.endpoint + when,
        f"{j.published:.3g} {j.unit}",
        f"{j.median:.3g} ({j.low:.3g} to {j.high:.3g})",
        j.inside,
        (j.id,),
        j.standing,
    )


def _standing(key: str) -> str:
    return "fitted" if key in load_split().fitted else "not fitted"
