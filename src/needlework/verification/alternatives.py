"""Structures that the literature leaves open, each as a transformation of the network's parameter draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from needlework.draws import Draws
from needlework.verification.cases import changed

CLEARANCES = {0.24: "pensalfini2023", 1.5: "waugh2006", 15.0: "jin2011"}
"""Clearance of active TGF-beta (1/day) and its source; 1.5 is near the geometric mean of published models."""

_POTENCY = ("KTc", "KTY", "K3Y")
_FAST_LOSS = {0.023: "sohutskay2021", 0.070: "pensalfini2023"}  # of new collagen in mouse wounds (1/day)
_STRONG = (
    3.0  # times the synthesis of elastin; assumed, about the upper end of its record: no study gives a size
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One structure.

    Attributes
    ----------
    id, question, title
        Name for programs; what is undecided; what this structure says.
    sources
        Ids of the sources it goes back to; empty where it is an assumption.
    apply
        The transformation of the draws.
    """

    id: str
    question: str
    title: str
    sources: tuple[str, ...]
    apply: Callable[[Draws], Draws]


def cleared(draws: Draws, clearance: float, *, scaled: bool) -> Draws:
    """Return draws with another clearance of active TGF-beta.

    Parameters
    ----------
    draws
        Draws of a study.
    clearance
        1/day.
    scaled
        Whether the thresholds of TGF-beta move with its level, so that only its reach changes; otherwise its
        potency changes, too.
    """
    values = {"healing.dT": np.full(draws.n, clearance)}
    if scaled:
        ratio = draws["healing.dT"] / clearance
        values |= {f"healing.{name}": draws[f"healing.{name}"] * ratio for name in _POTENCY}
        values["healing.iT"] = draws["healing.iT"] / ratio
    return changed(draws, values)


def alternatives() -> list[Alternative]:
    """Return every structure kept alive, by question."""
    return [*_reach(), *_elastin(), *_type_three()]


def _reach() -> list[Alternative]:
    found = []
    for scaled in (True, False):
        words = "reach alone" if scaled else "reach and potency"
        for clearance, source in CLEARANCES.items():
            found.append(
                Alternative(
                    f"reach_{clearance:g}" + ("" if scaled else "_unscaled"),
                    "reach of TGF-beta",
                    f"clearance {clearance:g} per day, {words}",
                    (source,),
                    lambda draws, c=clearance, s=scaled: cleared(draws, c, scaled=s),
                )
            )
    return found


def _elastin() -> list[Alternative]:
    question = "elastin response"
    off = lambda draws, *names: {f"healing.{n}": np.zeros(draws.n) for n in names}  # noqa: E731
    strong = lambda draws: {"healing.sE": _STRONG * draws["healing.sE"]}  # noqa: E731
    fall = ("eldomyati2015acne", "eldomyati2015photo")
    return [
        Alternative("elastin_none_made", question, "none made", fall, lambda d: changed(d, off(d, "sE"))),
        Alternative(
            "elastin_none_lost",
            question,
            "none lost to elastase",
            ("kenkel2021",),
            lambda d: changed(d, off(d, "eN")),
        ),
        Alternative(
            "elastin_strong",
            question,
            f"none lost, {_STRONG:g} times the synthesis",
            ("aust2008",),
            lambda d: changed(d, off(d, "eN") | strong(d)),
        ),
    ]


def _type_three() -> list[Alternative]:
    question = "late type III"
    kept = Alternative(
        "type_three_kept",
        question,
        "new type III turns over as slowly as old",
        (),
        lambda d: changed(d, {"healing.d3": d["healing.d3o"]}),
    )
    fast = [
        Alternative(
            f"type_three_{rate:g}",
            question,
            f"new type III lost at {rate:g} per day, as in mouse wounds",
            (source,),
            lambda d, r=rate: changed(d, {"healing.d3": np.full(d.n, r)}),
        )
        for rate, source in _FAST_LOSS.items()
    ]
    return [kept, *fast]
