"""Tables, findings and summary of calculation verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from needlework.draws import current_fit
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.verification.cases import open_case, void_fit
from needlework.verification.convergence import (
    SEEDS,
    STUDIES,
    Errors,
    Progress,
    SeedCheck,
    discretisation_error,
    observed_order,
    ring_gains,
    seed_check,
    study_errors,
)
from needlework.verification.fit_draws import ENOUGH, FitDraws, judge
from needlework.verification.readings import FIGURES

TARGET = 0.05  # of the effect
FINE = (200, 100)  # least draws and persons of a run with --fine
_SHOWN = ("collagen_total", "collagen_papillary", "epidermal_thickness", "scar_depth", "erythema_duration")
_MOST_NAMED = 4
_EXACT = 1e-9  # relative change between grids below which an outcome does not depend on the grid


def error_table(found: Sequence[Errors], name: str) -> CheckTable:
    """Return the errors of each outcome's median, in percent of its effect."""
    percent = lambda title: Column(title, "number", "%")  # noqa: E731
    columns = {
        "outcome": Column("Outcome", "outcome"),
        "day": Column("Day", "number", "day"),
        "median": Column("Median", "number"),
        "unit": Column("Unit"),
        "of": Column("Errors in % of"),
        "strata": percent("Strata"),
        "rings": percent("Rings"),
        "step": percent("Step"),
        "reports": percent("Report times"),
        "absolute": Column("All four, in the unit", "number"),
        "draws": percent("Draws, standard error"),
        "persons": percent("Persons, standard error"),
        "grid_ok": Column("Grid within 5 %", "ok"),
        "sample_ok": Column("Sample within 5 %", "ok"),
    }
    size = _size(found, name)
    note = (
        f"{size[0]} draws and {size[1]} persons, as shipped; fitted draws where the fit is valid. Strata "
        "(5, 10, 20) and rings (3, 5, 9) are nested and extrapolated; step: rtol 1e-3 against 1e-6; report "
        "times: three more between any two. Where the effect is less than a tenth of the mean's interval, "
        "errors are a share of that interval. A day is the horizon, or that of the largest effect where "
        "little is left of it at the horizon."
    )
    return CheckTable(
        f"medians-{name}", f"Errors of each reported median: {name}", columns, _error_rows(found, name), note
    )


def _error_rows(found: Sequence[Errors], name: str) -> list[dict[str, Any]]:
    rows = []
    for e in _own(found, name):
        grid = {k: 100 * e.share(float(v[0])) for k, v in e.grid.items()}
        rows.append(
            {
                "outcome": e.reading.outcome.id,
                "day": e.reading.day,
                "median": float(e.reading.figures[0]),
                "unit": e.reading.outcome.unit,
                "of": "interval" if e.reading.near_nought else "effect",
                **grid,
                "absolute": float(e.total[0]),
                "draws": 100 * e.share(float(e.noise.draws[0])),
                "persons": 100 * e.share(float(e.noise.persons[0])),
                "grid_ok": grid_error(e) < TARGET,
                "sample_ok": sample_error(e) < TARGET,
            }
        )
    return rows


def grid_error(e: Errors) -> float:
    """Return the share that strata, rings, step and report times make of the median's effect together."""
    return e.share(float(e.total[0]))


def sample_error(e: Errors, fine: bool = False) -> float:
    """Return the standard error of the median as a share of its effect; as it would be with ``--fine``."""
    n, persons = e.reading.values.shape[:2]
    scale = (min(1.0, n / FINE[0]), min(1.0, persons / FINE[1])) if fine else (1.0, 1.0)
    parts = np.array([e.noise.draws[0], e.noise.persons[0]]) * np.sqrt(scale)
    return e.share(float(np.hypot(*parts)))


def interval_table(found: Sequence[Errors], name: str) -> CheckTable:
    """Return the errors of the ends of each outcome's intervals, in percent of the interval's width."""
    columns: dict[str, Column] = {"outcome": Column("Outcome", "outcome"), "unit": Column("Unit")}
    for kind in ("mean", "person", "study"):
        columns |= {
            kind: Column(f"{kind.capitalize()} interval", "interval"),
            f"{kind}_grid": Column("Grid, worse end", "number", "%"),
            f"{kind}_sample": Column("Sample, standard error, worse end", "number", "%"),
        }
    rows = []
    for e in _own(found, name):
        row: dict[str, Any] = {"outcome": e.reading.outcome.id, "unit": e.reading.outcome.unit}
        missing = e.reading.outcome.no_interval or {}
        for i, kind in enumerate(("mean", "person", "study")):
            ends = slice(1 + 2 * i, 3 + 2 * i)
            width = e.reading.widths[i]
            shown = kind not in missing and width > 0
            row[kind] = [float(x) for x in e.reading.figures[ends]] if shown else None
            row[f"{kind}_grid"] = float(100 * e.total[ends].max() / width) if shown else None
            row[f"{kind}_sample"] = float(100 * e.noise.both[ends].max() / width) if shown else None
        rows.append(row)
    note = "Errors in percent of the width of the interval they belong to."
    return CheckTable(f"ends-{name}", f"Errors of the ends of each interval: {name}", columns, rows, note)


def order_table(found: Sequence[Errors]) -> CheckTable:
    """Return the median of some outcomes on nested grids, with the observed order of convergence."""
    columns = {
        "case": Column("Study"),
        "outcome": Column("Outcome", "outcome"),
        "what": Column("Refined"),
        "first": Column("Default", "number"),
        "second": Column("Twice as fine", "number"),
        "third": Column("Four times as fine", "number"),
        "order": Column("Observed order", "number"),
        "error": Column("Error of the default", "number"),
    }
    rows = []
    for e in found:
        if e.reading.outcome.id not in _SHOWN:
            continue
        for what, steps in e.steps.items():
            order = float(observed_order(steps[:, None])[0])
            rows.append(
                {
                    "case": e.case,
                    "outcome": e.reading.outcome.id,
                    "what": what,
                    **dict(zip(("first", "second", "third"), map(float, steps), strict=True)),
                    "order": order if np.isfinite(order) else None,
                    "error": float(discretisation_error(steps[:, None])[0]),
                }
            )
    note = (
        "Medians of persons' means over draws; no order where changes do not shrink steadily. Rings are "
        "log-spaced around an injured first ring that is not refined; each stratum is cut in equal parts."
    )
    return CheckTable("convergence", "Convergence on nested grids", columns, rows, note)


def ring_table(gains: Mapping[int, float]) -> CheckTable:
    """Return the gain by number of rings where one ring must fail."""
    finest = gains[max(gains)]
    columns = {
        "rings": Column("Rings", "number"),
        "gain": Column("Gain of collagen", "number", "%"),
        "error": Column("Error", "number", "%"),
    }
    rows = [
        {"rings": n, "gain": gain, "error": 100 * (gain / finest - 1) if n != max(gains) else None}
        for n, gain in gains.items()
    ]
    note = (
        "One session of 60 channels per cm2, decay length of TGF-beta 0.12 mm, typical person, medians of "
        "the fit. Fifteen further combinations of density and clearance, and a fine channel, stand in "
        "docs/engine.md."
    )
    return CheckTable("rings", "Rings where one ring must fail", columns, rows, note)


def seed_table(check: SeedCheck) -> CheckTable:
    """Return the bootstrap's standard errors against the spread over new seeds."""
    columns = {"figure": Column("Figure"), "ratio": Column("Spread over seeds / standard error", "number")}
    rows = [{"figure": f, "ratio": float(r)} for f, r in zip(FIGURES, check.ratio, strict=True)]
    note = (
        f"{check.case}, {check.seeds} seeds, medians over outcomes; below 1 the standard errors are too wide."
    )
    return CheckTable("seeds", "Standard errors against new seeds", columns, rows, note)


def fit_table(worth: FitDraws) -> CheckTable:
    """Return what the draws of the shipped fit are worth."""
    columns = {"what": Column("Draws of the shipped fit"), "value": Column("Value", "number")}
    rows = [
        {"what": "draws", "value": worth.size},
        {"what": "independent draws that would correlate as much", "value": worth.effective},
    ]
    note = "A lower bound: what the figures tie together correlates, too."
    return CheckTable("draws", "What the draws of the fit are worth", columns, rows, note)


def findings(found: Sequence[Errors], check: SeedCheck, worth: FitDraws | None) -> list[Finding]:
    """Return where the target is missed, worst first, and what the errors rest on."""
    coarse = sorted((e for e in found if grid_error(e) >= TARGET), key=grid_error, reverse=True)
    noisy = sorted((e for e in found if sample_error(e) >= TARGET), key=sample_error, reverse=True)
    rows: list[Finding] = []
    if worth and worth.effective < ENOUGH:
        rows.append(Finding("fail", _few_ancestors(worth)))
    if coarse:
        text = f"Grid errors reach 5 % of the effect in {len(coarse)} of {len(found)} figures: "
        rows.append(Finding("fail", text + _named(coarse, [grid_error(e) for e in coarse])))
    if noisy:
        left = sum(sample_error(e, fine=True) >= TARGET for e in found)
        rows.append(
            Finding(
                "fail",
                "The sample, not the grid, limits the medians: their standard error at the shipped number "
                f"of draws and persons reaches 5 % of the effect in {len(noisy)} of {len(found)} figures "
                f"(with --fine, {FINE[0]} draws x {FINE[1]} persons, expected in {left}): "
                + _named(noisy, [sample_error(e) for e in noisy]),
            )
        )
    rows.append(
        Finding(
            "note",
            f"Over {check.seeds} new seeds the medians vary {check.ratio[0]:.2f} times as much as the "
            f"bootstrap says, ends of the mean's interval {np.mean(check.ratio[1:3]):.2f} times.",
        )
    )
    return rows


def _few_ancestors(worth: FitDraws) -> str:
    return (
        f"The {worth.size} draws of the shipped fit are worth about {worth.effective:.0f} independent ones, "
        "by how their records correlate. Medians and intervals carry that error whatever the number of draws."
    )


def _named(errors: Sequence[Errors], shares: Sequence[float]) -> str:
    names = [
        f"{e.reading.outcome.title} of {e.case} {100 * share:.0f} %"
        for e, share in zip(errors[:_MOST_NAMED], shares, strict=False)
    ]
    return ", ".join(names) + (" and others." if len(errors) > _MOST_NAMED else ".")


def summary(found: Sequence[Errors], gains: Mapping[int, float]) -> str:
    """Return the answer in a few sentences."""
    grids = np.array([grid_error(e) for e in found])
    samples = np.array([sample_error(e) for e in found])
    fine = np.array([sample_error(e, fine=True) for e in found])
    moved = [e for e in found if grid_error(e) > _EXACT]
    worst = max(moved, key=grid_error, default=found[0])
    one, default, finest = (gains[n] for n in (1, 3, max(gains)))
    sampled = samples[samples > 0]
    beside = [e.noise.both[0] / e.reading.widths[0] for e in found if e.reading.widths[0] > 0]
    return (
        f"Of {len(found)} reported figures of {len({e.case for e in found})} shipped studies, {len(moved)} "
        "depend on the grid. Strata, rings, step and report times together move them by "
        f"{100 * np.median(grids):.2g} % of the effect in the median and {100 * grids.max():.2g} % at "
        f"worst ({worst.reading.outcome.title}, {worst.case}); {np.sum(grids < TARGET)} of {len(found)} "
        "stay below 5 %. The sample weighs more: the standard error of the median is "
        f"{100 * np.median(sampled):.0f} % of the effect in the median, below 5 % in "
        f"{np.sum(samples < TARGET)} of {len(found)}, and with --fine in {np.sum(fine < TARGET)}; in the "
        f"median it is {100 * np.median(beside):.0f} % of the width of the mean's interval. Where one ring "
        f"must fail, the gain of collagen is {one:.2f} % with one ring, {default:.2f} % with three and "
        f"{finest:.2f} % with {max(gains)}."
    )


def _own(found: Sequence[Errors], name: str) -> list[Errors]:
    return [e for e in found if e.case == name]


def _size(found: Sequence[Errors], name: str) -> tuple[int, int]:
    return _own(found, name)[0].reading.values.shape[:2]  # pyright: ignore[reportReturnType]


def verification(
    studies: Sequence[str] = STUDIES, seeds: int = SEEDS, progress: Progress = lambda text: None
) -> Part:
    """Return the errors of every reported outcome from strata, rings, step, report times, draws and persons.

    Parameters
    ----------
    studies
        Names of shipped studies; the first also checks the bootstrap against new seeds.
    seeds
        Seeds of that check.
    progress
        Called with a line of text per stage.
    """
    found: list[Errors] = []
    for name in studies:
        progress(f"verification: {name}")
        found += study_errors(open_case(name))
    progress("verification: new seeds, and rings where one must fail")
    check = seed_check(open_case(studies[0]), found, seeds)
    gains = ring_gains()
    fit, _ = current_fit()
    worth = judge(fit) if fit else None
    tables: list[CheckTable] = [error_table(found, name) for name in studies]
    tables += [interval_table(found, name) for name in studies]
    tables += [order_table(found), ring_table(gains), seed_table(check)]
    tables += [fit_table(worth)] if worth else []
    told = [*void_fit(), *findings(found, check, worth)]
    return Part(
        id="verification",
        title="Calculation verification",
        question="How far is each reported figure from what the equations and the records imply?",
        summary=summary(found, gains),
        tables=tables,
        findings=told,
        passed=not any(f.kind == "fail" for f in told),
    )
