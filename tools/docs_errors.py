"""Every class of input error with a real example: the messages are what the loader says."""

from __future__ import annotations

from docs_text import block

from needlework.errors import InputError
from needlework.spec import load_study
from needlework.subject import Course, Skin, study_warnings

_HEAD = "schema: needlework/study/1\n"
_COURSE = "course: {device: pen_12, sessions: 3, interval: 4 weeks, depth: 1.5 mm}\n"
_END = "horizon: 6 months\n"
_GOOD = _HEAD + _COURSE + _END

# Title, what it is about, and the smallest file that shows it.
CASES: tuple[tuple[str, str, str | bytes], ...] = (
    ("An empty file", "There is nothing to read.", b""),
    (
        "Not YAML",
        "Indentation, a colon or a quote is wrong.",
        _HEAD + "course:\n  sessions: 1\n depth: 1 mm\n" + _END,
    ),
    ("Not a study", "The file is a list or a word, not keys.", "- sessions: 3\n- depth: 1 mm\n"),
    ("Not text", "Something else than UTF-8 text.", b"\xff\xfe\x00\x01 not a study"),
    ("Too large", "A study file has at most 1 MB.", b"#" * 1_000_001),
    ("Too deep", "At most 20 levels.", _HEAD + "skin: " + "[" * 30 + "]" * 30 + "\n" + _COURSE + _END),
    ("Two studies in one file", "One file, one study.", _GOOD + "---\n" + _GOOD),
    ("A key twice", "Only one of them can be meant.", _GOOD + "horizon: 1 year\n"),
    (
        "Anchors, aliases and tags",
        "A study holds plain values only.",
        _GOOD + "title: &a A scar\nhistory: [*a]\n",
    ),
    ("A key that does not exist", "Often a misspelling.", _GOOD + "skin: {fototype: IV}\n"),
    ("A key that is missing", "Only `schema`, `course` and `horizon` are required.", _HEAD + _COURSE),
    ("Another version of the schema", "This program reads version 1.", _GOOD.replace("study/1", "study/2")),
    (
        "A word that is not on the list",
        "Sites, devices, types and the like are lists.",
        _GOOD + "skin: {site: cheeck}\n",
    ),
    ("A number without a unit", "`1.5` may be mm or inches.", _GOOD.replace("1.5 mm", "1.5")),
    ("A unit of another kind", "A depth is a length.", _GOOD.replace("1.5 mm", "1.5 weeks")),
    (
        "A value that cannot be",
        "Negative, zero where zero makes no sense, or absurd.",
        _GOOD.replace("1.5 mm", "-1 mm"),
    ),
    (
        "A value out of range",
        "The largest and smallest values are in the key table.",
        _GOOD.replace("1.5 mm", "1.5 cm"),
    ),
    ("Not a number", "Infinity and NaN are no quantities.", _GOOD.replace("1.5 mm", ".nan mm")),
    ("The wrong type", "A count is a whole number.", _GOOD.replace("sessions: 3", "sessions: three")),
    ("Sessions without an interval", "How far apart?", _GOOD.replace("interval: 4 weeks, ", "")),
    ("Days and sessions", "One account of when.", _GOOD.replace("sessions: 3", "days: [0, 28, 56]")),
    (
        "Days out of order",
        "Days count up from 0.",
        _GOOD.replace("sessions: 3, interval: 4 weeks", "days: [0, 56, 28]"),
    ),
    (
        "A horizon before the end",
        "The horizon is after the last session.",
        _GOOD.replace("6 months", "4 weeks"),
    ),
    (
        "Density said twice",
        "One account of how dense.",
        _GOOD.replace("depth", "passes: 4, density: 250 per cm2, depth"),
    ),
    (
        "A morphology that does not belong",
        "Rolling, boxcar and ice-pick are kinds of atrophic scars.",
        _GOOD + "skin: {concern: {kind: wrinkle, morphology: rolling}}\n",
    ),
    (
        "A scale that does not belong",
        "Each concern has its scales.",
        _GOOD + "skin: {concern: {kind: wrinkle, baseline: {scale: ecca, value: 90}}}\n",
    ),
    ("Personal data", "A study describes a scenario, not a person.", _GOOD + "skin: {birthday: 1990}\n"),
    (
        "Personal data in free words",
        "Dates, addresses and numbers are refused.",
        _GOOD + "history: [seen 12.03.2021]\n",
    ),
    (
        "Needles past the skin",
        "Below the dermis nothing is modelled.",
        _GOOD.replace("1.5 mm", "5 mm") + "skin: {site: periorbital}\n",
    ),
)


def message(text: str | bytes) -> str:
    """Return what the loader, or the skin and device catalogue after it, says about a file.

    Raises
    ------
    AssertionError
        The file is accepted, so that the example no longer shows an error.
    """
    try:
        study = load_study(text if isinstance(text, bytes) else text.encode())
        study_warnings(study, Skin.resolve(study.skin), Course.from_spec(study.course).device)
    except InputError as error:
        return str(error)
    raise AssertionError(f"no error in: {text[:200]!r}")


def input_errors() -> str:
    """Return every class of error with its example and its message."""
    return "\n\n".join(_section(*case) for case in CASES)


def _section(title: str, about: str, text: str | bytes) -> str:
    shown = block("yaml", text) if isinstance(text, str) else ""
    return "\n\n".join(part for part in (f"### {title}", about, shown, block("text", message(text))) if part)
