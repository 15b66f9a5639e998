"""One rule for the model and its rivals: chances of what was printed, and what is left without a source."""

from dataclasses import replace
from math import comb, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.contrasts.handed import MODEL, reported
from needlework.contrasts.judging import Printed, chance, judged, setting
from needlework.contrasts.left_out import records_without
from needlework.contrasts.rivals import (
    FRONT,
    LOGARITHM,
    NOTHING,
    RIVALS,
    VOLUME,
    Case,
    Geometry,
    constant_without,
    effects,
    speaks,
)
from needlework.contrasts.scores import could_favour, no_better_than_nothing, scores
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.subject.catalogue import read

SAME = np.ones(3), np.ones(3)
OTHER = {"larger": "smaller", "smaller": "larger", "none": "none"}
MISREAD = 0.05


def printed(told=10, paired=True, spread=0.5, **published) -> Printed:
    return Printed(published, told, paired, spread)


def test_no_dose_effect_prints_no_difference_in_nineteen_of_twenty_trials_of_any_size() -> None:
    for told in (5, 500):
        found = chance(printed(told, direction="none"), *SAME)
        assert found == pytest.approx((1 - MISREAD) * 0.95 + MISREAD / 3, abs=1e-4)


@given(st.floats(0.2, 5.0), st.sampled_from(sorted(OTHER)), st.integers(4, 200))
def test_swapping_arms_and_print_changes_no_chance(ratio: float, direction: str, told: int) -> None:
    one, two = np.full(4, ratio), np.ones(4)
    swapped = chance(printed(told, direction=OTHER[direction]), two, one)
    assert chance(printed(told, direction=direction), one, two) == pytest.approx(swapped)


@given(st.floats(0.1, 4.0), st.integers(4, 100))
def test_the_three_prints_exhaust_what_can_be_printed(ratio: float, told: int) -> None:
    arms = np.full(2, ratio), np.ones(2)
    assert sum(chance(printed(told, direction=d), *arms) for d in OTHER) == pytest.approx(1.0)


def test_more_people_tell_laws_apart_and_two_groups_take_four_times_as_many() -> None:
    twice = np.full(3, 2.0), np.ones(3)
    few, many = (chance(printed(n, direction="larger"), *twice) for n in (4, 40))
    assert many > few
    groups = chance(printed(40, paired=False, direction="larger"), *twice)
    assert groups == pytest.approx(chance(printed(10, direction="larger"), *twice))
    assert printed(16).detectable == pytest.approx(0.7)


def test_counts_are_judged_by_how_events_fall_on_the_arms() -> None:
    found = chance(printed(counts=[[3, 22], [0, 24]]), *SAME)
    assert found == pytest.approx((1 - MISREAD) * comb(3, 3) * (22 / 46) ** 3 + MISREAD / 4)
    assert printed(counts=[[3, 22], [0, 24]]).direction == "larger"


def test_a_ratio_is_met_within_the_error_of_its_people() -> None:
    met = chance(printed(1000, values=[2.0, 1.0]), np.full(3, 2.0), np.ones(3))
    missed = chance(printed(1000, values=[2.0, 1.0]), *SAME)
    assert met == pytest.approx(1.0, abs=0.06)
    assert missed == pytest.approx(MISREAD * log(1.25) / log(10.0), rel=1e-3)
    assert chance(printed(values=[2.0, 1.0]), np.full(3, -2.0), np.ones(3)) < MISREAD
    assert chance(printed(None, ratio=2.0), *SAME) is None


def test_without_a_number_of_people_only_the_side_is_judged() -> None:
    found = judged(printed(None, direction="larger"), np.full(2, 3.0), np.ones(2))
    assert (found["chance"], found["right_side"], found["ratio"]) == (None, True, 3.0)


def cases() -> list[Case]:
    one, two = (Geometry(np.full(2, v), np.full(2, w)) for v, w in ((0.4, 200.0), (0.1, 50.0)))
    return [
        Case("a", "ecca", printed(40, direction="larger"), (one, two)),
        Case("b", "ecca", printed(40, direction="none"), (one, two)),
        Case("c", "reepithelialisation_time", printed(40, values=[4.0, 1.0]), (one, two)),
    ]


def test_a_constant_rests_on_other_sources_only() -> None:
    known = cases()
    without = constant_without(LOGARITHM, known, "b")
    changed = [replace(c, printed=printed(40, direction="smaller")) if c.source == "b" else c for c in known]
    assert constant_without(LOGARITHM, changed, "b") == without
    assert constant_without(LOGARITHM, known, "a") < without  # what is left says: no difference
    assert constant_without(FRONT, known, "a") == pytest.approx(1.0)  # a ratio of four is that of the ways
    assert constant_without(VOLUME, known, "a") is None


def test_rivals_know_geometry_and_nothing_else() -> None:
    arms = cases()[0].arms
    ratio = {r: np.divide(*effects(r, arms, 1e-9 if r == FRONT else 1e4))[0] for r in RIVALS}
    assert ratio[NOTHING] == 1.0
    assert ratio[VOLUME] == pytest.approx(ratio[LOGARITHM], rel=1e-3) == pytest.approx(4.0, rel=1e-3)
    assert ratio[FRONT] == pytest.approx(4.0)
    assert [r for r in RIVALS if speaks(r, "pore_closure_time")] == [NOTHING, FRONT]


def test_what_a_source_set_is_left_out_with_it() -> None:
    known = load_parameters()
    sets = {r.source: set(r.sets) for r in reported() if r.sets}
    assert {
        s: {r["record"] for r in each} for s, each in read("contrasts/judging.yaml")["without"].items()
    } == sets
    of_two = {"closure.eschar"}  # one source stands in the record, the other in its words
    for source in sets:
        for name, left in records_without(source).items():
            told = known[name]
            assert told.source == source or (f"({source})" in told.rationale and name in of_two), name
            assert left.distribution.relative_spread > known[name].distribution.relative_spread


def test_every_contrast_names_a_source_on_file_and_a_spread() -> None:
    for r in reported():
        assert r.source in load_sources()
        assert 0.0 < r.printed.spread <= 0.5
    assert setting("telling") == 3.0


def test_redness_and_downtime_are_followed_until_they_are_over() -> None:
    spans = [r.entry for r in reported() if r.entry.outcome.id in ("downtime", "erythema_duration")]
    assert spans
    assert all(arm.horizon >= 90.0 for entry in spans for arm in entry.arms)


def test_scores_stand_beside_no_dose_effect() -> None:
    law = lambda chance, side: {"chance": chance, "right_side": side}  # noqa: E731
    laws = dict.fromkeys(RIVALS) | {NOTHING: law(0.1, False), MODEL: law(0.4, True)}
    one = {"id": "a", "kind": "harm", "laws": laws, "detectable_sd": 0.9, "apart_sd": 0.5}
    two = {**one, "id": "b", "laws": laws | {MODEL: law(0.1, False)}, "apart_sd": 2.0}
    own = scores([one, two], "harm")[0]
    assert own == {
        "law": MODEL,
        "n": 2,
        "times": pytest.approx(2.0),
        "better": 1,
        "worse": 0,
        "right": 1,
        "sides": 2,
    }
    assert no_better_than_nothing([one, two]) == ["b"]
    assert [could_favour(c) for c in (one, two)] == [False, True]
    assert scores([one], "benefit") == []
