"""Rules of what is compared, with how many, at which level."""

from __future__ import annotations

from needlework.errors import InputError, shown
from needlework.trial.rules.reading import Faults, Plan, known_arms
from needlework.trial.schema import AnalysisSpec, PriorSpec
from needlework.units import parse, render


def contrasts(plan: Plan) -> Faults:
    """Check the form of contrasts, their arms, and that trends have doses and analyses."""
    for i, contrast in plan.contrasts.items():
        where = ("contrasts", i)
        pair = contrast.better is not None and contrast.than is not None
        if pair == (contrast.trend is not None) or (contrast.better is None) != (contrast.than is None):
            yield plan.fault(where, "'better' with 'than', or 'trend'", "something else", "choose one form")
            continue
        for key in ("better", "than", "trend"):
            yield from known_arms(plan, (*where, key), getattr(contrast, key) or ())
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


def sizes(plan: Plan) -> Faults:
    """Check sizes, and that there are as many trials as draws."""
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


def monitoring(plan: Plan) -> Faults:
    """Check the level and the interim look."""
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


def reach(plan: Plan) -> Faults:
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
