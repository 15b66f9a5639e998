"""What a run costs against how far its figures move with the seed, for splits of draws and persons.

    python benchmarks/frontier.py                        # the splits below, 20 seeds each
    python benchmarks/frontier.py --split 160x5 --seeds 8
    python benchmarks/frontier.py --write                # put the table into docs/uncertainty.md

The study of rolling scars. Error: standard deviation over seeds of a headline figure (needled minus
untreated, median over draws of the mean over persons) in percent of its mean over seeds. CPU time: least of
the seeds, all threads, without start and report.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

import numpy as np

from needlework import load_study, run
from needlework.outcomes import headlines, outcomes
from needlework.scaffold import example_text
from needlework.spec import Study
from needlework.summary import spread_for

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "uncertainty.md"
SPLITS = ("40x5", "80x5", "160x1", "160x5", "160x10", "320x5", "40x40")
_PART = re.compile(r"(<!-- frontier -->\n).*?(<!-- end of frontier -->)", re.DOTALL)


def figures(study: Study) -> tuple[dict[str, float], float]:
    """Return the headline figures of a run, and its CPU time (s)."""
    started = time.process_time()
    result = run(study)
    seconds = time.process_time() - started
    keys = [k for k in headlines("atrophic_scar") if k in result.values]
    spreads = {key: spread_for(result, outcomes()[key]).difference.median for key in keys}
    return {key: float(np.ravel(median)[-1]) for key, median in spreads.items()}, seconds


def errors(study: Study, seeds: int) -> tuple[dict[str, float], float]:
    """Return each figure's error in percent of the effect, and the least CPU time (s) of a run."""
    figures(study)  # compiles
    found = [figures(study.replace({"seed": seed})) for seed in range(1, seeds + 1)]
    series = {key: np.array([f[key] for f, _ in found]) for key in found[0][0]}
    relative = {key: 100.0 * values.std(ddof=1) / abs(values.mean()) for key, values in series.items()}
    return relative, min(seconds for _, seconds in found)


def frontier(splits: list[str], seeds: int) -> str:
    """Return the table, a row for each split."""
    study, rows = load_study(example_text("rolling-scars")), []
    titles: list[str] = []
    for split in splits:
        draws, persons = map(int, split.split("x"))
        found, seconds = errors(study.replace({"draws": draws, "population.persons": persons}), seeds)
        titles = [outcomes()[key].title for key in found]
        middle = f"**{np.median(list(found.values())):.1f}**"
        each = [f"{error:.1f}" for error in found.values()]
        rows.append([f"{draws} \N{MULTIPLICATION SIGN} {persons}", f"{seconds:.1f}", middle, *each])
        print(*rows[-1], sep="  ", flush=True)
    head = ["draws \N{MULTIPLICATION SIGN} persons", "CPU s", "median error, %", *titles]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows])


def main() -> None:
    """Measure and print, or write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--split", action="append", help="draws and persons, such as 160x5")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    found = frontier(options.split or list(SPLITS), options.seeds)
    print(found)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_PART.sub(lambda part: f"{part[1]}\n{found}\n\n{part[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
