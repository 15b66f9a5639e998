"""A cohort as partitioned Parquet, read with DuckDB (extra ``trial``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from needlework.errors import Fault, InputError, needing
from needlework.trial.simulate import Part
from needlework.trial.store import Store
from needlework.trial.truth import Truth

_WHERE = "--tables"


def write_tables(store: Store, truth: Truth, folder: Path) -> None:
    """Write ``persons`` and ``outcomes`` (one row a person, arm and time) as Parquet, one file a part.

    Memory stays that of one part.

    Raises
    ------
    InputError
        The extra ``trial`` is not installed.
    """
    with needing("trial", _WHERE):
        import pyarrow as pa
        import pyarrow.parquet as pq
    for name in ("persons", "outcomes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    first = 0
    for number in range(store.parts):
        part = store.read(number)
        draws, persons = next(iter(part.persons.values())).shape
        rows = _persons(part, first, draws, persons)
        pq.write_table(pa.table(rows), folder / "persons" / f"part-{number:05d}.parquet")
        tables = [pa.table(t) for t in _outcomes(part, truth, first, draws, persons)]
        pq.write_table(pa.concat_tables(tables), folder / "outcomes" / f"part-{number:05d}.parquet")
        first += draws


def _keys(first: int, draws: int, persons: int) -> dict[str, Any]:
    draw, person = np.divmod(np.arange(draws * persons), persons)
    return {"draw": draw + first, "person": person}


def _persons(part: Part, first: int, draws: int, persons: int) -> dict[str, Any]:
    columns = {k.replace("kept/", "kept_"): v.reshape(-1) for k, v in part.persons.items()}
    return {**_keys(first, draws, persons), **columns}


def _outcomes(part: Part, truth: Truth, first: int, draws: int, persons: int) -> Iterator[dict[str, Any]]:
    outcomes = sorted({k.split("/")[0] for k in part.values if not k.startswith("untreated/")})
    for arm, treatment in truth.treatments.items():
        times = len(treatment.times)
        keys = {k: np.repeat(v, times) for k, v in _keys(first, draws, persons).items()}
        yield {
            **keys,
            "arm": np.repeat(arm, draws * persons * times),
            "day": np.tile(treatment.times, draws * persons),
            **{key: part.values[f"{key}/{arm}"].reshape(-1) for key in outcomes},
            **{f"untreated_{key}": part.values[f"untreated/{key}/{arm}"].reshape(-1) for key in outcomes},
        }


def connect(folder: Path) -> Any:
    """Return a DuckDB connection with the views ``persons`` and ``outcomes`` of a run folder's tables.

    Raises
    ------
    InputError
        No tables stand there, or the extra ``trial`` is not installed.
    """
    with needing("trial", "connect"):
        import duckdb
    if not (folder / "tables" / "outcomes").is_dir():
        advice = "run the trial with --tables"
        raise InputError([Fault(str(folder), "a run folder with tables", "none", advice)])
    connection = duckdb.connect()
    for name in ("persons", "outcomes"):
        place = (folder / "tables" / name / "*.parquet").as_posix().replace("'", "''")
        connection.execute(f"create view {name} as select * from read_parquet('{place}')")
    return connection
