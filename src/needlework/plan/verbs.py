"""``needlework plan``: courses within limits that no other beats."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def plan(
    limits: Annotated[Path, typer.Argument(help="Limits file (YAML or JSON); - for standard input.")],
    json_: Annotated[bool, typer.Option("--json", help="Print the JSON document instead of text.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder to write; must be new or empty.")] = None,
) -> None:
    """List the courses within limits that no other beats in benefit, risk and burden; none is recommended."""
    from needlework.plan.compute import compute
    from needlework.plan.document import document, lines, page
    from needlework.plan.load import load_plan
    from needlework.result import check_target, write_folder

    asked = load_plan(limits)
    if out is not None:
        check_target(out)
    answer = compute(asked, _tell if sys.stderr.isatty() else None)
    told = document(answer)
    if out is not None:
        write_folder(out, lambda folder: _fill(folder, told, page(answer)))
    print(json.dumps(told, ensure_ascii=False) if json_ else "\n".join(lines(answer)))


def _tell(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)


def _fill(folder: Path, told: dict[str, Any], html: str) -> None:
    (folder / "plan.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "plan.html").write_text(html, encoding="utf-8")
