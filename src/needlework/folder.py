"""Run folders: report, data, provenance, written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from needlework.files import json_text, write_checksums, write_first_free, write_folder
from needlework.result import Result
from needlework.spec import dump_study

_COLUMNS = ("id", "title", "unit", "time_days", "mean", "mean_low", "mean_high", "person_low", "person_high",
            "study_low", "study_high", "level", "label", "evidence", "applicability", "zone")  # fmt: skip


def write_run(result: Result, summary: dict[str, Any], out: Path | None, runs: Path = Path("runs")) -> Path:
    """Write a run folder and return it.

    Parameters
    ----------
    out
        Target; if not given, ``<hash of the study>-<counter>`` below ``runs``.
    runs
        Folder of runs.
    """

    def fill(folder: Path) -> None:
        result.write_data(folder)
        (folder / "result.json").write_text(json_text(summary), encoding="utf-8")
        (folder / "provenance.json").write_text(json_text(dict(result.provenance)), encoding="utf-8")
        write_rows(folder / "outcomes.csv", summary["outcomes"])
        _write_sources(folder / "sources.bib", summary)
        _write_report(folder, result, summary)
        write_checksums(folder)

    if out is None:
        return write_first_free(_names(result, runs), fill)
    write_folder(out, fill)
    return out


def rewrite_report(folder: Path) -> Path:
    """Rebuild the report of a run folder from its data."""
    from needlework.summary import document

    result = Result.load(folder)
    _write_report(folder, result, document(result))
    write_checksums(folder, "report.html")
    return folder / "report.html"


def write_figures(folder: Path, target: Path) -> Path:
    """Write the figures of a run folder as SVG files into a new folder and return it."""
    from needlework.report import figures
    from needlework.summary import document

    result = Result.load(folder)
    drawn = figures(result, document(result))

    def fill(place: Path) -> None:
        for name, svg in drawn.items():
            (place / f"{name}.svg").write_text(svg, encoding="utf-8")

    write_folder(target, fill)
    return target


def _write_report(folder: Path, result: Result, summary: dict[str, Any]) -> None:
    from needlework.report import render_report

    path, temporary = folder / "report.html", folder / ".report.html"
    temporary.write_text(render_report(result, summary), encoding="utf-8")
    temporary.replace(path)


def _names(result: Result, runs: Path) -> Iterator[Path]:
    """Yield the names a run of a study may have, those that exist left out."""
    digest = hashlib.sha256(dump_study(result.asked).encode()).hexdigest()[:8]
    return (path for number in count(1) if not (path := runs / f"{digest}-{number}").exists())


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write outcome rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for row in rows:
            pairs = [row[k] or (None, None) for k in ("mean_interval", "person_interval", "study_interval")]
            low_high = [end for pair in pairs for end in pair]
            head = [row[k] for k in ("id", "title", "unit", "time_days", "mean")]
            writer.writerow(
                [*head, *low_high, *(row[k] for k in ("level", "label", "evidence", "applicability", "zone"))]
            )


def _write_sources(path: Path, summary: dict[str, Any]) -> None:
    from needlework.evidence.browse import bibtex

    used = {s for row in summary["outcomes"] for s in row["sources"]}
    used |= {o["source"] for row in summary["outcomes"] for o in row["observed"]}
    path.write_text(bibtex(sorted(used)), encoding="utf-8")
