import numpy as np
import pytest
from scipy import stats

from needlework.numerics.inference.counts import fisher_exact, logistic, proportional_odds
from tests.numerics.inference.data import grades

sm = pytest.importorskip("statsmodels.api")
TWO = np.array([0.0, 1.0])


def test_logistic_is_that_of_statsmodels():
    grade, arm = grades(300, 60, 1)
    success = np.where(np.isnan(grade), np.nan, grade > 1)
    found = logistic(success, arm, TWO, [60])
    for i in range(300):
        known = ~np.isnan(success[i])
        fit = sm.Logit(success[i][known], sm.add_constant(arm[i][known].astype(float))).fit(disp=False)
        assert found.estimate[i, 0] == pytest.approx(fit.params[1], rel=1e-6, abs=1e-9)
        assert found.error[i, 0] == pytest.approx(fit.bse[1], rel=1e-6)
        assert found.p[i, 0] == pytest.approx(fit.pvalues[1], abs=1e-7)


def test_logistic_takes_doses():
    rng = np.random.default_rng(2)
    dose, arm = np.log([0.5, 1.0, 2.0, 3.0]), np.broadcast_to(np.arange(80) % 4, (30, 80))
    success = (rng.random((30, 80)) < 1 / (1 + np.exp(-dose[arm]))).astype(float)
    found = logistic(success, arm, dose, [80])
    for i in range(30):
        fit = sm.Logit(success[i], sm.add_constant(dose[arm[i]])).fit(disp=False)
        assert found.p[i, 0] == pytest.approx(fit.pvalues[1], abs=1e-7)


def test_proportional_odds_are_those_of_statsmodels():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    grade, arm = grades(40, 80, 3)
    found = proportional_odds(grade, arm, TWO, 4, [80])
    for i in range(40):
        known = ~np.isnan(grade[i])
        model = OrderedModel(grade[i][known].astype(int), arm[i][known][:, None].astype(float), distr="logit")
        fit = model.fit(method="bfgs", disp=False, gtol=1e-8, maxiter=500)
        assert found.estimate[i, 0] == pytest.approx(fit.params[0], rel=1e-5, abs=1e-7)
        assert found.error[i, 0] == pytest.approx(
            fit.bse[0], rel=0.03
        )  # expected against observed information


def test_the_score_test_is_the_rank_sum_test_with_ties():
    grade, arm = grades(200, 50, 4)
    found = proportional_odds(grade, arm, TWO, 4, [50])
    for i in range(200):
        a, b = (grade[i][(arm[i] == k) & ~np.isnan(grade[i])] for k in (0, 1))
        expected = stats.mannwhitneyu(b, a, method="asymptotic", use_continuity=False).pvalue
        assert found.p[i, 0] == pytest.approx(expected, abs=1e-9)


def test_fisher_is_that_of_scipy_also_where_nobody_succeeds():
    rng = np.random.default_rng(6)
    arm = np.broadcast_to(np.arange(30) % 2, (300, 30))
    success = (rng.random((300, 30)) < rng.choice([0.02, 0.3], (300, 1))).astype(float)
    success[rng.random((300, 30)) < 0.1] = np.nan
    found = fisher_exact(success, arm, [30])
    assert not found.failed.any()
    for i in range(300):
        table = [[np.sum((arm[i] == k) & (success[i] == s)) for s in (1, 0)] for k in (1, 0)]
        assert found.p[i, 0] == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)


def test_separated_arms_are_failed_fits():
    arm = np.array([[0, 0, 0, 1, 1, 1]])
    assert logistic(np.array([[0.0, 0, 0, 1, 1, 1]]), arm, TWO, [6]).failed.all()
    assert logistic(np.array([[0.0, 0, 0, 0, 1, 0]]), arm, TWO, [6]).failed.all()  # quasi-separated
    assert logistic(np.zeros((1, 6)), arm, TWO, [6]).failed.all()
    assert proportional_odds(np.array([[0.0, 1, 0, 2, 3, 2]]), arm, TWO, 4, [6]).failed.all()
    assert not logistic(np.array([[0.0, 1, 0, 0, 1, 1]]), arm, TWO, [6]).failed.any()


def test_a_grade_nobody_has_changes_nothing():
    grade, arm = grades(20, 40, 5)
    spread = np.where(grade >= 2, grade + 1, grade)
    assert np.allclose(
        proportional_odds(spread, arm, TWO, 5, [40]).p, proportional_odds(grade, arm, TWO, 4, [40]).p
    )
