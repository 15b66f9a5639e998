"""What a run leaves: arrays, the study, the draws and the record that reruns it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError, needing
from needlework.evidence.parameters import Parameter
from needlework.labelled import Labelled, pick
from needlework.outcomes import outcomes
from needlework.spec import Study, load_study
from needlework.spec.parts import part_named, parts
from needlework.subject import Course, Skin, not_used, study_warnings

Array = NDArray[np.float64]

SCHEMA = "needlework/data/1"
_TELLS = "healing.w0"  # every study draws it, and no two draws alike
_DIMS = ("draw", "person", "time")
_UNREADABLE = (OSError, LookupError, ValueError, TypeError, AttributeError, EOFError, BadZipFile, zlib.error)


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
        Outcome id -> shape (draws, persons, times) or (draws, persons); of very many persons a sample.
    means
        Outcome id -> mean over all persons, shape (draws, times) or (draws,), where a sample is held.
    untreated, untreated_means
        As ``values`` and ``means``, of the same draws and persons without a session.
    zone, concern
        The place and the concern it is of, where the study has several.
    whole, others
        The study with all its places and concerns, and the results of the others; None and empty otherwise.
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
    means: Mapping[str, Array] = field(default_factory=dict)
    untreated: Mapping[str, Array] = field(default_factory=dict)
    untreated_means: Mapping[str, Array] = field(default_factory=dict)
    zone: str | None = None
    concern: str | None = None
    whole: Study | None = None
    others: tuple[Result, ...] = ()

    @property
    def asked(self) -> Study:
        """Return the study as it was given: with all its places and concerns."""
        return self.whole or self.study

    @property
    def drawn(self) -> Array:
        """Return what tells draws apart, shape (draws,): one in which nobody finished is left out."""
        return self.parameters[_TELLS]

    def at_place(self, zone: str | None) -> Result:
        """Return the result of one zone (or concern) of a study that has several; see `part_named`."""
        return (self, *self.others)[part_named(self.asked, zone)]

    def layer(self, species: str) -> Array:
        """Return the mean of one species, shape (times, strata)."""
        return self.profile[:, :, self.species.index(species)]

    @cached_property
    def ranked_parameters(self) -> tuple[list[str], Array]:
        """Names of the records that vary, and their standard ranks over draws, shape (records, draws)."""
        names = [k for k, v in self.parameters.items() if np.ptp(v) > 0]
        draws = len(next(iter(self.parameters.values())))
        ranks = [standard_ranks(self.parameters[k]) for k in names]
        return names, np.array(ranks).reshape(len(names), draws)

    @cached_property
    def records(self) -> Mapping[str, Parameter]:
        """Every record the study uses, with those that its device, course and concern bring."""
        from needlework.draws import study_records  # brings the engine: readers of a calendar need none

        return study_records(Skin.of(self.study), Course.from_spec(self.study.course))

    @cached_property
    def not_used(self) -> tuple[Mapping[str, Any], ...]:
        """What the study states that moves no number: ``field``, ``value`` and ``why`` of each."""
        return tuple(unused.to_json() for unused in not_used(self.asked))

    @cached_property
    def inside(self) -> bool:
        """Whether the study stays inside what trials and measurements cover."""
        skin, course = Skin.of(self.study), Course.from_spec(self.study.course)
        return not study_warnings(self.study, skin, course.device)

    def __getitem__(self, outcome: str) -> Any:
        """Return an outcome with its dimensions (draw, person, time), unit and times.

        An ``xarray.DataArray`` where xarray is installed, a `Labelled` array otherwise.

        Raises
        ------
        InputError
            The result does not hold it; the nearest name is told.
        """
        values = pick(self.values, outcome)
        try:
            import xarray as xr  # pyright: ignore[reportMissingImports]
        except ModuleNotFoundError:
            make: Any = Labelled
        else:
            make = xr.DataArray
        dims = _DIMS[: values.ndim]
        coords = {"time": self.times} if "time" in dims else {}
        known = outcomes()[outcome]
        return make(
            values,
            dims=dims,
            coords=coords,
            attrs={"units": known.unit, "long_name": known.title},
            name=outcome,
        )

    def to_xarray(self) -> Any:
        """Return the outcomes as an xarray Dataset with units (extra ``data``).

        Raises
        ------
        InputError
            The extra is not installed.
        """
        with needing("data", "to_xarray"):
            import xarray as xr  # pyright: ignore[reportMissingImports]
        found = xr.Dataset({name: self[name] for name in self.values})
        if "time" in found.coords:
            found["time"].attrs = {"units": "days", "long_name": "time from the first session"}
        attributes = {"title": self.study.title or "", "study": json.dumps(self.study.to_dict())}
        return found.assign_attrs(attributes)

    def table(self, outcome: str | None = None) -> Any:
        """Return the printed rows of one outcome, or the last of each; see `needlework.notebook`."""
        return _notebook().table(self, outcome)

    def plot(self, outcome: str) -> Any:
        """Return the chart of an outcome over time; see `needlework.notebook.plot`."""
        return _notebook().plot(self, outcome)

    def __repr__(self) -> str:
        """Return one line: what was run, and how large."""
        return (
            f"<Result of {_notebook().headline(self)}, {len(self.values)} outcomes, {len(self.times)} times>"
        )

    def _repr_html_(self) -> str:
        return _notebook().page(self)

    def write_data(self, folder: Path) -> None:
        """Write ``data.npz`` and ``study.yaml`` into an existing folder."""
        from needlework.spec import dump_study

        arrays: dict[str, Any] = {
            f"{head}/{k}": v.astype(np.float32)  # 7 digits suffice
            for head, values in (("value", self.values), ("untreated", self.untreated))
            for k, v in values.items()
        }
        arrays |= {f"mean/{k}": v for k, v in self.means.items()}
        arrays |= {f"untreated_mean/{k}": v for k, v in self.untreated_means.items()}
        arrays |= {f"parameter/{k}": v for k, v in self.parameters.items()}
        about = {
            "schema": SCHEMA,
            "species": self.species,
            "geometry": self.geometry,
            "warnings": self.warnings,
            "provenance": self.provenance,
            "zone": self.zone,
            "concern": self.concern,
        }
        arrays |= {"times": self.times, "rows": self.rows, "profile": self.profile}
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        np.savez_compressed(folder / "data.npz", about=text, **arrays)  # pyright: ignore[reportArgumentType]
        (folder / "study.yaml").write_text(dump_study(self.asked), encoding="utf-8")
        for number, other in enumerate(self.others, 2):
            place = folder / "parts" / str(number)
            place.mkdir(parents=True)
            other.write_data(place)

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
            if about.get("schema") != SCHEMA:
                received = str(about.get("schema"))
                raise InputError([Fault(str(folder), SCHEMA, received, "run the study again")])
            asked = load_study(folder / "study.yaml")
            others = [cls.load(place) for place in sorted((folder / "parts").glob("*"), key=_number)]
            if not others:
                return cls._assemble(asked, arrays, about)
            lead = cls._assemble(parts(asked)[0].study, arrays, about)
            return replace(lead, whole=asked, others=tuple(others))
        except _UNREADABLE as error:
            next_step = "give a folder that 'needlework run' wrote"
            raise InputError([Fault(str(folder), "a run folder", str(error), next_step)]) from None

    @classmethod
    def _assemble(cls, study: Study, arrays: dict[str, Array], about: dict[str, Any]) -> Self:
        part = lambda head: {k[len(head) :]: v for k, v in arrays.items() if k.startswith(head)}  # noqa: E731
        return cls(
            study,
            arrays["times"],
            arrays["rows"].astype(bool),
            part("value/"),
            part("parameter/"),
            arrays["profile"],
            tuple(about["species"]),
            about["geometry"],
            tuple(about["warnings"]),
            about["provenance"],
            part("mean/"),
            part("untreated/"),
            part("untreated_mean/"),
            about.get("zone"),
            about.get("concern"),
        )


def _number(folder: Path) -> int:
    return int(folder.name)


def _notebook() -> Any:
    """Return the module that shows results: it stands above this one, so it is loaded when it is used."""
    return import_module("needlework.notebook")


def standard_ranks(values: Array) -> Array:
    """Return ranks with mean 0 and length 1, so that a product of two is their rank correlation."""
    ranks = np.argsort(np.argsort(values)).astype(np.float64)
    ranks -= ranks.mean()
    return ranks / max(float(np.linalg.norm(ranks)), 1e-12)
