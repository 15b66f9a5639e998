"""The verb writes whole files or none, names the draw, and refuses what does not go together."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from needlework.errors import InputError
from needlework.exchange.case import case_of
from needlework.exchange.files import export_model
from needlework.files import write_folder
from needlework.result import Result
from needlework.scaffold import example_text

pytest.importorskip("antimony", reason="needs the extra 'exchange'")
pytest.importorskip("libsbml", reason="needs the extra 'exchange'")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text(example_text("rolling-scars"))
    return path


@pytest.fixture(scope="module")
def run_folder(crowd: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "run"
    write_folder(path, crowd.write_data)
    return path


def test_each_form_is_written(study: Path, tmp_path: Path) -> None:
    export_model(study, "sbml", tmp_path / "model.xml")
    export_model(study, "sbml", tmp_path / "network.xml", network_only=True)
    export_model(study, "omex", tmp_path / "study.omex", 3)
    export_model(study, "petab", tmp_path / "problem")
    assert {p.name for p in (tmp_path / "problem").iterdir()} == {
        "README.txt", "conditions.tsv", "measurements.tsv", "model.xml", "observables.tsv", "parameters.tsv",
        "problem.yaml",
    }  # fmt: skip
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {"study.yaml", "model.xml", "network.xml", "study.omex", "problem"}


def test_a_run_gives_its_own_draws(run_folder: Path, crowd: Result) -> None:
    fourth, middle = case_of(run_folder, 3), case_of(run_folder)
    rates = crowd.parameters["healing.kW"]
    assert fourth.value("healing.kW") == rates[3]
    assert min(rates) < middle.value("healing.kW") < max(rates)
    assert "draw 3" in fourth.origin


@pytest.mark.parametrize(
    ("form", "name", "options", "said"),
    [
        ("matlab", "m.xml", {}, "--as: expected sbml | omex | petab | vti | vtu; received matlab"),
        ("sbml", "study.yaml", {}, "study.yaml: expected a new file"),
        ("sbml", "m.xml", {"draw": 160}, "--draw: expected a number from 0 to 159; received 160"),
        ("omex", "nowhere/m.omex", {}, "a place to write"),
        ("omex", "m.omex", {"network_only": True}, "--network-only: expected --as sbml without --draw"),
        ("petab", "study.yaml", {}, "a new or empty folder"),
    ],
)
def test_what_cannot_be_done_is_said(
    study: Path, tmp_path: Path, form: str, name: str, options: dict[str, int], said: str
) -> None:
    with pytest.raises(InputError) as raised:
        export_model(study, form, tmp_path / name, **options)
    assert said in str(raised.value)
    assert {p.name for p in tmp_path.iterdir()} == {"study.yaml"}


def test_a_run_of_another_network_is_refused(crowd: Result, tmp_path: Path) -> None:
    from dataclasses import replace

    other = replace(crowd, provenance={**crowd.provenance, "network": "0123456789abcdef-2"})
    write_folder(tmp_path / "run", other.write_data)
    with pytest.raises(
        InputError, match="a run of the built-in network .*; received one of 0123456789abcdef-2"
    ):
        case_of(tmp_path / "run")


def test_a_missing_library_is_named_with_what_to_install(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from needlework.exchange.mechanism import read_mechanism
    from needlework.spec import load_study

    monkeypatch.setitem(sys.modules, "libsbml", None)
    said = r"the extra 'exchange'; received no module libsbml; next: pip install 'needlework\[exchange\]'"
    with pytest.raises(InputError, match=said):
        export_model(study, "sbml", tmp_path / "model.xml")
    with pytest.raises(InputError, match=said):
        read_mechanism(tmp_path / "network.xml", load_study(study))
    assert not (tmp_path / "model.xml").exists()


def test_the_command_line(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from needlework import cli

    def call(*words: object) -> str:
        monkeypatch.setattr("sys.argv", ["needlework", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return f"{ended.value.code} {printed.out}{printed.err}"

    model, network = tmp_path / "model.xml", tmp_path / "network.xml"
    assert call("export", study, "--as", "sbml", "--out", model) == f"0 {model}\n"
    assert call("export", study, "--as", "sbml", "--network-only", "--out", network) == f"0 {network}\n"
    assert "2 export: expected --to FILE, or --as FORM --out PATH" in call("export", study)
    assert "2 export: expected" in call("export", study, "--as", "sbml")
    assert "2 --names: expected --network FILE beside it" in call("run", study, "--names", study)
    said = call("run", study, "--network", model, "--out", tmp_path / "run")
    assert "event session_1: expected a model without events" in said
    assert not (tmp_path / "run").exists()
