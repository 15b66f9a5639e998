"""Figures as effects, arms as roles, and the mean of studies."""

from __future__ import annotations

import math

import pytest

from needlework.evidence.observations import Treatment, load_observations
from needlework.figures.arms import role, untreated
from needlework.figures.effects import Effect, effect_of, share_of, t_quantile
from needlework.figures.pooling import pool
from tests.figures.lab import figure


def effect(**given: object) -> Effect:
    """Return the effect of a figure that has one."""
    found = effect_of(figure(**given))
    assert isinstance(found, Effect)
    return found


def test_a_printed_change_keeps_its_interval() -> None:
    e = effect(kind="change_percent", value=-60.0, ci95=(-70.0, -50.0))
    assert (e.value, e.lower, e.upper) == (-60.0, -70.0, -50.0)
    assert e.reported


def test_a_change_in_points_is_divided_by_the_baseline() -> None:
    e = effect(kind="change_absolute", value=-10.08, sd=1.88, n=50, baseline=20.62)
    half = 2.0096 * 1.88 / math.sqrt(50)  # t with 49 degrees of freedom
    assert e.value == pytest.approx(-100 * 10.08 / 20.62)
    assert e.upper == pytest.approx(100 * (-10.08 + half) / 20.62, abs=0.01)
    assert not e.reported


def test_before_and_after_take_the_spreads_as_unrelated() -> None:
    e = effect(kind="absolute", value=6.5, sd=2.71, baseline=11.73, baseline_sd=3.12, n=30)
    ratio = 6.5 / 11.73
    half = 2.0452 * math.hypot(2.71, ratio * 3.12) / 11.73 / math.sqrt(30)
    assert e.value == pytest.approx(100 * (ratio - 1))
    assert e.upper == pytest.approx(100 * (ratio - 1 + half), abs=0.02)
    assert "unrelated" in e.basis


def test_a_99_interval_is_narrowed() -> None:
    e = effect(kind="change_percent", value=10.0, ci99=(10.0 - 2.575829, 10.0 + 2.575829))
    assert e.upper == pytest.approx(11.959964)


def test_a_ratio_is_a_change() -> None:
    assert effect(kind="ratio", value=2.0, unit="fold").value == 100.0
    assert effect(kind="ratio", value=75.0, unit="%").value == -25.0


def test_hours_become_days() -> None:
    e = effect(kind="absolute", family="barrier", value=48.0, unit="h", se=12.0)
    assert e.value == pytest.approx(2.0)
    assert e.unit == "day"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "qualitative"}, "no amount"),
        ({"kind": "contrast", "value": 1.0}, "between arms"),
        ({"kind": "absolute", "range": (1.0, 2.0)}, "range"),
        ({"kind": "change_absolute", "value": -3.4}, "before treatment"),
        ({"kind": "absolute", "value": 3.0, "baseline": 0.0}, "before treatment"),
        ({"kind": "responders", "n_of": (1, 2)}, "not defined"),
        ({"kind": "responders", "n_of": (1, 2), "threshold": "none"}, "no amount of effect"),
        ({"kind": "responders", "n_of": (1, 2), "band": ("any", "half")}, "exclusive"),
        ({"kind": "absolute", "family": "barrier", "value": 12.0, "unit": "g/m2/h"}, "in g/m2/h"),
    ],
)
def test_what_stands_on_no_axis_says_why(given: dict, why: str) -> None:
    found = effect_of(figure(**given))
    assert isinstance(found, str)
    assert why in found


@pytest.mark.parametrize(
    ("count", "of", "ends"), [(0, 32, (0.0, 0.1089)), (32, 32, (0.8911, 1.0)), (5, 30, (0.0564, 0.3472))]
)
def test_the_interval_of_a_share_is_exact(count: int, of: int, ends: tuple[float, float]) -> None:
    assert share_of(count, of) == pytest.approx(ends, abs=2e-4)


@pytest.mark.parametrize(("df", "t"), [(1, 12.7062), (2, 4.3027), (10, 2.2281), (49, 2.0096)])
def test_quantiles_of_student(df: int, t: float) -> None:
    assert t_quantile(df) == pytest.approx(t, rel=2e-4)


def test_three_equal_studies_have_no_spread_between() -> None:
    p = pool([1.0, 1.0, 1.0], [0.1, 0.1, 0.1])
    assert p.mean == pytest.approx(1.0)
    assert p.between == 0.0
    assert p.interval[1] - 1.0 == pytest.approx(4.3027 * 0.1 / math.sqrt(3), rel=1e-3)


def test_the_spread_between_studies_solves_its_equation() -> None:
    y, se = [0.1, 0.5, 0.9, 0.3], [0.05, 0.1, 0.08, 0.2]
    p = pool(y, se)
    w = [1 / (s * s + p.between**2) for s in se]
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    scatter = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    assert p.mean == pytest.approx(mean)
    assert scatter == pytest.approx(3.0, abs=1e-6)
    assert p.prediction[0] < p.interval[0] < p.mean < p.interval[1] < p.prediction[1]


@pytest.mark.parametrize(("y", "se"), [([1.0, 2.0], [0.1, 0.1]), ([1.0, 2.0, 3.0], [0.1, 0.0, 0.1])])
def test_too_little_is_not_pooled(y: list[float], se: list[float]) -> None:
    with pytest.raises(ValueError, match="at least three"):
        pool(y, se)


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("alam2014.gbq_180d", "needling alone"),
        ("asif2016.gbq_water", "needling alone"),
        ("asif2016.gbq_prp", "needling with something added"),
        ("gul2023.mmasi", "needling with something added"),
        ("malik2024.gbq_alone", "needling alone"),
        ("malik2024.gbq_insulin", "needling with something added"),
        ("chawla2014.grade", "several arms together"),
        ("idoj2024.gbl_co2", "another treatment"),
        ("alam2014.control_180d", "another treatment"),
        ("budamakuntla2013.mmasi_injection", "another treatment"),
        ("farshi2020.alone_120d", "needling alone"),
    ],
)
def test_the_role_of_an_arm(id: str, expected: str) -> None:
    assert role(load_observations()[id]) == expected


def test_an_untreated_side_is_told() -> None:
    assert untreated(load_observations()["alam2014.control_90d"])
    assert not untreated(figure(arm="needling", course=Treatment(device="pen")))
