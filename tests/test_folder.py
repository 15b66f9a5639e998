"""Run folders: what is in them, how they are named, and the report rebuilt from data."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from needlework import folder as f
from needlework.result import Result
from needlework.summary import document


@pytest.fixture(autouse=True)
def short_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has tests of its own."""
    monkeypatch.setattr(
        "needlework.report.render_report", lambda result, summary: f"<p>{summary['seed']}</p>"
    )


@pytest.fixture(scope="session")
def summary(crowd: Result) -> dict[str, Any]:
    return document(crowd)


def test_a_run_folder_holds_everything(crowd: Result, summary: dict[str, Any], tmp_path: Path) -> None:
    out = f.write_run(crowd, summary, tmp_path / "run")
    names = {
        "data.npz",
        "study.yaml",
        "result.json",
        "provenance.json",
        "outcomes.csv",
        "sources.bib",
        "report.html",
        "checksums.sha256",
    }
    assert {p.name for p in out.iterdir()} == names
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == json.loads(json.dumps(summary))
    assert (
        json.loads((out / "provenance.json").read_text(encoding="utf-8"))["network"]
        == crowd.provenance["network"]
    )


def test_the_table_holds_the_rows_of_the_document(
    crowd: Result, summary: dict[str, Any], tmp_path: Path
) -> None:
    out = f.write_run(crowd, summary, tmp_path / "run")
    with (out / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(summary["outcomes"])
    for row, entry in zip(rows, summary["outcomes"], strict=True):
        assert (row["id"], float(row["time_days"])) == (entry["id"], entry["time_days"])
        assert float(row["mean"]) == entry["mean"]
        for name in ("mean", "person", "study"):
            pair = [row[f"{name}_low"], row[f"{name}_high"]]
            assert (
                pair == ["", ""]
                if entry[f"{name}_interval"] is None
                else [float(x) for x in pair] == entry[f"{name}_interval"]
            )


def test_every_source_of_the_document_is_in_the_bibliography(
    crowd: Result, summary: dict[str, Any], tmp_path: Path
) -> None:
    out = f.write_run(crowd, summary, tmp_path / "run")
    keys = set(re.findall(r"@\w+\{([^,]+),", (out / "sources.bib").read_text(encoding="utf-8")))
    used = {
        s for row in summary["outcomes"] for s in [*row["sources"], *(o["source"] for o in row["observed"])]
    }
    assert used
    assert keys == used


def test_folders_are_named_by_the_study_and_counted(
    crowd: Result, summary: dict[str, Any], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (f.write_run(crowd, summary, None) for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{8}-1", first.name)
    assert second.name == first.name[:-1] + "2"
    assert {p.name for p in (tmp_path / "runs").iterdir()} == {first.name, second.name}


def test_a_report_that_breaks_leaves_nothing(
    crowd: Result, summary: dict[str, Any], tmp_path: Path, monkeypatch
) -> None:
    def broken(result, summary):
        raise RuntimeError("no report")

    monkeypatch.setattr("needlework.report.render_report", broken)
    with pytest.raises(RuntimeError, match="no report"):
        f.write_run(crowd, summary, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_rebuilt_from_the_folder_alone(
    crowd: Result, summary: dict[str, Any], tmp_path: Path
) -> None:
    out = f.write_run(crowd, summary, tmp_path / "run")
    (out / "report.html").unlink()
    assert f.rewrite_report(out).read_text(encoding="utf-8") == "<p>3</p>"
    assert not (out / ".report.html").exists()
