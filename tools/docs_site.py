"""MkDocs hook: what pages and docs share, and a search index that needs no server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needlework.pages.styles import css


def on_post_build(config: Mapping[str, Any]) -> None:
    """Write the colours and figures of all pages, and the search index as a script, into a built site."""
    folder = Path(config["site_dir"])
    (folder / "kit.css").write_text(css("pages/theme.css", "pages/figure.css"), encoding="utf-8")
    index = (folder / "search" / "search_index.json").read_text(encoding="utf-8")
    (folder / "search" / "index.js").write_text(f"window.needleworkIndex = {index};\n", encoding="utf-8")
