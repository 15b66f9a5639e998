"""Quantiles of the normal and the beta distribution with NumPy alone, so that a plain run needs no SciPy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from needlework.numerics.normal import polynomial

# Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37:477-484: coefficients of the three rational
# functions, lowest power first; relative accuracy about 1e-16.
_CENTRE = (
    (
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ),
    (
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ),
)
_NEAR = (
    (
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ),
    (
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ),
)
_FAR = (
    (
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ),
    (
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ),
)

_BETA_POINTS = 16385


def normal_ppf(u: ArrayLike) -> NDArray[np.float64]:
    """Quantiles of the standard normal distribution.

    Parameters
    ----------
    u
        Probabilities in (0, 1), any shape; 0 and 1 give minus and plus infinity.

    Returns
    -------
    ndarray
        Quantiles of the same shape (Wichura 1988, algorithm AS 241).
    """
    p = np.asarray(u, dtype=np.float64)
    q = p - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        central = q * _rational(0.180625 - q * q, _CENTRE)
        r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
        tail = np.where(r <= 5.0, _rational(r - 1.6, _NEAR), _rational(r - 5.0, _FAR))
    tail = np.where(np.isinf(r), np.inf, tail)
    return np.where(np.abs(q) <= 0.425, central, np.sign(q) * tail)


def beta_ppf(u: ArrayLike, a: float, b: float) -> NDArray[np.float64]:
    """Quantiles of the beta distribution.

    The density is summed over the angle ``theta`` with x = sin(theta)^2, where it is smooth for a, b >= 0.5,
    and the sum is inverted by interpolation; absolute error below 2e-5 for a, b up to a few hundred and
    u between 1e-9 and 1 - 1e-9.

    Parameters
    ----------
    u
        Probabilities in [0, 1], any shape.
    a, b
        Shape parameters, at least 0.5.

    Returns
    -------
    ndarray
        Quantiles of the same shape.
    """
    theta, cumulative = _beta_table(a, b)
    return np.sin(np.interp(np.asarray(u, dtype=np.float64), cumulative, theta)) ** 2


@lru_cache(maxsize=256)
def _beta_table(a: float, b: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    theta = np.linspace(0.0, np.pi / 2, _BETA_POINTS)
    middle = 0.5 * (theta[1:] + theta[:-1])
    log_density = (2 * a - 1) * np.log(np.sin(middle)) + (2 * b - 1) * np.log(np.cos(middle))
    cumulative = np.concatenate(([0.0], np.cumsum(np.exp(log_density - log_density.max()))))
    return theta, cumulative / cumulative[-1]


def _rational(x: NDArray[np.float64], coefficients: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    above, below = (polynomial(x, c) for c in coefficients)
    return above / below
