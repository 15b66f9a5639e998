"""The verbs of this room on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.verbs import JsonFlag, OutOption, SeedOption, ready, save, say

_MOST_TOLD = 20  # of what is extrapolated; each row says it of itself


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

    ready(out)
    table = read_table(compounds)
    found = [predict(substance) for substance in table.substances]
    document = permeability_document(found)
    unused = [f"column {column!r} is not used" for column in table.unused]
    beyond = [f"{p.name}: extrapolated: {words}" for p in found for words in p.outside]
    more = [f"and {len(beyond) - _MOST_TOLD:,} more like these"] if len(beyond) > _MOST_TOLD else []
    for line in (*table.read_as, *unused, *beyond[:_MOST_TOLD], *more):
        print(line, file=sys.stderr)
    save(out, lambda: {"permeability.json": document})
    say(document, lambda: permeability_lines(found), json_=json_)


def deliver(
    study: Annotated[Path, typer.Argument(help="Study file (YAML or JSON) with course.topicals.")],
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: SeedOption = None,
    zone: Annotated[str | None, typer.Option(help="Zone or concern, of a study with several.")] = None,
) -> None:
    """Follow what is put on needled skin: how much reaches which depth, when, against intact skin."""
    from needlework.delivery.lines import lines
    from needlework.delivery.run import deliver as follow

    ready(out)
    found = follow(study, seed=seed, zone=zone)
    made = found.to_json()

    def files() -> dict[str, Any]:
        from needlework.delivery.page import page, pictures

        return {"delivery.json": made, "delivery.html": page(found, made), **pictures(found)}

    save(out, files)
    say(made, lambda: lines(made), json_=json_)
