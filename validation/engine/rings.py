"""Convergence over the number of rings, at three reaches of TGF-beta and five densities.

    python validation/engine/rings.py

Writes out/rings.json and out/rings.svg.
"""

from __future__ import annotations

from figure import lines, save
from skin import in_rings

DENSITIES, CLEARANCES, RINGS = (15.0, 60.0, 150.0, 250.0, 600.0), (0.24, 1.5, 15.0), (1, 2, 3, 4, 8, 16)


def main() -> None:
    """Print the gain of total collagen at day 180 (%) and the errors against 16 rings."""
    rows = []
    for dT in CLEARANCES:
        for density in DENSITIES:
            gains = {n: 100 * in_rings(density, dT, n)[1] for n in RINGS}
            row = {"clearance": dT, "density": density, "gain_percent": gains[16]}
            row |= {f"error_{n}": gains[n] / gains[16] - 1 for n in RINGS[:-1]}
            rows.append(row)
            print(", ".join(f"{k} {v:.3g}" for k, v in row.items()), flush=True)
    save("rings", {"rows": rows})
    at = [r for r in rows if r["clearance"] == 15.0]
    curves = {
        f"{r['density']:.0f} per cm2": (RINGS[1:-1], [max(abs(r[f"error_{n}"]), 1e-6) for n in RINGS[1:-1]])
        for r in at
    }
    lines(
        "rings",
        "Error of the gain against 16 rings, clearance 15 per day",
        "rings",
        "relative error",
        curves,
        log=True,
    )


if __name__ == "__main__":
    main()
