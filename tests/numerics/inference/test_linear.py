import numpy as np
import pytest

from needlework.numerics.inference.linear import ancova, repeated
from tests.numerics.inference.data import scores

sm = pytest.importorskip("statsmodels.api")


def test_ancova_is_least_squares_on_a_thousand_data_sets():
    outcome, baseline, arm = scores(1000, 24, 1)
    found = ancova(outcome, baseline, arm, [24])
    for i in range(1000):
        known = ~np.isnan(outcome[i])
        design = sm.add_constant(np.column_stack([arm[i], baseline[i]])[known])
        fit = sm.OLS(outcome[i][known], design).fit()
        assert found.estimate[i, 0] == pytest.approx(fit.params[1], rel=1e-9)
        assert found.error[i, 0] == pytest.approx(fit.bse[1], rel=1e-9)
        assert found.p[i, 0] == pytest.approx(fit.pvalues[1], rel=1e-10, abs=1e-13)


def test_ancova_with_centres_and_doses_is_least_squares_with_their_dummies():
    outcome, baseline, _ = scores(50, 36, 2)
    centre = np.arange(36) // 3 % 4
    dose = np.broadcast_to(np.log([0.5, 1.0, 1.5])[np.arange(36) % 3], outcome.shape)
    found = ancova(outcome, baseline, dose, [20, 36], centre)
    for j, n in enumerate((20, 36)):
        for i in range(50):
            known = ~np.isnan(outcome[i, :n])
            dummies = (centre[:n, None] == np.arange(4)).astype(float)
            design = np.column_stack([dose[i, :n], baseline[i, :n], dummies])[known]
            fit = sm.OLS(outcome[i, :n][known], design).fit()
            assert found.p[i, j] == pytest.approx(fit.pvalues[0], rel=1e-9)


def visits(trials, persons, seed, arm=None):
    rng = np.random.default_rng(seed)
    person = 2.0 * rng.standard_normal((trials, persons, 1))
    values = 1.0 + person + rng.standard_normal((trials, persons, 3)) + [0.0, 0.3, 0.4]
    return values if arm is None else values - 0.8 * arm[..., None]


def mixed(values, persons, fixed):
    """Return estimate and error of the second fixed effect, person random, as statsmodels fits it."""
    groups = np.repeat(np.arange(persons), values.shape[-1])
    fit = sm.MixedLM(values.ravel(), fixed, groups).fit(reml=True)
    return fit.fe_params, fit.bse_fe


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("visit", [0, 2])
def test_repeated_differences_are_the_mixed_model(visit):
    values = visits(15, 20, 3)
    found = repeated(values, None, visit, [20])
    dummies = np.tile(np.eye(3), (20, 1))
    for i in range(15):
        estimate, error = mixed(values[i], 20, dummies)
        assert found.estimate[i, 0] == pytest.approx(estimate[visit], rel=1e-6)
        assert found.error[i, 0] == pytest.approx(error[visit], rel=1e-4)  # as far as its optimiser goes


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_repeated_arms_are_the_mixed_model():
    arm = np.broadcast_to(np.arange(24) % 2, (10, 24)).astype(float)
    values = visits(10, 24, 4, arm)
    found = repeated(values, arm, 2, [24])
    for i in range(10):
        eyes = np.tile(np.eye(3), (24, 1))
        fixed = np.hstack([eyes, eyes * np.repeat(arm[i], 3)[:, None]])
        estimate, error = mixed(values[i], 24, fixed)
        assert found.estimate[i, 0] == pytest.approx(estimate[5], rel=1e-5)
        assert found.error[i, 0] == pytest.approx(error[5], rel=1e-4)


def test_repeated_over_all_visits_is_the_t_test_of_means():
    from scipy import stats

    arm = np.broadcast_to(np.arange(18) % 2, (20, 18)).astype(float)
    values = visits(20, 18, 5, arm)
    found, within = repeated(values, arm, -1, [18]), repeated(values, None, -1, [18])
    for i, means in enumerate(values.mean(axis=2)):
        expected = stats.ttest_ind(means[1::2], means[::2]).pvalue
        assert found.p[i, 0] == pytest.approx(expected, rel=1e-9)
        assert within.p[i, 0] == pytest.approx(stats.ttest_1samp(means, 0.0).pvalue, rel=1e-9)


def test_a_person_with_a_missed_visit_is_left_out():
    values = visits(3, 12, 6)
    gap = values.copy()
    gap[:, 4, 1] = np.nan
    kept = np.delete(values, 4, axis=1)
    assert np.allclose(repeated(gap, None, 2, [12]).p, repeated(kept, None, 2, [11]).p, rtol=1e-12)


def test_no_spread_and_too_few_persons_fail():
    flat = np.ones((1, 6))
    arm = np.array([[0.0, 1.0] * 3])
    assert ancova(flat, flat, arm, [6]).failed.all()
    assert ancova(
        np.random.default_rng(1).random((1, 6)), np.arange(6.0)[None], np.zeros((1, 6)), [6]
    ).failed.all()
    assert repeated(np.ones((1, 6, 2)), arm, 0, [6]).failed.all()
    assert ancova(np.random.default_rng(1).random((1, 3)), np.arange(3.0)[None], arm[:, :3], [3]).failed.all()
