"""Scales that people ask for and that are not computed: which of those on file stands nearest."""

from __future__ import annotations

from needlework.errors import shown
from needlework.spec.fields import scales, suggestion

_NEAREST = {
    "masi": ("mmasi",),
    **dict.fromkeys(
        ("manchester", "manchester_scar_scale", "mss", "posas", "vss"),
        ("vancouver_scar_scale", "goodman_baron_quantitative"),
    ),
    **dict.fromkeys(("fitzpatrick_wrinkle", "fitzpatrick_elastosis", "glogau", "rao"), ("wrinkle_grade",)),
}
_OF_CHANGE = ("gais", "quartile", "quartile_rating", "quartile_scale", "pga", "iga", "satisfaction")


def scale_advice(scale: str, kind: str) -> str:
    """Return what to do about a scale that a kind of concern is not rated on."""
    word = scale.strip().casefold().replace(" ", "_").replace("-", "_")
    if word in _OF_CHANGE:
        return "it is not computed; the nearest on file is responder_fraction, computed without a baseline"
    for other in _NEAREST.get(word, ()):
        if other in scales(kind):
            return f"it is not computed; the nearest on file is {other}"
    if word in _NEAREST:
        return f"it is not computed, and no scale of {shown(kind)} stands near it; leave it out"
    near = suggestion(scale, scales(kind))
    return f"did you mean '{near}'?" if near else "choose one of these, or leave it out"
