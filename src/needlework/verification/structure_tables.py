"""Tables, findings and summary of structural uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from needlework.evidence.observations import load_observations
from needlework.outcomes import outcomes
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.verification.alternatives import alternatives
from needlework.verification.cases import STUDY, open_case, void_fit
from needlework.verification.structure import DRAWS, Outlook, Progress, outlook

_SHIPPED = "as shipped"
_BARE, _POSITIVE = 1.0, 3.0  # ln of a Bayes factor: "not worth more than a bare mention", "positive"
_DIRECTIONS = ("elastin_total", "collagen_ratio_III_I")


def verdict(against: float) -> str:
    """Return in words what the fitted figures say (Kass & Raftery, J Am Stat Assoc 1995;90:773)."""
    if against > -_BARE:
        return "not distinguished"
    return "weakly against it" if against > -_POSITIVE else "against it unless fitted anew"


def shift(shipped: Outlook, other: Outlook, key: str) -> float:
    """Return the change of an outcome's median as a share of the width of the mean's interval as shipped."""
    low, middle, high = shipped.quantiles[key]
    change = other.quantiles[key][1] - middle
    return change / (high - low) if high > low else 0.0


def outside(shipped: Outlook, other: Outlook, key: str) -> bool:
    """Return whether an outcome's median leaves the mean's interval as shipped."""
    low, _, high = shipped.quantiles[key]
    return not low <= other.quantiles[key][1] <= high


def headline_table(shipped: Outlook, found: Sequence[Outlook], draws: int) -> CheckTable:
    """Return each headline outcome under each structure."""
    columns = {
        "question": Column("Undecided"),
        "alternative": Column("Structure"),
        "outcome": Column("Outcome", "outcome"),
        "unit": Column("Unit"),
        "median": Column("Median", "number"),
        "interval": Column("Mean's interval", "interval"),
        "shift": Column("Change, of the shipped interval's width", "number", "%"),
        "inside": Column("Inside the shipped interval", "ok"),
        "refitted": Column("Median, draws weighted to the data", "number"),
    }
    rows: list[dict[str, Any]] = []
    for o in (shipped, *found):
        a = o.alternative
        for key, (low, middle, high) in o.quantiles.items():
            rows.append(
                {
                    "question": a.question if a else None,
                    "alternative": a.title if a else _SHIPPED,
                    "outcome": key,
                    "unit": outcomes()[key].unit,
                    "median": middle,
                    "interval": [low, high],
                    "shift": 100 * shift(shipped, o, key) if a else None,
                    "inside": not outside(shipped, o, key) if a else None,
                    "refitted": o.refitted(shipped, key) if a else None,
                }
            )
    note = (
        f"Rolling scars, at the horizon; {draws} draws of the fit, the same for all structures, changed "
        "and not fitted anew. Weighted medians approximate a new fit; none where fewer than 20 draws "
        "would carry it."
    )
    return CheckTable("headlines", "Headline figures under each structure", columns, rows, note)


def data_table(shipped: Outlook, found: Sequence[Outlook]) -> CheckTable:
    """Return what the figures of the fit say of each structure."""
    columns = {
        "question": Column("Undecided"),
        "alternative": Column("Structure"),
        "sources": Column("Goes back to"),
        "met": Column("Fitted figures inside the predicted range", "number"),
        "figures": Column("Fitted figures", "number"),
        "against": Column("ln of likelihood over that as shipped", "number"),
        "verdict": Column("What the data say"),
        "unhealthy": Column("Draws that no longer describe healthy skin", "number", "%"),
        "effective": Column("Draws that carry the weights", "number"),
    }
    rows: list[dict[str, Any]] = [
        {
            "alternative": _SHIPPED,
            "met": shipped.data.met,
            "figures": shipped.data.figures,
            "against": 0.0,
        }
    ]
    for o in found:
        a, against = o.alternative, o.against(shipped)
        if a:
            rows.append(
                {
                    "question": a.question,
                    "alternative": a.title,
                    "sources": ", ".join(a.sources) or "assumed",
                    "met": o.data.met,
                    "figures": o.data.figures,
                    "against": against,
                    "verdict": verdict(against),
                    "unhealthy": 100.0 * float((~o.healthy).mean()),
                    "effective": o.effective(shipped),
                }
            )
    note = (
        "Draws were fitted with the structure as shipped, which favours it: a new fit could not rule out a "
        "structure that is not distinguished here, and might rescue one that the figures speak against."
    )
    return CheckTable("fitted", "What the fitted figures say of each structure", columns, rows, note)


def direction_table(shipped: Outlook, found: Sequence[Outlook]) -> CheckTable:
    """Return in how many draws the contested outcomes fall, beside the published directions."""
    columns: dict[str, Column] = {"question": Column("Undecided"), "alternative": Column("Structure")}
    columns |= {k: Column(f"{outcomes()[k].title} falls, draws", "number", "%") for k in _DIRECTIONS}
    rows: list[dict[str, Any]] = []
    for o in (shipped, *found):
        a = o.alternative
        shares = {k: 100.0 * o.falls(k) for k in _DIRECTIONS}
        head = {"question": a.question if a else None, "alternative": a.title if a else _SHIPPED}
        rows.append(head | shares)
    published = [
        f"{ob.source}: {outcomes()[ob.outcome].title} {ob.direction}"
        for ob in load_observations().values()
        if ob.outcome in _DIRECTIONS and ob.direction and ob.species == "human"
    ]
    note = "Share of draws in which the outcome ends below where it started. Published after needling: "
    return CheckTable(
        "directions", "Contested directions", columns, rows, note + ("; ".join(published) or "nothing") + "."
    )


def findings(shipped: Outlook, found: Sequence[Outlook]) -> list[Finding]:
    """Return where a structure moves a headline beyond the interval that is claimed, worst first.

    A structure that the data do not distinguish makes the claimed interval too narrow; one that they speak
    against, as it stands, is noted.
    """
    rows: list[tuple[float, Finding]] = []
    for o in found:
        moved = [k for k in o.quantiles if outside(shipped, o, k)]
        if not moved or o.alternative is None:
            continue
        moved.sort(key=lambda k: -abs(shift(shipped, o, k)))
        words = verdict(o.against(shipped))
        open_still = words == "not distinguished"
        names = ", ".join(
            f"{outcomes()[k].title} {o.quantiles[k][1]:.3g}{_unit(k)} "
            f"(shipped {shipped.quantiles[k][0]:.3g} to {shipped.quantiles[k][2]:.3g})"
            for k in moved
        )
        text = (
            f"{o.alternative.question[:1].upper()}{o.alternative.question[1:]}, {o.alternative.title}: the "
            f"median leaves the shipped interval of {names}. Fitted figures: {words}."
        )
        kind = "fail" if open_still else "note"
        rows.append((abs(shift(shipped, o, moved[0])) + 1e6 * open_still, Finding(kind, text)))
    return [finding for _, finding in sorted(rows, key=lambda row: -row[0])]


def summary(shipped: Outlook, found: Sequence[Outlook]) -> str:
    """Return the answer in a few sentences."""
    open_still = [o for o in found if verdict(o.against(shipped)) == "not distinguished"]
    broken = [o for o in open_still if any(outside(shipped, o, k) for k in o.quantiles)]
    parts = []
    for question in dict.fromkeys(o.alternative.question for o in found if o.alternative):
        group = [o for o in found if o.alternative and o.alternative.question == question]
        o, key = max(
            ((o, k) for o in group for k in o.quantiles), key=lambda pair: abs(shift(shipped, *pair))
        )
        title = o.alternative.title if o.alternative else ""
        parts.append(
            f"{question}: at most {100 * abs(shift(shipped, o, key)):.0f} % of the interval's width "
            f"({outcomes()[key].title}, {title})"
        )
    return (
        f"{len(found)} structures that sources disagree on were put in place of the shipped one. The "
        f"figures of the fit do not distinguish {len(open_still)} of them, of which {len(broken)} move a "
        "headline median "
        f"out of its shipped interval. Largest change of a headline median, " + "; ".join(parts) + "."
    )


def _unit(key: str) -> str:
    return "" if outcomes()[key].unit == "1" else " " + outcomes()[key].unit


def structure(draws: int = DRAWS, seed: int = 1, progress: Progress = lambda text: None) -> Part:
    """Return what headline figures become under each structure that the literature leaves open.

    Parameters
    ----------
    draws
        Draws of the fit, the same for all structures.
    seed
        Seed of the draws.
    progress
        Called with a line of text per structure.
    """
    case = open_case(STUDY)
    shipped = outlook(case, None, draws, seed)
    found = []
    for alternative in alternatives():
        progress(f"structure: {alternative.question}, {alternative.title}")
        found.append(outlook(case, alternative, draws, seed))
    told = [*void_fit(), *findings(shipped, found)]
    return Part(
        id="structure",
        title="Structures left open",
        question="What do headline figures become where the literature leaves the model's structure open?",
        summary=summary(shipped, found),
        tables=[
            headline_table(shipped, found, draws),
            data_table(shipped, found),
            direction_table(shipped, found),
        ],
        findings=told,
        passed=not any(f.kind == "fail" for f in told),
    )
