"""A drawn map of the face with the zones of a study, each with its name and its key figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from needlework.pages.axes import spread_labels
from needlework.pages.svg import line, svg, tag, text

_WIDTH, _HEIGHT = 400.0, 300.0
_LABEL, _GAP = 206.0, 30.0  # where labels start, and how far apart they stand
_OUTLINE = "M100 18C58 18 40 52 40 104C40 162 66 236 100 236C134 236 160 162 160 104C160 52 142 18 100 18Z"
_NECK = "M76 226C78 244 76 262 64 282H136C124 262 122 244 124 226C116 236 84 236 76 226Z"
# site -> outlines on a face seen from the front; where it has two, first the one on the person's right
_SITES: dict[str, tuple[str, ...]] = {
    "face": (_OUTLINE,),
    "forehead": ("M50 74C52 44 74 28 100 28C126 28 148 44 150 74C130 66 70 66 50 74Z",),
    "periorbital": (
        "M50 94C56 82 80 82 88 94C80 108 56 108 50 94Z",
        "M112 94C120 82 144 82 150 94C144 108 120 108 112 94Z",
    ),
    "nose": ("M94 96H106C107 118 112 130 114 138C110 146 90 146 86 138C88 130 93 118 94 96Z",),
    "cheek": (
        "M48 116C58 112 74 114 82 128C84 146 76 168 66 178C54 164 47 140 48 116Z",
        "M152 116C142 112 126 114 118 128C116 146 124 168 134 178C146 164 153 140 152 116Z",
    ),
    "upper_lip": ("M80 154C88 150 112 150 120 154L116 164C108 160 92 160 84 164Z",),
    "chin": ("M80 192C88 188 112 188 120 192C120 214 112 228 100 228C88 228 80 214 80 192Z",),
    "neck": (_NECK,),
}
_MIDDLES = {  # where a leader starts, on the side of the labels
    "face": (146.0, 180.0),
    "forehead": (130.0, 54.0),
    "periorbital": (132.0, 95.0),
    "nose": (106.0, 124.0),
    "cheek": (134.0, 140.0),
    "upper_lip": (108.0, 157.0),
    "chin": (108.0, 208.0),
    "neck": (114.0, 258.0),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as it is drawn: its name, its site in the skin atlas, and what is said of it."""

    name: str
    site: str
    says: str = ""
    treated: bool = True

    @property
    def side(self) -> str | None:
        """The side of the person that the name tells, None where it tells none or both."""
        words = set(re.findall(r"[^\W\d_]+", self.name.casefold()))
        sides = [side for side, names in _SIDES.items() if words & names]
        return sides[0] if len(sides) == 1 else None


_SIDES = {"right": {"right", "rt"}, "left": {"left", "lt"}}


def drawn(zone: Zone) -> bool:
    """Return whether a zone has an outline on the map."""
    return zone.site in _SITES


def mapped(zones: Sequence[Zone]) -> bool:
    """Return whether a map tells the zones apart: several of one place only where each names its side."""
    places = [(zone.site, zone.side) for zone in zones if drawn(zone)]
    faces = [side for site, side in places if site == "face"]
    return bool(places) and (len(faces) < 2 or (None not in faces and len(set(faces)) == len(faces)))


def face(zones: Sequence[Zone]) -> Markup:
    """Return the map; zones that are not on the face are named beside it.

    Parameters
    ----------
    zones
        In the order of the study.
    """
    marks = [
        *(_half(side) for side in _SIDES if any(zone.side == side for zone in zones)),
        tag("path", d=_NECK, class_="boundary"),
        tag("path", d=_OUTLINE, class_="boundary"),
        *_features(),
    ]
    height = max(_HEIGHT, 2 * _GAP + _GAP * len(zones))
    wanted = [_place(zone) for zone in zones]
    marks += [
        text(side, 100.0 + shift, 294.0, "quiet", "middle")
        for side, shift in (("right", -60.0), ("left", 60.0))
        if any(zone.side for zone in zones)
    ]
    places = spread_labels([y for _, y in wanted], _GAP, 20.0, height - 24.0)
    for zone, (x, y), label in zip(zones, wanted, places, strict=True):
        marks += _outlines(zone)
        if drawn(zone):
            marks.append(line(x, y, _LABEL - 6, label, "leader"))
        marks.append(text(zone.name, _LABEL, label, "strong"))
        if zone.says:
            marks.append(text(zone.says, _LABEL, label + 13, "quiet"))
    named = "; ".join(f"{zone.name}{f': {zone.says}' if zone.says else ''}" for zone in zones)
    return svg(marks, (0.0, 0.0, _WIDTH, height), f"Zones: {named}", "face")


def _outlines(zone: Zone) -> list[Markup]:
    """Return the outlines of a zone: of the side it names, or of both; tinted where it is treated."""
    found, clip = _SITES.get(zone.site, ()), None
    if zone.side is not None and len(found) == 2:
        found = (found[zone.side == "left"],)
    elif zone.side is not None:
        clip = f"url(#face-{zone.side})"
    look = "zone" if zone.treated else "boundary"
    return [tag("path", d=outline, class_=look, clip_path=clip) for outline in found]


def _half(side: str) -> Markup:
    """Return the clip of one side; a face seen from the front has its right on the left."""
    edge = 0.0 if side == "right" else 100.0
    shape = tag("rect", x=edge, y=0.0, width=100.0, height=_HEIGHT)
    return tag("clipPath", [shape], id=f"face-{side}")


def _place(zone: Zone) -> tuple[float, float]:
    """Return where a leader starts: the middle of the outline, or beside the face."""
    if not drawn(zone):
        return _LABEL, _HEIGHT - 24.0
    x, y = _MIDDLES[zone.site]
    if zone.side is None:
        return x, y
    away = max(abs(x - 100.0), 14.0)
    return (100.0 + away, y) if zone.side == "left" else (100.0 - away, y - 18.0)


def _features() -> list[Markup]:
    """Return eyes and mouth, so that a face is seen."""
    eyes = [tag("path", d=f"M{x} 95c5 -5 15 -5 20 0", class_="leader") for x in (59, 121)]
    mouth = tag("path", d="M84 174c8 5 24 5 32 0", class_="leader")
    return [*eyes, mouth]
