"""What supports an outcome, and the rule by which a result headlines it or only lists it as explored.

An outcome is reported when somebody measured its size in people who were needled (for a scale: needled for
this concern, or one that the model treats alike), or the size of what it is made from (its record says
which), or when it follows from what was done; when needling makes a difference to it at all; when what it
shows is not far beyond every size that was published; when a benefit does not point the other way than every
figure that was published; and when trials did not leave these people out.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import load_parameters
from needlework.figures.beside import published
from needlework.figures.comparability import Setting
from needlework.outcomes import Outcome, outcomes
from needlework.spec import SkinSpec
from needlework.view import GAIN

Array = NDArray[np.float64]

_ANYWHERE = Setting(None, None, 0.0)
_SIGNS = {"up": 1, "down": -1}


@cache
def published_sizes(id: str, concern: str | None = None) -> tuple[float, ...]:
    """Return the sizes that needled people were reported with, of an outcome and of what informs it.

    Sizes are in the unit of the outcome that was measured, magnitudes without sign; of a scale those of
    people with this concern or one whose scales follow the same gain.
    """
    outcome, known = outcomes()[id], load_observations()
    kin = [outcomes()[k] for k in (id, *outcome.informed_by) if k in outcomes()]
    sizes = [abs(p.value) for o in kin for p in published(o, _ANYWHERE) if _alike(p.observation, o, concern)]
    human = [known[k] for k in outcome.informed_by if k in known and known[k].species == "human"]
    return (*sizes, *(abs(v) for o in human if (v := o.value if o.range is None else o.range[1]) is not None))


@cache
def published_sign(id: str, concern: str | None) -> int:
    """Return the sign that all published changes share in needled people; 0 where they differ."""
    outcome = outcomes()[id]
    found = [p.observation for p in published(outcome, _ANYWHERE) if _alike(p.observation, outcome, concern)]
    signs = {sign for o in found if (sign := _sign(o))}
    return signs.pop() if len(signs) == 1 else 0


def _alike(o: Observation, outcome: Outcome, concern: str | None) -> bool:
    """Return whether a figure is of people whose scales the model treats as those of this concern.

    A scale with a gain of its own has it for all its concerns.
    """
    if not outcome.concerns or outcome.gain or concern is None or o.population.concern in (None, concern):
        return True
    return concern in GAIN and GAIN.get(o.population.concern) == GAIN[concern]


def _sign(o: Observation) -> int:
    """Return the sign of a published change; 0 where none is told."""
    if o.direction in _SIGNS:
        return _SIGNS[o.direction]
    if o.kind in ("change_percent", "change_absolute") and o.value is not None:
        return int(np.sign(o.value))
    return int(np.sign(o.value - o.baseline)) if o.value is not None and o.baseline is not None else 0


def why_not_reported(
    outcome: Outcome, difference: Array, *, needled: bool, skin: SkinSpec | None = None
) -> str | None:
    """Return why an outcome is only listed as explored; None where it is reported.

    Parameters
    ----------
    outcome
        Table entry.
    difference
        Needled minus untreated, medians at every time that is printed, any shape; the last time last.
    needled
        Whether the course has a session.
    skin
        Whose it is; left out, that of anybody.
    """
    if not needled:
        return None
    if not np.any(difference):
        return "the same with and without needling: a property of the skin, not a result of the course"
    if outcome.rests_on == "course":
        return None
    concern = skin.concern.kind if skin and skin.concern else None
    checks = (_unsized(outcome, concern), _too_large(outcome, difference, concern))
    benefit = (_left_out(skin), _other_sign(outcome, difference, concern)) if is_benefit(outcome) else ()
    return next((why for why in (*checks, *benefit) if why), None)


def is_benefit(outcome: Outcome) -> bool:
    """Return whether an outcome is a change of tissue, or what people rate."""
    return outcome.form == "change" or bool(outcome.concerns)


def _unsized(outcome: Outcome, concern: str | None) -> str | None:
    if published_sizes(outcome.id, concern):
        return None
    told = "nobody has reported its size, or that of what it is made from, in people who were needled"
    return f"{told} for this concern" if outcome.concerns and published_sizes(outcome.id) else told


def _too_large(outcome: Outcome, difference: Array, concern: str | None) -> str | None:
    sizes = published_sizes(outcome.id, concern)
    most = load_parameters()["limits.beyond_published"].value * max(sizes, default=np.inf)
    if outcome.form == "change" and np.nanmax(np.abs(difference)) > most:
        return f"larger than {most:.0f} %, twice the largest change that was published"
    return None


def _left_out(skin: SkinSpec | None) -> str | None:
    if skin is None or skin.phenotype == "normal":
        return None
    return "trials left out people who tend to raised scars, so nothing measured supports a benefit for them"


def _other_sign(outcome: Outcome, difference: Array, concern: str | None) -> str | None:
    sign = published_sign(outcome.id, concern)
    if sign and sign * float(np.asarray(difference).reshape(-1)[-1]) < 0.0:
        way = ("fell", "rises") if sign < 0 else ("rose", "falls")
        return f"it {way[0]} in every published report of needled people, and here it {way[1]}"
    return None
