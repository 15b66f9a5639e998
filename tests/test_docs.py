"""The docs say what the program does: generated parts are current, code runs, commands parse, links hold."""

from __future__ import annotations

import copy
import doctest
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from needlework.cli import app
from needlework.evidence.parameters import load_parameters
from needlework.result import Result
from needlework.summary import document
from needlework.wording import faults_in

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import build_docs  # noqa: E402
import check_result  # noqa: E402
import docs_errors  # noqa: E402

OWN = {
    "index",
    "getting-started",
    "study-file",
    "outcomes",
    "json",
    "python",
    "exports",
    "numbers",
    "sources",
    "model",
}
OWN |= {
    "fit",
    "validation",
    "uncertainty",
    "intended-use",
    "limits",
    "disagree",
    "input-errors",
    "add-a-mechanism",
    "architecture",
}
OWN |= {"gallery", "screening", "check", "glossary", "evidence", "exchange", "credibility", "add-a-paper"}
OWN |= {"extending"}
PAGES = build_docs.pages()
FENCE = re.compile(r"^[ ]*```(\w+)\n(.*?)^[ ]*```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(needlework [a-z][^`\n]*)`")


def fences(page: Path, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


# ---- generated parts --------------------------------------------------------------------------------------


def test_every_promised_page_is_there():
    assert {page.stem for page in PAGES} >= OWN


def test_generated_parts_are_current():
    assert build_docs.stale() == []


def test_what_the_architecture_page_points_at_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.split("## Where to find", 1)[1].split("\n## ", 1)[0]
    places = re.findall(r"`([\w/]+\.py)(?:: (\w+))?`", table)
    assert len(places) >= 10
    for file, name in places:
        source = (ROOT / "src" / "needlework" / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, f"{file} defines no {name}"
    for record in re.findall(r"`([a-z]+\.[a-zA-Z]\w*)`", table):
        assert record.endswith(".py") or record in load_parameters(), record


def test_the_guards_that_the_architecture_page_names_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    guards = re.findall(r"`(tests/[\w/]+\.py)(?:: (\w+))?`", text)
    assert len(guards) >= 9
    for file, name in guards:
        assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}: {name}"


def test_every_marker_has_its_maker_and_every_maker_its_marker():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"<!-- generated: ([\w-]+) -->", text)) == set(build_docs.PARTS)


def test_a_stale_part_is_replaced_and_what_stands_around_it_stays():
    text = "before\n<!-- generated: labels -->\nold\n<!-- end of labels -->\nafter"
    made = build_docs.fresh(text)
    assert "old" not in made
    assert made.startswith("before\n")
    assert made.endswith("\nafter")
    assert build_docs.fresh(made) == made


def test_an_example_of_an_error_that_loads_is_noticed():
    good = "schema: needlework/study/1\ncourse: {sessions: 0}\nhorizon: 6 months\n"
    with pytest.raises(AssertionError, match="no error in"):
        docs_errors.message(good)


def test_every_record_outcome_and_source_is_on_its_page():
    from needlework.evidence.parameters import load_parameters
    from needlework.evidence.sources import load_sources
    from needlework.outcomes import outcomes

    read = lambda name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")  # noqa: E731
    assert [k for k in load_parameters() if f"| `{k}` " not in read("numbers")] == []
    assert [k for k in outcomes() if f"| `{k}` |" not in read("outcomes")] == []
    assert [k for k in load_sources() if f'<a id="{k}"></a>' not in read("sources")] == []


def test_every_process_of_the_network_is_on_its_page():
    from needlework._generated import dermis
    from needlework.numerics.codegen import block_of

    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert [s for s in block_of(dermis).species if f"| `{s}` |" not in page] == []
    arrows = re.findall(
        r"^\s+(\w+):.*->",
        (ROOT / "src/needlework/data/networks/dermis.ant").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(arrows) > 40
    assert [name for name in arrows if f"| `{name}` |" not in page] == []


# ---- the site ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("site")
    build_docs.build(folder)  # strict: broken links and anchors fail
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_page_says_that_no_clinician_reviewed_it(site: Path):
    pages = [site / f"{name}.html" for name in OWN]
    assert [
        p.name for p in pages if "ot yet reviewed by a clinician" not in p.read_text(encoding="utf-8")
    ] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_page_loads_anything_from_elsewhere(site: Path):
    loads = re.compile(
        r"<(?:script|img|iframe)[^>]+src=\"https?:|<link[^>]+rel=\"stylesheet\"[^>]+href=\"https?:"
    )
    assert [p.name for p in site.glob("*.html") if loads.search(p.read_text(encoding="utf-8"))] == []


# ---- code and commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    source = "\n".join(fences(page, "python"))
    if page.stem == "python":
        assert source.count(">>>") > 10
    test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not failed, "".join(said)


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield (page, command) of everything that the docs tell a reader to type."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page.stem not in OWN | {"README"}:
            continue
        blocks = fences(page, "sh") + re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
        lines = [line.strip() for block in blocks for line in block.splitlines()]
        found = [re.split(r"\s+&&\s+", line)[-1] for line in lines]
        commands = [re.sub(r"^(\S*/|uv run --no-sync )needlework ", "needlework ", line) for line in found]
        commands += INLINE.findall(text)
        yield from ((page.stem, line) for line in commands if line.startswith("needlework "))


def parse(line: str) -> None:
    """Parse a command line as the program would, without running it."""
    words = shlex.split(line, comments=True)[1:]
    command: Any = typer.main.get_command(app)
    context = None
    while True:
        is_group = hasattr(command, "commands")
        context = command.make_context(command.name, list(words), parent=context) if not is_group else context
        if not is_group:
            return
        if not words or words[0] not in command.commands:
            raise ValueError(f"no such verb: {words[0] if words else 'none'}")
        command, words = command.commands[words[0]], words[1:]


def test_commands_in_the_docs_parse():
    faults = []
    for page, line in command_lines():
        try:
            parse(line)
        except Exception as error:  # noqa: BLE001 - typer brings a click of its own, with its own errors
            mentioned = len(line.split()) <= 3 and type(error).__name__ == "MissingParameter"
            if not mentioned:  # a verb that is only mentioned must exist and no more
                faults.append(f"{page}: {line}: {error}")
    assert not faults, "\n".join(faults)


def test_a_wrong_command_is_noticed():
    for line in (
        "needlework cure study.yaml",
        "needlework run",
        "needlework run study.yaml --no-such-option",
    ):
        with pytest.raises(Exception, match=r"no such verb|[Mm]issing|[Nn]o such option"):
            parse(line)


def test_enough_commands_are_found():
    assert len(list(command_lines())) > 40


# ---- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_pages_pass_the_wording_lint(page: Path):
    if page.stem in OWN | {"README"}:
        assert faults_in(page.read_text(encoding="utf-8"), page.name) == []


# ---- tools/check_result.py --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def promised(crowd: Result) -> dict[str, Any]:
    return json.loads(json.dumps(document(crowd)))


def test_a_result_is_as_promised(promised: dict[str, Any]):
    assert list(check_result.faults(promised)) == []


def _set(**changes: Any) -> Any:
    return lambda d: d["outcomes"][3].update(changes)


BROKEN = {
    "expected needlework/result/1": lambda d: d.update(schema="needlework/result/2"),
    "missing: warnings": lambda d: d.pop("warnings"),
    "penetration: injured_fraction": lambda d: d["penetration"].pop("injured_fraction"),
    "outcome collagen_total: missing": lambda d: d.update(
        outcomes=[r for r in d["outcomes"] if r["id"] != "collagen_total"]
    ),
    "collagen_total: no row on day 28": lambda d: d.update(
        outcomes=[r for r in d["outcomes"] if (r["id"], r["time_days"]) != ("collagen_total", 28.0)]
    ),
    "not in the table": _set(id="happiness"),
    "missing: label": lambda d: d["outcomes"][3].pop("label"),
    "label is 'guessed'": _set(label="guessed"),
    "mean is null without a reason": _set(mean=None),
    "mean is not finite": _set(mean=float("nan")),
    "person_interval is null without a reason": _set(person_interval=None),
    "mean_interval runs backwards": _set(mean_interval=[2.0, 1.0]),
    "mean_interval is not a pair": _set(mean_interval=[1.0, float("inf")]),
    "unit: expected": _set(unit="furlong"),
    "source nobody1900 is not on file": _set(sources=["nobody1900"]),
    "observed lacks source": _set(observed=[{"value": 1.0}]),
    "not_modelled": lambda d: d["not_modelled"].pop(),
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_result_is_noticed(words: str, promised: dict[str, Any]):
    broken = copy.deepcopy(promised)
    BROKEN[words](broken)
    found = list(check_result.faults(broken))
    assert any(words in fault for fault in found), found


def test_the_tool_returns_exit_codes(
    promised: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(promised))
    bad.write_text("{}")
    assert check_result.main([str(good)]) == 0
    assert check_result.main([str(bad)]) == 1
    assert check_result.main([str(tmp_path / "none.json")]) == 1
    assert check_result.main([]) == 2
    assert "as promised" in capsys.readouterr().out
