"""``needlework plan``: courses within limits that no other beats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from needlework.verbs import JsonFlag, OutOption, ready, save, say


def plan(
    limits: Annotated[Path, typer.Argument(help="Limits file (YAML or JSON); - for standard input.")],
    json_: JsonFlag = False,
    out: OutOption = None,
) -> None:
    """List the courses within limits that no other beats in benefit, risk and burden; none is recommended."""
    from needlework.plan.compute import compute
    from needlework.plan.document import document, lines, page
    from needlework.plan.load import load_plan

    asked = load_plan(limits)
    ready(out)
    answer = compute(asked, _tell if sys.stderr.isatty() else None)
    told = document(answer)
    save(out, lambda: {"plan.json": told, "plan.html": page(answer)})
    say(told, lambda: lines(answer), json_=json_)


def _tell(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)
