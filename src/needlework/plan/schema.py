"""What a limits file, version 1, holds beside the keys of a study file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt

from needlework.spec import CourseSpec
from needlework.spec.blocks import Block, Name, Share, Span

Values = Annotated[tuple[Any, ...], Field(min_length=1, max_length=20)]


class LimitsSpec(Block):
    """What a course may cost at most.

    Attributes
    ----------
    downtime
        Days of downtime after one session, mean over persons.
    darkening
        Share of people who darken over the whole course.
    sessions
        Number of sessions.
    total
        Days from the first session to the last.
    sure
        Share of draws in which downtime and darkening must keep their limits.
    """

    downtime: Span | None = Field(None, examples=["5 days"])
    darkening: Share | None = Field(None, examples=["10 %"])
    sessions: Annotated[StrictInt, Field(ge=1, le=100)] | None = Field(None, examples=[6])
    total: Span | None = Field(None, examples=["6 months"])
    sure: Share = Field(0.5, examples=["50 %"])


class PlanSpec(Block):
    """What is varied, and within which limits."""

    limits: LimitsSpec = LimitsSpec.model_validate({})
    vary: dict[Name, Values] = Field({}, examples=[{"depth": ["1 mm", "1.5 mm"], "sessions": [2, 4, 6]}])
    also: Annotated[tuple[CourseSpec, ...], Field(max_length=20)] = ()
    benefit: Name | None = Field(None, examples=["goodman_baron_quantitative"])
