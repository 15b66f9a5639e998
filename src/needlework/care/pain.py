"""Does it hurt? What trials measured, and what the model's rule says for depth, density and numbing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from needlework.care.records import Tier, load, span, tier_of
from needlework.evidence.parameters import load_parameters
from needlework.numerics.sampling import stratified
from needlework.observation.instruments import pain as scale
from needlework.spec import Study
from needlework.subject import Course
from needlework.subject.skin import pain_record

_DEPTHS_MM = (0.5, 1.0, 1.5, 2.0, 2.5)
_MEASURED_TO_MM = (
    1.45  # longest needle of the experiment behind the rule (Gill et al., Clin J Pain 2008;24:585)
)
_DRAWS = 512
BETWEEN_SITES = (
    "Between sites the rule differs by judgement: trials find abdomen and neck worse than the face, products "
    "and depths mixed, and none compared sites."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Pain as one trial reported it (0 to 10); ``depth_mm`` is the setting or needle length."""

    id: str
    site: str
    source: str
    tier: Tier
    value: float | None = None
    sd: float | None = None
    se: float | None = None
    n: int | None = None
    depth_mm: float | None = None
    numbing: str | None = None
    device: str | None = None
    says: str | None = None
    note: str | None = None


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

    measured: tuple[Measured, ...]
    density_per_cm2: float
    ruled: tuple[Ruled, ...]
    note: str = BETWEEN_SITES


@cache
def measured() -> tuple[Measured, ...]:
    """Return every measurement on file."""
    found = []
    for record in load("pain"):
        fields = {key: value for key, value in record.items() if key != "depth"}
        depth = span(record["depth"], "length")[0] / 1000.0 if "depth" in record else None
        found.append(Measured(**fields, depth_mm=depth, tier=tier_of(record["source"])))
    return tuple(found)


def pain(study: Study) -> Pain:
    """Return pain for a study: no run is needed, the rule has no wound in it."""
    course = Course.from_spec(study.course)
    stated = course.sessions[0].density if course.sessions else None
    parameters = load_parameters()
    density = stated if stated is not None else parameters["penetration.density_unreported"].value
    own = [study.course.depth / 1000.0] if study.course.depth else []
    depths = sorted({*_DEPTHS_MM, *own})
    ordered = sorted(measured(), key=lambda m: m.site != study.skin.site)
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
    return Ruled(depth_mm, bare, numbed, depth_mm > _MEASURED_TO_MM)


def _range(values: np.ndarray) -> tuple[float, float, float]:
    low, median, high = np.percentile(values, (5.0, 50.0, 95.0))
    return float(median), float(low), float(high)
