"""What is not known about a parameter, as one of six families."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.numerics.quantiles import beta_ppf, normal_ppf


class Distribution(ABC):
    """A distribution of one number, in the unit of its parameter."""

    __slots__ = ()

    def ppf(self, u: ArrayLike) -> NDArray[np.float64]:
        """Return the quantiles at probabilities ``u`` (any shape)."""
        return self._quantiles(np.asarray(u, dtype=np.float64))

    @property
    def sd(self) -> float:
        """Standard deviation, in the unit of the parameter."""
        return self._moments()[1]

    @property
    def relative_spread(self) -> float:
        """Spread without unit, comparable between families: what ln(gsd) is to a lognormal.

        Of a share (confined to 0-1) the standard deviation of the log-odds to first order; of an offset (mean
        not above 0) the standard deviation itself; otherwise the standard deviation over the mean.
        """
        mean, sd = self._moments()
        lower, upper = self._bounds()
        if sd == 0 or mean <= 0:
            return sd
        return sd / (mean * (1 - mean)) if lower >= 0 and upper <= 1 else sd / mean

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Return the central interval that holds the share ``level`` of the distribution."""
        lower, upper = self.ppf(np.array([0.5 - level / 2, 0.5 + level / 2]))
        return float(lower), float(upper)

    @abstractmethod
    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]: ...

    @abstractmethod
    def _moments(self) -> tuple[float, float]:
        """Mean and standard deviation."""

    def _bounds(self) -> tuple[float, float]:
        return -math.inf, math.inf


@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """Lognormal with the given median and geometric standard deviation."""

    median: float
    gsd: float

    @property
    def relative_spread(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.gsd)

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.median * np.exp(math.log(self.gsd) * normal_ppf(u))

    def _moments(self) -> tuple[float, float]:
        variance = math.log(self.gsd) ** 2
        mean = self.median * math.exp(variance / 2)
        return mean, mean * math.sqrt(math.expm1(variance))


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """Normal with the given mean and standard deviation, cut at the bounds where they are given."""

    mean: float
    scale: float
    lower: float = -math.inf
    upper: float = math.inf

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = self._standard_bounds()
        inside = normal_ppf(_cdf(low) + (_cdf(high) - _cdf(low)) * u)
        return np.clip(self.mean + self.scale * inside, self.lower, self.upper)

    def _moments(self) -> tuple[float, float]:
        low, high = self._standard_bounds()
        mass = _cdf(high) - _cdf(low)
        shift = (_density(low) - _density(high)) / mass
        tilt = (_first_moment(low) - _first_moment(high)) / mass
        return self.mean + self.scale * shift, self.scale * math.sqrt(1.0 + tilt - shift * shift)

    def _bounds(self) -> tuple[float, float]:
        return self.lower, self.upper

    def _standard_bounds(self) -> tuple[float, float]:
        return (self.lower - self.mean) / self.scale, (self.upper - self.mean) / self.scale


@dataclass(frozen=True, slots=True)
class Rectified(Distribution):
    """0 with probability one half, else half-normal: a normal score of the given spread, cut off at 0."""

    scale: float

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.scale * np.maximum(normal_ppf(u), 0.0)

    def _moments(self) -> tuple[float, float]:
        mean = self.scale / math.sqrt(2.0 * math.pi)
        return mean, math.sqrt(0.5 * self.scale**2 - mean**2)

    def _bounds(self) -> tuple[float, float]:
        return 0.0, math.inf


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """Beta on (0, 1) with shapes ``a`` and ``b``, each at least 0.5."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Mean a/(a + b)."""
        return self.a / (self.a + self.b)

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return beta_ppf(u, self.a, self.b)

    def _moments(self) -> tuple[float, float]:
        return self.mean, math.sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1))

    def _bounds(self) -> tuple[float, float]:
        return 0.0, 1.0


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Uniform between two bounds."""

    lower: float
    upper: float

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.lower + (self.upper - self.lower) * u

    def _moments(self) -> tuple[float, float]:
        return (self.lower + self.upper) / 2, (self.upper - self.lower) / math.sqrt(12)

    def _bounds(self) -> tuple[float, float]:
        return self.lower, self.upper


@dataclass(frozen=True, slots=True)
class Fixed(Distribution):
    """A definition or a scale: no spread."""

    value: float

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.full(u.shape, self.value)

    def _moments(self) -> tuple[float, float]:
        return self.value, 0.0


def _cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _first_moment(z: float) -> float:
    return 0.0 if math.isinf(z) else z * _density(z)
