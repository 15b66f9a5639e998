"""What a run leaves: arrays, the study, the draws and the record that reruns it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError
from needlework.spec import Study, load_study

Array = NDArray[np.float64]

SCHEMA = "needlework/data/1"


@dataclass(frozen=True)
class Result:
    """A finished run.

    Attributes
    ----------
    study
        The study that was run.
    times, rows
        Report times (day), shape (times,), and which of them are printed as rows.
    values
        Outcome id -> shape (draws, persons, times) or (draws, persons).
    parameters
        Record id -> draws, shape (draws,).
    profile
        Mean over all lanes of every species in every stratum, shape (times, strata, species).
    species
        Names along the last axis of ``profile``.
    geometry
        Mean thickness (um) of the epidermis and of each stratum; channel depth and radius quantiles.
    provenance
        Versions, seed, network, what was rejected or failed, and how long it took.
    """

    study: Study
    times: Array
    rows: NDArray[np.bool_]
    values: Mapping[str, Array]
    parameters: Mapping[str, Array]
    profile: Array
    species: tuple[str, ...]
    geometry: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def layer(self, species: str) -> Array:
        """Return the mean of one species, shape (times, strata)."""
        return self.profile[:, :, self.species.index(species)]

    def to_xarray(self) -> Any:
        """Return the outcomes as an xarray Dataset with units (extra ``data``)."""
        import xarray as xr  # pyright: ignore[reportMissingImports]

        from needlework.outcomes import outcomes

        table = outcomes()
        dims = ("draw", "person", "time")
        variables = {
            k: xr.DataArray(
                v, dims=dims[: v.ndim], attrs={"units": table[k].unit, "long_name": table[k].title}
            )
            for k, v in self.values.items()
        }
        coordinates = {"time": ("time", self.times, {"units": "days", "long_name": "time from the first session"})}
        attributes = {"title": self.study.title or "", "study": json.dumps(self.study.to_dict())}
        return xr.Dataset(variables, coordinates, attributes)

    def write_data(self, folder: Path) -> None:
        """Write ``data.npz`` and ``study.yaml`` into an existing folder."""
        from needlework.spec import dump_study

        arrays: dict[str, Any] = {f"value/{k}": v.astype(np.float32) for k, v in self.values.items()}  # 7 digits suffice
        arrays |= {f"parameter/{k}": v for k, v in self.parameters.items()}
        about = {
            "schema": SCHEMA,
            "species": self.species,
            "geometry": self.geometry,
            "warnings": self.warnings,
            "provenance": self.provenance,
        }
        arrays |= {"times": self.times, "rows": self.rows, "profile": self.profile}
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        np.savez_compressed(folder / "data.npz", about=text, **arrays)  # pyright: ignore[reportArgumentType]
        (folder / "study.yaml").write_text(dump_study(self.study), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """Read a run folder.

        Raises
        ------
        InputError
            The folder is not a run, or was written by another major version.
        """
        folder = Path(folder)
        try:
            with np.load(folder / "data.npz", allow_pickle=False) as file:
                arrays = {k: file[k] for k in file.files}
            about = json.loads(arrays.pop("about").tobytes().decode())
            study = load_study(folder / "study.yaml")
        except (OSError, KeyError, ValueError, EOFError) as error:
            fault = Fault(str(folder), "a run folder", str(error), "give a folder that 'needlework run' wrote")
            raise InputError([fault]) from None
        if about.get("schema") != SCHEMA:
            raise InputError([Fault(str(folder), SCHEMA, str(about.get("schema")), "run the study again")])
        part = lambda head: {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}  # noqa: E731
        return cls(
            study,
            arrays["times"],
            arrays["rows"],
            part("value/"),
            part("parameter/"),
            arrays["profile"],
            tuple(about["species"]),
            about["geometry"],
            tuple(about["warnings"]),
            about["provenance"],
        )


def write_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Write a folder whole or not at all: fill a temporary neighbour, then rename it.

    Raises
    ------
    InputError
        The target exists and is not empty, or its parent cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError([Fault(str(target), "a new or empty folder", "one with content", "choose another --out")])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Fault(str(target), "a folder that can be written", reason, "choose another --out")]) from None
    try:
        fill(temporary)
        temporary.chmod(0o755)
        if target.exists():
            target.rmdir()
        os.replace(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
