"""The compiled engine: against the twin, SciPy and libRoadRunner; what it keeps; and that lanes are alone."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import twin
from engine_lab import (
    BLOCK,
    COLLAGEN,
    INDEX,
    MOVING,
    central,
    course,
    diffusivity,
    draws,
    engine,
    exported,
    gain,
    injure,
    one_cell,
    rings,
)
from scipy.integrate import solve_ivp

from needlework.errors import Stopped
from needlework.numerics import dense
from needlework.numerics.field import Layout, remix
from needlework.numerics.ode import CHUNK, Engine, Settings, StopFlag, _compiled

REPORTS = np.array([0.04, 0.25, 1.0, 3.0, 7.0, 14.0, 28.0, 90.0, 365.0])


def mixed(lanes: int, spread: float = 0.2) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return parameters, constants and states just after an injury, well mixed."""
    p = draws(lanes, spread)
    y = injure(BLOCK.initial_array(p, lanes)[:, None, :], one_cell(lanes), 1, np.full(lanes, 0.3))
    return p, BLOCK.constant_array(p, lanes), y.reshape(lanes, -1)


def tight(layout: Layout, rtol: float = 1e-8) -> Engine:
    moving = MOVING if layout.cells > 1 else ()
    return Engine(BLOCK, layout, moving, settings=Settings(rtol=rtol, atol=rtol * 1e-3))


def test_agrees_with_the_twin_and_lsoda() -> None:
    p, k, y = mixed(3)
    got = tight(Layout(1, 1)).run(y, k, one_cell(3), {}, 0.0, 365.0, REPORTS)
    for i in range(3):
        q = {name: float(v[i]) for name, v in p.items()}
        reference = solve_ivp(
            lambda t, v, q=q: twin.rates(v, q), (0, 365), y[i], "LSODA", REPORTS, rtol=1e-9, atol=1e-12
        )
        assert np.abs(got.observed[i, :, 0] - reference.y.T).max() < 1e-6


def test_agrees_with_libroadrunner() -> None:
    """On the SBML that the same source exports, values set by name."""
    roadrunner = pytest.importorskip("roadrunner")
    p, k, y = mixed(1)
    model = roadrunner.RoadRunner(exported(p))
    for name, i in INDEX.items():
        model[f"{name}"] = float(y[0, i])
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-9, 1e-12
    model.timeCourseSelections = ["time", *BLOCK.species]
    times = [0.0, *REPORTS]
    reference = np.asarray(model.simulate(times=times))
    got = tight(Layout(1, 1)).run(y, k, one_cell(1), {}, 0.0, 365.0, REPORTS).observed[0, :, 0]
    assert np.abs(got - reference[1:, 1:]).max() < 1e-5


def test_resolved_agrees_with_scipy() -> None:
    """Two layers of two rings with exchange, against BDF on the interpreted right-hand side."""
    e, p = tight(Layout(2, 2)), draws(1)
    geometry = rings(e.layout, np.array([250.0]))
    k = BLOCK.constant_array(p, 1)
    y = injure(np.repeat(BLOCK.initial_array(p, 1)[:, None, :], 4, 1), geometry, 2, np.array([0.05]))
    got = e.run(y.reshape(1, -1), k, geometry, diffusivity(), 0.0, 60.0, REPORTS[:7])
    flow = np.stack([geometry.conductance / geometry.volume[:, e.edges[:, s]] for s in (0, 1)], axis=2)[
        0
    ].ravel()
    moving = [INDEX[s] for s in MOVING]
    system = dense.System(BLOCK, k[0], 4, e.edges, moving, flow, [diffusivity()[s] for s in MOVING])
    reference = solve_ivp(
        lambda t, v: system.rates(v), (0, 60), y.ravel(), "BDF", REPORTS[:7],
        jac=lambda t, v: system.jacobian(v), rtol=1e-8, atol=1e-11,
    )  # fmt: skip
    cells = reference.y.T.reshape(-1, 2, 2, len(BLOCK.species))
    means = np.einsum("tlrs,r->tls", cells, geometry.ring_share[0])
    assert np.abs(got.observed[0] - means).max() < 1e-6


def test_fixed_steps_of_the_compiled_loop_are_those_of_the_readable_one() -> None:
    """Segments of one step each, every step accepted, away from where collagen is at its set-point."""
    p, _, y = mixed(2)
    k = BLOCK.constant_array({**p, "cset": np.full(2, 0.9)}, 2)
    e = Engine(BLOCK, Layout(1, 1), settings=Settings(rtol=1e9, first_step=0.05))
    system = dense.System(BLOCK, k[1])
    state, expected = y, y[1]
    for n in range(8):
        segment = e.run(state, k, one_cell(2), {}, 0.05 * n, 0.05 * (n + 1), np.zeros(1))
        assert (segment.steps == 1).all()
        state, expected = segment.state, dense.attempt(system, expected, 0.05)[0]
    assert state[1] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def inert() -> dict[str, np.ndarray]:
    """Return parameters under which nothing that moves is made, lost or turned into something else."""
    return {name: np.full(3, value * (name not in RATES)) for name, value in central().items()}


RATES = [
    "kW",
    "kWM",
    "pGW",
    "pGM",
    "pGY",
    "dG",
    "pL0",
    "pLM",
    "pLY",
    "ka0",
    "kaW",
    "kaM",
    "kaY",
    "dL",
    "dT",
    "pAM",
    "pAK",
    "dA",
    "aCW",
    "aCN",
    "aCM",
    "dC",
    "rN",
    "dN",
    "kNM",
    "rM",
    "k12",
    "k12N",
    "dM1",
    "dM2",
    "rF",
    "dF",
    "kFY",
    "dY",
    "dQ",
    "dI",
]


def test_exchange_keeps_every_amount() -> None:
    """Without reactions, amounts stay to 1e-12 over a year, through exchange and through mixing."""
    e = engine(5, 3)
    geometry = rings(e.layout, np.array([60.0, 250.0, 600.0]))
    p = inert()
    rng = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        k = np.nan_to_num(BLOCK.constant_array(p, 3))
    state = rng.random((3, e.layout.cells, len(BLOCK.species))) + 0.5
    amount = np.einsum("lc,lcs->ls", geometry.volume, state)
    done = e.run(state.reshape(3, -1), k, geometry, diffusivity(), 0.0, 365.0, np.array([365.0]))
    assert (done.status == 1).all()
    assert (done.steps > 5).all()
    moved = [INDEX[s] for s in MOVING]
    after = np.einsum("lc,lcs->ls", geometry.volume, done.state.reshape(state.shape))
    assert after[:, moved] == pytest.approx(amount[:, moved], rel=1e-12)
    spread = np.ptp(done.state.reshape(state.shape)[:, :, INDEX["T"]], axis=1)
    assert spread.max() < 1e-3  # and it did even out
    again = remix(done.state, geometry.ring_share, e.layout)
    thickness = geometry.volume.reshape(3, 5, 3).sum(axis=2)
    assert np.einsum("lk,lks->ls", thickness, again)[:, moved] == pytest.approx(amount[:, moved], rel=1e-12)


def test_source_amount_does_not_depend_on_the_rings() -> None:
    p, mean = draws(2, 0.0), np.array([0.02, 0.2])
    totals = []
    for number in (1, 2, 3, 4, 16):
        e = engine(1, number)
        geometry = rings(e.layout, np.array([60.0, 600.0]))
        rest = np.repeat(BLOCK.initial_array(p, 2)[:, None, :], number, axis=1)
        added = injure(rest, geometry, 1, mean) - rest
        totals.append(np.einsum("lc,lcs->ls", geometry.volume, added)[:, INDEX["W"]])
    assert np.array(totals) == pytest.approx(np.tile(totals[0], (5, 1)), rel=1e-12)


def test_rings_converge_where_one_must_fail() -> None:
    """Clearance 15 per day: TGF-beta reaches 0.12 mm while channels stand 1.3 mm apart (60 per cm2)."""
    one, two, three, four, sixteen = (float(gain(np.array([60.0]), n, dT=15.0)[0]) for n in (1, 2, 3, 4, 16))
    assert one > 1.5 * sixteen
    assert abs(two - sixteen) < abs(one - sixteen)
    assert three == pytest.approx(sixteen, rel=0.09)
    assert four == pytest.approx(sixteen, rel=0.04)


def test_gain_is_proportional_to_density_for_few_channels() -> None:
    few = np.array([1.0, 0.5, 0.25])
    per_channel = gain(few, 4, rtol=1e-8) / few
    assert per_channel == pytest.approx(np.full(3, per_channel[-1]), rel=0.02)
    assert per_channel[-1] > 0


def test_a_lane_has_the_same_bits_whoever_its_neighbours_are() -> None:
    lanes = CHUNK + 21
    e = engine(2, 2)
    p = draws(lanes, 0.2)
    geometry = rings(e.layout, np.linspace(60, 600, lanes))
    k = BLOCK.constant_array(p, lanes)
    y = injure(np.repeat(BLOCK.initial_array(p, lanes)[:, None, :], 4, 1), geometry, 2, np.full(lanes, 0.1))
    arguments = (y.reshape(lanes, -1), k)
    reports = np.array([1.0, 10.0, 30.0])

    def some(which: np.ndarray, threads: int) -> np.ndarray:
        chosen = type(geometry)(
            geometry.volume[which], geometry.conductance[which], geometry.ring_share[which]
        )
        s = e.run(*(a[which] for a in arguments), chosen, diffusivity(), 0.0, 30.0, reports, threads=threads)
        return np.concatenate([s.state, s.observed.reshape(len(which), -1), s.steps[:, None]], axis=1)

    everyone = np.arange(lanes)
    whole = some(everyone, 1)
    assert (whole == some(everyone, 2)).all()
    assert (whole[::-1] == some(everyone[::-1], 2)).all()
    for lane in (0, 5, CHUNK, lanes - 1):
        assert (whole[lane] == some(np.array([lane]), 1)[0]).all()
    shuffled = np.random.default_rng(1).permutation(lanes)
    assert (whole[shuffled] == some(shuffled, 2)).all()


def test_reports_belong_to_their_segment() -> None:
    _, k, y = mixed(2)
    reports = np.array([[0.0, 3.0, 5.0, 7.5, 10.0, 11.0], [3.0, 5.0, 5.0, 9.0, 10.0 - 1e-13, 40.0]])
    s = engine(1, 1).run(y, k, one_cell(2), {}, 3.0, 10.0, reports)
    seen = np.isfinite(s.observed[:, :, 0, 0])
    assert seen.tolist() == [[False, False, True, True, True, False], [False, True, True, True, True, False]]
    assert s.observed[0, 4, 0] == pytest.approx(s.state[0], rel=1e-14)
    assert s.observed[1, 4, 0] == pytest.approx(s.state[1], rel=1e-9)
    assert (s.observed[1, 1] == s.observed[1, 2]).all()
    assert s.stopped == pytest.approx([10.0, 10.0], rel=1e-12)


def test_lanes_may_have_their_own_times() -> None:
    _, k, y = mixed(2)
    e = tight(Layout(1, 1), 1e-6)
    begin, finish = np.array([0.0, 5.0]), np.array([20.0, 9.0])
    reports = np.stack([[2.0, 4.0], [7.0, 9.0]])
    both = e.run(y, k, one_cell(2), {}, begin, finish, reports)
    shifted = e.run(y[1:], k[1:], one_cell(1), {}, 0.0, 4.0, np.array([2.0, 4.0]))
    assert both.observed[1] == pytest.approx(shifted.observed[0], rel=1e-9, abs=1e-12)
    assert both.stopped == pytest.approx([20.0, 9.0])


def test_healthy_skin_stays_healthy_for_ten_years() -> None:
    p = draws(4, 0.2)
    rest = BLOCK.initial_array(p, 4)
    s = engine(1, 1).run(rest, BLOCK.constant_array(p, 4), one_cell(4), {}, 0.0, 3652.5, np.array([3652.5]))
    assert np.abs(s.state - rest).max() < 1e-12
    assert (s.steps < 60).all()


def test_progress_counts_every_lane_and_mixing_is_seen() -> None:
    lanes = CHUNK + 5
    e, counted = engine(1, 1), []
    p, k, y = mixed(lanes)
    e.run(y, k, one_cell(lanes), {}, 0.0, 1.0, np.array([1.0]), progress=counted.append)
    assert sum(counted) == lanes
    segments = course(
        engine(1, 3),
        rings(Layout(1, 3), np.full(2, 250.0)),
        draws(2),
        np.full(2, 0.06),
        [28.0, 90.0],
        REPORTS,
    )
    total = [s.observed[:, :, 0, COLLAGEN].sum(axis=2) for s in segments]
    assert np.isnan(total[0][:, -2:]).all()
    assert (total[1][:, -2] > 1.0).all()


def test_whatever_is_passed_compiles_once() -> None:
    """Read-only, strided and integer inputs meet the one compiled signature."""
    _, k, y = mixed(4)
    e = engine(1, 1)
    reports = np.arange(1, 9)[::2]
    y.setflags(write=False)
    strided = e.run(y[::2], np.asfortranarray(k)[::2], one_cell(2), {}, 0, 8, reports)
    plain = e.run(y[::2].copy(), k[::2].copy(), one_cell(2), {}, 0.0, 8.0, reports.astype(float))
    assert (strided.observed[:, :4] == plain.observed[:, :4])[np.isfinite(plain.observed)].all()
    assert len(_compiled(BLOCK)[2].signatures) == 1


def test_a_raised_flag_ends_a_running_integration() -> None:
    layout, lanes, stop = Layout(2, 2), 4 * CHUNK, StopFlag()
    e = Engine(BLOCK, layout, MOVING, settings=Settings(1e-11, 1e-13), stop=stop)
    e.warm_up()
    p = draws(lanes, 0.2)
    geometry = rings(layout, np.linspace(60, 600, lanes))
    y = injure(np.repeat(BLOCK.initial_array(p, lanes)[:, None, :], 4, 1), geometry, 2, np.full(lanes, 0.1))
    arguments = (y.reshape(lanes, -1), BLOCK.constant_array(p, lanes), geometry, diffusivity(), 0.0, 3650.0)
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    with pytest.raises(Stopped):
        e.run(*arguments, np.array([3650.0]))
    assert timer.finished.is_set()
