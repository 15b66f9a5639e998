"""The course: sessions in time, what each one is done with, and how dense and deep it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self, TypeVar

from needlework.errors import Fault, InputError, shown
from needlework.evidence.distributions import Uniform
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import CourseSpec
from needlework.subject.actives import Portion, acting
from needlework.subject.density import DensityFrom, density_of
from needlework.subject.device import Device
from needlework.subject.numbing import numbing
from needlework.subject.topical import Topical

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Session:
    """One session.

    Attributes
    ----------
    time_day
        Day from the first session.
    depth_um, density, passes
        Dial or needle length (um), punctures per um², passes; None where not known.
    device
        Name of its device among those of the course; its records are drawn under that name.
    depth_record, density_record
        Names of the draws that stand for an unknown depth or density.
    topicals
        What is put on the skin.
    numbing
        The numbing cream, None for none.
    coverage, energy, strength
        Share of the surface within columns, energy of a pulse (mJ), strength of a peel; None where not known.
    area_cm2, minutes
        Area treated and time it takes, None where not stated.
    hand_speed, track
        Speed of the hand (mm/s) and width of a track (um), None where not stated.
    """

    time_day: float
    depth_um: float | None = None
    density: float | None = None
    passes: int | None = None
    device: str = "device"
    depth_record: str = "course/depth"
    density_record: str = "course/density"
    topicals: tuple[Topical, ...] = ()
    numbing: Topical | None = None
    coverage: float | None = None
    energy: float | None = None
    strength: float | None = None
    area_cm2: float | None = None
    minutes: float | None = None
    hand_speed: float | None = None
    track: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Sessions and what they are done with. No session at all is the untreated course.

    Attributes
    ----------
    device
        That of the first session.
    sessions
        In order of time.
    devices
        Every device by the name its records are drawn under; the first is ``device``.
    density_from
        Where the density of the first session comes from.
    unknown
        Records from which unreported figures are drawn, one draw for the whole course: ``depth`` (um) and
        ``density`` (1/um²), with a number behind where sessions differ.
    """

    device: Device
    sessions: tuple[Session, ...]
    devices: Mapping[str, Device] = field(default_factory=dict)
    density_from: DensityFrom = "prior"
    unknown: Mapping[str, Parameter] = field(default_factory=dict)
    topicals: tuple[Topical, ...] = ()
    numbing: Topical | None = None
    occlusion: Literal["none", "partial", "full"] = "none"
    sun_before: str | None = None
    sun_after: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no device and no sessions, such as the words of a study file."""
        faults = [
            Fault(
                f"Course.{name}", expected, shown(value), "resolve a study's: Course.from_spec(study.course)"
            )
            for name, expected, value, good in (
                ("device", "a Device", self.device, isinstance(self.device, Device)),
                ("sessions", "a tuple of Session", self.sessions, _all_sessions(self.sessions)),
            )
            if not good
        ]
        if faults:
            raise InputError(faults)

    @classmethod
    def from_spec(cls, spec: CourseSpec) -> Self:
        """Resolve the course of a study.

        Raises
        ------
        InputError
            A device that is not in the catalogue, or one whose injury is not simulated.
        """
        each = spec.each
        first = each[0] if each else spec
        book = _Book()
        sessions = tuple(book.session(day, one) for day, one in zip(spec.session_days, each, strict=True))
        device = book.devices["device"] if sessions else Device.resolve(spec.device)
        return cls(
            device=device,
            sessions=sessions,
            devices=book.devices or {"device": device},
            density_from=density_of(first, device)[1],
            unknown=book.unknown,
            topicals=tuple(Topical.from_spec(topical) for topical in first.topicals),
            numbing=numbing(first.anaesthesia) if first.anaesthesia else None,
            occlusion=spec.aftercare.occlusion,
            sun_before=spec.preparation.sun,
            sun_after=spec.aftercare.sun,
        )

    @property
    def days(self) -> tuple[float, ...]:
        """Times of the sessions in days from the first."""
        return tuple(session.time_day for session in self.sessions)

    @property
    def acting(self) -> tuple[Portion, ...]:
        """Substances of all products that act on what a run computes; none where there is no session."""
        numbing = [session.numbing for session in self.sessions[:1] if session.numbing]
        topicals = dict.fromkeys([*numbing, *(t for session in self.sessions for t in session.topicals)])
        return tuple(portion for topical in topicals for portion in acting(topical))

    @property
    def depth_um(self) -> float | None:
        """Dial or needle length of the first session (um); None when unknown or untreated."""
        return self.sessions[0].depth_um if self.sessions else None


def _all_sessions(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(session, Session) for session in value)


class _Book:
    """Names of devices and of unknown figures, each once."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.unknown: dict[str, Parameter] = {}

    def session(self, day: float, spec: CourseSpec) -> Session:
        """Return one session of a course as it stands on its day."""
        device = Device.resolve(spec.device)
        depth = spec.depth if spec.depth is not None else device.needle_length
        depth = None if spec.depth_range is not None else depth
        density, origin, prior = density_of(spec, device)
        return Session(
            day,
            depth,
            density,
            spec.passes,
            _named(self.devices, "device", device),
            self._unknown("depth", _depth_prior(spec) if depth is None and not device.tissue else None),
            self._unknown("density", prior if density is None and not device.tissue else None),
            tuple(Topical.from_spec(topical) for topical in spec.topicals),
            numbing(spec.anaesthesia) if spec.anaesthesia else None,
            spec.coverage,
            spec.energy,
            spec.strength,
            spec.area,
            None if spec.time is None else spec.time * 1440.0,
            spec.hand_speed,
            spec.track,
        )

    def _unknown(self, figure: str, prior: Parameter | None) -> str:
        name = _named(self.unknown, figure, prior) if prior else figure
        return f"course/{name}"


def _named(found: dict[str, _T], stem: str, value: _T) -> str:
    """Return the name of a value, a new one with a number behind where it is not there yet."""
    for name, known in found.items():
        if known == value and name.rstrip("_0123456789") == stem:
            return name
    same = sum(name.rstrip("_0123456789") == stem for name in found)
    name = f"{stem}_{same + 1}" if same else stem
    found[name] = value
    return name


def _depth_prior(spec: CourseSpec) -> Parameter:
    """Return the record of a depth that is not known, or known to lie in a range."""
    prior = load_parameters()["penetration.dial_unreported"]
    if spec.depth_range is None:
        return prior
    low, high = spec.depth_range
    stated = {"basis": "definition", "source": None, "as_reported": None}
    between = "between the ends that the study states"
    return replace(
        prior, value=0.5 * (low + high), distribution=Uniform(low, high), rationale=between, **stated
    )
