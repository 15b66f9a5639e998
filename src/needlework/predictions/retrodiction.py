"""Published trials run again: as simulated by `needlework.trial`, and figures of well-known ones.

Whoever built this had read these papers: retrodiction, not blind prediction.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.predictions.judged import Judged
from needlework.trial.retrodiction import DRAWS, Retrodicted, retrodicted
from needlework.trial.words import percent


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the page: what was published, what comes out."""

    trial: str
    what: str
    published: str
    predicted: str
    met: bool | None
    standing: str
    id: str


def simulated(draws: int) -> Iterator[Told]:
    """Yield what simulated trials of published designs find beside what was printed."""
    with tempfile.TemporaryDirectory() as place:
        for found in retrodicted(Path(place), draws):
            yield _simulated(found)


def _simulated(found: Retrodicted) -> Told:
    low, middle, high = found.simulated
    chances = f"; p below 0.05 in {percent(found.better)}, the other way in {percent(found.worse)} of trials"
    told = f"better by {middle:.2g} ({low:.2g} to {high:.2g}) {found.unit}" + ("" if found.alone else chances)
    said = found.printed if found.effect is None else f"better by {found.effect:.3g} {found.unit}"
    key = found.records[0]
    return Told(found.trial, found.what, f"{said} (n {found.n})", told, found.inside, _standing(key), key)


_COLUMNS = {
    "trial": Column("trial"),
    "what": Column("what"),
    "published": Column("published"),
    "predicted": Column("predicted (9 in 10)"),
    "met": Column("met", "ok"),
    "standing": Column("standing"),
    "id": Column("record", "observation"),
}
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


def part(judged: Sequence[Judged], draws: int = DRAWS) -> Part:
    """Return the retrodictions: simulated trials, and the figures of well-known ones from the scorecards."""
    told = list(simulated(draws))
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
            "the same people, course and size put nine in ten. Figures from the scorecards are of the "
            "needled arm alone."
        ),
        tables=[CheckTable("trials", "Misses first", _COLUMNS, [asdict(t) for t in told], _NOTE)],
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
    "Simulated trials, as `needlework retrodict` runs them, draw their people anew, rate them with scatter "
    "and test as the paper did. A p value is one draw from a distribution: the share below 0.05 is the "
    "prediction, never a verdict; a printed one is met where at least one simulated trial in twenty falls on "
    "the same side of 0.05."
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
        j.standing,
        j.id,
    )


def _standing(key: str) -> str:
    return "fitted" if key in load_split().fitted else "not fitted"
