"""Checks of virtual trials that take minutes: type I errors, the drawing of persons, published trials.

    python validation/trials.py [--null 100000] [--draws 100] [--write docs/trial-checks.md]

Type I errors are those of whole trials (enrolment, raters, losses) in which nothing differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from needlework.trial.grid import Grid
from needlework.trial.operating import rate_of
from needlework.trial.retrodiction import retrodicted, table
from needlework.trial.trials import Field, without_effect
from needlework.trial.words import percent
from tests.trial.plans import design, truth_of

CONTRAST = {"better": "needled", "than": "wide"}  # the null is two courses that both do something
SIZES = (12, 20, 60)
VISIT = 3 * 365.25 / 12.0
NOMINAL, MOST = 0.05, 0.0514
SCORE, GRADE = "goodman_baron_quantitative", "goodman_baron_qualitative"
ANALYSES: Sequence[Mapping[str, Any]] = (
    {"outcome": SCORE, "analysis": "paired_t"},
    {"outcome": SCORE, "analysis": "signed_rank"},
    {"outcome": GRADE, "analysis": "signed_rank"},
    {"outcome": SCORE, "analysis": "mcnemar", "responder": "20 %"},
    {"outcome": SCORE, "analysis": "mixed_model"},
    {"outcome": SCORE, "analysis": "ancova", "parallel": True},
    {"outcome": SCORE, "analysis": "mixed_model", "parallel": True},
    {"outcome": GRADE, "analysis": "proportional_odds", "parallel": True},
    {"outcome": SCORE, "analysis": "logistic", "responder": "20 %", "parallel": True},
    {"outcome": SCORE, "analysis": "fisher_exact", "responder": "20 %", "parallel": True},
)


def type_one(null: int) -> tuple[str, bool]:
    """Return the table of type I errors, and whether all that have a figure keep their level."""
    truth, rows, kept = truth_of(design(cohort={"draws": 50, "persons": 40})), [], True
    trials = np.arange(null)
    draw = trials % truth.shape[0]
    for spec in ANALYSES:
        endpoint = {k: v for k, v in spec.items() if k != "parallel"}
        kind = "parallel" if spec.get("parallel") else "split_face"
        made = design(
            endpoints=[endpoint],
            contrasts=[CONTRAST],
            layout={"kind": kind},
            cohort={"draws": 50, "persons": 40},
            conduct={"dropout": {"share": "10 %"}},
        )
        field = Field(made, truth, (VISIT, 2 * VISIT), SIZES)
        found = field.run(0, 0, trials, draw, kind="null", stand_in=without_effect(made, made.contrasts[0]))
        cells = []
        for s in range(len(SIZES)):
            fits = ~np.isnan(found.p[:, 0, s])
            rate = rate_of(found.p[fits, 0, s] < NOMINAL, draw[fits])
            kept &= rate.value <= MOST
            failed = "" if fits.all() else f"; {100 * (1 - fits.mean()):.2g} % failed"
            cells.append(percent(rate, 2) + failed)
        rows.append([spec["analysis"].replace("_", " "), spec["outcome"].replace("_", " "), kind, *cells])
    head = ["analysis", "of", "layout", *(f"{n} persons" for n in SIZES)]
    return _table(head, rows), kept


def drawing() -> str:
    """Return the table of what the number of persons of a draw does to assurance."""
    rows = []
    for persons in (4, 8, 32):
        made = design(cohort={"draws": 200, "persons": persons}, n=[20, 40], trials=4000)
        cells = Grid(made, truth_of(made), (VISIT,), made.n, 4000).cells()
        rows.append([str(persons), *(percent(c.assurance, 1) for c in cells)])
    return _table(["persons of each draw", "assurance, 20 persons", "40 persons"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def page(null: int, draws: int) -> tuple[str, bool]:
    """Return the page, and whether every analysis keeps its level."""
    errors, kept = type_one(null)
    with tempfile.TemporaryDirectory() as place:
        again = retrodicted(Path(place), draws)
    missed = sum(not r.inside for r in again)
    told = _TOLD.format(null=null, most=100 * MOST, errors=errors, drawing=drawing(), draws=draws)
    return f"{told}{missed} of {len(again)} are misses.\n\n{table(again)}\n", kept


_TOLD = """# Virtual trials, checked

Made by `python validation/trials.py`; not edited by hand. Not yet reviewed by a clinician.

## Type I errors

{null:,} trials in which nothing differs, with raters and one person in ten lost, for each analysis. The
level is 5 %; {most:.2f} % is two standard errors of such a count above it. Discrete tests (McNemar's,
Fisher's, ranks of tied grades in small trials) and Wald's test stay below: what stands here is their
size. Shares are of the fits that could be made; where more than 1 % fail (arms that separate, one grade
only), `needlework trial` gives no figure. In brackets the Monte Carlo error.

{errors}

## What the drawing of persons does

Participants are drawn with replacement from the persons of their draw. Few persons a draw could make a
trial of people too much alike; 8 is the usual number.

{drawing}

## Published comparisons run again

`needlework retrodict` ({draws} draws of what nobody knows). Retrodiction, not blind prediction: whoever
built this had read these papers. What was not reported is drawn as unknown. A printed amount is inside
where nine in ten simulated trials of the same size lie; a printed p value where at least one in twenty
of them falls on the same side of 0.05. The p values of Alam 2014 belong to one side against its own
beginning (their intervals say so): they are no comparison.
"""


def main() -> int:
    """Print or write the page; 1 where an analysis does not keep its level."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--null", type=int, default=100_000)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    text, kept = page(chosen.null, chosen.draws)
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
