"""The fit of people and scales: NUTS on published scores, grades and shares, given what the tissue does.

The response of the tissue enters as given (cut): nothing here moves the biology. Each cohort has one effect
per family of scales. Sampled with NumPyro (Phan, Pradhan & Jankowiak, arXiv:1912.11554).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.scales import Figure, FigureTable
from needlework.evidence.distributions import Lognormal, Normal
from needlework.evidence.parameters import Parameter

Array = NDArray[np.float64]

_FREEDOM = 4.0  # of Student's t for the scatter of a printed mean
_LEAST_LEFT = 1e-6
_ROUNDED = 0.02  # of ln(score): figures are printed with two digits


@dataclass(frozen=True)
class People:
    """A fit of people and scales.

    Attributes
    ----------
    draws
        Record id -> shape (draws,).
    scores
        Standard normal score of every study effect, shape (draws, effects).
    r_hat, effective
        Split R-hat and effective draws of every record.
    divergences
        Number of divergent transitions.
    """

    draws: Mapping[str, Array]
    scores: Array
    r_hat: Mapping[str, float]
    effective: Mapping[str, float]
    divergences: int


class Fitter:
    """Fits the same figures again and again, with some cohorts left out; compiled once."""

    def __init__(
        self, figures: Sequence[Figure], chains: int = 4, warmup: int = 400, kept: int = 400
    ) -> None:
        import jax
        from numpyro.infer import MCMC, NUTS

        jax.config.update("jax_enable_x64", True)
        self.layout = layer.Layout.of(figures)
        self._priors = _Priors(layer.fitted_records())
        self.cohorts = sorted({f.cohort for f in figures})
        self._sampler = MCMC(
            NUTS(self._model(), target_accept_prob=0.9),
            num_warmup=warmup,
            num_samples=kept,
            num_chains=chains,
            chain_method="vectorized",
            jit_model_args=True,
            progress_bar=False,
        )

    def fit(self, seed: int, without: Collection[str] = ()) -> People:
        """Sample the posterior given all cohorts but some."""
        import jax
        from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

        kept = np.array([c not in without for c in self.cohorts])
        self._sampler.run(jax.random.PRNGKey(seed), kept, extra_fields=("diverging",))
        z = np.asarray(self._sampler.get_samples(group_by_chain=True)["z"])
        records = len(self._priors.ids)
        return People(
            self._priors.values(z.reshape(-1, z.shape[-1]), np),
            z[..., records:].reshape(-1, z.shape[-1] - records),
            {k: float(split_gelman_rubin(z[..., i])) for i, k in enumerate(self._priors.ids)},
            {k: float(effective_sample_size(z[..., i])) for i, k in enumerate(self._priors.ids)},
            int(np.sum(np.asarray(self._sampler.get_extra_fields()["diverging"]))),
        )

    def _model(self) -> Callable[[Any], None]:
        """Return the model: one vector of normal scores, records first and study effects after them."""
        import jax.numpy as jnp
        import numpyro
        import numpyro.distributions as dist

        layout, priors = self.layout, self._priors
        records = len(priors.ids)
        place = {kind: _cohort_index(t, self.cohorts) for kind, t in layout.tables.items()}
        likelihood = {kind: log_likelihood(t) for kind, t in layout.tables.items()}

        def model(kept: Any) -> None:
            z: Any = numpyro.sample(
                "z", dist.Normal(0.0, 1.0).expand([records + len(layout.effects)]).to_event(1)
            )
            v = priors.values(z, jnp)
            factor = layer.study_factors(layout, v, z[records:], jnp)
            for kind, terms in likelihood.items():
                each = terms(v, factor, jnp)
                numpyro.factor(f"log_{kind}", jnp.where(kept[place[kind]], each, 0.0).sum())

        return model


class _Priors:
    """Normal and lognormal priors as functions of normal scores, all at once."""

    def __init__(self, records: Mapping[str, Parameter]) -> None:
        self.ids = tuple(records)
        both = [_scale(p) for p in records.values()]
        self._centre, self._spread = (np.array([x[i] for x in both]) for i in (0, 1))
        self._log = np.array([isinstance(p.distribution, Lognormal) for p in records.values()])

    def values(self, z: Any, xp: Any) -> dict[str, Any]:
        """Return the records' values for scores of shape (..., records or more)."""
        plain = self._centre + self._spread * z[..., : len(self.ids)]
        values = xp.where(self._log, xp.exp(xp.where(self._log, plain, 0.0)), plain)
        return {k: values[..., i] for i, k in enumerate(self.ids)}


def _scale(p: Parameter) -> tuple[float, float]:
    """Return centre and spread of a prior, on the logarithm if it is lognormal."""
    d = p.distribution
    if isinstance(d, Lognormal):
        return float(np.log(d.median)), float(np.log(d.gsd))
    if isinstance(d, Normal):
        return d.mean, d.scale
    raise TypeError(f"{p.id}: a record of people and scales is normal or lognormal")


def _cohort_index(table: FigureTable, cohorts: Sequence[str]) -> NDArray[np.int64]:
    return np.array([cohorts.index(f.cohort) for f in table.figures])


def log_likelihood(table: FigureTable) -> Callable[..., Any]:
    """Return the log-likelihood of each figure of one kind as a function of records and study factors."""
    kind, value = table.figures[0].kind, table.column("value")
    if kind in layer.PREDICTED:
        share = layer.PREDICTED[kind]
        together, rest = _others(table)

        def counts(v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
            p = share(table, v, factor, xp)
            left = xp.maximum(1.0 - p @ together, _LEAST_LEFT)  # together is symmetric
            return value * xp.log(p) + rest * xp.log(left)

        return counts

    def means(v: Mapping[str, Any], factor: Any, xp: Any) -> Any:
        mean, spread = layer.reported(table, v, factor, xp)
        base = 1.0 if kind == "ratio" else table.column("base")
        width = xp.sqrt(spread**2 + (_ROUNDED * base) ** 2)
        return -0.5 * (_FREEDOM + 1.0) * xp.log1p(((value - mean) / width) ** 2 / _FREEDOM) - xp.log(width)

    return means


def _others(table: FigureTable) -> tuple[Array, Array]:
    """Return which bands divide the same people, and, once for each group, the people in none of them."""
    groups = [f.group for f in table.figures]
    together = np.array([[float(a == b) for b in groups] for a in groups])
    first = np.array([groups.index(g) == i for i, g in enumerate(groups)])
    left = table.column("n") - together @ table.column("value")
    return together, np.where(first, left, 0.0)
