"""Sections through a channel as VTK XML files: cells as computed (.vtu), or on a regular grid (.vti).

Values are constant within a ring and a stratum, as they are in the finite volumes of the model: nothing is
interpolated. The plane is x (um across, the channel in the middle) and z (um, the surface at 0, deeper is
negative). A ``.pvd`` file lists the moments for ParaView.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from markupsafe import escape
from numpy.typing import NDArray

from needlework import __version__
from needlework.exchange.case import Case
from needlework.model import Model, network_hash
from needlework.section import Section, section, section_fields

Array = NDArray[np.float64]

FORMS = ("vti", "vtu")
_ACROSS, _DOWN = 96, 128  # cells of a regular grid
_QUAD = 9  # VTK's number of a quadrilateral
_MOMENTS = (0.0, 0.25, 1.0, 2.0, 3.0, 5.0, 7.0, 14.0, 28.0, 56.0, 84.0, 168.0, 365.0)
_TYPES = {"f8": "Float64", "i8": "Int64", "u1": "UInt8", "i1": "Int8"}
_HEAD = '<?xml version="1.0"?>\n'


def write_sections(case: Case, form: str, folder: Path) -> None:
    """Write one file for each moment and a ``.pvd`` that lists them.

    Parameters
    ----------
    case
        The typical person at one parameter set.
    form
        ``vti`` or ``vtu``.
    folder
        Folder that is there.
    """
    study = case.study
    days = {*_MOMENTS, *study.visits, *study.course.session_days, study.horizon}
    model = Model(study.model.strata, study.model.rings)
    first = study.course.session_days[0]
    found = section(case.lanes, model, [d for d in days if first <= d <= study.horizon])
    about = _provenance(case)
    names = []
    for moment, day in enumerate(found.times.tolist()):
        names.append((day, f"section-{moment:03d}.{form}"))
        text = image(found, moment, about) if form == "vti" else grid(found, moment, about)
        (folder / names[-1][1]).write_text(text, encoding="utf-8")
    (folder / "sections.pvd").write_text(_collection(names), encoding="utf-8")


def _provenance(case: Case) -> str:
    about = {
        "program": f"Needlework {__version__}",
        "network": network_hash(),
        "parameters": case.origin,
        "study": case.study.to_dict(),
    }
    return json.dumps(about, ensure_ascii=True)


def grid(found: Section, moment: int, about: str) -> str:
    """Return the rings and strata of one moment as quadrilaterals, both sides of the channel."""
    radii, edges = found.radii[moment], found.edges
    x, z = np.concatenate([-radii[:0:-1], radii]), -edges
    points = np.stack([np.tile(x, len(z)), np.zeros(len(x) * len(z)), np.repeat(z, len(x))], axis=1)
    corner = (np.arange(len(z) - 1)[:, None] * len(x) + np.arange(len(x) - 1)[None, :]).ravel()
    cells = np.stack([corner, corner + 1, corner + 1 + len(x), corner + len(x)], axis=1)
    strata, rings = len(edges) - 1, len(radii) - 1
    ring = np.concatenate([np.arange(rings)[::-1], np.arange(rings)])
    values = {name: field[moment][:, ring].ravel() for name, field in found.fields.items()}
    count = strata * 2 * rings
    body = (
        _field_data(found, moment, about)
        + f'<Piece NumberOfPoints="{len(points)}" NumberOfCells="{count}">\n'
        + f"<Points>\n{_array('Points', points, 3)}</Points>\n<Cells>\n"
        + _array("connectivity", cells.astype(np.int64).ravel())
        + _array("offsets", np.arange(4, 4 * count + 1, 4, dtype=np.int64))
        + _array("types", np.full(count, _QUAD, np.uint8))
        + f"</Cells>\n{_cell_data(values)}</Piece>\n"
    )
    return _file("UnstructuredGrid", "", body)


def image(found: Section, moment: int, about: str) -> str:
    """Return one moment on a regular grid: each of its cells holds the value at its middle."""
    radii, edges = found.radii[moment], found.edges
    width, height = 2.0 * radii[-1] / _ACROSS, (edges[-1] - edges[0]) / _DOWN
    across = np.abs((np.arange(_ACROSS) + 0.5) * width - radii[-1])
    up = edges[-1] - (np.arange(_DOWN) + 0.5) * height  # depth; z rises with the index
    ring = np.minimum(np.searchsorted(radii, across, side="right") - 1, len(radii) - 2)
    stratum = np.clip(np.searchsorted(edges, up, side="right") - 1, 0, len(edges) - 2)
    values = {name: field[moment][np.ix_(stratum, ring)].ravel() for name, field in found.fields.items()}
    extent = f"0 {_ACROSS} 0 0 0 {_DOWN}"
    origin = f"{_number(-radii[-1])} 0 {_number(-edges[-1])}"
    where = f' WholeExtent="{extent}" Origin="{origin}" Spacing="{_number(width)} 1 {_number(height)}"'
    body = _field_data(found, moment, about) + f'<Piece Extent="{extent}">\n{_cell_data(values)}</Piece>\n'
    return _file("ImageData", where, body)


def _cell_data(values: Mapping[str, Array]) -> str:
    known = {field.id: field for field in section_fields()}
    arrays = (_array(f"{known[name].title} [{known[name].unit}]", v) for name, v in values.items())
    return f"<CellData>\n{''.join(arrays)}</CellData>\n"


def _field_data(found: Section, moment: int, about: str) -> str:
    """Return the day and what the file was made from; text is stored as VTK stores strings."""
    codes = " ".join(str(b) for b in [*about.encode("ascii"), 0])
    depth = np.array([found.depth[moment]])
    return (
        "<FieldData>\n"
        + _array("TimeValue", found.times[[moment]], tuples=1)
        + _array("channel_depth [um]", depth, tuples=1)
        + f'<Array type="String" Name="provenance" NumberOfTuples="1" format="ascii">{codes}</Array>\n'
        + "</FieldData>\n"
    )


def _array(name: str, values: NDArray, components: int = 1, tuples: int | None = None) -> str:
    """Return one array: its length in bytes and its values, little-endian, in base64."""
    data = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"))
    raw = data.tobytes()
    coded = base64.b64encode(np.uint64(len(raw)).astype("<u8").tobytes() + raw).decode("ascii")
    shape = f' NumberOfComponents="{components}"' if components > 1 else ""
    shape += f' NumberOfTuples="{tuples}"' if tuples is not None else ""
    kind = _TYPES[data.dtype.str[1:]]
    return f'<DataArray type="{kind}" Name="{escape(name)}"{shape} format="binary">{coded}</DataArray>\n'


def _file(kind: str, attributes: str, body: str) -> str:
    head = f'<VTKFile type="{kind}" version="1.0" byte_order="LittleEndian" header_type="UInt64">\n'
    return f"{_HEAD}{head}<{kind}{attributes}>\n{body}</{kind}>\n</VTKFile>\n"


def _collection(names: Iterable[tuple[float, str]]) -> str:
    rows = "".join(f'<DataSet timestep="{_number(day)}" file="{name}"/>\n' for day, name in names)
    return (
        f'{_HEAD}<VTKFile type="Collection" version="1.0">\n<Collection>\n{rows}</Collection>\n</VTKFile>\n'
    )


def _number(value: float) -> str:
    return repr(float(value))
