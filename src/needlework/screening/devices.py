"""Which rules speak of what a course is done with: needles, or columns and sheets by other means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from needlework.screening.judgement import Fact
from needlework.screening.rules import Rule

Row = Mapping[str, Fact]


def speaks(rule: Rule, row: Row) -> bool:
    """Return whether a rule speaks of the device of a row; one that names no device speaks of all."""
    return all(row.get(f"device_{key}") in allowed for key, allowed in rule.devices.items())


def rules_for(rules: Mapping[str, Rule], rows: Sequence[Row]) -> dict[str, Rule]:
    """Return the rules that speak of some device of a study.

    A rule about needling is silent where one that stands instead of it speaks of every device.
    """
    found = {id: rule for id, rule in rules.items() if any(speaks(rule, row) for row in rows)}
    named = {other for rule in found.values() for other in rule.instead_of}
    silent = {other for other in named if all(_replaced(other, row, found) for row in rows)}
    return {id: rule for id, rule in found.items() if id not in silent}


def _replaced(other: str, row: Row, rules: Mapping[str, Rule]) -> bool:
    return any(other in rule.instead_of and speaks(rule, row) for rule in rules.values())
