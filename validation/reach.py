"""How far TGF-beta reaches: the usual course under three clearances, with potency scaled or not.

    python validation/reach.py [--draws 100]

Published models differ 160-fold in the effective clearance of TGF-beta. Scaled, the thresholds of its action
move with it, so that only reach changes; unscaled, potency changes, too. Writes docs/reach.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from needlework.draws import current_fit, fitted_draws, study_records
from needlework.ensemble import views
from needlework.model import Model
from needlework.population import Population
from needlework.spec import load_study
from needlework.subject import Course, Skin
from needlework.subject.catalogue import read
from needlework.verification.alternatives import CLEARANCES, cleared
from needlework.view import COLLAGEN

HEAD = """# How far TGF-beta reaches

Gain of collagen (dermis, 12 weeks after the last session of the usual course) under three clearances of
TGF-beta. Medians and 9-in-10 ranges over draws of the shipped fit, typical person. *Scaled*: thresholds of
TGF-beta move with the clearance, so that only its reach changes. *Unscaled*: its potency changes, too; the
fit did not see this.
Regenerate with `python validation/reach.py`. Not yet reviewed by a clinician.

| clearance, per day | decay length, mm | gain, scaled | gain, unscaled |
|---|---|---|---|
"""


def gain(draws: int, clearance: float, scaled: bool, seed: int = 1) -> np.ndarray:
    """Return the collagen gain (%) of each draw."""
    study = load_study(read("reference_course.yaml"))
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    records = study_records(skin, course)
    fit, why = current_fit()
    if fit is None:
        raise SystemExit(why)
    changed = cleared(fitted_draws(records, draws, seed, fit), clearance, scaled=scaled)
    population = Population(skin, course, changed, 1)
    found = [
        view.dermis(*COLLAGEN)[:, -1]
        for view in views(population, Model(), np.array([0.0, study.horizon]), study.horizon, usual={})
    ]
    return 100.0 * (np.concatenate(found) - 1.0)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=100)
    draws = parser.parse_args().draws
    rows = []
    for clearance in CLEARANCES:
        cells = []
        for scaled in (True, False):
            low, middle, high = np.nanpercentile(gain(draws, clearance, scaled), (5, 50, 95))
            cells.append(f"{middle:.0f} % ({low:.0f} to {high:.0f})")
        reach = np.sqrt(0.2232 / clearance)
        rows.append(f"| {clearance:g} | {reach:.2f} | {cells[0]} | {cells[1]} |")
        print(rows[-1])
    Path("docs/reach.md").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
