"""What is done: devices, sessions, what is put on the skin, and the course."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    StrictInt,
    Tag,
    WithJsonSchema,
    model_validator,
)

from needlework.spec.blocks import (
    ActiveName,
    Amount,
    Area,
    Block,
    Density,
    Depth,
    Energy,
    Length,
    Margin,
    Number,
    Rate,
    Rewritten,
    Share,
    Span,
    Speed,
    Strength,
    Sun,
    Time,
    Vehicle,
)
from needlework.spec.fields import InRange, Key, Quantity, StoppedProduct, free_words, tissue_devices
from needlework.spec.names import NumbingName, Sign, signs_apart
from needlework.spec.others import computed_others
from needlework.spec.values import Day, Range, Width

DENSE = ("density", "coverage", "passes", "hand_speed", "track", "time", "area")
ACCOUNTS = tuple(key for key in DENSE if key != "area")  # an area alone says nothing of the density
DEPTHS = ("depth", "depth_range")
REACH = (*DEPTHS, "endpoint")  # a sign fixes no depth: it may stand beside one
WHEN = ("sessions", "plan", "days")  # an interval alone changes that of the sessions
NEEDLED = ("pen", "roller", "stamp")  # kinds of devices
SETTINGS = ("energy", "strength")  # what fixes a depth in its stead
Passes = Annotated[StrictInt, Field(ge=1, le=200)]
Profile = Annotated[tuple[tuple[Margin, Margin], ...], Field(min_length=2, max_length=20)]


def _device_form(value: object) -> str:
    return "key" if isinstance(value, str) else "inline"


def _radius_form(value: object) -> str:
    return "profile" if isinstance(value, list | tuple) else "one"


Radius = Annotated[
    Annotated[Length, Tag("one")] | Annotated[Profile, Tag("profile")],
    Discriminator(_radius_form),
    WithJsonSchema(
        {
            "type": ["string", "array"],
            "description": "a length with its unit, or a list of [depth, radius]",
            "examples": ["60 um"],
        }
    ),
]


class DeviceSpec(Block):
    """A device that is not in the catalogue: needles, or columns or a sheet of injured skin."""

    kind: Literal["pen", "roller", "stamp", "columns", "sheet"] = Field(examples=["pen"])
    needles: Annotated[StrictInt, Field(ge=1, le=2000)] | None = Field(None, examples=[12])
    needle_diameter: Annotated[float, Width("length", above_zero=True)] | None = Field(
        None, examples=["0.25 mm"]
    )
    tip_length: Length | None = Field(None, examples=["0.5 mm"])
    rate: Rate | None = Field(None, examples=["90 Hz"])
    drum_diameter: Length | None = Field(None, examples=["2 cm"])
    drum_width: Length | None = Field(None, examples=["2 cm"])
    head_area: Area | None = Field(None, examples=["1 cm2"])
    labelled_depth: Depth | None = Field(None, examples=["1.5 mm"])
    radius: Radius | None = Field(None, examples=["60 um"])
    margin: Margin | None = Field(None, examples=["30 um"])
    removed: Share | None = Field(None, examples=["100 %"])
    surface: Literal["open", "covered"] | None = Field(None, examples=["open"])
    means: Literal["mechanical", "ablative", "coagulative", "radiofrequency", "chemical"] | None = Field(
        None, examples=["ablative"]
    )


DeviceChoice = Annotated[
    Annotated[str, Key("devices"), Tag("key")] | Annotated[DeviceSpec, Tag("inline")],
    Discriminator(_device_form),
]


class AnaesthesiaSpec(Block):
    """A topical anaesthetic and how long it stays on."""

    product: NumbingName = Field(examples=["lidocaine_5"])
    contact: Span | None = Field(None, examples=["30 minutes"])
    occlusion: Literal["none", "partial", "full"] | None = Field(None, examples=["full"])
    amount: Amount | None = Field(None, examples=["100 mg/cm2"])


class PreparationSpec(Block):
    """What happened before the first session."""

    sun: Sun | None = Field(None, examples=["protected"])
    stopped: Annotated[tuple[StoppedProduct, ...], Field(max_length=20)] = Field(
        (), examples=[["tretinoin 7 days"]]
    )


class OperatorSpec(Block):
    """Who needles, and whether needles are used once."""

    skill: Literal["trained", "untrained"] | None = Field(None, examples=["trained"])
    needles: Literal["single_use", "reused"] | None = Field(None, examples=["single_use"])


class TopicalSpec(Block):
    """Something put on the skin; ``mw`` and ``log_kow`` describe a substance that is not on file."""

    active: ActiveName = Field(examples=["ascorbic_acid"])
    when: Literal["before", "during", "after"] = Field(examples=["after"])
    strength: Strength | None = Field(None, examples=["15 %"])
    delay: Time | None = Field(None, examples=["2 hours"])
    duration: Span | None = Field(None, alias="for", examples=["8 hours"])
    amount: Amount | None = Field(None, examples=["2 mg/cm2"])
    area: Area | None = Field(None, examples=["100 cm2"])
    times: Annotated[StrictInt, Field(ge=1, le=20)] | None = Field(None, examples=[3])
    every: Span | None = Field(None, examples=["12 hours"])
    vehicle: Vehicle | None = Field(None, examples=["gel"])
    ph: Annotated[float, InRange("ph")] | None = Field(None, examples=[3.2])
    occlusion: Literal["none", "partial", "full"] | None = Field(None, examples=["none"])
    mw: Annotated[float, InRange("mw")] | None = Field(None, examples=[176.1])
    log_kow: Annotated[float, InRange("log_kow")] | None = Field(None, examples=[-1.85])
    pka: Annotated[float, InRange("pka")] | None = Field(None, examples=[4.1])
    charge: Annotated[float, InRange("charge")] | None = Field(None, examples=[-1])
    temperature: Annotated[float, InRange("temperature")] | None = Field(None, examples=[32])
    platelets: Annotated[float, InRange("platelets")] | None = Field(None, examples=[5])


class AftercareSpec(Block):
    """What happens to the skin after a session."""

    occlusion: Literal["none", "partial", "full"] = Field("none", examples=["none"])
    sun: Sun | None = Field(None, examples=["protected"])


Other = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(free_words)]


def _needles(device: str | DeviceSpec | None) -> bool:
    """Return whether a device has needles, as one that is not stated is taken to have."""
    if isinstance(device, DeviceSpec):
        return device.kind in NEEDLED
    return device is None or device not in tissue_devices()


class Reaching(Rewritten):
    """How deep and how dense: one depth, a range, or a sign at which the operator stops."""

    device: DeviceChoice | None = Field(None, examples=["pen_12"])
    depth: Depth | None = Field(None, examples=["1.5 mm"])
    depth_range: (
        Annotated[tuple[float, float], Range(Quantity("length", most="5 mm", above_zero=True))] | None
    ) = Field(None, alias="=depth")
    endpoint: Sign | None = Field(None, examples=["pinpoint bleeding"])
    passes: Passes | None = Field(None, examples=[6])
    density: Density | None = Field(None, examples=["250 per cm2"])
    coverage: Share | None = Field(None, examples=["10 %"])
    energy: Energy | None = Field(None, examples=["16 mJ"])
    strength: Strength | None = Field(None, examples=["35 %"])
    hand_speed: Speed | None = Field(None, examples=["2 cm/s"])
    track: Length | None = Field(None, examples=["1 cm"])
    time: Span | None = Field(None, examples=["10 minutes"])
    area: Area | None = Field(None, examples=["100 cm2"])

    @model_validator(mode="before")
    @classmethod
    def _ranges_and_signs(cls, given: Any) -> Any:
        """Take a range of depths, and a sign, out of the keys they are written in."""
        if not isinstance(given, dict):
            return given
        found = signs_apart(given)
        if Range.matches(found.get("depth")):
            found["=depth"] = found.pop("depth")
        return found

    def _written(self, plain: dict[str, Any]) -> dict[str, Any]:
        """Write a range where it was written."""
        plain = super()._written(plain)
        for key in ("=depth", "depth_range"):
            if plain.get(key) is not None:
                plain["depth"] = plain[key]
            plain.pop(key, None)
        return plain

    def replaced(self, own: Reaching) -> Self:
        """Return this with whatever another block states in its place.

        How deep, and how dense, are stated in several keys that exclude each other: stating one replaces
        all. So does a device that works otherwise: what needles are set to says nothing of a laser or a peel.
        """
        stated = {name for name in own.model_fields_set if name in type(self).model_fields}
        changes: dict[str, Any] = {}
        if "device" in stated and _needles(own.device) != _needles(self.device):
            changes |= dict.fromkeys((*REACH, *DENSE, *SETTINGS))
        for stating, group in ((DEPTHS, REACH), (SETTINGS, REACH), (ACCOUNTS, DENSE), (WHEN, WHEN)):
            if stated & set(stating):
                changes |= dict.fromkeys(group)
        changes |= {"plan": ()} if "plan" in changes else {}
        changes |= {name: getattr(own, name) for name in stated}
        return self.model_copy(update=changes)


class SessionSpec(Reaching):
    """One session, over the course's defaults; or something else that is done on a day."""

    day: Annotated[float, Day()] = Field(examples=[28])
    topicals: Annotated[tuple[TopicalSpec, ...], Field(max_length=20)] | None = None
    anaesthesia: AnaesthesiaSpec | None = None
    other: Other | None = Field(None, examples=["subcision"])


class Timed(Reaching):
    """When it is done: so many sessions at an interval, days, or sessions one by one."""

    sessions: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(None, examples=[4])
    plan: Annotated[tuple[SessionSpec, ...], Field(max_length=100)] = Field((), alias="=sessions")
    interval: Span | None = Field(None, examples=["4 weeks"])
    days: Annotated[tuple[Number, ...], Field(min_length=1, max_length=100)] | None = Field(
        None, examples=[[0, 28, 60]]
    )

    @model_validator(mode="before")
    @classmethod
    def _one_by_one(cls, given: Any) -> Any:
        """Tell a list of sessions from their number."""
        if isinstance(given, dict) and isinstance(given.get("sessions"), list):
            return {**given, "sessions": None, "=sessions": computed_others(given["sessions"])}
        return given

    def _written(self, plain: dict[str, Any]) -> dict[str, Any]:
        plain = super()._written(plain)
        listed = plain.pop("=sessions", None) or plain.pop("plan", None)
        return plain | {"sessions": listed} if listed else plain


class CourseSpec(Timed):
    """What is done, with what, how often."""

    anaesthesia: AnaesthesiaSpec | None = None
    preparation: PreparationSpec = PreparationSpec.model_validate({})
    operator: OperatorSpec = OperatorSpec.model_validate({})
    topicals: Annotated[tuple[TopicalSpec, ...], Field(max_length=20)] = ()
    aftercare: AftercareSpec = AftercareSpec.model_validate({})

    def at_zone(self, zone: Timed) -> CourseSpec:
        """Return the course as one place has it: an interval of the course does not outlive its sessions."""
        found = self.replaced(zone)
        listed = bool(found.plan or found.days)
        return found.model_copy(update={"interval": None}) if listed else found

    @property
    def needled(self) -> tuple[SessionSpec, ...]:
        """The sessions that are given one by one, without what else is done."""
        return tuple(session for session in self.plan if session.other is None)

    @property
    def others(self) -> tuple[SessionSpec, ...]:
        """What else is done, and when."""
        return tuple(session for session in self.plan if session.other is not None)

    @property
    def session_days(self) -> tuple[float, ...]:
        """Times of the sessions, in days from the first; empty for the untreated course."""
        if self.plan:
            return tuple(session.day for session in self.needled)
        if self.days is not None:
            return tuple(float(day) for day in self.days)
        return tuple(number * (self.interval or 0.0) for number in range(self.sessions or 0))

    @property
    def each(self) -> tuple[CourseSpec, ...]:
        """The course as it stands at every session; one entry per session."""
        if self.plan:
            return tuple(self.replaced(session) for session in self.needled)
        return (self,) * len(self.session_days)

    @property
    def first(self) -> CourseSpec:
        """The course as it stands at the first session, or as it is without one."""
        return next(iter(self.each), self)

    @property
    def depths(self) -> tuple[float, ...]:
        """Every depth (um) that is stated for some session, ends of ranges included."""
        found = [one.depth for one in (self, *self.each)]
        ends = [end for one in (self, *self.each) for end in one.depth_range or ()]
        return tuple(sorted({depth for depth in found if depth is not None} | set(ends)))

    @property
    def all_topicals(self) -> tuple[TopicalSpec, ...]:
        """Everything that is put on the skin at some session, each once."""
        listed = self.each or (self,)
        return tuple(dict.fromkeys(topical for one in listed for topical in one.topicals))
