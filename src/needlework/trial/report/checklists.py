"""Checklists that a trial's report is held against, filled in from the design and from what was simulated."""

from __future__ import annotations

from needlework.trial.document import best_cell, by_belief, how_drawn
from needlework.trial.labels import arm_title, contrast_title, endpoint_title, visit_title
from needlework.trial.plan import Answer
from needlework.trial.report.methods import course_words, size_words
from needlework.trial.schema import EndpointSpec
from needlework.trial.words import sorted_ends
from needlework.units import render

Rows = list[tuple[str, str]]


def ademp(answer: Answer) -> Rows:
    """Return aims, data, estimands, methods and performance (Morris, White & Crowther 2019)."""
    design = answer.design
    draws, persons = answer.truth.shape
    worst = max((c.assurance.mc_error for c in answer.cells), default=0.0)
    return [
        (
            "Aims",
            design.question
            or "What could this trial find, with how many persons, at which visit, how surely?",
        ),
        (
            "Data-generating mechanism",
            f"The mechanism of needlework on {draws:,} draws x {persons} persons; {how_drawn(design)} "
            "Raters, instruments, study effects and open-label exaggeration as in the observation model.",
        ),
        ("Estimands", "; ".join(contrast_title(design, c) for c in design.contrasts)),
        ("Methods", ", ".join(dict.fromkeys(e.analysis for e in design.endpoints))),
        (
            "Performance measures",
            f"assurance, power at the median effect, type I error, failed fits; {design.trials:,} trials, "
            f"which makes the largest Monte Carlo error of an assurance {100 * worst:.1f} points",
        ),
    ]


def delta2(answer: Answer) -> Rows:
    """Return the items of DELTA2 on the target difference and the size (Cook et al. 2018)."""
    design, cell = answer.design, best_cell(answer)
    rows = [
        ("Target difference", "none is chosen: the difference is what the model and its uncertainty predict"),
        (
            "Basis of the difference",
            "mechanism with figures of published trials; each record is in the evidence base",
        ),
        (
            "Level and direction",
            f"{render(design.analysis.alpha, 'share')}, two-sided; multiplicity "
            f"{design.analysis.multiplicity}",
        ),
        ("Size", size_words(answer, cell) if cell else "no figure: more than 1 % of the fits failed"),
        ("Retention", _retention(answer)),
        ("Interim look", _interim(answer)),
    ]
    if cell is not None:
        said = [f"{b['assurance']:.0%} with {b['no_effect']:.0%}" for b in by_belief(design, cell)]
        rows.append(("Assurance by belief in no effect", ", ".join(said) or "not given"))
    for least in answer.least:
        what = contrast_title(design, design.contrasts[least.contrast])
        by = endpoint_title(design.endpoints[least.endpoint])
        ends = ["over " + str(least.most) if n is None else str(n) for n in sorted_ends(least)]
        said = f"{least.n} ({ends[0]} to {ends[1]})" if least.n else f"none up to {least.most}"
        rows.append((f"Least size, {what}", f"{said} for {design.wanted:.0%} on {by}"))
    return rows


def _retention(answer: Answer) -> str:
    drop = answer.design.conduct.dropout
    if drop.share == 0:
        return "nobody is lost in this design; allow for it"
    how = drop.mechanism.replace("_", " ")
    return f"sizes are persons enrolled; {render(drop.share, 'share')} are lost by the last visit ({how})"


def _interim(answer: Answer) -> str:
    look = answer.design.analysis.interim
    return (
        "none"
        if look is None
        else f"at {render(look.at, 'share')} of the persons, {look.spending.replace('_', '-')} spending"
    )


def consort_within(answer: Answer) -> Rows:
    """Return the items that CONSORT adds for within-person trials (Pandis et al. 2017), as far as known."""
    design = answer.design
    simultaneous = design.layout.kind == "split_face"
    sites = "both sides of one face or one area" if simultaneous else "the same area, one after the other"
    carry = (
        "assumed none: a side is simulated as if the other were untreated"
        if simultaneous
        else ("simulated: the second course begins on the skin the first one left")
    )
    correlations = "; ".join(
        f"{endpoint_title(design.endpoints[e])}: {r:.2f}" for (_, e), r in answer.correlation.items()
    )
    harms = [e for e in design.endpoints if e.outcome == "pih_probability"]
    return [
        ("1a Title", f"{design.title or 'trial'} (within-person)"),
        ("1b Abstract", "methods text below names design, sites and numbers by person"),
        (
            "2 Rationale for the design",
            "each person is their own control: what differs between persons cancels",
        ),
        ("3a Design", "split-face, concurrent" if simultaneous else "crossover, sequential"),
        ("4a Eligibility of persons and sites", _eligible(answer)),
        ("5 Interventions by site", "; ".join(course_words(design, n) for n in design.arms)),
        ("6a Outcomes by site", "; ".join(endpoint_title(e) for e in design.endpoints)),
        ("7a Sample size with correlation between sites", correlations or "not known"),
        ("8a Allocation of sites", f"{sites}; which side is which is random and balanced"),
        ("11a Blinding by site", "; ".join(_blinding(e) for e in design.endpoints)),
        ("12a Analysis for paired sites", ", ".join(dict.fromkeys(e.analysis for e in design.endpoints))),
        ("13a Numbers by person and site", "see flow: a person lost is lost with both sides"),
        ("15 Baseline by person and site", "see table 1: sides of a person begin alike"),
        ("17a Results by site with correlation", correlations or "not known"),
        ("19 Harms by site", "; ".join(endpoint_title(e) for e in harms) or "no harm is an endpoint here"),
        ("20 Limits: carry-across", carry),
    ]


def _blinding(endpoint: EndpointSpec) -> str:
    return f"{endpoint_title(endpoint)}: {render(1.0 - endpoint.raters.unblinded, 'share')} of ratings"


def _eligible(answer: Answer) -> str:
    inclusion = answer.design.inclusion
    reasons = {k: v for k, v in answer.screened.items() if k != "candidates"}
    if inclusion.screening == "none":
        return "no screening; persons as in table 1"
    kept = int(answer.truth.shape[0] * answer.truth.shape[1])
    said = (
        ", ".join(f"{k} {v}" for k, v in sorted(reasons.items(), key=lambda i: -i[1])[:6])
        or "nobody kept out"
    )
    rules = inclusion.screening.replace("_", " ")
    return f"{kept:,} of {answer.screened['candidates']:,} candidates by {rules}; {said}"


def estimand(answer: Answer) -> Rows:
    """Return the five attributes of an estimand (ICH E9(R1))."""
    design, plan = answer.design, answer.design.estimand
    return [
        ("Treatments", "; ".join(contrast_title(design, c) for c in design.contrasts)),
        ("Population", _eligible(answer)),
        ("Variable", "; ".join(f"{endpoint_title(e)} ({e.role})" for e in design.endpoints)),
        (
            "Intercurrent events",
            f"missed session: {plan.missed_session.replace('_', ' ')}; "
            f"loss: {plan.dropout.replace('_', ' ')}",
        ),
        ("Summary", "mean difference (paired t, covariance, mixed model), rank shift, or odds ratio"),
    ]


def flow(answer: Answer) -> Rows:
    """Return what becomes of the persons of one trial of the size shown, in expected numbers."""
    design, cell = answer.design, best_cell(answer)
    n = cell.n if cell else design.n[-1]
    enrolled = answer.truth.shape[0] * answer.truth.shape[1]
    candidates = answer.screened.get("candidates", enrolled)
    last = design.visits.at[-1]
    rows = [("Assessed for eligibility", f"{n * candidates / enrolled:.0f}"), ("Enrolled", str(n))]
    for name, values in answer.truth.persons.items():
        arm = name.removeprefix("kept/")
        if arm != name and arm in design.arms:
            planned = len(answer.truth.treatments[arm].course.sessions)
            if planned:
                share = float((values == planned).mean())
                rows.append((f"All {planned} sessions, {arm_title(design, arm)}", f"{share:.0%}"))
    for day in design.visits.at:
        seen = n * (1.0 - design.conduct.dropout.share * day / last)
        rows.append((f"Seen {visit_title(day, design.visits.after)}", f"{seen:.0f}"))
    return rows


def refusals(answer: Answer) -> Rows:
    """Return how many fits failed, by endpoint."""
    design = answer.design
    found = {}
    for cell in answer.cells:
        name = (
            f"{endpoint_title(design.endpoints[cell.endpoint])}, {design.endpoints[cell.endpoint].analysis}"
        )
        failed, refused, cells = found.get(name, (0, 0, 0))
        found[name] = (failed + cell.failed_fits, refused + (not cell.assurance.known), cells + 1)
    return [
        (name, f"{failed:,} fits failed in {cells} cells; {refused} cells refused for more than 1 %")
        for name, (failed, refused, cells) in found.items()
    ]
