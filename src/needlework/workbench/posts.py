"""What each question of the browser means: a JSON body in, plain values (or a long job) out."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needlework.workbench import catalogue
from needlework.workbench.jobs import Work

if TYPE_CHECKING:
    from needlework.spec import Study

Body = Mapping[str, Any]


def _given(body: Body) -> Any:
    """Return the study of a body: its text where it was typed, its values where a form holds it."""
    return body["text"] if isinstance(body.get("text"), str) else body.get("values") or {}


def _study(body: Body) -> Study:
    return _read(_given(body))


def _read(given: Any) -> Study:
    from needlework.spec import load_study

    return load_study(given.encode() if isinstance(given, str) else given)


def _number(body: Body, key: str) -> int:
    found = body.get(key)
    return found if isinstance(found, int) else 0


# ---- short answers ----------------------------------------------------------------------------------------


def _typical(body: Body) -> Any:
    """Return what a study is found to be, and where it has no fault the typical person of one place."""
    from needlework.workbench.answers import checked
    from needlework.workbench.typical import typical

    study, told = checked(_given(body))
    if study is None:
        return told
    return told | {"answer": typical(study, _number(body, "moment"), _number(body, "place"))}


def _plane(body: Body) -> Any:
    from needlework.workbench.typical import plane

    return plane(_study(body), _number(body, "place"))


def _entering(body: Body) -> Any:
    from needlework.workbench.typical import entering

    return entering(_study(body), _number(body, "place"))


def _grounds(body: Body) -> Any:
    from needlework.workbench.grounds import grounds

    definition = str(body["definition"]) if body.get("definition") else None
    return grounds(_study(body), str(body.get("id")), definition, str(body.get("place") or ""))


def _screen(body: Body) -> Any:
    from needlework.evidence.sources import source_name
    from needlework.uptake.screened import screen

    told = screen(_study(body), "label_strict", date.today()).to_json()
    for position in (p for finding in told["findings"] for p in finding["positions"]):
        position["cited"] = source_name(position["source"])
    return told


def _calendar(body: Body) -> Any:
    from needlework.care.calendar import calendar
    from needlework.care.plain import when

    told = calendar(_study(body)).to_json()
    for entry in told["entries"]:
        entry["when"] = when(entry["start"], entry["end"], None)
    return told


def _text(body: Body) -> Any:
    from needlework.claims.check import check_text
    from needlework.claims.render import to_json

    return to_json(check_text(str(body.get("text", ""))))


ANSWERS: dict[str, Callable[[Body], Any]] = {
    "typical": _typical,
    "plane": _plane,
    "entering": _entering,
    "grounds": _grounds,
    "screen": _screen,
    "calendar": _calendar,
    "text": _text,
}


def papers(body: Body, runs: Path) -> Any:
    """Return the handouts of a study, and its calendar as iCalendar where the first day is given.

    The summary for professionals has the model's figures where a kept run of the study is named.
    """
    from needlework.care.calendar import calendar
    from needlework.care.handout import plain, professional
    from needlework.care.ical import to_ical
    from needlework.care.topicals import window
    from needlework.care.verbs import day
    from needlework.result import Result
    from needlework.screening import screen

    study, first = _study(body), day(str(body["start"]) if body.get("start") else None, "start")
    kept = catalogue.run_folder(runs, str(body.get("run") or ""))
    result = Result.load(kept) if kept else None
    if result is not None and result.asked != study:
        result = None
    return {
        "professional": professional(study, result, screen(study, window=window(study, result)).findings),
        "plain": plain(study),
        "ics": to_ical(calendar(study, result), first) if first else None,
    }


def sections(body: Body) -> bytes:
    """Return the sections of the typical person for ParaView, as a ZIP archive."""
    from needlework.exchange.files import export_model
    from needlework.spec import dump_study

    study, form = _study(body), str(body.get("form"))
    packed = BytesIO()
    with tempfile.TemporaryDirectory() as held:
        source, out = Path(held) / "study.yaml", Path(held) / "sections"
        source.write_text(dump_study(study), encoding="utf-8")
        export_model(source, form, out, zone=str(body["zone"]) if body.get("zone") else None)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(out.iterdir()):
                archive.write(file, file.name)
    return packed.getvalue()


# ---- long ones --------------------------------------------------------------------------------------------


def _everybody(body: Body, runs: Path) -> Work:
    study = _study(body)

    def work(stop: Any, tell: Any) -> Any:
        from needlework.runner import run
        from needlework.workbench.answers import everybody

        result = run(study, progress=tell, stop=stop)
        tell("reading", 0, 1)
        answer = everybody(result)
        return answer | {"folder": catalogue.keep(result, answer["document"], runs)}

    return work


def _compare(body: Body, runs: Path) -> Work:
    texts = [str(text) for text in body.get("texts", ())]
    for text in texts:
        _read(text)  # its faults come at once, not with the answer

    def work(stop: Any, tell: Any) -> Any:
        from needlework.workbench.answers import compared

        return compared(texts, tell, stop)

    return work


def _plan(body: Body, runs: Path) -> Work:
    from needlework.plan.load import load_plan

    limits = load_plan(_given(body))

    def work(stop: Any, tell: Any) -> Any:
        from needlework.workbench.answers import weighed

        return weighed(limits, tell, stop)

    return work


def _trial(body: Body, runs: Path) -> Work:
    """Return a virtual trial; its cohort is kept beside the runs and reused."""
    from needlework.trial.load import load_design

    plan = _given(body)
    load_design(plan.encode() if isinstance(plan, str) else plan)  # as in _compare

    def work(stop: Any, tell: Any) -> Any:
        from needlework.trial.browse import answered

        return answered(plan, runs / "cohorts", tell=tell, stop=stop)

    return work


WORKS: dict[str, Callable[[Body, Path], Work]] = {
    "everybody": _everybody,
    "compare": _compare,
    "plan": _plan,
    "trial": _trial,
}
