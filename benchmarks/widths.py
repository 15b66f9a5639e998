"""Processor time of a person-year by the number of lanes in a vector and by what the processor has.

    python benchmarks/widths.py [rounds]

Each width runs in a process of its own, compiled for this processor, for one with AVX2 and for one with SSE
alone; rounds are interleaved and the least of them counts. The width in ``numerics/simd.py`` comes from this
table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

TARGETS = {
    "this processor": {},
    "AVX2": {
        "NUMBA_CPU_NAME": "haswell",
        "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+bmi,+bmi2,+sse4.2,+popcnt",
    },
    "SSE4.2": {"NUMBA_CPU_NAME": "nehalem", "NUMBA_CPU_FEATURES": "+sse4.2,+popcnt"},
}
WIDTHS = (4, 8, 16)
LANES = {"mixed": 512, "resolved": 96}


def measured() -> dict[str, float]:
    """Return milliseconds of a person-year of both models in this process."""
    from problem import ours, problem

    found = {}
    for kind, lanes in LANES.items():
        p = problem(kind == "resolved", lanes)
        engine = p.engine(1e-4)
        ours(p, engine)
        began = time.process_time()
        ours(p, engine)
        found[kind] = 1e3 * (time.process_time() - began) / lanes
    return found


def main(rounds: int) -> None:
    """Print the table."""
    least: dict[tuple[str, int, str], float] = {}
    for _ in range(rounds):
        for target, settings in TARGETS.items():
            for width in WIDTHS:
                told = {**os.environ, **settings, "NEEDLEWORK_LANES": str(width)}
                done = subprocess.run(
                    [sys.executable, __file__, "--one"], env=told, capture_output=True, text=True, check=True
                )
                for kind, ms in json.loads(done.stdout).items():
                    key = (target, width, kind)
                    least[key] = min(ms, least.get(key, ms))
    print("| vectors of | lanes | well mixed, ms | 5 x 3, ms |\n|---|---|---|---|")
    for target in TARGETS:
        for width in WIDTHS:
            one, many = least[target, width, "mixed"], least[target, width, "resolved"]
            print(f"| {target} | {width} | {one:.3f} | {many:.2f} |")


if __name__ == "__main__":
    if "--one" in sys.argv:
        print(json.dumps(measured()))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
