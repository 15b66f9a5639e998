"""After the journey: what rests on what, what nobody measured, sources, limits, disagreement, provenance."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from needlework.evidence.browse import show
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.sources import Source, load_sources
from needlework.pages.blocks import Block, Points, Section, Table, Text
from needlework.pages.reading import read_words
from needlework.pages.words import grade_words
from needlework.report.answers import unused
from needlework.report.basis import chance_hits, drivers_of
from needlework.report.blocks import cite, refer
from needlework.report.context import Context
from needlework.spec import dump_study

_UNVARIED = {  # input -> what a comparison of it is called in the records
    "depth": r"\d ?mm against",
    "density of channels": r"per cm2 against|density",
    "passes": r"passes against",
    "interval between sessions": r"(weeks?|days?) against",
    "number of sessions": r"sessions against",
}


def rests_on(context: Context) -> Section:
    """Return what the headline figures hang on most, each with a link to its record."""
    blocks: list[Block] = [Text(_SHARES)]
    for row in context.headline:
        found = drivers_of(context, row["id"])
        if not found:
            blocks.append(Text(f"{row['title']}: too few draws, or no single number stands out."))
            continue
        rows = [
            (
                refer(context, d.record.id, d.record.meaning.rstrip(".")) if d.record else d.name,
                f"{100 * d.share:.0f} %",
                grade_words(d.record.grade) if d.record else "not on file",
            )
            for d in found
        ]
        blocks.append(
            Table(
                f"rests-{row['id']}",
                f"{row['title']}: {grade_words(row['evidence'])}",
                ("hangs on", "of its spread", "which is"),
                rows,
            )
        )
        blocks.append(Text(_chance(context, row["id"])))
    return Section("basis", "What rests on what", blocks)


def _chance(context: Context, id: str) -> str:
    draws, hits = context.result.study.draws, chance_hits(context, id)
    return (
        f"With {draws} draws, about {hits:.0f} of the records tried would enter such a list by chance alone."
    )


_SHARES = (
    "Each figure hangs on the numbers below, by the share of its spread over draws that one number "
    "explains alone (squared rank correlation). Shares overlap and need not add up to 100 %."
)


def unmeasured(context: Context) -> Section:
    """Return what nobody has measured: untried inputs, outcomes without data, outcomes not modelled."""
    rows = [(name, _tried(context, pattern)) for name, pattern in _UNVARIED.items()]
    silent = [
        context.outcome(id).title
        for id in context.result.values
        if context.has(id) and not context.published(id)
    ]
    absent = [(r["title"], r["why"], r["what_trials_found"]) for r in context.summary["not_modelled"]]
    blocks: list[Block] = [
        Table("varied", "What a course can vary, and who varied it", ("input", "trials"), rows)
    ]
    if silent:
        blocks.append(
            Text(
                "Prior only, because no trial of needling alone on file reports them in this form: "
                f"{'; '.join(silent)}."
            )
        )
    blocks.append(Table("not-modelled", "Not modelled", ("what", "why", "what trials found"), absent))
    return Section("unmeasured", "What nobody has measured", blocks)


def _tried(context: Context, pattern: str) -> Markup | str:

    found = {
        o.source: o
        for o in load_observations().values()
        if o.species == "human" and re.search(pattern, o.course.comparator or "")
    }
    if not found:
        return "prior only: no trial varied this"
    return Markup("; ").join(
        Markup("{} ({})").format(cite(context, o.source), _size(o)) for o in found.values()
    )


def _size(o: Observation) -> str:
    return ", ".join(filter(None, [o.course.comparator, f"n {o.n}" if o.n else None]))


def limits(context: Context) -> Section:
    """Return what the evidence can carry, and what a run cannot say."""
    studies = {o.study: o for o in load_observations().values() if o.species == "human"}.values()
    depth = sum(o.course.depth_mm is not None for o in studies)
    passes = sum(o.course.passes is not None or o.course.density_per_cm2 is not None for o in studies)
    types = sum(o.population.phototypes is not None for o in studies)
    provenance = context.result.provenance
    items = [
        "The published trials fix the average benefit of a usual course and its spread; how benefit "
        "changes with density, passes and interval is mechanism, not data, and with depth almost so: one "
        "small split-face study varied it.",
        f"Of {len(studies)} studies in people on file, {depth} report a needle length, {passes} passes or "
        f"density, {types} phototypes.",
        "The ranges hold what the model can vary. Whether its equations are the right ones is not in them.",
        "What developers have read is retrodiction: agreement with it is no blind prediction.",
        "Results are for groups of people like the scenario. They are not validated for predicting one "
        "person.",
        f"{100 * float(provenance.get('rejected_share', 0.0)):.0f} % of parameter draws were set aside "
        "because the skin would not have come to rest.",
        *(
            ["Some runs did not finish and are left out: " + "; ".join(provenance["failed"][:3])]
            if provenance.get("failed")
            else []
        ),
    ]
    unread = [unused(entry) for entry in context.summary.get("not_used") or []]
    named = [Points(unread, "Stated in the study, and not used")] if unread else []
    return Section("limits", "Limits", [*named, Points(items)])


def disagree(context: Context) -> Section:
    """Return how to check a number and change it."""
    first = next(iter(context.referred), "healing.dT")
    items = [
        Markup(
            "Read the record: <code>needlework evidence show {}</code> prints value, spread, source and "
            "rationale."
        ).format(first),
        Markup("Search by words: <code>needlework evidence search collagen turnover</code>."),
        "Change the scenario: edit one line of the study below and run it again; the same seed keeps "
        "everything else equal.",
        "Change the number: edit its record in the data folder; every run, table and report reads it from "
        "there.",
        "Say so: name the record, your figure and its source. A better source wins over any opinion, ours "
        "included.",
    ]
    return Section("disagree", "How to disagree with a number", [Points(items)])


def provenance(context: Context) -> Section:
    """Return what is needed to run this again."""
    about = context.result.provenance
    keys = (
        "version",
        "network",
        "seed",
        "draws",
        "persons",
        "python",
        "numpy",
        "numba",
        "processor",
        "runtime_s",
    )
    rows = [(key.replace("_s", " (s)"), str(about[key])) for key in keys if key in about]
    study = Markup("<pre>{}</pre>").format(dump_study(context.result.study))
    return Section(
        "provenance", "Provenance", [Table("this-run", "This run", ("what", "value"), rows), Text(study)]
    )


def source_list(context: Context) -> list[dict[str, Any]]:
    """Return the sources that this page cites, with how much of each was read."""
    sources = load_sources()
    found = [sources[key] for key in context.cited if key in sources]
    return [_source(s) for s in sorted(found, key=lambda s: (s.authors or s.title).casefold())]


def _source(source: Source) -> dict[str, Any]:
    link = (
        f"https://doi.org/{source.doi}"
        if source.doi
        else f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        if source.pmid
        else source.url
    )
    return {
        "key": source.key,
        "text": source.citation,
        "link": link,
        "badge": read_words(source.read),
    }


def record_list(context: Context) -> list[dict[str, Any]]:
    """Return the records that this page links to: id, meaning, and everything on file about each."""
    found = []
    for id in context.referred:
        title, *lines = show(id).splitlines()
        rows = [(m[1], m[2]) for text in lines if (m := re.fullmatch(r" {2}(\S.*?) {2,}(.*)", text))]
        found.append({"id": id, "title": title, "rows": rows})
    return found
