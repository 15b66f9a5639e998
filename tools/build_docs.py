"""Bring the generated parts of the docs up to date and build the site.

    python tools/build_docs.py             generated parts, then the site into site/
    python tools/build_docs.py --check     only say what is not current; builds into a temporary folder
    python tools/build_docs.py --predict   first simulate again what the docs quote (after a new fit)
    python tools/gallery.py                answer the questions of the gallery again (after a new fit)
    python tools/build_docs.py --validation DIR   first take the numbers that 'needlework validate' wrote

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``. Nothing is
downloaded. Needs the extra ``docs`` (MkDocs).
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import docs_contrasts
import docs_delivery
import docs_errors
import docs_evidence
import docs_fit
import docs_gallery
import docs_predictions
import docs_records
import docs_tables
import docs_validation

ROOT = Path(__file__).resolve().parents[1]
PARTS: dict[str, Callable[[], str]] = {
    "gallery": docs_gallery.gallery,
    "home": docs_gallery.home,
    "commands": docs_tables.commands,
    "contrast-scores": docs_contrasts.contrast_scores,
    "contrast-verdict": docs_contrasts.contrast_verdict,
    "contrasts": docs_contrasts.contrasts,
    "delivery-enhancement": docs_delivery.delivery_enhancement,
    "delivery-orders": docs_delivery.delivery_orders,
    "delivery-parity": docs_delivery.delivery_parity,
    "delivery-people": docs_delivery.delivery_people,
    "delivery-plasma": docs_delivery.delivery_plasma,
    "delivery-rat": docs_delivery.delivery_rat,
    "devices": docs_tables.devices,
    "evidence-off-axis": docs_evidence.off_axis,
    "evidence-summary": docs_evidence.evidence_summary,
    "fit-blocks": docs_fit.fit_blocks,
    "fit-convergence": docs_fit.fit_convergence,
    "fit-dose": docs_fit.fit_dose,
    "fit-excluded": docs_fit.fit_excluded,
    "fit-figures": docs_fit.fit_figures,
    "fit-informed": docs_fit.fit_informed,
    "fit-misses": docs_fit.fit_misses,
    "fit-scale-figures": docs_fit.fit_scale_figures,
    "fit-state": docs_fit.fit_state,
    "forest-plots": docs_evidence.forest_plots,
    "glossary": docs_tables.glossary,
    "guides": docs_predictions.guides,
    "input-errors": docs_errors.input_errors,
    "labels": docs_tables.labels,
    "layers": docs_tables.layers,
    "limits": docs_records.limits,
    "missed-figures": docs_validation.missed_figures,
    "network-processes": docs_tables.network_processes,
    "network-rules": docs_tables.network_rules,
    "network-states": docs_tables.network_states,
    "not-modelled": docs_tables.not_modelled_table,
    "numbers": docs_records.numbers,
    "numbers-summary": docs_records.numbers_summary,
    "outcomes": docs_tables.outcome_table,
    "permeability-scores": docs_delivery.permeability_scores,
    "reading-badges": docs_records.reading_badges,
    "sample-row": docs_predictions.sample_row,
    "sources": docs_records.sources,
    "sources-summary": docs_records.sources_summary,
    "study-example": docs_tables.study_example,
    "study-keys": docs_tables.study_keys,
    "trials-varied": docs_records.trials_varied,
    "two-depths": docs_predictions.two_depths,
    "validation-misses": docs_validation.misses,
    "validation-picture": docs_validation.in_one_picture,
    "validation-parts": docs_validation.parts,
    "validation-state": docs_validation.state,
}
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n)(.*?)(<!-- end of \2 -->)", re.DOTALL)


def pages() -> list[Path]:
    """Return the pages that may hold generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def fresh(text: str) -> str:
    """Return a page with every known generated part made anew; parts of other tools stay as they are."""

    def made(found: re.Match[str]) -> str:
        make = PARTS.get(found[2])
        return f"{found[1]}\n{make().strip()}\n\n{found[4]}" if make else found[0]

    return _PART.sub(made, text)


def stale() -> list[str]:
    """Return what is not current, one sentence each."""
    words = [
        f"{page.relative_to(ROOT)}: a generated part is not current; run python tools/build_docs.py"
        for page in pages()
        if fresh(text := page.read_text(encoding="utf-8")) != text
    ]
    if not docs_predictions.is_current():
        words.append(
            "docs/data/predictions.json belongs to another fit; run python tools/build_docs.py --predict"
        )
    if not docs_contrasts.is_current():
        words.append("docs/data/contrasts.json belongs to another fit; run python tools/score_contrasts.py")
    if not docs_gallery.is_current():
        words.append("docs/data/gallery.json belongs to another fit; run python tools/gallery.py")
    return words


def write() -> None:
    """Write every page whose generated parts changed."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if (made := fresh(text)) != text:
            page.write_text(made, encoding="utf-8")
            print(f"{page.relative_to(ROOT)}: written")


def build(folder: Path) -> None:
    """Build the site into a folder; any warning is an error."""
    from mkdocs.commands.build import build as make
    from mkdocs.config import load_config

    logging.basicConfig(level=logging.WARNING, format="docs: %(message)s")
    make(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(folder)))


def main(arguments: list[str]) -> int:
    """Check or write the docs, then build the site."""
    if "--predict" in arguments:
        docs_predictions.predict()
    if "--validation" in arguments:
        docs_validation.take(Path((arguments[arguments.index("--validation") + 1 :] or [""])[0]))
    if "--check" in arguments:
        words = stale()
        print("\n".join(words) if words else "docs: current")
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder))
        return 1 if words else 0
    write()
    build(ROOT / "site")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
