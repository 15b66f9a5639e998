"""Published head-to-heads of procedures beside what the model gives for them, shipped with the fit.

A report does not run other courses: it reads these figures, and leaves them out where the fit has changed
since. ``tools/score_contrasts.py`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from needlework.evidence.fit import fit_hash, shipped_with_fit, shortened

FILE = "contrasts/computed.json"
_KEPT = ("id", "source", "endpoint", "published", "told", "seen", "sides", "concern")


def text_of(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the file's text for contrasts that `scored` predicted: those of two procedures."""
    kept = [_kept(c) for c in found if c["sides"] and not c["prediction"]["not_computed"]]
    lines = ",\n".join(f" {json.dumps(each, ensure_ascii=False)}" for each in kept)
    return f'{{"fit": {json.dumps(fit_hash())}, "contrasts": [\n{lines}\n]}}\n'


def _kept(contrast: Mapping[str, Any]) -> dict[str, Any]:
    prediction = contrast["prediction"]
    difference = {key: shortened(value) for key, value in prediction["difference"].items()}
    own = {
        "unit": prediction["unit"],
        "difference": difference,
        "p_first_larger": prediction["p_first_larger"],
    }
    return {key: contrast[key] for key in _KEPT} | own


@cache
def head_to_heads() -> tuple[Mapping[str, Any], ...]:
    """Return every published head-to-head with what was computed; empty where the fit has changed since."""
    return tuple(shipped_with_fit(FILE, "contrasts", fit_hash()) or ())
