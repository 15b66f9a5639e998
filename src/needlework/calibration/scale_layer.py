"""Published scores, grades, shares and marks laid out for the equations of `needlework.observation`.

JAX where they are fitted, NumPy where they predict. Nothing here is an equation of its own: persons are
quadrature nodes, figures are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.scales import SPREADS, Figure, FigureTable
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.observation import grades, people, printing
from needlework.view import natural_records

Array = NDArray[np.float64]

PREFIXES = ("scale.", "pih.")
_FIXED = (  # no figure here can inform them
    "scale.base_",
    "scale.natural_",
    "scale.worsening_",
    "scale.red_until",
    "scale.dose_least",
    "pih.no_sun_protection",
)
_TYPES = ("rolling", "boxcar", "icepick")
_DARK = "dark"  # study effects of darkening
_LEAST_SHARE = 1e-6
_LEAST_LEFT = 1e-12  # of a score
_FAR = 50.0  # ln of a threshold that everybody or nobody reaches


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
    biologies
        Draws of the biology that figures hold responses for.
    """

    tables: Mapping[str, FigureTable]
    effects: Sequence[tuple[str, str]]
    biologies: int

    @property
    def spread(self) -> NDArray[np.int64]:
        """Place of each effect's spread among `SPREADS`, darkening last."""
        return np.array([(*SPREADS, _DARK).index(spread) for _, spread in self.effects])

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> Layout:
        """Lay figures out."""
        effects = sorted({effect_of(f) for f in figures})
        biologies = max(len(f.h) for f in figures)
        kinds: dict[str, list[Figure]] = {}
        for f in figures:
            kinds.setdefault(f.kind, []).append(f)
        tables = {
            kind: FigureTable.of(found, [effects.index(effect_of(f)) for f in found], biologies)
            for kind, found in kinds.items()
        }
        return cls(tables, effects, biologies)

    def drawn(self, rows: NDArray[np.int64]) -> Layout:
        """Return the layout with some draws of the biology, repeats allowed."""
        tables = {kind: table.drawn(rows) for kind, table in self.tables.items()}
        return replace(self, tables=tables, biologies=len(rows))


def effect_of(f: Figure) -> tuple[str, str]:
    """Return the study effect of a figure: one per cohort and family of scales."""
    return f.cohort, _DARK if f.kind == _DARK else f.spread


def study_factors(layout: Layout, v: Mapping[str, Any], z: Any, xp: Any) -> Any:
    """Return ln of each study's own factor.

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
    return tau * z


def _benefits(table: FigureTable, v: Mapping[str, Any], xp: Any) -> tuple[Any, Array]:
    """Return effects of needling on ln(score) at nodes of persons, (..., figures, nodes), and weights."""
    nodes, mass = people.person_nodes()
    exponent, least = (v[f"scale.dose_{name}"][..., None] for name in ("exponent", "least"))
    response = people.dose_law(table.h, exponent, least, xp)
    person = people.person_factor(v["scale.person_spread"][..., None, None], nodes, xp)
    return people.benefit(xp.exp(_log_gain(table, v, xp))[..., None], response[..., None], person), mass


def _log_gain(table: FigureTable, v: Mapping[str, Any], xp: Any) -> Any:
    gains = sorted({f.gain for f in table.figures})
    by_gain = xp.stack([xp.log(v[k]) for k in gains], axis=-1)[..., table.index("gain", gains)]
    types = [xp.log(v[f"scale.type_{t}"]) for t in _TYPES]
    by_type = xp.stack([*types, xp.zeros_like(types[0])], axis=-1)
    return by_gain + by_type[..., table.index("type", _TYPES)]


def _natural(table: FigureTable) -> Array:
    """Return what each figure's score does by itself, on ln(score), shape (figures,); not fitted."""
    known = load_parameters()
    own = [natural_records(f.concern) for f in table.figures]
    total = np.array([known[name].value if name else 0.0 for name, _ in own])
    worsening = np.array([known[name].value if name else 0.0 for _, name in own])
    return people.natural_change(total, known["scale.natural_rate"].value, table.column("day"), worsening)


def _factor(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return what raters and the study make of a true effect, shape (..., figures)."""
    return printing.rater_factor(
        v["scale.open_label"][..., None], table.column("open"), factor[..., table.effect], xp
    )


def _printed_score(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return ln of the printed mean score over that before, shape (..., figures)."""
    benefit, mass = _benefits(table, v, xp)
    natural, regression = _natural(table), v["scale.regression"][..., None]
    left = (xp.exp(people.log_left(benefit, natural[..., None])) * mass).sum(axis=-1)
    needled = xp.log(xp.maximum(left, _LEAST_LEFT))
    return printing.printed_log(needled, people.log_left(0.0, natural), factor, regression, xp)


def _printed_grade(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return the change of the printed mean grade, shape (..., figures)."""
    benefit, mass = _benefits(table, v, xp)
    natural, regression = _natural(table), v["scale.regression"][..., None]
    per_effect = v["scale.latent_per_effect"][..., None]
    lowest, highest = table.column("lowest"), table.column("highest")
    cuts, latent = _cuts(table), _latents(table)
    fallen = latent[:, None] - per_effect[..., None] * (benefit + natural[..., None])
    needled = (grades.expected_grade(fallen, cuts[:, None, :], lowest[:, None], xp) * mass).sum(axis=-1)
    untreated = grades.expected_grade(latent - per_effect * natural, cuts, lowest, xp)
    printed = printing.printed_grade(needled, untreated, factor, lowest, highest, regression, xp)
    return printed - grades.expected_grade(latent, cuts, lowest)


def _cuts(table: FigureTable) -> Array:
    """Return the cut points of each figure's scale, shape (figures, most cuts)."""
    most = max(f.highest - f.lowest for f in table.figures)
    return np.array([grades.cut_points(f.lowest, f.highest, most) for f in table.figures])


def _latents(table: FigureTable) -> Array:
    """Return the latent severity before of each figure."""
    return np.array([float(grades.latent_of(f.base, f.lowest, f.highest)) for f in table.figures])


def reported(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> tuple[Any, Any]:
    """Return mean and spread of what studies of these figures print, shape (..., figures) each.

    For ratios ln of score after over before; for points and grades the change. The spread holds the scatter
    of measured scores over the people, or the standard error that was printed, and a baseline that was not.
    """
    kind, base = table.figures[0].kind, table.column("base")
    seen = _factor(table, v, factor, xp)
    scatter = v["scale.measurement_cv"][..., None] / np.sqrt(table.column("n"))
    if kind == "ratio":
        log_left = _printed_score(table, v, seen, xp)
        return log_left, scatter + xp.zeros_like(log_left)
    change = (
        _printed_grade(table, v, seen, xp)
        if kind == "grade"
        else base * xp.expm1(_printed_score(table, v, seen, xp))
    )
    known = table.column("se")
    own = xp.where(np.isnan(known), base * scatter, np.nan_to_num(known))
    return change, xp.sqrt(own**2 + (change / base * table.column("base_sd")) ** 2)


def shares(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return the share of people rated within each figure's band, shape (..., figures)."""
    benefit, mass = _benefits(table, v, xp)
    seen = _factor(table, v, factor, xp)[..., None]
    regression = v["scale.regression"][..., None, None]
    effect = printing.printed_effect(benefit, _natural(table)[..., None], seen, regression)
    scatter = v["scale.rating_scatter"][..., None, None]

    def above(end: str) -> Any:
        return people.rated_above(effect, _log_threshold(table, v, end, xp)[..., None], scatter, xp)

    inside = ((above("lower") - above("upper")) * mass).sum(axis=-1)
    return xp.clip(inside, _LEAST_SHARE, 1.0 - _LEAST_SHARE)


def _log_threshold(table: FigureTable, v: Mapping[str, Any], end: str, xp: Any) -> Any:
    """Return ln of the threshold at one end of each band; an open end is far off."""
    fitted = [xp.log(v[f"scale.threshold_{t}"]) for t in people.FITTED_THRESHOLDS]
    pool = xp.stack([*fitted, xp.zeros_like(fitted[0])], axis=-1)
    far = -_FAR if end == "lower" else _FAR
    at = [getattr(f, end) for f in table.figures]
    known = np.array([far if a is None else 0.0 if isinstance(a, str) else np.log(a) for a in at])
    return pool[..., table.index(end, people.FITTED_THRESHOLDS)] + known


def darkened(table: FigureTable, v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
    """Return the share of people with new darkening, shape (..., figures)."""
    nodes, mass = people.person_nodes()
    column = lambda name: v[name][..., None, None]  # noqa: E731
    chance = people.darkening(
        column("pih.offset"),
        column("pih.by_phototype"),
        table.column("ordinal")[:, None],
        column("pih.by_dose"),
        table.dose[..., None],
        column("pih.person_spread") * nodes,
        xp,
    )
    return printing.printed_chance((chance * mass).sum(axis=-1), factor[..., table.effect], xp)


PREDICTED: Mapping[str, Callable[..., Any]] = {"share": shares, "dark": darkened}
CONCENTRATION = {"share": "scale.count_concentration", "dark": "pih.count_concentration"}  # of counts
