"""From the response of the tissue to what a study prints of scores, grades, shares and marks.

The equations of people and scales, once, for any array module: JAX where they are fitted, NumPy where they
predict. Symbols: kappa gain, h response relative to the usual course, omega spread between persons, xi
exaggeration by raters who know the treatment, e the study's own factor, pi natural change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.scales import SPREADS, Figure, Table
from needlework.evidence.parameters import Parameter, load_parameters

Array = NDArray[np.float64]

PREFIXES = ("scale.", "pih.")
_FIXED = ("scale.base_", "scale.natural_rate", "pih.no_sun_protection")  # no figure here can inform them
_TYPES = ("rolling", "boxcar", "icepick")
_THRESHOLDS = ("any", "one_grade", "two_grades")
_DARK = "dark"  # study effects of darkening
_NODES = 9  # quadrature over persons
_LEAST_SHARE = 1e-6
_LEAST_EFFECT = 1e-4
_LEAST_LEFT = 1e-12  # of a score
_MOST_LEFT = 5.0  # ln of a score left; far worse than any report
_LEAST_GRADE = 1e-3
_FAR = 50.0  # ln of a threshold that everybody or nobody reaches
_NEVER = 100.0  # a cut that no severity reaches


def fitted_records() -> dict[str, Parameter]:
    """Return the records that this layer fits, by id."""
    return {k: p for k, p in load_parameters().items() if k.startswith(PREFIXES) and not k.startswith(_FIXED)}


@dataclass(frozen=True)
class Layout:
    """Figures laid out as arrays, with one study effect per cohort and family of scales.

    Attributes
    ----------
    tables
        Figures by kind.
    effects
        (cohort, spread) of every study effect.
    h_sd
        Spread of ln h of each effect: what the report leaves open of its course; 0 for darkening.
    """

    tables: Mapping[str, Table]
    effects: Sequence[tuple[str, str]]
    h_sd: Array

    @property
    def spread(self) -> NDArray[np.int64]:
        """Place of each effect's spread among `SPREADS`, darkening last."""
        return np.array([(*SPREADS, _DARK).index(spread) for _, spread in self.effects])

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> Layout:
        """Lay figures out."""
        effects = sorted({effect_of(f) for f in figures})
        spread = [
            0.0 if e[1] == _DARK else max(f.h_sd for f in figures if effect_of(f) == e) for e in effects
        ]
        kinds: dict[str, list[Figure]] = {}
        for f in figures:
            kinds.setdefault(f.kind, []).append(f)
        tables = {
            kind: Table(found, np.array([effects.index(effect_of(f)) for f in found]))
            for kind, found in kinds.items()
        }
        return cls(tables, effects, np.array(spread))


def effect_of(f: Figure) -> tuple[str, str]:
    """Return the study effect of a figure: one per cohort and family of scales."""
    return f.cohort, _DARK if f.kind == _DARK else f.spread


def study_factors(layout: Layout, v: Mapping[str, Any], z: Any, xp: Any) -> Any:
    """Return ln of each study's own factor: spread between studies and what its report leaves open.

    Parameters
    ----------
    layout
        Figures.
    v
        Records by id, each of shape (...).
    z
        Standard normal scores, shape (..., effects).
    xp
        Array module.
    """
    spreads = [v[f"scale.study_spread_{s}"] for s in SPREADS] + [v["pih.study_spread"]]
    tau = xp.stack(spreads, axis=-1)[..., layout.spread]
    return xp.sqrt(tau**2 + layout.h_sd**2) * z


def person_effects(table: Table, v: Mapping[str, Any], xp: Any) -> tuple[Any, Array]:
    """Return effects on ln(score) of persons at quadrature nodes, shape (..., figures, nodes), and weights.

    delta = kappa h exp(omega b) + pi (1 - exp(-k t)), b standard normal.
    """
    nodes, mass = np.polynomial.hermite_e.hermegauss(_NODES)
    amount = xp.exp(_log_gain(table, v, xp) + table.column("h"))
    person = xp.exp(v["scale.person_spread"][..., None, None] * nodes)
    return amount[..., None] * person + _natural(table, v)[..., None], mass / mass.sum()


def _log_gain(table: Table, v: Mapping[str, Any], xp: Any) -> Any:
    gains = sorted({f.gain for f in table.figures})
    by_gain = xp.stack([xp.log(v[k]) for k in gains], axis=-1)[..., table.index("gain", gains)]
    types = [xp.log(v[f"scale.type_{t}"]) for t in _TYPES]
    by_type = xp.stack([*types, xp.zeros_like(types[0])], axis=-1)
    return by_gain + by_type[..., table.index("type", _TYPES)]


def _natural(table: Table, v: Mapping[str, Any]) -> Any:
    rate = load_parameters()["scale.natural_rate"].value
    return v["scale.natural"][..., None] * (1.0 - np.exp(-rate * table.column("day")))


def _raters(table: Table, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return ln of what raters and the study make of a true effect, shape (..., figures)."""
    exaggerated = xp.log1p(v["scale.open_label"])[..., None] * table.column("open")
    return exaggerated + factor[..., table.effect]


def score_effect(table: Table, v: Mapping[str, Any], xp: Any) -> Any:
    """Return -ln of the mean score that is left, over persons, shape (..., figures)."""
    effects, mass = person_effects(table, v, xp)
    return -xp.log(xp.maximum((xp.exp(-effects) * mass).sum(axis=-1), _LEAST_LEFT))


def grade_effect(table: Table, v: Mapping[str, Any], xp: Any) -> Any:
    """Return ln of mean grade before over after: a latent normal severity that falls behind fixed cuts."""
    effects, mass = person_effects(table, v, xp)
    fall = v["scale.latent_per_effect"][..., None, None] * effects
    lowest, cuts = table.column("lowest"), _cuts(table)
    latent = np.array([_latent(f, c) for f, c in zip(table.figures, cuts, strict=True)])
    start = lowest + normal_cdf(latent[:, None] - cuts, np).sum(axis=1)
    now = normal_cdf((latent[:, None] - fall)[..., None] - cuts[:, None, :], xp).sum(axis=-1)
    return np.log(start) - xp.log(xp.maximum(lowest + (now * mass).sum(axis=-1), _LEAST_GRADE))


def _cuts(table: Table) -> Array:
    """Return the cut points of each figure's scale, padded with cuts that no severity reaches."""
    most = max(f.highest - f.lowest for f in table.figures)
    cuts = np.full((len(table.figures), most), _NEVER)
    for row, f in zip(cuts, table.figures, strict=True):
        row[: f.highest - f.lowest] = np.arange(f.highest - f.lowest)
    return cuts


def _latent(f: Figure, cuts: Array) -> float:
    """Return the latent severity whose expected grade is the grade before."""
    grid = np.linspace(-4.0, f.highest - f.lowest + 3.0, 400)
    grades = f.lowest + normal_cdf(grid[:, None] - cuts, np).sum(axis=1)
    return float(np.interp(f.base, grades, grid))


def reported(table: Table, v: Mapping[str, Any], factor: Any, xp: Any) -> tuple[Any, Any]:
    """Return mean and spread of what studies of these figures print, shape (..., figures) each.

    For ratios ln of score after over before; for points and grades the change. The spread holds the scatter
    of measured scores over the people, or the standard error that was printed, and a baseline that was not.
    """
    grade = table.figures[0].kind == "grade"
    effect = grade_effect(table, v, xp) if grade else score_effect(table, v, xp)
    log_left = xp.minimum(-effect * xp.exp(_raters(table, v, factor, xp)), _MOST_LEFT)
    scatter = v["scale.measurement_cv"][..., None] / np.sqrt(table.column("n"))
    if table.figures[0].kind == "ratio":
        return log_left, scatter + xp.zeros_like(log_left)
    base, known = table.column("base"), table.column("se")
    change = xp.expm1(log_left)
    own = xp.where(np.isnan(known), base * scatter, np.nan_to_num(known))
    return base * change, xp.sqrt(own**2 + (change * table.column("base_sd")) ** 2)


def shares(table: Table, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return the share of people rated within each figure's band, shape (..., figures).

    A person counts from a threshold theta on if the rated effect, kappa h e (1 + xi) exp(omega b + rho eps),
    exceeds it.
    """
    amount = xp.exp(_log_gain(table, v, xp) + table.column("h")) + _natural(table, v)
    rated = xp.log(xp.maximum(amount, _LEAST_EFFECT)) + _raters(table, v, factor, xp)
    width = xp.sqrt(v["scale.person_spread"] ** 2 + v["scale.rating_scatter"] ** 2)[..., None]
    above = lambda end: normal_cdf((rated - _log_threshold(table, v, end, xp)) / width, xp)  # noqa: E731
    return xp.clip(above("lower") - above("upper"), _LEAST_SHARE, 1.0 - _LEAST_SHARE)


def _log_threshold(table: Table, v: Mapping[str, Any], end: str, xp: Any) -> Any:
    """Return ln of the threshold at one end of each band; an open end is far off."""
    fitted = [xp.log(v[f"scale.threshold_{t}"]) for t in _THRESHOLDS]
    pool = xp.stack([*fitted, xp.zeros_like(fitted[0])], axis=-1)
    far = -_FAR if end == "lower" else _FAR
    at = [getattr(f, end) for f in table.figures]
    known = np.array([far if a is None else 0.0 if isinstance(a, str) else np.log(a) for a in at])
    return pool[..., table.index(end, _THRESHOLDS)] + known


def darkened(table: Table, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return the share of people with new darkening, shape (..., figures).

    logit p = a + b_ph (type - 3) + b_x ln(dose) + nu; a spread s of persons draws the mean share towards a
    half as logit / sqrt(1 + 0.346 s^2) (Zeger, Liang & Albert, Biometrics 1988;44:1049).
    """
    score = (
        v["pih.offset"][..., None]
        + v["pih.by_phototype"][..., None] * (table.column("ordinal") - 3.0)
        + v["pih.by_dose"][..., None] * table.column("dose")
        + factor[..., table.effect]
    )
    mean = score / xp.sqrt(1.0 + 0.346 * v["pih.person_spread"] ** 2)[..., None]
    return xp.clip(0.5 * (1.0 + xp.tanh(0.5 * mean)), _LEAST_SHARE, 1.0 - _LEAST_SHARE)


PREDICTED: Mapping[str, Callable[..., Any]] = {"share": shares, "dark": darkened}


def normal_cdf(x: Any, xp: Any) -> Any:
    """Return the standard normal distribution by its logistic-tanh form (error below 2e-4)."""
    return 0.5 * (1.0 + xp.tanh(0.7978845608028654 * x * (1.0 + 0.044715 * x * x)))
