"""Everything that says whether the numbers hold, made anew: parts, and the dossier of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from needlework.draws import current_fit
from needlework.errors import Fault, InputError
from needlework.evidence.fit import Fit
from needlework.files import json_text
from needlework.parts import Part

Progress = Callable[[str], None]

PARTS = (
    "scorecards",
    "retrodiction",
    "behaviours",
    "claims",
    "sensitivity",
    "structure",
    "verification",
)


def validate(
    folder: Path, only: Sequence[str] = PARTS, seed: int = 1, progress: Progress = lambda line: None
) -> dict[str, Any]:
    """Make the parts and the dossier, and write them into a folder.

    Parameters
    ----------
    folder
        Gets ``dossier.html``, ``dossier.json``, and for every part ``<id>.json`` and its pictures as SVG.
    only
        Parts to make; the dossier says which are missing.
    seed
        Seed of everything random.
    progress
        Called with a line of text per stage.

    Returns
    -------
    dict
        The dossier as plain values.

    Raises
    ------
    InputError
        A part that does not exist, or no current fit to validate.
    """
    from needlework.dossier.document import dossier, dossier_json

    if unknown := [name for name in only if name not in PARTS]:
        raise InputError(
            [Fault("--only", f"parts among {', '.join(PARTS)}", unknown[0], "choose among them")]
        )
    started = time.perf_counter()
    parts = make(only, _fit(), seed, progress)
    provenance = {"seed": seed, "seconds": round(time.perf_counter() - started)}
    failed = [part.id for part in parts if part.passed is False]
    document = {**dossier_json(parts, provenance), "failed": failed}
    for part in parts:
        (folder / f"{part.id}.json").write_text(json_text(part.plain()), encoding="utf-8")
        for i, (_, svg) in enumerate(part.figures.items()):
            (folder / f"{part.id}-{i + 1}.svg").write_text(svg, encoding="utf-8")
    (folder / "dossier.json").write_text(json_text(document), encoding="utf-8")
    (folder / "dossier.html").write_text(dossier(parts, provenance), encoding="utf-8")
    return document


def make(only: Sequence[str], fit: Fit, seed: int, progress: Progress) -> list[Part]:
    """Return the parts that are asked for, in their order."""
    from needlework.dossier.claims_part import claims_part
    from needlework.predictions import retrodiction, scorecards
    from needlework.predictions import unseen as predictions
    from needlework.verification.behaviours import behaviours_part
    from needlework.verification.convergence_tables import verification
    from needlework.verification.sensitivity_tables import sensitivity
    from needlework.verification.structure_tables import structure

    parts: list[Part] = []
    if {"scorecards", "retrodiction"} & set(only):
        judged, left_out = predictions.judged(fit, seed, progress)
        parts += [scorecards.part(judged, left_out)] if "scorecards" in only else []
        progress("published trials, run again")
        parts += [retrodiction.part(judged)] if "retrodiction" in only else []
    behaviours = None
    if {"behaviours", "claims"} & set(only):
        progress("behaviours")
        behaviours = behaviours_part(seed=seed)
        parts += [behaviours] if "behaviours" in only else []
        parts += [claims_part(behaviours)] if "claims" in only else []
    computed = {
        "sensitivity": lambda: sensitivity(seed=seed, progress=progress),
        "structure": lambda: structure(seed=seed, progress=progress),
        "verification": lambda: verification(progress=progress),
    }
    for name in (n for n in computed if n in only):
        progress(name)
        parts.append(computed[name]())
    return parts


def _fit() -> Fit:
    fit, void = current_fit()
    if fit is None:
        raise InputError([Fault("data/fit", "a current fit", void or "none", "run 'needlework calibrate'")])
    return fit
