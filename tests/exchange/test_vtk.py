"""Sections are read back by VTK as they were computed."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from needlework.cli import app
from needlework.exchange.case import case_of
from needlework.model import Model
from needlework.section import section, section_fields

STUDY = """\
schema: needlework/study/1
title: "Cheek & <scar>"
skin: {age: 32 years, phototype: IV}
course: {device: pen_12, sessions: 2, interval: 28 days, depth: 1.5 mm, density: 250 per cm2}
visits: [10 days]
horizon: 60 days
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sections")
    study = folder / "study.yaml"
    study.write_text(STUDY)
    for form in ("vti", "vtu"):
        ran = CliRunner().invoke(app, ["export", str(study), "--as", form, "--out", str(folder / form)])
        assert ran.exit_code == 0, ran.output
    case = case_of(study)
    days = [float(d) for d in _days(folder / "vtu")]
    return folder, section(case.lanes, Model(5, 3), days)


def _days(folder: Path) -> list[str]:
    text = (folder / "sections.pvd").read_text()
    return [part.split('"')[0] for part in text.split('timestep="')[1:]]


def _read(path: Path):
    io = pytest.importorskip("vtkmodules.vtkIOXML")
    kind = {".vtu": io.vtkXMLUnstructuredGridReader, ".vti": io.vtkXMLImageDataReader}[path.suffix]
    reader = kind()
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def _array(data, name: str) -> np.ndarray:
    from vtkmodules.util.numpy_support import vtk_to_numpy

    return vtk_to_numpy(data.GetArray(name))


def _titled(field) -> str:
    return f"{field.title} [{field.unit}]"


@pytest.mark.parametrize("moment", [0, 2, -1])
def test_an_unstructured_grid_is_read_back_bit_for_bit(made, moment: int) -> None:
    folder, found = made
    data = _read(sorted((folder / "vtu").glob("*.vtu"))[moment])
    strata, rings = len(found.edges) - 1, found.radii.shape[1] - 1
    assert data.GetNumberOfCells() == strata * 2 * rings
    for field in section_fields():
        values = _array(data.GetCellData(), _titled(field)).reshape(strata, 2 * rings)
        np.testing.assert_array_equal(values[:, rings:], found.fields[field.id][moment])
        np.testing.assert_array_equal(values[:, :rings], found.fields[field.id][moment][:, ::-1])
    bounds = data.GetBounds()
    np.testing.assert_allclose(bounds[:2], [-found.radii[moment, -1], found.radii[moment, -1]])
    np.testing.assert_allclose(bounds[4:], [-found.edges[-1], -found.edges[0]])


def test_every_quadrilateral_has_the_area_of_its_ring_and_stratum(made) -> None:
    folder, found = made
    data = _read(folder / "vtu" / "section-000.vtu")
    measured = pytest.importorskip("vtkmodules.vtkFiltersVerdict").vtkCellSizeFilter()
    measured.SetInputData(data)
    measured.Update()
    area = _array(measured.GetOutput().GetCellData(), "Area").reshape(len(found.edges) - 1, -1)
    expected = np.diff(found.edges)[:, None] * np.diff(found.radii[0])[None, :]
    np.testing.assert_allclose(area[:, expected.shape[1] :], expected, rtol=1e-12)


def test_a_regular_grid_holds_the_value_at_the_middle_of_each_cell(made) -> None:
    folder, found = made
    data = _read(folder / "vti" / "section-003.vti")
    origin, step = np.array(data.GetOrigin()), np.array(data.GetSpacing())
    across, _, down = (n - 1 for n in data.GetDimensions())
    values = _array(data.GetCellData(), "Active TGF-beta [model units]").reshape(down, across)
    x = np.abs(origin[0] + (np.arange(across) + 0.5) * step[0])
    depth = -(origin[2] + (np.arange(down) + 0.5) * step[2])
    rng = np.random.default_rng(1)
    for i, j in zip(rng.integers(0, down, 200), rng.integers(0, across, 200), strict=True):
        stratum = np.searchsorted(found.edges, depth[i], side="right") - 1
        ring = np.searchsorted(found.radii[3], x[j], side="right") - 1
        assert values[i, j] == found.fields["tgf_beta"][3, stratum, ring]


def test_a_file_says_what_it_was_made_from(made) -> None:
    folder, found = made
    data = _read(folder / "vtu" / "section-001.vtu").GetFieldData()
    about = json.loads(data.GetAbstractArray("provenance").GetValue(0))
    assert about["program"].startswith("Needlework ")
    assert about["study"]["title"] == "Cheek & <scar>"
    assert data.GetArray("TimeValue").GetValue(0) == found.times[1]


def test_moments_hold_sessions_visits_and_the_horizon(made) -> None:
    days = [float(d) for d in _days(made[0] / "vti")]
    assert {0.0, 10.0, 28.0, 60.0} <= set(days)
    assert days == sorted(days)


def test_skin_without_a_session_has_no_section(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(STUDY.replace("sessions: 2, interval: 28 days", "sessions: 0"))
    ran = CliRunner().invoke(app, ["export", str(study), "--as", "vtu", "--out", str(tmp_path / "out")])
    assert ran.exit_code != 0
    assert "a course with a session" in str(ran.exception)
    assert not (tmp_path / "out").exists()
