import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import icalendar
import pytest
import typer
from typer.testing import CliRunner

from needlework.care import schools as room
from needlework.care import verbs
from needlework.errors import InputError
from needlework.spec import dump_study
from tests.care.conftest import run_of, study_of


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    for name in ("calendar", "handout", "schools", "compared"):
        made.command(name)(getattr(verbs, name))
    return made


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "study.yaml"
    path.write_text(dump_study(study_of()), encoding="utf-8")
    return str(path)


def said(app: typer.Typer, *arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_calendar_without_the_model(app: typer.Typer, file: str) -> None:
    assert "Session 1 of 3, day 0" in said(app, "calendar", file, "--no-model")
    document = json.loads(said(app, "calendar", file, "--no-model", "--json"))
    assert document["schema"] == "needlework/calendar/1"


def test_calendar_files(app: typer.Typer, file: str, tmp_path: Path) -> None:
    ics, fhir, html = (tmp_path / name for name in ("c.ics", "plan.json", "c.html"))
    said(
        app,
        "calendar",
        file,
        "--no-model",
        "--start",
        "2026-12-01",
        "--ics",
        str(ics),
        "--fhir",
        str(fhir),
        "--html",
        str(html),
    )
    assert b"\r\n" in ics.read_bytes()
    assert b"\r\r\n" not in ics.read_bytes()
    assert len(icalendar.Calendar.from_ical(ics.read_bytes()).events) > 20
    assert json.loads(fhir.read_text(encoding="utf-8"))["resourceType"] == "PlanDefinition"
    assert "<h1>" in html.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--ics", "x.ics"],
            "--ics: expected a date for the first session; received none; next: add --start 2026-12-01",
        ),
        (
            ["--start", "tomorrow"],
            "--start: expected a date such as 2026-12-01; received tomorrow; next: write year-month-day",
        ),
        (["--html", "/nowhere/at/all.html"], "expected a place to write"),
    ],
)
def test_calendar_refuses_with_a_next_step(
    app: typer.Typer, file: str, arguments: list[str], words: str
) -> None:
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        CliRunner().invoke(app, ["calendar", file, "--no-model", *arguments], catch_exceptions=False)


def test_calendar_with_the_model(app: typer.Typer, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_run", run_of)
    assert "Hour by hour, as the model predicts it" in said(app, "calendar", file)


def test_schools_are_listed_with_their_kind(app: typer.Typer) -> None:
    text = said(app, "schools", "--concern", "stria", "--site", "abdomen", "--no-model")
    assert "Naspolini 2019; trial or review" in text
    assert "what clinics say" in text


def test_schools_as_json_carry_what_was_computed(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "id": "collagen_total",
        "title": "Collagen",
        "unit": "%",
        "mean": 12.0,
        "mean_interval": [4.0, 21.0],
    }
    monkeypatch.setattr(room, "_rows", lambda text, keys: (row,))
    document = json.loads(said(app, "schools", "--concern", "stria", "--site", "abdomen", "--json"))
    assert document["schema"] == "needlework/schools/1"
    assert document["schools"][0]["computed"][0]["rows"] == [row]
    assert "averages: Collagen 12 %\n" in said(app, "schools", "--concern", "stria", "--site", "abdomen")


def test_compared_lists_evidence_and_gaps(app: typer.Typer) -> None:
    text = said(app, "compared", "--concern", "atrophic_scar")
    assert "in favour of the added plasma" in text
    assert "Home roller" in text
    assert "No evidence found." in text
    document = json.loads(said(app, "compared", "--concern", "atrophic_scar", "--json"))
    assert document["schema"] == "needlework/compared/1"


def test_handouts_are_written_into_a_new_folder(
    app: typer.Typer, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(condition="active infection", verdict="sources say: exclude", reason="it spreads")
    answer = SimpleNamespace(findings=(found,))
    monkeypatch.setattr("needlework.screening.screen", lambda study, **_: answer, raising=False)
    out = tmp_path / "handouts"
    said(app, "handout", file, "--no-model", "--out", str(out))
    assert sorted(p.name for p in out.iterdir()) == ["plain-language.html", "professional.html"]
    assert "active infection" in (out / "professional.html").read_text(encoding="utf-8")
    assert "active infection" not in (out / "plain-language.html").read_text(encoding="utf-8")


def test_the_practical_parts_need_no_engine() -> None:
    code = (
        "import sys; from needlework.care import calendar, handout, comparisons, topicals, verbs; "
        "print([m for m in ('numba', 'scipy', 'pandas', 'jinja2', 'fhir', 'icalendar') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
