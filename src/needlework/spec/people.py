"""Whose skin: the person or the group, and what is treated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from needlework.spec.blocks import Age, Block, KindInWords, Number, Phototype, Rewritten, Sex, Thickness
from needlework.spec.fields import Key, Quantity, custom, scale_meant
from needlework.spec.spelling import reader
from needlework.spec.values import Range, Shares

CauseName = Literal[
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
Cause = Annotated[CauseName, BeforeValidator(reader("causes", get_args(CauseName)))]
MorphologyName = Literal["rolling", "boxcar", "icepick"]
Morphology = Annotated[MorphologyName, BeforeValidator(reader("morphologies", get_args(MorphologyName)))]
Scale = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(scale_meant)]
PhototypeShares = Annotated[dict[str, float], Shares(("I", "II", "III", "IV", "V", "VI"))]
SexShares = Annotated[dict[str, float], Shares(("female", "male", "other"))]
SmokingShares = Annotated[dict[str, float], Shares(("never", "former", "current"))]
AgeRange = Annotated[tuple[float, float], Range(Quantity("age"))]
_QUARTILES = 1.349  # quartiles of a normal distribution lie this many standard deviations apart
_MEAN_AND_SD = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:±|\+/-)\s*(\d+(?:\.\d+)?)\s*([a-z]+)(?:\s*[(,]\s*(?:range:?\s*)?([^()]+?)\)?)?"
)


class BaselineSpec(Block):
    """How severe the concern is before treatment, on a named scale."""

    scale: Scale = Field(examples=["goodman_baron_quantitative"])
    value: Number = Field(ge=0, le=1000, examples=[16])
    sd: Number | None = Field(None, ge=0, le=1000, examples=[3])


class ConcernSpec(Block):
    """What is treated."""

    kind: KindInWords = Field(examples=["atrophic_scar"])
    morphology: Morphology | None = Field(None, examples=["rolling"])
    cause: Cause | None = Field(None, examples=["varicella"])
    age: Age | None = Field(None, examples=["6 years"])
    thickness: Thickness | None = Field(None, examples=["3 mm"])
    baseline: BaselineSpec | None = None


class Treated(Rewritten):
    """One concern, or a list of several of different kinds; the blocks that hold it say where it stands."""

    if TYPE_CHECKING:
        concern: ConcernSpec | None
        more_concerns: tuple[ConcernSpec, ...]

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

    def _written(self, plain: dict[str, Any]) -> dict[str, Any]:
        """Write several concerns as the list they were."""
        plain = super()._written(plain)
        rest = plain.pop("=concern", ()) or plain.pop("more_concerns", ())
        return plain | {"concern": [plain["concern"], *rest]} if rest else plain


More = Annotated[tuple[ConcernSpec, ...], Field(max_length=4)]


class SkinSpec(Treated):
    """Whose skin; everything may be left out when it was not reported."""

    site: Annotated[str, Key("sites")] | None = Field(None, examples=["cheek"])
    age: Age | None = Field(None, examples=["32 years"])
    phototype: Phototype | None = Field(None, examples=["III"])
    sex: Sex | None = Field(None, examples=["female"])
    smoking: Literal["never", "former", "current"] | None = Field(None, examples=["never"])
    phenotype: Literal["normal", "hypertrophic_prone", "keloid_prone"] = Field("normal", examples=["normal"])
    concern: ConcernSpec | None = Field(None)
    more_concerns: More = Field((), alias="=concern")


class AgesSpec(Block):
    """Ages of a group (years): normal between its ends; a median with quartiles stands for mean and sd."""

    mean: Age | None = Field(None, examples=["34 years"])
    sd: Age | None = Field(None, examples=["8 years"])
    median: Age | None = Field(None, examples=["34 years"])
    iqr: AgeRange | None = Field(None, examples=["29 to 40 years"])
    min: Age | None = Field(None, examples=["20 years"])
    max: Age | None = Field(None, examples=["50 years"])
    range: AgeRange | None = Field(None, examples=["20 to 50 years"])

    @property
    def middle(self) -> float:
        """Mean age (years), that of a normal distribution with this median."""
        return (self.mean if self.mean is not None else self.median) or 0.0

    @property
    def spread(self) -> float:
        """Standard deviation (years), that of a normal distribution with these quartiles."""
        if self.iqr is not None:
            return (self.iqr[1] - self.iqr[0]) / _QUARTILES
        return self.sd or 0.0

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Youngest and oldest (years)."""
        return self.range or (self.min, self.max)

    @model_validator(mode="before")
    @classmethod
    def _in_words(cls, given: Any) -> Any:
        """Take ages apart that are written as a paper does: 34 ± 8 years."""
        if isinstance(given, str) and (match := _MEAN_AND_SD.fullmatch(given.strip())):
            mean, sd, unit, ends = match.groups()
            ends = {"range": ends if unit in ends else f"{ends} {unit}"} if ends else {}
            return {"mean": f"{mean} {unit}", "sd": f"{sd} {unit}", **ends}
        return {"range": given} if isinstance(given, list) or Range.matches(given) else given

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check that middle and spread are stated, each once, and that all figures are in order."""
        stated = {key for key, value in self if value is not None}
        step = "add 'mean' and 'sd', or 'median' and 'iqr'; a range alone does not say who came"
        for one, other in (("mean", "median"), ("sd", "iqr")):
            if one in stated and other in stated:
                raise custom(f"'{one}' or '{other}'", "both", "remove one")
            if one not in stated and other not in stated:
                raise custom(f"'{one}' or '{other}' of the ages", "neither", step)
        if "range" in stated and stated & {"min", "max"}:
            raise custom("'range', or 'min' and 'max'", "both", "remove one")
        (low, high), (lower, upper) = self.ends, self.iqr or (None, None)
        known = [x for x in (low, lower, self.middle, upper, high) if x is not None]
        if known != sorted(known) or len(set(known)) < len(known):
            raise custom("min, quartiles, mean and max in order", "another order", "correct them")
        return self


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
    smoking: SmokingShares | None = Field(None, examples=[{"never": "80 %", "current": "20 %"}])
    severity: SeveritySpec | None = None
