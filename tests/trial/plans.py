"""Designs small enough for tests."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np

from needlework.trial.load import load_design
from needlework.trial.schema import Design
from needlework.trial.simulate import Simulator
from needlework.trial.truth import Truth

_COURSE = {
    "device": "pen_12",
    "sessions": 3,
    "interval": "4 weeks",
    "depth": "1.5 mm",
    "density": "250 per cm2",
}
_PLAN: dict[str, Any] = {
    "schema": "needlework/design/1",
    "title": "Needled against untreated",
    "cohort": {
        "persons": 6,
        "draws": 20,
        "skin": {"site": "cheek", "concern": {"kind": "atrophic_scar"}},
        "age": {"mean": "30 years", "sd": "6 years", "least": "18 years", "most": "50 years"},
        "phototype": {"III": "50 %", "IV": "50 %"},
        "severity": {"scale": "goodman_baron_quantitative", "mean": 16, "sd": 3},
    },
    "arms": {
        "needled": {"course": _COURSE},
        "wide": {"course": {**_COURSE, "interval": "6 weeks"}},
        "untreated": {"course": {"sessions": 0}},
    },
    "layout": {"kind": "split_face"},
    "visits": {"at": ["3 months", "6 months"]},
    "endpoints": [{"outcome": "goodman_baron_quantitative", "analysis": "paired_t"}],
    "contrasts": [{"better": "needled", "than": "untreated"}],
    "n": [10, 20, 40],
    "trials": 400,
    "null_trials": 2000,
    "seed": 5,
    "model": {"strata": 2, "rings": 1},
}


def plan(**changes: Any) -> dict[str, Any]:
    """Return a design as plain values with some top-level keys changed; None removes one."""
    tree = copy.deepcopy(_PLAN)
    for key, value in changes.items():
        if value is None:
            tree.pop(key, None)
        elif isinstance(value, dict) and isinstance(tree.get(key), dict) and key in ("cohort", "layout"):
            tree[key] = {**tree[key], **value}
        else:
            tree[key] = value
    return tree


def design(**changes: Any) -> Design:
    """Return a design with some top-level keys changed."""
    return load_design(plan(**changes))


def truth_of(made: Design) -> Truth:
    """Return the cohort of a design, simulated in memory."""
    source = Simulator(made)
    parts = [source.part(n) for n in range(source.parts)]
    join = lambda name: {  # noqa: E731
        k: np.concatenate([getattr(p, name)[k] for p in parts]) for k in getattr(parts[0], name)
    }
    named = {t.name: t for t in source.treatments}
    return Truth(join("values"), join("draws"), join("persons"), named)


@cache
def usual_truth() -> Truth:
    """Return the cohort of the plain design; endpoints, sizes and contrasts do not change it."""
    return truth_of(design())
