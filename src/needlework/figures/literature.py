"""The plain mean of the literature: the rival that needs no model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FEWEST = 2  # groups of people from which a mean of the literature is told
_FEWEST_SPREAD = 3  # from which the spread of a new study can be told


@dataclass(frozen=True, slots=True)
class Literature:
    """Mean of what was published, each group of people once with the mean of its figures.

    Attributes
    ----------
    mean, sd
        Over groups of people; the standard deviation is of single groups.
    groups
        Their number.
    """

    mean: float
    sd: float
    groups: int

    def new_study(self, size: int, rng: np.random.Generator) -> Array | None:
        """Return what a further study would print, shape (size,): Student's t about the mean.

        A new study among exchangeable ones, their spread widened by the mean's own error; None where fewer
        than three groups have printed a figure.
        """
        if self.groups < _FEWEST_SPREAD:
            return None
        width = self.sd * np.sqrt(1.0 + 1.0 / self.groups)
        return self.mean + width * rng.standard_t(self.groups - 1, size)


def literature(figures: Iterable[tuple[str, float]]) -> Literature | None:
    """Return the plain mean of figures given as (people, value); None where fewer than two groups speak."""
    by_people: dict[str, list[float]] = {}
    for people, value in figures:
        by_people.setdefault(people, []).append(value)
    means = [sum(values) / len(values) for values in by_people.values()]
    if len(means) < _FEWEST:
        return None
    return Literature(float(np.mean(means)), float(np.std(means, ddof=1)), len(means))


def literature_of_others(people: str, alike: Iterable[tuple[str, float]]) -> Literature | None:
    """Return the plain mean of what other people's figures say, given as (people, value)."""
    return literature((who, value) for who, value in alike if who != people)
