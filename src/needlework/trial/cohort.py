"""Virtual persons: distributions joined by a Gaussian copula, or de-identified baselines.

Every trait of the persons of a draw is a Latin hypercube of its own stream; correlations act on normal
scores. So a person depends on the seed, the draw and the trait alone: not on chunks, workers or other traits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.distributions import Normal
from needlework.numerics.normal import upper_tail
from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import stratified
from needlework.population import TRAITS
from needlework.spec.blocks import Phototype, Sun
from needlework.trial.baselines import Baselines
from needlework.trial.schema import AgeMix, CohortSpec, Phenotype, Sex, Trait

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Eligible = Callable[["Persons"], NDArray[np.bool_]]

KEYS: Mapping[str, tuple[str, ...]] = {
    "phototype": get_args(Phototype),
    "sex": get_args(Sex),
    "phenotype": get_args(Phenotype),
    "sun": get_args(Sun),
}
OWN = ("sex", "site", "phenotype", "sun", "adherence", "history", "row")  # traits that only a cohort has
_BLOCKS = 200  # candidates in turn, each as many as are wanted


@dataclass(frozen=True)
class Persons:
    """Some virtual persons.

    Attributes
    ----------
    u
        Traits of the model as probabilities, shape (persons,) each.
    known
        What the cohort fixes: ``age`` (years) and ``severity`` (score), shape (persons,).
    groups
        Names of categories (phototype, sex, site, phenotype, sun, history) of each person; '' where the
        cohort leaves it open.
    adherence
        Standard normal score of keeping appointments.
    """

    u: Mapping[str, Array]
    known: Mapping[str, Array]
    groups: Mapping[str, NDArray[np.str_]]
    adherence: Array

    def __len__(self) -> int:
        """Return the number of persons."""
        return len(self.adherence)

    def take(self, which: Any) -> Persons:
        """Return some of the persons."""
        pick = lambda values: {k: v[which] for k, v in values.items()}  # noqa: E731
        return Persons(pick(self.u), pick(self.known), pick(self.groups), self.adherence[which])


def joined(parts: list[Persons]) -> Persons:
    """Return persons one after the other."""
    gather = lambda name: {  # noqa: E731
        k: np.concatenate([getattr(p, name)[k] for p in parts]) for k in getattr(parts[0], name)
    }
    adherence = np.concatenate([p.adherence for p in parts])
    return Persons(gather("u"), gather("known"), gather("groups"), adherence)


def correlation_matrix(spec: CohortSpec) -> tuple[tuple[str, ...], Array | None]:
    """Return the correlated traits and the root of their correlations; None where they contradict."""
    names = tuple(t for t in get_args(Trait) if any(t in c.between for c in spec.correlations))
    matrix = np.eye(len(names))
    for c in spec.correlations:
        i, j = (names.index(t) for t in c.between)
        matrix[i, j] = matrix[j, i] = c.r
    values, vectors = np.linalg.eigh(matrix) if names else (np.ones(0), np.eye(0))
    if np.any(values < -1e-9):
        return names, None
    return names, (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T


def persons_of(
    spec: CohortSpec, draw: int, seed: int, baselines: Baselines | None, eligible: Eligible | None = None
) -> tuple[Persons, int]:
    """Return the persons of one draw, and how many candidates it took to find them.

    Parameters
    ----------
    spec
        The cohort.
    draw
        Number of the draw.
    seed
        Seed of the design.
    baselines
        De-identified baselines to resample, if the cohort has them.
    eligible
        Which candidates may be enrolled; all if None.

    Raises
    ------
    ValueError
        Hardly any candidate is eligible.
    """
    found, seen, kept = [], 0, 0
    for block in range(_BLOCKS):
        candidates = _candidates(spec, f"cohort/{draw}/{block}", seed, baselines)
        good = np.ones(len(candidates), bool) if eligible is None else eligible(candidates)
        chosen = np.flatnonzero(good)[: spec.persons - kept]
        found.append(candidates.take(chosen))
        kept += len(chosen)
        if kept == spec.persons:
            return joined(found), seen + int(chosen[-1]) + 1
        seen += len(candidates)
    raise ValueError(f"only {kept} of {spec.persons} persons in {seen} candidates may be enrolled")


def _candidates(spec: CohortSpec, name: str, seed: int, baselines: Baselines | None) -> Persons:
    traits = (*TRAITS, *OWN)
    u = {t: stratified(spec.persons, seed, f"{name}/{t}") for t in traits}
    names, factor = correlation_matrix(spec)
    if names and factor is not None:
        scores = factor @ np.array([normal_ppf(u[t]) for t in names])
        u |= {t: upper_tail(-z) for t, z in zip(names, scores, strict=True)}
    known, groups = _known(spec, u), _groups(spec, u)
    if baselines is not None:
        rows = np.minimum((u["row"] * baselines.size).astype(np.int64), baselines.size - 1)
        known |= {k: v[rows] for k, v in baselines.numbers.items()}
        groups |= {k: v[rows] for k, v in baselines.words.items()}
    return Persons({t: u[t] for t in TRAITS}, known, groups, normal_ppf(u["adherence"]))


def _known(spec: CohortSpec, u: Mapping[str, Array]) -> dict[str, Array]:
    known: dict[str, Array] = {}
    if spec.age is not None:
        same = spec.age.spread == 0.0
        known["age"] = np.full(spec.persons, spec.age.middle) if same else _ages(spec.age).ppf(u["age"])
    if spec.severity is not None and spec.severity.mean is not None and spec.severity.sd is not None:
        log_sd = np.sqrt(np.log1p((spec.severity.sd / spec.severity.mean) ** 2))
        known["severity"] = spec.severity.mean * np.exp(log_sd * normal_ppf(u["severity"]) - 0.5 * log_sd**2)
    return known


def _ages(ages: AgeMix) -> Normal:
    least, most = ages.ends
    return Normal(ages.middle, ages.spread, least or 0.0, 120.0 if most is None else most)


def _groups(spec: CohortSpec, u: Mapping[str, Array]) -> dict[str, NDArray[np.str_]]:
    """Return each person's category; an ordered trait keeps its order, so that correlations have a sign."""
    groups = {}
    for key in ("phototype", "sex", "site", "phenotype", "sun"):
        mix = getattr(spec, key)
        order = [k for k in KEYS.get(key, mix or ()) if mix and k in mix]
        groups[key] = _chosen(order, mix, u[key]) if mix else np.full(spec.persons, "", dtype="<U24")
    history = {**spec.history, "": max(1.0 - sum(spec.history.values()), 0.0)}
    groups["history"] = _chosen(list(history), history, u["history"])
    return groups


def _chosen(order: list[str], mix: Mapping[Any, float], u: Array) -> NDArray[np.str_]:
    bounds = np.cumsum([mix[k] for k in order])
    return np.array(order)[np.minimum(np.searchsorted(bounds, u * bounds[-1], side="right"), len(order) - 1)]
