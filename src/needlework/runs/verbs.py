"""The verbs of runs on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from needlework.verbs import JsonFlag, say

runs_app = typer.Typer(help="What has been run: list, show, compare, check, delete.", no_args_is_help=True)

Place = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
Name = Annotated[str, typer.Argument(help="Name of a run in the list, or its folder.")]
_RUNS = Path("runs")
_MOST = 60


@runs_app.command("list")
def list_(
    place: Place = _RUNS,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every folder anew.")] = False,
    json_: JsonFlag = False,
) -> None:
    """List the runs of a folder."""
    from needlework.runs.index import list_runs

    found = list_runs(place, rebuild=rebuild)
    say(
        [asdict(run) for run in found],
        lambda: [run.line() for run in found] or [f"no runs in {place}"],
        json_=json_,
    )


@runs_app.command()
def show(name: Name, place: Place = _RUNS, json_: JsonFlag = False) -> None:
    """Show what a run is of; with --json its whole document."""
    from needlework.runs.index import describe, find
    from needlework.runs.judge import document_of

    folder = find(place, name)

    def lines() -> Iterator[str]:
        yield describe(folder.parent, folder).line()
        for file in sorted(p for p in folder.iterdir() if p.is_file()):
            yield f"  {file.name:20s} {file.stat().st_size:>12,}"

    say(document_of(folder) if json_ else None, lines, json_=json_)


@runs_app.command()
def diff(first: Name, second: Name, place: Place = _RUNS) -> None:
    """Print in what two runs differ, one figure a line."""
    from needlework.runs.index import find_all
    from needlework.runs.judge import difference

    lines = difference(*find_all(place, (first, second)))
    print("\n".join(lines[:_MOST]) or "the same")
    if len(lines) > _MOST:
        print(f"and {len(lines) - _MOST} more")


@runs_app.command()
def verify(name: Name, place: Place = _RUNS) -> None:
    """Check that a run folder is whole; exit code 1 when something is wrong."""
    from needlework.runs.index import find
    from needlework.runs.judge import faults_of

    faults = faults_of(find(place, name))
    print("\n".join(faults) or "whole")
    if faults:
        raise typer.Exit(1)


@runs_app.command("rm")
def rm(name: Name, place: Place = _RUNS) -> None:
    """Delete a run folder."""
    from needlework.runs.index import remove

    print(remove(place, name))
