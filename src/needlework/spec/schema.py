"""The study file, version 1, as pydantic models.

Attributes hold plain numbers in canonical units; `Study.to_dict` writes them with units again. What a study
did not report is left out of the file and ``None`` here: it is simulated as unknown, never silently filled
in.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictInt, ValidationError, model_validator

from needlework.errors import InputError
from needlework.spec.blocks import Block, FileBlock, Horizon, Visit, Words
from needlework.spec.document import Document
from needlework.spec.fields import Key
from needlework.spec.people import ConcernSpec, More, PopulationSpec, SkinSpec, Treated
from needlework.spec.treatment import AnaesthesiaSpec, CourseSpec, SessionSpec, Timed, TopicalSpec
from needlework.spec.values import AFTER_LAST
from needlework.units import parse


class ZoneSpec(Timed, Treated):
    """One of several places treated in the same person, over the skin and the course of the study."""

    name: Words = Field(examples=["cheeks"])
    site: Annotated[str, Key("sites")] | None = Field(None, examples=["cheek"])
    concern: ConcernSpec | None = None
    more_concerns: More = Field((), alias="=concern")
    topicals: Annotated[tuple[TopicalSpec, ...], Field(max_length=20)] | None = None
    anaesthesia: AnaesthesiaSpec | None = None


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
            from needlework.spec.explain import faults_of  # needs this module

            raise InputError(faults_of(error, Document("study", named))) from None


class Study(FileBlock, metaclass=_OwnErrors):
    """The file a user saves."""

    schema_name: Literal["needlework/study/1"] = Field(alias="schema", examples=["needlework/study/1"])
    title: Words | None = Field(None, examples=["Rolling acne scars, cheek"])
    skin: SkinSpec = SkinSpec.model_validate({})
    history: Annotated[tuple[Words, ...], Field(max_length=50)] = Field(
        (), examples=[["herpes labialis in 2022"]]
    )
    course: CourseSpec
    zones: Annotated[tuple[ZoneSpec, ...], Field(max_length=20)] = ()
    horizon: Horizon = Field(examples=["12 months"])
    visits: Annotated[tuple[Visit, ...], Field(max_length=50)] = Field((), examples=[["4 weeks", "12 weeks"]])
    population: PopulationSpec = PopulationSpec.model_validate({})
    draws: Annotated[StrictInt, Field(ge=1, le=100_000)] = Field(160, examples=[160])
    seed: Annotated[StrictInt, Field(ge=0, le=2**32 - 1)] = Field(1, examples=[7])
    model: ModelSpec = ModelSpec.model_validate({})

    @model_validator(mode="before")
    @classmethod
    def _from_the_first(cls, given: Any) -> Any:
        """Count "3 months after the last session" from the first session."""
        if not isinstance(given, Mapping):
            return given
        visits = given.get("visits")
        if isinstance(visits, Mapping) and set(visits) == {"after", "at"} and isinstance(visits["at"], list):
            visits = [f"{time} after the {str(visits['after']).replace('_', ' ')}" for time in visits["at"]]
        listed = [_counted(time, given) for time in visits] if isinstance(visits, list) else visits
        changed = {"visits": listed, "horizon": _counted(given.get("horizon"), given)}
        return {**given, **{key: changed[key] for key in changed if key in given}}

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

    @property
    def courses(self) -> tuple[tuple[str | None, CourseSpec], ...]:
        """The course of every place, with the place's name; of the whole skin without one."""
        return tuple((zone.name, self.course.at_zone(zone)) for zone in self.zones) or ((None, self.course),)

    @property
    def session_days(self) -> tuple[float, ...]:
        """Days on which some place is treated, from the first."""
        return tuple(sorted({day for _, course in self.courses for day in course.session_days}))

    @property
    def others(self) -> tuple[SessionSpec, ...]:
        """What else is done at some place, and when."""
        every = dict.fromkeys(other for _, course in self.courses for other in course.others)
        return tuple(sorted(every, key=lambda other: other.day))

    @property
    def all_topicals(self) -> tuple[TopicalSpec, ...]:
        """Everything that is put on the skin at some session and place, each once."""
        every = (topical for _, course in self.courses for topical in course.all_topicals)
        return tuple(dict.fromkeys(every))

    @property
    def numbing(self) -> AnaesthesiaSpec | None:
        """What numbs at a session; of several places the one that stays on longest."""
        found = [course.anaesthesia for _, course in self.courses if course.anaesthesia is not None]
        return max(found, key=lambda each: each.contact or 0.0, default=None)


def _last_session(given: Mapping[str, Any]) -> float | None:
    """Return the day of the last session at any place, None where there is none; 0 of a course at fault."""
    try:
        course = CourseSpec.model_validate(given.get("course"))
        places = [course.at_zone(ZoneSpec.model_validate(zone)) for zone in given.get("zones") or ()]
    except (ValidationError, TypeError):
        return 0.0  # what is wrong with the course is told at its own line
    return max((day for one in places or [course] for day in one.session_days), default=None)


def _counted(time: Any, given: Mapping[str, Any]) -> Any:
    """Return a time after the last session as one after the first; anything else as it is."""
    match = AFTER_LAST.fullmatch(time.strip()) if isinstance(time, str) else None
    last = _last_session(given) if match else None
    try:
        return time if match is None or last is None else f"{last + parse(match[1], 'time', ''):.10g} days"
    except InputError:
        return time


def _load() -> Any:
    """Return the module that checks studies: it needs this one, so it is loaded when it is used."""
    return import_module("needlework.spec.load")


def _without_none(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _without_none(v) if isinstance(v, Mapping) else v for k, v in plain.items() if v is not None}
