import csv
import json
import re

import pytest
import yaml
from typer.testing import CliRunner

from needlework.cli import app
from needlework.errors import InputError
from needlework.trial.plan import parse_explore
from tests.trial.plans import plan

SMALL = {
    "cohort": {"persons": 64, "draws": 16, "sex": {"female": "60 %", "male": "40 %"}},
    "trials": 100,
    "null_trials": 1000,
    "n": [10, 120],
    "endpoints": [
        {"outcome": "goodman_baron_quantitative", "analysis": "paired_t"},
        {"outcome": "pih_probability", "analysis": "mcnemar", "role": "secondary"},
    ],
}


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Return a function that runs the command line in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "design.yaml").write_text(yaml.safe_dump(plan(**SMALL)))

    def run(*arguments, fails=None):
        result = CliRunner().invoke(app, list(arguments))
        if fails is None:
            assert result.exit_code == 0, (result.exception, result.stderr)
        else:
            assert isinstance(result.exception, InputError)
            assert fails in str(result.exception), str(result.exception)
        return result.stdout

    return run


KEYS = {
    "schema", "not_used", "design", "cohort", "cells", "recommended", "mechanism_only_share", "persons",
    "reused_chunks", "runtime_s",
}  # fmt: skip
CELL = {
    "contrast", "endpoint", "analysis", "visit_days", "n", "assurance", "power_at_median", "p_effect_le_0",
    "type_one", "failed_fits",
}  # fmt: skip


def test_the_document_has_the_keys_of_its_schema(call, tmp_path):
    said = json.loads(call("trial", "design.yaml", "--json", "--out", "run"))
    assert said["schema"] == "needlework/trial/1"
    assert set(said) == KEYS
    assert len(said["cells"]) == 2 * 2 * 2
    assert all(set(cell) >= CELL for cell in said["cells"])
    assert all(set(cell["assurance"]) == {"value", "mc_error"} for cell in said["cells"])
    assert said["persons"] == 16 * 64
    assert said["recommended"]["worth_testing"] is True
    assert said["recommended"]["n"] in (10, 120)
    assert said["design"]["not_used"][0]["field"] == "cohort.sex"
    assert json.loads((tmp_path / "run" / "trial.json").read_text(encoding="utf-8")) == said
    rows = list(csv.DictReader((tmp_path / "run" / "cells.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(r["assurance"]) for r in rows] == [c["assurance"]["value"] for c in said["cells"]]


def test_the_answer_on_the_screen_is_short_and_names_what_matters(call):
    lines = call("trial", "design.yaml").splitlines()
    assert len(lines) <= 14
    text = "\n".join(lines)
    for words in (
        "worth testing: needled against untreated",
        "assurance",
        "(+-",
        "type I error",
        "not used: cohort.sex",
    ):
        assert words in text


def test_a_changed_endpoint_or_size_simulates_nothing_again(call, tmp_path):
    call("trial", "design.yaml")
    changed = plan(**(SMALL | {"n": [12], "endpoints": [{"outcome": "ecca", "analysis": "signed_rank"}]}))
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(changed))
    assert json.loads(call("trial", "other.yaml", "--json"))["reused_chunks"] == 2
    assert len(list((tmp_path / "runs" / "cohorts").iterdir())) == 1


def test_the_same_design_and_seed_give_the_same_cells(call):
    one, two = (json.loads(call("trial", "design.yaml", "--json", "--out", name)) for name in ("a", "b"))
    assert one["cells"] == two["cells"]
    other = json.loads(call("trial", "design.yaml", "--json", "--out", "c", "--seed", "8"))
    assert other["cells"] != one["cells"]


def test_an_unfinished_cohort_is_gone_on_with_only_when_asked(call, tmp_path):
    call("trial", "design.yaml", "--shard", "1/2", "--out", "run")
    call("trial", "design.yaml", "--out", "run", fails="a new or empty folder")
    call("trial", "design.yaml", "--cohort", "run", fails="1 of 2 parts whole")
    said = json.loads(call("trial", "design.yaml", "--out", "run", "--resume", "--json"))
    assert said["reused_chunks"] == 1


def test_shards_are_merged_to_the_same_answer(call):
    whole = json.loads(call("trial", "design.yaml", "--json", "--out", "whole"))
    for i in (1, 2):
        call("trial", "design.yaml", "--shard", f"{i}/2", "--out", f"s{i}")
    merged = json.loads(call("merge", "s1", "s2", "--out", "all", "--json"))
    assert merged["cells"] == whole["cells"]
    call("merge", "s1", "--out", "half", fails="parts 1 missing")
    call("merge", "s1", "s2", "--out", "all", fails="a new or empty folder")


@pytest.mark.parametrize("shard", ["0/2", "3/2", "x", "1"])
def test_impossible_shards_are_refused(call, shard):
    call("trial", "design.yaml", "--shard", shard, "--out", "s", fails="a share such as 2/8")
    call("trial", "design.yaml", "--shard", "1/2", fails="give each shard a folder of its own")


def test_a_map_over_sizes_and_visits(call):
    said = json.loads(
        call("trial", "design.yaml", "--explore", "n=10:30:10,visit=3:5 months", "--json", "--out", "m")
    )
    assert {c["n"] for c in said["cells"]} == {10, 20, 30}
    assert sorted({round(c["visit_days"] * 12 / 365.25, 6) for c in said["cells"]}) == [3, 4, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("m=3", "ranges of 'n' and 'visit'"),
        ("n=a:b", "ranges such as"),
        ("n=1:5", "sizes from 2"),
        ("n=9:5", "sizes"),
    ],
)
def test_impossible_maps_are_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse_explore(text)


def test_bad_input_writes_nothing(call, tmp_path):
    (tmp_path / "design.yaml").write_text(yaml.safe_dump(plan(n=[1], name="x")))
    call("trial", "design.yaml", "--out", "run", fails="at least 2")
    assert not (tmp_path / "run").exists()
    call("trial", "absent.yaml", fails="check the path")


def test_baselines_travel_with_the_run(call, tmp_path):
    lines = "".join(f"{20 + i},{10 + i % 7},III\n" for i in range(12))
    (tmp_path / "b.csv").write_text("age,severity,phototype\n" + lines)
    cohort = {
        "age": None,
        "phototype": None,
        "csv": "b.csv",
        "severity": {"scale": "goodman_baron_quantitative"},
    }
    (tmp_path / "design.yaml").write_text(
        yaml.safe_dump(plan(**(SMALL | {"cohort": {**SMALL["cohort"], "sex": None, **cohort}})))
    )
    said = json.loads(call("trial", "design.yaml", "--out", "run", "--json"))
    ages = next(row for row in said["cohort"]["table_1"] if row["trait"] == "age")
    assert ages["mean"] == pytest.approx(25.5, abs=0.2)
    assert (tmp_path / "run" / "baselines.csv").read_text(encoding="utf-8").startswith("age,severity")
    again = json.loads(call("trial", "run/design.yaml", "--out", "again", "--json"))
    assert again["cells"] == said["cells"]


def test_the_report_holds_what_a_reviewer_asks_for(call, tmp_path):
    call("trial", "design.yaml", "--out", "run")
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    for words in (
        "ADEMP",
        "DELTA2",
        "CONSORT",
        "Estimand",
        "Table 1",
        "Flow of one trial",
        "Fits that failed",
    ):
        assert words in page
    items = re.findall(r"<dt>(\d+[ab]? [^<]+)</dt>", page)
    assert len(items) >= 15  # of CONSORT within persons
    assert "Correlation" in page or "correlation" in page
    assert "None" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert (
        (tmp_path / "run" / "methods.md")
        .read_text(encoding="utf-8")
        .startswith("# Methods: Needled against untreated")
    )


def test_tables_are_read_with_duckdb(call, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    del duckdb
    from needlework.trial.parquet import connect

    call("trial", "design.yaml", "--out", "run", "--tables")
    found = connect(tmp_path / "run")
    assert found.execute("select count(*), count(distinct (draw, person)) from persons").fetchone() == (
        1024,
        1024,
    )
    arms = found.execute("select arm, min(day) from outcomes group by arm order by arm").fetchall()
    assert arms == [("_usual", 0.0), ("needled", 0.0), ("untreated", 0.0), ("wide", 0.0)]


def test_runs_are_listed_shown_compared_checked_and_deleted(call, tmp_path):
    call("trial", "design.yaml")
    call("trial", "design.yaml", "--seed", "8")
    listed = json.loads(call("runs", "list", "--json"))
    assert [run["kind"] for run in listed] == ["trial", "cohort", "cohort", "trial"] or len(listed) == 4
    trials = [run["name"] for run in listed if run["kind"] == "trial"]
    assert "Needled against untreated" in call("runs", "show", trials[0])
    assert call("runs", "diff", trials[0], trials[0]).strip() == "the same"
    assert "design.seed" in call("runs", "diff", *trials)
    assert call("runs", "verify", trials[0]).strip() == "whole"
    cohort = next(run["name"] for run in listed if run["kind"] == "cohort")
    part = tmp_path / "runs" / cohort / "parts" / "part-00000.npz"
    part.write_bytes(part.read_bytes()[:100])
    bad = CliRunner().invoke(app, ["runs", "verify", cohort])
    assert bad.exit_code == 1
    assert "part-00000.npz is damaged" in bad.stdout
    call("runs", "rm", trials[0])
    assert len(json.loads(call("runs", "list", "--json"))) == 3
    call("runs", "show", "absent", fails="a run of runs")
