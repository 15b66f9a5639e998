"""The course: sessions in time, and how dense and deep each one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from needlework.errors import Fault, InputError, shown
from needlework.evidence.distributions import Lognormal
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import CourseSpec
from needlework.subject.density import drum_density, head_density, moving_density, timed_density
from needlework.subject.device import Device
from needlework.subject.topical import Topical

DensityFrom = Literal["stated", "geometry", "rate", "prior per pass", "prior"]


@dataclass(frozen=True, slots=True)
class Session:
    """One session: day from the first, dial or needle length (um), punctures per um², passes.

    Of columns and sheets also the share of the surface within their radius, the energy of a pulse (mJ) and
    the strength of a peel.

    What is not known is None.
    """

    time_day: float
    depth_um: float | None = None
    density: float | None = None
    passes: int | None = None
    coverage: float | None = None
    energy: float | None = None
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Sessions with one device. No session at all is the untreated course.

    ``density_from`` tells where the density comes from. ``unknown`` holds the records from which unreported
    figures are drawn, one draw for the whole course (keys ``depth`` in um and ``density`` in 1/um²).
    """

    device: Device
    sessions: tuple[Session, ...]
    density_from: DensityFrom = "prior"
    unknown: Mapping[str, Parameter] = field(default_factory=dict)
    topicals: tuple[Topical, ...] = ()
    anaesthetic: str | None = None
    anaesthetic_days: float | None = None
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
            A device that is not in the catalogue.
        """
        device = Device.resolve(spec.device)
        depth = spec.depth if spec.depth is not None else device.needle_length
        density, origin = _density(spec, device)
        numbing = spec.anaesthesia
        return cls(
            device=device,
            sessions=tuple(Session(day, depth, density, spec.passes) for day in spec.session_days),
            density_from=origin,
            unknown=_unknown(spec, depth, density, origin) if spec.session_days else {},
            topicals=tuple(Topical.from_spec(topical) for topical in spec.topicals),
            anaesthetic=numbing.product if numbing else None,
            anaesthetic_days=numbing.contact if numbing else None,
            occlusion=spec.aftercare.occlusion,
            sun_before=spec.preparation.sun,
            sun_after=spec.aftercare.sun,
        )

    @property
    def days(self) -> tuple[float, ...]:
        """Times of the sessions in days from the first."""
        return tuple(session.time_day for session in self.sessions)

    @property
    def depth_um(self) -> float | None:
        """Dial or needle length of the first session (um); None when unknown or untreated."""
        return self.sessions[0].depth_um if self.sessions else None


def _all_sessions(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(session, Session) for session in value)


def _density(spec: CourseSpec, device: Device) -> tuple[float | None, DensityFrom]:
    """Return punctures per um² and where they come from; None where only a prior is left."""
    if spec.density is not None:
        return spec.density, "stated"
    needles, passes = device.needles, spec.passes
    if needles is not None and passes is not None and device.drum_diameter and device.drum_width:
        return drum_density(needles, device.drum_diameter, device.drum_width, passes), "geometry"
    if needles is not None and passes is not None and device.head_area:
        return head_density(needles, device.head_area, passes), "geometry"
    if needles is not None and device.rate is not None:
        if spec.time is not None and spec.area is not None:
            return timed_density(needles, device.rate, spec.time, spec.area), "rate"
        if passes is not None and spec.hand_speed is not None and spec.track is not None:
            return moving_density(needles, device.rate, spec.hand_speed, spec.track, passes), "rate"
    return None, "prior per pass" if passes is not None and device.kind == "pen" else "prior"


def _unknown(
    spec: CourseSpec, depth: float | None, density: float | None, origin: DensityFrom
) -> dict[str, Parameter]:
    parameters = load_parameters()
    unknown: dict[str, Parameter] = {}
    if depth is None:
        unknown["depth"] = parameters["penetration.dial_unreported"]
    if density is None:
        whole = parameters["penetration.density_unreported"]
        one = parameters["penetration.density_per_pen_pass"]
        unknown["density"] = _times(one, spec.passes) if origin == "prior per pass" and spec.passes else whole
    return unknown


def _times(prior: Parameter, passes: int) -> Parameter:
    """Return the record of several passes of a lognormal density of one."""
    if not isinstance(prior.distribution, Lognormal):
        raise TypeError(f"{prior.id} must be lognormal")
    value = passes * prior.value
    return replace(prior, value=value, distribution=Lognormal(value, prior.distribution.gsd))
