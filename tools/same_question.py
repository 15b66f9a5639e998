"""Write docs/same-question.md and data/care/computed.json: what sources answer, and what the model computes.

Run ``python tools/same_question.py``: it runs the model for every school, writes the figures, then the page;
``--page`` writes the page alone, ``--check`` only tells whether the part made of records is current.
"""

import sys
from pathlib import Path

from needlework.care import shipped
from needlework.care.page import CASES, same_question, without_computed
from needlework.subject.catalogue import read

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "same-question.md"
FIGURES = ROOT / "src" / "needlework" / "data" / shipped.FILE


def main() -> int:
    """Write or check the page; the exit code is 1 when a check fails."""
    if "--check" in sys.argv[1:]:
        return int(without_computed(PAGE.read_text(encoding="utf-8")) != same_question(compute=False))
    if "--page" not in sys.argv[1:]:
        concerns = [kind for kind in read("skins/concerns.yaml") if not kind.startswith("_")]
        pairs = dict.fromkeys([*CASES, *((kind, "cheek") for kind in concerns)])
        FIGURES.write_text(shipped.text_of(pairs), encoding="utf-8")
        shipped.forget()
    PAGE.write_text(same_question(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
