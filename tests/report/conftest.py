"""One small run, and the page of it, for every test of the report."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from needlework.report import render_report
from needlework.report.context import Context
from needlework.result import Result
from needlework.runner import run
from needlework.spec import load_study
from needlework.summary import document

STUDY: dict[str, Any] = {
    "schema": "needlework/study/1",
    "title": "Two sessions <b>& a title</b>",
    "skin": {
        "site": "cheek",
        "age": "32 years",
        "phototype": "IV",
        "concern": {"kind": "atrophic_scar", "morphology": "rolling"},
    },
    "course": {
        "device": "pen_12",
        "sessions": 2,
        "interval": "4 weeks",
        "depth": "1.25 mm",
        "passes": 6,
        "preparation": {"stopped": ["tretinoin 7 days"]},
    },
    "horizon": "60 days",
    "population": {"persons": 4},
    "draws": 8,
    "seed": 7,
}


def context_of(result: Result) -> Context:
    """Return the context of a result; what earlier rooms warn of is not tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return Context(result, document(result))


def page_of(result: Result) -> str:
    """Return the page of a result."""
    context = context_of(result)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return render_report(result, context.summary)


def with_benefit(summary: dict[str, Any]) -> dict[str, Any]:
    """Return a document as if half of each change were natural; one row is unsupported, one input unused."""
    rows = [_with_benefit(row) for row in summary["outcomes"]]
    unused = [{"field": "course.topicals[0]", "value": "banana", "why": "no effect of it is on file"}]
    return {**summary, "outcomes": rows, "not_used": unused}


def _with_benefit(row: dict[str, Any]) -> dict[str, Any]:
    keys = ("mean", "mean_interval", "person_interval")
    half = lambda v: None if v is None else [half(x) for x in v] if isinstance(v, list) else 0.5 * v  # noqa: E731
    design = {"mean": row["mean"], "interval": row["study_interval"]}
    swayed = {**design, "interval": half(row["study_interval"])} if row["unit"] == "points" else design
    return {
        **row,
        "untreated": {key: half(row[key]) for key in keys},
        "difference": {key: half(row[key]) for key in (*keys, "study_interval")},
        "studies": {"open": design, "blinded": swayed},
        "reported": row["id"] != "collagen_masson_area",
    }


def page_with_benefit(result: Result) -> str:
    """Return the page of a result whose rows know untreated skin."""
    summary = with_benefit(context_of(result).summary)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return render_report(result, summary)


def with_values(result: Result, change: Callable[[Any], Any]) -> Result:
    """Return a result whose values went through a function; chances stay chances."""
    chance = ("pih_probability", "responder")
    changed = {key: v if key.startswith(chance) else change(np.array(v)) for key, v in result.values.items()}
    return replace(result, values=changed)


@pytest.fixture(scope="session")
def needled() -> Result:
    return run(load_study(STUDY))


@pytest.fixture(scope="session")
def untreated() -> Result:
    course = {"sessions": 0}
    return run(load_study({**STUDY, "course": course, "draws": 4, "population": {"persons": 2}}))


@pytest.fixture(scope="session")
def context(needled: Result) -> Context:
    return context_of(needled)


@pytest.fixture(scope="session")
def page(needled: Result) -> str:
    return page_of(needled)
