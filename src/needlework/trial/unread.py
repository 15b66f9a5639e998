"""What a design states that moves no number, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from needlework.spec import load_study
from needlework.spec.document import STUDY
from needlework.subject import NotUsed
from needlework.subject import not_used as of_study
from needlework.subject.reading import PIGMENT, printed_by, read_by_model
from needlework.trial.schema import Design

_NO_SEX = "the model has no effect of sex; table 1 shows it"


def not_used(design: Design) -> list[dict[str, Any]]:
    """Return every field that moves no number, with its value and the reason."""
    found = {n.field: n.to_json() for n in (*_people(design), *_conduct(design), *_courses(design))}
    return list(found.values())


def _people(design: Design) -> Iterator[NotUsed]:
    cohort, kind = design.cohort, design.cohort.skin.concern and design.cohort.skin.concern.kind
    if cohort.sex is not None or cohort.skin.sex is not None:
        yield NotUsed("cohort.sex", cohort.sex or cohort.skin.sex, _NO_SEX)
    if cohort.sun and "darkening" not in _printed(design) and kind not in PIGMENT:
        yield NotUsed(
            "cohort.sun", cohort.sun, "sun moves pigment and darkening only, which nothing here measures"
        )
    if design.inclusion.screening == "none" and cohort.history:
        yield NotUsed("cohort.history", cohort.history, "inclusion.screening is none")


def _conduct(design: Design) -> Iterator[NotUsed]:
    conduct, drop, layout = design.conduct, design.conduct.dropout, design.layout
    if drop.share == 0.0 and drop.mechanism == "not_at_random":
        yield NotUsed("conduct.dropout.mechanism", drop.mechanism, "nobody is lost")
    if conduct.missed == 0.0 and conduct.missed_spread > 0.0:
        yield NotUsed("conduct.missed_spread", conduct.missed_spread, "no session is missed")
    if conduct.late == 0.0 and "late_by" in conduct.model_fields_set:
        yield NotUsed("conduct.late_by", f"{conduct.late_by:g} days", "no session is late")
    if conduct.missed == 0.0 and design.estimand.missed_session != "treatment_policy":
        yield NotUsed("estimand.missed_session", design.estimand.missed_session, "no session is missed")
    for what, count, spread in (
        ("centre", layout.centres, layout.centre_spread),
        ("operator", layout.operators, layout.operator_spread),
    ):
        if count == 1 and spread > 0.0:
            yield NotUsed(f"layout.{what}_spread", spread, f"there is one {what}")


def _courses(design: Design) -> Iterator[NotUsed]:
    """Yield what moves no number of each arm's course, and of the skin that all arms share."""
    reads = partial(read_by_model, printed=_printed(design))
    skin = design.cohort.skin.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name, arm in design.arms.items():
        course = arm.course.model_dump(mode="json", by_alias=True, exclude_none=True)
        plain = {"schema": STUDY.schema, "skin": skin, "course": course, "horizon": "20 years"}
        for n in of_study(load_study(plain), reads, "trial"):
            place = {"course": f"arms.{name}.", "skin": "cohort."}.get(n.field.partition(".")[0])
            if place and n.field != "skin.sex":
                yield NotUsed(place + n.field, n.value, n.why)


def _printed(design: Design) -> frozenset[str]:
    return printed_by(endpoint.outcome for endpoint in design.endpoints)
