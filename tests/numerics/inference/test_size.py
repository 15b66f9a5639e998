"""Type I error of every analysis from 100,000 null trials; discrete tests may stay below their level."""

import numpy as np
import pytest

from needlework.numerics.inference.counter import normals
from needlework.numerics.inference.counts import fisher_exact, logistic, proportional_odds
from needlework.numerics.inference.linear import ancova, repeated
from needlework.numerics.inference.paired import mcnemar, paired_t, signed_rank

TRIALS, PERSONS = 100_000, 30
TWO = np.array([0.0, 1.0])
MOST = 0.0514  # two Monte Carlo errors above the level


@pytest.fixture(scope="module")
def null():
    return normals(11, "null", np.arange(TRIALS), PERSONS, 4)


@pytest.fixture(scope="module")
def arm():
    return np.broadcast_to(np.arange(PERSONS) % 2, (TRIALS, PERSONS))


def graded(z):
    return np.clip(np.round(z + 1.2), 0, 3)


ANALYSES = {
    "paired_t": lambda z, arm: paired_t(z[..., 0], [PERSONS]),
    "signed_rank": lambda z, arm: signed_rank(z[..., 0], [PERSONS]),
    "signed_rank of grades": lambda z, arm: signed_rank(graded(z[..., 0]) - graded(z[..., 1]), [PERSONS]),
    "mcnemar": lambda z, arm: mcnemar(1.0 * (z[..., 0] > 0), 1.0 * (z[..., 1] > 0), [PERSONS]),
    "ancova": lambda z, arm: ancova(z[..., 0] + z[..., 1], z[..., 1], 1.0 * arm, [PERSONS]),
    "repeated within": lambda z, arm: repeated(z[..., :3] + z[..., 3:], None, 2, [PERSONS]),
    "repeated between": lambda z, arm: repeated(z[..., :3] + z[..., 3:], 1.0 * arm, 2, [PERSONS]),
    "fisher_exact": lambda z, arm: fisher_exact(1.0 * (z[..., 0] > 0), arm, [PERSONS]),
    "logistic": lambda z, arm: logistic(1.0 * (z[..., 0] > 0), arm, TWO, [PERSONS]),
    "proportional_odds": lambda z, arm: proportional_odds(graded(z[..., 0]), arm, TWO, 4, [PERSONS]),
}
EXACT = {"paired_t", "ancova", "repeated within", "repeated between"}


@pytest.mark.parametrize("name", ANALYSES)
def test_type_one_error(name, null, arm):
    found = ANALYSES[name](null, arm)
    size = np.mean(found.p[~found.failed] < 0.05)
    assert size <= MOST
    assert found.failed.mean() < 0.01
    assert size > (0.0486 if name in EXACT else 0.01)
