"""One path to views: parts reduce to the same numbers, and memory does not grow with persons."""

import tracemalloc

import numpy as np
import pytest

from needlework import ensemble, simulation
from needlework.ensemble import Summed, gathered, kept_persons, usual_course, views
from needlework.model import Model
from needlework.outcomes.compute import evaluate
from needlework.population import Population, design
from needlework.result import Result
from needlework.runner import run
from needlework.subject import Course, Skin
from needlework.summary import document
from tests.conftest import study_of

TIMES = np.array([0.0, 1.0, 30.0])
MODEL = Model(2, 1)
SHORT = {"sessions": 1, "interval": None, "horizon": "30 days"}


def population_of(draws: int, persons: int) -> Population:
    study = study_of(**SHORT)
    return design(Skin.resolve(study.skin), Course.from_spec(study.course), draws, persons, 3)


def summed_of(population: Population) -> Summed:
    found = Summed(population)
    for view in views(population, MODEL, TIMES, 30.0):
        found.add(view)
    return found


def test_parts_and_the_whole_reduce_to_the_same_numbers(monkeypatch) -> None:
    population = population_of(3, 4)
    whole = summed_of(population)
    monkeypatch.setattr(simulation, "PART", 5)
    parts = summed_of(population)
    assert all(
        np.array_equal(parts.needled.values[k], v, equal_nan=True) for k, v in whole.needled.values.items()
    )
    np.testing.assert_allclose(parts.profile, whole.profile, rtol=1e-12)


def test_of_many_persons_a_sample_is_kept_and_the_means_are_of_all(monkeypatch) -> None:
    population = population_of(3, 6)
    whole = summed_of(population)
    assert not whole.needled.means
    monkeypatch.setattr(ensemble, "MOST_KEPT", 6)
    monkeypatch.setattr(simulation, "PART", 4)
    some = summed_of(population)
    assert some.kept == kept_persons(population) == 2
    for name, values in whole.needled.values.items():
        assert np.array_equal(some.needled.values[name], values[:, :2], equal_nan=True), name
        np.testing.assert_allclose(
            some.needled.means[name], np.nanmean(values, axis=1), rtol=1e-12, err_msg=name
        )


def test_a_run_of_more_persons_than_are_kept_says_so_and_prints_the_means_of_all(
    monkeypatch, tmp_path
) -> None:
    study = study_of(**SHORT, draws=4, population={"persons": 5}, model={"strata": 2, "rings": 1})
    whole = {(r["id"], r["time_days"]): r["mean"] for r in document(run(study))["outcomes"]}
    monkeypatch.setattr(ensemble, "MOST_KEPT", 8)
    result = run(study)
    assert result.values["collagen_total"].shape[1] == 2
    assert any("all 5 persons" in w and "on 2" in w for w in result.warnings)
    result.write_data(tmp_path)
    for read in (result, Result.load(tmp_path)):
        found = {(r["id"], r["time_days"]): r["mean"] for r in document(read)["outcomes"]}
        assert found == pytest.approx(whole, rel=1e-4, nan_ok=True)


def test_memory_does_not_grow_with_persons(monkeypatch) -> None:
    monkeypatch.setattr(ensemble, "MOST_KEPT", 64)
    monkeypatch.setattr(simulation, "PART", 64)
    summed_of(population_of(1, 64))  # whatever is loaded once

    def peak(persons: int) -> int:
        tracemalloc.start()
        summed_of(population_of(1, persons))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2048) < 1.3 * peak(128)


def test_the_usual_course_given_or_not_is_the_same() -> None:
    population = population_of(3, 2)
    usual = usual_course(population, MODEL)
    plain, given = (
        gathered(map(evaluate, views(population, MODEL, TIMES, 30.0, usual=u))) for u in (None, usual)
    )
    assert all(np.array_equal(plain[k], given[k], equal_nan=True) for k in plain)


def test_the_same_draws_have_the_same_usual_course_whoever_is_treated() -> None:
    one, other = population_of(3, 1), population_of(3, 4)
    first, second = usual_course(one, MODEL), usual_course(other, MODEL)
    assert all(np.array_equal(first[k], second[k]) for k in first)
