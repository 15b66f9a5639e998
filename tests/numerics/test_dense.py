"""The interpreted, pivoted RODAS4: its order, its dense output, and its use where diagonal pivots fail."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from engine_lab import BLOCK, INDEX, central

from needlework.numerics import dense, rodas
from needlework.numerics.codegen import Block, generate, load_source
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.network import antimony_to_sbml, read_sbml
from needlework.numerics.ode import Engine, Settings


def injured() -> tuple[dense.System, np.ndarray]:
    """Return the shipped network a day after an injury, away from its kinks."""
    system = dense.System(BLOCK, BLOCK.constant_array(central(), 1)[0])
    y = BLOCK.initial_array(central(), 1)[0]
    y[[INDEX["W"], INDEX["T"], INDEX["L"], INDEX["Kb"]]] += (1.0, 0.2, 0.3, -0.2)
    tight = Settings(rtol=1e-10, atol=1e-13).as_tuple()
    return system, dense.integrate(system, y, 0.0, 1.0, np.zeros(0), tight).state


def fixed_steps(system: dense.System, y: np.ndarray, span: float, steps: int) -> np.ndarray:
    for _ in range(steps):
        y = dense.attempt(system, y, span / steps)[0]
    return y


def test_order_four_in_fixed_steps() -> None:
    system, y = injured()
    exact = fixed_steps(system, y, 0.8, 400)
    errors = [np.abs(fixed_steps(system, y, 0.8, n) - exact).max() for n in (20, 40, 80)]
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes[-1] == pytest.approx(4.0, abs=0.35), slopes


def test_dense_output_of_order_three() -> None:
    """One step from exact values: inside it the error falls with h^4."""
    system, y = injured()
    errors = []
    for h in (0.2, 0.1, 0.05, 0.025):
        one = Settings(rtol=1e9, first_step=h).as_tuple()
        done = dense.integrate(system, y, 0.0, h, np.array([0.4 * h]), one)
        assert done.steps == 1
        errors.append(np.abs(done.reported[0] - fixed_steps(system, y, 0.4 * h, 32)).max())
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes[-1] == pytest.approx(4.0, abs=0.4), slopes


def test_coefficients_keep_their_conditions() -> None:
    """Stiff accuracy by construction, L-stability: one infinitely stiff step lands on the equilibrium."""
    system = dense.System(BLOCK, BLOCK.constant_array(central(), 1)[0])
    system.rates, system.jacobian = lambda y: -1e12 * (y - 3.0), lambda y: np.full((1, 1), -1e12)  # type: ignore[method-assign]
    assert dense.attempt(system, np.array([7.0]), 1.0)[0][0] == pytest.approx(3.0, abs=1e-6)


PIVOTLESS = """
model pivotless
  y1' = -v1*z + J11*(y1 - v1*z) + J12*(y2 - v2*z);
  y2' = -v2*z + J21*(y1 - v1*z) + J22*(y2 - v2*z);
  z' = -z;
  J11 = 400; J12 = 800; J21 = -800; J22 = -1200; v1 = 1; v2 = 2; y1 = 1; y2 = 2; z = 1;
end
"""


@cache
def pivotless(folder: Path) -> tuple[Block, dict[str, np.ndarray]]:
    path = folder / "pivotless.ant"
    path.write_text(PIVOTLESS)
    network = read_sbml(antimony_to_sbml(path))
    return load_source(generate(network)), {
        k: np.full(10, float(v or 0)) for k, v in network.parameters.items()
    }


def run(
    folder: Path, settings: Settings, state: np.ndarray | None = None, reports: tuple[float, ...] = (0.5, 1.0)
):
    block, p = pivotless(folder)
    engine = Engine(block, Layout(1, 1), settings=settings)
    y = block.initial_array(p, 10) if state is None else state
    still = Geometry(np.ones((10, 1)), np.zeros((10, 0)), np.ones((10, 1)))
    return block, engine.run(y, block.constant_array(p, 10), still, {}, 0.0, 1.0, np.array(reports))


def test_a_vanishing_pivot_is_pivoted(tmp_path_factory: pytest.TempPathFactory) -> None:
    """4/h = J11 at the first step: M has a zero on its diagonal and is far from singular.

    Both fast modes decay at 400 per day, so the exact course is v e^(-t).
    """
    stuck = Settings(rtol=1e-5, first_step=0.01, least_step=0.009)
    block, segment = run(tmp_path_factory.getbasetemp(), stuck)
    assert segment.rescued.all()
    assert (segment.status == rodas.DONE).all()
    assert segment.failures() == []
    exact = {"y1": np.exp([-0.5, -1.0]), "y2": 2 * np.exp([-0.5, -1.0]), "z": np.exp([-0.5, -1.0])}
    for i, s in enumerate(block.species):
        assert segment.observed[:, :, 0, i] == pytest.approx(np.tile(exact[s], (10, 1)), rel=1e-4)
        assert segment.state[:, i] == pytest.approx(exact[s][1], rel=1e-4)


def test_a_lane_is_pivoted_where_nothing_is_reported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Between two sessions there may be no day that anybody asked for."""
    stuck = Settings(rtol=1e-5, first_step=0.01, least_step=0.009)
    _, segment = run(tmp_path_factory.getbasetemp(), stuck, reports=())
    assert segment.rescued.all()
    assert segment.failures() == []
    assert segment.observed.shape[1] == 0


def test_ordinary_settings_need_no_rescue(tmp_path_factory: pytest.TempPathFactory) -> None:
    _, segment = run(tmp_path_factory.getbasetemp(), Settings())
    assert not segment.rescued.any()
    assert (segment.status == rodas.DONE).all()


def test_a_lane_without_a_number_ends_quickly_and_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    block, p = pivotless(tmp_path_factory.getbasetemp())
    state = block.initial_array(p, 10)
    state[3, 0] = np.nan
    began = time.perf_counter()
    _, segment = run(tmp_path_factory.getbasetemp(), Settings(), state)
    assert time.perf_counter() - began < 5.0
    assert segment.steps[3] < 50
    assert segment.failures([*range(100, 110)]) == [
        f"lane 3 (draw 103): not finite at day 0 after {segment.steps[3]} steps"
    ]
    assert np.flatnonzero(segment.status != rodas.DONE).tolist() == [3]
    assert np.isfinite(np.delete(segment.observed, 3, axis=0)).all()


def test_too_many_steps_are_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    _, segment = run(tmp_path_factory.getbasetemp(), Settings(most_steps=3))
    assert len(segment.failures()) == 10
    assert segment.failures()[9].startswith("lane 9: too many steps at day 0.0")
    assert np.isnan(segment.observed).all()
