"""One substance in the skin of every lane: layers, channels and film as the coefficients of diffusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism import delivery as eq
from needlework.mechanism.permeability import Molecule
from needlework.mechanism.permeability import parallel as equation
from needlework.numerics.layered import NEVER, Stack, in_series
from needlework.population import Lanes
from needlework.subject import Session
from needlework.subject.actives import Active, Portion
from needlework.uptake.films import Film
from needlework.uptake.openings import opening
from needlework.uptake.permeability import Substance, coefficients, error_of

Array = NDArray[np.float64]

LAYERS = ("stratum_corneum", "epidermis", "dermis")
CELLS = {"stratum_corneum": 10, "epidermis": 6, "junction": 2, "papillary": 6, "reticular": 12}
_GROWTH = {"stratum_corneum": 1.3, "epidermis": 1.0, "junction": 1.0, "papillary": 1.0, "reticular": 1.15}
_ZERO_CELSIUS = 273.15
_SKIN_PH, _TISSUE_PH = 5.0, 7.4
_LEAST_NEUTRAL = 1e-3  # ions are held, too
_KEPT = (
    "lipid_intercept",
    "lipid_partition",
    "lipid_size",
    "polar_intercept",
    "polar_size",
    "water_intercept",
)


@dataclass(frozen=True)
class Depths:
    """Cells from the surface down: thickness (um), shape (lanes, cells), and the layer of each cell."""

    thickness: Array
    zone: NDArray[np.str_]

    @cached_property
    def centre(self) -> Array:
        """Depth of the middle of each cell (um)."""
        return np.cumsum(self.thickness, axis=1) - 0.5 * self.thickness

    @cached_property
    def layer(self) -> NDArray[np.str_]:
        """Layer of each cell as reports name it; the zone of the junction counts half to either side."""
        names = {"junction": "epidermis", "papillary": "dermis", "reticular": "dermis"}
        layers = np.array([names.get(zone, zone) for zone in self.zone.tolist()])
        junction = np.flatnonzero(self.zone == "junction")
        layers[junction[len(junction) // 2 :]] = "dermis"
        return layers


def depths(lanes: Lanes) -> Depths:
    """Return the cells of every lane; the zone of the junction is cut from the layers on either side."""
    thick = lanes.thickness
    zone = np.minimum(
        lanes["delivery.junction_thickness"],
        0.5 * np.minimum(thick["viable_epidermis"], thick["papillary_dermis"]),
    )
    whole = {
        "stratum_corneum": thick["stratum_corneum"],
        "epidermis": thick["viable_epidermis"] - 0.5 * zone,
        "junction": zone,
        "papillary": thick["papillary_dermis"] - 0.5 * zone,
        "reticular": thick["reticular_dermis"],
    }
    parts = []
    for name, count in CELLS.items():
        weight = _GROWTH[name] ** np.arange(count)
        parts.append(whole[name][:, None] * weight / weight.sum())
    return Depths(np.concatenate(parts, axis=1), np.repeat(list(CELLS), list(CELLS.values())))


class Uptake:
    """A substance in the lanes of a course.

    Parameters
    ----------
    lanes
        Draws x persons; their design holds the records of this room and of the active.
    active
        The substance.
    ph
        Of the vehicle, at which the substance enters the stratum corneum.
    celsius
        Temperature of the skin, drawn if not given.
    """

    def __init__(self, lanes: Lanes, active: Active, ph: float, celsius: float | None = None) -> None:
        self.lanes, self.active, self.ph, self._celsius = lanes, active, ph, celsius
        self.k: Mapping[str, eq.Number] = {
            name: value if name in _KEPT else lanes[f"delivery.{name}"]
            for name, value in coefficients().items()
        }
        self.depths = depths(lanes)

    def number(self, name: str) -> Array | None:
        """Return the draws of one of the active's numbers, shape (lanes,); None where it has none."""
        record = self.active.numbers.get(name)
        return None if record is None else self.lanes[record.id]

    @classmethod
    def of(cls, lanes: Lanes, portion: Portion) -> Self:
        """Return the uptake of a substance as it is put on."""
        return cls(lanes, portion.active, portion.ph, portion.topical.temperature)

    def molecule(self, ph: float) -> Molecule:
        """Return the substance at a pH."""
        mw, log_kow = self.number("mw"), self.number("log_kow")
        assert mw is not None  # every active has both
        assert log_kow is not None
        charge = self.number("charge")
        pka = self.number("pka")
        drawn = self.lanes["delivery.skin_celsius"]
        kelvin = (drawn if self._celsius is None else np.full(len(drawn), self._celsius)) + _ZERO_CELSIUS
        if charge is None:
            return Molecule(mw, log_kow, np.ones(len(self.lanes)), np.zeros(len(self.lanes)), kelvin)
        if pka is None:
            return Molecule(mw, log_kow, np.where(charge == 0.0, 1.0, 0.0), charge, kelvin)
        neutral = 1.0 / (1.0 + 10.0 ** (np.sign(charge) * (pka - ph)))
        return Molecule(mw, log_kow, neutral, charge * (1.0 - neutral), kelvin)

    @cached_property
    def error(self) -> Array:
        """What the equation of permeability misses for this substance and this person (log10)."""
        central = {name: record.value for name, record in self.active.numbers.items()}
        measured = self.number("log10_kp")
        person = self.lanes["delivery.person_uptake"] ** self.lanes.z("uptake")
        if measured is not None:
            whole = Molecule(central["mw"], central["log_kow"])
            missed = measured - equation(whole, coefficients())
        else:
            substance = Substance(self.active.id, central["mw"], central["log_kow"])
            known = error_of(Substance("inside", 100.0, 0.0))
            missed = self.lanes[f"active.{self.active.id}.kp_error"] * error_of(substance) / known
        return missed + np.log10(person)

    def corneum(self, wet: Array) -> tuple[Array, Array]:
        """Return the mobility (um2/h) of the stratum corneum and the resistance (h/um) beneath it.

        Parameters
        ----------
        wet
            Between 0 (skin left open) and 1 (covered), shape (lanes,).
        """
        permeable, water = eq.corneum_permeability(self.molecule(self.ph), self.error, self.k)
        dry = self.lanes["delivery.dry_skin"] ** (1.0 - wet)
        return permeable * dry * self.lanes["delivery.corneum_reference"], 1.0 / np.asarray(water)

    @cached_property
    def corneum_held(self) -> Array:
        """How much more the stratum corneum holds than water.

        Half of what the equation of permeability misses is taken for capacity, half for diffusivity: nobody
        knows which, and lags would otherwise run from minutes to years.
        """
        entering = self.molecule(_SKIN_PH)
        distributed = entering.log_kow + np.log10(np.maximum(entering.neutral, _LEAST_NEUTRAL))
        return np.asarray(eq.corneum_capacity(distributed, self.k) * 10.0 ** (0.5 * self.error))

    @cached_property
    def bound(self) -> Array:
        """How much more living tissue holds than its water does."""
        molecule = self.molecule(_TISSUE_PH)
        free = self.number("free")
        return np.asarray(
            eq.binding(molecule, eq.unbound(molecule.log_kow, self.k) if free is None else free, self.k)
        )

    @property
    def evaporation(self) -> Array:
        """Rate (1/h) at which the substance leaves the surface into air: neither ions nor large molecules."""
        molecule = self.molecule(self.ph)
        light = np.asarray(molecule.mw) <= self.k["volatile_weight"]
        return self.lanes["delivery.evaporation"] * molecule.neutral * light

    def tissue(self, wet: Array) -> tuple[Array, Array, Array, Array]:
        """Return capacity (um), mobility (um2/h), interfaces (h/um) and clearance (1/h) of the cells."""
        zone, thickness = self.depths.zone, self.depths.thickness
        molecule = self.molecule(_TISSUE_PH)
        horny, beneath = self.corneum(wet)
        partition = np.where(
            zone == "stratum_corneum",
            self.corneum_held[:, None],
            (self.k["tissue_partition"] * self.bound)[:, None],
        )
        free = np.asarray(self.k["tissue_partition"] * eq.free_diffusivity(molecule.mw, self.k))[:, None]
        slower = np.ones_like(thickness)
        slower[:, zone == "epidermis"] = self.lanes["delivery.epidermis_hindrance"][:, None]
        slower[:, zone == "junction"] = self.lanes["delivery.junction_hindrance"][:, None]
        mobility = np.where(zone == "stratum_corneum", horny[:, None], free * slower)
        interface = np.zeros((len(thickness), thickness.shape[1] - 1))
        interface[:, CELLS["stratum_corneum"] - 1] = beneath
        cleared = np.where(
            (zone == "papillary") | (zone == "reticular"),
            np.asarray(eq.clearance(molecule, self.bound, self.k))[:, None],
            0.0,
        )
        return partition * thickness, mobility, interface, cleared

    def channels(self, session: Session, mobility: Array) -> tuple[Array, Array, Array]:
        """Return volume (um), conductance (um/h) and lateral conductance (um/h) of channels, by cell."""
        found = opening(self.lanes, session, self.depths.centre)
        fluid = np.asarray(eq.fluid_diffusivity(np.asarray(self.molecule(_TISSUE_PH).mw), self.k)).reshape(
            -1, 1
        )
        thickness, share = self.depths.thickness, found.share
        flow = np.zeros_like(share)
        flow[:, 1:] = in_series(thickness, fluid * share)
        flow[:, :1] = 2.0 * fluid * share[:, :1] / thickness[:, :1]
        side = eq.spreading(found.cell, found.radius, mobility)
        return share * thickness, flow, found.number * side * thickness

    def stack(self, session: Session | None, wet: Array, closing: Array, film: Film) -> Stack:
        """Return the coefficients of every lane; without a session the skin is intact."""
        capacity, mobility, interface, cleared = self.tissue(wet)
        lanes, cells = capacity.shape
        none = np.zeros((lanes, cells))
        volume, flow, side = (none, none, none) if session is None else self.channels(session, mobility)
        through = np.zeros((lanes, cells + 1))
        through[:, 1:-1] = in_series(self.depths.thickness, mobility, interface)
        through[:, 0] = 2.0 * mobility[:, 0] / self.depths.thickness[:, 0]
        drying = np.log(2.0) / film.half_life * (1.0 - wet)
        return Stack(
            capacity, through, volume, flow, side, cleared, closing, drying, film.dried,
            self.evaporation, np.full(lanes, NEVER), np.zeros(lanes),
        )  # fmt: skip
