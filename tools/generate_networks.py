"""Write the code of every shipped network and variant, or with ``--check`` say which committed file is stale.

    python tools/generate_networks.py [--check]

Needs the extra ``exchange`` (Antimony and libSBML).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from needlework.numerics.codegen import generate
from needlework.numerics.network import antimony_to_sbml, read_sbml

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "needlework"
NETWORKS = PACKAGE / "data" / "networks"


def fresh(source: Path) -> str:
    """Return the code of one Antimony file."""
    return generate(read_sbml(antimony_to_sbml(source), str(source)))


def rewritten(record: dict[str, Any]) -> str:
    """Return the code of a variant: its network with some laws written otherwise, each found exactly once."""
    source = NETWORKS / f"{record['network']}.ant"
    text = source.read_text(encoding="utf-8")
    for change in record["replace"]:
        if text.count(change["from"]) != 1:
            raise SystemExit(f"{source.name}: the law of {change['law']} is not {change['from']!r}")
        text = text.replace(change["from"], change["to"])
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / source.name
        changed.write_text(text, encoding="utf-8")
        return fresh(changed)


def everything() -> Iterator[tuple[str, str, str]]:
    """Yield name, source and code of every network and variant."""
    for source in sorted(NETWORKS.glob("*.ant")):
        yield source.stem, source.name, fresh(source)
    variants = yaml.safe_load((NETWORKS / "variants.yaml").read_text(encoding="utf-8"))
    for name, record in variants.items():
        yield f"{record['network']}_{name}", "variants.yaml", rewritten(record)


def main(arguments: list[str]) -> int:
    """Write or compare every network."""
    stale = 0
    for name, source, code in everything():
        target = PACKAGE / "_generated" / f"{name}.py"
        if target.exists() and target.read_text() == code:
            print(f"{target.name}: current")
        elif "--check" in arguments:
            print(f"{target.name}: not what {source} gives; run python tools/generate_networks.py")
            stale = 1
        else:
            target.write_text(code)
            print(f"{target.name}: written")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
