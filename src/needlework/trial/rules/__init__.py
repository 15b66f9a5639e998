"""Rules that involve several keys of a design, checked on what can be read: all faults come at once."""

from __future__ import annotations

from needlework.errors import Fault
from needlework.spec.document import Document
from needlework.trial.rules import layout, measured, people, testing
from needlework.trial.rules.reading import Plan

_CHECKS = (
    layout.courses,
    people.shares,
    people.correlations,
    people.baselines,
    measured.visits,
    measured.endpoints,
    testing.contrasts,
    layout.layout,
    testing.sizes,
    testing.monitoring,
    testing.reach,
)


def design_faults(document: Document) -> list[Fault]:
    """Return the faults of a design against the rules that involve several keys."""
    plan = Plan(document)
    return [fault for check in _CHECKS for fault in check(plan)]
