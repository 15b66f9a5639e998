"""The verb that makes everything anew: files, exit codes, and nothing half written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from needlework.cli import app
from needlework.dossier import suite
from needlework.errors import InputError
from needlework.parts import CheckTable, Column, Finding, Part

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title></svg>'


def part(passed: bool | None) -> Part:
    table = CheckTable("t", "t", {"a": Column("a", "number"), "b": Column("b")}, [{"a": 1.0}])
    found = [Finding("miss", "published 1, predicted 2.")]
    return Part(
        "scorecards", "Scorecards", "Does it hold?", "It does not.", [table], {"p": PICTURE}, found, passed
    )


@pytest.mark.parametrize(("passed", "code"), [(False, 1), (True, 0), (None, 0)])
def test_the_exit_code_says_whether_a_target_was_missed(monkeypatch, tmp_path: Path, passed, code) -> None:
    monkeypatch.setattr(suite, "make", lambda *args: [part(passed)])
    out = tmp_path / "v"
    result = CliRunner().invoke(app, ["validate", "--out", str(out), "--only", "scorecards", "--json"])
    assert result.exit_code == code, result.output
    names = {"dossier.html", "dossier.json", "scorecards.json", "scorecards-1.svg"}
    assert {p.name for p in out.iterdir()} == names
    kept = json.loads((out / "dossier.json").read_text(encoding="utf-8"))
    assert kept["schema"] == "needlework/dossier/1"
    assert kept["failed"] == (["scorecards"] if passed is False else [])
    assert json.loads((out / "scorecards.json").read_text(encoding="utf-8"))["findings"][0]["kind"] == "miss"
    assert "published 1, predicted 2." in (out / "dossier.html").read_text(encoding="utf-8")


def test_an_unknown_part_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="parts among scorecards, retrodiction"):
        suite.validate(tmp_path, only=("scorecard",))
    assert not list(tmp_path.iterdir())


def test_without_a_current_fit_there_is_nothing_to_validate(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(suite, "current_fit", lambda: (None, "the network changed"))
    with pytest.raises(InputError, match="run 'needlework calibrate'"):
        suite.validate(tmp_path, only=("claims",))
