"""Needlework: an in-silico laboratory for collagen induction therapy.

A study (skin, course, draws, seed) goes in; a result with units, intervals and sources comes out. The names
below are loaded when they are first used.

Examples
--------
>>> import needlework as nw
>>> study = nw.load_study(nw.new_study("wrinkle", "cheek"))
>>> study.course.depth
1000.0
>>> nw.Skin.resolve(study.skin).title
'Cheek, over the zygoma'
>>> nw.parameters()["healing.dT"].unit
'1/day'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needlework.delivery.run import Delivery, deliver
    from needlework.errors import Fault, InputError, NeedleworkError, NumericalError
    from needlework.evidence.observations import Observation
    from needlework.evidence.observations import load_observations as observations
    from needlework.evidence.parameters import Parameter
    from needlework.evidence.parameters import load_parameters as parameters
    from needlework.evidence.sources import Source
    from needlework.evidence.sources import load_sources as sources
    from needlework.model import Model
    from needlework.outcomes import Outcome
    from needlework.result import Result
    from needlework.runner import run
    from needlework.scaffold import new_study
    from needlework.screening import Finding
    from needlework.spec import Study, dump_study, load_study
    from needlework.subject import Course, Device, Session, Skin, Topical
    from needlework.summary import document
    from needlework.uptake.screened import screen

__version__ = "0.2.0"

__all__ = [
    "Course",
    "Delivery",
    "Device",
    "Fault",
    "Finding",
    "InputError",
    "Model",
    "NeedleworkError",
    "NumericalError",
    "Observation",
    "Outcome",
    "Parameter",
    "Result",
    "Session",
    "Skin",
    "Source",
    "Study",
    "Topical",
    "deliver",
    "document",
    "dump_study",
    "load_study",
    "new_study",
    "observations",
    "parameters",
    "run",
    "screen",
    "sources",
]

# Public name -> where it lives. No module may bear a public name: importing it would hide the name.
_PLACES = {
    **dict.fromkeys(("Fault", "InputError", "NeedleworkError", "NumericalError"), "errors"),
    **dict.fromkeys(("Course", "Device", "Session", "Skin", "Topical"), "subject"),
    **dict.fromkeys(("Study", "dump_study", "load_study"), "spec"),
    **dict.fromkeys(("Delivery", "deliver"), "delivery.run"),
    "Finding": "screening",
    "Model": "model",
    "Observation": "evidence.observations",
    "Outcome": "outcomes",
    "Parameter": "evidence.parameters",
    "Result": "result",
    "Source": "evidence.sources",
    "document": "summary",
    "new_study": "scaffold",
    "observations": "evidence.observations:load_observations",
    "parameters": "evidence.parameters:load_parameters",
    "run": "runner",
    "screen": "uptake.screened",
    "sources": "evidence.sources:load_sources",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562), so that a bare import stays fast."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place, _, original = _PLACES[name].partition(":")
    value = getattr(import_module(f"{__name__}.{place}"), original or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted({*globals(), *__all__})
