"""Write the code of every shipped network, or with ``--check`` say which committed file is not current.

    python tools/generate_networks.py [--check]

Needs the extra ``exchange`` (Antimony and libSBML).
"""

from __future__ import annotations

import sys
from pathlib import Path

from needlework.numerics.codegen import generate
from needlework.numerics.network import antimony_to_sbml, read_sbml

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "needlework"


def fresh(source: Path) -> str:
    """Return the code of one Antimony file."""
    return generate(read_sbml(antimony_to_sbml(source), str(source)))


def main(arguments: list[str]) -> int:
    """Write or compare every network."""
    stale = 0
    for source in sorted((PACKAGE / "data" / "networks").glob("*.ant")):
        target = PACKAGE / "_generated" / f"{source.stem}.py"
        code = fresh(source)
        if target.exists() and target.read_text() == code:
            print(f"{target.name}: current")
        elif "--check" in arguments:
            print(f"{target.name}: not what {source.name} gives; run python tools/generate_networks.py")
            stale = 1
        else:
            target.write_text(code)
            print(f"{target.name}: written")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
