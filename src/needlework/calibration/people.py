"""The fit of people and scales: NUTS on published scores, grades and shares, given what the tissue does.

The likelihood is averaged over draws of the biology, all figures of one draw together; nothing here moves the
biology itself (cut). Each cohort has one effect per family of scales, and its counts of people scatter more
than chance. Sampled with NumPyro (Phan, Pradhan & Jankowiak, arXiv:1912.11554).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.scales import FigureTable
from needlework.evidence.distributions import Lognormal, Normal, Rectified
from needlework.evidence.parameters import Parameter
from needlework.observation.counts import rising

Array = NDArray[np.float64]

DOSE = "scale.dose_exponent"
_FREEDOM = 4.0  # of Student's t for the scatter of a printed mean
_LEAST_LEFT = 1e-6
_DEPTH = 7  # of a trajectory: at most 127 steps
_ROUNDED = 0.02  # of ln(score): figures are printed with two digits


@dataclass(frozen=True)
class People:
    """A fit of people and scales.

    Attributes
    ----------
    draws
        Record id -> shape (draws,).
    r_hat, effective
        Split R-hat and effective draws of every record.
    divergences
        Number of divergent transitions.
    """

    draws: Mapping[str, Array]
    r_hat: Mapping[str, float]
    effective: Mapping[str, float]
    divergences: int

    @property
    def size(self) -> int:
        """Return the number of draws."""
        return len(next(iter(self.draws.values())))


def fit_people(
    layout: layer.Layout, least: float, seed: int, *, chains: int = 4, warmup: int = 300, kept: int = 300
) -> People:
    """Sample the posterior of people and scales.

    Parameters
    ----------
    layout
        Figures, with responses over draws of the biology. The likelihood is averaged over these draws: all
        figures of one draw together, as they share it.
    least
        Response of the smallest course that the fit is given.
    seed
        Seed of the chains.
    chains, warmup, kept
        Chains, and of each the steps before and the draws after it has settled.
    """
    import jax
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    priors = Priors(layer.fitted_records(), least)
    sampler = MCMC(
        NUTS(_model(layout, priors), target_accept_prob=0.9, max_tree_depth=_DEPTH),
        num_warmup=warmup,
        num_samples=kept,
        num_chains=chains,
        chain_method="vectorized",
        progress_bar=False,
    )
    sampler.run(jax.random.PRNGKey(seed), extra_fields=("diverging",))
    z = np.asarray(sampler.get_samples(group_by_chain=True)["z"])
    return People(
        priors.values(z.reshape(-1, z.shape[-1]), np),
        {k: float(split_gelman_rubin(z[..., i])) for i, k in enumerate(priors.ids)},
        {k: float(effective_sample_size(z[..., i])) for i, k in enumerate(priors.ids)},
        int(np.sum(np.asarray(sampler.get_extra_fields()["diverging"]))),
    )


def _model(layout: layer.Layout, priors: Priors) -> Callable[[], None]:
    """Return the model: one vector of normal scores, records first and study effects after them."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.special import logsumexp

    records = len(priors.ids)

    def model() -> None:
        z: Any = numpyro.sample(
            "z", dist.Normal(0.0, 1.0).expand([records + len(layout.effects)]).to_event(1)
        )
        v = priors.values(z, jnp)
        factor = layer.study_factors(layout, v, z[records:], jnp)
        total: Any = jnp.zeros(layout.biologies)
        for table in layout.tables.values():
            total = total + log_likelihood(table)(v, factor, jnp).sum(axis=-1)
        numpyro.factor("figures", logsumexp(total) - np.log(layout.biologies))

    return model


class Priors:
    """Normal, lognormal and rectified priors as functions of normal scores, all at once.

    Parameters
    ----------
    records
        What is fitted, by id.
    least
        Response of the smallest course that the fit is given.
    """

    def __init__(self, records: Mapping[str, Parameter], least: float) -> None:
        self.ids = tuple(records)
        both = [_scale(p) for p in records.values()]
        self._centre, self._spread = (np.array([x[i] for x in both]) for i in (0, 1))
        of = lambda kind: np.array([isinstance(p.distribution, kind) for p in records.values()])  # noqa: E731
        self._log, self._rectified = of(Lognormal), of(Rectified)
        self._least = least

    def values(self, z: Any, xp: Any, exponent: Any = np.nan) -> dict[str, Any]:
        """Return the records' values for scores of shape (..., records or more).

        A dose exponent that is given stands in place of the fitted one; NaN is none.
        """
        plain = self._centre + self._spread * z[..., : len(self.ids)]
        bounded = xp.where(self._rectified, xp.maximum(plain, 0.0), plain)
        values = xp.where(self._log, xp.exp(xp.where(self._log, plain, 0.0)), bounded)
        own = {k: values[..., i] for i, k in enumerate(self.ids)}
        dose = xp.where(xp.isnan(exponent), own[DOSE], exponent)
        return own | {DOSE: dose, "scale.dose_least": xp.full(z.shape[:-1], self._least)}

    def scores(self, values: Mapping[str, Array], rng: np.random.Generator) -> Array:
        """Return normal scores of records' values, shape (draws, records).

        Whatever lies below 0 is the same value of a rectified record: one is drawn.
        """
        plain = np.stack([np.asarray(values[k], dtype=np.float64) for k in self.ids], axis=-1)
        plain = np.where(self._log, np.log(np.where(self._log, plain, 1.0)), plain)
        z = (plain - self._centre) / self._spread
        return np.where(self._rectified & (z == 0.0), -np.abs(rng.standard_normal(z.shape)), z)


def _scale(p: Parameter) -> tuple[float, float]:
    """Return centre and spread of a prior, on the logarithm if it is lognormal."""
    match p.distribution:
        case Lognormal(median, gsd):
            return float(np.log(median)), float(np.log(gsd))
        case Normal(mean, scale):
            return mean, scale
        case Rectified(scale):
            return 0.0, scale
    raise TypeError(f"{p.id}: a record of people and scales is normal, lognormal or rectified normal")


def log_likelihood(table: FigureTable) -> Callable[..., Any]:
    """Return the log-likelihood of each figure of one kind as a function of records and study factors."""
    return _counts(table) if table.figures[0].kind in layer.PREDICTED else _means(table)


def _means(table: FigureTable) -> Callable[..., Any]:
    kind, value = table.figures[0].kind, table.column("value")
    base = 1.0 if kind == "ratio" else table.column("base")

    def each(v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
        mean, spread = layer.reported(table, v, factor, xp)
        width = xp.sqrt(spread**2 + (_ROUNDED * base) ** 2)
        return -0.5 * (_FREEDOM + 1.0) * xp.log1p(((value - mean) / width) ** 2 / _FREEDOM) - xp.log(width)

    return each


def _counts(table: FigureTable) -> Callable[..., Any]:
    """Return the likelihood of classes that share out the same people: Dirichlet-multinomial.

    The first class of a group also holds the people in none of its classes.
    """
    kind, value = table.figures[0].kind, table.column("value")
    share, together = layer.PREDICTED[kind], _together(table)
    n, first = _first_of_group(table)
    rest = n - together @ value

    def each(v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
        p, alike = share(table, v, factor, xp), v[layer.CONCENTRATION[kind]][..., None]
        left = xp.maximum(1.0 - p @ together, _LEAST_LEFT)  # together is symmetric
        whole = rising(alike * left, rest, xp) - rising(alike, n, xp)
        return rising(alike * p, value, xp) + xp.where(first, whole, 0.0)

    return each


def _together(table: FigureTable) -> Array:
    """Return which classes share out the same people, shape (figures, figures)."""
    groups = _groups(table)
    return np.array([[float(a == b) for b in groups] for a in groups])


def _first_of_group(table: FigureTable) -> tuple[Array, NDArray[np.bool_]]:
    """Return the people of each figure's group, and which figure is the first of its group."""
    groups = _groups(table)
    return table.column("n"), np.array([groups.index(g) == i for i, g in enumerate(groups)])


def _groups(table: FigureTable) -> list[str]:
    """Return the group of each figure; shares from several thresholds on overlap, so each stands alone."""
    open_ended: dict[str, int] = {}
    for f in table.figures:
        open_ended[f.group] = open_ended.get(f.group, 0) + (f.upper is None)
    return [f.group if open_ended[f.group] < 2 else f.id for f in table.figures]
