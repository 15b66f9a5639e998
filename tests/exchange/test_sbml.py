"""The SBML is valid, and what others compute of it is what we compute with one stratum and one ring."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange_lab import Array, case, copasi, ours, report_times, roadrunner, worst

from needlework.exchange.case import Case, case_of
from needlework.exchange.readouts import OUTCOMES, RECORDS
from needlework.exchange.sbml import collagen_at_end, course_sbml, network_sbml, problems
from needlework.model import Model, network
from needlework.numerics.network import read_sbml
from needlework.numerics.ode import Settings
from needlework.outcomes import outcomes
from needlework.scaffold import example_text
from tests.conftest import study_of

libsbml = pytest.importorskip("libsbml", reason="needs the extra 'exchange'")
pytest.importorskip("antimony", reason="needs the extra 'exchange'")

STUDIES: dict[str, dict[str, Any]] = {
    "scar": {},
    "overlapping": {"density": "2000 per cm2", "interval": "3 days", "horizon": "60 days"},
    "keloid": {"phenotype": "keloid_prone", "horizon": "400 days"},
    "twice": {"sessions": 2, "interval": "20 days"},
    "untreated": {"sessions": 0, "interval": None},
    "products": {
        "sessions": 1,
        "interval": None,
        "horizon": "20 days",
        "topicals": [
            {"active": "prp", "when": "during"},
            {"active": "tranexamic_acid", "when": "after", "strength": "10 %"},
        ],
    },
}


def checked(text: str) -> Any:
    """Return the model of a text in which libSBML finds neither an error nor a warning."""
    document = libsbml.readSBMLFromString(text)
    assert problems(document, libsbml.LIBSBML_SEV_WARNING) == []
    checked.document = document  # keeps the model alive
    return document.getModel()


@pytest.mark.parametrize("changes", STUDIES.values(), ids=STUDIES.keys())
def test_libsbml_finds_nothing_wrong_with_units_or_anything_else(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    of = case(study_of(**changes), tmp_path)
    model = checked(course_sbml(of))
    assert (model.getLevel(), model.getVersion()) == (3, 2)
    assert [e.getId() for e in model.getListOfEvents() if not e.getId().startswith("products_")] == [
        f"session_{i + 1}" for i in range(len(of.course.sessions))
    ]
    assert all(p.isSetUnits() for p in model.getListOfParameters())


def test_every_parameter_of_the_network_names_its_record(tmp_path: Path) -> None:
    model = checked(course_sbml(case(study_of(), tmp_path)))
    records = {name: f"healing.{name}" for name in network().parameters} | RECORDS
    for name, key in records.items():
        assert f'id="{key}"' in model.getParameter(name).getAnnotationString(), name
    assert "uniprot:P01137" in model.getSpecies("T").getAnnotationString()
    notes = " ".join(model.getNotesString().split())
    assert "Left out: depth (strata)" in notes
    assert "the central value of every record" in notes


@pytest.mark.parametrize("program", [roadrunner, copasi])
@pytest.mark.parametrize("changes", STUDIES.values(), ids=STUDIES.keys())
def test_other_programs_compute_what_one_stratum_and_one_ring_give(
    changes: dict[str, Any], program: Callable[[str, Array, list[str]], dict[str, Array]], tmp_path: Path
) -> None:
    module = {"roadrunner": "roadrunner", "copasi": "basico"}[program.__name__]
    if find_spec(module) is None:
        pytest.skip(f"needs {module}")
    of = case(study_of(**changes), tmp_path)
    times = report_times(of)
    mine = ours(of, times)
    theirs = program(course_sbml(of), times, list(mine))
    difference, where = worst(mine, theirs)
    assert difference < 1e-8, where


def test_a_draw_of_a_published_study_agrees_too_and_differs_from_the_central_set(tmp_path: Path) -> None:
    pytest.importorskip("roadrunner")
    path = tmp_path / "kenkel.yaml"
    path.write_text(example_text("kenkel-2021"))
    of = case_of(path, 5)
    times = report_times(of)
    mine = ours(of, times)
    difference, where = worst(mine, roadrunner(course_sbml(of), times, list(mine)))
    assert difference < 1e-8, where
    central = ours(case_of(path), times)
    assert abs(central["collagen_total"][-1] - mine["collagen_total"][-1]) > 0.1


def test_the_tolerance_that_a_run_uses_costs_less_than_a_tenth_of_a_percent(tmp_path: Path) -> None:
    pytest.importorskip("roadrunner")
    of = case(study_of(), tmp_path)
    times = report_times(of)
    mine = ours(of, times, Settings())
    difference, where = worst(mine, roadrunner(course_sbml(of), times, list(mine)))
    assert 1e-9 < difference < 1e-3, where


def test_the_notes_give_collagen_beside_that_of_the_resolved_run(tmp_path: Path) -> None:
    """A known limit: the two differ, and whoever opens the file reads by how much."""
    of = case(study_of(), tmp_path)
    exact = ours(of, np.array([0.0, of.study.horizon]))["collagen_total"][-1]
    mixed = collagen_at_end(of, Model(1, 1))
    resolved = collagen_at_end(of, Model(of.study.model.strata, of.study.model.rings))
    assert mixed == pytest.approx(exact, rel=1e-3)
    assert mixed != resolved
    notes = " ".join(checked(course_sbml(of)).getNotesString().split())
    assert f"{mixed:+.2f} % in this model, {resolved:+.2f} % with 5 strata and 3 rings" in notes


def test_the_network_alone_is_the_shipped_one() -> None:
    text = network_sbml()
    model = checked(text)
    assert model.getNumEvents() == 0
    assert read_sbml(text).fingerprint() == network().fingerprint.split("-")[0]


def test_the_readouts_are_outcomes() -> None:
    assert set(OUTCOMES) <= set(outcomes())


def test_the_same_study_gives_the_same_text(tmp_path: Path) -> None:
    of: Case = case(study_of(), tmp_path)
    assert course_sbml(of) == course_sbml(of)
