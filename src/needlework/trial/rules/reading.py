"""What can be read of a design that may have faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from needlework.errors import Fault, shown
from needlework.spec.blocks import Block
from needlework.spec.document import Document, KeyPath
from needlework.spec.fields import suggestion
from needlework.trial.arms import all_arms, pooled
from needlework.trial.schema import (
    AnalysisSpec,
    ArmSpec,
    CohortSpec,
    ContrastSpec,
    EndpointSpec,
    LayoutSpec,
    VisitsSpec,
)
from needlework.trial.tables import measures

Part = TypeVar("Part", bound=Block)
Faults = Iterator[Fault]


class Plan:
    """What can be read of a file that may have faults: blocks that are in order by themselves."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tree: Mapping[str, Any] = document.tree
        self.cohort = _read(_sound(self.tree.get("cohort"), CohortSpec), CohortSpec)
        self.layout = self.block("layout", LayoutSpec)
        self.visits = self.block("visits", VisitsSpec)
        self.analysis = self.block("analysis", AnalysisSpec)
        self.endpoints = self.items("endpoints", EndpointSpec)
        self.contrasts = self.items("contrasts", ContrastSpec)
        self.names = tuple(all_arms(self.tree))
        self.arms = {k: a for k, v in all_arms(self.tree).items() if (a := _read(v, ArmSpec))}

    def block(self, key: str, kind: type[Part]) -> Part | None:
        """Return one block, None where it is not there or not in order."""
        return _read(self.tree.get(key), kind)

    def items(self, key: str, kind: type[Part]) -> dict[int, Part]:
        """Return the items of a list that are in order."""
        value = self.tree.get(key)
        given = enumerate(value) if isinstance(value, list | tuple) else ()
        return {i: found for i, item in given if (found := _read(item, kind))}

    def fault(self, path: KeyPath, expected: str, received: str, next_step: str) -> Fault:
        """Return a fault at the line of a path."""
        return Fault(self.document.where(path), expected, received, next_step)

    def resolved(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return arms by their names or by a level of a factor."""
        return pooled(self.tree, names)


def _read(value: object, kind: type[Part]) -> Part | None:
    try:
        return kind.model_validate(value) if isinstance(value, Mapping) else None
    except ValidationError:
        return None


def _sound(value: object, kind: type[Block]) -> object:
    """Return a block without the keys that are at fault, so that rules about the others still speak."""
    try:
        kind.model_validate(value)
    except ValidationError as error:
        lost = {found["loc"][0] for found in error.errors(include_url=False) if found["loc"]}
        return {k: v for k, v in value.items() if k not in lost} if isinstance(value, Mapping) else value
    return value


def measurable(plan: Plan) -> tuple[str, ...]:
    """Return the endpoints that the cohort's concern has."""
    from needlework.outcomes import outcomes

    concern = plan.cohort.skin.concern if plan.cohort else None
    table = outcomes()
    return tuple(
        key
        for key in measures()
        if not table[key].concerns or (concern is not None and concern.kind in table[key].concerns)
    )


def known_arms(plan: Plan, where: KeyPath, names: tuple[str, ...]) -> Faults:
    """Yield a fault for every name that is neither an arm nor a level of a factor."""
    for name in names:
        if not plan.resolved((name,)):
            near = suggestion(name, plan.names)
            advice = f"did you mean '{near}'?" if near else "choose one of these"
            yield plan.fault(where, f"arms of this design: {', '.join(plan.names)}", shown(name), advice)
