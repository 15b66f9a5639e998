"""``needlework compare``: two or more courses on the same draws and people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from needlework.verbs import JsonFlag, OutOption, ready, save, say


def compare(
    studies: Annotated[list[Path], typer.Argument(help="Two or more study files.")],
    json_: JsonFlag = False,
    out: OutOption = None,
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

    if by is not None and equal is None:
        raise InputError([Fault("--by", "--equal beside it", "--by alone", "add --equal downtime")])

    found = named_studies(studies)
    if seed is not None:
        found = {name: study.replace(seed=seed) for name, study in found.items()}
    ready(out)
    found, same = equal_studies(found, equal, by) if equal is not None else (found, None)
    ran = sides(found)
    seen = differences(ran)
    told = document(ran, seen, same)
    save(out, lambda: {"comparison.json": told, "comparison.html": page(ran, seen, same)})
    say(told, lambda: lines(ran, seen, same), json_=json_)
