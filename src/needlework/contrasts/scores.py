"""How the laws did over many contrasts, each beside "no dose effect"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

from needlework.contrasts.handed import MODEL
from needlework.contrasts.judging import setting
from needlework.contrasts.rivals import NOTHING, RIVALS

Row = Mapping[str, Any]
KINDS = ("benefit", "harm", "closure")


def scores(found: Sequence[Row], kind: str | None = None) -> list[dict[str, Any]]:
    """Return one row a law over the contrasts of a kind (None: all) on which it has something to say.

    ``times`` is the geometric mean of how many times likelier than "no dose effect" it made what was printed;
    ``better`` and ``worse`` count contrasts where that is beyond the telling factor either way; ``right`` of
    ``sides`` how often the larger effect is on the printed side.
    """
    of_kind = [c for c in found if kind in (None, c["kind"])]
    laws = [law for law in (MODEL, *RIVALS) if any(c["laws"][law] for c in of_kind)]
    return [_score(of_kind, law) for law in laws]


def _score(found: Sequence[Row], law: str) -> dict[str, Any]:
    times = [t for c in found if (t := times_nothing(c, law)) is not None]
    sides = [c["laws"][law]["right_side"] for c in found if c["laws"][law]]
    told = [side for side in sides if side is not None]
    return {
        "law": law,
        "n": len(times),
        "times": exp(sum(map(log, times)) / len(times)) if times else None,
        "better": sum(t >= setting("telling") for t in times),
        "worse": sum(t <= 1.0 / setting("telling") for t in times),
        "right": sum(told),
        "sides": len(told),
    }


def times_nothing(contrast: Row, law: str) -> float | None:
    """Return how many times likelier a law made a print than "no dose effect"; None where not known."""
    own, nothing = contrast["laws"][law], contrast["laws"][NOTHING]
    return own["chance"] / nothing["chance"] if own and own["chance"] is not None else None


def could_favour(contrast: Row) -> bool | None:
    """Return whether so many people can tell the laws apart; None where n is not told."""
    least = contrast["detectable_sd"]
    return None if least is None else contrast["apart_sd"] >= least


def no_better_than_nothing(found: Sequence[Row]) -> list[str]:
    """Return the contrasts on which "no dose effect" does as well as the model, within the telling factor."""
    known = [(c["id"], times_nothing(c, MODEL)) for c in found]
    return [name for name, times in known if times is not None and times < setting("telling")]
