"""The answer for programs: ``needlework/trial/1``."""

from __future__ import annotations

from typing import Any

import numpy as np

from needlework import __version__
from needlework.trial.grid import Cell
from needlework.trial.labels import contrast_name, endpoint_name
from needlework.trial.least import Least
from needlework.trial.plan import Answer
from needlework.trial.schema import Design
from needlework.trial.store import cohort_key
from needlework.trial.tables import preset
from needlework.trial.treatments import is_usual
from needlework.trial.unread import not_used

SCHEMA = "needlework/trial/1"
_BELIEFS = (0.0, 0.2, 0.5)  # in no effect, that stand beside the design's


def document(answer: Answer) -> dict[str, Any]:
    """Return the JSON document of a trial run."""
    best = recommended(answer)
    top = best_cell(answer)
    return {
        "schema": SCHEMA,
        "not_used": not_used(answer.design),
        "design": design_part(answer),
        "cohort": cohort_part(answer),
        "cells": [cell_json(answer.design, c) for c in answer.cells],
        "recommended": best,
        "mechanism_only_share": None if top is None else top.mechanism_only_share,
        "persons": int(np.prod(answer.truth.shape)),
        "reused_chunks": len(answer.filled.reused),
        "runtime_s": round(answer.seconds, 2),
    }


def cell_json(design: Design, cell: Cell) -> dict[str, Any]:
    """Return one cell."""
    return {
        "contrast": contrast_name(design.contrasts[cell.contrast]),
        "endpoint": endpoint_name(design.endpoints[cell.endpoint]),
        "analysis": design.endpoints[cell.endpoint].analysis,
        "visit_days": cell.visit_days,
        "n": cell.n,
        "assurance": cell.assurance.to_json(),
        "power_at_median": cell.power_at_median.to_json(),
        "p_effect_le_0": cell.p_effect_le_0.value,
        "p_effect_le_0_mc_error": cell.p_effect_le_0.mc_error,
        "type_one": {**cell.type_one.to_json(), "level": design.analysis.alpha},
        "mechanism_only_share": cell.mechanism_only_share,
        "failed_fits": cell.failed_fits,
    }


def design_part(answer: Answer) -> dict[str, Any]:
    """Return what was planned, as the file says it, and what of it the model does not use."""
    design = answer.design
    return {
        **design.to_dict(),
        "visit_days_count_from": design.visits.after,
        "n_counts": "persons with both sides" if design.layout.kind != "parallel" else "persons of all arms",
        "trials_simulated": design.trials,
        "explored": answer.explored,
        "correlation_between_sides": [
            {
                "contrast": contrast_name(design.contrasts[c]),
                "endpoint": endpoint_name(design.endpoints[e]),
                "r": None if np.isnan(r) else round(r, 3),
            }
            for (c, e), r in answer.correlation.items()
        ],
        "least_n": [_least_json(design, least) for least in answer.least],
        "not_used": not_used(design),
        "warnings": warnings(answer),
        "version": __version__,
    }


def cohort_part(answer: Answer) -> dict[str, Any]:
    """Return who was enrolled, and how virtual persons were drawn."""
    design, truth = answer.design, answer.truth
    draws, persons = truth.shape
    given = preset(design.cohort.preset) if design.cohort.preset else None
    reasons = {k: v for k, v in answer.screened.items() if k != "candidates"}
    return {
        "hash": answer.filled.store.hash,
        "draws": draws,
        "persons_per_draw": persons,
        "how_drawn": how_drawn(design),
        "preset": {k: given[k] for k in ("title", "source", "locator", "assumed")} if given else None,
        "table_1": table_one(answer),
        "candidates": answer.screened.get("candidates", draws * persons),
        "not_eligible": reasons,
        "lanes_failed": len(truth.failed),
        "chunks": answer.filled.store.parts,
    }


def how_drawn(design: Design) -> str:
    """Return how virtual persons were drawn, in a sentence for the methods."""
    start = "resampled from the rows of a CSV file" if design.cohort.csv else "drawn from distributions"
    joint = ", joined by a Gaussian copula" if design.cohort.correlations else ""
    return (
        f"Traits were {start}{joint}; the other traits of the model are independent Latin hypercubes, one "
        "for each draw. Participants of a trial are drawn with replacement from the persons of its draw."
    )


def table_one(answer: Answer) -> list[dict[str, Any]]:
    """Return the rows of table 1 over all virtual persons."""
    rows: list[dict[str, Any]] = []
    for name, values in answer.truth.persons.items():
        if is_usual(name.removeprefix("kept/")):
            continue
        if values.dtype.kind in "US":
            words, counts = np.unique(values, return_counts=True)
            shares = {
                str(w) or "not stated": float(c / values.size) for w, c in zip(words, counts, strict=True)
            }
            rows.append({"trait": name, "shares": shares})
        else:
            mean, sd = float(values.mean()), float(values.std())
            rows.append({"trait": name, "mean": mean, "sd": sd})
    return rows


def by_belief(design: Design, cell: Cell) -> list[dict[str, float]]:
    """Return what a cell's assurance would be under other beliefs in no effect."""
    stated = design.prior.no_effect
    if not cell.assurance.known or stated >= 1.0:
        return []
    return [{"no_effect": b, "assurance": cell.believing(b, stated)} for b in _BELIEFS]


def best_cell(answer: Answer) -> Cell | None:
    """Return the cell that is recommended, or the one with the highest assurance."""
    design = answer.design
    rated = [c for c in answer.cells if c.assurance.known and design.endpoints[c.endpoint].role == "primary"]
    enough = [c for c in rated if c.assurance.value >= design.wanted]
    if enough:
        return min(enough, key=lambda c: (c.n, c.visit_days, -c.assurance.value))
    return max(rated, key=lambda c: c.assurance.value, default=None)


def recommended(answer: Answer) -> dict[str, Any]:
    """Return the smallest trial with the wanted assurance, or why there is none."""
    cell, wanted = best_cell(answer), answer.design.wanted
    if cell is None:
        return {
            "worth_testing": False,
            "why": "no analysis could be made: too many fits failed",
            "best": None,
        }
    said = cell_json(answer.design, cell)
    keys = ("contrast", "endpoint", "analysis", "visit_days", "n", "assurance")
    short = {**{k: said[k] for k in keys}, "by_belief_in_no_effect": by_belief(answer.design, cell)}
    value = cell.assurance.value
    if value >= wanted:
        return {
            "worth_testing": True,
            "why": f"the smallest trial with an assurance of {100 * wanted:.0f} %",
            **short,
        }
    best = f"the best has {100 * value:.0f} %"
    why = f"nothing in this design reaches an assurance of {100 * wanted:.0f} %; {best}"
    return {"worth_testing": False, "why": why, "best": short}


def _least_json(design: Design, least: Least) -> dict[str, Any]:
    return {
        "contrast": contrast_name(design.contrasts[least.contrast]),
        "endpoint": endpoint_name(design.endpoints[least.endpoint]),
        "visit_days": least.visit_days,
        "n": least.n,
        "interval": list(least.interval),
        "searched_to": least.most,
        "assurance_there": least.ceiling.to_json(),
    }


def warnings(answer: Answer) -> list[str]:
    """Return what a reader must know."""
    design, found = answer.design, []
    if "fit" in cohort_key(design, None) and cohort_key(design, None)["fit"] is None:
        found.append("no fit is used: draws come from the priors")
    cut = [e.analysis for e in design.endpoints if e.analysis == "mixed_model"]
    if cut and design.conduct.dropout.share > 0 and design.estimand.dropout == "hypothetical":
        found.append("the mixed model is that of complete persons: those with a missed visit are left out")
    refused = sum(not c.assurance.known for c in answer.cells)
    if refused:
        found.append(
            f"{refused} of {len(answer.cells)} cells have no figures: more than 1 % of their fits failed"
        )
    if answer.truth.failed:
        found.append(f"{len(answer.truth.failed)} lanes did not finish; the first: {answer.truth.failed[0]}")
    return found
