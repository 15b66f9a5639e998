"""Printed numbers move only on purpose: every example and some corners, to 1e-6."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_SPEC = importlib.util.spec_from_file_location("golden", ROOT / "tools" / "golden.py")
assert _SPEC
assert _SPEC.loader
golden = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(golden)

STUDIES = golden.studies()


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_prints_what_it_printed(name: str) -> None:
    held = golden.held(name)
    assert len(held) > 200, "write it: python tools/golden.py --update"
    lines = golden.moved(held, golden.numbers(STUDIES[name]))
    assert not lines, "\n".join(["python tools/golden.py --update, and say why", *lines[:20]])


def test_every_golden_file_has_its_study() -> None:
    assert {p.stem for p in golden.FOLDER.glob("*.tsv")} == set(STUDIES)


def test_a_number_that_moves_goes_or_comes_is_told() -> None:
    old, new = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 1.0 + 2e-6, "b": 2.0 + 1e-7, "d": 4.0}
    assert golden.moved(old, new) == ["a: 1 -> 1", "c: gone, was 3", "d: new, 4"]
