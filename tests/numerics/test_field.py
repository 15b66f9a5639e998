"""Geometry, exchange and mixing: amounts are kept, and known solutions are met with the expected order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.numerics.field import Geometry, Layout, annulus_centres, cylinder, remix, ring_radii


def operator(layout: Layout, geometry: Geometry) -> np.ndarray:
    """Return the matrix of the exchange of one lane (1/um^2): d(mean of a cell)/dt for unit diffusivity."""
    out = np.zeros((layout.cells, layout.cells))
    for (a, b), c in zip(layout.edges, geometry.conductance[0], strict=True):
        for i, j in ((a, b), (b, a)):
            out[i, j] += c / geometry.volume[0, i]
            out[i, i] -= c / geometry.volume[0, i]
    return out


def stack(layers: int, rings: int, outer: float = 300.0, depth: float = 1000.0) -> tuple[Layout, Geometry]:
    layout = Layout(layers, rings)
    radii = ring_radii(np.array([80.0]), np.array([outer]), rings)
    return layout, cylinder(layout, radii, np.full((1, layers), depth / layers))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.integers(1, 6), st.floats(100, 900))
def test_exchange_keeps_amounts_and_evens_out(layers: int, rings: int, outer: float) -> None:
    layout, geometry = stack(layers, rings, outer)
    assert geometry.volume.sum() == pytest.approx(1000.0, rel=1e-12)
    exchange = operator(layout, geometry)
    scale = 1e-12 * max(np.abs(exchange).max(), 1e-30)
    assert np.abs(geometry.volume[0] @ exchange).max() <= scale * geometry.volume.max()
    assert np.abs(exchange.sum(axis=1)).max() <= scale
    assert np.linalg.eigvals(exchange).real.max() <= scale


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 2**31))
def test_remix_keeps_amounts(layers: int, rings: int, seed: int) -> None:
    layout, geometry = stack(layers, rings)
    state = np.random.default_rng(seed).random((1, layout.cells, 3))
    mixed = remix(state, geometry.ring_share, layout)
    before = np.einsum("lc,lcs->ls", geometry.volume, state)
    thickness = geometry.volume.reshape(1, layers, rings).sum(axis=2)
    assert np.einsum("lk,lks->ls", thickness, mixed) == pytest.approx(before, rel=1e-12)


def slope(errors: list[float]) -> float:
    return float(np.log2(errors[-2] / errors[-1]))


def test_vertical_exchange_is_second_order() -> None:
    """u = cos(pi z / H) with mirror ends: cell means decay at (pi/H)^2."""
    errors = []
    for layers in (8, 16, 32, 64):
        layout, geometry = stack(layers, 1)
        z = np.linspace(0, 1, layers + 1)
        mean = np.diff(np.sin(np.pi * z)) / np.pi * layers
        errors.append(np.abs(operator(layout, geometry) @ mean + (np.pi / 1000.0) ** 2 * mean).max())
    assert slope(errors) == pytest.approx(2.0, abs=0.1)


def test_radial_exchange_is_second_order() -> None:
    """u = cos(pi r^2/R^2) solves D lap u = -f with mirror ends; cell means of u and f are exact integrals."""
    outer, errors = 300.0, []
    for rings in (8, 16, 32, 64, 128):
        layout = Layout(1, rings)
        radii = np.linspace(0, outer, rings + 1)[None]
        geometry = cylinder(layout, radii, np.full((1, 1), 100.0))
        s = (radii[0] / outer) ** 2
        mean = np.diff(np.sin(np.pi * s)) / np.pi / np.diff(s)
        flux = -2 * np.pi * s * np.sin(np.pi * s)  # r du/dr at the faces
        source = 2 * np.diff(flux) / np.diff(radii[0] ** 2)
        solution = np.linalg.lstsq(operator(layout, geometry), source, rcond=None)[0]
        volume = geometry.volume[0] / geometry.volume.sum()
        errors.append(np.abs(solution - volume @ solution - mean + volume @ mean).max())
    assert slope(errors) == pytest.approx(2.0, abs=0.15)


def test_a_steady_logarithmic_profile_is_exact() -> None:
    """Between rings that hold no source, the flux of u = ln r is 2 pi h whatever the spacing."""
    layout = Layout(1, 6)
    radii = ring_radii(np.array([80.0]), np.array([400.0]), 6)
    geometry = cylinder(layout, radii, np.full((1, 1), 100.0))
    mean_log = np.log(annulus_centres(radii))[0]
    flux = geometry.conductance[0] * np.diff(mean_log) * np.pi * 400.0**2
    assert flux == pytest.approx(2 * np.pi * 100.0, rel=1e-12)


def test_one_ring_is_the_whole_cell() -> None:
    assert ring_radii(np.array([80.0]), np.array([300.0]), 1).tolist() == [[0.0, 300.0]]
    assert cylinder(Layout(2, 1), np.array([[0.0, 300.0]]), np.full((1, 2), 50.0)).ring_share.tolist() == [
        [1.0]
    ]
