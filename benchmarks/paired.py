"""Two versions of the package in one run: processor time of a default run, and how far its figures move.

    git archive REVISION | tar -x -C OTHER
    python benchmarks/paired.py OTHER [seeds]

Runs the study of rolling scars as a user does, `needlework run`, by turns with the version of this checkout
and with that of the folder OTHER, each with its own example and its own defaults, once for each seed. Error:
standard deviation over seeds of the printed mean of a headline figure, in percent of its change from the
first day (of a figure for the whole course, of itself). CPU time: least and median of the seeds, start and
report included, code compiled before.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from needlework.outcomes import headlines

HERE = Path(__file__).resolve().parents[1]


def one(root: Path, seed: int, out: Path) -> tuple[float, dict[str, tuple[float, float]]]:
    """Return the CPU time (s) of a run, and the last and first mean of every outcome."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "needlework", "run", str(root / "examples" / "rolling-scars.yaml")]
    subprocess.run(
        [*command, "--seed", str(seed), "--out", str(out)],
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        check=True,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    means: dict[str, list[float]] = {}
    for row in json.loads((out / "result.json").read_text(encoding="utf-8"))["outcomes"]:
        if row["mean"] is not None:
            means.setdefault(row["id"], []).append(row["mean"])
    return seconds, {key: (found[-1], found[0] if len(found) > 1 else 0.0) for key, found in means.items()}


def error(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the effect, and the standard deviation of the figure in percent of it."""
    last, first = np.array(pairs).T
    effect = float(np.mean(last - first))
    return effect, 100.0 * float(last.std(ddof=1)) / abs(effect)


def main(other: Path, seeds: int) -> None:
    """Run both by turns and print the table."""
    roots = {"this version": HERE, "the other": other.resolve()}
    seconds: dict[str, list[float]] = {name: [] for name in roots}
    figures: dict[str, list[Mapping[str, tuple[float, float]]]] = {name: [] for name in roots}
    with tempfile.TemporaryDirectory() as place:
        for seed in range(seeds + 1):  # the first run of each compiles
            for name, root in roots.items():
                used, found = one(root, seed, Path(place) / f"{name}-{seed}")
                if seed:
                    seconds[name].append(used)
                    figures[name].append(found)
    leads = headlines("atrophic_scar")
    shared = [key for key in leads if all(key in f for each in figures.values() for f in each)]
    print("| figure | effect, error here | effect, error of the other |\n|---|---|---|")
    errors: dict[str, list[float]] = {name: [] for name in roots}
    for key in shared:
        both = {name: error([f[key] for f in each]) for name, each in figures.items()}
        for name, (_, wrong) in both.items():
            errors[name].append(wrong)
        print(f"| {key} | " + " | ".join(f"{e:.3g}, {w:.1f} %" for e, w in both.values()) + " |")
    print("| median | " + " | ".join(f"{np.median(each):.1f} %" for each in errors.values()) + " |")
    for label, statistic in (("least", np.min), ("median", np.median)):
        print(f"| CPU s, {label} | " + " | ".join(f"{statistic(s):.1f}" for s in seconds.values()) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8)
