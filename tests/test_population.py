"""Persons and lanes: traits, mixtures, wounds of a lane, and what pickles."""

import inspect
import pickle
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework._generated import dermis
from needlework.draws import central_draws, prior_draws, study_records
from needlework.model import Mechanism, Model
from needlework.numerics.codegen import load_source
from needlework.population import TRAITS, Population, design
from needlework.runner import run
from needlework.subject import Course, Skin
from tests.conftest import study_of

TRIAL = {"site": None, "age": None, "phototype": None, "depth": None, "density": None}

MADE_OF = {
    "concern": {"kind": "atrophic_scar", "morphology": "rolling"},
    "topicals": [{"active": "prp", "when": "during"}],
    "density": None,
}


def subject(**changes) -> tuple[Skin, Course]:
    study = study_of(**changes)
    return Skin.resolve(study.skin), Course.from_spec(study.course)


# ---- persons and lanes ---------------------------------------------------------------------------------


def test_one_person_is_the_typical_person() -> None:
    lanes = design(*subject(), draws=1, persons=1, seed=1).lanes(slice(0, None))
    assert lanes.z("synthesis") == pytest.approx([0.0], abs=1e-12)
    assert lanes.varied("closure") == pytest.approx([1.0])


def test_persons_spread_evenly_over_each_trait() -> None:
    lanes = design(*subject(), draws=1, persons=64, seed=1).lanes(slice(0, None))
    for trait in TRAITS:
        assert sorted(np.floor(lanes.u(trait) * 64)) == list(range(64)), trait
    assert abs(np.corrcoef(lanes.u("synthesis"), lanes.u("closure"))[0, 1]) < 0.4


def test_every_draw_has_people_of_its_own() -> None:
    people = design(*subject(), draws=6, persons=8, seed=1).lanes(slice(0, None)).u("closure").reshape(6, 8)
    assert np.array_equal(np.sort(np.floor(people * 8), axis=1), np.tile(np.arange(8.0), (6, 1)))
    assert len(np.unique(people)) == people.size


def test_people_of_a_part_are_made_when_it_is_read_and_not_before() -> None:
    huge = design(*subject(), draws=2, persons=1_000_000, seed=1)
    tracemalloc.start()
    huge.lanes(slice(0, 100)).u("closure")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_a_lane_is_one_draw_of_one_person() -> None:
    population = design(*subject(), draws=4, persons=3, seed=1)
    lanes = population.lanes(slice(0, None))
    assert len(lanes) == population.size == 12
    assert sorted(zip(lanes.draw, lanes.person, strict=True)) == [(d, p) for d in range(4) for p in range(3)]
    part = population.lanes(slice(5, 8))
    assert np.array_equal(part["healing.kW"], lanes["healing.kW"][5:8])
    assert np.array_equal(part.u("age"), lanes.u("age")[5:8])


def test_an_unreported_skin_is_a_mixture_and_a_reported_one_is_not() -> None:
    mixed = design(*subject(**TRIAL), draws=1, persons=40, seed=1).lanes(slice(0, None))
    known = design(*subject(), draws=1, persons=40, seed=1).lanes(slice(0, None))
    assert len(set(mixed.age)) == 40
    assert len(set(mixed.phototype["ordinal"])) >= 4
    assert set(known.age) == {32.0}
    assert set(known.phototype["ordinal"]) == {4.0}
    latent = prior_draws(study_records(*subject(**TRIAL)), 30, 2)
    assert np.ptp(latent["course/depth"]) > 0
    assert np.ptp(latent["course/density"]) > 0


@pytest.mark.parametrize("strata", [1, 2, 5, 9])
def test_strata_fill_the_dermis(strata) -> None:
    lanes = design(*subject(), draws=1, persons=8, seed=1).lanes(slice(0, None))
    found = lanes.strata(strata)
    dermis = lanes.thickness["papillary_dermis"] + lanes.thickness["reticular_dermis"]
    assert found.shape == (8, strata)
    assert found.sum(axis=1) == pytest.approx(dermis)
    assert strata == 1 or found[:, 0] == pytest.approx(lanes.thickness["papillary_dermis"])


@given(
    st.sampled_from(["0.5 mm", "1 mm", "2 mm"]),
    st.sampled_from(["10 per cm2", "250 per cm2", "3000 per cm2"]),
)
@settings(max_examples=9, deadline=None)
def test_a_wound_loses_less_than_it_severs_and_severs_less_than_it_injures(depth, density) -> None:
    skin, course = subject(depth=depth, density=density)
    lanes = Population(skin, course, central_draws(study_records(skin, course), 1), 5).lanes(slice(0, None))
    wound = lanes.wound(course.sessions[0], 5)
    assert np.all(wound.lost <= wound.severed)
    assert np.all(wound.severed <= wound.injured)
    assert np.all((wound.injured >= 0) & (wound.injured <= 1))
    assert np.all((wound.ring > 0) & (wound.ring <= 1))


def test_the_phenotype_scales_its_parameters_and_platelets_the_release() -> None:
    plain, prone = (
        design(*subject(phenotype=p), draws=1, persons=1, seed=1).lanes(slice(0, None))
        for p in ("normal", "keloid_prone")
    )
    changed = [k for k in plain.network if not np.array_equal(plain.network[k], prone.network[k])]
    assert {f"healing.{k}" for k in changed} == set(prone.population.skin.phenotype.factors)
    added = design(*subject(topicals=[{"active": "prp", "when": "during"}]), draws=1, persons=1, seed=1)
    sessions = added.course.sessions[0], plain.population.course.sessions[0]
    with_plasma, without = (
        lanes.dose(s).tgf_beta
        for lanes, s in zip((added.lanes(slice(0, None)), plain), sessions, strict=True)
    )
    assert with_plasma > without


# ---- strata --------------------------------------------------------------------------------------------


def test_strata_fill_the_dermis_and_follow_the_channels() -> None:
    skin, course = subject()
    population = design(skin, course, draws=30, persons=4, seed=2)
    lanes = population.lanes(slice(0, None))
    dermis = lanes.thickness["papillary_dermis"] + lanes.thickness["reticular_dermis"]
    for count in (1, 2, 3, 5, 9):
        strata = lanes.strata(count)
        assert strata.shape == (len(lanes), count)
        assert (strata > 0).all()
        np.testing.assert_allclose(strata.sum(axis=1), dermis, rtol=1e-12)
    edges = np.cumsum(lanes.strata(9), axis=1)
    end = lanes.depth - lanes.epidermis
    inside = (end > lanes.thickness["papillary_dermis"]) & (end < dermis)
    nearest = np.abs(edges - end[:, None]).min(axis=1)
    assert np.mean(nearest[inside] < 1e-9) > 0.8  # a lane keeps even strata where one would get too thin


# ---- pickles -------------------------------------------------------------------------------------------


def again(thing):
    return pickle.loads(pickle.dumps(thing))


def test_what_a_run_is_made_of_pickles() -> None:
    study = study_of(**MADE_OF)
    for thing in (study, Skin.resolve(study.skin), Course.from_spec(study.course), Model(3, 2)):
        assert again(thing) == thing


def test_lanes_pickle_with_the_same_numbers() -> None:
    lanes = design(*subject(), draws=3, persons=2, seed=1).lanes(slice(1, 5))
    copy = again(lanes)
    assert np.array_equal(copy.network["s3"], lanes.network["s3"])
    assert np.array_equal(copy.strata(5), lanes.strata(5))


def test_a_result_pickles_with_the_same_numbers() -> None:
    result = run(study_of(draws=2, sessions=1, interval=None, horizon="10 days"))
    copy = again(result)
    assert copy.study == result.study
    assert all(np.array_equal(copy.values[k], v, equal_nan=True) for k, v in result.values.items())


def test_a_model_with_a_network_of_its_own_pickles() -> None:
    source = inspect.getsource(dermis).replace(dermis.FINGERPRINT, "another-1")
    model = Model(mechanism=Mechanism(load_source(source)))
    script = "import pickle, sys; print(pickle.load(sys.stdin.buffer).mechanism.hash)"
    found = subprocess.run([sys.executable, "-c", script], input=pickle.dumps(model), capture_output=True)
    assert found.stdout.decode().strip() == "another", found.stderr.decode()
