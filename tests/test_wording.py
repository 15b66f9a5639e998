"""What the program itself prints is free of the words it must never use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from needlework.wording import faults_in

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "needlework"
LINT_ITSELF = PACKAGE / "wording.py"
# Words of others, which the program quotes or looks for: titles of papers, claims and the phrases that find
# them, terms of a history, the raw words and remarks of a published study.
OTHERS_WORDS = {"title", "claim", "phrases", "contrary", "terms", "endpoint", "note"}


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("Needling is non-invasive.", "non-invasive"),
        ("a noninvasive option", "non-invasive"),
        ("It is safe for all skin types.", "safe for all skin types"),
        ("safe for everyone", "safe for all skin types"),
        ("There is no hyperpigmentation.", "no hyperpigmentation"),
        ("without risk of pigmentation", "no hyperpigmentation"),
        ("The gain is permanent.", "permanent"),
        ("It stays permanently.", "permanent"),
        ("a painless session", "painless"),
        ("pain-free", "painless"),
        ("an FDA-approved pen", "approved"),
        ("after approval by the regulator", "approved"),
        ("the safe dose is 300 per cm2", "safe dose"),
        ("a risk-free course", "risk-free"),
    ],
)
def test_words_that_are_never_printed(text: str, banned: str) -> None:
    faults = faults_in(text, "page")
    assert len(faults) == 1
    assert faults[0].expected == f"no use of “{banned}”"
    assert faults[0].where == "page:1"


@pytest.mark.parametrize(
    "text",
    [
        "Cleared, never approved.",
        "Not cleared or approved by any regulator.",
        "a doctor's written approval",
        "The change is not permanent.",
        "It may leave permanent scars.",
        "A permanent filler must be named.",
        "The claim “painless” is contradicted.",
        "The word `approved` is kept out.",
        "Needling is minimally invasive.",
        "The probability of hyperpigmentation is 3 to 17 of 100.",
        "",
    ],
)
def test_words_that_are_allowed(text: str) -> None:
    assert faults_in(text) == []


def test_every_use_is_named_with_its_line() -> None:
    faults = faults_in("fine\npainless and permanent\n\napproved", "x.md")
    assert sorted(fault.where for fault in faults) == ["x.md:2", "x.md:2", "x.md:4"]


def python_texts(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def yaml_texts(node: Any) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line + 1, node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from yaml_texts(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in OTHERS_WORDS:
                yield from yaml_texts(value)


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    if file.suffix == ".py":
        yield from python_texts(file)
    elif file.suffix == ".yaml":
        yield from yaml_texts(yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    else:
        yield 1, file.read_text(encoding="utf-8")


def printed_files() -> list[Path]:
    kinds = (".py", ".yaml", ".html", ".j2", ".jinja", ".md", ".js", ".css")
    found = [file for file in PACKAGE.rglob("*") if file.suffix in kinds and "words" not in file.parts]
    found += [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    return sorted(file for file in found if file.is_file() and file != LINT_ITSELF)


def test_nothing_the_program_prints_uses_a_banned_word() -> None:
    faults = [
        str(fault)
        for file in printed_files()
        for line, text in texts_of(file)
        for fault in faults_in(text, f"{file.relative_to(ROOT)}:{line}")
    ]
    assert faults == []


def test_the_walk_reaches_code_data_templates_and_pages() -> None:
    kinds = {file.suffix for file in printed_files()}
    assert {".py", ".yaml", ".j2", ".md"} <= kinds
