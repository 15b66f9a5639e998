"""Every behaviour the program shows or claims, tested as what it is: built in, fitted or emergent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from needlework.draws import current_fit
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.verification.behaviour_figure import shares_figure
from needlework.verification.behaviour_measures import Tested, measured, published_range
from needlework.verification.behaviour_records import LABELS, Behaviour, Label, load_behaviours
from needlework.verification.behaviour_runs import Scenarios

DRAWS, SEED = 200, 7
_HEADS: dict[Label, str] = {"built_in": "Built in", "fitted": "Fitted", "emergent": "Emergent"}
_NOTES: dict[Label, str] = {
    "built_in": (
        "The equations or the sign of a record make it so. It must hold in every draw; seeing it is no "
        "evidence."
    ),
    "fitted": (
        "Its size was set with published figures. Meeting them is no evidence: they were used. What a study "
        "of the fit left unreported is drawn from the priors here, as in any run; the fit had draws of its "
        "own for it, so figures differ a little from those on the page of the fit."
    ),
    "emergent": (
        "Neither built in nor fitted, so data may contradict it. Reported, not required. Published "
        "directions were known to those who built the program: agreement is hindsight, no blind prediction."
    ),
}


def behaviours_part(draws: int = DRAWS, seed: int = SEED) -> Part:
    """Run the scenarios of all behaviours and return the part ``behaviours``.

    Parameters
    ----------
    draws
        Draws of the shipped fit (of the priors where it is void), the same in every scenario.
    seed
        Seed of the draws.

    Notes
    -----
    The typical person only: differences between persons are not tested here. Scenarios share draws and
    person, so that a difference within a draw is due to what was changed.
    """
    fit, void = current_fit()
    known = load_behaviours()
    scenarios = Scenarios((r for b in known.values() for r in b.readings), draws, seed, fit)
    tested = [measured(b, [scenarios.figures(r) for r in b.readings], bool(void)) for b in known.values()]
    findings = sorted(
        [f for t in tested if (f := _finding(t)) is not None], key=lambda f: ("fail", "miss").index(f.kind)
    )
    return Part(
        id="behaviours",
        title="Built in, fitted, emergent",
        question="What does the program show, and how much of it did its builders put in?",
        summary=_summary(tested, scenarios.count, draws, void),
        tables=[_table(label, [t for t in tested if t.behaviour.label == label]) for label in LABELS],
        figures={
            "Emergent behaviours by the share of draws that show them": shares_figure(
                [t for t in tested if t.behaviour.label == "emergent"]
            )
        },
        findings=[*findings, *([Finding("note", void)] if void else [])],
        passed=not any(f.kind == "fail" for f in findings),
    )


# ---- words ------------------------------------------------------------------------------------------------


def verdict(tested: Tested) -> str:
    """Return the verdict on a behaviour, in the words of its label."""
    b = tested.behaviour
    if tested.counted == 0:
        return "no draw to count"
    if b.label == "built_in":
        held = "holds in every draw, as built" if tested.share == 1.0 else "fails in some draws: a fault"
        return "; ".join(filter(None, [held, _beside(tested)]))
    if b.label == "fitted" and tested.void:
        return "the fit is void, so there is nothing to compare"
    if b.label == "fitted":
        if tested.inside is None:
            return f"{_seen(tested)}; its size was set, so no evidence"
        where = "inside" if tested.inside else "outside"
        return f"published {_published_figure(b)}: {where} the interval; it was used, so no evidence"
    return f"{_seen(tested)}; {_beside(tested) or 'no published direction on file'}"


def _seen(tested: Tested) -> str:
    return {True: "shown", False: "the opposite is shown", None: "undecided"}[tested.direction]


def _published_figure(b: Behaviour) -> str:
    low, high = published_range(b)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _beside(tested: Tested) -> str:
    """Return how the published directions stand to what the draws show; empty where there are none."""
    b, shown = tested.behaviour, tested.direction
    stands = {True: "agrees", False: "disagrees", None: "not met"}
    opposite = {True: "disagrees", False: "agrees", None: "not met"}
    said = [
        f"published in {len(b.holds)} ({stands[shown]})" if b.holds else "",
        f"the opposite published in {len(b.fails)} ({opposite[shown]})" if b.fails else "",
        f"no significant difference in {len(b.nulls)} (proves neither)" if b.nulls else "",
    ]
    return "; ".join(filter(None, said))


def _finding(tested: Tested) -> Finding | None:
    b = tested.behaviour
    if tested.counted == 0 or (b.label == "built_in" and tested.share < 1.0):
        return Finding("fail", f"Built in, but it does not hold in every draw: {b.what} ({_said(tested)}).")
    if b.label == "fitted" and tested.void:
        return None
    if tested.inside is False:
        published = _published_figure(b)
        return Finding(
            "miss", f"Fitted and yet missed: {b.what}. Published {published}, model {_figure(tested)}."
        )
    if b.label == "built_in" or (b.holds and b.fails):
        return None
    used = " (in the fit)" if b.label == "fitted" else ""
    named = ", ".join(f"`{id}`" for id in (b.holds or b.fails))
    if b.holds and tested.direction is not True:
        return Finding("miss", f"Published{used} but not shown: {b.what} ({_said(tested)}; {named}).")
    if b.fails and tested.direction is not False:
        return Finding("miss", f"The opposite is published{used}: {b.what} ({_said(tested)}; {named}).")
    return None


def _said(tested: Tested) -> str:
    return f"in {100 * tested.share:.4g} of 100 draws; {tested.measure} {_figure(tested)}"


def _figure(tested: Tested) -> str:
    low, median, high = (f"{x:.2g}" for x in tested.figure)
    unit = "" if tested.unit == "1" else f" {tested.unit}"
    return f"{median} ({low} to {high}){unit}"


def _summary(tested: Sequence[Tested], scenarios: int, draws: int, void: str | None) -> str:
    counts = Counter(t.behaviour.label for t in tested)
    built = [t for t in tested if t.behaviour.label == "built_in"]
    fitted = [t for t in tested if t.inside is not None and not t.void]
    emergent = [t for t in tested if t.behaviour.label == "emergent"]
    beside = [t for t in emergent if bool(t.behaviour.holds) != bool(t.behaviour.fails)]
    agree = [t for t in beside if t.direction is bool(t.behaviour.holds)]
    undecided = [t for t in emergent if t.direction is None]
    source = "the priors" if void else "the shipped fit"
    compared = (
        "the fit is void, so their figures have nothing to agree with"
        if void
        else f"of {len(fitted)} compared with the figure they were fitted to, "
        f"{sum(bool(t.inside) for t in fitted)} are inside, which is no evidence"
    )
    return (
        f"{len(tested)} behaviours in {scenarios} scenarios, {draws} draws of {source}, the typical person, "
        f"the same draws in each. {counts['built_in']} are built in and "
        f"{sum(t.share == 1.0 for t in built)} of them hold in every draw. {counts['fitted']} are fitted; "
        f"{compared}. {counts['emergent']} are emergent; the draws leave {len(undecided)} undecided. "
        f"Directions were published for {len(beside)} without contradiction; the model agrees with "
        f"{len(agree)} of these. That was known when the model "
        "was built, so it is hindsight."
    )


# ---- tables -----------------------------------------------------------------------------------------------


def _table(label: Label, tested: Sequence[Tested]) -> CheckTable:
    columns = {
        "what": Column("behaviour"),
        "ok": Column("as expected", "ok"),
        "verdict": Column("verdict"),
        "share": Column("holds in, share of draws", "number"),
        "median": Column("median", "number"),
        "interval": Column("90 % interval", "interval"),
        "unit": Column("unit"),
        "measure": Column("figure"),
        "scenario": Column("what is compared"),
        "expected": Column("expected"),
        "why": Column("why this label"),
        "observations": Column("published" if label == "emergent" else "figures", "observation"),
        "records": Column("records", "record"),
        "claims": Column("claims"),
        "id": Column("id"),
    }
    if label == "fitted":
        columns["share"] = Column("holds in, share of draws, or is inside", "number")
    return CheckTable(label, _HEADS[label], columns, [_row(t) for t in tested], _NOTES[label])


def _row(tested: Tested) -> dict[str, Any]:
    b, (low, median, high) = tested.behaviour, tested.figure
    return {
        "id": b.id,
        "what": b.what,
        "ok": _ok(tested),
        "verdict": verdict(tested),
        "share": round(tested.share, 3),
        "measure": tested.measure,
        "median": median,
        "interval": (low, high),
        "unit": "" if tested.unit == "1" else tested.unit,
        "observations": list(dict.fromkeys((*b.observations, *b.holds, *b.fails, *b.nulls))),
        "records": list(b.records),
        "why": b.why,
        "scenario": b.scenario_words,
        "expected": b.expected,
        "claims": ", ".join(b.claims),
    }


def _ok(tested: Tested) -> bool | None:
    """Return whether it is as it must be; None where nothing is required and nothing was published."""
    b = tested.behaviour
    if b.label == "built_in":
        return tested.share == 1.0
    if b.label == "fitted":
        return None if tested.void else tested.inside
    if bool(b.holds) == bool(b.fails):
        return None
    return tested.direction is bool(b.holds)
