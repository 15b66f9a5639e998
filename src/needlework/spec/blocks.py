"""What blocks of the study file are made of: types of fields, and the base of every block."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from needlework.spec.document import Document, dotted
from needlework.spec.fields import Quantity, free_words
from needlework.spec.spelling import reader
from needlework.spec.values import Moment, Reach

Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
Sex = Literal["female", "male", "other"]
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
KindInWords = Annotated[Kind, BeforeValidator(reader("kinds", get_args(Kind)))]
Sun = Literal["protected", "usual", "exposed"]

Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(free_words)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ActiveName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.,+()/%'-]{0,79}$"), AfterValidator(free_words)
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]

Depth = Annotated[float, Reach("length", most="5 mm", above_zero=True)]
Length = Annotated[float, Quantity("length", above_zero=True)]
Thickness = Annotated[float, Quantity("length", most="20 mm", above_zero=True)]
Margin = Annotated[float, Quantity("length")]
Age = Annotated[float, Quantity("age")]
Time = Annotated[float, Quantity("time")]
Span = Annotated[float, Quantity("time", above_zero=True)]
Visit = Annotated[float, Moment()]
Horizon = Annotated[float, Moment(above_zero=True)]
Density = Annotated[float, Quantity("density", above_zero=True)]
Rate = Annotated[float, Quantity("frequency", above_zero=True)]
Speed = Annotated[float, Quantity("speed", above_zero=True)]
Area = Annotated[float, Quantity("area", above_zero=True)]
Energy = Annotated[float, Quantity("energy", above_zero=True)]
Share = Annotated[float, Quantity("share")]
Strength = Annotated[float, Quantity("share", above_zero=True)]
Amount = Annotated[float, Quantity("dose", most="1000 mg/cm2", above_zero=True)]
Vehicle = Literal["water", "serum", "gel", "alcohol", "lotion", "cream", "ointment", "oil", "plasma"]


class Block(BaseModel):
    """A block of keys; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Rewritten(Block):
    """A block that a file writes otherwise than it is held: every form puts its own keys back."""

    @model_serializer(mode="wrap")
    def _together(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return self._written(write(self))

    def _written(self, plain: dict[str, Any]) -> dict[str, Any]:
        return plain


class FileBlock(Block):
    """The block of a whole file, which knows where its keys stand."""

    _document: Document | None = PrivateAttr(None)

    def where(self, *path: str | int) -> str:
        """Return ``file:line key`` of a key, for a message about it."""
        return self._document.where(path) if self._document else dotted(path)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values with units, as in a file; what is unknown is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
