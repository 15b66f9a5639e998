"""What a virtual trial costs, beside what it replaces, in processor time.

    python benchmarks/trial.py [--quick] [--write docs/trial-cost.md]

Analyses beside statsmodels (and rpact where R has it), persons by persons, strata, rings, draws and workers,
the same persons as a user writes them today (libRoadRunner in a loop over processes), memory, a map over
sizes and visits, and what follows for a billion person-years. Where we lose, the table says so.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from needlework.numerics.inference.counter import normals
from needlework.numerics.inference.counts import fisher_exact, logistic, proportional_odds
from needlework.numerics.inference.linear import ancova, repeated
from needlework.numerics.inference.paired import mcnemar, paired_t, signed_rank
from needlework.numerics.ode import Engine
from needlework.trial.grid import Grid
from needlework.trial.simulate import Simulator
from needlework.trial.store import packed
from needlework.trial.trials import Field
from tests.trial.plans import design, truth_of

PERSONS = 60
TWO = np.array([0.0, 1.0])
MONTH = 365.25 / 12.0
ENDPOINTS = (
    ("goodman_baron_quantitative", "paired_t", None),
    ("ecca", "paired_t", None),
    ("goodman_baron_qualitative", "signed_rank", None),
    ("goodman_baron_quantitative", "mcnemar", "30 %"),
    ("collagen_masson_area", "paired_t", None),
    ("elasticity", "signed_rank", None),
)
Rows = list[list[str]]


def cpu(work: Callable[[], Any], repeats: int = 3) -> float:
    """Return the least processor time (s) of some repeats."""
    best = np.inf
    for _ in range(repeats):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def analyses(trials: int) -> tuple[Rows, float]:
    """Return microseconds of one trial in each kernel and in statsmodels, and those of its mixed model."""
    z = normals(1, "benchmark", np.arange(trials), PERSONS, 4)
    arm = np.broadcast_to(np.arange(PERSONS) % 2, (trials, PERSONS))
    grade, yes = np.clip(np.round(z[..., 0] + 1.5), 0, 3), 1.0 * (z[..., 0] > 0)
    size = [PERSONS]
    ours = {
        "paired t": lambda: paired_t(z[..., 0], size),
        "signed ranks": lambda: signed_rank(z[..., 0], size),
        "signed ranks, grades": lambda: signed_rank(grade - grade[:, ::-1], size),
        "McNemar": lambda: mcnemar(yes, 1.0 * (z[..., 1] > 0), size),
        "covariance": lambda: ancova(z[..., 0] + z[..., 1], z[..., 1], 1.0 * arm, size),
        "mixed model, 3 visits": lambda: repeated(z[..., :3] + z[..., 3:], None, 2, size),
        "proportional odds": lambda: proportional_odds(grade, arm, TWO, 4, size),
        "logistic": lambda: logistic(yes, arm, TWO, size),
        "Fisher": lambda: fisher_exact(yes, arm, size),
    }
    peers = statsmodels_peers(z, arm, grade, yes)
    rows, mixed = [], np.nan
    for name, work in ours.items():
        work()
        mine = 1e6 * cpu(work) / trials
        theirs = 1e6 * cpu(peers[name], 2) if name in peers else np.nan
        mixed = theirs / mine if name.startswith("mixed") else mixed
        times = f"{theirs / mine:,.0f}" if np.isfinite(theirs) else ""
        rows.append([name, f"{mine:.2f}", f"{theirs:,.0f}" if np.isfinite(theirs) else "not run", times])
    return rows, mixed


def statsmodels_peers(z: Any, arm: Any, grade: Any, yes: Any) -> dict[str, Callable[[], Any]]:
    """Return one fit of each of statsmodels' models; empty where it is not installed."""
    try:
        import statsmodels.api as sm
        from statsmodels.miscmodels.ordinal_model import OrderedModel
    except ModuleNotFoundError:
        return {}
    import warnings

    warnings.simplefilter("ignore")
    x = sm.add_constant(np.column_stack([arm[0], z[0, :, 1]]).astype(float))
    sides = np.repeat(np.arange(PERSONS), 6)
    y = (z[0, :, None, :3] + z[0, :, None, 3:] + np.zeros((PERSONS, 2, 3))).ravel()
    fixed = np.column_stack(
        [np.ones(y.size), np.tile(np.repeat([0, 1], 3), PERSONS), np.tile([0, 1, 2], 2 * PERSONS)]
    )
    noise = np.random.default_rng(1).standard_normal(y.size)
    return {
        "covariance": lambda: sm.OLS(z[0, :, 0] + z[0, :, 1], x).fit().pvalues,
        "mixed model, 3 visits": lambda: sm.MixedLM(y + noise, fixed, sides).fit(),
        "proportional odds": lambda: OrderedModel(grade[0].astype(int), x[:, 1:2], distr="logit").fit(
            disp=False
        ),
        "logistic": lambda: sm.Logit(yes[0], x[:, :2]).fit(disp=False).pvalues,
    }


def rpact() -> str:
    """Return microseconds of one simulated trial in rpact in this run, or why there is none."""
    if shutil.which("Rscript") is None:
        return "R is not installed here; measured elsewhere (2 vCPU, rpact 3.3.4): 29 a trial"
    code = (
        "library(rpact); t <- proc.time()[['user.self']]; "
        "getSimulationMeans(getDesignGroupSequential(kMax=1),"
        "alternative=0.5, plannedSubjects=60, maxNumberOfIterations=20000); cat(proc.time()[['user.self']] "
        "- t)"
    )
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
    last = done.stdout.split()[-1:] or ["failed"]
    return (
        f"{1e6 * float(last[0]) / 20_000:.0f} a trial" if done.returncode == 0 else "rpact is not installed"
    )


def whole_trials(trials: int) -> float:
    """Return microseconds of one split-face trial of 60 persons, drawn, rated, with losses, and analysed."""
    made = design(conduct={"dropout": {"share": "10 %"}})
    field = Field(made, truth_of(made), (91.3,), (PERSONS,))
    rows = np.arange(trials)
    field.run(0, 0, rows[:100], rows[:100] % 20)
    return 1e6 * cpu(lambda: field.run(0, 0, rows, rows % 20)) / trials


@contextmanager
def timed_engine() -> Iterator[list[float]]:
    """Yield a list that collects the seconds (wall) spent in the kernel."""
    spent, true = [0.0], Engine.run

    def run(self: Engine, *given: Any, **more: Any) -> Any:
        begin = time.perf_counter()
        try:
            return true(self, *given, **{**more, "threads": 1})
        finally:
            spent[0] += time.perf_counter() - begin

    Engine.run = run  # pyright: ignore[reportAttributeAccessIssue]
    try:
        yield spent
    finally:
        Engine.run = true


def persons(quick: bool) -> tuple[Rows, dict[str, float]]:
    """Return milliseconds of a person under two courses and what share of it is the kernel."""
    plans = [
        (8, 2048, 5, 3, False),
        (64, 256, 5, 3, False),
        (8, 2048, 5, 1, False),
        (8, 2048, 2, 1, False),
        (8, 2048, 5, 4, False),
        (8, 64, 5, 3, False),
        (8, 2048, 5, 3, True),
    ]
    rows, found = [], {}
    for people, draws, strata, rings, missed in plans[: 3 if quick else None]:
        source = Simulator(_two_courses(people, draws, strata, rings, missed=missed))
        Simulator(_two_courses(people, 2, strata, rings, missed=missed)).part(0)  # compiled and warm
        with timed_engine() as spent:
            begin, wall = time.process_time(), time.perf_counter()
            data = packed(source.part(source.parts - 1), "x")
            used, passed = time.process_time() - begin, time.perf_counter() - wall
        lanes = people * (draws - source.per_part * (source.parts - 1))
        one, share = 1e3 * used / lanes, spent[0] / passed
        size = f"{strata} x {rings}" + (", sessions missed and late" if missed else "")
        rows.append(
            [str(people), str(draws), size, f"{one:.2f}", f"{share:.0%}", f"{len(data) / lanes:,.0f}"]
        )
        if (people, draws, missed) == (8, 2048, False):
            found |= {f"{strata}x{rings}": one, "bytes": len(data) / lanes}
    return rows, found


def _two_courses(people: int, draws: int, strata: int, rings: int, *, missed: bool = False) -> Any:
    course = {
        "device": "pen_12",
        "sessions": 4,
        "interval": "4 weeks",
        "depth": "1.5 mm",
        "density": "250 per cm2",
    }
    return design(
        cohort={"persons": people, "draws": draws},
        arms={"four": {"course": course}, "six": {"course": {**course, "interval": "6 weeks"}}},
        contrasts=[{"better": "six", "than": "four"}],
        visits={"at": ["3 months", "9 months"]},
        model={"strata": strata, "rings": rings},
        conduct={"missed": "3 %", "late": "10 %", "late_by": "4 days"} if missed else {},
        trials=max(draws, 400),
    )


def workers(quick: bool) -> Rows:
    """Return persons a second (wall) for one and two threads over parts; says little on a busy machine."""
    from needlework.trial import runner

    rows = []
    source = Simulator(_two_courses(8, 128 if quick else 256, 5, 3))
    for count in (1, 2):
        begin = time.perf_counter()
        parts = runner._here(source, range(source.parts), count)
        people = sum(part.persons["severity"].size for part in parts)
        wall = time.perf_counter() - begin
        rows.append([str(count), f"{people / wall:,.0f}"])
    return rows


def as_written_today(quick: bool) -> tuple[Rows, float]:
    """Return milliseconds of one course by libRoadRunner and by us at equal error, and their ratio."""
    try:
        from peers import libroadrunner
    except ModuleNotFoundError:
        return [], np.nan
    from problem import ours, problem

    lanes = 1 if quick else 2
    p = problem(True, 64)
    exact = ours(p, p.engine(1e-10))[0][:lanes]
    runs = [libroadrunner(p, lane) for lane in range(lanes)]
    rows, found = [], {}
    for name, tolerances in (("libRoadRunner", (1e-3, 1e-4)), ("needlework, kernel", (1e-3, 1e-4))):
        for rtol in tolerances:
            if name == "libRoadRunner":
                got = np.stack([run(rtol) for run in runs])
                ms = 1e3 * cpu(lambda rtol=rtol: [run(rtol) for run in runs], 1) / lanes
            else:
                got = ours(p, p.engine(rtol))[0][:lanes]
                ms = 1e3 * cpu(lambda rtol=rtol: ours(p, p.engine(rtol)), 2) / 64
            error = float(np.abs(got - exact).max())
            rows.append([name, f"{rtol:g}", f"{error:.1e}", f"{ms:.2f}"])
            found[name, rtol] = (error, ms)
    mine = found["needlework, kernel", 1e-3]
    fair = min(
        (ms for (n, _), (e, ms) in found.items() if n == "libRoadRunner" and e <= mine[0]), default=np.nan
    )
    fair = fair if np.isfinite(fair) else found["libRoadRunner", 1e-4][1]
    return rows, fair / mine[1]


_MEMORY = """
import resource, sys, tempfile
from pathlib import Path
sys.path.insert(0, {root!r})
import numpy as np
from needlework.trial.runner import truth_of
from needlework.trial.simulate import Simulator
from needlework.trial.store import Store, cohort_key
from needlework.trial.grid import Grid
from tests.trial.plans import design
import dataclasses
size = {{"persons": {persons}, "draws": {draws}}}
made = design(cohort=size, trials=max({draws}, 100), null_trials=1000, n=[40])
source = Simulator(made)
with tempfile.TemporaryDirectory() as place:
    store = Store(Path(place), cohort_key(made, None), source.parts)
    store.open()
    part = source.part(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for n in range(source.parts):  # the first part stands for all: what matters here is memory
        store.write(dataclasses.replace(part, number=n))
    written = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    truth, _ = truth_of(store, source, ("goodman_baron_quantitative",))
    Grid(made, truth, (91.3,), (40,), 1000).cells()
    print(before // 1024, written // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def memory(quick: bool) -> Rows:
    """Return the largest memory (MB) after one part, after all are written, and after the analysis."""
    rows = []
    root = str(Path(__file__).resolve().parents[1])
    for people, draws in ((500, 20), (500, 200), *(() if quick else ((500, 2000),))):
        code = _MEMORY.format(root=root, persons=people, draws=draws)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        rows.append([f"{people * draws:,}", *done.stdout.split()])
    return rows


def the_map(quick: bool) -> tuple[str, float]:
    """Return what a map over 19 sizes, 10 visits and 6 endpoints takes once the cohort exists."""
    ends = [{"outcome": o, "analysis": a, **({"responder": r} if r else {})} for o, a, r in ENDPOINTS]
    draws = 200 if quick else 2000
    made = design(
        cohort={"draws": draws, "persons": 8},
        trials=draws,
        endpoints=ends,
        visits={"at": ["3 months", "12 months"]},
    )
    grid = Grid(made, truth_of(made), [MONTH * m for m in range(3, 13)], range(20, 201, 10), draws)
    begin, wall = time.process_time(), time.perf_counter()
    cells = grid.cells()
    used, passed = time.process_time() - begin, time.perf_counter() - wall
    worst = max(c.assurance.mc_error for c in cells if c.assurance.known)
    count = len(cells) * draws
    said = (
        f"{len(cells):,} cells x {draws:,} trials = {count:,} analyses, beside as many without an effect, "
        f"without "
        f"the mechanism and at the median: {used:.1f} s of processor time ({passed:.1f} s passed), largest "
        f"Monte "
        f"Carlo error {100 * worst:.2f} points"
    )
    return said, used


def billion(one_ms: float, size: float) -> Rows:
    """Return what 10^9 person-years on 10^4 cores would take, from what was measured."""
    hours = 1e9 * one_ms / 1e3 / 1e4 / 3600.0
    return [
        [
            "processor",
            f"{one_ms:.2f} ms a person-year, {1e9 * one_ms / 3.6e6:,.0f} core-hours, "
            f"{60.0 * hours:.0f} minutes on 10^4 cores",
        ],
        ["storage", f"{size:,.0f} bytes a person-year, {size * 1e9 / 1e12:.1f} TB in all"],
        ["network", f"{size * 1e9 / (hours * 3600) / 1e6:,.0f} MB/s into the store while it runs"],
    ]


def table(head: list[str], rows: Rows) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def page(quick: bool) -> str:
    """Run everything and return the page."""
    trials = 5_000 if quick else 20_000
    tests, mixed = analyses(trials)
    people, cost = persons(quick)
    today, ratio = as_written_today(quick)
    return _TOLD.format(
        tests=table(["analysis", "needlework", "statsmodels", "times"], tests),
        rpact=rpact(),
        whole=whole_trials(trials),
        people=table(["persons a draw", "draws", "strata x rings", "ms", "kernel", "bytes"], people),
        workers=table(["workers", "persons a second"], workers(quick)),
        today=table(["solver", "tolerance", "error", "ms"], today),
        ratio=ratio,
        whole_ratio=ratio * float(today[-2][-1]) / (0.5 * cost["5x3"]) if today else float("nan"),
        map=the_map(quick)[0],
        memory=table(["persons", "one part", "all written", "analysed"], memory(quick)),
        billion=table(["what", "how much"], billion(0.5 * cost["5x3"], 0.5 * cost["bytes"])),
        mixed=mixed,
    )


_TOLD = """# What a virtual trial costs

Measured by `python benchmarks/trial.py`, not edited by hand; processor time, since the machine is
shared. Not yet reviewed by a clinician.

## Analyses, microseconds a trial of 60 persons

{tests}

rpact simulates test statistics instead of people, in microseconds: {rpact}. A whole split-face trial
here (60 persons enrolled, rated on both sides, some lost, analysed) takes {whole:.0f}, once persons are
simulated, which rpact does not need. Mediana 1.0.8, measured elsewhere: 1,090 for a t test of 60.

## Persons

One person under two courses of four sessions, followed for nine months after the last, packing for the
disk included; the share is that of the kernel in the time that passed.

{people}

Persons a second by workers (wall; two workers on one core gain nothing):

{workers}

## The same person as a user writes it today

The resolved model, one course of a year; libRoadRunner in a loop takes this long on every core.

{today}

At equal error: the kernel {ratio:.0f} times; a whole person of a trial as counted above, people drawn and
figures kept included, {whole_ratio:.0f} times.

## A map

{map}.

## Memory, MB

The largest memory after one part, after all parts are written and after the analysis of one endpoint.
The first part stands for all of them: simulating so many persons takes longer than this page.

{memory}

## A billion person-years

{billion}

## Where it loses

- rpact needs no persons: of normal means it has its answer before a cohort is simulated here.
- Few lanes in a part fill vectors badly: 64 draws cost more a person than 2,048 (the sixth row against
  the first).
- The mixed model is {mixed:,.0f} times statsmodels only where trials are balanced; persons with a missed
  visit are left out.
- The analysis holds one endpoint of all persons and grows with them; where the columns on memory are equal,
  it stayed below what making one part took.
"""


def main() -> None:
    """Print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    text = page(chosen.quick)
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
