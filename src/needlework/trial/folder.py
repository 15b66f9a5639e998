"""The folder of a trial run: design, answer, cells, report; each file whole or not there."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError
from needlework.files import cannot_write, json_text, write_checksums, write_whole
from needlework.trial.baselines import Baselines
from needlework.trial.document import document
from needlework.trial.load import dump_design, load_design
from needlework.trial.plan import Answer
from needlework.trial.schema import Design

ANSWER = "trial.json"  # written last: a folder that has it is finished
_COLUMNS = (
    "contrast", "endpoint", "analysis", "visit_days", "n", "assurance", "assurance_mc_error",
    "power_at_median", "power_at_median_mc_error", "p_effect_le_0", "p_effect_le_0_mc_error", "type_one",
    "type_one_mc_error", "mechanism_only_share", "failed_fits",
)  # fmt: skip


def write_answer(answer: Answer, folder: Path, *, tables: bool) -> Path:
    """Write what a trial run found, and return the folder.

    Raises
    ------
    InputError
        The folder cannot be written; what was simulated stays.
    """
    from needlework.trial.report import render_report
    from needlework.trial.report.methods import methods_text

    said = document(answer)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_plan(folder, dump_design(answer.design), answer.baselines)
        write_whole(folder / "cells.csv", cells_csv(said["cells"]).encode())
        write_whole(folder / "methods.md", methods_text(answer).encode())
        write_whole(folder / "report.html", render_report(answer, said).encode())
        if tables:
            from needlework.trial.parquet import write_tables

            write_tables(answer.filled.store, answer.truth, folder / "tables")
        write_whole(folder / ANSWER, json_text(said).encode())
        write_checksums(folder, "*")  # parts have hashes of their own
    except OSError as error:
        raise cannot_write(folder, error) from None
    return folder


def write_plan(folder: Path, text: str, baselines: Baselines | None) -> None:
    """Write the design, and the baselines it resamples, so that the run can be made again from its folder."""
    if baselines is not None:
        write_whole(folder / "baselines.csv", baselines.text.encode())
        tree = load_design(text).to_dict()
        tree["cohort"]["csv"] = "baselines.csv"
        text = dump_design(Design.model_validate(tree))
    write_whole(folder / "design.yaml", text.encode())


def cells_csv(cells: list[dict[str, Any]]) -> str:
    """Return the cells as CSV text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for cell in cells:
        flat = dict(cell)
        for key in ("assurance", "power_at_median", "type_one"):
            flat |= {key: cell[key]["value"], f"{key}_mc_error": cell[key]["mc_error"]}
        writer.writerow([flat[k] for k in _COLUMNS])
    return buffer.getvalue()


def read_plan(folder: Path) -> tuple[Design, Baselines | None]:
    """Return the design of a run folder and its baselines.

    Raises
    ------
    InputError
        No design stands there.
    """
    from needlework.trial.runner import baselines_of

    path = folder / "design.yaml"
    if not path.exists():
        advice = "give a folder that 'needlework trial' wrote"
        raise InputError([Fault(str(folder), "a run folder with design.yaml", "none", advice)])
    design = load_design(path)
    return design, baselines_of(design, folder)
