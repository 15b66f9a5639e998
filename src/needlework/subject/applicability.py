"""Where a study leaves what trials and measurements cover, and what it did not report."""

from __future__ import annotations

from itertools import pairwise

from needlework.errors import Fault, InputError
from needlework.evidence.parameters import load_parameters
from needlework.spec import CourseSpec, Study
from needlework.subject.columns import SHEET, Tissue
from needlework.subject.course import Course, Session
from needlework.subject.device import Device
from needlework.subject.skin import Skin
from needlework.units import render

_SETTINGS = {"energy": "energy", "strength": "share"}  # of a series -> its dimension
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
    return [
        *dict.fromkeys(word for s in course.sessions for word in _depth_warnings(study, s, skin, course)),
        *_site_warnings(skin, device),
        *_age_warnings(study),
        *_group_warnings(study),
        *_course_warnings(study, course),
        *_unreported(study, course),
    ]


def _depth_warnings(study: Study, session: Session, skin: Skin, course: Course) -> list[str]:
    depth, device = session.depth_um, course.devices[session.device]
    if device.tissue is not None:
        return _wound_warnings(study, session, skin, device)
    if depth is None:
        return []
    share = device.penetration["share"]
    least, _ = share.distribution.interval(_SURELY)
    mean, sd = skin.depth_um("reticular_dermis")
    scar = skin.concern is not None and skin.concern.thickness_um is not None
    last, spread = skin.depth_um("hypodermis") if scar else (mean, sd)  # below a scar there is skin or fat
    if least * depth > last + _Z99 * spread:
        raise InputError([_beyond_dermis(study, depth, last, skin)])
    words = []
    if share.value * depth > mean:
        words.append(
            f"Needles at {_mm(depth)} are expected to pass the dermis here (about {_mm(mean, 2)} deep); "
            "what happens in the fat is not modelled."
        )
    if device.labelled_depth is not None and depth > device.labelled_depth:
        label = _mm(device.labelled_depth)
        words.append(f"{_mm(depth)} is beyond the label of {device.title} ({label}): shown for research.")
    if device.dial is not None and not device.dial[0] <= depth <= device.dial[1]:
        low, high = (_mm(end) for end in device.dial)
        words.append(f"{_mm(depth)} is outside what {device.title} offers ({low} to {high}).")
    return words


def _wound_warnings(study: Study, session: Session, skin: Skin, device: Device) -> list[str]:
    """Return what is extrapolated of columns or a sheet.

    Raises
    ------
    InputError
        They remove tissue deeper than skin and fat together.
    """
    words, tissue = [], device.tissue
    if tissue is None:
        raise TypeError(f"{device.title} is a device of needles")
    series, dermis = tissue.series, skin.depth_um("reticular_dermis")[0]
    setting = session.energy if series and series.per == "energy" else session.strength
    if series and series.per and setting is not None and series.outside(setting):
        unit = _SETTINGS[series.per]
        low, high = (render(end, unit) for end in series.measured)
        words.append(
            f"{render(setting, unit)} lies outside the measured series of {device.title} ({low} to {high})."
        )
    if session.depth_um is not None and session.depth_um > dermis:
        bottom = skin.depth_um("hypodermis")[0]
        if session.depth_um > bottom and tissue.removed > 0.0:
            raise InputError([_beyond_fat(study, session.depth_um, bottom)])
        words.append(
            f"{device.title} at {_mm(session.depth_um)} passes the dermis here (about {_mm(dermis, 2)} "
            "deep); what happens in the fat is not modelled."
        )
    return words


def _beyond_fat(study: Study, depth: float, bottom: float) -> Fault:
    expected = f"a depth above 0 and within skin and fat, at most about {_mm(bottom)} here"
    return Fault(study.where("course", "depth"), expected, _mm(depth), "give less depth, or another site")


def _beyond_dermis(study: Study, depth: float, dermis: float, skin: Skin) -> Fault:
    return Fault(
        study.where("course", "depth"),
        f"channels that end in the skin, whose dermis ends at about {_mm(dermis)} here "
        f"({skin.title.lower()})",
        _mm(depth),
        "give less depth, or another site",
    )


def _site_warnings(skin: Skin, device: Device) -> list[str]:
    if device.tissue is not None:
        return []
    words = []
    if skin.site is not None and not skin.penetration_measured:
        words.append(f"Nobody has measured how deep needles go at this site ({skin.title.lower()}).")
    if device.kind == "roller":
        words.append("How deep rollers go has not been measured in living human skin.")
    return words


def _age_warnings(study: Study) -> list[str]:
    low, high, group = _limit("age_low"), _limit("age_high"), study.population.age
    age, whose = (group.middle, "Mean age") if group else (study.skin.age, "Age")
    if age is None or low <= age <= high:
        return []
    return [f"{whose} {age:g} years lies outside the trials ({low:g} to {high:g} years)."]


def _group_warnings(study: Study) -> list[str]:
    """Return that one person is no group: the middle of each distribution stands for all."""
    group = study.population
    mixed = [name for name in ("age", "phototype", "severity") if getattr(group, name) is not None]
    if group.persons > 1 or not mixed:
        return []
    return [
        f"One person stands for the group, at the middle of its {' and '.join(mixed)}: give more persons."
    ]


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
    density = max((s.density for s in course.sessions if s.density is not None), default=None)
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
        "age": study.skin.age is None and study.population.age is None,
        "phototype": study.skin.phototype is None and study.population.phototype is None,
        "device": any(one.device is None for one in spec.each),
        "depth": any(
            session.depth_um is None and one.depth_range is None
            for session, one in zip(course.sessions, spec.each, strict=True)
            if not _tissue(course, session)
        ),
        "density of punctures": any(
            session.density is None and one.passes is None and one.time is None
            for session, one in zip(course.sessions, spec.each, strict=True)
            if not _tissue(course, session)
        ),
        **_unreported_settings(course),
    }
    names = [name for name, absent in missing.items() if absent]
    words = [f"Not reported, so simulated as unknown: {', '.join(names)}."] if names else []
    return words + _density_doubts(study, course)


def _tissue(course: Course, session: Session) -> Tissue | None:
    return course.devices[session.device].tissue


def _unreported_settings(course: Course) -> dict[str, bool]:
    """Return which settings of columns and sheets are missing: coverage, and energy or strength."""
    missing: dict[str, bool] = {}
    for session in course.sessions:
        device, tissue = course.devices[session.device], _tissue(course, session)
        if tissue is None:
            continue
        crowded = session.coverage is not None or session.density is not None or device.kind == SHEET
        missing["coverage"] = missing.get("coverage", False) or not crowded
        if tissue.series and tissue.series.per and session.depth_um is None:
            absent = (session.energy if tissue.series.per == "energy" else session.strength) is None
            missing[tissue.series.per] = missing.get(tissue.series.per, False) or absent
    return missing


def _density_doubts(study: Study, course: Course) -> list[str]:
    """Return why a density stays unknown although the study says something about it."""
    words = [
        _density_doubt(one, course, session)
        for session, one in zip(course.sessions, study.course.each, strict=True)
        if session.density is None
    ]
    return list(dict.fromkeys(word for word in words if word))


def _density_doubt(spec: CourseSpec, course: Course, session: Session) -> str | None:
    device = course.devices[session.device]
    if device.tissue is not None:
        return None  # columns and sheets count by their coverage
    if spec.hand_speed is not None or spec.time is not None:
        return f"The density of punctures is unknown: {device.title} has no known rate or needle count."
    if spec.passes is None:
        return None
    typical = float(f"{course.unknown[session.density_record.removeprefix('course/')].value * 1e8:.2g}")
    advice = {
        "roller": "needles, drum_diameter and drum_width of the roller",
        "stamp": "needles and head_area of the stamp",
    }.get(device.kind, "hand_speed and track")
    return (
        f"{spec.passes} passes do not fix the density of punctures (about {typical:g} per cm², give or "
        f"take a factor of two); state density, or {advice}."
    )


def _limit(name: str) -> float:
    return load_parameters()[f"limits.{name}"].value


def _mm(um: float, digits: int = 3) -> str:
    return f"{um / 1000.0:.{digits}g} mm"


def _time(days: float) -> str:
    return render(days, "time")
