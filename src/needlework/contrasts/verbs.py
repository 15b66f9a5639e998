"""The verb of this room on the command line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.verbs import JsonFlag, OutOption, ready, save, say


def predict_contrasts(
    file: Annotated[Path, typer.Argument(help="List of contrasts (YAML or JSON).")],
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Seed of every arm.", min=0, max=2**32 - 1)
    ] = None,
) -> None:
    """Predict an endpoint of one or two courses, and their difference, for each entry of a list."""
    from needlework.contrasts.entries import read_entries
    from needlework.contrasts.predict import predict

    ready(out)
    entries = read_entries(file)
    live = sys.stderr.isatty()

    def tell(done: int) -> None:
        if live:
            print(f"\r{done} of {len(entries)} contrasts", end="", file=sys.stderr)

    document = predict(entries, seed, tell)
    if live:
        print(file=sys.stderr)
    save(out, lambda: {"contrasts.json": document})
    say(document, lambda: map(line, document["contrasts"]), json_=json_)


def line(found: Mapping[str, Any]) -> str:
    """Return one contrast as a line of text."""
    if found["not_computed"]:
        return f"{found['id']}: not computed: {found['not_computed']}"
    arms = " against ".join(_range(arm) for arm in found["arms"])
    told = f"{found['id']}: {found['endpoint']} {arms} {found['unit']}"
    if found["difference"] is None:
        return told
    chance = 100.0 * found["p_first_larger"]
    return f"{told}; difference {_range(found['difference'])}, first larger in {chance:.0f} % of draws"


def _range(summary: Mapping[str, Any]) -> str:
    if summary["mean"] is None:
        return "nothing"
    ends = summary["mean_interval"]
    between = f" ({ends[0]:.3g} to {ends[1]:.3g})" if ends else ""
    return f"{summary['mean']:.3g}{between}"
