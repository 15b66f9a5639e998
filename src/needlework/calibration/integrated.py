"""The likelihood of figures on scales with each study's own effect integrated out, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.calibration import scale_layer as layer
from needlework.calibration.people import log_likelihood

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

_GRID = np.linspace(-4.0, 4.0, 49)  # of a study's own effect; even, as a sharp figure slips between nodes
_LOG_MASS = float(np.log(np.exp(-0.5 * _GRID**2).sum()))
_BLOCK = 8  # draws at once, so that what is computed of them stays near the processor


def log_likelihood_of_effects(layout: layer.Layout, draws: Mapping[str, Array]) -> Array:
    """Return the log-likelihood of the figures of each study effect, integrated over it.

    Parameters
    ----------
    layout
        Figures, with one effect per cohort and family of scales.
    draws
        Records of people and scales by id, shape (draws,) each.

    Returns
    -------
    ndarray
        Shape (draws, biologies, effects).
    """
    return _in_blocks(lambda some: _of_effects(layout, some, np), draws)


def compiled(layout: layer.Layout) -> Callable[[Mapping[str, Array]], Array]:
    """Return `log_likelihood_of_effects` of a layout, compiled for many draws."""
    import jax

    jax.config.update("jax_enable_x64", True)
    run = jax.jit(lambda some: _of_effects(layout, some, jax.numpy))
    return lambda draws: _in_blocks(lambda some: np.asarray(run(some)), draws)


def _in_blocks(of: Callable[[Mapping[str, Array]], Array], draws: Mapping[str, Array]) -> Array:
    """Return what a function says of blocks of draws, all of one size: the last repeats its end."""
    size = len(next(iter(draws.values())))
    rows = np.minimum(np.arange(-(-size // _BLOCK) * _BLOCK).reshape(-1, _BLOCK), size - 1)
    return np.concatenate([of({k: v[some] for k, v in draws.items()}) for some in rows])[:size]


def _of_effects(layout: layer.Layout, draws: Mapping[str, Any], xp: Any) -> Any:
    """Return the integrals for a block of draws; axes are draws, nodes, biologies, effects."""
    own, effects = {k: v[:, None, None] for k, v in draws.items()}, len(layout.effects)
    factor = layer.study_factors(layout, own, np.tile(_GRID[:, None, None], effects), xp)
    total = (-0.5 * _GRID**2 - _LOG_MASS)[:, None, None]
    for table in layout.tables.values():
        total = total + log_likelihood(table)(own, factor, xp) @ np.eye(effects)[table.effect]
    top = total.max(axis=1)
    return top + xp.log(xp.exp(total - top[:, None]).sum(axis=1))


def together(each: Array, effects: Sequence[int] | NDArray[np.bool_]) -> Array:
    """Return the log-likelihood of some effects, averaged over the biology, shape (draws,)."""
    terms = each[:, :, effects].sum(axis=2)
    top = terms.max(axis=1)
    return top + np.log(np.mean(np.exp(terms - top[:, None]), axis=1))


def biology_of(each: Array, effects: Sequence[int] | NDArray[np.bool_], rng: np.random.Generator) -> Rows:
    """Return a draw of the biology for each draw of people and scales, given some effects, shape (draws,)."""
    terms = each[:, :, effects].sum(axis=2)
    luck = rng.gumbel(size=terms.shape)  # the largest of log-weights and Gumbel noise is a draw by weight
    return np.argmax(terms + luck, axis=1)
