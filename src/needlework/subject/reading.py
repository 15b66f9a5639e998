"""What the verbs read of a study, in forms that can be compared: listed once, for `unused`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter
from needlework.spec import Study
from needlework.spec.parts import Part, parts
from needlework.subject.actives import Portion, acting, portions, resolve
from needlework.subject.columns import Tissue
from needlework.subject.course import Course, Session
from needlework.subject.skin import Concern, Skin
from needlework.subject.topical import Topical

ALL = frozenset({"pain", "minutes", "closure", "darkening", "visits"})  # beside tissue, scores and days
_PRINTED_BY = {
    "pain_vas": "pain",
    "session_minutes": "minutes",
    "pore_closure_time": "closure",
    "pih_probability": "darkening",
}
PIGMENT = ("melasma", "hyperpigmentation")  # concerns that sun itself moves


def printed_by(outcomes: Iterable[str]) -> frozenset[str]:
    """Return what of `ALL` is printed where only some outcomes are read."""
    return frozenset(_PRINTED_BY[key] for key in outcomes if key in _PRINTED_BY)


def read_by_model(study: Study, printed: frozenset[str] = ALL) -> Any:
    """Return what the model reads of a study for what is printed, in a form that can be compared."""
    return [_read(part, printed) for part in parts(study)]


def read_by_delivery(study: Study) -> Any:
    """Return what the uptake of products reads of one place, in a form that can be compared."""
    skin, course = Skin.of(study), Course.from_spec(study.course)
    return (
        (study.draws, study.population.persons, study.seed),
        _of_skin(skin),
        skin.concern and (skin.concern.kind, skin.concern.morphology),
        [(_of_wound(course, s), [_put_on(t, course.occlusion) for t in s.topicals]) for s in course.sessions],
        [_put_on(topical, course.occlusion) for topical in course.topicals],
        course.occlusion,
    )


def _read(part: Part, printed: frozenset[str]) -> Any:
    study = part.study
    skin, course = Skin.of(study), Course.from_spec(study.course)
    concern, visits = skin.concern, study.visits if "visits" in printed else ()
    sessions = [_of_session(course, session) for session in course.sessions]
    covered = "closure" in printed or any(acts for *_, acts in sessions)
    sunned = "darkening" in printed or (concern is not None and concern.kind in PIGMENT)
    return (
        part.zone and (part.zone, study.course.area),  # areas of places are summed
        (study.horizon, visits, study.draws, study.population.persons, study.seed, study.model),
        _of_skin(skin),
        dict(skin.phenotype.factors),
        _of_concern(concern) if concern else None,
        sessions,
        _of_first(course, printed) if course.sessions else None,
        "exposed" in (course.sun_before, course.sun_after) if course.sessions and sunned else None,
        course.occlusion if course.sessions and covered else None,
    )


def _of_skin(skin: Skin) -> Any:
    return skin.layers, skin.age_years, dict(skin.unknown), skin.phototype, dict(skin.shares)


def _of_concern(concern: Concern) -> Any:
    age = concern.age_years if concern.ages else None
    return concern.kind, concern.morphology, concern.baseline, dict(concern.state), age, concern.thickness_um


def _of_session(course: Course, session: Session) -> Any:
    acts = [
        found for topical in session.topicals if (found := _of_topical(topical, course.occlusion)) is not None
    ]
    return _of_wound(course, session), acts


def _of_wound(course: Course, session: Session) -> Any:
    device, unknown = course.devices[session.device], course.unknown
    return (
        session.time_day,
        session.depth_um or unknown.get(session.depth_record.removeprefix("course/")),
        session.density or unknown.get(session.density_record.removeprefix("course/")),
        (session.coverage, session.energy, _strength(session)) if device.tissue else None,
        (device.kind, _injury(device.tissue), {k: _spread(r) for k, r in device.penetration.items()}),
    )


def _of_topical(topical: Topical, cover: str) -> Any:
    """Return what a run reads of a product; nothing where it acts on nothing that is computed."""
    found = acting(topical)
    if not found:
        return None
    numbs_only = all(act.kind == "numbs" for portion in found for act in portion.active.acts)
    return (
        None if numbs_only and topical.when != "before" else _dose(replace(topical, area=None), cover, found)
    )


def _put_on(topical: Topical, cover: str) -> Any:
    """Return what the uptake of a product reads of it."""
    return _dose(topical, cover, tuple(portions(resolve(topical, ""), topical)))


def _dose(topical: Topical, cover: str, found: tuple[Portion, ...]) -> Any:
    plain: dict[str, Any] = dict.fromkeys(("strength", "platelets", "ph", "mw", "log_kow", "pka", "charge"))
    late = topical.delay_days if topical.when != "during" else 0.0
    vehicle = found[0].topical.vehicle
    dries = (topical.occlusion or (cover if topical.when != "before" else "none")) != "full"
    alike = vehicle in (("water", "serum") if dries else ("water", "serum", "gel", "alcohol"))
    plain |= {"active": found[0].product.id, "vehicle": "water" if alike else vehicle}
    return replace(topical, delay_days=late, **plain), [
        (
            p.strength,
            p.platelets and topical.platelets,
            dict(p.active.numbers),
            "pka" in p.active.numbers and p.ph,
        )
        for p in found
    ]


def _strength(session: Session) -> float | None:
    """Return the strength of a peel, None where its depth is stated."""
    return session.strength if session.depth_um is None else None


def _injury(tissue: Tissue | None) -> Tissue | None:
    """Return what a device does to tissue; cuts and acids of one margin are computed alike."""
    return replace(tissue, means="mechanical") if tissue and tissue.means == "chemical" else tissue


def _spread(record: Parameter) -> Any:
    """Return what is drawn of a record: of a stated figure the value alone."""
    return record.value if isinstance(record.distribution, Fixed) else record


def _of_first(course: Course, printed: frozenset[str]) -> Any:
    """Return what pain and minutes of the first session rest on beside its wound."""
    session, device = course.sessions[0], course.device
    stroke = (session.passes, session.hand_speed, session.track or device.drum_width)
    swept = stroke if "minutes" in printed and device.kind in ("pen", "roller") else None
    area = session.area_cm2 if swept and (device.kind == "pen" or session.passes) else None
    numbs = "pain" in printed and not device.tissue  # pain is computed of needles alone
    return session.numbing if numbs else None, swept, area, session.minutes if swept else None
