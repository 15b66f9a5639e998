"""How people differ: draws x persons of one study, as lanes with their own parameters, skin and wounds.

Draws hold what nobody knows, persons how people differ; a lane is one of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, central_draws, fitted_draws, prior_draws, study_records
from needlework.evidence.fit import Fit
from needlework.evidence.parameters import Parameter
from needlework.injury import Columns, Needling, Sheet, fitted_edges
from needlework.injury.make import margin, reached, surface_radius, wounded
from needlework.mechanism.closure import Front, Remnants, closure_time
from needlework.mechanism.loops import fibrosis_gain
from needlework.mechanism.penetration import Needles, entering
from needlework.mechanism.wound import Dose, Wound
from needlework.model import moving_species
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.quantiles import normal_ppf
from needlework.numerics.sampling import stratified
from needlework.subject import Course, Device, Session, Skin
from needlework.subject.columns import SHEET, Tissue
from needlework.subject.skin import LAYERS, give_record, phototypes, spacing_record

Array = NDArray[np.float64]

TRAITS = (
    "synthesis",
    "inflammation",
    "closure",
    "response",
    "phototype",
    "age",
    "observer",
    "pigment",
    "severity",
    *LAYERS,
    "uptake",
)
_LEAST_TO_FIT = 4  # strata from which their edges follow the channels


class Population:
    """Draws x persons of one study.

    Attributes
    ----------
    skin, course
        Who, and what is done.
    draws
        The design of what we do not know.
    persons
        Number of persons; one is the typical person.
    """

    def __init__(self, skin: Skin, course: Course, draws: Draws, persons: int) -> None:
        self.skin, self.course, self.draws, self.persons = skin, course, draws, persons

    @property
    def size(self) -> int:
        """Return the number of lanes."""
        return self.draws.n * self.persons

    def lanes(self, part: slice) -> Lanes:
        """Return some of the lanes; lane i is draw i // persons of person i % persons."""
        index = np.arange(*part.indices(self.size))
        return Lanes(self, index // self.persons, index % self.persons)

    def first(self, persons: int) -> Lanes:
        """Return the lanes of the first persons of every draw."""
        draw, person = np.divmod(np.arange(self.draws.n * persons), persons)
        return Lanes(self, draw, person)


@dataclass(frozen=True)
class Lanes:
    """A run of lanes with everything a mechanism needs, as arrays of shape (lanes,)."""

    population: Population
    draw: NDArray[np.int64]
    person: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of lanes."""
        return len(self.draw)

    def __getitem__(self, name: str) -> Array:
        """Return a record's draws, by id, shape (lanes,)."""
        return self.population.draws[name][self.draw]

    def u(self, trait: str) -> Array:
        """Return a trait of the persons as a probability."""
        if trait not in self._traits:
            draws, which = np.unique(self.draw, return_inverse=True)
            people = [
                _people(self.population.draws.seed, trait, d, self.population.persons) for d in draws.tolist()
            ]
            self._traits[trait] = np.stack(people)[which, self.person]
        return self._traits[trait]

    @cached_property
    def _traits(self) -> dict[str, Array]:
        return {}

    def z(self, trait: str) -> Array:
        """Return a trait of the persons as a standard normal score."""
        return normal_ppf(self.u(trait))

    def varied(self, trait: str) -> Array:
        """Return the person's factor for a trait: lognormal with the drawn geometric spread."""
        return self[f"person.{trait}"] ** self.z(trait)

    @cached_property
    def age(self) -> Array:
        """Age (years): the study's, or that of a person of the trial population."""
        skin = self.population.skin
        if skin.age_years is not None:
            return np.full(len(self), skin.age_years)
        return skin.unknown["age"].ppf(self.u("age"))

    @cached_property
    def phototype(self) -> dict[str, Array]:
        """Ordinal (1-6), melanin and closure factors: the study's, or those of the trial population."""
        skin = self.population.skin
        types = [skin.phototype] if skin.phototype else list(phototypes().values())
        shares = [1.0] if skin.phototype else [skin.shares.get(t.key, 0.0) for t in types]
        bounds = np.cumsum(shares if any(shares) else [t.share for t in types])
        which = np.minimum(np.searchsorted(bounds, self.u("phototype")), len(types) - 1)
        pick = lambda values: np.array(values)[which]  # noqa: E731
        return {
            "ordinal": pick([float(t.ordinal) for t in types]),
            "melanin": pick([t.melanin.median for t in types]),
            "closure": pick([t.closure.median for t in types]),
        }

    @cached_property
    def thickness(self) -> dict[str, Array]:
        """Thickness (um) of each layer of the skin.

        Under a sunken scar the dermis lacks the scar's depth, unless what is left under it was stated.
        """
        which = self["skin.dermis_method"]
        found = {
            layer.name: layer.thickness.ppf(self.u(layer.name)) * layer.other**which
            for layer in self.population.skin.layers
        }
        concern = self.population.skin.concern
        if "concern/depth" in self.population.draws and concern and concern.thickness_um is None:
            whole = found["reticular_dermis"]
            left = np.maximum(whole - self.state("depth"), self["skin.least_under_scar"] * whole)
            found["reticular_dermis"] = left
        return found

    def strata(self, count: int) -> Array:
        """Return the thickness (um) of the strata of the dermis, shape (lanes, count).

        The papillary dermis and equal parts of the reticular dermis; of the edges between these, the nearest
        are moved to where the tips of the first session's channels begin and end (where its columns or sheet
        end, and the margin under them), so that no stratum dilutes a wound that ends within it.
        """
        papillary, reticular = self.thickness["papillary_dermis"], self.thickness["reticular_dermis"]
        if count == 1:
            return (papillary + reticular)[:, None]
        even = papillary[:, None] + reticular[:, None] * np.linspace(0.0, 1.0, count)
        if not self.population.course.sessions or count < _LEAST_TO_FIT:
            return np.diff(even, axis=1, prepend=0.0)
        end = self.depth - self.epidermis
        fitted = fitted_edges(even, np.stack([end, end - self._end_length], axis=1))
        return np.diff(fitted, axis=1, prepend=0.0)

    @property
    def horny(self) -> Array:
        """Thickness (um) of the stratum corneum."""
        return self.thickness["stratum_corneum"]

    @property
    def epidermis(self) -> Array:
        """Thickness (um) of stratum corneum and viable epidermis."""
        return self.thickness["stratum_corneum"] + self.thickness["viable_epidermis"]

    def state(self, name: str) -> Array:
        """Return a state of the concern relative to healthy skin (such as collagen); 1 if not set."""
        key = f"concern/{name}"
        return self[key] if key in self.population.draws else np.ones(len(self))

    @cached_property
    def network(self) -> dict[str, Array]:
        """Parameters of the network for this skin."""
        p = {name: values[self.draw] for name, values in self.population.draws.network().items()}
        for name in self.population.skin.phenotype.factors:
            p[name.removeprefix("healing.")] = p[name.removeprefix("healing.")] * self[f"factor/{name}"]
        age = np.maximum(self.age - self["model.synthesis_reference_age"], 0.0)
        young = np.maximum(1.0 - self["model.synthesis_loss"] * age, 0.1)
        synthesis = self["model.collagen_yield"] * young * self.varied("synthesis") / self.state("collagen")
        p["s3"], p["s1"] = p["s3"] * synthesis, p["s1"] * synthesis
        p["sE"] = p["sE"] / self.state("elastin")
        raised = np.maximum(self.state("collagen"), 1.0)
        p["cset"], p["Ksat"] = (
            p["cset"] / raised,
            p["Ksat"] / raised,
        )  # both count in the collagen of this skin
        p["aCW"] = p["aCW"] * self.varied("inflammation")
        p["aMel"] = p["aMel"] * self.phototype["melanin"]
        p["kK"] = p["kK"] / (self.varied("closure") * self.phototype["closure"])
        return p

    @cached_property
    def depth(self) -> Array:
        """Depth (um) that channels reach, of the first session's dial; 0 without a session."""
        return (
            self.reached(self.population.course.sessions[0])
            if self.population.course.sessions
            else self._none
        )

    @cached_property
    def _none(self) -> Array:
        return np.zeros(len(self))

    @property
    def _end_length(self) -> Array:
        """How far above (below: negative) the end of the first session's injury it changes (um)."""
        first = self.population.course.sessions[0]
        if self.tissue(first) is None:
            return self.of_device(first, "tip_length")
        return -margin(self, first)

    def tissue(self, session: Session) -> Tissue | None:
        """Return what the device of a session does to tissue; None for needles."""
        return self.device(session).tissue

    def device(self, session: Session) -> Device:
        """Return the device of a session."""
        return self.population.course.devices[session.device]

    def of_device(self, session: Session, name: str) -> Array:
        """Return a record of what the device of a session leaves behind, shape (lanes,)."""
        return self[f"{session.device}/{name}"]

    def dial(self, session: Session) -> Array:
        """Return the dial setting or needle length (um); of columns and sheets the depth they reach."""
        if self.tissue(session) is not None:
            return reached(self, session)
        return (
            self[session.depth_record] if session.depth_um is None else np.full(len(self), session.depth_um)
        )

    def reached(self, session: Session) -> Array:
        """Return the mean depth (um) of the channels of a session, from the surface that they enter.

        A head rests on the skin beside a sunken scar, whose floor the needles reach late.
        """
        if self.tissue(session) is not None:
            return reached(self, session)
        entered = self.dial(session) * entering(self.of_device(session, "share"), self._give)
        if "concern/depth" not in self.population.draws:
            return entered
        return np.maximum(entered - self["penetration.bridged"] * self.state("depth"), 0.0)

    @property
    def _give(self) -> Array | float:
        """How much skin of this site gives way to needles, relative to the cheek."""
        record = give_record(self.population.skin.site)
        return self[record] if record else 1.0

    @property
    def remnants(self) -> Remnants:
        """Hairs and glands from which skin without epidermis is closed."""
        record = spacing_record(self.population.skin.site)
        spacing = self[record] if record else 1.0
        distance = (spacing * self[f"closure.{name}"] for name in ("appendages", "thinning"))
        return Remnants(self.epidermis, *distance)

    def density(self, session: Session) -> Array:
        """Return the channels or columns per area (1/um2) of a session."""
        if self.tissue(session) is not None:
            return self._column_density(session)
        return (
            self[session.density_record] if session.density is None else np.full(len(self), session.density)
        )

    def _column_density(self, session: Session) -> Array:
        """Return columns per area (1/um2): as stated, or from the coverage of the surface."""
        if self.device(session).kind == SHEET:
            return np.zeros(len(self))
        if session.density is not None:
            return np.full(len(self), session.density)
        unreported = self["injury.coverage_unreported"]
        share = unreported if session.coverage is None else session.coverage
        return np.minimum(share, 1.0) / (np.pi * surface_radius(self, session) ** 2)

    def injury(self, session: Session) -> Needling | Columns | Sheet:
        """Return what a session does to the skin, whatever its device."""
        return self.needling(session) if self.tissue(session) is None else wounded(self, session)

    def needling(self, session: Session) -> Needling:
        """Return the channels of a session with needles."""
        keys = ("base_radius", "tip_length", "rho", "margin", "channel_cv")
        return Needling(
            self.reached(session),
            self.density(session),
            Needles(*(self.of_device(session, k) for k in keys), dial=self.dial(session)),
            self.device(session).regular,
            self["model.one_ring_above"],
            self["healing.chi1"],
            self["healing.chi2"],
        )

    def surface(self, session: Session) -> Array:
        """Return the share of the surface that lets water out, which the clocks start from."""
        return self.injury(session).surface

    def closed_after(self, session: Session) -> Array:
        """Return the time (day) from a session until the epidermis is whole."""
        return self._front_time(self.injury(session).front)

    def slower_than_a_channel(self, session: Session) -> Array:
        """Return how much longer closure takes than for the channel of a pen."""
        return self.closed_after(session) / self.closed_channel

    @cached_property
    def closed_channel(self) -> Array:
        """Time (day) until the epidermis over the channel of a pen is whole."""
        return self._front_time(Front(self["closure.reference_radius"], np.zeros(len(self))))

    def _front_time(self, front: Front) -> Array:
        lag, speed, drag, slowing = (self[f"closure.{n}"] for n in ("lag", "speed", "eschar", "slowing"))
        whole = closure_time(front, lag, speed, drag, slowing, self.age)
        return whole * self.varied("closure") * self.phototype["closure"]

    def wound(self, session: Session, strata: int) -> Wound:
        """Return the wound of a session, layer by layer."""
        below = np.cumsum(self.strata(strata), axis=1)
        edges = self.epidermis[:, None] + np.concatenate([np.zeros((len(self), 1)), below], axis=1)
        return self.injury(session).wound(edges)

    def geometry(self, session: Session, layout: Layout) -> Geometry:
        """Return the rings of a session's density through the strata."""
        return self.injury(session).geometry(layout, self.strata(layout.layers))

    @cached_property
    def dose(self) -> Dose:
        """What injury releases."""
        return Dose(*(self[f"healing.{name}"] for name in ("w0", "pLW", "fTW", "rR0")))

    def covered(self, occlusion: str) -> Array:
        """Return how far skin is covered: 0 left open, 1 occluded, between them for a partial cover."""
        none = np.zeros(len(self))
        return {"none": none, "partial": self["barrier.partial"], "full": none + 1.0}[occlusion]

    def pore_half_life(self, covered: Array) -> Array:
        """Return the half-life (day) at which channels close to small molecules."""
        occluded, bare = self["barrier.pore_half_life_occluded"], self["barrier.pore_half_life_open"]
        half_life = np.exp(covered * np.log(occluded) + (1.0 - covered) * np.log(bare))
        slow = self.varied("closure") * self.phototype["closure"]
        return half_life * slow

    @cached_property
    def diffusivity(self) -> dict[str, Array]:
        """um2/day of each moving species."""
        return {s: self[f"transport.D_{s}"] for s in moving_species()}

    @cached_property
    def fibrosis_gain(self) -> Array:
        """Secant gain of the myofibroblast loop of this skin."""
        return fibrosis_gain(self.network)


@lru_cache(maxsize=2 * len(TRAITS))
def _people(seed: int, trait: str, draw: int, persons: int) -> Array:
    """Return a trait of one draw's persons as probabilities: each draw has people of its own.

    Means over draws and persons then rest on draws x persons people, and what is linear in a probability
    cancels within each draw.
    """
    return np.full(1, 0.5) if persons == 1 else stratified(persons, seed, f"person/{trait}/{draw}")


def design(
    skin: Skin,
    course: Course,
    draws: int,
    persons: int,
    seed: int,
    fit: Fit | None = None,
    own: Mapping[str, Parameter] | None = None,
) -> Population:
    """Return the design of a study: draws of its records (one is their central value) and its persons.

    ``own`` holds records of another mechanism, which stand in place of the package's.
    """
    records = {**study_records(skin, course), **(own or {})}
    if draws == 1:
        return Population(skin, course, central_draws(records, seed, fit), persons)
    found = fitted_draws(records, draws, seed, fit) if fit else prior_draws(records, draws, seed)
    return Population(skin, course, found, persons)
