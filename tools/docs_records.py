"""Generated parts of the docs that are made of evidence records: numbers, sources, limits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from docs_text import cell, code, number, source_link, span, table

from needlework.evidence.distributions import Beta, Distribution, Fixed, Lognormal, Normal, Rectified, Uniform
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.sources import Source, load_sources
from needlework.pages.reading import read_words

GROUPS = {
    "penetration": "From the dial to the channel",
    "session": "A session",
    "barrier": "Closing of the channels",
    "healing": "The repair network and the jump at a session",
    "transport": "Transport in the dermis",
    "model": "The model as a whole",
    "skin": "Skin",
    "ageing": "Ageing",
    "concern": "What the concern changes before treatment",
    "person": "How people differ",
    "observe": "Instruments and observers",
    "scale": "Scores and grades",
    "pih": "Darkening",
    "study": "How studies differ",
    "limits": "Where extrapolation begins",
}


def numbers_summary() -> str:
    """Count the records by what they rest on."""
    counts = Counter(p.basis for p in load_parameters().values())
    total = sum(counts.values())
    rows = [
        (basis.replace("_", " "), str(n), f"{100 * n / total:.0f} %") for basis, n in counts.most_common()
    ]
    return f"{total} records.\n\n" + table(("basis", "records", "share"), rows)


def numbers() -> str:
    """Return every parameter record, by group."""
    groups: dict[str, list[Parameter]] = defaultdict(list)
    for key, p in load_parameters().items():
        groups[key.split(".")[0]].append(p)
    order = sorted(groups, key=lambda g: (list(GROUPS).index(g) if g in GROUPS else len(GROUPS), g))
    head = ("id and meaning", "value", "spread (9 in 10)", "basis", "source, or why")
    parts = [f"### {GROUPS.get(g, g)}\n\n{table(head, [_number_row(p) for p in groups[g]])}" for g in order]
    return "\n\n".join(parts)


def _number_row(p: Parameter) -> Sequence[str]:
    why = p.rationale or p.conversion or p.note
    rests_on = " ".join(part for part in (source_link(p.source), cell(p.locator), cell(why)) if part)
    basis = f"**{p.basis}**" if p.basis == "assumed" else p.basis.replace("_", " ")
    value = f"{number(p.value, 4)} {cell(p.unit)}".removesuffix(" 1")
    return (f"{code(p.id)} {cell(p.meaning)}", value, _spread(p.distribution), basis, rests_on)


def _spread(d: Distribution) -> str:
    match d:
        case Lognormal():
            name = f"lognormal, gsd {d.gsd:g}"
        case Normal():
            name = f"normal, sd {d.scale:g}"
        case Rectified():
            name = f"0 in one half, else half-normal, sd {d.scale:g}"
        case Beta():
            name = f"beta({d.a:g}, {d.b:g})"
        case Uniform():
            name = "uniform"
        case Fixed():
            return "fixed"
        case _:
            name = type(d).__name__
    return f"{name}: {span(d.interval(0.9), 2)}"


def sources_summary() -> str:
    """Count the sources by how much of them was read."""
    counts = Counter(s.read for s in load_sources().values())
    return (
        f"{sum(counts.values())} sources: "
        + ", ".join(f"{n} {read_words(k)}" for k, n in counts.most_common())
        + "."
    )


def sources() -> str:
    """Return every source with an anchor, how much was read, and its address."""
    return "\n".join(_source(s) for _, s in sorted(load_sources().items()))


def _source(s: Source) -> str:
    year = str(s.year) if s.year else None
    said = ". ".join(
        cell(part).rstrip(".") for part in (s.authors, f"“{s.title}”", s.container, year) if part
    )
    note = f" *{cell(s.note)}*" if s.note else ""
    return f'- <a id="{s.key}"></a>**{s.key}** · {read_words(s.read)} · {said}. {_address(s)}{note}'.rstrip()


def _address(s: Source) -> str:
    if s.doi:
        return f"[doi:{s.doi}](https://doi.org/{s.doi.replace('<', '%3C').replace('>', '%3E')})."
    if s.pmid:
        return f"[PMID {s.pmid}](https://pubmed.ncbi.nlm.nih.gov/{s.pmid}/)."
    return f"<{s.url}> (read {s.accessed})." if s.url else ""


def limits() -> str:
    """Return the records beyond which a study is marked as extrapolating."""
    rows = [
        (
            code(p.id),
            cell(p.meaning),
            f"{number(p.value, 4)} {cell(p.unit)}".removesuffix(" 1"),
            source_link(p.source),
        )
        for p in load_parameters().select("limits.").values()
    ]
    return table(("record", "meaning", "value", "source"), rows)


def trials_varied() -> str:
    """Count in how many human studies of needling each part of a protocol is on file."""
    studies: dict[str, list[Observation]] = defaultdict(list)
    for o in load_observations().values():
        if o.species == "human" and o.course.sessions != 0:
            studies[o.study].append(o)
    parts = {
        "needle length or depth": lambda o: o.course.depth_mm,
        "passes": lambda o: o.course.passes,
        "punctures per area": lambda o: o.course.density_per_cm2,
        "number of sessions": lambda o: o.course.sessions,
        "interval": lambda o: o.course.interval_days,
        "phototypes": lambda o: o.population.phototypes,
        "age": lambda o: o.population.age_mean or o.population.age_range,
        "a figure that is not a share or a p value": lambda o: (
            o.value is not None and o.kind not in ("responders", "p_value")
        ),
    }
    rows = [
        (name, str(sum(any(has(o) for o in found) for found in studies.values())))
        for name, has in parts.items()
    ]
    return f"{len(studies)} studies in people on file.\n\n" + table(
        ("reported, as far as we read", "studies"), rows
    )


def reading_badges() -> str:
    """Return how parameters with a source were read."""
    used = Counter(read_words(load_sources()[p.source].read) for p in load_parameters().values() if p.source)
    return (
        "Parameters that name a source: " + ", ".join(f"{n} {words}" for words, n in used.most_common()) + "."
    )
