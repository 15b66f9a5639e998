import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.evidence.notation import converted, evaluate, is_unit


@pytest.mark.parametrize("text", ["1", "%", "1/day", "um2/day", "g/m2/h", "ng/mL", "%/decade", "1/cm2", "a*"])
def test_units(text: str) -> None:
    assert is_unit(text)


@pytest.mark.parametrize(
    "text", ["", "days per week", "per day", "um²/day", "1 / day", "furlong", "day-1", 1, None]
)
def test_not_units(text: object) -> None:
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("reported", "conversion", "expected"),
    [
        ("0.01 1/h", "x 24 h/day", 0.24),
        ("6 %/decade", "/ 100", 0.06),
        ("15 year", "= ln(2)/(reported*365.25)", math.log(2) / 15 / 365.25),
        (None, "= 1/45", 1 / 45),
        ("-2 um", "= -reported**2 + sqrt(4)", -2),
        ("38 %", "as printed", None),
        ("38 %", "x-ray", None),
    ],
)
def test_conversions(reported: str | None, conversion: str, expected: float | None) -> None:
    assert converted(reported, conversion) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("reported", "conversion"),
    [
        ("about 3", "x 2"),
        (None, "/ 2"),
        ("3", "= value*2"),
        ("3", "= 1/0"),
        ("3", "= 9**9**9"),
        ("3", "= 2 +"),
    ],
)
def test_conversions_that_cannot_be_computed(reported: str | None, conversion: str) -> None:
    with pytest.raises(ValueError, match="."):
        converted(reported, conversion)


@given(st.text(max_size=30))
def test_an_expression_is_arithmetic_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(evaluate(text, {}), float)


@pytest.mark.parametrize(
    "text", ["(-1)**0.5", "__import__('os')", "reported", "[1]", "1 if 1 else 2", "exp(1000)"]
)
def test_what_is_not_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        evaluate(text, {})
