"""The verbs on the command line. Results go to standard output, talk to standard error."""

from __future__ import annotations

import errno
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework import __version__
from needlework.care import verbs as care_verbs
from needlework.comparison import verbs as comparison_verbs
from needlework.contrasts import verbs as contrast_verbs
from needlework.delivery import verbs as delivery_verbs
from needlework.errors import Fault, InputError, NeedleworkError, needing
from needlework.plan import verbs as plan_verbs
from needlework.runs.verbs import runs_app
from needlework.trial import verbs as trial_verbs
from needlework.verbs import (
    JsonFlag,
    OutFolder,
    OutOption,
    OwnSeed,
    SeedOption,
    StudyArgument,
    ready,
    save,
    say,
)
from needlework.workbench import verbs as workbench_verbs

_UNWRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EPIPE)
_STOPPED = 130  # what the shell expects after Ctrl-C

app = typer.Typer(
    name="needlework",
    help="In-silico laboratory for collagen induction therapy. Start with: needlework examples",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
evidence_app = typer.Typer(help="Where every number comes from.", no_args_is_help=True)
app.add_typer(evidence_app, name="evidence")
app.add_typer(runs_app, name="runs")
for _verb in (
    *(care_verbs.calendar, care_verbs.handout, care_verbs.schools, care_verbs.compared),
    *(trial_verbs.trial, trial_verbs.merge, trial_verbs.retrodict),
    *(delivery_verbs.deliver, delivery_verbs.permeability, comparison_verbs.compare),
    *(contrast_verbs.predict_contrasts, plan_verbs.plan, workbench_verbs.serve),
):
    app.command()(_verb)


def main() -> None:
    """Run the command line; every expected error is one message and an exit code."""
    if sys.stdout is None:  # closed by whoever started it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
        sys.exit(_cannot_print(OSError(errno.EBADF, os.strerror(errno.EBADF))))
    try:
        code = _exit_code()
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in _UNWRITTEN:
            raise
        code = _cannot_print(error)
    sys.exit(code)


def _exit_code() -> Any:
    try:
        app()
    except NeedleworkError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except SystemExit as ended:
        if ended.code == _STOPPED:
            print("stopped; nothing was written", file=sys.stderr)
        return ended.code
    return 0


def _cannot_print(error: OSError) -> int:
    """Say that standard output cannot be written, and give up what is still waiting for it."""
    print(
        f"standard output: expected a place that can be written; received {error.strerror}; "
        "next: make room, or write elsewhere",
        file=sys.stderr,
    )
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NeedleworkError.exit_code


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def examples(
    name: Annotated[str | None, typer.Argument(help="Example to copy.")] = None,
    to: Annotated[Path, typer.Option(help="Folder or .yaml file to copy to.")] = Path(),
) -> None:
    """List the shipped studies, trials and plans, or copy one."""
    from needlework.scaffold import example_text, example_titles

    if name is None:
        for key, title in example_titles().items():
            print(f"{key:20s} {title}")
        return
    _write_new(to if to.suffix == ".yaml" else to / f"{name}.yaml", example_text(name))


@app.command()
def new(
    concern: Annotated[str | None, typer.Option(help="Kind of concern, such as atrophic_scar.")] = None,
    site: Annotated[str, typer.Option(help="Site of the skin atlas.")] = "cheek",
    to: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
) -> None:
    """Write a commented study to start from."""
    from needlework.scaffold import new_study

    text = new_study(concern, site)
    if to is None:
        print(text, end="")
    else:
        _write_new(to, text)


@app.command()
def run(
    study: StudyArgument,
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: SeedOption = None,
    at: Annotated[str | None, typer.Option(help="Further times, such as '10 days,200 days'.")] = None,
    fine: Annotated[bool, typer.Option("--fine", help="More draws and persons (1000 x 20).")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the report in a browser.")] = False,
    network: Annotated[Path | None, typer.Option(help="SBML file with other kinetics.")] = None,
    names: Annotated[Path | None, typer.Option(help="With --network: YAML, its id: ours.")] = None,
) -> None:
    """Simulate a study: the journey on the screen, a run folder with report, data and provenance."""
    from needlework.folder import write_run
    from needlework.report.context import Context
    from needlework.report.sections.who import strongest
    from needlework.runner import run as simulate
    from needlework.spec import load_study
    from needlework.summary import document
    from needlework.terminal import journey

    plan = _adjusted(load_study(study), seed, fine)
    ready(out or Path("runs", "new"))
    kinetics = _kinetics(plan, network, names)
    result = simulate(plan, at=_times(at, plan.horizon), progress=_progress(), mechanism=kinetics)
    summary = document(result)
    folder = write_run(result, summary, out)
    page = folder / "report.html"
    own = Context(result, summary)
    say(summary, lambda: journey(result, summary, strongest(own), str(page)), json_=json_)
    if open_:
        typer.launch(page.resolve().as_uri())


@app.command()
def screen(
    study: StudyArgument,
    mode: Annotated[str, typer.Option(help="label_strict or consensus.")] = "label_strict",
    today: Annotated[
        str | None, typer.Option(help="Day that years of the history are read against; today if not given.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Say what sources say against a course; exit code 1 when something is found."""
    from needlework.spec import load_study
    from needlework.uptake.screened import screen as judge

    found = judge(load_study(study), mode, care_verbs.day(today, "--today") or date.today())
    say(found.to_json(), found.lines, json_=json_)
    if found:
        raise typer.Exit(1)


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="Text, HTML or PDF file; - for standard input.")],
    run: Annotated[
        Path | None, typer.Option("--run", help="Run folder whose numbers stand beside the claims.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Page to write.")] = None,
    json_: JsonFlag = False,
) -> None:
    """Find the claims a text makes; exit code 1 when the evidence contradicts one."""
    from needlework.claims.check import check_text
    from needlework.claims.read import read
    from needlework.claims.render import to_html, to_json, to_lines

    review = check_text(read(text))
    numbers = None if run is None else _document(run)
    if html is not None:
        _write_new(html, to_html(review, numbers), tell=False)
    say(to_json(review, numbers), lambda: to_lines(review), json_=json_)
    if review.contradicted:
        raise typer.Exit(1)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    figures: Annotated[Path | None, typer.Option("--figures", help="Folder for the figures as SVG.")] = None,
) -> None:
    """Rebuild the report of a run folder, or write its figures."""
    from needlework.folder import rewrite_report, write_figures

    print(rewrite_report(folder) if figures is None else write_figures(folder, figures))


@app.command()
def export(
    source: Annotated[Path, typer.Argument(help="Run folder; with --as, a study file, too.")],
    to: Annotated[Path | None, typer.Option("--to", help="File ending in .nc, .parquet or .csv.")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="The model: sbml, omex or petab; sections: vti or vtu.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --as: new file, or folder (petab, vti, vtu).")
    ] = None,
    draw: Annotated[
        int | None, typer.Option(help="With --as: number of a draw; central if not given.")
    ] = None,
    network_only: Annotated[bool, typer.Option("--network-only", help="With --as sbml: to edit.")] = False,
    zone: Annotated[str | None, typer.Option(help="Zone or concern, of a study with several.")] = None,
) -> None:
    """Write a run, or the model of a study, for other programs."""
    if (to is None) == (as_ is None) or (as_ is None) != (out is None):
        raise InputError(
            [Fault("export", "--to FILE, or --as FORM --out PATH", "neither or both", "choose one")]
        )
    if to is not None:
        from needlework.exchange.tables import export as write
        from needlework.result import Result

        result = Result.load(source)
        write(result, to, zone)
        for entry in result.not_used:
            print(f"not used: {entry['field']} ({entry['why']})", file=sys.stderr)
    elif as_ is not None and out is not None:
        from needlework.exchange.files import export_model

        export_model(source, as_, out, draw, network_only=network_only, zone=zone)
    print(to or out)


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option("--out", help="Folder for draws.npz and record.json.")],
    particles: Annotated[int, typer.Option(help="Particles, and so joint draws.", min=50)] = 1000,
    moves: Annotated[int, typer.Option(help="Moves after each step of the likelihood's power.", min=1)] = 4,
    seed: OwnSeed = 1,
    json_: JsonFlag = False,
) -> None:
    """Fit tissue, instruments, people and scales to published figures, as the shipped fit was made."""
    from needlework.calibration import calibrate as fit
    from needlework.files import write_folder

    record: dict[str, Any] = {}

    def fill(folder: Path) -> None:
        record.update(fit(folder, particles, moves, seed, lambda line: print(line, file=sys.stderr)))

    with needing("stats", "calibrate"):
        write_folder(out, fill)
    say(record, lambda: [str(out)], json_=json_)


@app.command()
def validate(
    out: OutFolder,
    only: Annotated[
        str | None, typer.Option(help="Parts, such as 'scorecards,behaviours'; all if none.")
    ] = None,
    seed: OwnSeed = 1,
    json_: JsonFlag = False,
) -> None:
    """Make scorecards, retrodiction, claims and the dossier anew; exit code 1 when a target is missed."""
    from needlework.dossier.suite import PARTS
    from needlework.dossier.suite import validate as make
    from needlework.files import write_folder

    document: dict[str, Any] = {}
    parts = tuple(part.strip() for part in only.split(",")) if only else PARTS

    def fill(folder: Path) -> None:
        document.update(make(folder, parts, seed, lambda line: print(line, file=sys.stderr, flush=True)))

    with needing("stats", "validate"):
        write_folder(out, fill)
    say(document, lambda: [str(out / "dossier.html")], json_=json_)
    if document["failed"]:
        raise typer.Exit(1)


@evidence_app.command("show")
def evidence_show(
    record: Annotated[str, typer.Argument(help="Id of a parameter, observation or source.")],
) -> None:
    """Print everything on file about one record."""
    from needlework.evidence.browse import show

    print(show(record))


@evidence_app.command("search")
def evidence_search(
    words: Annotated[list[str], typer.Argument(help="Words.")], json_: JsonFlag = False
) -> None:
    """Find records that hold all the words."""
    from needlework.evidence.browse import search

    found = search(words)
    say(found, lambda: (f"{r['kind']:12s} {r['id']:36s} {r['summary']}" for r in found), json_=json_)


@evidence_app.command("lint")
def evidence_lint() -> None:
    """Check every record; exit code 1 when something is wrong."""
    from needlework.evidence.lint import lint

    faults = lint()
    for fault in faults:
        print(fault)
    if faults:
        raise typer.Exit(1)
    print("all records are in order", file=sys.stderr)


@evidence_app.command("add")
def evidence_add(
    paper: Annotated[Path, typer.Argument(help="YAML file with 'source' and 'study'.")],
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: OwnSeed = 1,
) -> None:
    """Show what a new paper says, what was predicted of it and what it would move; nothing is put on file."""
    from needlework.new_paper import add, lines

    ready(out)
    document = add(paper, seed)
    save(out, lambda: {"paper.json": document})
    say(document, lambda: lines(document), json_=json_)


@evidence_app.command("export")
def evidence_export(
    as_: Annotated[str, typer.Option("--as", help="csv, bibtex or petab (PEtab-style tables).")],
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder.")],
) -> None:
    """Write the evidence base as tables."""
    from needlework.figures.export import write_evidence
    from needlework.files import write_folder

    write_folder(out, lambda folder: write_evidence(as_, folder))
    print(out)


@evidence_app.command("bib")
def evidence_bib(
    keys: Annotated[list[str] | None, typer.Argument(help="Source keys; all if none.")] = None,
) -> None:
    """Print sources as BibTeX."""
    from needlework.evidence.browse import bibtex
    from needlework.evidence.sources import load_sources

    print(bibtex(keys or sorted(load_sources())))


def _adjusted(study: Any, seed: int | None, fine: bool) -> Any:
    from needlework.spec import load_study

    changes = study.to_dict()
    if seed is not None:
        changes["seed"] = seed
    if fine:
        changes |= {
            "draws": max(study.draws, 1000),
            "population": {"persons": max(study.population.persons, 20)},
        }
    return load_study(changes) if seed is not None or fine else study


def _kinetics(study: Any, network: Path | None, names: Path | None) -> Any:
    if network is None:
        if names is not None:
            raise InputError([Fault("--names", "--network FILE beside it", "none", "give the network, too")])
        return None
    from needlework.exchange.mechanism import read_mechanism

    return read_mechanism(network, study, names)


def _times(text: str | None, horizon: float) -> tuple[float, ...]:
    from needlework.units import parse, render

    days = tuple(parse(part.strip(), "time", "--at") for part in text.split(",")) if text else ()
    if late := [d for d in days if d > horizon]:
        given, end = render(late[0], "time"), render(horizon, "time")
        raise InputError([Fault("--at", f"times up to the horizon ({end})", given, "lengthen the horizon")])
    return days


def _document(folder: Path) -> dict[str, Any]:
    from needlework.result import Result
    from needlework.summary import document

    return document(Result.load(folder))


def _write_new(path: Path, text: str, *, tell: bool = True) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        wanted, found = "a place to write", error.strerror or ""
        if path.exists():
            wanted, found = "a new file", "one that exists"
        raise InputError([Fault(str(path), wanted, found, "choose another name")]) from None
    if tell:
        print(path)


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None

    def show(what: str, done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{what}: {done} of {total}", end=end, file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    main()
