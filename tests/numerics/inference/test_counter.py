import numpy as np
import pytest

from needlework.numerics.inference.counter import normals, uniforms
from needlework.numerics.sampling import key_of, stream


def test_bits_are_those_of_numpys_philox():
    words = np.random.Philox(key=key_of(3, "noise"), counter=[0, 2, 1, 0]).random_raw(4)  # it counts first
    expected = ((words >> np.uint64(11)).astype(float) + 0.5) / 2.0**53
    assert np.array_equal(uniforms(3, "noise", np.arange(4), 5, 8)[1, 2, 4:8], expected)


def test_a_stream_has_the_key_of_its_name():
    generator = np.random.Generator(np.random.Philox(key=key_of(3, "noise")))
    assert np.array_equal(stream(3, "noise").random(5), generator.random(5))


@pytest.mark.parametrize("draw", [uniforms, normals])
def test_a_number_depends_on_its_trial_person_and_item_alone(draw):
    whole = draw(5, "rating", np.arange(20), 12, 6)
    assert np.array_equal(draw(5, "rating", np.array([7, 3]), 12, 6), whole[[7, 3]])
    assert np.array_equal(draw(5, "rating", np.arange(20), 4, 6), whole[:, :4])
    assert np.array_equal(draw(5, "rating", np.arange(20), 12, 3), whole[:, :, :3])
    assert not np.array_equal(draw(5, "dropout", np.arange(20), 12, 6), whole)
    assert not np.array_equal(draw(6, "rating", np.arange(20), 12, 6), whole)


def test_numbers_have_their_distribution():
    from scipy import stats

    assert stats.kstest(uniforms(1, "u", np.arange(100), 50, 8).ravel(), "uniform").pvalue > 1e-3
    z = normals(1, "z", np.arange(100), 50, 8)
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-3
    pairs = np.corrcoef(z.reshape(-1, 8).T)
    assert np.abs(pairs - np.eye(8)).max() < 5 / np.sqrt(5000)
