"""Rules of who is enrolled: shares, correlations, baselines, scores."""

from __future__ import annotations

from collections.abc import Mapping

from needlework.errors import shown
from needlework.spec.fields import off_scale, scales
from needlework.spec.scale_advice import scale_advice
from needlework.trial.rules.reading import Faults, Plan
from needlework.trial.schema import CohortSpec
from needlework.units import render

_MIXES = ("phototype", "sex", "site", "phenotype", "sun")
_CLOSE = 1e-6


def shares(plan: Plan) -> Faults:
    """Check shares of histories, and that a trait is not fixed and mixed at once."""
    if plan.cohort is None:
        return
    if sum(plan.cohort.history.values()) > 1.0 + _CLOSE:
        total = render(round(sum(plan.cohort.history.values()), 6), "share")
        yield plan.fault(
            ("cohort", "history"), "shares of at most 100 % together", total, "correct the shares"
        )
    skin = plan.cohort.skin
    if skin.more_concerns:
        step = "write a design for each"
        yield plan.fault(("cohort", "skin", "concern"), "one concern", f"{len(skin.concerns)}", step)
    for key in ("age", "phototype", "sex", "site"):
        if getattr(plan.cohort, key) is not None and getattr(skin, key) is not None:
            where = ("cohort", "skin", key)
            yield plan.fault(where, f"'{key}' once: fixed, or as a mix", "both", "remove one of them")


def correlations(plan: Plan) -> Faults:
    """Check each correlation, and that all of them can hold together."""
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


def baselines(plan: Plan) -> Faults:
    """Check that baselines come from one place, and the score of severity."""
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
    elif severity.scale not in scales(concern.kind):
        advice, where = scale_advice(severity.scale, concern.kind), ("cohort", "severity", "scale")
        known = ", ".join(scales(concern.kind)) or "none"
        yield plan.fault(where, f"a scale of {concern.kind}: {known}", shown(severity.scale), advice)
    elif why := off_scale(severity.mean, severity.scale):
        yield plan.fault(("cohort", "severity", "mean"), why, shown(severity.mean), "correct it")


def _stated(cohort: CohortSpec, key: str) -> bool:
    """Return whether a cohort says itself how a trait is distributed."""
    value = getattr(cohort, key)
    if key == "severity" and value is not None:
        return value.mean is not None and value.sd is not None
    return value is not None
