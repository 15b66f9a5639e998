"""Write docs/same-question.md: what sources answer, and what the model computes for each answer.

Run ``python tools/same_question.py``; with ``--check`` it only tells whether the part made of records is
current.
"""

import sys
from pathlib import Path

from needlework.care.page import same_question, without_computed

PAGE = Path(__file__).resolve().parents[1] / "docs" / "same-question.md"


def main() -> int:
    """Write or check the page; the exit code is 1 when a check fails."""
    if "--check" in sys.argv[1:]:
        return int(without_computed(PAGE.read_text(encoding="utf-8")) != same_question(compute=False))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(same_question(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
