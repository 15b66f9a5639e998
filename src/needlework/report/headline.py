"""Which four figures stand on top, at which day a course is read, and the scenario in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from needlework.care.leaflet import depth_set
from needlework.outcomes import Outcome, headlines, outcomes
from needlework.pages.words import duration, session_phrase
from needlework.result import Result
from needlework.spec import AgesSpec, CourseSpec, SkinSpec, Study
from needlework.spec.parts import parts
from needlework.subject.catalogue import entry, read
from needlework.units import render

Row = dict[str, Any]

READ_AFTER = 84.0  # days after the last session at which most trials look


def headline(result: Result, summary: dict[str, Any]) -> list[Row]:
    """Return the rows of four figures: the concern's score, the tissue, the redness, the darkening."""
    found = (main_row(result, summary, id) for id in dict.fromkeys(wanted(result.study)))
    return [row for row in found if row is not None and row["mean"] is not None and is_reported(row)][:4]


def is_reported(row: Row) -> bool:
    """Return whether evidence supports the sign and size of an outcome; what it does not is folded away."""
    return bool(row.get("reported", True))


def wanted(study: Study) -> tuple[str, ...]:
    """Return the outcomes that may stand on top of a report, the scale that the study states first."""
    concern = study.skin.concern
    stated = (concern.baseline.scale,) if concern and concern.baseline else ()
    ranked = headlines(concern.kind if concern else None)
    return (*stated, *(id for id in ranked if not (stated and outcomes()[id].headline_for)))


def main_row(result: Result, summary: dict[str, Any], id: str) -> Row | None:
    """Return the row at which an outcome is read.

    What belongs to the first days is read on day 1, all else 12 weeks after the last session, or as near to
    it as the run goes; a single figure for the whole course has one row.
    """
    rows = [row for row in summary["outcomes"] if row["id"] == id]
    if not rows:
        return None
    if result.values[id].ndim == 2:
        return rows[0]  # of several definitions the first
    sessions = result.study.course.session_days
    end = float(result.times[-1])
    day = read_day(outcomes()[id], sessions, end)
    return min(rows, key=lambda row: (abs(row["time_days"] - day), -row["time_days"]))


def read_day(outcome: Outcome, sessions: Sequence[float], end: float) -> float:
    """Return the day on which a series is read: see `main_row`."""
    if outcome.read_day is not None:
        return outcome.read_day
    return min(max(sessions) + READ_AFTER, end) if sessions else end


def scenario(study: Study) -> str:
    """Return the scenario in one sentence: whose skin, with what, how often."""
    days = study.course.session_days
    if study.zones or study.skin.more_concerns:
        return _several(study)
    what = [_device(study.course), *_setting(study.course)] if days else []
    said = [", ".join(_who(study)), ", ".join(what), _sessions(study.course)]
    text = " · ".join(part for part in said if part)
    return text[0].upper() + text[1:]


def _several(study: Study) -> str:
    """Return a scenario of several places or concerns in one sentence."""
    places = [zone.name for zone in study.zones]
    where = f"{len(places)} places: {', '.join(places)}" if len(places) > 1 else ", ".join(places)
    concerns = [concern_words(part.study.skin) for part in parts(study)]
    needled = [course for _, course in study.courses if course.session_days]
    devices = ", ".join(dict.fromkeys(map(_device, needled or [study.course])))
    what = ", ".join([devices, *([] if study.zones else _setting(study.course))])
    treated = ", ".join(dict.fromkeys(filter(None, concerns)))
    said = [", ".join(_person(study)), where, treated, what, _often(study)]
    text = " · ".join(words for words in said if words)
    return text[0].upper() + text[1:]


def _often(study: Study) -> str:
    """Return when the places of a study are treated: together, or each by itself."""
    each = {name: _sessions(course) for name, course in study.courses}
    if len(set(each.values())) == 1:
        return next(iter(each.values()))
    return "; ".join(f"{name}: {words}" for name, words in each.items())


def _sessions(course: CourseSpec) -> str:
    return session_phrase(course.session_days, course.interval if course.days is None else None)


def _person(study: Study) -> list[str]:
    """Return the age and the type of a person, or those of a group."""
    skin, group = study.skin, study.population
    words = [f"{skin.age:g} years"] if skin.age is not None else []
    words += [f"phototype {skin.phototype}"] if skin.phototype else []
    words += [_ages(group.age)] if group.age else []
    shares = [f"{name} {100 * share:.3g} %" for name, share in (group.phototype or {}).items() if share]
    return words + ([f"phototypes {', '.join(shares)}"] if shares else [])


def _ages(ages: AgesSpec) -> str:
    """Return the ages of a group as papers write them."""
    low, high = ages.ends
    middle = f"{ages.middle:g} ± {ages.spread:g} years"
    if ages.iqr is not None:
        middle = f"median {ages.middle:g} years, quartiles {ages.iqr[0]:g} to {ages.iqr[1]:g}"
    if low is None or high is None:
        one = [f"from {low:g}"] if low is not None else [f"up to {high:g}"] if high is not None else []
        return " ".join([middle, *one])
    return f"{middle} ({low:g} to {high:g})"


def _who(study: Study) -> list[str]:
    skin = study.skin
    words = [skin.site.replace("_", " ") if skin.site else "face", *_person(study)]
    if skin.phenotype != "normal":
        words.append(str(read("skins/phenotypes.yaml")[skin.phenotype]["title"]))
    return [*words, concern_words(skin)]


_CAUSES = {
    None: "",
    "acne": "",
    "other": "",
    "varicella": " after chickenpox",
    "weight": " after a change of weight",
    "sun": " from sun",
    "hormones": " from hormones",
    "steroid": " from steroids",
}


def concern_words(skin: SkinSpec) -> str:
    """Return what is treated, in words: rolling acne scars."""
    if skin.concern is None:
        return "healthy skin"
    record = read("skins/concerns.yaml")[skin.concern.kind]
    title = str(record["title"])
    title = title[0].lower() + title[1:]
    cause = skin.concern.cause
    if cause and cause[:4] in title:
        cause = None  # a surgical scar after surgery
    if cause not in (None, "acne"):
        title = title.replace("acne ", "")
    after = _CAUSES.get(cause, f" after {cause}")
    if skin.concern.morphology is None:
        return title + after
    kind = record["morphologies"][skin.concern.morphology]["title"]
    return f"{kind} {title.removeprefix('atrophic ')}{after}"


def _device(course: CourseSpec) -> str:
    if course.device is None:
        return "device not reported"
    if isinstance(course.device, str):
        title = str(entry("devices", course.device)["title"])
        return title if entry("devices", course.device).get("maker") else title[0].lower() + title[1:]
    return course.device.kind


def _setting(course: CourseSpec) -> list[str]:
    settings = [
        ("energy", course.energy, ""),
        ("share", course.coverage, " of the surface"),
        ("share", course.strength, ""),
    ]
    stated = [render(value, unit) + of for unit, value, of in settings if value is not None]
    words = [*filter(None, [depth_set(course)]), *stated] or ["depth not reported"]
    if course.density is not None:
        words.append(f"{course.density * 1e8:.0f} per cm²")
    elif course.passes is not None:
        words.append(f"{course.passes} pass{'es' if course.passes > 1 else ''}")
    if course.time is not None:
        words.append(duration(course.time))
    return words
