"""Check a result document: ``python tools/check_result.py FILE``; exit code 1 when it is not as promised.

Schema, every modelled outcome of that study's concern, all fields of every row with the right types, numbers
finite or null with a reason, rows at the promised days.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from needlework.evidence.sources import load_sources
from needlework.outcomes import Outcome, not_modelled, outcomes
from needlework.spec import load_study
from needlework.subject import Course
from needlework.summary import SCHEMA

TOP = (
    "schema",
    "study",
    "seed",
    "version",
    "penetration",
    "outcomes",
    "not_modelled",
    "warnings",
    "runtime_s",
)
PENETRATION = ("channel_depth_um", "channel_density_per_cm2", "injured_fraction")
INTERVALS = ("mean_interval", "person_interval", "study_interval")
ROW = (
    *("id", "title", "unit", "relative_to", "time_days", "mean", *INTERVALS, "level", "label", "evidence"),
    *("applicability", "sources", "baseline_prediction", "observed"),
)
OBSERVED = ("source", "value", "sd", "n", "blinded", "used_in_fit")
WORDS = {
    "label": ("built_in", "fitted", "emergent"),
    "evidence": ("calibrated", "literature", "assumed"),
    "applicability": ("inside", "outside"),
}
NEEDLED = (  # outcomes of needles: an untreated course has none, and some devices lack the last
    *("pain_vas", "erythema_duration", "downtime", "barrier_recovery_time", "pore_closure_time"),
    *("pih_probability", "session_minutes"),
)
NEEDLES = ("pen", "roller", "stamp", "unreported")  # kinds of devices whose pain has a law
_ROW_DAYS = (0.0, 1.0, 3.0, 7.0, 14.0, 28.0)


def faults(document: Any) -> Iterator[str]:
    """Yield what is wrong with a document, one sentence each."""
    if not isinstance(document, dict):
        yield "the document is not an object"
        return
    missing = [key for key in TOP if key not in document]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    if document["schema"] != SCHEMA:
        yield f"schema: expected {SCHEMA}; received {document['schema']!r}"
    yield from (f"penetration: {key} is missing" for key in PENETRATION if key not in document["penetration"])
    yield from _outcome_faults(document)
    for i, row in enumerate(document["outcomes"]):
        yield from (f"outcomes[{i}] {row.get('id')}: {words}" for words in _row_faults(row))
    known = {record["id"] for record in not_modelled()}
    if {record.get("id") for record in document["not_modelled"]} != known:
        yield "not_modelled: not the declared list"


def _outcome_faults(document: dict[str, Any]) -> Iterator[str]:
    study = load_study(document["study"])
    kind = study.skin.concern.kind if study.skin.concern else None
    present: dict[str, set[float]] = {}
    for row in document["outcomes"]:
        present.setdefault(row.get("id"), set()).add(row.get("time_days"))
    yield from (f"outcome {key}: not in the table" for key in present if key not in outcomes())
    for outcome in outcomes().values():
        key = outcome.known_as
        belongs = not outcome.concerns or kind in outcome.concerns
        if key not in present:
            if belongs and not _may_lack(key, study):
                yield f"outcome {key}: missing"
        elif outcome.rows == "series":
            yield from (
                f"outcome {key}: no row on day {day:g}" for day in _days(study) if not _has(present[key], day)
            )


def _may_lack(key: str, study: Any) -> bool:
    if key == "session_minutes":
        return True
    needles = Course.from_spec(study.course).device.kind in NEEDLES
    return key in NEEDLED and (not study.course.session_days or (key == "pain_vas" and not needles))


def _days(study: Any) -> list[float]:
    regular = [28.0 * i for i in range(1, int(study.horizon / 28.0) + 1)]
    days = {*_ROW_DAYS, *regular, *study.course.session_days, study.horizon}
    return sorted(day for day in days if day <= study.horizon)


def _has(days: set[float], day: float) -> bool:
    return any(math.isclose(day, d, abs_tol=1e-9) for d in days)


def _row_faults(row: dict[str, Any]) -> Iterator[str]:
    missing = [key for key in ROW if key not in row]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    yield from (f"{key} is {row[key]!r}" for key, known in WORDS.items() if row[key] not in known)
    if not _is_finite(row["time_days"]):
        yield "time_days is not a finite number"
    why = row.get("intervals_why") or {}
    if row["mean"] is None:
        if "mean" not in why:
            yield "mean is null without a reason"
    elif not _is_finite(row["mean"]):
        yield "mean is not finite"
    for key in INTERVALS:
        yield from _interval_faults(key, row[key], why)
    yield from _unit_faults(row, outcomes().get(row["id"]))
    yield from (f"source {key} is not on file" for key in row["sources"] if key not in load_sources())
    for entry in row["observed"]:
        yield from (f"observed lacks {key}" for key in OBSERVED if key not in entry)


def _interval_faults(key: str, pair: Any, why: dict[str, str]) -> Iterator[str]:
    if pair is None:
        if key.removesuffix("_interval") not in why:
            yield f"{key} is null without a reason"
    elif not (isinstance(pair, list) and len(pair) == 2 and all(map(_is_finite, pair))):
        yield f"{key} is not a pair of finite numbers"
    elif pair[0] > pair[1]:
        yield f"{key} runs backwards"


def _unit_faults(row: dict[str, Any], outcome: Outcome | None) -> Iterator[str]:
    if outcome is None:
        return
    if row["unit"] != outcome.unit:
        yield f"unit: expected {outcome.unit}; received {row['unit']!r}"
    if (row["relative_to"] == "baseline") != (outcome.form == "change"):
        yield "relative_to does not fit the outcome table"
    if (
        outcome.id.endswith(("_probability", "_fraction"))
        and row["mean"] is not None
        and not 0 <= row["mean"] <= 1
    ):
        yield "a share outside 0 to 1"


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def main(arguments: list[str]) -> int:
    """Check one file."""
    if len(arguments) != 1:
        print("give one file: python tools/check_result.py result.json", file=sys.stderr)
        return 2
    try:
        document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 1
    found = list(faults(document))
    print("\n".join(found) if found else f"{arguments[0]}: as promised")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
