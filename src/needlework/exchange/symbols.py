"""Symbols that write down what is done to them: one equation gives numbers here and text elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


class Symbol:
    """A formula in infix notation that takes part in NumPy expressions as a number would.

    Parameters
    ----------
    text
        The formula.
    strength
        How tightly its outermost operation binds.
    start
        The formula of the same quantity before the course, which indexing returns.
    """

    def __init__(self, text: str, strength: int = _ATOM, start: str | None = None) -> None:
        self.text, self.strength, self.start = text, strength, start

    def __str__(self) -> str:
        """Return the formula."""
        return self.text

    def __getitem__(self, key: Any) -> Symbol:
        """Return the quantity before the course: the only element that a formula has."""
        if self.start is None:
            raise TypeError(f"{self.text} has no start")
        return Symbol(self.start, _SUM if "+" in self.start else _ATOM)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Write down a NumPy function."""
        if method != "__call__" or ufunc.__name__ not in _FUNCTIONS:
            return NotImplemented
        return _FUNCTIONS[ufunc.__name__](*(_symbol(x) for x in inputs))

    def __add__(self, other: Any) -> Symbol:
        return self if _is_zero(other) else _infix(self, "+", _symbol(other), _SUM)

    def __radd__(self, other: Any) -> Symbol:
        return self if _is_zero(other) else _infix(_symbol(other), "+", self, _SUM)

    def __sub__(self, other: Any) -> Symbol:
        return _infix(self, "-", _symbol(other), _SUM, _PRODUCT)

    def __rsub__(self, other: Any) -> Symbol:
        return _infix(_symbol(other), "-", self, _SUM, _PRODUCT)

    def __mul__(self, other: Any) -> Symbol:
        return self if _symbol(other).text == "1" else _infix(self, "*", _symbol(other), _PRODUCT)

    def __rmul__(self, other: Any) -> Symbol:
        return _infix(_symbol(other), "*", self, _PRODUCT)

    def __truediv__(self, other: Any) -> Symbol:
        return self if _symbol(other).text == "1" else _infix(self, "/", _symbol(other), _PRODUCT, _POWER)

    def __rtruediv__(self, other: Any) -> Symbol:
        return _infix(_symbol(other), "/", self, _PRODUCT, _POWER)

    def __pow__(self, other: Any) -> Symbol:
        return Symbol(f"{_within(self, _ATOM)}^{_within(_symbol(other), _ATOM)}", _POWER)

    def __neg__(self) -> Symbol:
        return Symbol(f"-{_within(self, _POWER)}", _PRODUCT)

    # NumPy asks an element of an object array for a method of the function's name.
    def log(self) -> Symbol:
        """Return the natural logarithm."""
        return _call("ln", self)

    def log1p(self) -> Symbol:
        """Return ln(1 + x)."""
        return _call("ln", 1.0 + self)

    def exp(self) -> Symbol:
        """Return the exponential."""
        return _call("exp", self)

    def tanh(self) -> Symbol:
        """Return the hyperbolic tangent."""
        return _call("tanh", self)


def _symbol(value: Any) -> Symbol:
    plain = value.item() if isinstance(value, np.ndarray) else value
    return plain if isinstance(plain, Symbol) else Symbol(f"{plain:g}", _ATOM if plain >= 0 else _PRODUCT)


def _is_zero(value: Any) -> bool:
    return not isinstance(value, Symbol) and _symbol(value).text == "0"


def _within(symbol: Symbol, least: int) -> str:
    return symbol.text if symbol.strength >= least else f"({symbol.text})"


def _infix(left: Symbol, sign: str, right: Symbol, strength: int, least: int | None = None) -> Symbol:
    after = strength if least is None else least
    return Symbol(f"{_within(left, strength)} {sign} {_within(right, after)}", strength)


def _call(name: str, *arguments: Symbol) -> Symbol:
    return Symbol(f"{name}({', '.join(a.text for a in arguments)})")


_FUNCTIONS: dict[str, Callable[..., Symbol]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "negative": lambda a: -a,
    "log": Symbol.log,
    "log1p": Symbol.log1p,
    "exp": Symbol.exp,
    "tanh": Symbol.tanh,
    "maximum": lambda a, b: _call("max", a, b),
}
