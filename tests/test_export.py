"""Results for other programs carry the same numbers with names and units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.exchange.case import case_of
from needlework.exchange.tables import export
from needlework.result import Result
from needlework.runner import run
from needlework.spec import dump_study
from tests.conftest import study_of


def test_netcdf_holds_every_draw_and_person_with_units(crowd: Result, tmp_path: Path) -> None:
    xr = pytest.importorskip("xarray")
    export(crowd, tmp_path / "run.nc")
    with xr.open_dataset(tmp_path / "run.nc", engine="h5netcdf", decode_timedelta=False) as data:
        assert data["collagen_total"].attrs["units"] == "%"
        assert data["collagen_total"].dims == ("draw", "person", "time")
        np.testing.assert_array_equal(data["collagen_total"].values, crowd.values["collagen_total"])


def test_parquet_is_one_row_per_value(crowd: Result, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    export(crowd, tmp_path / "run.parquet")
    table = pq.read_table(tmp_path / "run.parquet")
    assert table.num_rows == sum(v.size for v in crowd.values.values())
    columns = {"outcome", "unit", "draw", "person", "time_days", "value", "zone", "concern"}
    assert set(table.column_names) == columns


@pytest.fixture(scope="module")
def sides() -> Result:
    zones = [{"name": name, "density": f"{n} per cm2"} for name, n in (("left", 100), ("right", 400))]
    small = study_of(draws=2, population={"persons": 2}, horizon="60 days", sessions=1, interval=None)
    return run(small.replace({"zones": zones}))


def test_tables_hold_every_zone_and_a_netcdf_file_the_one_that_is_named(
    sides: Result, tmp_path: Path
) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    xr = pytest.importorskip("xarray")
    export(sides, tmp_path / "run.parquet")
    assert set(pq.read_table(tmp_path / "run.parquet")["zone"].to_pylist()) == {"left", "right"}
    export(sides, tmp_path / "run.csv")
    assert ",right" in (tmp_path / "run.csv").read_text(encoding="utf-8")
    export(sides, tmp_path / "right.csv", "right")
    assert ",left" not in (tmp_path / "right.csv").read_text(encoding="utf-8")
    export(sides, tmp_path / "right.nc", "right")
    with xr.open_dataset(tmp_path / "right.nc", engine="h5netcdf", decode_timedelta=False) as data:
        np.testing.assert_array_equal(data["downtime"].values, sides.others[0].values["downtime"])
    for name, received in ((None, "received none"), ("nose", "received 'nose'")):
        with pytest.raises(InputError, match=f"one of: left, right; {received}"):
            export(sides, tmp_path / "run.nc", name)


def test_the_zone_of_a_study_without_zones_is_refused(crowd: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this study has no zones"):
        export(crowd, tmp_path / "run.nc", "left")


def test_a_model_is_that_of_the_zone_that_is_named(sides: Result, tmp_path: Path) -> None:
    path = tmp_path / "sides.yaml"
    path.write_text(dump_study(sides.asked), encoding="utf-8")
    with pytest.raises(InputError, match="one of: left, right"):
        case_of(path)
    found = {zone: case_of(path, zone=zone).course.sessions[0].density for zone in ("left", "right")}
    assert found == {"left": pytest.approx(1e-6), "right": pytest.approx(4e-6)}


def test_unknown_endings_and_existing_files_are_refused(crowd: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ending in \.nc, \.parquet, \.csv"):
        export(crowd, tmp_path / "run.xlsx")
    export(crowd, tmp_path / "run.csv")
    with pytest.raises(InputError, match="a new file"):
        export(crowd, tmp_path / "run.csv")
    assert {p.name for p in tmp_path.iterdir()} == {"run.csv"}
