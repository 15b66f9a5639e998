"""The true-to-scale slice: geometry, strokes, channels."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.report import filmstrip
from needlework.report.context import Context
from needlework.report.slices import (
    AIR,
    WIDTH,
    State,
    channel_centres,
    draw,
    slice_of,
    stroke_count,
    strokes,
    wedge,
)

GEOMETRY = {
    "layers_um": {
        "stratum_corneum": 15.0,
        "viable_epidermis": 45.0,
        "papillary_dermis": 150.0,
        "reticular_dermis": 900.0,
        "hypodermis": 5000.0,
    },
    "strata_um": [150.0, 225.0, 225.0, 225.0, 225.0],
    "dial_um": [1500.0, 1500.0, 1500.0],
    "depth_um": [1000.0, 1300.0, 1450.0],
    "injured_radius_um": [80.0, 110.0, 180.0],
    "channel_radius_um": [35.0, 60.0, 100.0],
    "spacing_um": [430.0, 500.0, 1100.0],
    "tip_length_um": 300.0,
}
SLICE = slice_of(GEOMETRY)
REST = State(np.full(5, 0.8), np.zeros(5), 1.0, 0.0, 0.0, 0.0)


def test_layers_and_strata_meet() -> None:
    assert SLICE.edges["reticular_dermis"] == (210.0, 1110.0)
    assert SLICE.strata[0] == 60.0
    assert SLICE.strata[-1] == 1110.0
    assert SLICE.bottom >= 1500.0


def test_one_unit_is_one_micrometre_in_both_directions() -> None:
    _, _, width, height = SLICE.box
    drawing = str(draw(SLICE, REST, 7))
    assert width == WIDTH
    assert height == AIR + SLICE.bottom
    assert "scale(" not in drawing
    assert "preserveAspectRatio" not in drawing


def test_the_page_keeps_that_scale(context: Context) -> None:
    slice_ = slice_of(context.result.geometry)
    frame = filmstrip.frames(context)[1]
    box = re.search(r'viewBox="([^"]+)"', str(filmstrip.thumbnail(slice_, frame, 1)))
    assert box
    x, y, width, height = map(float, box[1].split())
    used = re.search(
        r'<use [^>]*width="([\d.]+)" height="([\d.]+)"', str(filmstrip.thumbnail(slice_, frame, 1))
    )
    assert used
    assert (float(used[1]), float(used[2])) == (width, height)
    assert (x, y) == (0.0, -AIR)


def test_dial_and_reach_stand_at_their_depth() -> None:
    frame = filmstrip.Frame("minute 0", "", 0.0, replace(REST, open=1.0), ())
    figure = str(filmstrip.anatomy(SLICE, frame, 1))
    assert re.search(r'd="M-10 1500L1060 1500" class="dial"', figure)
    assert re.search(r'd="M\d+ 0H1040V1300H\d+" class="reach"', figure)
    assert "dial 1.5" in figure


def test_strokes_follow_the_collagen() -> None:
    counts = [strokes(SLICE, np.full(5, level), 7, "type-one").count("M") for level in (0.2, 0.4, 0.8, 1.2)]
    assert counts == sorted(counts)
    assert counts[2] == pytest.approx(2 * counts[1], abs=5)
    assert stroke_count(225.0, 0.0) == 0
    assert stroke_count(225.0, float("nan")) == 0
    assert stroke_count(225.0, -1.0) == 0


def test_same_seed_same_strokes_other_seed_others() -> None:
    levels = np.full(5, 0.5)
    assert strokes(SLICE, levels, 7, "type-one") == strokes(SLICE, levels, 7, "type-one")
    assert strokes(SLICE, levels, 7, "type-one") != strokes(SLICE, levels, 8, "type-one")


def test_more_collagen_adds_strokes_and_moves_none() -> None:
    few = strokes(SLICE, np.array([0.3]), 7, "type-three")
    many = strokes(SLICE, np.array([0.6]), 7, "type-three")
    assert many.startswith(few)


@given(st.floats(0.01, 3.0), st.integers(0, 100))
def test_strokes_stay_in_their_stratum(level: float, seed: int) -> None:
    path = strokes(SLICE, np.array([level]), seed, "type-one")
    for x, y, dx, dy in re.findall(r"M(-?\d+) (-?\d+)l(-?\d+) (-?\d+)", path):
        for place in (float(y), float(y) + float(dy)):
            assert SLICE.strata[0] - 1 <= place <= SLICE.strata[1] + 1
        assert -1 <= float(x) <= WIDTH + 1
        assert float(x) + float(dx) <= WIDTH + 1


def test_a_wedge_ends_in_a_point_at_its_depth() -> None:
    assert wedge(500.0, 60.0, 1300.0, 300.0) == "M440 0L440 1000L500 1300L560 1000L560 0"
    assert "L500 200" in wedge(500.0, 60.0, 200.0, 300.0)


def test_channels_open_and_close() -> None:
    drawn = [
        str(draw(SLICE, replace(REST, open=share), 7)).count('class="channel"') for share in (1.0, 0.3, 0.0)
    ]
    assert drawn == [2, 2, 0]
    wide, narrow = (
        re.findall(r'd="M([\d.]+) 0L', str(draw(SLICE, replace(REST, open=share), 7)))
        for share in (1.0, 0.25)
    )
    assert float(narrow[0]) > float(wide[0])


def test_channels_fall_at_new_places() -> None:
    assert channel_centres(SLICE, 7, 0) == [250.0, 750.0]
    assert channel_centres(SLICE, 7, 1) != channel_centres(SLICE, 7, 2)


def test_nothing_known_draws_only_the_layers() -> None:
    nothing = State(np.full(5, np.nan), np.full(5, np.nan), np.nan, np.nan, np.nan, np.nan)
    drawing = str(draw(SLICE, nothing, 7))
    assert "nan" not in drawing
    assert "type-one" not in drawing


def test_untreated_skin_has_no_needle() -> None:
    bare = slice_of({key: GEOMETRY[key] for key in ("layers_um", "strata_um")})
    figure = str(filmstrip.anatomy(bare, filmstrip.Frame("before", "", 0.0, REST, ()), 0))
    assert "dial" not in figure
    assert "reached" not in figure


def test_the_frames_tell_the_course(context: Context) -> None:
    names = [frame.name for frame in filmstrip.frames(context)]
    assert names == ["before", "minute 0", "hour 6", "day 2", "day 10", "day 28", "session 2", "the end"]
    state = {frame.name: frame.state for frame in filmstrip.frames(context)}
    assert state["before"].open == 0.0
    assert state["minute 0"].open == 1.0
    assert 0.0 < state["day 2"].open < state["hour 6"].open < 1.0
    assert state["session 2"].open == 1.0
    assert state["minute 0"].flush > state["day 10"].flush
