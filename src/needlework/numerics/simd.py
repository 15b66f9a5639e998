"""Several lanes at a time: a vector type for Numba, so that nothing is left to the auto-vectoriser.

A value of type ``lanes`` holds one number of ``WIDTH`` independent problems. Arithmetic, loads and stores
become LLVM vector instructions, as many as the processor's vectors need. Arrays are flat float64, the lane
as the fastest index: vector ``i`` of an array stands at ``array[WIDTH*i:WIDTH*(i+1)]``.

Arithmetic may be contracted to fused multiply-adds and re-associated within one lane, never across lanes,
so a lane's bits do not depend on its neighbours.
"""

from __future__ import annotations

import operator
import os
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, models, register_model

# the fastest of 4, 8 and 16 with AVX-512, AVX2 and SSE alike (benchmarks/widths.py, which sets it to measure)
WIDTH = {"4": 4, "16": 16}.get(os.environ.get("NEEDLEWORK_LANES", ""), 8)
_intrinsic: Any = intrinsic  # what it makes is called from compiled code only; no type checker knows it
_infer: Any = infer_global
_VECTOR = ir.VectorType(ir.DoubleType(), WIDTH)
_FLAGS = ("contract", "reassoc", "arcp", "nsz")


class LaneVector(types.Type):
    """The Numba type of ``WIDTH`` float64 lanes."""

    def __init__(self) -> None:
        super().__init__(name=f"lanes{WIDTH}")


lanes = LaneVector()


@register_model(LaneVector)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, _VECTOR)


def _address(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    first = builder.gep(data, [builder.mul(index, ir.Constant(index.type, WIDTH))])
    return builder.bitcast(first, _VECTOR.as_pointer())


def _splat(builder: Any, x: Any) -> Any:
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    first = builder.insert_element(undefined, x, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, undefined, zeros)


@_intrinsic
def load(typing_context: Any, array: Any, index: Any) -> Any:
    """Return vector ``index`` of a flat float64 array."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value = builder.load(_address(context, builder, signature.args[0], args[0], args[1]))
        value.align = 8
        return value

    return lanes(array, types.intp), generate


@_intrinsic
def raised(typing_context: Any, flag: Any) -> Any:
    """Return the first number of an int64 array as it is now: another thread may write it at any time."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.load_atomic(data, "acquire", 8)  # a plain load would be taken out of the loop

    return types.int64(flag), generate


@_intrinsic
def store(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
    """Write vector ``index`` of a flat float64 array."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address = _address(context, builder, signature.args[0], args[0], args[1])
        vector = args[2] if signature.args[2] == lanes else _splat(builder, args[2])
        builder.store(vector, address).align = 8
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes if value == lanes else types.float64), generate


@_intrinsic
def accumulate(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
    """Add to vector ``index`` of a flat float64 array."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address = _address(context, builder, signature.args[0], args[0], args[1])
        before = builder.load(address)
        before.align = 8
        vector = args[2] if signature.args[2] == lanes else _splat(builder, args[2])
        builder.store(builder.fadd(before, vector, flags=_FLAGS), address).align = 8
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes if value == lanes else types.float64), generate


@_intrinsic
def at(typing_context: Any, table: Any, index: Any) -> Any:
    """Return entry ``index`` of a flat int32 table: no negative indices, so no test for them in hot loops."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.zext(builder.load(builder.gep(data, [args[1]])), args[1].type)

    return types.intp(table, types.intp), generate


@_intrinsic
def rows(typing_context: Any, array: Any) -> Any:
    """Return the number of vectors in a flat float64 array."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        count = context.make_array(signature.args[0])(context, builder, args[0]).nitems
        return builder.udiv(count, ir.Constant(count.type, WIDTH))

    return types.intp(array), generate


def _arithmetic(symbol: Any, instruction: str) -> None:
    """Type and lower one operator directly: a detour over overloads costs a third of the compile time."""
    sides = [(lanes, lanes), (lanes, types.float64), (types.float64, lanes)]

    @_infer(symbol)
    class _Template(ConcreteTemplate):
        cases = [signature(lanes, *both) for both in sides]  # noqa: RUF012

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        both = [a if t == lanes else _splat(builder, a) for a, t in zip(args, sig.args, strict=True)]
        return getattr(builder, instruction)(*both, flags=_FLAGS)

    for both in sides:
        lower_builtin(symbol, *both)(lower)


for _symbol, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _arithmetic(_symbol, _instruction)


@_infer(operator.neg)
class _Negative(ConcreteTemplate):
    cases = [signature(lanes, lanes)]  # noqa: RUF012


@lower_builtin(operator.neg, lanes)
def _lower_negative(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fsub(ir.Constant(_VECTOR, [0.0] * WIDTH), args[0], flags=_FLAGS)


def _is_positive(builder: Any, x: Any) -> Any:
    return builder.fcmp_ordered(">", x, ir.Constant(_VECTOR, [0.0] * WIDTH))


@_intrinsic
def relu(typing_context: Any, x: Any) -> Any:
    """Return max(x, 0) of each lane; NaN becomes NaN."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        zero = ir.Constant(_VECTOR, [0.0] * WIDTH)
        return builder.select(builder.fcmp_ordered("<=", args[0], zero), zero, args[0])

    return lanes(lanes), generate


@_intrinsic
def step(typing_context: Any, x: Any) -> Any:
    """Return 1 in the lanes where x > 0, else 0."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one, zero = (ir.Constant(_VECTOR, [v] * WIDTH) for v in (1.0, 0.0))
        return builder.select(_is_positive(builder, args[0]), one, zero)

    return lanes(lanes), generate


@_intrinsic
def where(typing_context: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` in the lanes where the condition is positive, else ``no``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        given = [a if t == lanes else _splat(builder, a) for a, t in zip(args, signature.args, strict=True)]
        return builder.select(_is_positive(builder, given[0]), given[1], given[2])

    sides = [lanes if t == lanes else types.float64 for t in (condition, yes, no)]
    return lanes(*sides), generate


def _elementary(name: str, arity: int) -> Any:
    def call(builder: Any, signature: Any, args: Any) -> Any:
        given = [a if t == lanes else _splat(builder, a) for a, t in zip(args, signature.args, strict=True)]
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * arity)
        function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{WIDTH}f64")
        return builder.call(function, given)

    if arity == 1:

        @_intrinsic
        def unary(typing_context: Any, x: Any) -> Any:
            return lanes(lanes), lambda context, builder, signature, args: call(builder, signature, args)

        return unary

    @_intrinsic
    def binary(typing_context: Any, x: Any, y: Any) -> Any:
        sides = [lanes if t == lanes else types.float64 for t in (x, y)]
        return lanes(*sides), lambda context, builder, signature, args: call(builder, signature, args)

    return binary


exp, ln, sqrt, rpow = (
    _elementary("exp", 1),
    _elementary("log", 1),
    _elementary("sqrt", 1),
    _elementary("pow", 2),
)
fabs = _elementary("fabs", 1)
