"""The same course through other solvers: each function returns a runner of one lane, or raises ImportError.

A runner takes a relative tolerance and returns the outcomes, shape (reports, layers, outcomes). Loading a
model and setting its parameters is not timed.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from problem import ATOL, BLOCK, INDEX, MOVING, REPORTS, SESSIONS, YEAR, Problem, outcomes

from needlework.numerics import expr as ex
from needlework.numerics.network import Network, antimony_to_sbml, read_sbml

SOURCE = Path(__file__).resolve().parents[1] / "src" / "needlework" / "data" / "networks" / "dermis.ant"
Runner = Callable[[float], np.ndarray]


@cache
def _compiled() -> Callable[..., np.ndarray]:
    """Return our generated rates and the exchange, compiled for one lane of scalars."""
    import math

    import numba

    scalar = {
        "load": numba.njit(lambda y, i: y[i]),
        "accumulate": numba.njit(_accumulate),
        "exp": math.exp,
        "ln": math.log,
        "sqrt": math.sqrt,
        "rpow": numba.njit(lambda a, b: a**b),
        "relu": numba.njit(lambda x: max(x, 0.0)),
        "where": numba.njit(lambda c, a, b: a if c > 0 else b),
    }
    block = numba.njit(types.FunctionType(BLOCK.rates.__code__, scalar, "rates"))
    size = len(BLOCK.species)

    @numba.njit
    def rates(y, constants, cells, edges, into, moving, speed):  # noqa: ANN001, ANN202
        f = np.zeros_like(y)
        for c in range(cells):
            block(y, c * size, constants, f)
        for e in range(len(edges)):
            a, b = edges[e, 0] * size, edges[e, 1] * size
            for s in range(len(moving)):
                drive = speed[s] * (y[b + moving[s]] - y[a + moving[s]])
                f[a + moving[s]] += into[0, e] * drive
                f[b + moving[s]] -= into[1, e] * drive
        return f

    return rates


def compiled_rates(p: Problem, lane: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return dy/dt of one lane, our generated code compiled for scalars, exchange included."""
    edges = p.layout.edges
    into = np.stack([p.geometry.conductance[lane] / p.geometry.volume[lane, edges[:, s]] for s in (0, 1)])
    moving = np.array([INDEX[s] for s in p.diffusivity], np.int64)
    speed, constants = (
        np.array(list(p.diffusivity.values())),
        BLOCK.constant_array(p.parameters, p.lanes)[lane],
    )
    rates, cells = _compiled(), p.layout.cells
    return lambda y: rates(y, constants, cells, edges, into, moving, speed)


def _accumulate(f, i, value):  # noqa: ANN001, ANN202 - compiled
    f[i] += value


def _course(
    p: Problem, lane: int, advance: Callable[[np.ndarray, float, float, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Drive a solver through the sessions; ``advance(y, begin, end, times)`` returns states at the times."""
    share = p.geometry.ring_share[lane]
    shape = (p.layout.layers, p.layout.rings, len(BLOCK.species))
    state = p.healthy()[lane]
    reported = np.zeros(0)
    for begin, end in p.segments():
        for cell, species, amount in p.jumps():
            state[cell, species] += amount
        times = REPORTS if end == YEAR else np.array([end])
        reported = advance(state.ravel(), begin, end, times).reshape(-1, *shape)
        mean = np.einsum("lrs,r->ls", reported[-1], share)
        state = np.repeat(mean, p.layout.rings, axis=0)
    return outcomes(np.einsum("tlrs,r->tls", reported, share))


def scipy_lsoda(p: Problem, lane: int = 0) -> Runner:
    """SciPy's LSODA on our compiled right-hand side."""
    from scipy.integrate import solve_ivp

    rates = compiled_rates(p, lane)

    def run(rtol: float) -> np.ndarray:
        def advance(y: np.ndarray, begin: float, end: float, times: np.ndarray) -> np.ndarray:
            done = solve_ivp(
                lambda t, v: rates(v), (begin, end), y, "LSODA", times, rtol=rtol, atol=rtol * ATOL
            )
            return done.y.T

        return _course(p, lane, advance)

    return run


def sundials(p: Problem, lane: int = 0) -> Runner:
    """SUNDIALS CVODE (BDF, dense) through scikit-sundae on our compiled right-hand side."""
    from sksundae.cvode import CVODE

    rates = compiled_rates(p, lane)

    def right_hand_side(t: float, y: np.ndarray, f: np.ndarray) -> None:
        f[:] = rates(y)

    def run(rtol: float) -> np.ndarray:
        def advance(y: np.ndarray, begin: float, end: float, times: np.ndarray) -> np.ndarray:
            solver = CVODE(right_hand_side, rtol=rtol, atol=rtol * ATOL, method="BDF", max_num_steps=100_000)
            done = solver.solve(np.concatenate([[begin], times]), y)
            return np.asarray(done.y)[1:]

        return _course(p, lane, advance)

    return run


def _valued(sbml: str, p: Problem, lane: int) -> str:
    import libsbml

    document = libsbml.readSBMLFromString(sbml)
    for name, value in p.parameters.items():
        document.getModel().getParameter(name).setValue(float(value[lane]))
    return libsbml.writeSBMLToString(document)


def libroadrunner(p: Problem, lane: int = 0) -> Runner:
    """LibRoadRunner (CVODE) on the exported SBML; the flattened one for the resolved model."""
    import roadrunner

    sbml = antimony_to_sbml(SOURCE) if p.layout.cells == 1 else flattened(p, lane)
    model = roadrunner.RoadRunner(_valued(sbml, p, lane))
    names = (
        list(BLOCK.species)
        if p.layout.cells == 1
        else [f"{s}_{c}" for c in range(p.layout.cells) for s in BLOCK.species]
    )
    ids = list(model.model.getFloatingSpeciesIds())
    order, back = [names.index(i) for i in ids], [ids.index(n) for n in names]
    model.timeCourseSelections = ids

    def run(rtol: float) -> np.ndarray:
        model.integrator.relative_tolerance, model.integrator.absolute_tolerance = rtol, rtol * ATOL

        def advance(y: np.ndarray, begin: float, end: float, times: np.ndarray) -> np.ndarray:
            model.reset()
            model.model.setFloatingSpeciesAmounts(np.ascontiguousarray(y[order]))
            return np.asarray(model.simulate(times=[begin, *times]))[1:][:, back]

        return _course(p, lane, advance)

    return run


def copasi(p: Problem, lane: int = 0) -> Runner:
    """COPASI (LSODA) through basico, well mixed only: sessions are events of the model."""
    if p.layout.cells > 1:
        raise ImportError("only run well mixed")
    import basico

    model = basico.load_model_from_string(_with_sessions(_valued(antimony_to_sbml(SOURCE), p, lane), p, lane))
    names = list(BLOCK.species)

    def run(rtol: float) -> np.ndarray:
        done = basico.run_time_course(
            values=[0.0, *REPORTS],
            r_tol=rtol,
            a_tol=rtol * ATOL,
            max_steps=1_000_000,
            use_sbml_id=True,
            model=model,
        )
        return outcomes(done[names].to_numpy()[-len(REPORTS) :][:, None, :])

    return run


def _with_sessions(sbml: str, p: Problem, lane: int) -> str:
    """Return the model started after the first session, the later ones as events."""
    import libsbml

    document = libsbml.readSBMLFromString(sbml)
    model = document.getModel()
    start = p.healthy()[lane, 0].copy()
    for _, species, amount in p.jumps():
        start[species] += amount
    for name, i in INDEX.items():
        model.removeInitialAssignment(name)
        model.getSpecies(name).setInitialAmount(float(start[i]))
    for day in SESSIONS[1:]:
        event = model.createEvent()
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        trigger.setInitialValue(True)
        trigger.setPersistent(True)
        trigger.setMath(libsbml.parseL3Formula(f"time >= {day!r}"))
        for _, species, amount in p.jumps():
            change = event.createEventAssignment()
            change.setVariable(BLOCK.species[species])
            change.setMath(libsbml.parseL3Formula(f"{BLOCK.species[species]} + {amount!r}"))
    return libsbml.writeSBMLToString(document)


def flattened(p: Problem, lane: int) -> str:
    """Return the resolved model as one SBML model: a copy of the network per cell, and exchange."""
    network = read_sbml(antimony_to_sbml(SOURCE))
    lines = ["function relu(x)", "  max(x, 0)", "end", "model flat()", "  compartment tissue = 1;"]
    for c in range(p.layout.cells):
        lines += _copy(network, c)
    edges = p.layout.edges
    for e, (a, b) in enumerate(edges):
        for s in MOVING:
            for n, (here, there) in enumerate(((a, b), (b, a))):
                rate = p.diffusivity[s] * p.geometry.conductance[lane, e] / p.geometry.volume[lane, here]
                lines.append(f"  X{e}_{s}_{n}: -> {s}_{here}; {float(rate)!r}*({s}_{there} - {s}_{here});")
    lines += [f"  {name} = {float(v[lane])!r};" for name, v in p.parameters.items()]
    return _sbml("\n".join([*lines, "end"]))


def _copy(network: Network, cell: int) -> list[str]:
    """Return the Antimony lines of one cell."""
    own = {*network.species, *network.definitions}
    renamed = {s: ex.sym(f"{s}_{cell}") for s in own}
    write = lambda e: ex.render(ex.substitute(e, renamed))  # noqa: E731
    lines = [f"  substanceOnly species {s}_{cell} in tissue = 0;" for s in network.species]
    lines += [f"  {name}_{cell} := {write(e)};" for name, e in network.definitions.items()]
    for r in network.reactions:
        left = " + ".join(f"{-n:g} {s}_{cell}" for s, n in r.change.items() if n < 0)
        right = " + ".join(f"{n:g} {s}_{cell}" for s, n in r.change.items() if n > 0)
        lines.append(f"  {r.id}_{cell}: {left} -> {right}; {write(r.rate)};")
    return lines


def _sbml(text: str) -> str:
    import antimony

    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(text) < 0:
        raise RuntimeError(antimony.getLastError())
    return antimony.getSBMLString(antimony.getMainModuleName())


PEERS: dict[str, Callable[[Problem, int], Runner]] = {
    "libroadrunner": libroadrunner,
    "sundials": sundials,
    "copasi": copasi,
    "scipy_lsoda": scipy_lsoda,
}
