"""From a study to lanes: every (draw, person) with its own parameters, skin and wounds.

Draws hold what nobody knows, persons how people differ; a lane is one of each. Both are designs over named
quantities, each with its own stream, so that adding one quantity leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework._generated import dermis
from needlework.errors import NumericalError
from needlework.evidence.fit import Fit, load_fit, records_hash
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.split import load_split
from needlework.mechanism.loops import fibrosis_gain, inflammation_gain
from needlework.mechanism.penetration import Covers, Needles, channels_at, lost, stratum_profile
from needlework.mechanism.wound import Dose, Wound
from needlework.numerics.codegen import Block, block_of
from needlework.numerics.field import Geometry, Layout, cylinder, ring_radii
from needlework.numerics.ode import Engine, Settings
from needlework.numerics.sampling import stratified, stream
from needlework.subject import Course, Session, Skin
from needlework.subject.skin import LAYERS, phototypes

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
)
_POOL = 2.0  # candidates per draw in each round of the admissibility test
_ROUNDS = 20
_LEAST_TO_FIT = 4  # strata from which their edges follow the channels
_LEAST_WIDTH = 0.1  # of an even stratum


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The kinetics: a generated network and the numbers that are its own.

    Attributes
    ----------
    block
        The network.
    own
        Records that its file brings, by the name they have in a study's draws; they stand in place of the
        package's.
    notes
        What a reader of a result must know.
    about
        File, hash and text for the provenance; empty for the built-in network.
    """

    block: Block
    own: Mapping[str, Parameter] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def hash(self) -> str:
        """Return the hash of the network alone, whatever generated its code."""
        return self.block.fingerprint.split("-")[0]


def built_in() -> Mechanism:
    """Return the shipped kinetics."""
    return Mechanism(network())


@dataclass(frozen=True, slots=True)
class Model:
    """The network at one resolution, with its compiled engine.

    Attributes
    ----------
    strata
        Layers of the dermis: the papillary dermis and equal parts of the reticular dermis.
    rings
        Rings around a channel.
    settings
        Tolerances of the integration.
    mechanism
        The kinetics.
    """

    strata: int = 5
    rings: int = 3
    settings: Settings = field(default_factory=Settings)
    mechanism: Mechanism = field(default_factory=built_in)

    @property
    def layout(self) -> Layout:
        """Return the cells and edges."""
        return Layout(self.strata, self.rings)

    def engine(self) -> Engine:
        """Return the engine (compiled or loaded on first use)."""
        block = self.mechanism.block
        return Engine(block, self.layout, moving_species(block.species), settings=self.settings)


def network() -> Block:
    """Return the shipped network."""
    return block_of(dermis)


def network_hash() -> str:
    """Return the hash of the network alone, whatever generated its code."""
    return built_in().hash


def moving_species(species: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return the species that diffuse: those of a network, the built-in one's if not given, with a record."""
    known = network().species if species is None else species
    return tuple(s for s in known if f"transport.D_{s}" in load_parameters())


@dataclass(frozen=True)
class Draws:
    """What we do not know: n draws of every record a study uses.

    Attributes
    ----------
    n, seed
        Number of draws, and the seed of the study.
    records
        Records by the name they have here: their id, or ``device/share`` and the like for those that the
        study's device, course, concern and phenotype bring.
    values
        Draws by that name, shape (n,).
    tried
        Candidates it took to find them.
    """

    n: int
    seed: int
    records: Mapping[str, Parameter]
    values: Mapping[str, Array]
    tried: int

    def __getitem__(self, name: str) -> Array:
        """Return the draws of a record, shape (n,)."""
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        """Return whether a record is in the design."""
        return name in self.values

    def network(self) -> dict[str, Array]:
        """Return the draws of the network's parameters and of the wound's, by their names in the network."""
        return _network_part(self.values)

    @property
    def rejected(self) -> float:
        """Share of candidates that were inadmissible (chronic inflammation or fibrosis in healthy skin)."""
        return 1.0 - self.n / self.tried


def study_records(skin: Skin, course: Course) -> dict[str, Parameter]:
    """Return every record a study uses, by the name it has in the study's draws."""
    records = {k: p for k, p in load_parameters().items() if not k.startswith("limits.")}
    records |= {f"device/{k}": p for k, p in course.device.penetration.items()}
    records |= {f"course/{k}": p for k, p in course.unknown.items()}
    if skin.concern:
        records |= {f"concern/{k}": p for k, p in skin.concern.state.items()}
    for name, factor in skin.phenotype.factors.items():
        records[f"factor/{name}"] = _factor_record(name, factor)
    return records


def central_draws(records: Mapping[str, Parameter], seed: int, fit: Fit | None = None) -> Draws:
    """Return one draw: every record's median over the fit, or its central value where no fit holds it."""
    values = {name: np.array([p.value]) for name, p in records.items()}
    for name, fitted in _held(records, fit):
        values[name] = np.array([np.median(fitted)])
    return Draws(1, seed, records, values, 1)


def prior_draws(records: Mapping[str, Parameter], n: int, seed: int) -> Draws:
    """Return n admissible draws from the priors, taken from Latin hypercubes.

    Raises
    ------
    NumericalError
        Hardly any candidate is admissible.
    """
    kept: list[dict[str, Array]] = []
    found = tried = 0
    size = max(int(n * _POOL), 8)
    for turn in range(_ROUNDS):
        batch = _hypercube(records, size, seed, turn)
        good = np.flatnonzero(admissible(_network_part(batch)))[: n - found]
        kept.append({name: v[good] for name, v in batch.items()})
        found += len(good)
        tried += size if found < n else int(good[-1]) + 1
        if found == n:
            return Draws(
                n, seed, records, {name: np.concatenate([k[name] for k in kept]) for name in records}, tried
            )
    raise NumericalError(f"only {found} of {n} admissible draws in {tried} candidates")


def fitted_draws(records: Mapping[str, Parameter], n: int, seed: int, fit: Fit) -> Draws:
    """Return n joint draws of the shipped fit; records it does not hold come from their priors."""
    values = _hypercube(records, n, seed, 0)
    rows = np.resize(stream(seed, "fit").permutation(fit.size), n)
    for name, fitted in _held(records, fit):
        values[name] = fitted[rows]
    return Draws(n, seed, records, values, n)


def _held(records: Mapping[str, Parameter], fit: Fit | None) -> Iterator[tuple[str, Array]]:
    """Yield the records that a fit holds, by the name they have here: those no device or study replaced."""
    known = load_parameters()
    for name, p in records.items():
        if fit and p.id in fit.draws and p.distribution == known[p.id].distribution:
            yield name, fit.draws[p.id]


def _hypercube(records: Mapping[str, Parameter], size: int, seed: int, turn: int) -> dict[str, Array]:
    """Return one Latin hypercube of all records; a record has one stream whatever name it goes by here."""
    return {name: p.ppf(stratified(size, seed, f"draw/{p.id}/{turn}")) for name, p in records.items()}


def admissible(p: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Return which draws describe healthy skin: neither inflammation nor fibrosis sustains itself in them."""
    return (inflammation_gain(p) < 1.0) & (fibrosis_gain(p) < 1.0)


def _network_part(values: Mapping[str, Array]) -> dict[str, Array]:
    return {k.removeprefix("healing."): v for k, v in values.items() if k.startswith("healing.")}


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
        seed = draws.seed
        self._u = {
            t: np.full(1, 0.5) if persons == 1 else stratified(persons, seed, f"person/{t}") for t in TRAITS
        }

    @property
    def size(self) -> int:
        """Return the number of lanes."""
        return self.draws.n * self.persons

    def lanes(self, part: slice) -> Lanes:
        """Return some of the lanes; lane i is draw i // persons of person i % persons."""
        index = np.arange(self.size)[part]
        return Lanes(self, index // self.persons, index % self.persons)


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
        return self.population._u[trait][self.person]

    def z(self, trait: str) -> Array:
        """Return a trait of the persons as a standard normal score."""
        from needlework.evidence.quantiles import normal_ppf

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
        known = self.population.skin.phototype
        types = [known] if known else list(phototypes().values())
        bounds = np.cumsum([t.share for t in types]) if not known else np.array([1.0])
        which = np.minimum(np.searchsorted(bounds, self.u("phototype")), len(types) - 1)
        pick = lambda values: np.array(values)[which]  # noqa: E731
        return {
            "ordinal": pick([float(t.ordinal) for t in types]),
            "melanin": pick([t.melanin.median for t in types]),
            "closure": pick([t.closure.median for t in types]),
        }

    @cached_property
    def thickness(self) -> dict[str, Array]:
        """Thickness (um) of each layer of the skin."""
        return {layer.name: layer.thickness.ppf(self.u(layer.name)) for layer in self.population.skin.layers}

    def strata(self, count: int) -> Array:
        """Return the thickness (um) of the strata of the dermis, shape (lanes, count).

        The papillary dermis and equal parts of the reticular dermis; of the edges between these, the nearest
        are moved to where the tips of the first session's channels begin and end, so that no stratum dilutes
        a wound that ends within it.
        """
        papillary, reticular = self.thickness["papillary_dermis"], self.thickness["reticular_dermis"]
        if count == 1:
            return (papillary + reticular)[:, None]
        even = papillary[:, None] + reticular[:, None] * np.linspace(0.0, 1.0, count)
        if not self.population.course.sessions or count < _LEAST_TO_FIT:
            return np.diff(even, axis=1, prepend=0.0)
        end = self.depth - self.epidermis
        fitted = _moved(even, np.stack([end, end - self["device/tip_length"]], axis=1))
        return np.diff(fitted, axis=1, prepend=0.0)

    @cached_property
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

    def dial(self, session: Session) -> Array:
        """Return the dial setting or needle length (um)."""
        return np.full(len(self), session.depth_um) if session.depth_um is not None else self["course/depth"]

    def reached(self, session: Session) -> Array:
        """Return the mean depth (um) of the channels of a session."""
        return self.dial(session) * self["device/share"]

    def density(self, session: Session) -> Array:
        """Return the channels per area (1/um2) of a session."""
        return np.full(len(self), session.density) if session.density is not None else self["course/density"]

    @cached_property
    def needles(self) -> Needles:
        """What the needles leave behind."""
        keys = ("base_radius", "tip_length", "rho", "margin", "channel_cv")
        return Needles(*(self[f"device/{k}"] for k in keys))

    def covers(self, session: Session, strata: int) -> Covers:
        """Return what the session covers in each stratum of the dermis."""
        below = np.cumsum(self.strata(strata), axis=1)
        edges = self.epidermis[:, None] + np.concatenate([np.zeros((len(self), 1)), below], axis=1)
        regular = self.population.course.device.regular
        return stratum_profile(edges, self.reached(session), self.density(session), self.needles, regular)

    def surface(self, session: Session) -> Array:
        """Return the severed share of the surface, which the closure clocks start from."""
        found = channels_at(0.0, self.reached(session), self.needles)
        return -np.expm1(-np.pi * self.density(session) * found.square)

    def wound(self, session: Session, strata: int) -> Wound:
        """Return the wound of a session, layer by layer."""
        covers = self.covers(session, strata)
        share = lambda name: self[f"healing.{name}"][:, None]  # noqa: E731
        gone = lost(covers.severed, covers.twice, share("chi1"), share("chi2"))
        return Wound(covers.injured, covers.severed, gone, self._ring_share(session))

    def _first_ring(self, session: Session) -> tuple[Array, Array]:
        """Return the radius of the injured ring at the surface and of the cell of one channel (um)."""
        channel = channels_at(0.0, self.reached(session), self.needles)
        wide = channel.radius / np.maximum(channel.reach, 1e-9) + self["device/margin"]
        return wide, 1.0 / np.sqrt(np.pi * self.density(session))

    def _ring_share(self, session: Session) -> Array:
        ring, cell = self._first_ring(session)
        share = (ring / cell) ** 2
        return np.where(share > self["model.one_ring_above"], 1.0, share)

    def geometry(self, session: Session, layout: Layout) -> Geometry:
        """Return the rings of a session's density through the strata."""
        ring, cell = self._first_ring(session)
        inner = np.minimum(ring, cell * np.sqrt(self["model.one_ring_above"]))
        return cylinder(layout, ring_radii(inner, cell, layout.rings), self.strata(layout.layers))

    @cached_property
    def dose(self) -> Dose:
        """What injury releases; platelet-rich plasma put on during needling adds to it."""
        platelets = 1.0
        if any(t.active == "prp" and t.when == "during" for t in self.population.course.topicals):
            platelets = 1.0 + self["model.prp_release"]
        released = self["healing.pLW"] * platelets
        return Dose(self["healing.w0"], released, self["healing.fTW"], self["healing.rR0"])

    @cached_property
    def diffusivity(self) -> dict[str, Array]:
        """um2/day of each moving species."""
        return {s: self[f"transport.D_{s}"] for s in moving_species()}

    @cached_property
    def fibrosis_gain(self) -> Array:
        """Secant gain of the myofibroblast loop of this skin."""
        return fibrosis_gain(self.network)


def _moved(edges: Array, targets: Array) -> Array:
    """Return edges, shape (lanes, edges), of which the inner one nearest to each target is moved there.

    A lane keeps its even edges where that would leave a stratum thinner than a tenth of the others, and a
    target outside the reticular dermis moves nothing.
    """
    rows, width = np.arange(len(edges)), edges[:, 1] - edges[:, 0]
    moved, taken = edges.copy(), np.zeros(edges.shape, dtype=bool)
    taken[:, [0, -1]] = True
    for target in targets.T:
        inside = (target > edges[:, 0]) & (target < edges[:, -1])
        nearest = np.argmin(np.where(taken, np.inf, np.abs(edges - target[:, None])), axis=1)
        moved[rows[inside], nearest[inside]] = target[inside]
        taken[rows[inside], nearest[inside]] = True
    moved.sort(axis=1)
    thin = np.any(np.diff(moved, axis=1) < _LEAST_WIDTH * width[:, None], axis=1)
    return np.where(thin[:, None], edges, moved)


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


def current_fit(mechanism: Mechanism | None = None) -> tuple[Fit | None, str | None]:
    """Return the shipped fit if it belongs to this network and these records, else None and why not."""
    fit = load_fit()
    if fit is None:
        return None, "no fit is shipped: draws come from the priors"
    if mechanism and (mechanism.own or mechanism.hash != network_hash()):
        return (
            None,
            "the fit belongs to the built-in network and is void for this one: draws come from the priors",
        )
    if fit.record["network"] != network_hash():
        return None, "the network changed since the fit, which is void: draws come from the priors"
    if fit.record["records"] != records_hash():
        return None, "parameter records changed since the fit, which is void: draws come from the priors"
    if fit.record.get("split") != load_split().hash:
        return None, "the choice of fitted figures changed, so the fit is void: draws come from the priors"
    return fit, None


def _factor_record(name: str, factor: Any) -> Parameter:
    text = f"factor of this phenotype on {name}"
    return Parameter(
        f"factor/{name}", "f", text, factor.median, "1", factor, "assumed", rationale="see phenotypes"
    )
