"""The command line: results on standard output, talk on standard error, exit codes, and every bad input."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import needlework
from needlework import cli
from needlework.errors import InputError
from needlework.result import Result
from needlework.spec import load_study

STUDY = """\
schema: needlework/study/1
skin: {site: cheek, age: 32 years, phototype: IV, concern: {kind: atrophic_scar}}
course: {device: pen_12, sessions: 2, interval: 4 weeks, depth: 0.5 mm, density: 250 per cm2}
horizon: 100 days
population: {persons: 2}
draws: 3
seed: 3
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that runs the command line in an empty folder, as a process would."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["needlework", *map(str, words)])
        code: Any = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report and the journey have tests of their own."""
    monkeypatch.setattr("needlework.report.render_report", lambda result, summary: "<p>report</p>")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "study.yaml"


def process(*words: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """Start the command line as a process of its own."""
    command = [sys.executable, "-m", "needlework", *map(str, words)]
    environment = os.environ | {"PYTHONPATH": str(Path(needlework.__file__).parents[1])}
    pipe = subprocess.PIPE
    hears = None if os.name == "nt" else _hear_ctrl_c
    return subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=pipe, stderr=pipe, text=True, preexec_fn=hears
    )


def _hear_ctrl_c() -> None:
    """Heed Ctrl-C even where the tests run in the background, whose children ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finished(running: subprocess.Popen[str]) -> Done:
    out, err = running.communicate(timeout=120)
    return Done(running.returncode, out, err)


# ---- starting ------------------------------------------------------------------------------------------


def test_version_help_and_no_words(call) -> None:
    assert call("--version").out.strip() == cli.__version__
    for words in (["--help"], ["-h"], ["run", "--help"], ["evidence", "--help"]):
        assert call(*words).code == 0
    assert "Usage" in call().out + call().err


def test_new_writes_a_study_that_loads(call) -> None:
    done = call("new", "--concern", "wrinkle", "--site", "forehead")
    assert load_study(done.out).skin.site == "forehead"
    assert call("new", "--to", "mine.yaml").code == 0
    assert load_study(Path("mine.yaml")).skin.concern is None
    again = call("new", "--to", "mine.yaml")
    assert again.code == 2
    assert "one that exists" in again.err


def test_examples_are_listed_and_copied(call) -> None:
    listed = call("examples").out
    assert "interval-2-4-6-weeks" in listed
    assert "(trial)" in listed.splitlines()[-1]
    assert "(trial)" not in listed.splitlines()[0]
    assert "lotfi-2013" in listed
    assert call("examples", "lotfi-2013").out.strip() == "lotfi-2013.yaml"
    assert load_study(Path("lotfi-2013.yaml")).course.session_days[1] == 30.0
    assert call("examples", "lotfi-2013").code == 2
    assert call("examples", "lotfi-2031").code == 2
    assert call("examples", "lotfi-2013", "--to", "made/for/it").code == 0
    assert Path("made/for/it/lotfi-2013.yaml").is_file()
    Path("taken").touch()
    assert "a place to write" in call("examples", "lotfi-2013", "--to", "taken").err


# ---- running -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_report")
def test_json_is_all_there_is_on_standard_output(call, study: Path) -> None:
    done = call("run", study, "--json", "--out", "run")
    assert done.code == 0
    found = json.loads(done.out)
    assert found["schema"] == "needlework/result/1"
    assert found == json.loads(Path("run/result.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("no_report")
def test_a_run_without_out_is_named_and_counted(call, study: Path) -> None:
    for _ in range(2):
        assert call("run", study, "--json").code == 0
    assert len(list(Path("runs").iterdir())) == 2


@pytest.mark.usefixtures("no_report")
def test_the_seed_and_further_times_reach_the_run(call, study: Path) -> None:
    done = json.loads(call("run", study, "--json", "--seed", "9", "--at", "10 days, 2 months").out)
    assert done["seed"] == done["study"]["seed"] == 9
    days = {row["time_days"] for row in done["outcomes"]}
    assert {10.0, 365.25 / 6} <= days


def test_fine_means_more_of_both_and_never_less() -> None:
    plan = cli._adjusted(load_study(STUDY), None, fine=True)
    assert (plan.draws, plan.population.persons) == (1000, 20)
    rich = load_study(STUDY.replace("draws: 3", "draws: 5000").replace("persons: 2", "persons: 300"))
    kept = cli._adjusted(rich, None, fine=True)
    assert (kept.draws, kept.population.persons) == (5000, 300)
    assert cli._adjusted(rich, None, fine=False) is rich


@pytest.mark.usefixtures("no_report")
def test_a_report_is_rebuilt_from_its_folder(call, study: Path) -> None:
    call("run", study, "--json", "--out", "run")
    Path("run/report.html").unlink()
    assert call("report", "run").out.strip() == str(Path("run/report.html"))
    assert Path("run/report.html").exists()


def test_the_whole_journey_as_a_process(study: Path, tmp_path: Path) -> None:
    done = finished(process("run", study, "--out", "run", cwd=tmp_path))
    assert done.code == 0, done.err
    assert 5 <= len(done.out.splitlines()) <= 14
    assert "not medical advice" in done.out
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000
    assert Result.load(tmp_path / "run").study == load_study(STUDY)
    again = finished(process("run", study, "--out", "run", cwd=tmp_path))
    assert (again.code, again.out) == (2, "")
    assert "one with content" in again.err


# ---- evidence ------------------------------------------------------------------------------------------


def test_evidence_is_shown_found_checked_and_cited(call) -> None:
    assert "healing.dT" in call("evidence", "show", "healing.dT").out
    found = json.loads(call("evidence", "search", "collagen", "--json").out)
    assert found
    assert all({"kind", "id", "summary"} <= set(row) for row in found)
    assert len(call("evidence", "search", "collagen").out.splitlines()) == len(found)
    assert "@" in call("evidence", "bib", "kenkel2021").out
    for words in (["show", "healing.nothing"], ["bib", "nobody2020"]):
        done = call("evidence", *words)
        assert (done.code, done.out) == (2, "")


def test_evidence_lint_is_1_when_something_is_wrong(call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("needlework.evidence.lint.lint", lambda: [])
    assert call("evidence", "lint") == Done(0, "", "all records are in order\n")
    monkeypatch.setattr("needlework.evidence.lint.lint", lambda: ["healing.dT: no source"])
    assert call("evidence", "lint") == Done(1, "healing.dT: no source\n", "")


# ---- bad input -----------------------------------------------------------------------------------------

BAD = {  # what is replaced in the study, by what, and a word of the message
    "unknown site": ("cheek", "elbow", "skin.site"),
    "unknown device": ("pen_12", "pen_13", "course.device"),
    "unknown key": ("seed:", "sead:", "did you mean 'seed'"),
    "unknown unit": ("0.5 mm", "0.5 parsec", "course.depth"),
    "no unit": ("0.5 mm", "0.5", "without a unit"),
    "wrong dimension": ("0.5 mm", "5 days", "a length"),
    "negative": ("0.5 mm", "-0.5 mm", "course.depth"),
    "zero": ("0.5 mm", "0 mm", "more than zero"),
    "no puncture": ("250 per cm2", "0 per cm2", "course.density"),
    "absurd": ("32 years", "320 years", "skin.age"),
    "not a number": ("0.5 mm", ".nan mm", "course.depth"),
    "infinite": ("draws: 3", "draws: .inf", "draws"),
    "sessions at once": ("sessions: 2, interval: 4 weeks", "days: [0, 28, 28]", "28 after 28"),
    "sessions in disorder": ("sessions: 2, interval: 4 weeks", "days: [0, 28, 14]", "14 after 28"),
    "sessions without an interval": ("interval: 4 weeks", "interval: 0 days", "course.interval"),
    "horizon before the last session": ("100 days", "20 days", "after the last session"),
    "python tag": ("seed: 3", "seed: !!python/object/apply:os.system [ls]", "no tags"),
    "yaml bomb": ("seed: 3", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "no anchors"),
    "deep": ("seed: 3", "seed: " + "[" * 5000 + "]" * 5000, "at most 20 levels"),
    "broken": ("seed: 3", "seed: [3", "valid YAML"),
    "twice": ("seed: 3", "seed: 3\nseed: 4", "each key once"),
    "too many draws": ("draws: 3", "draws: 1000000000", "draws"),
}


def refused(done: Done, word: str) -> None:
    assert done.code == 2, done
    assert done.out == ""
    assert word in done.err
    assert "Traceback" not in done.err
    assert all("expected" in line and "next:" in line for line in done.err.strip().splitlines()), done.err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("what", BAD)
def test_a_bad_study_is_one_clear_message_and_nothing_is_written(call, study: Path, what: str) -> None:
    old, new, word = BAD[what]
    assert old in STUDY
    study.write_text(STUDY.replace(old, new), encoding="utf-8")
    refused(call("run", study, "--json", "--out", "run"), word)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "a study"),
        (os.urandom(4000).replace(b"{", b"\xff") + b"\xff\xfe", ""),
        (b"\x00" * 50, ""),
        (b"[]", "keys such as"),
    ],
)
def test_a_file_that_is_no_study_is_refused(call, study: Path, content: bytes, word: str) -> None:
    study.write_bytes(content)
    refused(call("run", study, "--out", "run"), word)


def test_a_huge_file_is_not_read(call, study: Path) -> None:
    with study.open("wb") as file:
        file.truncate(100_000_000)
    started = time.perf_counter()
    refused(call("run", study), "at most 1 MB")
    assert time.perf_counter() - started < 5


def test_paths_that_are_no_files(call, tmp_path: Path) -> None:
    refused(call("run", tmp_path / "missing.yaml"), "no such file")
    refused(call("run", tmp_path), "is a directory")
    refused(call("run", "x" * 5000), "too long")


@pytest.mark.parametrize(
    ("at", "word"),
    [
        ("10 parsec", "--at"),
        ("-1 days", "--at"),
        ("200 days", "up to the horizon"),
        ("10 days,", "--at"),
        ("nan days", "--at"),
    ],
)
def test_bad_times_are_refused_before_the_run(call, study: Path, at: str, word: str) -> None:
    refused(call("run", study, "--at", at), word)


@pytest.mark.parametrize(
    "words", [["--seed", "-1"], ["--seed", "x"], ["--sead", "1"], ["--seed", str(2**32)]]
)
def test_bad_options_are_usage_errors(call, study: Path, words: list[str]) -> None:
    done = call("run", study, *words)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_bad_verbs_and_words(call) -> None:
    for words in (
        ["rum"],
        ["new", "--concern", "acne"],
        ["new", "--site", "elbow"],
        ["report", "nowhere"],
        ["evidence", "search"],
    ):
        done = call(*words)
        assert (done.code, done.out) == (2, ""), words
        assert "Traceback" not in done.err


@pytest.mark.parametrize("target", ["full", "file", "file/run", "x" * 300])
def test_a_folder_that_cannot_be_written_is_found_before_the_run(
    call, study: Path, tmp_path: Path, monkeypatch, target: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    (tmp_path / "file").touch()
    monkeypatch.setattr("needlework.runner.run", lambda *a, **k: pytest.fail("it ran"))
    refused(call("run", study, "--out", tmp_path / target), "")


def test_an_error_of_the_computation_is_neither_bad_input_nor_a_finding(
    call, study: Path, monkeypatch
) -> None:
    from needlework.errors import NumericalError

    def fail(*args, **options):
        raise NumericalError("no lane finished")

    monkeypatch.setattr("needlework.runner.run", fail)
    assert call("run", study) == Done(3, "", "no lane finished\n")


def test_ctrl_c_is_one_word_and_leaves_nothing(call, study: Path, monkeypatch) -> None:
    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("needlework.runner.run", stop)
    done = call("run", study, "--out", "run")
    assert done == Done(130, "", "stopped; nothing was written\n")
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_stops_a_process(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        STUDY.replace("draws: 3", "draws: 4000").replace("persons: 2", "persons: 50")
    )
    work = tmp_path / "work"
    work.mkdir()
    running = process("run", "../s.yaml", cwd=work)
    time.sleep(3.0)
    running.send_signal(signal.SIGINT)
    assert finished(running) == Done(130, "", "stopped; nothing was written\n")
    assert list(work.iterdir()) == []


def test_faults_of_a_study_come_all_at_once(call, study: Path) -> None:
    study.write_text(
        STUDY.replace("cheek", "elbow").replace("0.5 mm", "0.5").replace("pen_12", "pen"), encoding="utf-8"
    )
    done = call("run", study)
    assert len(done.err.strip().splitlines()) == 3
    with pytest.raises(InputError):
        load_study(study)
