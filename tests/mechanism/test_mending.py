"""Cut fibres and their return."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.mechanism.mending import unmended_share

TIMES = np.array([0.0, 1.0, 20.0, 40.0, 41.0, 80.0, 400.0])


def test_a_fibre_cut_once_mends_by_its_half_life() -> None:
    share = unmended_share(TIMES, [0.0], [np.array([[0.1, 0.4]])], 40.0)
    assert share.shape == (1, 7, 2)
    assert share[0, 0].tolist() == [0.0, 0.0]  # a session's day is the state just before it
    assert share[0, 3] == pytest.approx([0.05, 0.2])
    assert share[0, -1].max() < 1e-3


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1.0, 400.0))
def test_a_second_session_cuts_what_was_whole(first: float, second: float, half_life: float) -> None:
    cuts = [np.array([[first]]), np.array([[second]])]
    share = unmended_share(TIMES, [0.0, 40.0], cuts, half_life)[0, :, 0]
    left = first * 0.5 ** (40.0 / half_life)
    assert share[4] == pytest.approx((left + second * (1 - left)) * 0.5 ** (1.0 / half_life))
    assert np.all((share >= 0.0) & (share <= 1.0))


def test_no_session_cuts_nothing() -> None:
    assert not unmended_share(TIMES, [], [], np.array([40.0, 20.0])).any()
