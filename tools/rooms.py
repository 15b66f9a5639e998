"""Lines of Python by room, before the redesign and now.

    python tools/rooms.py             # print the table
    python tools/rooms.py --write     # put it into docs/architecture.md

Lines are all lines of ``.py`` files but those of generated code. What a room was called before is told where
its name changed; a room without a number before was new, or stood inside another.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from docs_text import table

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "da41257"  # the last commit before the redesign
PAGE = ROOT / "docs" / "architecture.md"
_SRC = "src/needlework/"
_GENERATED = "_generated"
_WAS = {"newcomer": "new_paper", "published": "figures", "validation": "predictions, verification"}
_SPLIT = ("predictions", "verification")  # one room before
_PART = re.compile(r"(<!-- rooms -->\n).*?(<!-- end of rooms -->)", re.DOTALL)


def room_of(path: str) -> str:
    """Return the room of a file below the package: its folder, or its own name."""
    return path.removeprefix(_SRC).partition("/")[0].removesuffix(".py")


def before() -> Counter[str]:
    """Return the lines of each room as they were, under the name that it has now."""
    listed = _git("ls-tree", "-r", "--name-only", BEFORE, _SRC).splitlines()
    found: Counter[str] = Counter()
    for path in listed:
        if path.endswith(".py") and room_of(path) != _GENERATED:
            room = room_of(path)
            found[_WAS.get(room, room)] += _git("show", f"{BEFORE}:{path}").count("\n")
    return found


def now() -> Counter[str]:
    """Return the lines of each room as they are."""
    found: Counter[str] = Counter()
    for path in sorted((ROOT / _SRC).rglob("*.py")):
        room = room_of(path.relative_to(ROOT).as_posix())
        if room != _GENERATED:
            name = ", ".join(_SPLIT) if room in _SPLIT else room
            found[name] += path.read_text(encoding="utf-8").count("\n")
    return found


def rooms() -> str:
    """Return the table, the largest rooms first."""
    was, are = before(), now()
    names = {new: old for old, new in _WAS.items()}
    rows = [
        [_name(room, names.get(room)), _count(was[room]), _count(are[room])]
        for room in sorted(are | was, key=lambda room: (-are[room], room))
    ]
    rows.append(["all", _count(was.total()), _count(are.total())])
    return table(["room", "before", "now"], rows)


def _name(room: str, old: str | None) -> str:
    return f"`{room}` (was `{old}`)" if old else f"`{room}`"


def _count(lines: int) -> str:
    return f"{lines:,}" if lines else "\N{EN DASH}"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Print the table, or put it on its page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    if not parser.parse_args().write:
        print(rooms())
        return
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_PART.sub(lambda found: f"{found[1]}\n{rooms()}\n\n{found[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
