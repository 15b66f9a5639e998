"""An array with named dimensions, coordinates and a unit, for where xarray is not installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.errors import Fault, InputError, shown
from needlework.spec.fields import suggestion

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Values with named dimensions: the part of ``xarray.DataArray`` that reading a result needs.

    Attributes
    ----------
    values
        The numbers.
    dims
        Name of each dimension, such as ``("draw", "person", "time")``.
    coords
        Coordinates by dimension; a dimension without any counts from 0.
    attrs
        ``units`` and ``long_name``.
    name
        Id of the outcome.
    """

    values: Array
    dims: tuple[str, ...]
    coords: Mapping[str, Array] = field(default_factory=dict)
    attrs: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the length of each dimension."""
        return self.values.shape

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the plain values, so that NumPy functions take it."""
        return np.array(self.values, dtype=dtype, copy=copy)

    def sel(self, **places: float) -> Labelled:
        """Return the values nearest to a coordinate of one or more dimensions.

        Raises
        ------
        InputError
            No such dimension.
        """
        values, dims = self.values, list(self.dims)
        for dim, place in places.items():
            axis = dims.index(self._known(dim))
            along = self.coords.get(dim, np.arange(values.shape[axis], dtype=np.float64))
            values = np.asarray(values.take(int(np.argmin(np.abs(along - place))), axis=axis))
            dims.remove(dim)
        return self._like(values, dims)

    def mean(self, dim: str | tuple[str, ...] | None = None) -> Labelled:
        """Return the mean over some dimensions (all if not given); lanes that failed do not count."""
        over = self.dims if dim is None else (dim,) if isinstance(dim, str) else dim
        axes = tuple(self.dims.index(self._known(d)) for d in over)
        return self._like(
            np.asarray(np.nanmean(self.values, axis=axes)), [d for d in self.dims if d not in over]
        )

    def _known(self, dim: str) -> str:
        if dim in self.dims:
            return dim
        fault = Fault(self.name, f"one of: {', '.join(self.dims)}", shown(dim), "choose one of these")
        raise InputError([fault])

    def _like(self, values: Array, dims: list[str]) -> Labelled:
        return Labelled(
            np.asarray(values),
            tuple(dims),
            {k: v for k, v in self.coords.items() if k in dims},
            self.attrs,
            self.name,
        )

    def __repr__(self) -> str:
        """Return name, dimensions, unit and range in one line."""
        size = ", ".join(f"{d}: {n}" for d, n in zip(self.dims, self.shape, strict=True))
        ends = (
            f"{np.nanmin(self.values):.4g} to {np.nanmax(self.values):.4g}" if self.values.size else "empty"
        )
        return f"<{self.name} ({size}) {ends} {self.attrs.get('units', '')}>"


def pick(values: Mapping[str, Array], name: str) -> Array:
    """Return one of some named values.

    Raises
    ------
    InputError
        No such name; the nearest one is told.
    """
    if name not in values:
        near = suggestion(name, values)
        advice = f"did you mean {near!r}?" if near else "choose one of these"
        raise InputError([Fault("outcome", f"one of: {', '.join(sorted(values))}", shown(name), advice)])
    return values[name]
