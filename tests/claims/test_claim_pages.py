"""The generated pages are current."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from labelled import ROOT


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guides_tool", ROOT / "tools" / "guides.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["claims.md", "from-the-guides.md"])
def test_the_page_is_what_the_tool_writes(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == tool().pages()[name]


def test_every_claim_has_its_row_and_every_paragraph_its_line() -> None:
    pages = tool().pages()
    assert all(f'<a id="C{n}"></a>' in pages["claims.md"] for n in range(1, 114))
    assert (
        sum(line.startswith("| ") and line[2].isdigit() for line in pages["from-the-guides.md"].splitlines())
        == 82
    )
