"""A plan as the JSON document ``needlework/plan/1``, as lines, and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from needlework import __version__
from needlework.model import network_hash
from needlework.outcomes import jsonable, outcomes
from needlework.pages.templates import render
from needlework.pages.words import Wording, wording
from needlework.plan.chart import front_chart
from needlework.plan.compute import RISK, Answer, Option
from needlework.plan.front import levels, told_share
from needlework.plan.unread import unread
from needlework.spread import LEVEL

Array = NDArray[np.float64]

SCHEMA = "needlework/plan/1"
OPTIONS = "Options a professional may weigh; none is recommended."
_ENDS = (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0)


def document(answer: Answer) -> dict[str, Any]:
    """Return the document of a plan."""
    plan = answer.plan
    return {
        "schema": SCHEMA,
        "version": __version__,
        "network": network_hash(),
        "level": LEVEL,
        "study": plan.study.to_dict(),
        "limits": plan.limits.model_dump(mode="json", exclude_none=True),
        "objectives": [
            {"name": "benefit", "outcome": plan.benefit.id, "unit": plan.benefit.unit, "better": "higher",
             "as": "needled minus untreated at the horizon, positive where better"},
            {"name": "risk", "outcome": RISK, "unit": "1", "better": "lower",
             "as": "share of people who darken"},
            {"name": "burden", "outcome": "downtime", "unit": "day", "better": "lower",
             "as": "days of downtime over all sessions"},
        ],
        "courses": [_course(answer, i) for i in range(len(answer.options))],
        "front": [answer.options[i].candidate.name for i in answer.front],
        "levels": [option.candidate.name for option in told_levels(answer)],
        "told_apart_share": _told_share(answer),
        "least_to_most": _least_to_most(answer),
        "statement": statement(answer),
        "sessions": {"simulated": answer.sessions_done, "of_all_courses": answer.sessions_asked},
        "not_used": unread(answer.plan),
    }  # fmt: skip


def told_levels(answer: Answer) -> list[Option]:
    """Return the courses on the front that stand for the levels of benefit told apart, least first."""
    if not answer.front:
        return []
    return [answer.options[answer.front[i]] for i in levels(_benefits(answer), LEVEL)]


def _benefits(answer: Answer) -> Array:
    """Return the benefit of the courses on the front, shape (draws, courses)."""
    return np.stack([answer.options[i].benefit for i in answer.front], axis=1)


def _least_to_most(answer: Answer) -> dict[str, Any] | None:
    """Return the difference in benefit between the two ends of the front."""
    if not answer.front:
        return None
    benefits = _benefits(answer)
    order = np.argsort(np.median(benefits, axis=0), kind="stable")
    return _figure(benefits[:, order[-1]] - benefits[:, order[0]])


def _told_share(answer: Answer) -> float | None:
    if not answer.front:
        return None
    benefits = _benefits(answer)
    return told_share(benefits, levels(benefits, LEVEL))


def _course(answer: Answer, index: int) -> dict[str, Any]:
    option = answer.options[index]
    return {
        "name": option.candidate.name,
        "dials": dict(option.candidate.dials),
        "course": option.candidate.study.course.model_dump(mode="json", by_alias=True, exclude_none=True),
        "sessions": option.sessions,
        "total_days": option.total,
        "benefit": _figure(option.benefit),
        "risk": _figure(option.risk),
        "burden": _figure(option.burden),
        "downtime_per_session": _figure(option.downtime),
        "share_within_limits": option.within,
        "within_limits": bool(answer.kept[index]),
        "on_front": index in answer.front,
        "share_on_front": float(answer.share_on_front[index]),
    }


def _figure(values: Array) -> dict[str, Any]:
    """Return the median over draws and the interval, of means over persons."""
    low, middle, high = np.quantile(values, (_ENDS[0], 0.5, _ENDS[1]))
    return {"mean": jsonable(middle), "mean_interval": [jsonable(low), jsonable(high)]}


def statement(answer: Answer) -> str:
    """Return in words what the front is, and how much of it is more than what is not known."""
    if not answer.front:
        return "No course keeps the limits."
    found = told_levels(answer)
    head = (
        f"{OPTIONS} No other course within the limits beats {len(answer.front)} of {len(answer.options)} in "
        "benefit, risk and burden together."
    )
    if len(found) == 1:
        return f"{head} In benefit they cannot be told apart: what is not known exceeds their differences."
    return (
        f"{head} In benefit, {len(found)} levels can be told apart by their sign in 9 of 10 draws: "
        f"{100 * (_told_share(answer) or 0.0):.0f} % of the difference along the front. A course in between "
        "is as good as the level below it, as far as is known. Which course is ahead is what the mechanism "
        "says; no trial has compared most of them."
    )


def _words(answer: Answer) -> tuple[Wording, Wording, Wording]:
    """Return how benefit, risk and burden are written, in digits that suit all courses."""
    benefit = answer.plan.benefit
    middles = [[float(np.median(v)) for v in (o.benefit, o.risk, o.burden)] for o in answer.options]
    gains, risks, burdens = zip(*middles, strict=True)
    return (
        wording(benefit.unit, False, gains, percent=benefit.percent),
        wording(outcomes()[RISK].unit, False, risks, percent=outcomes()[RISK].percent),
        wording("day", False, burdens),
    )


def rows(answer: Answer) -> Iterator[tuple[bool, str, str, str, str, str]]:
    """Yield the courses on the front in words.

    Each: whether it is a level, its name, benefit, risk, burden, and in how many draws (%) none beats it.
    """
    words, marked = _words(answer), told_levels(answer)
    for i in answer.front:
        option, share = answer.options[i], answer.share_on_front[i]
        benefit, risk, burden = _cells(option, words)
        yield option in marked, option.candidate.name, benefit, risk, burden, f"{100 * share:.0f}"


def _cells(option: Option, words: tuple[Wording, Wording, Wording]) -> list[str]:
    """Return benefit, risk and burden with their intervals as text."""
    found = []
    for word, values in zip(words, (option.benefit, option.risk, option.burden), strict=True):
        low, middle, high = (float(v) for v in np.quantile(values, (_ENDS[0], 0.5, _ENDS[1])))
        found.append(f"{word.one(middle)} ({word.bare(low)} to {word.bare(high)})")
    return found


def lines(answer: Answer) -> Iterator[str]:
    """Yield what the terminal says."""
    yield statement(answer)
    if answer.front:
        gain = f"{answer.plan.benefit.title}, better than untreated"
        yield f"{gain}; people who darken; days of downtime in all (* a level):"
    for level, name, benefit, risk, burden, share in rows(answer):
        mark = "*" if level else " "
        yield f"{mark} {name}: {benefit}; {risk}; {burden}; on the front in {share} % of draws"
    broken = int((~answer.kept).sum())
    if broken:
        yield f"courses that do not keep the limits: {broken} of {len(answer.options)}"
    yield f"{answer.sessions_done} sessions simulated for the {answer.sessions_asked} of all courses"
    yield from (f"not used: {e['field']} ({e['why']})" for e in unread(answer.plan))


def charts(answer: Answer) -> list[Markup]:
    """Return benefit against burden, and against risk, as SVG."""
    words, marked = _words(answer), told_levels(answer)
    return [
        front_chart(answer, "burden", words[0], words[2], marked),
        front_chart(answer, "risk", words[0], words[1], marked),
    ]


def page(answer: Answer) -> str:
    """Return a plan as one self-contained page."""
    beaten = [
        o.candidate.name for i, o in enumerate(answer.options) if answer.kept[i] and i not in answer.front
    ]
    broken = [o.candidate.name for i, o in enumerate(answer.options) if not answer.kept[i]]
    return render(
        "plan/plan.html.j2",
        title=answer.plan.study.title or "Courses within limits",
        statement=statement(answer),
        benefit=answer.plan.benefit.title,
        charts=charts(answer),
        rows=list(rows(answer)),
        beaten=beaten,
        broken=broken,
        unread=[f"{e['field']}: {e['value']} ({e['why']})" for e in unread(answer.plan)],
    )
