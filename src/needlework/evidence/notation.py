"""Small readers for units and for the machine form of conversions, used by the lint."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable

_LENGTH = "um mm cm m nm"
_TIME = "s min minute hour h day week month year decade"
_AMOUNT = "nM uM mM ng ug mg g kg pg cell person platelet molecule puncture needle"
_VOLUME = "L mL uL"
_FORCE = "N mN Pa kPa MPa J Hz"
_PLAIN = "1 % fold fraction score grade points mmHg L* a* b*"
UNITS = frozenset(" ".join((_LENGTH, _TIME, _AMOUNT, _VOLUME, _FORCE, _PLAIN)).split())

_FACTOR = re.compile(r"([A-Za-z%]+\*?|1)(\d*)")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MACHINE = re.compile(r"\s*(x|/)\s*(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?:\s|$)|\s*=\s*(.+)")

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: math.pow,
}
_FUNCTIONS: dict[str, Callable[[float], float]] = {"ln": math.log, "exp": math.exp, "sqrt": math.sqrt}


def is_unit(text: object) -> bool:
    """Tell whether a text is a unit such as ``1/day``, ``um2/day``, ``g/m2/h`` or ``%``."""
    if not isinstance(text, str):
        return False
    factors = re.split(r"[/ ]", text)
    return all((match := _FACTOR.fullmatch(f)) is not None and match[1] in UNITS for f in factors)


def leading_number(text: str) -> float | None:
    """Return the number a text begins with, or None."""
    match = _NUMBER.match(text.strip())
    return float(match[0]) if match else None


def converted(as_reported: str | None, conversion: str) -> float | None:
    """Apply the machine form of a conversion.

    Parameters
    ----------
    as_reported
        The figure as printed, beginning with its number.
    conversion
        ``x 24 ...`` or ``/ 365.25 ...`` applied to that number, or ``= expression`` with + - * / **, ln, exp,
        sqrt, pi and ``reported`` for that number; anything else is prose.

    Returns
    -------
    float or None
        The converted number; None when the conversion is prose.

    Raises
    ------
    ValueError
        When the form is a machine form but cannot be evaluated.
    """
    match = _MACHINE.match(conversion)
    if match is None:
        return None
    reported = leading_number(as_reported or "")
    if match[3] is not None:
        return evaluate(match[3], {} if reported is None else {"reported": reported})
    if reported is None:
        raise ValueError("as_reported does not begin with a number")
    return reported * float(match[2]) if match[1] == "x" else reported / float(match[2])


def evaluate(expression: str, names: dict[str, float]) -> float:
    """Evaluate an arithmetic expression.

    Raises
    ------
    ValueError
        When the expression is not arithmetic or uses an unknown name.
    """
    try:
        return _value(ast.parse(expression.strip(), mode="eval").body, {"pi": math.pi, **names})
    except (SyntaxError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(str(error)) from error


def _value(node: ast.expr, names: dict[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_value(argument, names))
        case _:
            raise ValueError(f"not arithmetic: {ast.unparse(node)}")
