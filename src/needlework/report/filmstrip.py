"""The first picture: the slice before, at the needle, while it closes, at each session, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from needlework.pages.axes import spread_labels
from needlework.pages.svg import line, num, rect, svg, tag, text
from needlework.pages.words import millimetres, time_words, wording
from needlework.report.context import Context
from needlework.report.slices import AIR, WIDTH, Slice, State, draw, slice_of
from needlework.result import Result

Array = NDArray[np.float64]

_MOMENTS = (0.25, 2.0, 10.0, 28.0)
_MOST_SESSIONS = 7  # later sessions shown; the rest would repeat them
_LEFT, _RIGHT = 590.0, 650.0  # um beside the slice, for names and brackets
_NAMES = {
    "stratum_corneum": "horny layer",
    "viable_epidermis": "epidermis",
    "papillary_dermis": "papillary dermis",
    "reticular_dermis": "reticular dermis",
    "hypodermis": "fat (subcutis)",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its name and day, what it shows, and the figures below it."""

    name: str
    when: str
    day: float
    state: State
    facts: tuple[str, ...]


def frames(context: Context) -> list[Frame]:
    """Return the frames of a run in the order of time."""
    return [_frame(context, name, day, after) for name, day, after in moments(context)]


def moments(context: Context) -> list[tuple[str, float, bool]]:
    """Return (name, day, whether just after the session of that day)."""
    horizon, days = context.horizon, context.days
    found: list[tuple[str, float, bool]] = [("before", 0.0, False)]
    if days:
        found.append(("minute 0", days[0], True))
        found += [(time_words(m), m, False) for m in _MOMENTS if m < horizon]
    else:
        found += [(time_words(28.0), 28.0, False)] * (horizon > 28.0)
    later = list(enumerate(days[1:], start=2))
    shown = later if len(later) <= _MOST_SESSIONS else [*later[: _MOST_SESSIONS - 1], later[-1]]
    found += [(f"session {k}", day, True) for k, day in shown]
    found.append(("the end", horizon, False))
    return sorted(found, key=lambda moment: (moment[1], moment[2]))


def _frame(context: Context, name: str, day: float, after: bool) -> Frame:
    redness = context.spread("erythema_index").median if context.has("erythema_index") else None
    state, session, index = state_at(context.result, context.days, redness, day, after)
    when = time_words(day) if name in ("the end",) or name.startswith("session") else ""
    facts = _facts(context, state, session, index)
    return Frame(name, when, float(context.result.times[index]), state, facts)


def state_at(
    result: Result, days: Sequence[float], redness: Array | None, day: float, after: bool = False
) -> tuple[State, int, int]:
    """Return what a slice shows on a day, the last session before it (-1: none), and its place in time.

    Parameters
    ----------
    result
        A run.
    days
        Times of its sessions (day).
    redness
        Rise of the erythema index at its times; None where it was not computed.
    day, after
        When; just after the session of that day, where there is one.
    """
    index = _index(result.times, day, after)
    read = lambda species: result.layer(species)[index]  # noqa: E731
    session = max((k for k, d in enumerate(days) if d < day or (after and d == day)), default=-1)
    first = _index(result.times, days[session], True) if session >= 0 else index
    flush = float(redness[index]) if redness is not None else 0.0
    state = State(
        type_one=read("c1n") + read("c1m"),
        type_three=read("c3"),
        epidermis=float(read("H")[0]),
        flush=flush,
        open=_left(1.0 - result.layer("Kb")[:, 0], index, first) if session >= 0 else 0.0,
        hurt=_left(result.layer("W")[:, 0], index, first) if session >= 0 else 0.0,
        session=max(session, 0),
    )
    return state, session, index


def slice_days(result: Result, most: int = 60) -> list[float]:
    """Return the days of bare slices of a run, dense where much happens: at the most so many report times."""
    chosen = np.unique(np.linspace(0, len(result.times) - 1, most).round().astype(int))
    return result.times[chosen].tolist()


def shot(result: Result, day: float) -> str:
    """Return a bare slice of a typical person's run (one draw, one person) on a day, as SVG."""
    days, redness = result.study.course.session_days, result.values["erythema_index"][0, 0]
    place, (state, _, _) = slice_of(result.geometry), state_at(result, days, redness, day)
    return str(svg([draw(place, state, result.study.seed)], place.box, "Slice of skin", "slice"))


def _index(times: Array, day: float, after: bool) -> int:
    """Return the time nearest to a day, or the first one after it (a row on a session's day is before it)."""
    if after:
        return min(int(np.searchsorted(times, day, side="right")), len(times) - 1)
    return int(np.argmin(np.abs(times - day)))


def _left(level: Array, index: int, first: int) -> float:
    """Return the share of a level just after the session that is left; 0 where there was none."""
    start = float(level[first])
    share = float(level[index]) / start if start > 1e-9 else 0.0
    return min(max(share, 0.0), 1.0) if np.isfinite(share) else 0.0


def _facts(context: Context, state: State, session: int, index: int) -> tuple[str, ...]:
    papillary = context.result.layer("c1n")[:, 0] + context.result.layer("c1m")[:, 0]
    change = 100.0 * float(papillary[index] / papillary[0] - 1.0) if papillary[0] > 0 else float("nan")
    percent = wording("%", True, [change, 0.0, 10.0])
    new = wording("%", False, [100.0 * float(state.type_three[0]), 0.0, 10.0])
    red = wording("a*", True, [state.flush, 0.0, 5.0])
    opened = "no channel" if session < 0 else _opened(state.open)
    return (
        opened,
        f"redness {red.one(state.flush)}",
        f"type I {percent.one(change)}",
        f"new type III {new.one(100.0 * float(state.type_three[0]))}",
    )


def _opened(share: float) -> str:
    return "channels closed" if share < 0.02 else f"channels {100 * share:.0f} % open"


def frame_symbol(slice_: Slice, frame: Frame, seed: int, k: int) -> Markup:
    """Return the frame as a symbol that other figures on the page can show."""
    return tag(
        "symbol", draw(slice_, frame.state, seed), id=f"frame-{k}", viewBox=" ".join(map(num, slice_.box))
    )


def thumbnail(slice_: Slice, frame: Frame, k: int) -> Markup:
    """Return one small frame that shows its symbol."""
    x, y, width, height = slice_.box
    use = tag("use", href=f"#frame-{k}", x=x, y=y, width=width, height=height)
    return svg(use, slice_.box, f"Slice of skin, {frame.name}: {', '.join(frame.facts)}", "slice")


def anatomy(slice_: Slice, frame: Frame, k: int, inline: Markup | None = None) -> Markup:
    """Return the large slice with names, scale bar, dial and reached depth.

    Parameters
    ----------
    slice_, frame, k
        The geometry, the frame shown at first and its number.
    inline
        The drawing itself, for a file of its own; on the page the frame's symbol is used.
    """
    x, y, width, height = slice_.box
    if inline is None:
        shown = tag("use", href=f"#frame-{k}", id="slice-shown", x=x, y=y, width=width, height=height)
    else:
        view = " ".join(map(num, slice_.box))
        shown = tag("svg", inline, viewBox=view, x=x, y=y, width=width, height=height)
    body = [shown, *_names(slice_), *_dial(slice_), *_reach(slice_), *_scale_bar()]
    body.append(tag("path", d=f"M0 {num(-AIR)}H{num(WIDTH)}V{num(slice_.bottom)}H0Z", class_="boundary"))
    box = (-_LEFT, -AIR, _LEFT + WIDTH + _RIGHT, AIR + slice_.bottom)
    return svg(body, box, f"Slice of skin 1 mm wide, to scale, {frame.name}", "slice anatomy")


def _names(slice_: Slice) -> list[Markup]:
    layers = list(slice_.edges.items())
    ends = [(low, min(high, slice_.bottom)) for _, (low, high) in layers]
    wanted = [(low + high) / 2.0 for low, high in ends]
    places = spread_labels(wanted, 122.0, -AIR + 60.0, slice_.bottom - 60.0)
    found = []
    for (name, (low, high)), middle, place in zip(layers, wanted, places, strict=True):
        thickness = f"{high - low:.0f} µm" if high - low < 1000 else f"{(high - low) / 1000:.1f} mm"
        cut = ", cut here" if high > slice_.bottom else ""
        found.append(text(_NAMES[name], -60, place - 6, anchor="end"))
        found.append(text(thickness + cut, -60, place + 46, "quiet small", "end"))
        found.append(tag("path", d=f"M-48 {num(place)}L-14 {num(middle)}H0", class_="leader"))
    return found


def shown_slice(context: Context) -> Slice:
    """Return the slice of a run; only devices of needles have a dial."""
    found = slice_of(context.result.geometry)
    if context.course.device.tissue is not None:
        return replace(found, dial=None)
    return replace(found, ranged=context.result.study.course.first.depth_range is not None)


def _dial(slice_: Slice) -> list[Markup]:
    if slice_.dial is None or slice_.depth is None:
        return []
    low, middle, high = slice_.dial
    span = wording("um", False, [low, middle, high, 1000.0])
    if low == high or slice_.ranged:
        words = f"dial {millimetres(*dict.fromkeys((low, high)))}"
    else:
        words = "dial not reported"
    y, _ = _label_places(slice_)
    return [
        line(-10, middle, WIDTH + 60, middle, "dial"),
        tag("path", d=f"M{num(WIDTH + 60)} {num(middle)}L{num(WIDTH + 92)} {num(y)}", class_="leader"),
        text(words, WIDTH + 100, y + 14, "strong"),
        *(
            []
            if low == high or slice_.ranged
            else [text(f"drawn {span.between((low, high))}", WIDTH + 100, y + 64, "quiet small")]
        ),
    ]


def _label_places(slice_: Slice) -> tuple[float, float]:
    """Return the heights of the labels of dial and reach, kept apart."""
    if slice_.depth is None:
        return 0.0, 0.0
    if slice_.dial is None:
        return 0.0, slice_.depth[1]
    middle = slice_.depth[1] / 2.0
    dial, reach = spread_labels([slice_.dial[1], middle], 240.0, 0.0, slice_.bottom - 80.0)
    return dial, reach


def _reach(slice_: Slice) -> list[Markup]:
    if slice_.depth is None:
        return []
    low, middle, high = slice_.depth
    words = wording("um", False, [low, middle, high, 1000.0])
    _, y = _label_places(slice_)
    x = WIDTH + 40.0
    bracket = f"M{num(x - 22)} 0H{num(x)}V{num(middle)}H{num(x - 22)}"
    return [
        rect(x - 12, low, 24, min(high, slice_.bottom) - low, "reach-range"),
        tag("path", d=bracket, class_="reach"),
        text(f"reached {words.one(middle)}", x + 60, y - 28, "strong"),
        text("9 in 10 between", x + 60, y + 28, "quiet small"),
        text(words.between((low, high), "and"), x + 60, y + 78, "quiet small"),
    ]


def _scale_bar() -> list[Markup]:
    y, x = -AIR + 76.0, WIDTH + 100.0
    path = f"M{num(x)} {num(y - 16)}V{num(y)}H{num(x + 250)}V{num(y - 16)}"
    return [tag("path", d=path, class_="reach-scale"), text("0.25 mm", x, y - 28, "quiet small")]


def figure(context: Context) -> str:
    """Return the filmstrip as a figure of its own: the labelled slice, then every frame."""
    slice_, seed = shown_slice(context), context.result.study.seed
    shown = frames(context)
    chosen = 1 if context.days else 0
    main = anatomy(slice_, shown[chosen], chosen, draw(slice_, shown[chosen].state, seed))
    _, _, width, height = slice_.box
    columns, gap = 7, 70.0
    body = [_nested(main, -_LEFT, -AIR, _LEFT + WIDTH + _RIGHT, height)]
    cell = (_LEFT + WIDTH + _RIGHT - gap * (columns - 1)) / columns
    ratio = cell / width
    for k, frame in enumerate(shown):
        x = -_LEFT + (k % columns) * (cell + gap)
        y = slice_.bottom + 140.0 + (k // columns) * (height * ratio + 130.0)
        inner = tag("svg", draw(slice_, frame.state, seed), viewBox=" ".join(map(num, slice_.box)), x=x, y=y,
                    width=cell, height=height * ratio)  # fmt: skip
        body += [inner, text(frame.name, x, y - 16, "small")]
    rows = -(-len(shown) // columns)
    total = slice_.bottom + 140.0 + rows * (height * ratio + 130.0)
    box = (-_LEFT - 20.0, -AIR - 20.0, _LEFT + WIDTH + _RIGHT + 40.0, AIR + total)
    return svg(body, box, "Filmstrip: a slice of skin 1 mm wide through the course", "slice anatomy")


def _nested(figure_: Markup, x: float, y: float, width: float, height: float) -> Markup:
    place = f'<svg x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"'
    return Markup(str(figure_).replace("<svg", place, 1))
