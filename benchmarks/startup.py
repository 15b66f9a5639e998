"""How long a bare import and the help take; goals: `import needlework` 0.15 s, `needlework --help` 0.5 s.

Each is the best of several fresh processes, less the start of Python itself for the import.
"""

from __future__ import annotations

import subprocess
import sys
import time

TIMES = 7


def best(*words: str) -> float:
    """Return the shortest wall time (s) of a fresh Python process."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    bare = best("-c", "pass")
    print(f"python alone        {bare:.3f} s")
    print(f"import needlework   {best('-c', 'import needlework') - bare:.3f} s beyond it (goal 0.15)")
    print(f"needlework --help   {best('-m', 'needlework', '--help'):.3f} s in all (goal 0.5)")
