"""The verbs of trials on the command line."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from needlework.errors import Fault, InputError
from needlework.files import check_target
from needlework.verbs import JsonFlag, SeedOption, say

OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the run; new or empty, or with --resume an unfinished one."),
]


def trial(
    design: Annotated[Path, typer.Argument(help="Design file (YAML or JSON).")],
    json_: JsonFlag = False,
    out: OutOption = None,
    seed: SeedOption = None,
    explore: Annotated[
        str | None, typer.Option(help="Map over sizes and visits, such as 'n=20:200:10,visit=3:12 months'.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an unfinished or damaged cohort.")
    ] = False,
    cohort: Annotated[
        Path | None, typer.Option(help="Folder where the simulated cohort is kept and looked for.")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(help="Simulate one share only, such as 2/8; see 'merge'.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler, such as tcp://host:8786 (extra 'cluster').")
    ] = None,
    tables: Annotated[
        bool, typer.Option("--tables", help="Also write the cohort as partitioned Parquet (extra 'trial').")
    ] = False,
) -> None:
    """Say what a trial could find: assurance, error rates and the least size of every contrast."""
    from needlework.trial.folder import write_answer
    from needlework.trial.load import load_with_baselines
    from needlework.trial.plan import explored_design, run, with_seed

    asked, baselines = load_with_baselines(design)
    plan = with_seed(asked, seed)
    wide = explored_design(plan, explore)
    if shard is not None:
        _shard(wide, baselines, shard, out, resume=resume)
        return
    place = _prepared(wide, baselines, out, cohort, resume=resume)
    answer = run(plan, baselines, place, explore=explore, scheduler=scheduler, tell=_Progress())
    folder = write_answer(answer, out or _next_folder(plan), tables=tables)
    _print(answer, folder, json_=json_)


def merge(
    folders: Annotated[list[Path], typer.Argument(help="Folders that 'trial --shard' filled.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the whole run; new or empty.")],
    json_: JsonFlag = False,
) -> None:
    """Put the shards of a cohort together and analyse it; names missing and duplicate parts."""
    from needlework.trial.folder import write_answer
    from needlework.trial.merge import merged
    from needlework.trial.plan import run

    check_target(out)
    plan, baselines = merged(folders, out)
    answer = run(plan, baselines, out, tell=_Progress())
    _print(answer, write_answer(answer, out, tables=False), json_=json_)


def retrodict(
    draws: Annotated[int, typer.Option("--draws", help="Draws of the unknown.", min=10, max=5000)] = 100,
    json_: JsonFlag = False,
) -> None:
    """Run published comparisons again: what they printed beside what simulated trials of theirs find."""
    import tempfile

    from needlework.trial.retrodiction import retrodicted, table

    with tempfile.TemporaryDirectory() as place:
        rows = retrodicted(Path(place), draws, _Progress())
    said = {"schema": "needlework/retrodiction/1", "results": [row.to_json() for row in rows]}
    say(said, lambda: [table(rows)], json_=json_)


def _shard(plan: Any, baselines: Any, shard: str, out: Path | None, *, resume: bool) -> None:
    from needlework.trial.folder import write_plan
    from needlework.trial.load import dump_design
    from needlework.trial.runner import fill

    index, _, of = shard.partition("/")
    if not (index.isdecimal() and of.isdecimal() and 1 <= int(index) <= int(of)):
        raise InputError([Fault("--shard", "a share such as 2/8", repr(shard), "count from 1")])
    if out is None:
        raise InputError(
            [Fault("--shard", "--out DIR beside it", "none", "give each shard a folder of its own")]
        )
    if not resume:
        check_target(out)
    filled = fill(plan, baselines, out, shard=(int(index), int(of)), tell=_Progress())
    write_plan(out, dump_design(plan), baselines)
    print(out)
    print(f"{len(filled.made) + len(filled.redone)} parts made, {len(filled.reused)} reused", file=sys.stderr)


def _prepared(plan: Any, baselines: Any, out: Path | None, cohort: Path | None, *, resume: bool) -> Path:
    """Return the folder of the cohort, after checking that nothing stands in the way of the work."""
    from needlework.trial.store import check_unfinished, cohort_folder, cohort_key

    begun = out is not None and (out / "cohort.json").exists()
    if out is not None and begun and not resume:
        step = "add --resume to go on, or choose another --out"
        raise InputError([Fault(str(out), "a new or empty folder", "one with a cohort", step)])
    if out is not None and not begun:
        check_target(out)
    key = cohort_key(plan, baselines)
    place = cohort or out or cohort_folder(Path("runs"), plan, baselines)
    check_unfinished(place, key, plan, resume=resume)
    return place


def _next_folder(plan: Any) -> Path:
    from needlework.trial.load import dump_design

    digest = hashlib.sha256(dump_design(plan).encode()).hexdigest()[:8]
    number = 1
    while Path("runs", f"{digest}-{number}").exists():
        number += 1
    return Path("runs", f"{digest}-{number}")


def _print(answer: Any, folder: Path, *, json_: bool) -> None:
    from needlework.trial.document import document
    from needlework.trial.words import lines

    say(document(answer), lambda: lines(answer, str(folder / "report.html")), json_=json_)


class _Progress:
    """Progress on standard error: what is done, the time it took, and the time left at that pace."""

    def __init__(self) -> None:
        self._what, self._since = "", time.monotonic()
        self._last = self._since

    def __call__(self, what: str, done: int, total: int) -> None:
        if what != self._what:
            self._what, self._since = what, self._last
        self._last = time.monotonic()
        passed = self._last - self._since
        left = f", about {passed / done * (total - done):.0f} s left" if 0 < done < total else ""
        line, live = f"{what}: {done}/{total}, {passed:.0f} s{left}", sys.stderr.isatty()
        print(f"\r\033[K{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
