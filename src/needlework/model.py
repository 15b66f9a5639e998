"""The network at one resolution: the kinetics, their grid and the compiled engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from needlework._generated import dermis
from needlework.errors import Fault, InputError, shown
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.numerics.codegen import Block, block_of
from needlework.numerics.field import Layout
from needlework.numerics.ode import Engine, Settings
from needlework.subject.catalogue import read


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
class Variant:
    """Another structure of the shipped network.

    Attributes
    ----------
    mechanism
        The kinetics with some laws written otherwise.
    factors
        What each of these records is multiplied with for the same time courses in well-mixed skin.
    title, why
        What it says, and why it is kept.
    """

    mechanism: Mechanism
    factors: Mapping[str, float]
    title: str
    why: str


def variants() -> dict[str, Variant]:
    """Return the structures of the shipped network that are kept beside it, by name."""
    from importlib import import_module

    return {
        name: Variant(
            Mechanism(block_of(import_module(f"needlework._generated.{record['network']}_{name}"))),
            record["factors"],
            record["title"],
            record["why"],
        )
        for name, record in read("networks/variants.yaml").items()
    }


# Errors of 2e-4 of healthy tissue, far below what a sample of draws and persons leaves; 1e-4 costs 1.7 times.
STEP_TOLERANCE = Settings(rtol=1e-3)


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
    settings: Settings = STEP_TOLERANCE
    mechanism: Mechanism = field(default_factory=built_in)

    def __post_init__(self) -> None:
        """Refuse a resolution that is none."""
        faults = [
            Fault(
                f"Model.{name}", "a whole number of at least 1", shown(value), "leave it out for the default"
            )
            for name, value in (("strata", self.strata), ("rings", self.rings))
            if isinstance(value, bool) or not isinstance(value, int) or value < 1
        ]
        if faults:
            raise InputError(faults)

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
