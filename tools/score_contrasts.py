"""Predict the contrasts on file and keep what the docs print of them.

    python tools/score_contrasts.py     writes docs/data/contrasts.json and data/contrasts/computed.json

After a new fit or a change of a device, run this and then ``python tools/build_docs.py``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from needlework.contrasts.handed import scored
from needlework.contrasts.shipped import FILE, text_of
from needlework.evidence.fit import fit_hash
from needlework.evidence.parameters import load_parameters
from needlework.model import network_hash

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "data" / "contrasts.json"
SHIPPED = ROOT / "src" / "needlework" / "data" / FILE


def main() -> int:
    """Write the document."""
    tell = lambda done: print(f"\r{done} contrasts", end="", file=sys.stderr, flush=True)  # noqa: E731
    found = scored(tell)
    print(file=sys.stderr)
    of = {"network": network_hash(), "fit": fit_hash()}
    document = {**of, "parameters": len(load_parameters()), "contrasts": found}
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    SHIPPED.write_text(text_of(found), encoding="utf-8")
    print(f"{TARGET.name}: {len(found)} contrasts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
