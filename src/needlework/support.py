"""What supports an outcome, and the rule by which a result headlines it or only lists it as explored.

An outcome is reported when somebody measured its size in people who were needled, or the size of what it is
made from (its record says which), or when it follows from what was done; when needling makes a difference to
it at all; and when what it shows is not far beyond every size that was published.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.figures.beside import published
from needlework.figures.comparability import Setting
from needlework.outcomes import Outcome, outcomes

Array = NDArray[np.float64]

_ANYWHERE = Setting(None, None, 0.0)


@cache
def published_sizes(id: str) -> tuple[float, ...]:
    """Return the sizes that needled people were reported with, of an outcome and of what informs it.

    Sizes are in the unit of the outcome that was measured, magnitudes without sign.
    """
    outcome, known = outcomes()[id], load_observations()
    kin = [outcomes()[k] for k in (id, *outcome.informed_by) if k in outcomes()]
    sizes = [abs(p.value) for o in kin for p in published(o, _ANYWHERE)]
    human = [known[k] for k in outcome.informed_by if k in known and known[k].species == "human"]
    return (*sizes, *(abs(v) for o in human if (v := o.value if o.range is None else o.range[1]) is not None))


def why_not_reported(outcome: Outcome, difference: Array, *, needled: bool) -> str | None:
    """Return why an outcome is only listed as explored; None where it is reported.

    Parameters
    ----------
    outcome
        Table entry.
    difference
        Needled minus untreated, medians at every time that is printed, any shape.
    needled
        Whether the course has a session.
    """
    if not needled:
        return None
    if not np.any(difference):
        return "the same with and without needling: a property of the skin, not a result of the course"
    if outcome.rests_on == "course":
        return None
    sizes = published_sizes(outcome.id)
    if not sizes:
        return "nobody has reported its size, or that of what it is made from, in people who were needled"
    most = load_parameters()["limits.beyond_published"].value * max(sizes)
    if outcome.form == "change" and np.nanmax(np.abs(difference)) > most:
        return f"larger than {most:.0f} %, twice the largest change that was published"
    return None
