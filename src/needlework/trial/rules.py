"""Rules that involve several keys of a design, checked on what can be read: all faults come at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from needlework.errors import Fault, InputError, shown
from needlework.spec.blocks import Block
from needlework.spec.document import Document, KeyPath
from needlework.spec.fields import suggestion
from needlework.spec.rules import rule_faults
from needlework.spec.treatment import CourseSpec
from needlework.subject import Device
from needlework.trial.arms import all_arms, pooled
from needlework.trial.schema import (
    AnalysisSpec,
    ArmSpec,
    CohortSpec,
    ContrastSpec,
    EndpointSpec,
    LayoutSpec,
    PriorSpec,
    VisitsSpec,
)
from needlework.trial.tables import measures, methods
from needlework.units import parse, render

Part = TypeVar("Part", bound=Block)
Faults = Iterator[Fault]
_MIXES = ("phototype", "sex", "site", "phenotype", "sun")
_CLOSE = 1e-6


def design_faults(document: Document) -> list[Fault]:
    """Return the faults of a design against the rules that involve several keys."""
    plan = _Plan(document)
    checks: tuple[Callable[[_Plan], Faults], ...] = (
        _courses,
        _shares,
        _correlations,
        _baselines,
        _visits,
        _endpoints,
        _contrasts,
        _layout,
        _sizes,
        _monitoring,
        _reach,
    )
    return [fault for check in checks for fault in check(plan)]


class _Plan:
    """What can be read of a file that may have faults: blocks that are in order by themselves."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tree: Mapping[str, Any] = document.tree
        self.cohort = self.block("cohort", CohortSpec)
        self.layout = self.block("layout", LayoutSpec)
        self.visits = self.block("visits", VisitsSpec)
        self.analysis = self.block("analysis", AnalysisSpec)
        self.endpoints = self.items("endpoints", EndpointSpec)
        self.contrasts = self.items("contrasts", ContrastSpec)
        self.names = tuple(all_arms(self.tree))
        self.arms = {k: a for k, v in all_arms(self.tree).items() if (a := _read(v, ArmSpec))}

    def block(self, key: str, kind: type[Part]) -> Part | None:
        """Return one block, None where it is not there or not in order."""
        return _read(self.tree.get(key), kind)

    def items(self, key: str, kind: type[Part]) -> dict[int, Part]:
        """Return the items of a list that are in order."""
        value = self.tree.get(key)
        given = enumerate(value) if isinstance(value, list | tuple) else ()
        return {i: found for i, item in given if (found := _read(item, kind))}

    def fault(self, path: KeyPath, expected: str, received: str, next_step: str) -> Fault:
        """Return a fault at the line of a path."""
        return Fault(self.document.where(path), expected, received, next_step)

    def resolved(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return arms by their names or by a level of a factor."""
        return pooled(self.tree, names)


def _read(value: object, kind: type[Part]) -> Part | None:
    try:
        return kind.model_validate(value) if isinstance(value, Mapping) else None
    except ValidationError:
        return None


def _courses(plan: _Plan) -> Faults:
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
        yield from rule_faults(Document(plan.document.name, {"course": arm.get("course")}, lines))
    lines = {p[1:]: i for p, i in plan.document.lines.items() if p[:2] == ("cohort", "skin")}
    yield from rule_faults(Document(plan.document.name, {"skin": skin}, lines))
    if not plan.names:
        yield plan.fault((), "at least two 'arms', or a 'factorial'", "none", "write the courses to compare")
    elif len(plan.names) < 2:
        yield plan.fault(("arms",), "at least two arms", "one", "add what it is compared with")


def _shares(plan: _Plan) -> Faults:
    if plan.cohort is None:
        return
    for key in _MIXES:
        mix = getattr(plan.cohort, key)
        if mix is not None and abs(sum(mix.values()) - 1.0) > _CLOSE:
            total = render(round(sum(mix.values()), 6), "share")
            yield plan.fault(("cohort", key), "shares that add up to 100 %", total, "correct the shares")
    if sum(plan.cohort.history.values()) > 1.0 + _CLOSE:
        total = render(round(sum(plan.cohort.history.values()), 6), "share")
        yield plan.fault(
            ("cohort", "history"), "shares of at most 100 % together", total, "correct the shares"
        )
    skin = plan.cohort.skin
    for key in ("age", "phototype", "sex", "site"):
        if getattr(plan.cohort, key) is not None and getattr(skin, key) is not None:
            where = ("cohort", "skin", key)
            yield plan.fault(where, f"'{key}' once: fixed, or as a mix", "both", "remove one of them")


def _correlations(plan: _Plan) -> Faults:
    from needlework.trial.cohort import correlation_matrix

    cohort = plan.tree.get("cohort")
    given = cohort.get("correlations") if isinstance(cohort, Mapping) else None
    for i, item in enumerate(given if isinstance(given, list | tuple) else ()):
        r = item.get("r") if isinstance(item, Mapping) else None
        if isinstance(r, int | float) and not -1.0 <= r <= 1.0:
            where = ("cohort", "correlations", i, "r")
            yield plan.fault(where, "a correlation from -1 to 1", shown(r), "correct it")
        pair = item.get("between") if isinstance(item, Mapping) else None
        if isinstance(pair, list | tuple) and len(pair) == 2 and pair[0] == pair[1]:
            where = ("cohort", "correlations", i, "between")
            yield plan.fault(where, "two different traits", shown(pair[0]) + " twice", "name another")
    if plan.cohort is None or any(abs(c.r) > 1.0 for c in plan.cohort.correlations):
        return
    if correlation_matrix(plan.cohort)[1] is None:
        yield plan.fault(
            ("cohort", "correlations"),
            "correlations that can hold together",
            "a set that contradicts itself",
            "make some of them smaller",
        )


def _baselines(plan: _Plan) -> Faults:
    if plan.cohort is None:
        return
    concern, severity = plan.cohort.skin.concern, plan.cohort.severity
    if plan.cohort.csv is not None:
        for key in ("age", *_MIXES, "severity"):
            if _stated(plan.cohort, key):
                yield plan.fault(("cohort", key), "baselines from 'csv' or as a mix", "both", "remove one")
    elif severity is not None and not _stated(plan.cohort, "severity"):
        where = ("cohort", "severity")
        yield plan.fault(where, "'mean' and 'sd' of the score", "not both", "add them, or give a 'csv'")
    if severity is None:
        return
    if concern is None:
        yield plan.fault(("cohort", "severity"), "a concern in 'cohort.skin'", "none", "add the concern")
    elif concern.baseline is not None:
        yield plan.fault(
            ("cohort", "severity"), "the score once", "also in skin.concern.baseline", "remove one"
        )
    elif severity.scale not in _measurable(plan):
        near = suggestion(severity.scale, _measurable(plan))
        advice = f"did you mean '{near}'?" if near else "choose one of these"
        known = ", ".join(_measurable(plan))
        where = ("cohort", "severity", "scale")
        yield plan.fault(where, f"a scale of {concern.kind}: {known}", shown(severity.scale), advice)


def _stated(cohort: CohortSpec, key: str) -> bool:
    """Return whether a cohort says itself how a trait is distributed."""
    value = getattr(cohort, key)
    if key == "severity" and value is not None:
        return value.mean is not None and value.sd is not None
    return value is not None


def _measurable(plan: _Plan) -> tuple[str, ...]:
    """Return the endpoints that the cohort's concern has."""
    from needlework.outcomes import outcomes

    concern = plan.cohort.skin.concern if plan.cohort else None
    table = outcomes()
    return tuple(
        key
        for key in measures()
        if not table[key].concerns or (concern is not None and concern.kind in table[key].concerns)
    )


def _visits(plan: _Plan) -> Faults:
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


def _endpoints(plan: _Plan) -> Faults:
    known = _measurable(plan) if plan.cohort else tuple(measures())
    for i, endpoint in plan.endpoints.items():
        where = ("endpoints", i)
        if endpoint.outcome not in known:
            near = suggestion(endpoint.outcome, known)
            advice = f"did you mean '{near}'?" if near else "choose one of these"
            expected = f"an endpoint of this cohort: {', '.join(known)}"
            yield plan.fault((*where, "outcome"), expected, shown(endpoint.outcome), advice)
            continue
        yield from _method(plan, i, endpoint)
    if plan.endpoints and all(e.role == "secondary" for e in plan.endpoints.values()):
        yield plan.fault(("endpoints",), "at least one primary endpoint", "none", "make one of them primary")


def _method(plan: _Plan, i: int, endpoint: EndpointSpec) -> Faults:
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


def _fits(plan: _Plan, within: bool | None) -> bool:
    return within is None or plan.layout is None or within == (plan.layout.kind != "parallel")


def _contrasts(plan: _Plan) -> Faults:
    for i, contrast in plan.contrasts.items():
        where = ("contrasts", i)
        pair = contrast.better is not None and contrast.than is not None
        if pair == (contrast.trend is not None) or (contrast.better is None) != (contrast.than is None):
            yield plan.fault(where, "'better' with 'than', or 'trend'", "something else", "choose one form")
            continue
        for key in ("better", "than", "trend"):
            yield from _known_arms(plan, (*where, key), getattr(contrast, key) or ())
        if set(plan.resolved(contrast.better or ())) & set(plan.resolved(contrast.than or ())):
            yield plan.fault(where, "different arms on the two sides", "the same arm on both", "name another")
        if contrast.trend and plan.layout and plan.layout.kind != "parallel":
            yield plan.fault(
                (*where, "trend"), "a trend in a parallel trial", plan.layout.kind, "compare pairs"
            )
        pairs = [e.analysis for e in plan.endpoints.values() if e.analysis in ("mixed_model", "fisher_exact")]
        if contrast.trend and pairs:
            advice = "use ancova, proportional_odds or logistic"
            yield plan.fault((*where, "trend"), "analyses of a trend", pairs[0], advice)
        for name in contrast.trend or ():
            if name in plan.arms and plan.arms[name].dose is None:
                yield plan.fault(("arms", name), "the key 'dose' for a trend", "nothing", "add 'dose: 1.5'")


def _known_arms(plan: _Plan, where: KeyPath, names: tuple[str, ...]) -> Faults:
    for name in names:
        if not plan.resolved((name,)):
            near = suggestion(name, plan.names)
            advice = f"did you mean '{near}'?" if near else "choose one of these"
            yield plan.fault(where, f"arms of this design: {', '.join(plan.names)}", shown(name), advice)


def _layout(plan: _Plan) -> Faults:
    if plan.layout is None:
        return
    for name in plan.layout.allocation:
        yield from _known_arms(plan, ("layout", "allocation", name), (name,))
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


def _crossover(plan: _Plan) -> Faults:
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


def _device(course: CourseSpec) -> str:
    return repr(Device.resolve(course.device))


def _sizes(plan: _Plan) -> Faults:
    sizes = plan.tree.get("n")
    whole = [n for n in sizes if type(n) is int] if isinstance(sizes, list | tuple) else []
    for i in range(1, len(whole)):
        if whole[i] <= whole[i - 1]:
            yield plan.fault(("n", i), "sizes in order, each once", shown(whole[i]), "sort them")
    if plan.layout and plan.layout.kind == "parallel" and whole and plan.names:
        least = 2 * len(plan.names)
        if 2 <= whole[0] < least:
            yield plan.fault(
                ("n", 0), f"at least two persons an arm ({least})", shown(whole[0]), "enrol more"
            )
    trials = plan.tree.get("trials", 2000)
    if plan.cohort and type(trials) is int and trials < plan.cohort.draws:
        expected = f"at least as many trials as draws ({plan.cohort.draws:,})"
        yield plan.fault(("trials",), expected, f"{trials:,}", "raise 'trials' or lower 'cohort.draws'")


def _reach(plan: _Plan) -> Faults:
    """Check that what is wanted can be had at all: what is believed to do nothing cannot succeed."""
    prior, analysis = plan.block("prior", PriorSpec), plan.analysis or AnalysisSpec.model_validate({})
    try:
        wanted = parse(plan.tree.get("wanted", "80 %"), "share", "")
    except InputError:
        return  # reported by the schema
    if prior is None or not 0.0 < wanted <= 1.0:
        return
    most = 1.0 - prior.no_effect * (1.0 - analysis.alpha / 2.0)
    if wanted >= most:
        belief = render(prior.no_effect, "share")
        expected = f"an assurance below {most:.0%}, with {belief} of belief on no effect"
        where = ("wanted",) if "wanted" in plan.tree else ("prior", "no_effect")
        yield plan.fault(where, expected, render(wanted, "share"), "lower 'wanted', or 'prior.no_effect'")


def _monitoring(plan: _Plan) -> Faults:
    analysis = plan.analysis
    if analysis is None:
        return
    if not 0.0 < analysis.alpha < 1.0:
        received = render(analysis.alpha, "share")
        yield plan.fault(("analysis", "alpha"), "a level between 0 and 100 %", received, "such as '5 %'")
    if analysis.interim is None:
        return
    if not 0.0 < analysis.interim.at < 1.0:
        received = render(analysis.interim.at, "share")
        where = ("analysis", "interim", "at")
        yield plan.fault(where, "a look before the end", received, "such as 'at: 50 %'")
    if analysis.multiplicity not in ("none", "bonferroni"):
        where = ("analysis", "multiplicity")
        advice = "use bonferroni, or no interim look"
        yield plan.fault(where, "none or bonferroni beside an interim look", analysis.multiplicity, advice)
