"""The study file, version 1, as pydantic models.

Attributes hold plain numbers in canonical units; `Study.to_dict` writes them with units again. What a study
did not report is left out of the file and ``None`` here: it is simulated as unknown, never silently filled
in.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    StrictInt,
    Tag,
    ValidationError,
)

from needlework.errors import InputError
from needlework.spec.document import Document, dotted
from needlework.spec.fields import InRange, Key, Quantity, StoppedProduct, free_words

Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
Kind = Literal[
    "atrophic_scar",
    "wrinkle",
    "laxity",
    "pore",
    "stria",
    "hyperpigmentation",
    "melasma",
    "hypertrophic_scar",
    "surgical_scar",
    "photoageing",
]
Sun = Literal["protected", "usual", "exposed"]

Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(free_words)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ActiveName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.,+()/%'-]{0,79}$"), AfterValidator(free_words)
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

Depth = Annotated[float, Quantity("length", most="5 mm", above_zero=True)]
Length = Annotated[float, Quantity("length", above_zero=True)]
Age = Annotated[float, Quantity("age")]
Time = Annotated[float, Quantity("time")]
Span = Annotated[float, Quantity("time", above_zero=True)]
Density = Annotated[float, Quantity("density", above_zero=True)]
Rate = Annotated[float, Quantity("frequency", above_zero=True)]
Speed = Annotated[float, Quantity("speed", above_zero=True)]
Area = Annotated[float, Quantity("area", above_zero=True)]
Share = Annotated[float, Quantity("share")]
Strength = Annotated[float, Quantity("share", above_zero=True)]
Amount = Annotated[float, Quantity("dose", most="1000 mg/cm2", above_zero=True)]
Vehicle = Literal["water", "serum", "gel", "alcohol", "lotion", "cream", "ointment", "oil", "plasma"]


def _device_form(value: object) -> str:
    return "key" if isinstance(value, str) else "inline"


class Block(BaseModel):
    """A block of keys; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class BaselineSpec(Block):
    """How severe the concern is before treatment, on a named scale."""

    scale: Name = Field(examples=["goodman_baron_quantitative"])
    value: Number = Field(ge=0, le=1000, examples=[16])
    sd: Number | None = Field(None, ge=0, le=1000, examples=[3])


class ConcernSpec(Block):
    """What is treated."""

    kind: Kind = Field(examples=["atrophic_scar"])
    morphology: Literal["rolling", "boxcar", "icepick"] | None = Field(None, examples=["rolling"])
    age: Age | None = Field(None, examples=["6 years"])
    baseline: BaselineSpec | None = None


class SkinSpec(Block):
    """Whose skin; everything may be left out when it was not reported."""

    site: Annotated[str, Key("sites")] | None = Field(None, examples=["cheek"])
    age: Age | None = Field(None, examples=["32 years"])
    phototype: Phototype | None = Field(None, examples=["III"])
    sex: Literal["female", "male", "other"] | None = Field(None, examples=["female"])
    phenotype: Literal["normal", "hypertrophic_prone", "keloid_prone"] = Field("normal", examples=["normal"])
    concern: ConcernSpec | None = None


class DeviceSpec(Block):
    """A device that is not in the catalogue."""

    kind: Literal["pen", "roller", "stamp"] = Field(examples=["pen"])
    needles: Annotated[StrictInt, Field(ge=1, le=2000)] | None = Field(None, examples=[12])
    needle_diameter: Length | None = Field(None, examples=["0.25 mm"])
    tip_length: Length | None = Field(None, examples=["0.5 mm"])
    rate: Rate | None = Field(None, examples=["90 Hz"])
    drum_diameter: Length | None = Field(None, examples=["2 cm"])
    drum_width: Length | None = Field(None, examples=["2 cm"])
    head_area: Area | None = Field(None, examples=["1 cm2"])
    labelled_depth: Depth | None = Field(None, examples=["1.5 mm"])


DeviceChoice = Annotated[
    Annotated[str, Key("devices"), Tag("key")] | Annotated[DeviceSpec, Tag("inline")],
    Discriminator(_device_form),
]


class AnaesthesiaSpec(Block):
    """A topical anaesthetic and how long it stays on."""

    product: Name = Field(examples=["lidocaine_5"])
    contact: Span | None = Field(None, examples=["30 minutes"])


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


class AftercareSpec(Block):
    """What happens to the skin after a session."""

    occlusion: Literal["none", "partial", "full"] = Field("none", examples=["none"])
    sun: Sun | None = Field(None, examples=["protected"])


class CourseSpec(Block):
    """What is done, with what, how often."""

    device: DeviceChoice | None = Field(None, examples=["pen_12"])
    sessions: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(None, examples=[4])
    interval: Span | None = Field(None, examples=["4 weeks"])
    days: Annotated[tuple[Number, ...], Field(min_length=1, max_length=100)] | None = Field(
        None, examples=[[0, 28, 60]]
    )
    depth: Depth | None = Field(None, examples=["1.5 mm"])
    passes: Annotated[StrictInt, Field(ge=1, le=200)] | None = Field(None, examples=[6])
    density: Density | None = Field(None, examples=["250 per cm2"])
    hand_speed: Speed | None = Field(None, examples=["2 cm/s"])
    track: Length | None = Field(None, examples=["1 cm"])
    time: Span | None = Field(None, examples=["10 minutes"])
    area: Area | None = Field(None, examples=["100 cm2"])
    anaesthesia: AnaesthesiaSpec | None = None
    preparation: PreparationSpec = PreparationSpec.model_validate({})
    operator: OperatorSpec = OperatorSpec.model_validate({})
    topicals: Annotated[tuple[TopicalSpec, ...], Field(max_length=20)] = ()
    aftercare: AftercareSpec = AftercareSpec.model_validate({})

    @property
    def session_days(self) -> tuple[float, ...]:
        """Times of the sessions, in days from the first; empty for the untreated course."""
        if self.days is not None:
            return tuple(float(day) for day in self.days)
        return tuple(number * (self.interval or 0.0) for number in range(self.sessions or 0))


class PopulationSpec(Block):
    """How many virtual persons; one is the typical person."""

    persons: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = Field(5, examples=[5])


class ModelSpec(Block):
    """Resolution: depth strata of the dermis and rings around a channel."""

    strata: Annotated[StrictInt, Field(ge=1, le=50)] = Field(5, examples=[5])
    rings: Annotated[StrictInt, Field(ge=1, le=16)] = Field(3, examples=[3])


class _OwnErrors(type(BaseModel)):
    """Studies made in Python are refused with this package's errors, as files are."""

    def __call__(cls, *values: Any, **named: Any) -> Any:
        """Make a study."""
        try:
            return super().__call__(*values, **named)
        except ValidationError as error:
            raise InputError(_load().faults_of(error, Document("study", named))) from None


class Study(Block, metaclass=_OwnErrors):
    """The file a user saves."""

    schema_name: Literal["needlework/study/1"] = Field(alias="schema", examples=["needlework/study/1"])
    title: Words | None = Field(None, examples=["Rolling acne scars, cheek"])
    skin: SkinSpec = SkinSpec.model_validate({})
    history: Annotated[tuple[Words, ...], Field(max_length=50)] = Field(
        (), examples=[["herpes labialis in 2022"]]
    )
    course: CourseSpec
    horizon: Span = Field(examples=["12 months"])
    population: PopulationSpec = PopulationSpec.model_validate({})
    draws: Annotated[StrictInt, Field(ge=1, le=100_000)] = Field(160, examples=[160])
    seed: Annotated[StrictInt, Field(ge=0, le=2**32 - 1)] = Field(1, examples=[7])
    model: ModelSpec = ModelSpec.model_validate({})

    _document: Document | None = PrivateAttr(None)

    def __eq__(self, other: object) -> bool:
        """Compare what the studies say, not where their files say it."""
        return isinstance(other, Study) and self.to_dict() == other.to_dict()

    def replace(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Study:
        """Return the study with some keys changed, checked as a whole.

        Parameters
        ----------
        changes, more
            New values as in a file, by key; dots lead into blocks: ``{"course.depth": "2 mm"}``. None removes
            a key.

        Raises
        ------
        InputError
            With every fault of the new study.
        """
        plain = self.to_dict()
        for key, value in {**(changes or {}), **more}.items():
            *blocks, last = key.split(".")
            inner = plain
            for block in blocks:
                held = inner.get(block)
                inner[block] = dict(held) if isinstance(held, Mapping) else {}
                inner = inner[block]
            inner[last] = value
        return _load().load_study(_without_none(plain))

    def where(self, *path: str | int) -> str:
        """Return ``file:line key`` of a key, for a message about it."""
        return self._document.where(path) if self._document else dotted(path)

    def to_dict(self) -> dict[str, Any]:
        """Return the study as plain values with units, as in a file; what is unknown is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def _load() -> Any:
    """Return the module that checks studies: it needs this one, so it is loaded when it is used."""
    return import_module("needlework.spec.load")


def _without_none(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _without_none(v) if isinstance(v, Mapping) else v for k, v in plain.items() if v is not None}
