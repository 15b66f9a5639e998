"""Cells and signals: model states whose timing can be compared with biopsies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.observation.shapes import percent
from needlework.outcomes.registry import outcome
from needlework.view import View

Array = NDArray[np.float64]


@outcome
def neutrophils(view: View) -> Array:
    """Neutrophils (model units)."""
    return view.dermis("N")


@outcome
def macrophages(view: View) -> Array:
    """Macrophages (model units)."""
    return view.dermis("M1", "M2")


@outcome
def fibroblasts(view: View) -> Array:
    """Fibroblasts (% change)."""
    return percent(view.dermis("F"))


@outcome
def myofibroblasts(view: View) -> Array:
    """Myofibroblasts (model units)."""
    return view.dermis("Y")


@outcome
def tgf_beta(view: View) -> Array:
    """Active TGF-beta (model units)."""
    return view.dermis("T")
