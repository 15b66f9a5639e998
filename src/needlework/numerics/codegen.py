"""From a network to straight-line code: rates and Jacobian entries of one block, several lanes at a time.

Whatever depends on parameters only is hoisted into *constants*, computed once per lane before the run; a
division by such a quantity becomes a multiplication. The source is an ordinary Python module, so that the
code of the shipped network can be read, committed and compared with a fresh generation.
"""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from needlework.numerics import expr as ex
from needlework.numerics import host
from needlework.numerics.expr import Expr
from needlework.numerics.network import Network

VERSION = 2  # of the generator; part of the generated file and of the cache key


@dataclass(frozen=True, slots=True)
class Block:
    """A compiled-to-source network, ready for :mod:`needlework.numerics.ode`.

    Attributes
    ----------
    fingerprint
        Hash of the network and the generator.
    species, parameters
        Names, in order.
    jacobian_entries
        (row, column) of every structural non-zero of df/dy.
    constants, initial
        Functions of a mapping name -> array that return the hoisted constants and the initial state.
    rates, jacobian
        Lane functions (plain Python until the engine compiles them).
    """

    fingerprint: str
    species: tuple[str, ...]
    parameters: tuple[str, ...]
    jacobian_entries: tuple[tuple[int, int], ...]
    constants: Callable[[dict[str, Any]], list[Any]]
    initial: Callable[[dict[str, Any]], list[Any]]
    rates: Callable[..., None]
    jacobian: Callable[..., None]

    def __reduce__(self) -> tuple[Callable[[str], Block], tuple[str]]:
        """Pickle as what it was made from: a source that was loaded, or the module that was imported."""
        module = sys.modules[self.rates.__module__]
        if source := vars(module).get("SOURCE"):
            return load_source, (source,)
        return _imported, (module.__name__,)

    def constant_array(self, p: dict[str, np.ndarray], n: int) -> np.ndarray:
        """Return the hoisted constants of n lanes, shape (n, number of constants)."""
        return _stack(self.constants(p), n)

    def initial_array(self, p: dict[str, np.ndarray], n: int) -> np.ndarray:
        """Return the initial state of n lanes, shape (n, number of species)."""
        return _stack(self.initial(p), n)


def _stack(values: Sequence[Any], n: int) -> np.ndarray:
    out = np.empty((n, len(values)))
    for i, v in enumerate(values):
        out[:, i] = v
    return out


class _Hoister:
    """Replaces parameter-only sub-expressions by numbered constants."""

    def __init__(self, parameters: set[str]) -> None:
        self.parameters = parameters
        self.found: dict[Expr, Expr] = {}
        self._memo: dict[Expr, Expr] = {}

    def constant(self, e: Expr) -> Expr:
        if e.op == "num":
            return e
        return self.found.setdefault(e, ex.sym(f"k[{len(self.found)}]"))

    def fixed(self, e: Expr) -> bool:
        return ex.symbols(e) <= self.parameters

    def __call__(self, e: Expr) -> Expr:
        if e not in self._memo:
            self._memo[e] = self._walk(e)
        return self._memo[e]

    def _walk(self, e: Expr) -> Expr:
        if self.fixed(e):
            return self.constant(e)
        if e.op == "sym":
            return e
        if e.op == "div":  # one reciprocal for each denominator, shared by rates and derivatives
            below = e.args[1]
            inverse = (
                self.constant(ex.div(ex.ONE, below)) if self.fixed(below) else ex.div(ex.ONE, self(below))
            )
            return ex.mul(self(e.args[0]), inverse)
        if e.op in ("add", "mul"):
            make = ex.add if e.op == "add" else ex.mul
            still = [a for a in e.args if self.fixed(a)]
            rest = [self(a) for a in e.args if not self.fixed(a)]
            return make(*([self.constant(make(*still))] if still else []), *rest)
        return ex.rebuild(e, tuple(self(a) if isinstance(a, Expr) else a for a in e.args))


def generate(network: Network) -> str:
    """Return the Python source of the module that runs ``network``."""
    rates = network.rates()
    hoist = _Hoister(set(network.parameters))
    states = [ex.sym(s) for s in network.species]
    entries = {
        (i, j): hoist(d)
        for i, f in enumerate(rates)
        for j, y in enumerate(states)
        if (d := ex.derivative(f, y)) is not ex.ZERO or i == j
    }
    flat = [hoist(f) for f in rates]
    listing = ", ".join(f"({i}, {j})" for i, j in entries)
    lines = [
        f'"""Generated from the network {network.id}. Do not edit: change the network and generate again."""',
        "# ruff: noqa",
        "# pyright: basic",
        "from needlework.numerics import host",
        "from needlework.numerics.simd import accumulate, at, exp, ln, load",
        "from needlework.numerics.simd import relu, rpow, sqrt, step, store, where",
        "",
        f'FINGERPRINT = "{network.fingerprint()}-{VERSION}"',
        f"SPECIES = {network.species!r}",
        f"PARAMETERS = {tuple(network.parameters)!r}",
        f"JACOBIAN = ({listing},)",
        "",
        *_host_function("constants", list(hoist.found), network),
        "",
        *_host_function("initial", network.initial_state(), network),
        "",
        *_lane_function("rates", "y, o, k, f", network, flat, lambda i, e: f"accumulate(f, o + {i}, {e})"),
        "",
        *_lane_function(
            "jacobian",
            "y, o, k, m, places, a",
            network,
            list(entries.values()),
            lambda i, e: f"store(m, at(places, a + {i}), {e})",
            negate=True,
        ),
        "",
    ]
    return "\n".join(lines)


def _host_function(name: str, outputs: list[Expr], network: Network) -> list[str]:
    used = {s for e in outputs for s in ex.symbols(e)}
    names = {ex.sym(s): f"p_{s}" for s in network.parameters if s in used}
    lines = [f"def {name}(p):"]
    lines += [f"    {local} = p[{s.args[0]!r}]" for s, local in names.items()]
    lines.append("    return [")
    lines += [f"        {ex.render(e, names, library='host.')}," for e in outputs]
    return [*lines, "    ]"]


def _lane_function(
    name: str,
    arguments: str,
    network: Network,
    outputs: list[Expr],
    write: Callable[[int, str], str],
    *,
    negate: bool = False,
) -> list[str]:
    used = {s for e in outputs for s in ex.symbols(e)}
    lines = [f"def {name}({arguments}):"]
    names: dict[Expr, str] = {}
    for i, s in enumerate(network.species):
        if s in used:
            names[ex.sym(s)] = f"y_{s}"
            lines.append(f"    y_{s} = load(y, o + {i})")
    for s in sorted((s for s in used if s.startswith("k[")), key=lambda s: int(s[2:-1])):
        names[ex.sym(s)] = f"k{s[2:-1]}"
        lines.append(f"    k{s[2:-1]} = load(k, {s[2:-1]})")
    for i, node in enumerate(ex.topological(outputs)):
        text = ex.render(node, names)
        names[node] = f"t{i}"
        lines.append(f"    t{i} = {text}")
    for i, e in enumerate(outputs):
        text = names.get(e) or ex.render(e, names)
        if e.op == "num":
            text = repr(-e.args[0] if negate else e.args[0])
        elif negate:
            text = f"-{text}"
        lines.append(f"    {write(i, text)}")
    return lines


def on_host(lane_function: Callable[..., None]) -> Callable[..., None]:
    """Return a lane function of a block as plain Python on NumPy arrays.

    Where the compiled function works on vectors of lanes, this one works on the rows of its arrays, whatever
    their shape and type; complex numbers are welcome.
    """
    code = lane_function.__code__  # pyright: ignore[reportFunctionMemberAccess]
    return types.FunctionType(code, dict(vars(host)), lane_function.__name__)


def load_source(source: str) -> Block:
    """Return the block of a generated module's source.

    The module is registered by its content, because compiled code in the cache finds its functions by name.
    """
    name = f"needlework._generated.from_source_{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    module = sys.modules.setdefault(name, types.ModuleType(name))
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)  # noqa: S102 - our own generator's output
    module.__dict__["SOURCE"] = source
    return block_of(module)


def _imported(name: str) -> Block:
    return block_of(import_module(name))


def block_of(module: Any) -> Block:
    """Return the block of an imported generated module."""
    return Block(
        module.FINGERPRINT,
        module.SPECIES,
        module.PARAMETERS,
        module.JACOBIAN,
        module.constants,
        module.initial,
        module.rates,
        module.jacobian,
    )
