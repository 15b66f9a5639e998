"""Rate expressions: a small interned graph with exact derivatives.

Nodes are shared, so equal sub-expressions are one object and comparison is by identity. Only the operations
that kinetic laws need exist; every derivative rule is a line of :func:`derivative`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, eq=False, slots=True)
class Expr:
    """One node: an operation and its arguments.

    Attributes
    ----------
    op
        ``num``, ``sym``, ``add``, ``mul``, ``div``, ``pow`` (integer exponent), ``relu`` (positive part),
        ``step`` (1 where positive), ``where`` (second argument where the first is positive, else the third)
        or a function: ``exp``, ``ln``, ``sqrt``, ``rpow`` (real exponent).
    args
        Nodes, or the number, the name or the exponent of a leaf.
    """

    op: str
    args: tuple

    def __repr__(self) -> str:
        return render(self)


@cache
def _node(op: str, *args: object) -> Expr:
    return Expr(op, args)


def num(value: float) -> Expr:
    """Return a constant."""
    return _node("num", float(value))


def sym(name: str) -> Expr:
    """Return a named quantity."""
    return _node("sym", name)


ZERO, ONE = num(0), num(1)


def add(*terms: Expr) -> Expr:
    """Return the sum of the terms, with constants folded."""
    constant, rest = 0.0, []
    for term in terms:
        for part in term.args if term.op == "add" else (term,):
            if part.op == "num":
                constant += part.args[0]
            else:
                rest.append(part)
    if constant:
        rest.append(num(constant))
    if not rest:
        return ZERO
    return rest[0] if len(rest) == 1 else _node("add", *rest)


def mul(*factors: Expr) -> Expr:
    """Return the product of the factors, with constants folded."""
    constant, rest = 1.0, []
    for factor in factors:
        for part in factor.args if factor.op == "mul" else (factor,):
            if part.op == "num":
                constant *= part.args[0]
            else:
                rest.append(part)
    if constant == 0.0:
        return ZERO
    if constant != 1.0:
        rest.insert(0, num(constant))
    if not rest:
        return ONE
    return rest[0] if len(rest) == 1 else _node("mul", *rest)


def neg(a: Expr) -> Expr:
    """Return -a."""
    return mul(num(-1), a)


def sub(a: Expr, b: Expr) -> Expr:
    """Return a - b."""
    return add(a, neg(b))


def div(a: Expr, b: Expr) -> Expr:
    """Return a / b."""
    if a is ZERO or b is ONE:
        return a
    if b.op == "num":
        return mul(a, num(1.0 / b.args[0]))
    return _node("div", a, b)


def power(a: Expr, n: int) -> Expr:
    """Return a to the integer power n, written out as products by the code generator."""
    if n == 0:
        return ONE
    if n == 1:
        return a
    if a.op == "num":
        return num(a.args[0] ** n)
    return _node("pow", a, n)


def relu(a: Expr) -> Expr:
    """Return max(a, 0)."""
    return num(max(a.args[0], 0.0)) if a.op == "num" else _node("relu", a)


def step(a: Expr) -> Expr:
    """Return 1 where a > 0, else 0: the one-sided derivative of the positive part taken from below."""
    return num(float(a.args[0] > 0)) if a.op == "num" else _node("step", a)


def where(condition: Expr, yes: Expr, no: Expr) -> Expr:
    """Return ``yes`` where the condition is positive, else ``no``."""
    return yes if yes is no else _node("where", condition, yes, no)


def call(name: str, *args: Expr) -> Expr:
    """Return an elementary function: exp, ln, sqrt, rpow."""
    return _node(name, *args)


def derivative(e: Expr, x: Expr) -> Expr:
    """Return the exact partial derivative of ``e`` with respect to the symbol ``x``."""
    return _derivative(e, x)


@cache
def _derivative(e: Expr, x: Expr) -> Expr:
    if e is x:
        return ONE
    if e.op in ("num", "sym", "step") or x.args[0] not in symbols(e):
        return ZERO
    a = e.args
    if e.op == "add":
        return add(*(_derivative(t, x) for t in a))
    if e.op == "mul":
        return add(*(mul(_derivative(f, x), *a[:i], *a[i + 1 :]) for i, f in enumerate(a)))
    if e.op == "div":  # (a/b)' = (a' - (a/b) b') / b keeps the quotient shared
        return div(sub(_derivative(a[0], x), mul(e, _derivative(a[1], x))), a[1])
    if e.op == "pow":
        return mul(num(a[1]), power(a[0], a[1] - 1), _derivative(a[0], x))
    if e.op == "relu":
        return mul(step(a[0]), _derivative(a[0], x))
    if e.op == "where":
        return where(a[0], _derivative(a[1], x), _derivative(a[2], x))
    if e.op == "exp":
        return mul(e, _derivative(a[0], x))
    if e.op == "ln":
        return div(_derivative(a[0], x), a[0])
    if e.op == "sqrt":
        return div(mul(num(0.5), _derivative(a[0], x)), e)
    if e.op == "rpow":
        base, exponent = a
        by_base = mul(exponent, call("rpow", base, sub(exponent, ONE)), _derivative(base, x))
        return add(by_base, mul(e, call("ln", base), _derivative(exponent, x)))
    raise ValueError(f"no derivative rule for {e.op}")


@cache
def symbols(e: Expr) -> frozenset[str]:
    """Return the names that ``e`` depends on."""
    if e.op == "sym":
        return frozenset(e.args)
    return frozenset().union(*(symbols(a) for a in e.args if isinstance(a, Expr)))


def rebuild(e: Expr, args: tuple) -> Expr:
    """Return the node of the same operation on other arguments, simplified."""
    makers = {"add": add, "mul": mul, "div": div, "pow": power, "relu": relu, "step": step, "where": where}
    return makers[e.op](*args) if e.op in makers else call(e.op, *args)


def substitute(e: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return ``e`` with symbols replaced."""
    memo: dict[Expr, Expr] = {}

    def walk(n: Expr) -> Expr:
        if n.op == "sym":
            return values.get(n.args[0], n)
        if n.op == "num" or symbols(n).isdisjoint(values):
            return n
        if n not in memo:
            memo[n] = rebuild(n, tuple(walk(a) if isinstance(a, Expr) else a for a in n.args))
        return memo[n]

    return walk(e)


def topological(outputs: Iterable[Expr]) -> list[Expr]:
    """Return every inner node below the outputs, arguments first, each once."""
    order: dict[Expr, None] = {}

    def walk(n: Expr) -> None:
        if n in order or n.op in ("num", "sym"):
            return
        for a in n.args:
            if isinstance(a, Expr):
                walk(a)
        order[n] = None

    for e in outputs:
        walk(e)
    return list(order)


def render(e: Expr, name: Mapping[Expr, str] | None = None, library: str = "") -> str:
    """Return Python source of a node.

    Parameters
    ----------
    name
        Nodes that are written by a name, symbols among them.
    library
        Prefix of the functions called (``"host."`` for arrays, empty for lanes).
    """

    def word(a: Expr) -> str:
        return name[a] if name and a in name else render(a, name, library)

    if e.op == "num":
        return repr(e.args[0])
    if e.op == "sym":
        return word(e) if name and e in name else e.args[0]
    if e.op == "add":
        return "(" + " + ".join(word(a) for a in e.args) + ")"
    if e.op == "mul":
        if e.args[0] is num(-1):
            return "(-" + "*".join(word(a) for a in e.args[1:]) + ")"
        return "*".join(word(a) for a in e.args)
    if e.op == "div":
        return f"({word(e.args[0])} / ({word(e.args[1])}))"
    if e.op == "pow":
        return "(" + "*".join([word(e.args[0])] * e.args[1]) + ")"
    return f"{library}{e.op}({', '.join(word(a) for a in e.args)})"
