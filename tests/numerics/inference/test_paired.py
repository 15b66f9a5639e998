import numpy as np
import pytest
from scipy import stats

from needlework.numerics.inference.paired import mcnemar, paired_t, signed_rank
from tests.numerics.inference.data import grades, scores


def differences(trials, persons, seed):
    outcome, baseline, _ = scores(trials, persons, seed)
    return outcome - 0.6 * baseline


def test_paired_t_is_that_of_scipy_on_a_thousand_data_sets():
    d = differences(1000, 25, 1)
    found = paired_t(d, [25])
    for i, row in enumerate(d):
        known = row[~np.isnan(row)]
        expected = stats.ttest_1samp(known, 0.0)
        assert found.p[i, 0] == pytest.approx(expected.pvalue, rel=1e-10, abs=1e-14)
        assert found.statistic[i, 0] == pytest.approx(expected.statistic, rel=1e-10)
        assert found.error[i, 0] == pytest.approx(known.std(ddof=1) / np.sqrt(len(known)), rel=1e-10)


@pytest.mark.parametrize(("persons", "method"), [(12, "exact"), (45, "exact"), (70, "asymptotic")])
def test_signed_rank_is_that_of_scipy(persons, method):
    d = differences(200, persons, 2)
    found = signed_rank(d, [persons])
    for i, row in enumerate(d):
        known = row[~np.isnan(row)]
        used = "exact" if len(known) <= 50 else method
        assert found.p[i, 0] == pytest.approx(stats.wilcoxon(known, method=used).pvalue, rel=1e-9)


def test_signed_rank_with_ties_and_zeros_is_exact_when_small():
    d = np.random.default_rng(3).integers(-2, 4, (40, 9)).astype(float)
    found = signed_rank(d, [9])
    for i, row in enumerate(d):
        kept = row[row != 0]
        every = stats.PermutationMethod(n_resamples=100_000)  # more than all 2**9 signs, so exact
        assert found.p[i, 0] == pytest.approx(stats.wilcoxon(kept, method=every).pvalue, abs=1e-12)


def test_signed_rank_with_ties_is_the_corrected_normal_when_large():
    d = np.random.default_rng(4).integers(-3, 4, (50, 60)).astype(float)
    found = signed_rank(d, [60])
    for i, row in enumerate(d):
        expected = stats.wilcoxon(row[row != 0], method="asymptotic", correction=False)
        assert found.p[i, 0] == pytest.approx(expected.pvalue, rel=1e-9)


def test_mcnemar_is_the_exact_test_of_statsmodels():
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    first, _ = grades(200, 30, 5)
    second, _ = grades(200, 30, 6)
    a, b = (np.where(np.isnan(g), np.nan, g > 1) for g in (first, second))
    found = mcnemar(a, b, [30])
    for i in range(len(a)):
        known = ~np.isnan(a[i] + b[i])
        table = [[np.sum((a[i] == x) & (b[i] == y) & known) for y in (1, 0)] for x in (1, 0)]
        assert found.p[i, 0] == pytest.approx(contingency.mcnemar(table, exact=True).pvalue, abs=1e-12)


@pytest.mark.parametrize("analyse", [paired_t, signed_rank])
def test_sizes_are_the_first_persons_of_the_same_trials(analyse):
    d = differences(30, 40, 7)
    nested = analyse(d, [10, 25, 40])
    for j, n in enumerate((10, 25, 40)):
        assert np.array_equal(nested.p[:, j], analyse(d[:, :n], [n]).p[:, 0])


def test_what_cannot_be_analysed_has_failed_and_is_not_a_large_p():
    nothing = np.array([[np.nan, np.nan, 1.0], [2.0, 2.0, 2.0]])
    assert paired_t(nothing, [3]).failed.tolist() == [[True], [True]]
    assert np.isnan(paired_t(nothing, [3]).p).all()
    assert signed_rank(np.zeros((1, 5)), [5]).failed.all()
    assert mcnemar(np.full((1, 4), np.nan), np.ones((1, 4)), [4]).failed.all()


@pytest.mark.parametrize("sizes", [[], [1], [5, 4], [50]])
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes must rise"):
        paired_t(np.zeros((2, 10)), sizes)
