"""Calculation verification: grids nest, errors are measured where they are known, and misses are said."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from needlework.numerics.quantiles import normal_ppf
from needlework.outcomes import outcomes
from needlework.population import Population
from needlework.verification import convergence_tables as show
from needlework.verification.cases import Case, Grid, SplitPopulation, open_case
from needlework.verification.convergence import (
    Errors,
    SeedCheck,
    discretisation_error,
    observed_order,
    ring_gains,
    seed_check,
    study_errors,
)
from needlework.verification.fit_draws import FitDraws
from needlework.verification.readings import Noise, OutcomeReading, bootstrap, natural_time, read
from tests.conftest import study_of


@pytest.fixture(scope="module")
def small() -> Case:
    return open_case("small", study_of(draws=5, population={"persons": 2}, horizon="100 days"))


@pytest.fixture(scope="module")
def errors(small: Case) -> list[Errors]:
    return study_errors(small)


def test_strata_are_cut_into_equal_nested_parts(small: Case) -> None:
    whole = Population(small.skin, small.course, small.shown(5, 3), 2)
    lanes, cut = whole.lanes(slice(0, None)), SplitPopulation(whole, 4).lanes(slice(0, None))
    parts = cut.strata(20).reshape(-1, 5, 4)
    np.testing.assert_allclose(parts.sum(axis=2), lanes.strata(5))
    assert np.ptp(parts, axis=2).max() == 0
    session = small.course.sessions[0]
    height = lanes.strata(5)
    injured = cut.wound(session, 20).injured.reshape(-1, 5, 4).mean(axis=2)
    np.testing.assert_allclose(
        (injured * height).sum(1), (lanes.wound(session, 5).injured * height).sum(1), rtol=0.01
    )


def test_a_finer_grid_moves_outcomes_a_little_but_moves_them(small: Case) -> None:
    draws, times = small.shown(5, 3), np.array([0.0, 100.0])
    coarse, fine = (small.values(draws, 2, times, Grid(split=n))["collagen_total"] for n in (1, 2))
    assert coarse.shape == fine.shape == (5, 2, 2)
    assert 0 < np.abs(fine - coarse).max() < 0.05 * np.abs(coarse).max()


def test_only_some_outcomes_are_computed_where_asked(small: Case) -> None:
    found = small.values(small.shown(5, 3), 1, small.few_times, only=("collagen_total", "wrinkle_grade"))
    assert list(found) == ["collagen_total"]  # a grade of wrinkles does not belong to scars


def test_richardson_finds_order_and_error_of_a_known_series() -> None:
    spacing = np.array([1.0, 0.5, 0.25])[:, None]
    steps = 3.0 + np.array([0.2, -0.4]) * spacing**2
    np.testing.assert_allclose(observed_order(steps), 2.0)
    np.testing.assert_allclose(discretisation_error(steps), [0.2, 0.4])
    first = 3.0 + 0.2 * spacing
    np.testing.assert_allclose(discretisation_error(first), 0.2)


def test_changes_that_do_not_shrink_give_no_order_and_their_largest_distance() -> None:
    steps = np.array([[1.0, 1.0, 1.0], [1.1, 0.9, 1.0], [0.8, 0.7, 1.0]])
    assert np.isnan(observed_order(steps)).all()
    np.testing.assert_allclose(discretisation_error(steps), [0.2, 0.3, 0.0])


def test_passing_effects_are_read_at_their_peak_and_lasting_ones_at_the_horizon() -> None:
    times = np.array([0.0, 1.0, 2.0, 100.0])
    passing, lasting = (
        np.broadcast_to(v, (4, 2, 4))
        for v in (np.array([5.0, 9.0, 7.0, 5.1]), np.array([0.0, 9.0, 7.0, 3.0]))
    )
    assert natural_time(passing, times, 100.0) == 1
    assert natural_time(lasting, times, 100.0) == 3


def test_bootstrap_knows_the_error_of_a_median_and_of_a_mean_over_persons(small: Case) -> None:
    n, persons = 100, 25
    regular = lambda count: 50.0 + 8.0 * normal_ppf((np.arange(count) + 0.5) / count)  # noqa: E731
    by_draw = np.repeat(regular(n)[:, None], persons, axis=1)
    by_person = np.repeat(regular(persons)[None], n, axis=0)
    draws = small.shown(n, 1)
    for values, expected in (
        (by_draw, (1.2533 * 8.0 / 10.0, 0.0)),
        (by_person, (0.0, 8.0 / np.sqrt(persons))),
    ):
        noise = bootstrap(
            read({"pain_vas": values}, {"pain_vas": None}, np.zeros(1), draws)["pain_vas"], draws
        )
        np.testing.assert_allclose((noise.draws[0], noise.persons[0]), expected, rtol=0.35, atol=1e-9)


def test_one_ring_fails_where_it_must_and_more_rings_converge() -> None:
    gains = ring_gains()
    error = {n: abs(g / gains[16] - 1) for n, g in gains.items() if n < 16}
    assert error[1] > 1.0
    assert error[3] < 0.09  # the bound that the design states for three rings
    assert error[4] < 0.04
    assert error[2] > error[3] > error[4] > error[8]


def test_every_outcome_gets_every_error(small: Case, errors: list[Errors]) -> None:
    assert {e.reading.outcome.id for e in errors} == set(small.values(small.shown(5, 3), 2, small.few_times))
    for e in errors:
        assert set(e.grid) == {"strata", "rings", "step", "reports"}
        assert all(np.isfinite(v).all() and (v >= 0).all() for v in e.grid.values()), e.reading.outcome.id
    by_id = {e.reading.outcome.id: e for e in errors}
    assert by_id["channel_depth"].total.max() == 0
    assert by_id["collagen_total"].grid["strata"][0] > 0
    assert by_id["erythema_duration"].grid["reports"][0] > 0
    assert by_id["neutrophils"].reading.day != 100.0


def test_tables_hold_what_their_columns_say_and_are_plain_data(small: Case, errors: list[Errors]) -> None:
    check = seed_check(small, errors, 2)
    worth = FitDraws(1000, 30.0)
    tables = [
        show.error_table(errors, "small"),
        show.interval_table(errors, "small"),
        show.order_table(errors),
        show.ring_table({1: 4.0, 3: 1.0, 16: 1.1}),
        show.seed_table(check),
        show.fit_table(worth),
    ]
    for table in tables:
        assert table.rows
        assert all(set(row) == set(table.columns) for row in table.rows), table.title
        json.dumps(list(table.rows), allow_nan=False)
    assert show.summary(errors, {1: 4.0, 3: 1.0, 16: 1.1})


def _errors(grid: float, sample: float, effect: float = 10.0, width: float = 4.0) -> Errors:
    half = width / 2
    figures = np.array([effect, *(effect + s * half for s in (-1, 1, -1, 1, -1, 1))])
    reading = OutcomeReading(outcomes()["collagen_total"], 90.0, np.zeros((40, 40, 2)), figures, abs(effect))
    flat = np.full(7, grid)
    return Errors(
        "case",
        reading,
        {"strata": flat, "rings": 0 * flat},
        {},
        Noise(np.full(7, sample), np.zeros(7)),
    )


def test_errors_beyond_five_percent_of_the_effect_are_findings() -> None:
    check = SeedCheck("case", 6, np.ones(7))
    good, coarse, noisy = _errors(0.1, 0.1), _errors(0.6, 0.1), _errors(0.1, 0.6)
    kinds = lambda found, worth=None: [f.kind for f in show.findings(found, check, worth)]  # noqa: E731
    assert kinds([good]) == ["note"]
    assert kinds([coarse]) == ["fail", "note"]
    assert kinds([noisy]) == ["fail", "note"]
    assert kinds([good], FitDraws(1000, 20.0)) == ["fail", "note"]
    assert kinds([good], FitDraws(1000, 900.0)) == ["note"]
    assert show.sample_error(noisy) == pytest.approx(0.06)
    assert show.sample_error(noisy, fine=True) == pytest.approx(0.06 / np.sqrt(5))


def test_an_effect_near_nought_is_measured_by_its_interval() -> None:
    unsure = _errors(0.1, 0.1, effect=0.2)
    assert unsure.reading.near_nought
    assert unsure.share(0.1) == pytest.approx(0.1 / 4.0)
    assert _errors(0.1, 0.1).share(0.1) == pytest.approx(0.1 / 10.0)
    nought = _errors(0.0, 0.0, effect=0.0, width=0.0)
    assert (nought.share(0.0), nought.share(0.1)) == (0.0, 1.0)


def test_seeds_of_the_same_study_agree_with_themselves(small: Case, errors: list[Errors]) -> None:
    doubled = [replace(e, noise=Noise(2 * e.noise.draws, 2 * e.noise.persons)) for e in errors]
    once, twice = seed_check(small, errors, 3), seed_check(small, doubled, 3)
    np.testing.assert_allclose(twice.ratio, once.ratio / 2)
    assert 0.1 < once.ratio[0] < 10
