"""Results as NetCDF, Parquet and CSV (extra ``data`` for the first two)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from needlework.errors import Fault, InputError, needing
from needlework.folder import write_rows
from needlework.outcomes import outcomes
from needlework.result import Result
from needlework.summary import document


def export(result: Result, path: Path, zone: str | None = None) -> None:
    """Write a result to a file; its ending names the format.

    Parameters
    ----------
    result
        What to write.
    path
        ``.nc`` (every draw and person), ``.parquet`` (the same as a long table) or ``.csv`` (printed rows).
    zone
        Which place, or concern, of a study with several. Tables hold them all if it is not given, each row
        with its own; a ``.nc`` file holds one.

    Raises
    ------
    InputError
        The ending is unknown, the file exists, the zone is not named, or an optional library is missing.
    """
    writer = _WRITERS.get(path.suffix)
    if writer is None:
        raise InputError(
            [Fault(str(path), f"a file ending in {', '.join(_WRITERS)}", path.name, "choose one")]
        )
    if path.exists():
        raise InputError([Fault(str(path), "a new file", "one that exists", "choose another name")])
    temporary = path.with_name(f".{path.name}")
    try:
        with needing("data", str(path)):
            writer(_asked(result, zone, path), temporary)
        shutil.move(temporary, path)
    except OSError as error:
        raise InputError(
            [Fault(str(path), "a place to write", error.strerror or "", "choose another")]
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def _asked(result: Result, zone: str | None, path: Path) -> Result:
    """Return what is written: one place, or all of them where the format holds several."""
    if zone is None and path.suffix != ".nc":
        return result
    return replace(result.at_place(zone), whole=None, others=())


def _netcdf(result: Result, path: Path) -> None:
    data = result.to_xarray()
    data.attrs["not_used"] = json.dumps(list(result.not_used), ensure_ascii=False)
    data.to_netcdf(path, engine="h5netcdf")


def _parquet(result: Result, path: Path) -> None:
    import pyarrow as pa  # pyright: ignore[reportMissingImports]
    import pyarrow.parquet as pq  # pyright: ignore[reportMissingImports]

    columns: dict[str, list[Any]] = {
        k: [] for k in ("outcome", "unit", "draw", "person", "time_days", "value", "zone", "concern")
    }
    for place, key in ((each, key) for each in (result, *result.others) for key in each.values):
        values = place.values[key]
        draw, person, *rest = np.indices(values.shape).reshape(values.ndim, -1)
        time = place.times[rest[0]] if rest else np.full(draw.shape, np.nan)
        columns["outcome"].append(np.full(draw.shape, key))
        columns["unit"].append(np.full(draw.shape, outcomes()[key].unit))
        columns["zone"].append(np.full(draw.shape, place.zone or ""))
        columns["concern"].append(np.full(draw.shape, place.concern or ""))
        for name, column in (
            ("draw", draw),
            ("person", person),
            ("time_days", time),
            ("value", values.ravel()),
        ):
            columns[name].append(column)
    pq.write_table(pa.table({k: np.concatenate(v) for k, v in columns.items()}), path)


def _csv(result: Result, path: Path) -> None:
    write_rows(path, document(result)["outcomes"])


_WRITERS: dict[str, Callable[[Result, Path], None]] = {".nc": _netcdf, ".parquet": _parquet, ".csv": _csv}
