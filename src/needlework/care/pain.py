"""Does it hurt? What trials measured, and what the model's rule says for depth, density and numbing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from needlework.care.comparisons import describe
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import load_parameters
from needlework.numerics.sampling import stratified
from needlework.observation.instruments import pain as scale
from needlework.spec import Study
from needlework.subject import Course
from needlework.subject.skin import pain_record

_DEPTHS_MM = (0.5, 1.0, 1.5, 2.0, 2.5)
_LONGEST = "gill2008.range"  # the experiment behind the rule, on needles up to its depth
_DRAWS = 512
BETWEEN_SITES = (
    "Between sites the rule differs by judgement: trials find abdomen and neck worse than the face, products "
    "and depths mixed, and none compared sites."
)


@dataclass(frozen=True, slots=True)
class Ruled:
    """Pain by the model's rule at one depth: middle and ends of the average; numbed by an hour of cream."""

    depth_mm: float
    bare: tuple[float, float, float]
    numbed: tuple[float, float, float]
    beyond: bool


@dataclass(frozen=True, slots=True)
class Pain:
    """What trials measured, the study's site first, and the rule at its density (per cm2) and some depths."""

    measured: tuple[Observation, ...]
    density_per_cm2: float
    ruled: tuple[Ruled, ...]
    note: str = BETWEEN_SITES


def measured() -> list[Observation]:
    """Return every measurement of pain on file: scores (0 to 10), and how pain goes with needles."""
    kinds = ("absolute", "ratio")
    return [o for o in load_observations().values() if o.outcome == "pain_vas" and o.kind in kinds]


def told(o: Observation) -> str:
    """Return what a study found, with its spread."""
    scored = o.kind == "absolute"
    return describe(replace(o, arm=None, unit="1")) if scored else f"{o.endpoint}: {describe(o)}"


def conditions(o: Observation) -> list[str]:
    """Return under which conditions pain was felt: depth, device, arm, numbing."""
    depth = f"{o.course.depth_mm:g} mm" if o.course.depth_mm else ""
    numbing = (o.course.anaesthetic or "").split("_")
    told_by_arm = numbing[0] in (o.arm or "")  # "" is in any
    numbed = "" if told_by_arm else f"numbed with {' and '.join(numbing)}"
    return [part for part in (depth, o.course.device, o.arm, numbed) if part]


def pain(study: Study) -> Pain:
    """Return pain for a study: no run is needed, the rule has no wound in it."""
    course = Course.from_spec(study.course)
    stated = course.sessions[0].density if course.sessions else None
    parameters = load_parameters()
    density = stated if stated is not None else parameters["penetration.density_unreported"].value
    own = [study.course.depth / 1000.0] if study.course.depth else []
    depths = sorted({*_DEPTHS_MM, *own})
    ordered = sorted(measured(), key=lambda o: o.population.site != study.skin.site)
    return Pain(
        tuple(ordered), density * 1e8, tuple(rule(depth, density * 1e6, study.skin.site) for depth in depths)
    )


def rule(depth_mm: float, density: float, site: str | None = None) -> Ruled:
    """Return pain by the rule.

    Parameters
    ----------
    depth_mm
        Setting or needle length.
    density
        Punctures relative to 100 per cm2.
    site
        Key of the skin atlas; the cheek if not given.
    """
    parameters, place = load_parameters(), pain_record(site)
    draw = lambda id: parameters[id].ppf(stratified(_DRAWS, 1, id))  # noqa: E731
    offset, numbing = (
        draw("observe.pain_offset"),
        draw("observe.pain_numbing") * draw("observe.cream_numbness"),
    )
    offset = offset + (draw(place) if place else 0.0)
    exponents = draw("observe.pain_by_length"), draw("observe.pain_by_number")
    bare = _range(scale(offset, depth_mm, density, 0.0, *exponents))
    numbed = _range(scale(offset, depth_mm, density, numbing, *exponents))
    longest = load_observations()[_LONGEST].course.depth_mm or 0.0
    return Ruled(depth_mm, bare, numbed, depth_mm > longest)


def _range(values: np.ndarray) -> tuple[float, float, float]:
    low, median, high = np.percentile(values, (5.0, 50.0, 95.0))
    return float(median), float(low), float(high)
