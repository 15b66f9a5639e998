"""``needlework compare``: two or more courses on the same draws and people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def compare(
    studies: Annotated[list[Path], typer.Argument(help="Two or more study files.")],
    json_: Annotated[bool, typer.Option("--json", help="Print the JSON document instead of text.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder to write; must be new or empty.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the first study's.", min=0)] = None,
    equal: Annotated[
        str | None,
        typer.Option(help="Make the others equal to the first in: downtime, darkening or benefit."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="With --equal, what to turn: coverage, density, depth, energy or strength."),
    ] = None,
) -> None:
    """Compare courses: differences with intervals, and how often each is ahead."""
    from needlework.comparison.compute import differences, named_studies, sides
    from needlework.comparison.document import document, lines, page
    from needlework.comparison.equal import equal_studies
    from needlework.errors import Fault, InputError
    from needlework.result import check_target, write_folder

    if by is not None and equal is None:
        raise InputError([Fault("--by", "--equal beside it", "--by alone", "add --equal downtime")])

    found = named_studies(studies)
    if seed is not None:
        found = {name: study.replace(seed=seed) for name, study in found.items()}
    if out is not None:
        check_target(out)
    found, same = equal_studies(found, equal, by) if equal is not None else (found, None)
    ran = sides(found)
    seen = differences(ran)
    told = document(ran, seen, same)
    if out is not None:
        write_folder(out, lambda folder: _fill(folder, told, page(ran, seen, same)))
    print(json.dumps(told, ensure_ascii=False) if json_ else "\n".join(lines(ran, seen, same)))


def _fill(folder: Path, told: dict[str, Any], html: str) -> None:
    (folder / "comparison.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "comparison.html").write_text(html, encoding="utf-8")
