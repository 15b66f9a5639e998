"""Trials run again: every line names a record, and a paired trial sees what is there."""

import numpy as np
import pytest

from needlework.evidence.observations import load_observations
from needlework.predictions import retrodiction
from needlework.predictions.retrodiction import SplitFace


@pytest.mark.parametrize("trial", retrodiction._SIMULATED)
def test_every_line_names_a_record_on_file(trial, monkeypatch) -> None:
    monkeypatch.setattr(retrodiction, "DRAWS", 8)
    monkeypatch.setattr(retrodiction, "PERSONS", 8)
    for line in trial(1):
        assert set(line.ids) <= set(load_observations()), line.what


def test_a_paired_test_sees_a_difference_and_its_side() -> None:
    noise = np.random.default_rng(1).standard_normal((2, 50, 20, 15))
    better, worse = SplitFace(noise[0] - 3.0, noise[1]).significant(2.1448)
    assert better > 0.95 > 0.05 > worse
    chance = SplitFace(noise[0], noise[1]).significant(2.1448)
    assert sum(chance) == pytest.approx(0.05, abs=0.02)
