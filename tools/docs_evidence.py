"""Generated parts of the evidence page: what is on file, forest plots with tables, what is on no axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docs_text import cell, code, number, source_link, span, table

from needlework.evidence.browse import class_of
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.sources import load_sources
from needlework.figures.arms import is_needling_study, role
from needlework.figures.compare import Group, Row, groups, left_out
from needlework.figures.forest import anchor, blinding, forest, said, title, use
from needlework.figures.pooling import Pooled
from needlework.pages.reading import read_words

_WORDLESS = "no amount is printed"


def evidence_summary() -> str:
    """Count studies, figures and how they were read."""
    every = load_observations().values()
    people = [o for o in every if is_needling_study(o)]
    held = [o for o in every if o.held_out]
    read = Counter(o.read for o in people)
    rows = [
        ("sources", str(len(load_sources()))),
        ("studies", str(len({o.study for o in every}))),
        ("figures and findings", str(len(every))),
        ("of these, of people in needling studies", str(len(people))),
        ("in a scale family", str(sum(o.family is not None for o in people))),
        ("used in the fit", str(sum(o.used_in_fit for o in every))),
        ("held out", f"{len(held)}, of {len({o.study for o in held})} studies"),
    ]
    how = ", ".join(f"{n} {read_words(key)}" for key, n in read.most_common())
    return table(("on file", "number"), rows) + f"\n\nOf the figures of people in needling studies: {how}."


def forest_plots() -> str:
    """Return every group as a plot, a sentence on its mean and a table."""
    return "\n\n".join(_group(group) for group in groups())


def off_axis() -> str:
    """Return the figures of the same studies that stand on no common axis."""
    rest = left_out()
    told = [(o, why) for o, why in rest if why != _WORDLESS]
    rows = [
        (
            source_link(o.source),
            cell(o.endpoint),
            cell(o.arm or role(o)),
            _printed(o),
            cell(class_of(o) or o.definition),
            cell(_when(o)),
            why,
        )
        for o, why in sorted(told, key=lambda pair: (pair[0].family or "", pair[0].study, pair[0].id))
    ]
    head = ("study", "endpoint", "arm", "as printed", "counts as", "time", "why on no axis")
    words = len(rest) - len(told)
    return table(head, rows) + f"\n\n{words} more findings are words or p values without an amount."


def _group(group: Group) -> str:
    plot = (
        '<div style="overflow-x:auto" tabindex="0" role="region" '
        f'aria-label="Forest plot">\n{forest(group)}\n</div>'
    )
    head = ("study", "arm and endpoint", "n", "time", "effect", "interval", "raters", "fit")
    name = title(group)
    return "\n\n".join(
        [
            f'<a id="{group.key}"></a>\n\n### {name[0].upper()}{name[1:]}',
            plot,
            _mean(group),
            table(head, [_row(row) for row in group.rows]),
        ]
    )


def _mean(group: Group) -> str:
    p = group.pooled
    if p is None:
        return (
            "No mean is drawn: for no one concern do three cohorts of needling alone have an interval, or "
            "the figures are of different quantities."
        )
    as_percent = 100 if group.axis == "share" else 1
    unit = "%" if group.axis in ("share", "percent") else group.unit
    low, high, next_low, next_high = (number(as_percent * x, 2) for x in (*p.interval, *p.prediction))
    return (
        f"Mean of {p.studies} cohorts of needling alone: {number(as_percent * p.mean, 2)} {unit} "
        f"(95 % {low} to {high}). "
        f"**The next study would fall between {next_low} and {next_high} {unit}** (95 % prediction interval)."
        f"{_unpooled(group, p)}"
    )


def _unpooled(group: Group, p: Pooled) -> str:
    """Say what a mean leaves out: figures of needling alone without an interval, and where they lie."""
    alone = [r for r in group.rows if r.role == "needling alone" and r.effect.lower is None]
    outside = [r for r in alone if not p.prediction[0] <= r.effect.value <= p.prediction[1]]
    if not alone:
        return ""
    names = ", ".join(sorted({r.observation.study for r in outside}))
    where = (
        f"{len(outside)} of them outside that range ({names})"
        if outside
        else "none of them outside that range"
    )
    return f" Left out for want of an interval: {len(alone)} of needling alone, {where}."


def _row(row: Row) -> Sequence[str]:
    o = row.observation
    ids = ", ".join(code(id) for id in row.ids)
    endpoint = cell(f"{o.arm}: {o.endpoint}" if o.arm else o.endpoint)
    if len(row.ids) > 1:
        endpoint += " (summed from classes)"
    return (
        f'<a id="{anchor(row)}"></a>{source_link(o.source)}',
        f"{endpoint}<br>{ids}",
        str(o.n_of[1] if o.n_of else o.n or ""),
        cell(_when(o)),
        said(row.effect, o),
        row.effect.basis,
        blinding(o),
        use(o),
    )


def _printed(o: Observation) -> str:
    if o.n_of:
        return f"{o.n_of[0]} of {o.n_of[1]}"
    unit = "" if o.unit == "1" else f" {cell(o.unit)}"
    value = number(o.value, 4) if o.value is not None else span(o.range, 3)
    if o.ci95:
        return f"{value}{unit} (95 % {span(o.ci95, 3)})"
    if o.ci99:
        return f"{value}{unit} (99 % {span(o.ci99, 3)})"
    spread = f" (SD {o.sd:g})" if o.sd else f" (SE {o.se:g})" if o.se else ""
    return f"{value}{unit}{spread}"


def _when(o: Observation) -> str:
    if o.time_range:
        days = f"{o.time_range[0]:g} to {o.time_range[1]:g} d"
    elif o.time_days is not None:
        days = f"{o.time_days:g} d"
    else:
        return "not stated"
    after = {
        "first_session": "from the first session",
        "last_session": "after the last",
        "baseline": "from the start",
    }
    return f"{days} {after.get(o.time_anchor, '(start not stated)')}"
