"""Published comparisons run again through the same code as any design: what they could have found.

    python validation/trials.py [--draws 400]

Whoever built this had read these papers: retrodiction, not blind prediction. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from needlework.evidence.observations import load_observations
from needlework.subject.catalogue import read
from needlework.trial.grid import Cell
from needlework.trial.labels import contrast_name, endpoint_name
from needlework.trial.load import load_design
from needlework.trial.plan import run
from needlework.trial.words import percent

# design, position of contrast and endpoint, visit (months), and the record of what was printed
PRINTED = (
    ("alam_2014", 0, 3, "alam2014.gbq_90d"),
    ("alam_2014", 0, 6, "alam2014.gbq_180d"),
    ("depth_split_face14", 0, 3, "depth_split_face14.between"),
    ("cachafeiro_2016", 0, 6, "cachafeiro2016.between"),
)


def cells(name: str, draws: int) -> tuple[list[Cell], str, str]:
    """Return the cells of a published design and the names of its contrast and first endpoint."""
    plain = {**read(f"trials/published/{name}.yaml")}
    plain["cohort"] = {**plain["cohort"], "draws": draws}
    design = load_design(plain)
    with tempfile.TemporaryDirectory() as place:
        answer = run(design, None, Path(place))
    return answer.cells, contrast_name(design.contrasts[0]), endpoint_name(design.endpoints[0])


def printed(record: str) -> str:
    """Return what a record says of the comparison."""
    o = load_observations()[record]
    return f"p {o.value:g}" if o.kind == "p_value" else f"p {o.p}, {o.value:g} {o.unit} on the needled side"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    draws = parser.parse_args().draws
    found = {name: cells(name, draws) for name in dict.fromkeys(row[0] for row in PRINTED)}
    print("| trial | contrast | persons | months | printed | chance of p < 0.05 | of an effect <= 0 |")
    print("|---|---|---|---|---|---|---|")
    for name, endpoint, months, record in PRINTED:
        rows, contrast, _ = found[name]
        cell = next(c for c in rows if c.endpoint == endpoint and round(c.visit_days / 30.44) == months)
        chance, below = percent(cell.assurance), percent(cell.p_effect_le_0)
        print(f"| {name} | {contrast} | {cell.n} | {months} | {printed(record)} | {chance} | {below} |")


if __name__ == "__main__":
    main()
