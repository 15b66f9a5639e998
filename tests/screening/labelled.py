"""The labelled histories, and how they are screened."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from needlework.screening import Screening, screen_history

PARTS = ("development", "held_back", "held_back_again")
DAY = date(2026, 6, 15)
FACTS = {"site": "cheek"}


@cache
def labelled() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "histories.yaml").read_text(encoding="utf-8"))


def cases() -> list[dict[str, Any]]:
    return [case for part in PARTS for case in labelled()[part]]


def screened(*history: str, mode: str = "label_strict") -> Screening:
    return screen_history(history, FACTS, mode=mode, today=DAY)


def found(*history: str, mode: str = "label_strict") -> set[str]:
    return {finding.id for finding in screened(*history, mode=mode).findings}
