"""Where a study leaves what trials and measurements cover, and what it did not report."""

from __future__ import annotations

from itertools import pairwise

from needlework.errors import Fault, InputError
from needlework.evidence.parameters import load_parameters
from needlework.spec import Study
from needlework.subject.course import Course
from needlework.subject.device import Device
from needlework.subject.skin import Skin
from needlework.units import render

_SURELY = 0.98  # needles pass the dermis for certain when 99 in 100 reach below ...
_Z99 = 2.326  # ... the bottom of 99 in 100 dermes


def study_warnings(study: Study, skin: Skin, device: Device) -> list[str]:
    """Return sentences on every extrapolation and every unreported input of a study.

    Raises
    ------
    InputError
        The needles are certain to pass the dermis at this site: nothing below it is modelled.
    """
    course = Course.from_spec(study.course)
    depth = study.course.depth if study.course.depth is not None else device.needle_length
    return [
        *_depth_warnings(study, depth, skin, device),
        *_site_warnings(skin, device),
        *_age_warnings(skin),
        *_course_warnings(study, course),
        *_unreported(study, course),
    ]


def _depth_warnings(study: Study, depth: float | None, skin: Skin, device: Device) -> list[str]:
    if depth is None:
        return []
    share = device.penetration["share"]
    least, _ = share.distribution.interval(_SURELY)
    mean, sd = skin.depth_um("reticular_dermis")
    if least * depth > mean + _Z99 * sd:
        raise InputError([_beyond_dermis(study, depth, mean)])
    words = []
    if share.value * depth > mean:
        words.append(
            f"Needles at {_mm(depth)} are expected to pass the dermis here (about {_mm(mean)} deep); "
            "what happens in the fat is not modelled."
        )
    if device.labelled_depth is not None and depth > device.labelled_depth:
        label = _mm(device.labelled_depth)
        words.append(f"{_mm(depth)} is beyond the label of {device.title} ({label}): shown for research.")
    if device.dial is not None and not device.dial[0] <= depth <= device.dial[1]:
        low, high = (_mm(end) for end in device.dial)
        words.append(f"{_mm(depth)} is outside what {device.title} offers ({low} to {high}).")
    return words


def _beyond_dermis(study: Study, depth: float, dermis: float) -> Fault:
    return Fault(
        study.where("course", "depth"),
        f"channels that end in the skin, whose dermis ends at about {_mm(dermis)} here",
        _mm(depth),
        "give less depth, or another site",
    )


def _site_warnings(skin: Skin, device: Device) -> list[str]:
    words = []
    if skin.site is not None and not skin.penetration_measured:
        words.append(f"Nobody has measured how deep needles go at this site ({skin.title.lower()}).")
    if device.kind == "roller":
        words.append("How deep rollers go has not been measured in living human skin.")
    return words


def _age_warnings(skin: Skin) -> list[str]:
    low, high = _limit("age_low"), _limit("age_high")
    if skin.age_years is None or low <= skin.age_years <= high:
        return []
    return [f"Age {skin.age_years:g} years lies outside the trials ({low:g} to {high:g} years)."]


def _course_warnings(study: Study, course: Course) -> list[str]:
    gaps = [later - earlier for earlier, later in pairwise(course.days)]
    shortest, longest, most = _limit("interval_low"), _limit("interval_high"), _limit("sessions_high")
    words = []
    if gaps and min(gaps) < shortest:
        words.append(f"Sessions {_time(min(gaps))} apart: no trial had less than {_time(shortest)}.")
    if gaps and max(gaps) > longest:
        words.append(f"Sessions {_time(max(gaps))} apart: no trial had more than {_time(longest)}.")
    if len(course.sessions) > most:
        words.append(f"{len(course.sessions)} sessions: no trial had more than {most:g}.")
    density = course.sessions[0].density if course.sessions else None
    if density is not None and density > _limit("density_high"):
        dense = f"{density * 1e8:.0f} punctures per cm2"
        words.append(f"{dense}: no trial varied density, and the sign of its effect there is assumed.")
    if study.horizon > _limit("follow_up"):
        words.append("Beyond a year no trial followed people: what lasts is assumed.")
    return words


def _unreported(study: Study, course: Course) -> list[str]:
    spec = study.course
    missing = {
        "site": study.skin.site is None,
        "age": study.skin.age is None,
        "phototype": study.skin.phototype is None,
        "device": bool(course.sessions) and spec.device is None,
        "depth": "depth" in course.unknown,
        "density of punctures": "density" in course.unknown and spec.passes is None and spec.time is None,
    }
    names = [name for name, absent in missing.items() if absent]
    words = [f"Not reported, so simulated as unknown: {', '.join(names)}."] if names else []
    return words + _density_doubts(study, course)


def _density_doubts(study: Study, course: Course) -> list[str]:
    """Return why a density stays unknown although the study says something about it."""
    spec = study.course
    if "density" not in course.unknown:
        return []
    if spec.hand_speed is not None or spec.time is not None:
        return [
            f"The density of punctures is unknown: {course.device.title} has no known rate or needle count."
        ]
    if spec.passes is not None:
        typical = course.unknown["density"].value * 1e8
        return [
            f"{spec.passes} passes do not fix the density of punctures (about {typical:.0f} per cm2, give or "
            "take a factor of two); state density, or hand_speed and track."
        ]
    return []


def _limit(name: str) -> float:
    return load_parameters()[f"limits.{name}"].value


def _mm(um: float) -> str:
    return f"{um / 1000.0:.3g} mm"


def _time(days: float) -> str:
    return render(days, "time")
