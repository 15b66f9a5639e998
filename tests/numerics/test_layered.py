"""Layers with channels: against exact solutions, against SciPy, and for what must never be lost."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from needlework.numerics import dense
from needlework.numerics.layered import (
    NEVER,
    Stack,
    all_done,
    amounts_of,
    block,
    in_series,
    solve,
    start,
)
from needlework.numerics.ode import Settings

TIGHT = Settings(rtol=1e-9, atol=1e-13, first_step=1e-6, least_step=1e-14)


def bare(thickness, partition, diffusivity, *, top=0.0, bottom=0.0) -> Stack:
    """Return a stack without channels; ``top`` and ``bottom`` are conductances of the outer faces."""
    h = np.atleast_2d(thickness)
    lanes, cells = h.shape
    mobility = np.broadcast_to(np.multiply(partition, diffusivity), h.shape)
    through = np.zeros((lanes, cells + 1))
    through[:, 1:-1] = in_series(h, mobility)
    through[:, 0], through[:, -1] = top, bottom
    none, zero = np.zeros((lanes, cells)), np.zeros(lanes)
    return Stack(
        np.multiply(partition, h), through, none, none, none, none,
        zero, zero, zero + 1.0, zero, zero + NEVER, zero,
    )  # fmt: skip


def channelled(lanes: int = 3, cells: int = 12) -> Stack:
    """Return a stack with everything in it: channels half way, closing, drying, clearance, loss."""
    rng = np.random.default_rng(3)
    h = 10.0 * rng.uniform(0.5, 2.0, (lanes, cells))
    plain = bare(h, rng.uniform(0.5, 3.0, (lanes, cells)), 1e3, top=40.0, bottom=5.0)
    deep = np.arange(cells) < cells // 2
    volume = np.where(deep, 0.01 * h, 0.0)
    flow = np.zeros((lanes, cells))
    flow[:, 1:] = in_series(h, np.where(deep, 0.01 * 1e5, 0.0) * np.ones((lanes, 1)))
    flow[:, 0] = 30.0
    one = np.ones(lanes)
    return replace(
        plain, channel_volume=volume, channel_conductance=flow, lateral=np.where(deep, 2.0 * h, 0.0),
        clearance=np.where(deep, 0.0, 0.3) * np.ones((lanes, 1)), closing=0.4 * one, drying=0.8 * one,
        film_end=5.0 * one, evaporation=0.02 * one, saturation=0.06 * one, decay=0.01 * one,
    )  # fmt: skip


def film(stack: Stack) -> np.ndarray:
    one = np.ones(len(stack.capacity))
    return start(stack, one, 20.0 * one, one)


def by_hand(s: Stack, lane: int, y: np.ndarray) -> np.ndarray:
    """Return dy/dt as the page of the module writes it, cell by cell, from the stack's own fields."""
    opened, film, surface = y[:3]
    m, a, closing = y[6::2], y[7::2], s.closing[lane]
    volume = s.channel_volume[lane]
    drive = min(surface / film, s.saturation[lane])
    c = np.concatenate([[drive], m / s.capacity[lane], [0.0]])
    q = np.concatenate([[opened * drive], np.divide(a, volume, out=np.zeros_like(a), where=volume > 0.0)])
    down, flow = s.conductance[lane] * (c[:-1] - c[1:]), s.channel_conductance[lane] * (q[:-1] - q[1:])
    side = s.lateral[lane] * (q[1:] - opened * c[1:-1]) + closing * a
    cleared, lost = s.clearance[lane] * m, s.decay[lane] * m
    gone = s.evaporation[lane] * surface
    out = np.empty_like(y)
    out[0], out[1] = -closing * opened, s.drying[lane] * (s.film_end[lane] - film)
    out[2:6] = -(down[0] + flow[0] + gone), cleared.sum() + down[-1], gone, lost.sum()
    out[6::2] = down[:-1] - down[1:] + side - cleared - lost
    out[7::2] = flow - np.append(flow[1:], 0.0) - side
    return out


def test_the_rates_are_the_equations() -> None:
    stack = channelled()
    for lane in range(3):
        y = film(stack)[lane]
        y[6:] = np.random.default_rng(lane).random(2 * stack.cells) * 0.1
        y[7::2] *= stack.channel_volume[lane] > 0.0
        found = dense.System(block(stack.cells), stack.constants()[lane]).rates(y)
        assert found == pytest.approx(by_hand(stack, lane, y), rel=1e-12, abs=1e-12)


def test_the_jacobian_is_the_derivative_of_the_rates() -> None:
    stack = channelled()
    system = dense.System(block(stack.cells), stack.constants()[1])
    y = film(stack)[1]
    y[6:] = np.random.default_rng(0).random(2 * stack.cells) * 0.1
    steps = 1e-7 * np.eye(len(y))
    numeric = np.array([(system.rates(y + e) - system.rates(y - e)) / 2e-7 for e in steps]).T
    assert system.jacobian(y) == pytest.approx(numeric, rel=1e-6, abs=1e-5)


def test_the_engine_agrees_with_scipy() -> None:
    stack = channelled()
    times = np.array([0.5, 3.0, 30.0])
    _, found, status = solve(stack, film(stack), 0.0, 30.0, times, TIGHT)
    assert all_done(status)
    for lane in range(3):
        system = dense.System(block(stack.cells), stack.constants()[lane])
        exact = solve_ivp(
            lambda t, y, s=system: s.rates(y), (0.0, 30.0), film(stack)[lane], "Radau", times,
            jac=lambda t, y, s=system: s.jacobian(y), rtol=1e-10, atol=1e-14,
        )  # fmt: skip
        expected = amounts_of(exact.y.T[None])
        for name in ("tissue", "channels", "surface", "taken", "evaporated", "lost", "open", "film"):
            assert getattr(found, name)[lane] == pytest.approx(getattr(expected, name)[0], abs=2e-8)


@settings(max_examples=15)
@given(st.floats(-6.0, 3.0), st.floats(0.0, 5.0), st.floats(0.01, 10.0), st.floats(1e-5, 1e-2))
def test_mass_balances_to_rounding_at_any_tolerance(
    log_speed: float, closing: float, duration: float, rtol: float
) -> None:
    stack = channelled()
    stack = replace(stack, conductance=stack.conductance * 10.0**log_speed, closing=np.full(3, closing))
    rough = Settings(rtol=rtol, atol=1e-3 * rtol, first_step=1e-5, least_step=1e-14)
    state, found, status = solve(stack, film(stack), 0.0, duration, np.linspace(0.0, duration, 5)[1:], rough)
    assert all_done(status)
    assert found.total == pytest.approx(np.ones((3, 4)), abs=1e-10)
    assert amounts_of(state[:, None]).total == pytest.approx(1.0, abs=1e-10)


def test_flux_and_lag_of_a_layered_slab() -> None:
    """Steady flux is 1/R; the lag is the integral of capacity x c (1 - c) x R, c the steady profile."""
    thickness = np.repeat([15.0, 85.0, 400.0], 60) / 60.0
    partition, diffusivity = np.repeat([20.0, 0.8, 0.7], 60), np.repeat([40.0, 2e4, 5e4], 60)
    resistivity = 1.0 / (partition * diffusivity)
    depth = np.cumsum(thickness * resistivity)
    whole = depth[-1]
    ends = 2.0 / (thickness * resistivity)
    stack = bare(thickness, partition, diffusivity, top=ends[0], bottom=ends[-1])
    endless = start(stack, np.array([1e13]), np.array([1e13]), np.array([0.0]))
    profile = 1.0 - (depth - 0.5 * thickness * resistivity) / whole
    lag = float(np.sum(partition * thickness * profile * (1.0 - profile)) * whole)
    times = lag * np.array([20.0, 30.0])
    settled = Settings(rtol=1e-8, atol=1e-9, first_step=1e-6, least_step=1e-14)
    _, found, _ = solve(stack, endless, 0.0, float(times[-1]), times, settled)
    flux = float(np.diff(found.taken[0])[0] / np.diff(times)[0])
    assert flux == pytest.approx(1.0 / whole, rel=1e-6)
    assert times[0] - found.taken[0, 0] / flux == pytest.approx(lag, rel=2e-3)


def eigenmode() -> tuple[float, float, float]:
    """Return the slowest mode of two layers between closed ends: rate and wave number in each."""
    (l1, k1, d1), (l2, k2, d2) = TWO

    def mismatch(rate: float) -> float:
        w1, w2 = np.sqrt(rate / d1), np.sqrt(rate / d2)
        return k1 * d1 * w1 * np.sin(w1 * l1) * np.cos(w2 * l2) + k2 * d2 * w2 * np.cos(w1 * l1) * np.sin(
            w2 * l2
        )

    top = min(d1 * (np.pi / l1) ** 2, d2 * (np.pi / l2) ** 2)
    rate = brentq(mismatch, 1e-6 * top, top)
    return rate, np.sqrt(rate / d1), np.sqrt(rate / d2)


TWO = ((60.0, 3.0, 200.0), (100.0, 0.8, 900.0))  # thickness, partition, diffusivity


def error_of_mode(cells: int) -> float:
    """Return the error after one lifetime of an exact mode through a jump of the partition coefficient."""
    rate, w1, w2 = eigenmode()
    (l1, k1, d1), (l2, k2, d2) = TWO
    h = np.concatenate([np.full(cells, l1 / cells), np.full(cells, l2 / cells)])
    stack = bare(h, np.repeat([k1, k2], cells), np.repeat([d1, d2], cells))
    e1, e2 = np.linspace(0.0, l1, cells + 1), np.linspace(l2, 0.0, cells + 1)
    upper = k1 * np.diff(np.sin(w1 * e1)) / w1 * np.cos(w2 * l2)
    lower = -k2 * np.diff(np.sin(w2 * e2)) / w2 * np.cos(w1 * l1)
    state = start(stack, np.zeros(1), np.ones(1), np.zeros(1))
    state[0, 6::2] = mode = np.concatenate([upper, lower])
    _, found, _ = solve(stack, state, 0.0, 1.0 / rate, np.array([1.0 / rate]), TIGHT)
    return float(np.abs(found.tissue[0, -1] / h - np.exp(-1.0) * mode / h).max())


def test_second_order_in_space_across_a_jump_of_the_partition_coefficient() -> None:
    coarse, middle, fine = (error_of_mode(cells) for cells in (8, 16, 32))
    assert np.log2(coarse / middle) == pytest.approx(2.0, rel=0.1)
    assert np.log2(middle / fine) == pytest.approx(2.0, rel=0.1)


def fixed_steps(stack: Stack, y: np.ndarray, finish: float, steps: int) -> np.ndarray:
    system = dense.System(block(stack.cells), stack.constants()[0])
    for _ in range(steps):
        y, _, _ = dense.attempt(system, y, finish / steps)
    return y


def test_fourth_order_in_time_while_channels_close_and_the_film_dries() -> None:
    stack = replace(channelled(1, 6), saturation=np.full(1, NEVER))
    y = film(stack)[0]
    y = fixed_steps(stack, y, 0.2, 400)  # past the first transient, which no step of this size resolves
    exact = fixed_steps(stack, y, 2.0, 1024)
    errors = [np.abs(fixed_steps(stack, y, 2.0, steps) - exact).max() for steps in (16, 32, 64)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert orders == pytest.approx(4.0, rel=0.1)


def test_a_saturated_film_feeds_at_its_solubility_until_it_is_used_up() -> None:
    stack = replace(bare(np.full(20, 1.0), 1.0, 1e4, top=1.0, bottom=2e4), saturation=np.array([0.01]))
    _, found, _ = solve(
        stack, start(stack, np.ones(1), np.ones(1), np.ones(1)), 0.0, 50.0, np.array([10.0, 20.0])
    )
    rate = 0.01 / (1.0 + 20.0 / 1e4)
    assert -np.diff(found.surface[0]) / 10.0 == pytest.approx(rate, rel=1e-3)


def test_lanes_do_not_see_each_other() -> None:
    stack = channelled(11)
    whole = solve(stack, film(stack), 0.0, 5.0, np.array([5.0]))[1]
    part = replace(stack, **{name: getattr(stack, name)[4:7] for name in stack.__slots__})
    alone = solve(part, film(part), 0.0, 5.0, np.array([5.0]))[1]
    assert np.array_equal(whole.tissue[4:7], alone.tissue)
