"""Whose skin: the person or the group, and what is treated."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, StrictInt, model_serializer, model_validator

from needlework.spec.blocks import Age, Block, Kind, Number, Phototype, Sex, Thickness
from needlework.spec.fields import Key
from needlework.spec.values import Shares

Cause = Literal[
    "acne",
    "varicella",
    "surgery",
    "trauma",
    "burn",
    "infection",
    "inflammation",
    "pregnancy",
    "weight",
    "sun",
    "hormones",
    "steroid",
    "other",
]
Scale = Annotated[str, Field(min_length=1, max_length=60)]
PhototypeShares = Annotated[dict[str, float], Shares(("I", "II", "III", "IV", "V", "VI"))]
SexShares = Annotated[dict[str, float], Shares(("female", "male", "other"))]


class BaselineSpec(Block):
    """How severe the concern is before treatment, on a named scale."""

    scale: Scale = Field(examples=["goodman_baron_quantitative"])
    value: Number = Field(ge=0, le=1000, examples=[16])
    sd: Number | None = Field(None, ge=0, le=1000, examples=[3])


class ConcernSpec(Block):
    """What is treated."""

    kind: Kind = Field(examples=["atrophic_scar"])
    morphology: Literal["rolling", "boxcar", "icepick"] | None = Field(None, examples=["rolling"])
    cause: Cause | None = Field(None, examples=["varicella"])
    age: Age | None = Field(None, examples=["6 years"])
    thickness: Thickness | None = Field(None, examples=["3 mm"])
    baseline: BaselineSpec | None = None


class SkinSpec(Block):
    """Whose skin; everything may be left out when it was not reported."""

    site: Annotated[str, Key("sites")] | None = Field(None, examples=["cheek"])
    age: Age | None = Field(None, examples=["32 years"])
    phototype: Phototype | None = Field(None, examples=["III"])
    sex: Sex | None = Field(None, examples=["female"])
    smoking: Literal["never", "former", "current"] | None = Field(None, examples=["never"])
    phenotype: Literal["normal", "hypertrophic_prone", "keloid_prone"] = Field("normal", examples=["normal"])
    concern: ConcernSpec | None = Field(None)
    more_concerns: tuple[ConcernSpec, ...] = Field((), alias="=concern", max_length=4)

    @property
    def concerns(self) -> tuple[ConcernSpec, ...]:
        """Every concern that is treated, the leading one first."""
        return (self.concern, *self.more_concerns) if self.concern else ()

    @model_validator(mode="before")
    @classmethod
    def _several(cls, given: Any) -> Any:
        """Take a list of concerns apart: one leads."""
        if not isinstance(given, dict) or not isinstance(given.get("concern"), list) or not given["concern"]:
            return given
        first, *rest = given["concern"]
        return {**given, "concern": first, "=concern": rest}

    @model_serializer(mode="wrap")
    def _together(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write several concerns as the list they were."""
        plain = write(self)
        rest = plain.pop("=concern", ()) or plain.pop("more_concerns", ())
        return plain | {"concern": [plain["concern"], *rest]} if rest else plain


class AgesSpec(Block):
    """Ages of a group (years): normal between its ends."""

    mean: Age = Field(examples=["34 years"])
    sd: Age = Field(examples=["8 years"])
    min: Age | None = Field(None, examples=["20 years"])
    max: Age | None = Field(None, examples=["50 years"])


class SeveritySpec(Block):
    """How severe the concern of a group is before treatment, on a named scale."""

    scale: Scale | None = Field(None, examples=["goodman_baron_quantitative"])
    mean: Number = Field(ge=0, le=1000, examples=[16])
    sd: Number = Field(ge=0, le=1000, examples=[4])


class PopulationSpec(Block):
    """How many virtual persons, and who they are; one is the typical person."""

    persons: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = Field(5, examples=[5])
    age: AgesSpec | None = None
    phototype: PhototypeShares | None = Field(None, examples=[{"III": "40 %", "IV": "60 %"}])
    sex: SexShares | None = Field(None, examples=[{"female": "80 %", "male": "20 %"}])
    severity: SeveritySpec | None = None
