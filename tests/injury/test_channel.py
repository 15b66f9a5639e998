"""An ablated column on a fine r-z grid, whose cells are struck one by one, against the rings of the model."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")
sys.path.insert(0, str(Path(__file__).parents[2] / "validation" / "engine"))

import ablated
from skin import COLLAGEN, INDEX

EDGES = np.array([0.0, 250.0, ablated.DEPTH, 650.0, 800.0, 1000.0])


@pytest.fixture(scope="module")
def grid() -> ablated.Column:
    return ablated.Column(900.0, ablated.CLEARANCE, 12, 10)


def test_both_start_from_the_same_amounts(grid: ablated.Column) -> None:
    share = grid.volume / grid.volume.sum()
    fine = share @ grid.start().reshape(grid.cells, -1)
    rings, _ = ablated.in_rings(900.0, 3, EDGES)
    for name in ("W", "T", "L", "X", "F", "V", "E"):
        assert rings[INDEX[name]] == pytest.approx(fine[INDEX[name]], rel=0.01, abs=1e-4), name
    assert rings[COLLAGEN].sum() == pytest.approx(fine[COLLAGEN].sum(), rel=3e-3)  # 2 % of a core is left
    assert fine[COLLAGEN].sum() < 0.96  # a tenth of the upper half is gone


def test_exchange_conserves_every_amount(grid: ablated.Column) -> None:
    state = np.random.default_rng(1).random(grid.cells * len(INDEX))
    flow = (grid.exchange @ state).reshape(grid.cells, -1)
    assert np.abs(grid.volume @ flow).max() < 1e-9 * np.abs(grid.volume @ np.abs(flow)).max()


def test_rings_converge_on_the_fine_column() -> None:
    _, peak, gain = ablated.fine(900.0, 12, 10)
    errors = []
    for rings in (1, 2, 3):
        _, mine = ablated.in_rings(900.0, rings, EDGES)
        errors.append(abs((mine[-1, COLLAGEN].sum() - 1.0) / gain - 1.0))
        if rings == 3:
            assert mine[:, INDEX["T"]].max() == pytest.approx(peak, rel=0.05)
    assert errors[2] < 0.05 < errors[0]
    assert errors[2] <= errors[1] + 0.01


def test_a_finer_grid_says_the_same() -> None:
    _, _, coarse = ablated.fine(900.0, 12, 10)
    _, _, fine = ablated.fine(900.0, 20, 20)
    assert coarse == pytest.approx(fine, rel=0.03)
