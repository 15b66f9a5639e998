"""What an endpoint was measured with, and what "responder" means on its scale.

A family groups figures that may stand on one axis. A threshold says how much better a person must be to
count; it is cumulative (at least so much). A report that counts exclusive classes gets a band instead.
"""

from __future__ import annotations

from needlework.errors import Fault
from needlework.evidence.records import Record, choice_fault

FAMILIES = (
    "scar_score",  # severity of atrophic scars in points: Goodman-Baron quantitative, ECCA, replicas
    "scar_grade",  # ordinal grade of atrophic scars: Goodman-Baron qualitative and its like
    "scar_scale",  # scales of raised, burn and surgical scars: Vancouver, POSAS, Manchester
    "scar_type",  # one morphology alone: rolling, boxcar, ice-pick
    "wrinkle_grade",
    "laxity_grade",
    "texture_grade",
    "pigment_score",  # MASI, mMASI, darkening of the lower lid
    "quartile",  # improvement in quarters, or in named classes of a rater
    "patient_rating",
    "quality_of_life",
    "gais",  # global aesthetic improvement scale
    "histology",
    "ultrasound",
    "oct",
    "elasticity",
    "colorimetry",
    "size",  # length or area of a lesion
    "pain",
    "redness",
    "downtime",  # how long expected events last together
    "barrier",  # water loss, pore closure
    "pih",
    "other",
)
GRADES = ("any", "one_grade", "two_grades")
QUARTERS = ("any", "quarter", "half", "three_quarters")
THRESHOLDS = (*QUARTERS, *GRADES[1:], "none")  # none: not an amount of effect (satisfaction, worsening)


def scale_faults(record: Record) -> list[Fault]:
    """Return the faults of ``family``, ``threshold`` and ``band``."""
    faults = choice_fault(record, "family", FAMILIES) + choice_fault(record, "threshold", THRESHOLDS)
    band = record.get("band")
    if band is None:
        return faults
    if not _is_band(band):
        expected = f"band as [lower, upper] rising in {GRADES} or {QUARTERS}, null for open"
        faults.append(Fault(record.where, expected, repr(band), "correct it"))
    if record.get("threshold"):
        faults.append(Fault(record.where, "threshold or band", "both", "keep the one the report printed"))
    return faults


def responder_faults(study: Record, result: Record) -> list[Fault]:
    """Return the faults of a result's share of persons: its class must be told, or why it cannot be."""
    told = bool(result.get("threshold") or result.get("band"))
    if result.get("kind") != "responders":
        return [Fault(result.where, "threshold and band for responders only", "other", "drop it")] * told
    if told or result.get("note") or study.get("note"):
        return []
    expected = "threshold, band, or a note that says why neither is known"
    return [Fault(result.where, expected, "none", f"add one to {result.get('id')}")]


def _is_band(band: object) -> bool:
    if not isinstance(band, list) or len(band) != 2 or band == [None, None]:
        return False
    given = [word for word in band if word is not None]
    for ladder in (GRADES, QUARTERS):
        if all(word in ladder for word in given):
            ranks = [ladder.index(word) for word in given]
            return ranks == sorted(set(ranks))
    return False
