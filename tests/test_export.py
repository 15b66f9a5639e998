"""Results for other programs carry the same numbers with names and units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.exchange.tables import export
from needlework.result import Result


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
    assert set(table.column_names) == {"outcome", "unit", "draw", "person", "time_days", "value"}


def test_unknown_endings_and_existing_files_are_refused(crowd: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ending in \.nc, \.parquet, \.csv"):
        export(crowd, tmp_path / "run.xlsx")
    export(crowd, tmp_path / "run.csv")
    with pytest.raises(InputError, match="a new file"):
        export(crowd, tmp_path / "run.csv")
    assert {p.name for p in tmp_path.iterdir()} == {"run.csv"}
