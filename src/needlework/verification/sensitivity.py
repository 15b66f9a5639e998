"""Sensitivity: which records an outcome's uncertainty comes from, before and after the fit.

On the priors by Sobol's indices, for groups of records and for the leading records; on the fit, whose records
depend on each other, by Shapley's shares of a linear model; and the evidence that outcomes rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import Parameter
from needlework.outcomes import outcomes
from needlework.runner import run
from needlework.spec import load_study
from needlework.summary import drivers, evidence_grade
from needlework.verification.cases import HEADLINES, Case, picked
from needlework.verification.groups import grouped
from needlework.verification.shapley import Explained, scores, shapley
from needlework.verification.sobol import (
    Design,
    Index,
    first_indices,
    group_indices,
    leading,
    outcomes_of,
    ranked,
    redrawn,
    saltelli,
    total_index,
)

Array = NDArray[np.float64]
Progress = Callable[[str], None]

BASE = 1024
_PAIRS = 256  # base draws on which a leading record is redrawn
_LEADING = 15
FIT_DRAWS = 1000
_GRADE_DRAWS = 400  # enough for a share of 5 % to stand out from chance


@dataclass(frozen=True, slots=True)
class Prior:
    """Indices on the priors by outcome: of groups, of records; and the share of variance in the top draws."""

    design: Design
    groups: Mapping[str, Mapping[str, Index]]
    records: Mapping[str, Mapping[str, Index]]
    heavy: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Shares of the variance on the fit by outcome and group, what all explain, and the draws used."""

    shares: Mapping[str, Mapping[str, float]]
    explained: Mapping[str, float]
    draws: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an outcome rests on.

    Attributes
    ----------
    shown
        Evidence grade that a run of the shipped study prints.
    grade
        Grade when every record that explains at least 5 % of the variance is seen.
    drivers
        Name in the draws, record and share of the variance of each of these, largest first.
    """

    shown: str
    grade: str
    drivers: Sequence[tuple[str, Parameter, float]]


def prior_shares(case: Case, base: int, seed: int, progress: Progress) -> Prior:
    """Return the indices of groups and of leading records under the admissible prior."""
    design = saltelli(case, base, seed, HEADLINES)
    values = outcomes_of(case, design.draws, HEADLINES)
    ends = design.ends
    ranks = {key: ranked(v, v[ends]) for key, v in values.items()}
    groups = {key: group_indices(design, r, seed) for key, r in ranks.items()}
    progress("sensitivity: records on the priors")
    given = picked(design.draws, ends)
    names = list(design.members)
    records = {key: first_indices(given, names, r[ends], seed) for key, r in ranks.items()}
    start = ends[: 2 * _PAIRS : 2]  # rows of A: those of B lie between them
    for name in leading(records, _LEADING):
        again = outcomes_of(case, redrawn(picked(design.draws, start), name, seed), HEADLINES)
        for key, r in ranks.items():
            total = total_index(r[start], ranked(again[key], values[key][ends]), r[ends], seed)
            found = records[key][name]
            records[key][name] = Index(found.first, found.first_width, *total)
    return Prior(design, groups, records, {key: top_share(v[ends]) for key, v in values.items()})


def top_share(values: Array, share: float = 0.01) -> float:
    """Return the part of the variance that the most distant draws hold: by default one in a hundred."""
    squares = np.sort(np.square(values - np.nanmean(values))[np.isfinite(values)])[::-1]
    return float(squares[: max(1, round(share * len(squares)))].sum() / max(squares.sum(), 1e-300))


def posterior_shares(case: Case, draws: int, seed: int) -> Posterior:
    """Return each group's share of the variance on the fit's draws."""
    members = grouped(case.records, HEADLINES)
    fitted = case.shown(draws, seed)
    values = outcomes_of(case, fitted, HEADLINES)
    good = np.all([np.isfinite(v) for v in values.values()], axis=0)
    x = scores(np.stack([fitted[name][good] for name in members], axis=1))
    y = scores(np.stack([values[key][good] for key in values], axis=1))
    explained = Explained(x, list(members.values()), y, seed)
    shares, whole = shapley(explained, seed), explained.by(explained.names)
    return Posterior(
        {key: {group: float(s[i]) for group, s in shares.items()} for i, key in enumerate(values)},
        {key: float(whole[i]) for i, key in enumerate(values)},
        int(good.sum()),
    )


def evidence_grounds(case: Case) -> dict[str, Grounds]:
    """Return what every outcome of a study rests on, from a run with enough draws to see shares of 5 %.

    The grade is the program's own (that of every row it prints); this only lists it beside its drivers.
    """
    shipped = run(case.study)
    more = {"draws": _GRADE_DRAWS, "population": {"persons": 1}}
    result = run(load_study({**case.study.to_dict(), **more}))
    found = {}
    for key in result.values:
        outcome = outcomes()[key]
        shown, grade = (evidence_grade(r, outcome) for r in (shipped, result))
        leads = [(name, case.records[name], share) for name, share in drivers(result, outcome)]
        found[key] = Grounds(shown, grade, leads)
    return found
