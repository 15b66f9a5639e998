"""A slice of skin one millimetre wide, in micrometres: layers, strokes of collagen, channels.

One unit of the drawing is one micrometre in both directions, so nothing can be out of scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from needlework.numerics.sampling import stream
from needlework.pages.svg import num, rect, tag

Array = NDArray[np.float64]

WIDTH = 1000.0  # um
AIR = 130.0  # um above the surface
_BELOW = 210.0  # um of fat below the dermis
STROKES = 420.0  # per mm2 at the collagen of healthy skin
_RESERVE = 4.0  # strokes are laid out for this many times the collagen of healthy skin
FLUSH_AT = 12.0  # rise of redness (a*) at which the tint is full
_CLOSED = 0.02  # open share below which a channel is not drawn


@dataclass(frozen=True, slots=True)
class Slice:
    """The geometry of a slice (um, downwards from the surface).

    Attributes
    ----------
    edges
        Layer name -> (top, bottom).
    strata
        Boundaries of the dermal strata, shape (strata + 1,).
    dial, depth
        5, 50 and 95 % quantiles of the setting and of the depth reached; None for untreated skin.
    radius, hurt, spacing, tip
        Medians: of a channel's radius, of injured tissue around it, between channels, length of the tip.
    bottom
        Where the picture ends.
    ranged
        Whether the study states a range of settings; else settings that differ were not reported.
    """

    edges: Mapping[str, tuple[float, float]]
    strata: tuple[float, ...]
    dial: Sequence[float] | None
    depth: Sequence[float] | None
    radius: float
    hurt: float
    spacing: float
    tip: float
    bottom: float
    ranged: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the view box of the bare slice."""
        return (0.0, -AIR, WIDTH, AIR + self.bottom)


def slice_of(geometry: Mapping[str, Any]) -> Slice:
    """Return the slice of a result's geometry."""
    edges, top = {}, 0.0
    for name, thickness in geometry["layers_um"].items():
        edges[name] = (top, top + thickness)
        top += thickness
    dermis = edges["papillary_dermis"][0]
    strata = tuple(float(z) for z in dermis + np.cumsum([0.0, *geometry["strata_um"]]))
    dial, depth = geometry.get("dial_um"), geometry.get("depth_um")
    end = strata[-1]
    seen = (
        (dial[1] + 110.0, depth[1] + 90.0, min(depth[2] + 60.0, end + 3.0 * _BELOW)) if dial and depth else ()
    )
    deepest = max([end + _BELOW, *seen])
    middle = lambda key: float(geometry[key][1]) if key in geometry else 0.0  # noqa: E731
    return Slice(
        edges=edges,
        strata=strata,
        dial=dial,
        depth=depth,
        radius=middle("channel_radius_um"),
        hurt=middle("injured_radius_um"),
        spacing=max(middle("spacing_um"), 60.0),
        tip=float(geometry.get("tip_length_um", 0.0)),
        bottom=math.ceil(min(deepest, 6000.0) / 50.0) * 50.0,
    )


@dataclass(frozen=True, slots=True)
class State:
    """What one frame shows; the arrays have one value for each dermal stratum.

    Attributes
    ----------
    type_one, type_three
        Collagen I, and new collagen III, as a fraction of all collagen in healthy skin.
    epidermis
        Thickness of the epidermis relative to the start.
    flush
        Rise of the erythema index (a*).
    open, hurt
        Share of the channels' area still open, and of the wound signal still there (0 to 1).
    session
        Number of the session whose channels are shown.
    """

    type_one: Array
    type_three: Array
    epidermis: float
    flush: float
    open: float
    hurt: float
    session: int = 0


def draw(slice_: Slice, state: State, seed: int) -> Markup:
    """Return the drawing of one state, in um."""
    top = slice_.edges["papillary_dermis"][0]
    shift = top * (min(max(state.epidermis, 0.2), 3.0) - 1.0) if math.isfinite(state.epidermis) else 0.0
    below = [*_bands(slice_), *_flush(slice_, state), *_strokes(slice_, state, seed)]
    parts = [
        rect(0, -AIR, WIDTH, AIR, "air"),
        tag("g", below, transform=f"translate(0 {num(shift)})"),
        *_epidermis(slice_, top + shift),
        *_channels(slice_, state, seed),
    ]
    return tag("g", parts, class_="slice")


def _bands(slice_: Slice) -> list[Markup]:
    papillary, reticular = slice_.edges["papillary_dermis"], slice_.edges["reticular_dermis"]
    bands = (("papillary", *papillary), ("reticular", *reticular), ("fat", reticular[1], slice_.bottom))
    return [rect(0, low, WIDTH, high - low + 80 * (name == "fat"), name) for name, low, high in bands]


def _epidermis(slice_: Slice, bottom: float) -> list[Markup]:
    horny, alive = slice_.edges["stratum_corneum"][1], slice_.edges["viable_epidermis"][1]
    shown = bottom * horny / alive
    return [rect(0, 0, WIDTH, shown, "horny"), rect(0, shown, WIDTH, bottom - shown, "epidermis")]


def _flush(slice_: Slice, state: State) -> list[Markup]:
    share = min(max(state.flush, 0.0) / FLUSH_AT, 1.0) if math.isfinite(state.flush) else 0.0
    if share < 0.01:
        return []
    low, high = slice_.edges["papillary_dermis"]
    return [rect(0, low, WIDTH, high - low, "flush", fill_opacity=f"{0.75 * share:.3f}")]


def _strokes(slice_: Slice, state: State, seed: int) -> list[Markup]:
    found = []
    for kind, levels in (("type-one", state.type_one), ("type-three", state.type_three)):
        fine = strokes(slice_, levels[:1], seed, kind)
        coarse = strokes(slice_, levels[1:], seed, kind, first=1)
        found += [tag("path", d=fine, class_=f"{kind} fine")] if fine else []
        found += [tag("path", d=coarse, class_=kind)] if coarse else []
    return found


def strokes(slice_: Slice, levels: Array, seed: int, kind: str, first: int = 0) -> str:
    """Return the path of the strokes of some strata: as many as their collagen asks for.

    A longer list begins with the strokes of a shorter one, so strokes stay where they are while others come
    and go; the same seed gives the same strokes.
    """
    return "".join(
        _stratum(slice_.strata[k], slice_.strata[k + 1], level, stream(seed, f"strokes/{kind}/{k}"), k == 0)
        for k, level in enumerate(levels, start=first)
    )


def stroke_count(thickness: float, level: float) -> int:
    """Return the number of strokes in a stratum (um) whose collagen is ``level`` of healthy skin's."""
    if not math.isfinite(level):
        return 0
    return round(min(max(level, 0.0), _RESERVE) * thickness * WIDTH * 1e-6 * STROKES)


def _stratum(top: float, bottom: float, level: float, rng: np.random.Generator, papillary: bool) -> str:
    most, count = stroke_count(bottom - top, _RESERVE), stroke_count(bottom - top, level)
    across, down, turn, size = rng.random((4, most))
    length = (35.0 if papillary else 75.0) * (0.7 + 0.6 * size[:count])
    angle = (turn[:count] - 0.5) * (2.4 if papillary else 0.7)
    dx, dy = length * np.cos(angle), length * np.sin(angle)
    reach = np.minimum(np.abs(dy), 0.8 * (bottom - top))
    dy = np.sign(dy) * reach
    x = across[:count] * (WIDTH - dx)
    y = top + reach * (dy < 0) + down[:count] * (bottom - top - reach)
    return "".join(f"M{a:.0f} {b:.0f}l{c:.0f} {d:.0f}" for a, b, c, d in zip(x, y, dx, dy, strict=True))


def channel_centres(slice_: Slice, seed: int, session: int) -> list[float]:
    """Return where channels stand: at their mean spacing, at new places in every session."""
    count = max(1, round(WIDTH / slice_.spacing))
    pitch = WIDTH / count if count > 1 else WIDTH
    moved = 0.0 if session == 0 else float(stream(seed, f"channels/{session}").uniform(-0.35, 0.35)) * pitch
    return [(k + 0.5) * pitch + moved for k in range(count)]


def _channels(slice_: Slice, state: State, seed: int) -> list[Markup]:
    if slice_.depth is None or not math.isfinite(state.open):
        return []
    found = []
    for x in channel_centres(slice_, seed, state.session):
        if state.hurt > 0.02 and slice_.hurt > 0:
            shape = wedge(x, slice_.hurt, slice_.depth[1] + slice_.hurt - slice_.radius, slice_.tip)
            found.append(
                tag("path", d=shape, class_="hurt", fill_opacity=f"{0.16 * min(state.hurt, 1.0):.3f}")
            )
        if state.open > _CLOSED:
            shape = wedge(x, slice_.radius * math.sqrt(min(state.open, 1.0)), slice_.depth[1], slice_.tip)
            found.append(tag("path", d=shape, class_="channel"))
    return found


def wedge(x: float, radius: float, depth: float, tip: float) -> str:
    """Return the outline of a channel: straight walls, then the needle's tip; open at the surface."""
    shoulder = max(depth - tip, 0.0)
    corners = [
        (x - radius, 0.0),
        (x - radius, shoulder),
        (x, depth),
        (x + radius, shoulder),
        (x + radius, 0.0),
    ]
    return "M" + "L".join(f"{num(a)} {num(b)}" for a, b in corners)
