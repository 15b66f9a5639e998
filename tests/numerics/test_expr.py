"""Exact derivatives of random expressions, against complex steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.numerics import expr as ex
from needlework.numerics import host

X, Y = ex.sym("x"), ex.sym("y")
LEAVES = st.sampled_from([X, Y, ex.num(0.5), ex.num(2.0), ex.ONE])


def _grow(inner: st.SearchStrategy) -> st.SearchStrategy:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda a: ex.add(*a)),
        pair.map(lambda a: ex.sub(*a)),
        pair.map(lambda a: ex.mul(*a)),
        pair.map(lambda a: ex.div(a[0], ex.add(ex.num(3.0), ex.power(a[1], 2)))),
        st.tuples(inner, st.integers(2, 4)).map(lambda a: ex.power(*a)),
        inner.map(lambda a: ex.relu(ex.sub(a, ex.num(0.1234567)))),
        inner.map(lambda a: ex.call("exp", ex.div(a, ex.add(ex.num(9.0), ex.power(a, 2))))),
        inner.map(lambda a: ex.call("ln", ex.add(ex.num(2.0), ex.power(a, 2)))),
        inner.map(lambda a: ex.call("sqrt", ex.add(ex.num(1.0), ex.power(a, 2)))),
        inner.map(lambda a: ex.call("rpow", ex.add(ex.num(1.0), ex.power(a, 2)), ex.num(0.7))),
        st.tuples(inner, inner, inner).map(lambda a: ex.where(ex.sub(a[0], ex.num(0.3456789)), a[1], a[2])),
    )


def value(e: ex.Expr, x: complex, y: complex) -> complex:
    with np.errstate(all="ignore"):
        return complex(eval(ex.render(e), {**vars(host), "x": np.complex128(x), "y": np.complex128(y)}))


@settings(max_examples=150, deadline=None)
@given(st.recursive(LEAVES, _grow, max_leaves=8), st.floats(0.2, 1.8), st.floats(0.2, 1.8))
def test_derivative_is_exact(e: ex.Expr, x: float, y: float) -> None:
    step = 1e-30
    expected = value(e, complex(x, step), y).imag / step
    got = value(ex.derivative(e, X), x, y).real
    if np.isfinite(expected) and abs(expected) < 1e12:
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_equal_expressions_are_one_object() -> None:
    assert ex.mul(X, ex.add(Y, ex.ONE)) is ex.mul(X, ex.add(Y, ex.ONE))
    assert ex.add(ex.num(2), ex.num(-2)) is ex.ZERO
    assert ex.mul(X, ex.ZERO) is ex.ZERO


def test_a_power_of_zero_has_a_finite_derivative() -> None:
    hill = ex.div(ex.power(X, 2), ex.add(ex.ONE, ex.power(X, 2)))
    assert value(ex.derivative(hill, X), 0.0, 0.0) == 0.0


def test_kink_has_the_derivative_from_below() -> None:
    assert value(ex.derivative(ex.relu(ex.sub(X, ex.ONE)), X), 1.0, 0.0) == 0.0
    assert value(ex.derivative(ex.relu(ex.sub(X, ex.ONE)), X), 1.0 + 1e-9, 0.0) == 1.0
