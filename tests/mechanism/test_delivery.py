"""From channels into the tissue around them: the closed form against the profile it stands for."""

import numpy as np
import pytest

from needlework.mechanism.delivery import spreading


@pytest.mark.parametrize("radius", [1.0, 5.0])
def test_conductance_from_a_channel_is_that_of_a_profile_taken_up_evenly(radius: float) -> None:
    """Solve (r c')'/r = s with c = 1 at the channel and no flux at the cell's edge, and divide."""
    cell, mobility = 200.0, 3.0
    r = np.geomspace(radius, cell, 20_001)
    slope = (r**2 - cell**2) / r  # of c, in units of s / 2
    drop = np.concatenate([[0.0], np.cumsum(0.5 * (slope[1:] + slope[:-1]) * np.diff(r))])
    mean = np.sum(0.5 * (drop[1:] * r[1:] + drop[:-1] * r[:-1]) * np.diff(r)) / np.sum(r[:-1] * np.diff(r))
    flux = -2.0 * np.pi * radius * mobility * slope[0]
    found = spreading(cell, np.array([[radius]]), np.array([[mobility]]))
    assert found[0, 0] == pytest.approx(flux / -mean, rel=2e-3)


def test_below_its_end_a_channel_feeds_nothing() -> None:
    assert spreading(100.0, np.array([[5.0, 0.0]]), np.ones((1, 2)))[0, 1] == 0.0
