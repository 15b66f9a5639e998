"""The evidence base as tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from needlework.errors import InputError
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.figures.amounts import standard_error
from needlework.figures.export import csv_tables, write_evidence
from needlework.figures.petab_tables import petab_tables
from tests.figures.lab import figure


def rows(path: Path) -> list[dict[str, str]]:
    dialect = csv.excel_tab if path.suffix == ".tsv" else csv.excel
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect=dialect))


def test_csv_holds_every_record(tmp_path: Path) -> None:
    write_evidence("csv", tmp_path)
    assert len(rows(tmp_path / "sources.csv")) == len(load_sources())
    assert len(rows(tmp_path / "parameters.csv")) == len(load_parameters())
    figures = {row["id"]: row for row in rows(tmp_path / "observations.csv")}
    assert set(figures) == set(load_observations())
    alam = figures["alam2014.gbq_180d"]
    assert (alam["value"], alam["ci95_low"], alam["ci95_high"]) == ("-3.4", "-6.5", "-0.2")
    assert (alam["course_sessions"], alam["population_site"], alam["effect"]) == ("3", "face", "")
    malik = figures["malik2024.gbq_alone"]
    assert float(malik["effect"]) == pytest.approx(-48.9, abs=0.05)
    assert malik["held_out"] == "True"


def test_tables_are_rectangular() -> None:
    for head, found in [*csv_tables().values(), *petab_tables().values()]:
        assert {len(row) for row in found} == {len(head)}
        assert len(set(head)) == len(head)


def test_bibtex_holds_every_source(tmp_path: Path) -> None:
    write_evidence("bibtex", tmp_path)
    text = (tmp_path / "sources.bib").read_text(encoding="utf-8")
    assert text.count("\n@") + 1 == len(load_sources())


def test_petab_tables_refer_to_each_other(tmp_path: Path) -> None:
    write_evidence("petab", tmp_path)
    measured = rows(tmp_path / "measurements.tsv")
    observables = {row["observableId"] for row in rows(tmp_path / "observables.tsv")}
    conditions = {row["conditionId"] for row in rows(tmp_path / "conditions.tsv")}
    parameters = {row["parameterId"] for row in rows(tmp_path / "parameters.tsv")}
    left = {row["observationId"] for row in rows(tmp_path / "left_out.tsv")}
    assert {row["observableId"] for row in measured} == observables
    assert {row["simulationConditionId"] for row in measured} == conditions
    named = {row["noiseParameters"] for row in measured if not row["noiseParameters"][0].isdigit()}
    assert named <= parameters
    assert {row["observationId"] for row in measured} | left == set(load_observations())
    assert all(name.isidentifier() for name in observables | conditions | parameters)
    assert all(float(row["time"]) >= 0 for row in measured)


def test_petab_priors_are_those_of_the_records() -> None:
    head, found = petab_tables()["parameters"]
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in found}
    for p in load_parameters().values():
        row = by_id[p.id.replace(".", "_")]
        assert row["nominalValue"] == p.value
        assert float(str(row["lowerBound"])) <= float(str(row["upperBound"]))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"se": 0.3, "sd": 9.0, "n": 9}, 0.3),
        ({"sd": 3.0, "n": 9}, 1.0),
        ({"ci95": (-1.959964, 1.959964)}, 1.0),
        ({"sd": 3.0}, None),
        ({}, None),
    ],
)
def test_the_noise_is_what_the_report_gives(given: dict, error: float | None) -> None:
    found = standard_error(figure(value=0.0, **given))
    assert found == (None if error is None else pytest.approx(error))


def test_an_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="csv, bibtex, petab"):
        write_evidence("excel", tmp_path)


def test_the_verb_writes_a_folder_or_nothing(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from needlework.cli import app

    runner, folder = CliRunner(), tmp_path / "tables"
    done = runner.invoke(app, ["evidence", "export", "--as", "csv", "--out", str(folder)])
    assert done.exit_code == 0
    assert {path.name for path in folder.iterdir()} == {"sources.csv", "observations.csv", "parameters.csv"}
    again = runner.invoke(app, ["evidence", "export", "--as", "csv", "--out", str(folder)])
    assert isinstance(again.exception, InputError)
    refused = runner.invoke(app, ["evidence", "export", "--as", "xml", "--out", str(tmp_path / "new")])
    assert isinstance(refused.exception, InputError)
    assert not (tmp_path / "new").exists()
