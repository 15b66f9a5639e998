import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.errors import InputError
from needlework.units import DIMENSIONS, parse, render


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("1.5 mm", "length", 1500.0),
        ("800 um", "length", 800.0),
        ("800µm", "length", 800.0),
        ("800 μm", "length", 800.0),
        ("2 cm", "length", 20000.0),
        ("1 millimetre", "length", 1000.0),
        ("4 weeks", "time", 28.0),
        ("1 Week", "time", 7.0),
        ("30 days", "time", 30.0),
        ("6 hours", "time", 0.25),
        ("12 months", "time", 365.25),
        ("32 years", "age", 32.0),
        ("18 months", "age", 1.5),
        ("250 per cm2", "density", 2.5e-6),
        ("250 /cm2", "density", 2.5e-6),
        ("250 1/cm2", "density", 2.5e-6),
        ("250/cm²", "density", 2.5e-6),
        ("2.5 per mm2", "density", 2.5e-6),
        ("90 Hz", "frequency", 90.0),
        ("5400 rpm", "frequency", 90.0),
        ("15 %", "share", 0.15),
        ("15percent", "share", 0.15),
        ("2 cm/s", "speed", 20.0),
        ("100 cm2", "area", 100.0),
        ("1e2 mm2", "area", 1.0),
        ("-0.0 mm", "length", 0.0),
    ],
)
def test_parse(text, dimension, value):
    assert parse(text, dimension, "x") == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "dimension", "word"),
    [
        ("1.5", "length", "without a unit"),
        (1.5, "length", "1.5 without a unit"),
        (3, "time", "3 without a unit"),
        ("1.5 days", "length", "mm, um, cm"),
        ("15 mg", "share", "%"),
        ("1,5 mm", "length", "decimal point"),
        ("0.06 in", "length", "write '1.524 mm'"),
        ('1/16"', "length", "write '1.587 mm'"),
        ("60 thou", "length", "write '1.524 mm'"),
        ("about 1.5 mm", "length", "write '1.5 mm' alone"),
        ("every 4 weeks", "time", "write '4 weeks' alone"),
        ("41.2 ± 7 years", "age", "'population'"),
        ("1-2 mm", "length", "one value"),
        ("1 to 2 mm", "length", "one value"),
        ("nan mm", "length", "'nan mm'"),
        ("inf days", "time", "'inf days'"),
        ("1e999 mm", "length", "between 0"),
        ("-1 mm", "length", "between 0 and 10 cm"),
        ("300 years", "age", "between 0 and 120 years"),
        ("101 %", "share", "between 0 and 100 %"),
        ("1:30", "time", "'1:30'"),
        ("٣ mm", "length", "'٣ mm'"),
        ("", "length", "''"),
        (None, "length", "None"),
        (True, "length", "True"),
        ([1], "length", "[1]"),
    ],
)
def test_refusals_name_place_examples_and_next_step(text, dimension, word):
    with pytest.raises(InputError) as caught:
        parse(text, dimension, "study.yaml:7")
    (fault,) = caught.value.faults
    assert fault.where == "study.yaml:7"
    assert DIMENSIONS[dimension].examples[0] in fault.expected
    assert word in str(fault)


def test_a_long_number_is_refused_in_no_time():
    with pytest.raises(InputError):
        parse("9" * 200_000 + "!", "length", "x")


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (1500.0, "length", "1.5 mm"),
        (800.0, "length", "800 um"),
        (28.0, "time", "28 days"),
        (365.25, "time", "1 year"),
        (1 / 24, "time", "1 hour"),
        (0.0, "time", "0 days"),
        (2.5e-6, "density", "250 per cm2"),
        (0.15, "share", "15 %"),
    ],
)
def test_render_chooses_the_plainest_unit(value, dimension, text):
    assert render(value, dimension) == text


units = st.sampled_from([(name, unit) for name, kind in DIMENSIONS.items() for unit in kind.units])


@given(units, st.decimals(0, 9999, places=4, allow_nan=False))
def test_what_is_parsed_renders_and_parses_to_the_same_number(unit, number):
    dimension, spelled = unit
    for name in spelled.names:
        try:
            value = parse(f"{number} {name}", dimension, "x")
        except InputError:
            continue  # beyond the dimension's limit
        assert parse(render(value, dimension), dimension, "x") == value


@given(st.sampled_from(sorted(DIMENSIONS)), st.floats(0, 1))
def test_any_number_survives_rendering_to_rounding(dimension, share):
    value = share * DIMENSIONS[dimension].most
    again = parse(render(value, dimension), dimension, "x")
    assert math.isclose(again, value, rel_tol=1e-13, abs_tol=1e-300)


@given(st.text(), st.sampled_from(sorted(DIMENSIONS)))
def test_any_text_parses_or_is_refused(text, dimension):
    try:
        value = parse(text, dimension, "x")
    except InputError:
        return
    assert 0.0 <= value <= DIMENSIONS[dimension].most


def test_no_two_units_of_a_dimension_share_a_name():
    for kind in DIMENSIONS.values():
        names = [name.casefold() for unit in kind.units for name in set(unit.names)]
        assert len(names) == len(set(names))
