"""Text for the methods section of a protocol, ready to paste."""

from __future__ import annotations

from needlework import __version__
from needlework.trial.document import best_cell, how_drawn
from needlework.trial.grid import Cell
from needlework.trial.labels import arm_title, contrast_title, endpoint_title, visit_title
from needlework.trial.plan import Answer
from needlework.trial.schema import Design
from needlework.trial.tables import methods
from needlework.units import render

_LAYOUT = {
    "split_face": "a split-face (within-person) trial: each person receives both treatments of a contrast",
    "parallel": "a parallel-group trial",
    "crossover": "a two-period crossover trial",
}
_STRATEGY = {
    "treatment_policy": "treatment policy (outcomes count as they are)",
    "hypothetical": "hypothetical (as if it had not happened: left out)",
    "composite": "composite (counts as no improvement)",
}
_MULTIPLICITY = {
    "none": "No adjustment was made for several hypotheses.",
    "bonferroni": "Several hypotheses were adjusted for by Bonferroni's method.",
    "holm": "Several hypotheses were adjusted for by Holm's method.",
    "hochberg": "Several hypotheses were adjusted for by Hochberg's method.",
    "fixed_sequence": "Hypotheses were tested in a fixed sequence, in the order of the design.",
}


def methods_text(answer: Answer) -> str:
    """Return the methods as Markdown text."""
    design = answer.design
    parts = [
        f"# Methods: {design.title or 'virtual trial'}",
        _trial(design),
        _endpoints(design),
        _estimand(design),
        _conduct(design),
        _simulation(answer),
        _size(answer),
    ]
    return "\n\n".join(parts) + "\n"


def _trial(design: Design) -> str:
    arms = "; ".join(f"{arm_title(design, name)} ({course_words(design, name)})" for name in design.arms)
    contrasts = "; ".join(contrast_title(design, c) for c in design.contrasts)
    centres = f" in {design.layout.centres} centres" if design.layout.centres > 1 else ""
    return f"We planned {_LAYOUT[design.layout.kind]}{centres}. Treatments: {arms}. Contrasts: {contrasts}."


def course_words(design: Design, name: str) -> str:
    """Return an arm's course in words."""
    course = design.to_dict()["arms"][name]["course"]
    if not course.get("sessions") and not course.get("days"):
        return "no needling"
    device = course.get("device", "device not stated")
    kind = device if isinstance(device, str) else device.get("kind", "device")
    words = [f"{course.get('sessions') or len(course.get('days', ()))} sessions", str(kind)]
    words += [f"{k} {course[k]}" for k in ("interval", "depth", "density", "passes") if k in course]
    words += [f"with {t['active']} {t['when']}" for t in course.get("topicals", ())]
    return ", ".join(words)


def _endpoints(design: Design) -> str:
    visits = ", ".join(visit_title(v, design.visits.after) for v in design.visits.at)
    said = []
    for endpoint in design.endpoints:
        raters = endpoint.raters
        who = f"{raters.number} rater{'s' if raters.number > 1 else ''}"
        blind = (
            "blinded" if raters.unblinded == 0 else f"{render(raters.unblinded, 'share')} of them not blinded"
        )
        method = methods()[endpoint.analysis].title
        how = f"{who}, {blind}; {raters.adjudication.replace('_', ' ')}"
        said.append(f"{endpoint.role}: {endpoint_title(endpoint)} ({how}), by {method}")
    return f"Endpoints, read {visits}. {'. '.join(s[0].upper() + s[1:] for s in said)}."


def _estimand(design: Design) -> str:
    estimand = design.estimand
    return (
        "Estimand. Population: persons as in table 1. Treatments: as above. Variable: the endpoints. "
        "Summary: mean difference, or odds ratio. Intercurrent events: a missed session, "
        f"{_STRATEGY[estimand.missed_session]}; loss to follow-up, {_STRATEGY[estimand.dropout]}."
    )


def _conduct(design: Design) -> str:
    conduct, drop = design.conduct, design.conduct.dropout
    lost = f"{render(drop.share, 'share')} of persons were lost by the last visit"
    if drop.mechanism == "not_at_random" and drop.share > 0:
        lost += f", those who improved less by one standard deviation with {drop.odds_ratio:g} times the odds"
    return (
        f"Conduct. {lost[0].upper() + lost[1:]}; {render(conduct.missed, 'share')} of the sessions after the "
        f"first were missed and {render(conduct.late, 'share')} came {render(conduct.late_by, 'time')} late. "
        f"Screening: {design.inclusion.screening.replace('_', ' ')}."
    )


def _simulation(answer: Answer) -> str:
    design = answer.design
    draws, persons = answer.truth.shape
    lump = design.prior.no_effect
    belief = f" A prior probability of {lump:.0%} was put on no effect." if lump else ""
    look = design.analysis.interim
    interim = (
        f" One look at {render(look.at, 'share')} of the persons ({look.spending} spending)." if look else ""
    )
    return (
        f"Simulation. Needlework {__version__}, seed {design.seed}; {draws:,} joint draws of what nobody "
        f"knows and {persons} virtual persons of each ({draws * persons:,} in all), simulated once under "
        f"every treatment. {how_drawn(design)} {design.trials:,} trials were drawn for every size, and "
        f"{design.null_trials:,} without any difference. Two-sided level "
        f"{render(design.analysis.alpha, 'share')}. {_MULTIPLICITY[design.analysis.multiplicity]}{interim}"
        f"{belief} Monte Carlo errors are those of the means of draws. Failed fits were counted, never taken "
        "as no difference."
    )


def _size(answer: Answer) -> str:
    cell = best_cell(answer)
    if cell is None:
        return "Size. No figure can be given: more than 1 % of the fits failed."
    return f"Size. {size_words(answer, cell)}"


def size_words(answer: Answer, cell: Cell) -> str:
    """Return what a size gives, in one sentence."""
    design, rate = answer.design, cell.assurance
    what = contrast_title(design, design.contrasts[cell.contrast])
    return (
        f"With {cell.n} persons, {what} has an assurance of {rate.value:.1%} (Monte Carlo error "
        f"{rate.mc_error:.1%}) on {endpoint_title(design.endpoints[cell.endpoint])}, "
        f"{visit_title(cell.visit_days, design.visits.after)}."
    )
