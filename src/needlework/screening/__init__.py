"""Screening: what the sources say about a history and a study, in milliseconds, without a model."""

from needlework.screening.facts import facts_of
from needlework.screening.findings import Finding, Question, Screening
from needlework.screening.rules import MODES, Position, Rule, load_rules
from needlework.screening.screener import screen, screen_history

__all__ = [
    "MODES",
    "Finding",
    "Position",
    "Question",
    "Rule",
    "Screening",
    "facts_of",
    "load_rules",
    "screen",
    "screen_history",
]
