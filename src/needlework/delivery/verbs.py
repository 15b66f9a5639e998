"""The verbs of this room on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the JSON document instead of text.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder to write; must be new or empty.")]


def permeability(
    compounds: Annotated[
        Path,
        typer.Argument(
            help="CSV (- for standard input): name, mw, log_kow; log_d, charge, temperature where known."
        ),
    ],
    json_: JsonFlag = False,
    out: OutOption = None,
) -> None:
    """Predict how fast substances pass intact human skin from water, with an interval."""
    from needlework.delivery.documents import permeability_document, permeability_lines
    from needlework.delivery.table import read_table
    from needlework.uptake.permeability import predict

    table = read_table(compounds)
    found = [predict(substance) for substance in table.substances]
    document = permeability_document(found)
    for column in table.unused:
        print(f"column {column!r} is not used", file=sys.stderr)
    for prediction in found:
        for words in prediction.outside:
            print(f"{prediction.name}: extrapolated: {words}", file=sys.stderr)
    if out is not None:
        _save(out, {"permeability.json": _text(document)})
    print(json.dumps(document, ensure_ascii=False) if json_ else "\n".join(permeability_lines(found)))


def deliver(
    study: Annotated[Path, typer.Argument(help="Study file (YAML or JSON) with course.topicals.")],
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Seed, instead of the study's.", min=0, max=2**32 - 1)
    ] = None,
) -> None:
    """Follow what is put on needled skin: how much reaches which depth, when, against intact skin."""
    from needlework.delivery.lines import lines
    from needlework.delivery.run import deliver as follow

    if out is not None:
        from needlework.result import check_target

        check_target(out)
    found = follow(study, seed=seed)
    made = found.to_json()
    if out is not None:
        from needlework.delivery.page import page, pictures

        files = {"delivery.json": _text(made), "delivery.html": page(found, made), **pictures(found)}
        _save(out, files)
    print(json.dumps(made, ensure_ascii=False) if json_ else "\n".join(lines(made)))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _save(out: Path, files: dict[str, str]) -> None:
    from needlework.result import write_folder

    def fill(folder: Path) -> None:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")

    write_folder(out, fill)
