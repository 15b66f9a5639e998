import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.care.pain import conditions, measured, pain, rule, told
from needlework.care.records import tier_of
from tests.care.conftest import study_of


@given(st.floats(0.2, 2.5), st.floats(0.2, 2.5), st.floats(0.5, 10.0))
def test_longer_needles_hurt_more(one: float, other: float, density: float) -> None:
    short, long = sorted((one, other))
    assert rule(short, density).bare[0] <= rule(long, density).bare[0] + 1e-9


@given(st.floats(0.2, 2.5), st.floats(0.5, 10.0))
def test_numbing_lowers_pain_and_the_scale_holds(depth: float, density: float) -> None:
    ruled = rule(depth, density)
    assert 0.0 <= ruled.numbed[0] < ruled.bare[0] <= 10.0
    assert ruled.bare[1] <= ruled.bare[0] <= ruled.bare[2]


def test_more_punctures_hurt_more() -> None:
    assert rule(1.0, 5.0).bare[0] > rule(1.0, 1.0).bare[0]


def test_beyond_the_longest_needle_measured_is_flagged() -> None:
    assert [rule(depth, 2.5).beyond for depth in (1.0, 1.45, 1.5)] == [False, False, True]


def test_the_own_depth_and_site_come_with_the_table() -> None:
    table = pain(
        study_of(course={"depth": "0.8 mm", "passes": None, "density": "300 per cm2"}, skin={"site": "neck"})
    )
    assert 0.8 in [ruled.depth_mm for ruled in table.ruled]
    assert table.density_per_cm2 == pytest.approx(300.0)
    assert table.measured[0].population.site == "neck"
    assert "none compared sites" in table.note


def test_the_table_is_the_rule_at_the_density_of_the_study() -> None:
    table = pain(study_of(course={"passes": None, "density": "300 per cm2"}))
    assert table.ruled == tuple(rule(r.depth_mm, 3.0, "cheek") for r in table.ruled)


def test_an_unreported_density_takes_the_usual_one() -> None:
    assert pain(study_of(course={"passes": None})).density_per_cm2 == pytest.approx(275.0, rel=0.2)


def test_every_measurement_has_a_figure_and_a_source() -> None:
    assert len(measured()) >= 9
    for o in measured():
        assert tier_of(o.source)
        assert o.kind == "ratio" or (o.value is not None and 0.0 <= o.value <= 10.0)


def test_a_measurement_is_told_with_its_spread_and_its_conditions() -> None:
    known = {o.id: o for o in measured()}
    assert told(known["luz2017.cream"]) == "5.22 (SD 1.74)"
    assert conditions(known["luz2017.cream"]) == ["1 mm", "roller", "anaesthetic cream"]
    assert conditions(known["alam2014.pain"]) == ["roller", "needled side", "numbed with cream"]
    assert conditions(known["naspolini2019.pain_needling"]) == ["needling"]
    assert told(known["gill2008.length"]) == "pain at three times the length: 7 fold"


def test_pain_knows_the_site() -> None:
    at = {site: rule(1.0, 2.5, site).bare[0] for site in ("back", "cheek", "upper_lip", "neck", "forearm")}
    assert at["back"] < at["cheek"] == at["forearm"] == rule(1.0, 2.5).bare[0]
    assert at["cheek"] < at["upper_lip"]
    assert at["cheek"] < at["neck"]
