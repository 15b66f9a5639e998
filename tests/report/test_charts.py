"""Charts: bands, published points, what runs off the picture."""

import re
from dataclasses import replace

import numpy as np
import pytest

from needlework.evidence.observations import load_observations
from needlework.figures.beside import Published
from needlework.report import charts, ranges, strip
from needlework.report.charts import chart, hue, marker
from needlework.report.context import Context

from .conftest import context_of, with_values


def entry(**changes: object) -> Published:
    record = {k: changes.pop(k) for k in ("n", "blinded") if k in changes}
    id = "alam2014.gbq_90d" if changes.pop("in_fit", False) else "malik2024.gbq_alone"
    own = replace(load_observations()[id], **{"n_of": None, "n": 12, **record})  # pyright: ignore[reportArgumentType]
    return replace(Published(own, 50.0, False, 30.0), **changes)  # pyright: ignore[reportArgumentType]


def test_a_chart_has_every_band_once_for_each_panel(context: Context) -> None:
    figure = str(chart(context, "collagen_papillary").figure)
    assert figure.count('class="line"') == 2
    assert figure.count('class="outer"') == figure.count('class="inner"') == 1
    assert figure.count('class="people-line"') == 4
    assert "change from before, %" in figure
    assert "first week" in figure or "days" in figure


def test_bands_lie_within_one_another(context: Context) -> None:
    series, (low, high) = context.spread("collagen_papillary"), context.inner("collagen_papillary")
    assert np.all(series.unknown[0] <= low + 1e-9)
    assert np.all(high <= series.unknown[1] + 1e-9)
    assert np.all((low - 1e-9 <= series.median) & (series.median <= high + 1e-9))


def test_nothing_is_clipped_in_silence(context: Context) -> None:
    wild = context_of(with_values(context.result, lambda v: np.concatenate([v[:-1], 1e4 * v[-1:]])))
    figure = str(chart(wild, "collagen_papillary").figure)
    assert "on to" in figure
    assert "nan" not in figure


@pytest.mark.parametrize(
    ("blinded", "in_fit", "shape", "hollow"),
    [
        (True, True, "circle", False),
        (True, False, "path", False),
        (False, True, "circle", True),
        (None, False, "path", True),
    ],
)
def test_marks_tell_fit_and_blinding(blinded: bool | None, in_fit: bool, shape: str, hollow: bool) -> None:
    mark = str(marker(entry(blinded=blinded, in_fit=in_fit), 10.0, 10.0))
    assert mark.startswith(f"<{shape}")
    assert ("hollow" in mark) == hollow


def test_published_points_carry_letter_n_and_bracket(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [entry(day=30.0), entry(day=30.0, value=52.0, n=None), entry(day=None), entry(day=1e4)]
    monkeypatch.setattr(Context, "published", lambda self, id: points)
    drawn = chart(context, "collagen_papillary")
    figure = str(drawn.figure)
    assert re.search(r">a\s+n 12<", figure)
    assert re.search(r">b<", figure)
    assert figure.count('class="study"') == 2
    assert len(drawn.elsewhere) == 2


def test_labels_of_points_do_not_overlap() -> None:
    taken: list[charts.Box] = []
    for _ in range(4):
        box, _ = charts._clear(150.0, 100.0, 40.0, taken)
        assert not any(charts._overlap(box, other) for other in taken)
        taken.append(box)


def test_a_change_is_set_on_the_start_of_the_run(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "published", lambda self, id: [entry(change=True, value=-2.0)])
    drawn = chart(context, "goodman_baron_quantitative")
    start = float(context.spread("goodman_baron_quantitative").median[0])
    assert drawn.points[0].value == pytest.approx(start - 2.0)


def test_one_hue_for_each_quantity() -> None:
    assert hue("collagen_papillary") == "matrix"
    assert hue("goodman_baron_quantitative") == hue("wrinkle_grade") == "score"
    assert hue("erythema_index") == hue("erythema_duration") == "redness"
    assert hue("pih_probability") == hue("melanin_index") == "pigment"


def test_every_row_has_a_probe_that_says_its_figures(context: Context) -> None:
    figure = str(chart(context, "collagen_papillary").figure)
    assert figure.count('class="probe"') == len(context.rows("collagen_papillary"))
    assert "we are this unsure of the average" in figure


def test_ranges_hold_three_bars_on_one_scale(context: Context) -> None:
    row = context.row("goodman_baron_quantitative")
    assert row is not None
    figure = str(ranges.ranges(context, row, context.wording(row), ranges.shown(context, row)))
    assert all(f">{label}<" in figure for label in ("unsure", "people", "a study"))
    assert "points" in figure


def test_the_strip_shows_pins_windows_and_redness(context: Context) -> None:
    figure = str(strip.strip(context, 960.0))
    assert figure.count('class="needle"') == 2
    assert "stopped before: tretinoin 1 week" in figure
    assert "expected redness" in figure
    assert ">day \N{MINUS SIGN}7<" in figure


def test_windows_end_at_the_next_session(context: Context) -> None:
    for window in strip.windows(context):
        for (_, _, late), following in zip(window.spans, (28.0, 60.0), strict=False):
            assert late <= following
