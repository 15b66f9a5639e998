"""The notebooks of the docs run from top to bottom, and what they show at the end of a cell is there."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def code_cells(path: Path) -> list[str]:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["nbformat"] == 4
    assert all(not cell.get("outputs") for cell in found["cells"]), "outputs are made anew, not committed"
    return ["".join(cell["source"]) for cell in found["cells"] if cell["cell_type"] == "code"]


def executed(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does and return what its last expression shows."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    eval(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def test_there_are_two() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["comparison", "course"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_and_shows_something(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = [executed(cell, names) for cell in code_cells(path)]
    assert sum(value is not None for value in shown) >= 2
    assert list(tmp_path.iterdir()) == [], "a notebook leaves nothing behind"


def test_a_chart_shows_itself_as_a_picture() -> None:
    names: dict[str, Any] = {}
    drawn = None
    for cell in code_cells(FOLDER / "course.ipynb")[:4]:
        drawn = executed(cell, names)
    assert drawn._repr_svg_().startswith("<svg")  # pyright: ignore[reportOptionalMemberAccess]
