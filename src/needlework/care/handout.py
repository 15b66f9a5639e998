"""Handouts: a summary of the scenario for professionals, and a sheet in plain language about the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from needlework.care import labels, pages, pain, records, schools, topicals
from needlework.care.calendar import calendar
from needlework.care.comparisons import NOTHING, Table, comparison_table, heading
from needlework.care.figures import told
from needlework.care.leaflet import also_planned, depth_set, sheet, times
from needlework.care.schools_chart import charts
from needlework.care.words import figure, listed, sentence
from needlework.evidence.observations import Observation
from needlework.result import Result
from needlework.spec import Study
from needlework.subject import Device


class Finding(Protocol):
    """One screening hit, as the screening room makes it."""

    @property
    def condition(self) -> str:
        """What was found."""
        ...

    @property
    def verdict(self) -> str:
        """How strictly sources take it, in words."""
        ...

    @property
    def reason(self) -> str:
        """Why sources name it."""
        ...


Findings = Sequence[Finding] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a professional reads about a scenario; ``findings`` is None when the study was not screened."""

    title: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...] | None
    flags: tuple[labels.Flag, ...]
    rows: tuple[dict[str, Any], ...]
    pain: str
    measured: tuple[tuple[str, str], ...]
    schools: tuple[schools.School, ...]
    table: Table | None
    signs: tuple[records.Sign, ...]


def professional(study: Study, result: Result | None = None, findings: Findings = None) -> str:
    """Return the summary for professionals as a page.

    Parameters
    ----------
    study
        The scenario.
    result
        Its run, if there is one; its prediction stands beside what sources say.
    findings
        What screening found; None when the study was not screened. None of them can be left out.
    """
    found = summarise(study, result, findings)
    return pages.render(
        "professional.html.j2",
        summary=found,
        calendar=calendar(study, result),
        card=topicals.card(study, result),
        verdicts=topicals.VERDICTS,
        questions=schools.questions(),
        tiers=records.tier_words,
        heading=heading,
        nothing=NOTHING,
        charts=charts(found.schools),
    )


def plain(study: Study) -> str:
    """Return the sheet in plain language as a page."""
    return pages.render("plain.html.j2", sheet=sheet(study))


def write(study: Study, folder: Path, result: Result | None = None, findings: Findings = None) -> None:
    """Write both handouts into an existing folder: ``professional.html`` and ``plain-language.html``."""
    (folder / "professional.html").write_text(professional(study, result, findings), encoding="utf-8")
    (folder / "plain-language.html").write_text(plain(study), encoding="utf-8")


def summarise(study: Study, result: Result | None = None, findings: Findings = None) -> Summary:
    """Return what a professional reads about a scenario; see `professional`."""
    concern, site = study.skin.concern, study.skin.site
    hurts = pain.pain(study)
    return Summary(
        title=study.title or "Scenario",
        facts=tuple(_facts(study, result)),
        findings=None if findings is None else tuple(findings),
        flags=labels.flags(study),
        rows=tuple(_rows(study, result)) if result else (),
        pain=_ruled(study, hurts),
        measured=tuple((_measured(m), m.source) for m in hurts.measured),
        schools=schools.schools(concern.kind, site) if concern and site else (),
        table=comparison_table(concern.kind) if concern else None,
        signs=records.warning_signs(),
    )


def _facts(study: Study, result: Result | None) -> Iterable[tuple[str, str]]:
    skin, course = study.skin, study.course
    concern = (skin.concern.morphology, skin.concern.kind.replace("_", " ")) if skin.concern else ()
    stated = {
        "Site": skin.site.replace("_", " ") if skin.site else None,
        "Age": f"{skin.age:g} years" if skin.age else None,
        "Phototype": skin.phototype,
        "Tendency to scar": skin.phenotype.replace("_", " "),
        "Concern": " ".join(word for word in concern if word) or "none",
        "Device": Device.resolve(course.device).title if course.device else None,
        "Setting": depth_set(course),
        "Sessions": times(study.session_days),
        **({"Also planned": also} if (also := also_planned(study)) else {}),
        "Numbing": study.numbing.product.replace("_", " ") if study.numbing else "none stated",
    }
    yield from ((name, value or "not reported, so simulated as unknown") for name, value in stated.items())
    if result is not None and "depth_um" in result.geometry:
        low, median, high = (figure(x / 1000.0) for x in result.geometry["depth_um"])
        yield "Depth reached", f"{median} mm; 9 in 10 between {low} and {high} mm (the model)"


def _rows(study: Study, result: Result) -> Iterable[dict[str, Any]]:
    from needlework.outcomes import outcomes
    from needlework.summary import rows

    kind = study.skin.concern.kind if study.skin.concern else ""
    for key in (*schools.shown(kind), "pain_vas"):
        if key in result.values:
            row = rows(result, outcomes()[key])[-1]
            ranges = (row["mean_interval"], row["person_interval"], row["study_interval"])
            day = f", day {row['time_days']:.0f}" if outcomes()[key].rows == "series" else ""
            cells = [told([row["mean"]], row), *(told(pair, row) for pair in ranges)]
            yield {"title": f"{row['title']}{day}", "cells": cells}


def _ruled(study: Study, hurts: pain.Pain) -> str:
    numbed = study.numbing is not None
    own = study.course.depth / 1000.0 if study.course.depth else None
    lines = [_at(ruled, numbed) for ruled in hurts.ruled if own is None or ruled.depth_mm == own]
    how = "with numbing" if numbed else "without numbing"
    density = f"{hurts.density_per_cm2:.0f} per cm2"
    return f"The model's rule, 0 to 10, {how}, {density}: {listed(lines)}. {hurts.note} Measured:"


def _at(ruled: pain.Ruled, numbed: bool) -> str:
    median, low, high = (figure(value) for value in (ruled.numbed if numbed else ruled.bare))
    beyond = "; longer than any needle measured" if ruled.beyond else ""
    return f"{median} at {ruled.depth_mm:g} mm (average between {low} and {high}{beyond})"


def _measured(o: Observation) -> str:
    head = sentence(", ".join([o.population.site or "site not said", *pain.conditions(o)]))[:-1]
    return f"{head}: {pain.told(o)}, n = {o.n}"
