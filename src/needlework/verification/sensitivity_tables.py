"""Tables, findings and summary of the sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needlework.draws import current_fit
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.outcomes import outcomes
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.verification.cases import STUDY, open_case, void_fit
from needlework.verification.sensitivity import (
    BASE,
    FIT_DRAWS,
    Grounds,
    Posterior,
    Prior,
    Progress,
    evidence_grounds,
    posterior_shares,
    prior_shares,
)

_LEAST = 0.02  # share of variance from which a group or record is listed
_COUNTS = 0.05  # share of variance from which a record counts for the evidence grade
_WHOLE = 1.2  # sum of shares, chance allowed for, above which they count the same variance twice
_HEAVY = 0.5  # share of the raw variance in one draw of a hundred that makes raw indices meaningless
_MOST = 6  # drivers listed of each outcome
_PERCENT = 100.0


def group_table(prior: Prior, posterior: Posterior | None) -> CheckTable:
    """Return the indices of groups on the priors, beside their shares on the fit."""
    percent = lambda title: Column(title, "number", "%")  # noqa: E731
    columns = {
        "outcome": Column("Outcome", "outcome"),
        "group": Column("Group"),
        "first": percent("Prior: alone (first-order)"),
        "first_width": percent("±"),
        "total": percent("Prior: with interactions (total)"),
        "total_width": percent("±"),
        "fit": percent("Fit: Shapley share"),
    }
    rows: list[dict[str, Any]] = []
    for key, groups in prior.groups.items():
        for name, index in sorted(groups.items(), key=lambda item: -(item[1].total or 0.0)):
            share = posterior.shares[key].get(name, 0.0) if posterior else None
            if max(index.total or 0.0, index.first, share or 0.0) < _LEAST:
                continue
            row = {"outcome": key, "group": name, "first": index.first, "first_width": index.first_width}
            row |= {"total": index.total, "total_width": index.total_width, "fit": share}
            rows.append({k: _PERCENT * v if isinstance(v, float) else v for k, v in row.items()})
        if posterior:
            rows.append(
                {
                    "outcome": key,
                    "group": "not explained on the fit by the linear model",
                    "fit": _PERCENT * (1.0 - posterior.explained[key]),
                }
            )
    return CheckTable(
        "groups", "Groups of records: share of the variance", columns, rows, _group_note(prior, posterior)
    )


def _group_note(prior: Prior, posterior: Posterior | None) -> str:
    design = prior.design
    text = (
        "Rolling scars, typical person, horizon, 5 strata and 3 rings; groups below 2 % left out. Priors: "
        f"Sobol indices of the outcome's rank with 95 % half-widths, {design.base} base rows, "
        f"{design.draws.n} draws. {_PERCENT * design.rejected:.0f} % of the prior is inadmissible (chronic "
        "inflammation or fibrosis without a wound) and was rejected. The conditions tie only records of "
        "one loop to each other, each loop lies in one group, and so the groups stay independent and "
        "their indices exact: no mixed draw is inadmissible."
    )
    if posterior:
        text += (
            f" Fit: {posterior.draws} draws, cross-validated ridge regression in normal scores, shared out "
            "by Shapley's value, since fitted records depend on each other; small negative shares are "
            "noise."
        )
    return text


def record_table(prior: Prior, records: Mapping[str, Parameter]) -> CheckTable:
    """Return the records that explain most of each outcome on the priors."""
    percent = lambda title: Column(title, "number", "%")  # noqa: E731
    columns = {
        "outcome": Column("Outcome", "outcome"),
        "record": Column("Record", "record"),
        "group": Column("Group"),
        "first": percent("Alone"),
        "first_width": percent("±"),
        "total": percent("With interactions"),
        "total_width": percent("±"),
        "basis": Column("Basis"),
    }
    rows = []
    for key, found in prior.records.items():
        order = sorted(found, key=lambda n: -max(found[n].first, found[n].total or 0.0))
        for name in order:
            index = found[name]
            if (index.total or 0.0) < _LEAST and index.first < max(_LEAST, index.first_width):
                continue
            row = {"first": index.first, "first_width": index.first_width}
            row |= {"total": index.total, "total_width": index.total_width}
            rows.append(
                {
                    "outcome": key,
                    "record": record_id(name, records[name]),
                    "group": prior.design.members[name],
                    **{k: None if v is None else _PERCENT * v for k, v in row.items()},
                    "basis": records[name].basis,
                }
            )
    leads = sorted({n for found in prior.records.values() for n, i in found.items() if i.total is not None})
    note = (
        f"Alone: from all {2 * prior.design.base} independent draws (random balance designs), 95 % "
        f"half-widths from halves of them, so somewhat wide. With interactions: for {len(leads)} leading "
        "records, drawn anew given all others and admissible again, which is well defined though records "
        "of a loop are tied."
    )
    return CheckTable("leading", "Leading records on the priors: share of the variance", columns, rows, note)


def record_id(name: str, record: Parameter) -> str:
    """Return the id of the record on file, or its name in the draws where it has none."""
    return record.id if record.id in load_parameters() else name


def ground_table(grounds: Mapping[str, Grounds]) -> CheckTable:
    """Return the evidence grade of each outcome with the records it hangs on."""
    columns = {
        "outcome": Column("Outcome", "outcome"),
        "label": Column("Label"),
        "grade": Column("Evidence"),
        "shown": Column("Evidence shown by a run as shipped"),
        "count": Column("Drivers", "number"),
        "sum": Column("Sum of their shares", "number", "%"),
        "record": Column("Driver", "record"),
        "share": Column("Share of the variance", "number", "%"),
        "basis": Column("Basis"),
    }
    rows: list[dict[str, Any]] = []
    for key, g in grounds.items():
        head: dict[str, Any] = {
            "outcome": key,
            "label": outcomes()[key].label,
            "grade": g.grade,
            "shown": g.shown,
        }
        head |= {"count": len(g.drivers), "sum": _PERCENT * _total(g)}
        for name, record, share in g.drivers[:_MOST]:
            own = {"record": record_id(name, record), "share": _PERCENT * share, "basis": record.basis}
            rows.append(head | own)
        if not g.drivers:
            rows.append(head)
    note = (
        "Evidence: weakest basis among the records that explain at least 5 % of the variance over draws "
        f"(squared rank correlation, 400 draws, typical person); the first {_MOST} are listed. A run with "
        "few draws sees only larger shares. Fitted records are tied to each other, so shares may count "
        "the same variance twice."
    )
    return CheckTable("drivers", "What each outcome rests on", columns, rows, note)


def _total(grounds: Grounds) -> float:
    return sum(share for _, _, share in grounds.drivers)


def findings(prior: Prior, posterior: Posterior | None, grounds: Mapping[str, Grounds]) -> list[Finding]:
    """Return what a reader must know: weak grounds, grades that a run overstates, what the fit moved."""
    found = []
    better = [k for k, g in grounds.items() if g.shown != g.grade]
    if better:
        named = ", ".join(
            f"{outcomes()[k].title} ({grounds[k].shown}, else {grounds[k].grade})" for k in better
        )
        text = "The evidence grade of a run as shipped differs from that with 400 draws: "
        found.append(Finding("fail", f"{text}{named}."))
    unseen = _unseen(grounds)
    if unseen:
        found.append(
            Finding(
                "fail",
                f"The grade of {len(unseen)} outcomes leaves out assumed records that the study itself "
                f"brings (device, course, concern): {', '.join(unseen)}.",
            )
        )
    twice = {k: _total(g) for k, g in grounds.items() if _total(g) > _WHOLE}
    if twice:
        most = max(twice, key=lambda k: twice[k])
        found.append(
            Finding(
                "fail",
                f"Shares of drivers, as a run counts them, add to more than {_PERCENT * _WHOLE:.0f} % in "
                f"{len(twice)} of {len(grounds)} outcomes (most: {outcomes()[most].title}, "
                f"{len(grounds[most].drivers)} drivers, {_PERCENT * twice[most]:.0f} %): the fit's draws "
                "are correlated, and records that cannot act count as drivers.",
            )
        )
    assumed = [k for k, g in grounds.items() if g.grade == "assumed"]
    found.append(Finding("note", f"{len(assumed)} of {len(grounds)} outcomes rest on an assumed number."))
    heavy = [k for k, share in prior.heavy.items() if share > _HEAVY]
    if heavy:
        names = ", ".join(outcomes()[k].title for k in heavy)
        text = f"On the priors one draw in a hundred holds more than half of the raw variance of: {names}."
        found.append(Finding("note", text))
    if posterior:
        weak = {k: v for k, v in posterior.explained.items() if v < _HEAVY}
        if weak:
            named = ", ".join(f"{outcomes()[k].title} {_PERCENT * v:.0f} %" for k, v in weak.items())
            text = "On the fit a linear model in normal scores explains less than half of the variance of: "
            found.append(Finding("note", f"{text}{named}; the rest is not attributed."))
    return found


def _unseen(grounds: Mapping[str, Grounds]) -> list[str]:
    """Return outcomes graded above an assumed record that the study itself brings and that drives them."""
    return [
        outcomes()[key].title
        for key, g in grounds.items()
        if g.grade != "assumed"
        and any(name not in load_parameters() and record.grade == "assumed" for name, record, _ in g.drivers)
    ]


def summary(prior: Prior, posterior: Posterior | None, grounds: Mapping[str, Grounds]) -> str:
    """Return the answer in a few sentences."""
    main = "collagen_total"
    groups = sorted(prior.groups[main].items(), key=lambda item: -(item[1].total or 0.0))[:3]
    named = ", ".join(f"{name} {_PERCENT * (i.total or 0.0):.0f} %" for name, i in groups)
    record, index = max(prior.records[main].items(), key=lambda item: item[1].first)
    text = (
        "On the priors the collagen of the dermis at the horizon hangs, interactions included, on "
        f"{named}; the leading record, {record}, explains {_PERCENT * index.first:.0f} % alone. "
    )
    if posterior:
        after = sorted(posterior.shares[main].items(), key=lambda item: -item[1])[:3]
        named = ", ".join(f"{name} {_PERCENT * share:.0f} %" for name, share in after)
        text += f"After the fit it is {named} ({_PERCENT * posterior.explained[main]:.0f} % explained). "
    counts = {g: sum(x.grade == g for x in grounds.values()) for g in ("assumed", "literature", "calibrated")}
    return text + (
        f"Of {len(grounds)} outcomes, {counts['assumed']} rest on an assumed number among those that explain "
        f"at least {_PERCENT * _COUNTS:.0f} % of their variance, {counts['literature']} on the literature at "
        f"worst, {counts['calibrated']} on calibrated numbers alone."
    )


def sensitivity(base: int = BASE, seed: int = 1, progress: Progress = lambda text: None) -> Part:
    """Return which records the uncertainty of headline outcomes comes from, before and after the fit.

    Parameters
    ----------
    base
        Base rows of the Sobol design, a power of 2; it runs (groups + 2) as many draws.
    seed
        Seed of every design.
    progress
        Called with a line of text per stage.
    """
    case = open_case(STUDY)
    progress("sensitivity: groups on the priors")
    prior = prior_shares(case, base, seed, progress)
    progress("sensitivity: groups on the fit")
    posterior = posterior_shares(case, FIT_DRAWS, seed) if current_fit()[0] else None
    progress("sensitivity: evidence")
    grounds = evidence_grounds(case)
    tables = [
        group_table(prior, posterior),
        record_table(prior, case.records),
        ground_table(grounds),
    ]
    told = [*void_fit(), *findings(prior, posterior, grounds)]
    return Part(
        id="sensitivity",
        title="Sensitivity",
        question="Which numbers does the uncertainty of each headline outcome come from?",
        summary=summary(prior, posterior, grounds),
        tables=tables,
        findings=told,
        passed=None,
    )
