"""From a session to its injury, whatever the device."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from needlework.injury.columns import Columns, Matter
from needlework.injury.sheet import Sheet
from needlework.mechanism.closure import Remnants
from needlework.subject import Device, Session
from needlework.subject.columns import SHEET, Tissue

Array = NDArray[np.float64]


class Lanes(Protocol):
    """What is asked of the lanes of a population."""

    @property
    def horny(self) -> Array:
        """Thickness (um) of the horny layer."""
        ...

    @property
    def remnants(self) -> Remnants:
        """Hairs and glands from which skin without epidermis is closed."""
        ...

    def __len__(self) -> int:
        """Return their number."""
        ...

    def __getitem__(self, name: str) -> Array:
        """Return a record's draws."""
        ...

    def device(self, session: Session) -> Device:
        """Return the device of a session."""
        ...

    def tissue(self, session: Session) -> Tissue | None:
        """Return what it does to tissue."""
        ...

    def of_device(self, session: Session, name: str) -> Array:
        """Return a record of what it leaves behind."""
        ...

    def density(self, session: Session) -> Array:
        """Return columns per area (1/um2)."""
        ...


def wounded(lanes: Lanes, session: Session) -> Columns | Sheet:
    """Return the columns or the sheet of a session."""
    tissue = _tissue(lanes, session)
    depth = reached(lanes, session)
    cv, matter = lanes.of_device(session, "depth_cv"), _matter(lanes, session, tissue)
    rest = lanes.remnants, matter, lanes["model.one_ring_above"]
    if lanes.device(session).kind == SHEET:
        return Sheet(depth, cv, lanes.horny, *rest)
    return Columns(depth, cv, _profile(lanes, session, depth), lanes.density(session), *rest)


def reached(lanes: Lanes, session: Session) -> Array:
    """Return the depth (um) of a session's columns or sheet: the stated one, else that of its setting."""
    if session.depth_um is not None:
        return np.full(len(lanes), session.depth_um)
    return _from_setting(lanes, session, "depth", _setting(lanes, session))


def surface_radius(lanes: Lanes, session: Session) -> Array:
    """Return the radius (um) of a session's columns at the surface."""
    return _radii(lanes, session)[:, 0]


def margin(lanes: Lanes, session: Session) -> Array:
    """Return the thickness (um) of injured tissue beyond: heat of a longer pulse spreads further."""
    return _from_setting(lanes, session, "margin", _setting(lanes, session))


def _tissue(lanes: Lanes, session: Session) -> Tissue:
    found = lanes.tissue(session)
    if found is None:
        raise TypeError(f"{lanes.device(session).title} is a device of needles")
    return found


def _matter(lanes: Lanes, session: Session, tissue: Tissue) -> Matter:
    return Matter(
        tissue.means,
        np.full(len(lanes), tissue.removed),
        margin(lanes, session),
        lanes["injury.denatured_lost"],
        lanes["healing.chi1"],
        lanes["healing.chi2"],
        tissue.surface == "open",
        lanes["injury.covered_leak"],
        lanes["injury.stripped_leak"],
    )


def _profile(lanes: Lanes, session: Session, depth: Array) -> tuple[Array, Array]:
    """Return depths (um) and radii (um) at them; those of a series may narrow towards their end."""
    knots, radii = np.array([_tissue(lanes, session).knots]), _radii(lanes, session)
    if "tip" not in lanes.device(session).penetration:
        return knots, radii
    ends = np.concatenate([radii, radii * lanes.of_device(session, "tip")[:, None]], axis=1)
    return np.stack([np.zeros_like(depth), depth], axis=1), ends


def _radii(lanes: Lanes, session: Session) -> Array:
    """Return the radii (um) at the knots, shape (lanes, knots)."""
    stated = _tissue(lanes, session).radius
    if isinstance(stated, tuple):
        return np.tile([radius for _, radius in stated], (len(lanes), 1))
    if stated is not None:
        return np.full((len(lanes), 1), stated)
    setting = _setting(lanes, session)
    return _from_setting(lanes, session, "radius", setting)[:, None]


def _setting(lanes: Lanes, session: Session) -> Array:
    """Return the setting relative to the reference of the series: the stated one, else that of the depth."""
    series = _tissue(lanes, session).series
    if series is None or series.per is None:
        return np.ones(len(lanes))
    given = session.energy if series.per == "energy" else session.strength
    if given is not None:
        return np.full(len(lanes), given / series.reference)
    exponent = lanes.of_device(session, "depth_exponent")
    if session.depth_um is not None and np.all(exponent > 0.0):
        return (session.depth_um / lanes.of_device(session, "depth")) ** (1.0 / exponent)
    return lanes["series.energy_unreported"]


def _from_setting(lanes: Lanes, session: Session, what: str, setting: Array) -> Array:
    scale, power = lanes.of_device(session, what), f"{what}_exponent"
    if power not in lanes.device(session).penetration:
        return scale
    return scale * setting ** lanes.of_device(session, power)
