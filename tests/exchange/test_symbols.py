"""Symbols write down what numbers would have computed."""

import ast
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.exchange.symbols import Symbol
from needlework.observation import instruments, shapes

NAMES = {"ln": math.log, "exp": math.exp, "tanh": math.tanh, "max": max}


def value(symbol: object, **numbers: float) -> float:
    """Return the number that a formula gives."""
    tree = ast.parse(str(symbol).replace("^", "**"), mode="eval")
    return float(eval(compile(tree, "formula", "eval"), {"__builtins__": {}}, {**NAMES, **numbers}))  # noqa: S307


A, B, C = (Symbol(name) for name in "abc")
FORMULAS = {
    "differences": lambda a, b, c: a - (b - c) - (a + b),
    "quotients": lambda a, b, c: a / (b / c) / (a * b),
    "powers": lambda a, b, c: (a + b) ** (c / 2) ** 2,
    "signs": lambda a, b, c: -(a - b) * -c + (-a) ** 2,
    "numbers": lambda a, b, c: 2 - a * 3 / (1 + b) + 0.5 * c,
    "functions": lambda a, b, c: np.log(a) - np.log1p(b) + np.exp(-c) * np.tanh(a - b),
    "most": lambda a, b, c: np.maximum(a - b, 0.0) * c,
    "percent": lambda a, b, c: shapes.percent(a / b),
    "logistic": lambda a, b, c: shapes.logistic(a - b) * c,
    "stain": lambda a, b, c: instruments.stained_area(a, b, c / 10),
    "thickness": lambda a, b, c: instruments.thickness(a, b, c),
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS.keys())
@given(a=st.floats(0.2, 3.0), b=st.floats(0.2, 3.0), c=st.floats(0.2, 3.0))
def test_a_formula_gives_the_number(formula, a, b, c) -> None:
    expected = float(formula(*(np.float64(x) for x in (a, b, c))))
    assert value(formula(A, B, C), a=a, b=b, c=c) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_no_more_brackets_than_a_reader_needs() -> None:
    assert str(A - B - C) == "a - b - c"
    assert str(A - (B - C)) == "a - (b - c)"
    assert str(A * B / C) == "a * b / c"
    assert str((A + B) * C) == "(a + b) * c"
    assert str(A + 0.0) == str(A * 1.0) == str(A / 1) == "a"


def test_the_start_of_a_quantity_is_its_only_element() -> None:
    total = Symbol("x + y", 0, start="x0 + y0")
    assert str(total / total[:, :1]) == "(x + y) / (x0 + y0)"
    with pytest.raises(TypeError, match="a has no start"):
        A[0]


def test_a_function_that_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        np.floor(A)
