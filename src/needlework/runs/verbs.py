"""The verbs of runs on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

runs_app = typer.Typer(help="What has been run: list, show, compare, check, delete.", no_args_is_help=True)

Place = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
Name = Annotated[str, typer.Argument(help="Name of a run in the list, or its folder.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
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
    if json_:
        print(json.dumps([asdict(run) for run in found], ensure_ascii=False))
        return
    print("\n".join(run.line() for run in found) or f"no runs in {place}")


@runs_app.command()
def show(name: Name, place: Place = _RUNS, json_: JsonFlag = False) -> None:
    """Show what a run is of; with --json its whole document."""
    from needlework.runs.index import describe, find
    from needlework.runs.judge import document_of

    folder = find(place, name)
    if json_:
        print(json.dumps(document_of(folder), ensure_ascii=False))
        return
    run = describe(folder.parent, folder)
    print(run.line())
    for file in sorted(p for p in folder.iterdir() if p.is_file()):
        print(f"  {file.name:20s} {file.stat().st_size:>12,}")


@runs_app.command()
def diff(first: Name, second: Name, place: Place = _RUNS) -> None:
    """Print in what two runs differ, one figure a line."""
    from needlework.runs.index import find
    from needlework.runs.judge import difference

    lines = difference(find(place, first), find(place, second))
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
