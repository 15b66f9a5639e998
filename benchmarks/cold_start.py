"""How long the first run waits: compile on an empty cache, then from disk.

python benchmarks/cold_start.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import time
began = time.perf_counter()
from needlework._generated import dermis
from needlework.numerics.codegen import block_of
from needlework.numerics.field import Layout
from needlework.numerics.ode import Engine
imported = time.perf_counter()
engine = Engine(block_of(dermis), Layout(5, 3), ("T", "L", "G", "C", "A", "F", "Y", "N", "M1", "M2", "Q"))
built = time.perf_counter()
engine.warm_up()
ready = time.perf_counter()
print(f"imports {imported - began:.2f} s, tables {built - imported:.2f} s, code {ready - built:.2f} s")
"""


def main() -> None:
    """Run the same program twice on a new cache folder."""
    source = Path(__file__).resolve().parents[1] / "src"
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NEEDLEWORK_CACHE": cache, "PYTHONPATH": str(source)}
        for name in ("cold", "warm", "warm"):
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM], env=environment, check=True, capture_output=True, text=True
            )
            print(f"{name}: {done.stdout.strip()}")
        size = sum(f.stat().st_size for f in Path(cache).rglob("*") if f.is_file())
        print(f"cache: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
