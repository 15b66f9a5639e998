"""Rules of what is measured, when and by which analysis."""

from __future__ import annotations

from collections.abc import Mapping

from needlework.errors import shown
from needlework.spec.fields import suggestion
from needlework.trial.rules.reading import Faults, Plan, measurable
from needlework.trial.schema import EndpointSpec
from needlework.trial.tables import measures, methods
from needlework.units import render


def visits(plan: Plan) -> Faults:
    """Check that visits are in order and, counted from the first session, after the course."""
    if plan.visits is None:
        return
    for i in range(1, len(plan.visits.at)):
        if plan.visits.at[i] <= plan.visits.at[i - 1]:
            said = render(plan.visits.at[i], "time")
            yield plan.fault(("visits", "at", i), "visits in order of time", said, "sort them")
    if plan.visits.after == "last_session":
        return
    for name, arm in plan.arms.items():
        last = max(arm.course.session_days, default=0.0)
        for i, day in enumerate(plan.visits.at):
            if day <= last:
                expected = f"a visit after the last session of '{name}' (day {last:g})"
                received, advice = render(day, "time"), "read later, or count from the last session"
                yield plan.fault(("visits", "at", i), expected, received, advice)


def endpoints(plan: Plan) -> Faults:
    """Check endpoints against the cohort's concern, their analyses against endpoint and layout."""
    known = measurable(plan) if plan.cohort else tuple(measures())
    given = plan.tree.get("endpoints")
    for i, item in enumerate(given if isinstance(given, list | tuple) else ()):
        outcome, endpoint = item.get("outcome") if isinstance(item, Mapping) else None, plan.endpoints.get(i)
        if isinstance(outcome, str) and outcome not in known:
            near = suggestion(outcome, known)
            advice = f"did you mean '{near}'?" if near else "choose one of these"
            expected = f"an endpoint of this cohort: {', '.join(known)}"
            yield plan.fault(("endpoints", i, "outcome"), expected, shown(outcome), advice)
        elif endpoint is not None:
            yield from _method(plan, i, endpoint)
    if plan.endpoints and all(e.role == "secondary" for e in plan.endpoints.values()):
        yield plan.fault(("endpoints",), "at least one primary endpoint", "none", "make one of them primary")


def _method(plan: Plan, i: int, endpoint: EndpointSpec) -> Faults:
    """Check that an analysis goes with its endpoint and with the layout."""
    measure, method, where = measures()[endpoint.outcome], methods()[endpoint.analysis], ("endpoints", i)
    kind = "response" if endpoint.responder is not None or measure.kind == "chance" else measure.kind
    fitting = [m for m in methods().values() if kind in m.kinds and _fits(plan, m.within)]
    advice = f"use {' or '.join(m.id for m in fitting)}"
    words = {"score": "a continuous score", "change": "a continuous change", "grade": "an ordinal grade"}
    said = f"{endpoint.analysis} on {words.get(kind, 'a yes or no')}"
    if kind not in method.kinds:
        if endpoint.analysis in ("logistic", "mcnemar"):
            advice += ", or say who responds: 'responder: 25 %'"
        expected = f"an analysis of {words.get(kind, 'a yes or no')}"
        yield plan.fault((*where, "analysis"), expected, said, advice)
    elif not _fits(plan, method.within):
        layout = plan.layout.kind if plan.layout else ""
        expected = f"an analysis for a {layout} trial"
        yield plan.fault((*where, "analysis"), expected, endpoint.analysis, advice)
    if endpoint.responder is not None and measure.kind == "chance":
        yield plan.fault((*where, "responder"), "no threshold: it is yes or no already", "one", "remove it")
    if endpoint.responder is not None and not 0.0 < endpoint.responder < 1.0:
        received = render(endpoint.responder, "share")
        yield plan.fault((*where, "responder"), "a share between 0 and 100 %", received, "correct it")


def _fits(plan: Plan, within: bool | None) -> bool:
    return within is None or plan.layout is None or within == (plan.layout.kind != "parallel")
