"""Rules of who gets what: courses, layout, crossover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from needlework.errors import Fault
from needlework.spec.document import Document, KeyPath, dotted
from needlework.spec.rules import rule_faults
from needlework.spec.treatment import CourseSpec
from needlework.subject import Device
from needlework.trial.arms import all_arms
from needlework.trial.rules.reading import Faults, Plan, known_arms
from needlework.trial.tables import measures
from needlework.units import render


def courses(plan: Plan) -> Faults:
    """Check each course by the rules of study files."""
    cohort = plan.tree.get("cohort")
    skin = cohort.get("skin") if isinstance(cohort, Mapping) else None
    for name, arm in all_arms(plan.tree).items():
        if not isinstance(arm, Mapping):
            continue
        head = ("arms", name, "course") if name in (plan.tree.get("arms") or {}) else ("factorial", "base")
        lines = {
            ("course", *p[len(head) :]): i for p, i in plan.document.lines.items() if p[: len(head)] == head
        }
        own = Document(plan.document.name, {"course": arm.get("course")}, lines)
        yield from _named(rule_faults(own), "course", head)
    lines = {p[1:]: i for p, i in plan.document.lines.items() if p[:2] == ("cohort", "skin")}
    yield from _named(
        rule_faults(Document(plan.document.name, {"skin": skin}, lines)), "skin", ("cohort", "skin")
    )
    if not plan.names:
        yield plan.fault((), "at least two 'arms', or a 'factorial'", "none", "write the courses to compare")
    elif len(plan.names) < 2:
        yield plan.fault(("arms",), "at least two arms", "one", "add what it is compared with")


def _named(faults: Iterable[Fault], key: str, head: KeyPath) -> Faults:
    """Yield faults of a part of the design by where the part stands in it."""
    for fault in faults:
        yield replace(fault, where=fault.where.replace(f" {key}", f" {dotted(head)}", 1))


def layout(plan: Plan) -> Faults:
    """Check allocation, pooled arms and washout against the kind of trial."""
    if plan.layout is None:
        return
    for name in plan.layout.allocation:
        yield from known_arms(plan, ("layout", "allocation", name), (name,))
    within = plan.layout.kind != "parallel"
    if within and plan.layout.allocation:
        yield plan.fault(("layout", "allocation"), "no allocation: each person has both", "one", "remove it")
    for i, contrast in plan.contrasts.items():
        sides = [plan.resolved(side or ()) for side in (contrast.better, contrast.than)]
        if within and any(len(side) > 1 for side in sides):
            yield plan.fault(("contrasts", i), "one arm on each side of a person", "several", "name one arm")
    if plan.layout.kind == "crossover":
        yield from _crossover(plan)
    elif plan.layout.washout is not None:
        yield plan.fault(
            ("layout", "washout"), "a washout in a crossover only", plan.layout.kind, "remove it"
        )


def _crossover(plan: Plan) -> Faults:
    assert plan.layout is not None
    where = ("layout", "washout")
    if plan.layout.washout is None:
        yield plan.fault(where[:1], "the key 'washout' of a crossover", "nothing", "add 'washout: 6 months'")
    elif plan.visits and plan.layout.washout < max(plan.visits.at):
        least = render(max(plan.visits.at), "time")
        said = render(plan.layout.washout, "time")
        yield plan.fault(where, f"a washout not before the last visit ({least})", said, "lengthen it")
    if plan.visits and plan.visits.after != "last_session":
        said = plan.visits.after
        yield plan.fault(("visits", "after"), "last_session in a crossover", said, "count from it")
    if len({_device(a.course) for a in plan.arms.values() if a.course.session_days}) > 1:
        advice = "use split_face or parallel"
        yield plan.fault(("layout", "kind"), "one device in a crossover", "several", advice)
    yield from _of_one_period(plan)


def _of_one_period(plan: Plan) -> Faults:
    """Check that every endpoint can be read of one period alone."""
    for i, endpoint in plan.endpoints.items():
        measure = measures().get(endpoint.outcome)
        if measure is not None and measure.kind == "chance":
            where, expected = ("endpoints", i, "outcome"), "an endpoint of each period"
            received = f"{endpoint.outcome}, which is one figure for both"
            yield plan.fault(where, expected, received, "use split_face or parallel")


def _device(course: CourseSpec) -> str:
    return repr(Device.resolve(course.device))
