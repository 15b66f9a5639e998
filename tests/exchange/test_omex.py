"""The archive is read by libCOMBINE, libSEDML and COPASI, and its experiment gives our outcomes."""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from exchange_lab import case, ours, roadrunner
from other_programs import apart, copasi_archive, libcombine_archive, libsedml_experiment

from needlework.exchange.omex import write_archive
from needlework.exchange.readouts import OUTCOMES
from needlework.spec import load_study
from tests.conftest import study_of

pytest.importorskip("antimony", reason="needs the extra 'exchange'")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "study.omex"
    write_archive(case(study_of(), tmp_path), path)
    return path


def test_the_study_travels_with_it_and_bytes_are_the_same_twice(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        assert load_study(file.read("study.yaml")) == study_of()
        assert file.testzip() is None
    again = tmp_path / "again.omex"
    write_archive(case(study_of(), tmp_path), again)
    assert again.read_bytes() == archive.read_bytes()


def needs(module: str) -> pytest.MarkDecorator:
    """Skip where a module is not installed, without importing it here."""
    return pytest.mark.skipif(find_spec(module) is None, reason=f"needs {module}")


@needs("libcombine")
def test_libcombine_reads_it(archive: Path) -> None:
    read = apart(libcombine_archive, archive)
    assert read["opened"]
    assert read["files"] >= {"./model.xml", "./simulation.sedml", "./study.yaml"}
    assert read["master"] == "./simulation.sedml"
    assert "well-mixed" in read["about"]


@needs("libsedml")
@needs("roadrunner")
def test_the_experiment_gives_our_outcomes(archive: Path, tmp_path: Path) -> None:
    """Run as the SED-ML says: its model, its times, its variables."""
    with zipfile.ZipFile(archive) as file:
        plan = apart(libsedml_experiment, file.read("simulation.sedml").decode())
        text = file.read(plan["model"]).decode()
    assert plan["errors"] == []
    assert plan["version"] == (1, 4)
    of, times = case(study_of(), tmp_path), plan["times"]
    assert times[-1] == of.study.horizon
    assert list(plan["columns"]) == ["time", *OUTCOMES]
    assert plan["columns"].pop("time") == "urn:sedml:symbol:time"
    reported = {
        label: target.split("@id='")[1].removesuffix("']") for label, target in plan["columns"].items()
    }
    inside = ~np.isin(times, of.course.days)
    theirs = roadrunner(text, times, list(reported.values()))
    mine = ours(of, np.array([0.0, *times[inside]]))
    for label, name in reported.items():
        np.testing.assert_allclose(theirs[name][inside], mine[label][1:], rtol=1e-7, atol=1e-8, err_msg=label)


@needs("basico")
def test_copasi_opens_model_experiment_and_plots(archive: Path) -> None:
    read = apart(copasi_archive, archive)
    assert read == {"opened": True, "duration": 200.0, "steps": 400, "events": 3, "plots": 4}
