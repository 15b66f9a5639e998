"""Published SBML models through the compiled engine.

    NEEDLEWORK_SHARED=/path/to/shared python validation/engine/published.py

Reads `data/sbml` of that folder (next to the project's root if not set), where models and their reference
trajectories lie unchanged; without it there is nothing to do. Writes out/published.json.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from figure import save

from needlework.errors import InputError
from needlework.numerics.codegen import generate, load_source
from needlework.numerics.field import Layout, cylinder
from needlework.numerics.network import read_sbml
from needlework.numerics.ode import Engine, Settings

SHARED = (
    Path(os.environ.get("NEEDLEWORK_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    / "data"
    / "sbml"
)


def simulate(path: Path, times: np.ndarray, atol: float) -> dict[str, np.ndarray]:
    """Return the course of every species of a file."""
    network = read_sbml(path.read_text(), path.name, until=float(times[-1]))
    block = load_source(generate(network))
    p = {k: np.array([v]) for k, v in network.parameters.items() if v is not None}
    engine = Engine(block, Layout(1, 1), settings=Settings(rtol=1e-8, atol=atol))
    y = block.initial_array(p, 1)
    whole = cylinder(Layout(1, 1), np.array([[0.0, 1.0]]), np.ones((1, 1)))
    done = engine.run(y, block.constant_array(p, 1), whole, {}, times[0], times[-1], times[1:])
    if done.failures() or done.rescued.any():
        raise RuntimeError(f"{path.name}: {done.failures() or 'needed pivoting'}")
    return dict(zip(block.species, np.vstack([y, done.observed[0, :, 0]]).T, strict=True))


def models() -> list[dict[str, object]]:
    """Compare every published model with its reference trajectory."""
    rows: list[dict[str, object]] = []
    for path in sorted((SHARED / "biomodels").glob("*.xml")):
        reference = SHARED / "reference" / f"{path.stem}.csv"
        try:
            if not reference.exists():
                read_sbml(path.read_text(), path.name)
                continue
            table = np.genfromtxt(reference, delimiter=",", names=True)
            got = simulate(path, table["time"], 1e-10)
        except InputError as refused:
            rows.append({"model": path.stem, "refused": str(refused)})
            continue
        names = [n for n in table.dtype.names if n != "time"]
        error = max(np.abs(got[n] - table[n]).max() / max(np.abs(table[n]).max(), 1e-12) for n in names)
        rows.append({"model": path.stem, "error": float(error), "within_1e-4": bool(error <= 1e-4)})
    return rows


def main() -> int:
    """Print one row for each model."""
    if not SHARED.is_dir():
        print(f"skipped: no {SHARED}")
        return 0
    rows = models()
    for row in rows:
        print(row)
    save("published", {"models": rows})
    return 0 if all(row.get("within_1e-4", True) for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
