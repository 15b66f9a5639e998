"""The session: how deep, how dense, how long, how much it hurts, and what others would do."""

from __future__ import annotations

from markupsafe import Markup

from needlework.care import pain, schools, shipped
from needlework.care.records import tier_words
from needlework.care.schools_chart import charts
from needlework.care.session import Session, plan
from needlework.care.words import minutes
from needlework.pages.blocks import Block, Facts, Figure, Figures, Fold, Section, Table, Text
from needlework.pages.words import millimetres, wording
from needlework.report.blocks import beside_each, cite
from needlework.report.context import Context
from needlework.report.ranges import ranges, shown
from needlework.report.sections.ranges_text import three_ranges

_DENSITY = {
    "stated": "stated in the study",
    "geometry": "from the device's geometry and the passes",
    "rate": "from the puncture rate",
    "prior per pass": "prior only: passes of a pen do not fix a density",
    "prior": "prior only: not reported",
}
_WHY = (
    "A dial is not a depth. Skin gives way under a needle, so channels end above the setting; how far "
    "above was measured for few devices and sites. Solid needles split tissue and do not take it away: "
    "what is severed is cut, and what is injured lies within a margin of a channel."
)
_MOST = 6  # measurements of pain shown


def section(context: Context) -> Section:
    """Return the heading."""
    if not context.days:
        return Section("session", "The session", [], ["No session: the course of untreated skin."])
    blocks: list[Block] = [Facts(_facts(context)), Text(_WHY), *_steps(plan(context.result.study))]
    return Section("session", "The session", [*blocks, *_pain(context), *_schools(context)], _lead(context))


def _lead(context: Context) -> list[str]:
    session = plan(context.result.study)
    needling = next((s for s in session.steps if s.id == "needling"), None)
    part = f", of which {minutes(needling.minutes)} needling" if needling and needling.minutes else ""
    more = "" if session.complete else " and the treatment itself, whose time nobody reported"
    said = [f"Allow {minutes(session.total)} minutes{part}{more}."]
    row = context.row("pain_vas")
    if row is None or row["mean"] is None:
        return said
    words = wording(row["unit"], False, [row["mean"], *(row["person_interval"] or ())])
    people = f"; 9 in 10 people say {words.between(row['person_interval'])}" if row["person_interval"] else ""
    numbed = "after" if context.result.study.numbing else "without"
    pain = f"Pain {numbed} numbing: about {words.one(row['mean'])} on a scale from 0 to 10{people}."
    return [*said, pain]


def _facts(context: Context) -> list[tuple[str, str]]:
    found = context.summary["penetration"]
    dial = context.result.geometry["dial_um"]
    drawn = f"not reported, drawn between {millimetres(dial[0])} and {millimetres(dial[2])}"
    stated = context.result.study.course.first.depth_range or (dial[1],)
    rows = [("dial", drawn if dial[0] != dial[2] and len(stated) == 1 else millimetres(*stated))]
    for key, label, id in (
        ("channel_depth_um", "channels reach", "channel_depth"),
        ("channel_density_per_cm2", "channels", "channel_density"),
        ("injured_fraction", "injured share of the dermis", "injured_fraction"),
    ):
        (low, high), outcome = found[key]["interval"], context.outcome(id)
        words = wording(outcome.unit, False, [found[key]["median"], low, high], percent=outcome.percent)
        sure = "" if low == high else f"; we are this unsure of the average: {words.between((low, high))}"
        rows.append((label, words.one(found[key]["median"]) + sure))
    origin = str(context.result.provenance.get("density_from", context.course.density_from))
    return [*rows, ("density comes", _DENSITY.get(origin, origin))]


def _steps(session: Session) -> list[Block]:
    rows = [(step.title, minutes(step.minutes), step.how) for step in session.steps]
    whole = "in all" if session.complete else "in all, at least"
    return [
        Table(
            "minutes",
            "The session in minutes",
            ("step", "minutes", "how we know"),
            [*rows, (whole, minutes(session.total), "")],
        )
    ]


def _pain(context: Context) -> list[Block]:
    row = context.row("pain_vas")
    if row is None or row["mean"] is None:
        return []
    words = context.wording(row)
    below = three_ranges(context, row, beside_each(context, shown(context, row), words, 3))
    measured = [
        (
            (o.population.site or "site not said").replace("_", " "),
            pain.told(o),
            ", ".join([*pain.conditions(o), *([] if o.course.anaesthetic else ["numbing not said"])]),
            Markup("{}{}").format(cite(context, o.source), f", n {o.n}" if o.n else ""),
        )
        for o in pain.pain(context.result.study).measured[:_MOST]
    ]
    head = ("site", "pain, 0 to 10", "with", "source")
    return [
        Figures([Figure(row["title"], ranges(context, row, words, shown(context, row)), below)]),
        Table("pain", "What trials measured of pain", head, measured),
    ]


def _schools(context: Context) -> list[Block]:
    skin = context.result.study.skin
    if skin.concern is None:
        return []
    found = schools.schools(skin.concern.kind, skin.site or "cheek")
    questions = schools.questions()
    rows = [
        (
            questions[s.question],
            s.title,
            s.says,
            Markup("{}, {}").format(cite(context, s.source), tier_words(s.tier)),
            "; or ".join(map(str, shipped.computed(s))) or s.why_not or "not computed for this site",
        )
        for s in found
    ]
    head = ("question", "school", "says", "source", "the model, 12 weeks after that course")
    if not rows:
        return []
    drawn = [Figure(title, figure) for title, figure in charts(found)]
    table = Table("schools", "The same questions, different answers", head, rows)
    blocks: list[Block] = [Text(_SCHOOLS), Figures(drawn)] if drawn else []
    return [*blocks, Fold("Every school, its source and its figures", [table])]


_SCHOOLS = (
    "The same questions, different answers: each row is a course that a source describes, computed on the "
    "same skin with the same draws and read 12 weeks after its last session. Where bars overlap almost "
    "wholly the model sees no difference worth a choice."
)
