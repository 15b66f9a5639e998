"""What the verbs of every room share: their options, and how they print and write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.files import check_target, json_text, write_folder

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the JSON document instead of text.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder to write; must be new or empty.")]
OutFolder = Annotated[Path, typer.Option("--out", help="Folder to write; must be new or empty.")]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="Seed, instead of the file's.", min=0, max=2**32 - 1)
]
OwnSeed = Annotated[int, typer.Option("--seed", min=0)]
StudyArgument = Annotated[Path, typer.Argument(help="Study file (YAML or JSON); - for standard input.")]


def say(document: Any, lines: Callable[[], Iterable[str]], *, json_: bool) -> None:
    """Print an answer: its JSON document on one line, or its lines of text."""
    print(json.dumps(document, ensure_ascii=False) if json_ else "\n".join(lines()))


def ready(out: Path | None) -> None:
    """Check that a folder can be written, where one is asked for, before the work that would fill it.

    Raises
    ------
    InputError
        The target exists and is not empty, or its place cannot be written.
    """
    if out is not None:
        check_target(out)


def save(out: Path | None, files: Callable[[], Mapping[str, Any]]) -> None:
    """Write files into a new folder, whole or not at all, where one is asked for.

    Parameters
    ----------
    out
        The folder.
    files
        Returns the content by name: text as it is, anything else as JSON.

    Raises
    ------
    InputError
        As `ready`.
    """
    if out is None:
        return
    made = files()

    def fill(folder: Path) -> None:
        for name, content in made.items():
            text = content if isinstance(content, str) else json_text(content)
            (folder / name).write_text(text, encoding="utf-8")

    write_folder(out, fill)
