"""From true means of people to the means that a study prints.

Raters who know the treatment exaggerate what needling did, and each study has a factor of its own; neither
touches what would have happened without needles, which includes what a study brings by enrolling people at a
bad moment (regression to the mean, printed of both arms). So every law here takes the true mean of needled
people and that of the same people untreated, and scales the way between them on the scale's own ruler: the
logarithm for scores and instruments, the log-odds for what has two ends. What is printed therefore never
leaves its range.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from needlework.observation.people import rated_above
from needlework.observation.shapes import logistic, logit, normal_score

_EDGE = 1e-6  # shares and places on a bounded scale stay this far from its ends
_MOST = 20.0  # ln of a ratio; beyond it a number means nothing


def rater_factor(exaggeration: Any, unblinded: Any, log_study: Any, xp: Any = np) -> Any:
    """Return what raters and a study make of a true effect: (1 + xi open) exp(eta).

    Parameters
    ----------
    exaggeration
        xi, of raters who know the treatment.
    unblinded
        1 where they do, 0 where they do not.
    log_study
        eta, ln of the study's own factor.
    xp
        Array module.
    """
    return (1.0 + exaggeration * unblinded) * xp.exp(log_study)


def printed_log(needled: Any, untreated: Any, factor: Any, regression: Any = 0.0, xp: Any = np) -> Any:
    """Return ln of a printed ratio from the true ones of needled and untreated people.

    ``regression`` is what the printed ratio falls by in any arm, on the logarithm.
    """
    return xp.minimum(untreated + (needled - untreated) * factor - regression, _MOST)


def printed_grade(
    needled: Any,
    untreated: Any,
    factor: Any,
    lowest: Any,
    highest: Any,
    regression: Any = 0.0,
    xp: Any = np,
) -> Any:
    """Return a printed mean grade; the way between needled and untreated is scaled in log-odds.

    ``regression`` is that of scores: what a grade lies above the lowest falls by it on the logarithm.
    """
    place = lambda grade: logit(xp.clip((grade - lowest) / (highest - lowest), _EDGE, 1.0 - _EDGE), xp)  # noqa: E731
    without = place(untreated)
    share = logistic(without + (place(needled) - without) * factor, xp) * xp.exp(-xp.asarray(regression))
    return lowest + (highest - lowest) * xp.minimum(share, 1.0)


def printed_effect(benefit: Any, natural: Any, factor: Any, regression: Any = 0.0) -> Any:
    """Return a person's effect on ln(score) as raters of a study see it."""
    return benefit * factor + natural + regression


def printed_share(
    needled: Any, untreated: Any, factor: Any, scatter: Any, regression: Any = 0.0, xp: Any = np
) -> Any:
    """Return a person's chance to be rated above a threshold, from the true chances.

    A chance is that of `people.rated_above`, so its effect in units of the threshold is exp(rho z), z the
    normal score; that is seen as `printed_effect` says, and rated again. ``regression`` is in the same units.
    """
    place = lambda chance: xp.exp(scatter * normal_score(xp.clip(chance, _EDGE, 1.0 - _EDGE), xp))  # noqa: E731
    without = place(untreated)
    return rated_above(
        printed_effect(place(needled) - without, without, factor, regression), 0.0, scatter, xp
    )


def printed_chance(mean: Any, log_odds: Any, xp: Any = np) -> Any:
    """Return a study's expected share of people from the true one, moved by the study's own log-odds."""
    return logistic(logit(xp.clip(mean, _EDGE, 1.0 - _EDGE), xp) + log_odds, xp)
