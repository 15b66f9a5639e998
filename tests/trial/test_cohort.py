import numpy as np
import pytest

from needlework.errors import InputError
from needlework.trial.baselines import read_baselines
from needlework.trial.cohort import correlation_matrix, persons_of
from needlework.trial.eligible import Screen
from tests.trial.plans import design


def people(made, draws=40, baselines=None):
    return [persons_of(made.cohort, d, made.seed, baselines)[0] for d in range(draws)]


def test_traits_have_the_distributions_of_the_file():
    made = design(cohort={"persons": 50})
    found = people(made)
    ages = np.concatenate([p.known["age"] for p in found])
    scores = np.concatenate([p.known["severity"] for p in found])
    assert ages.mean() == pytest.approx(30.2, abs=0.3)  # cut at 18
    assert ages.min() >= 18.0
    assert ages.max() <= 50.0
    assert (scores.mean(), scores.std()) == pytest.approx((16.0, 3.0), rel=0.03)
    assert np.mean(np.concatenate([p.groups["phototype"] for p in found]) == "IV") == pytest.approx(
        0.5, abs=0.02
    )


@pytest.mark.parametrize("r", [-0.6, 0.0, 0.7])
def test_correlations_are_those_of_normal_scores(r):
    from scipy.stats import norm

    made = design(cohort={"persons": 400, "correlations": [{"between": ["age", "response"], "r": r}]})
    found = people(made, 5)
    scores = [norm.ppf(np.concatenate([p.u[t] for p in found])) for t in ("age", "response")]
    assert np.corrcoef(scores)[0, 1] == pytest.approx(r, abs=0.05)


def test_an_uncorrelated_trait_keeps_its_numbers_when_others_correlate():
    plain = people(design(), 2)[1]
    tied = people(design(cohort={"correlations": [{"between": ["age", "response"], "r": 0.5}]}), 2)[1]
    assert np.array_equal(plain.u["synthesis"], tied.u["synthesis"])
    assert not np.array_equal(plain.u["response"], tied.u["response"])


def test_a_person_depends_on_draw_and_seed_alone():
    made = design()
    one, again = people(made, 3)[2], persons_of(made.cohort, 2, made.seed, None)[0]
    assert all(np.array_equal(one.u[t], again.u[t]) for t in one.u)
    assert not np.array_equal(one.u["age"], people(made, 2)[1].u["age"])


def test_a_matrix_at_the_edge_is_kept():
    made = design(cohort={"correlations": [{"between": ["age", "severity"], "r": 1.0}]})
    names, factor = correlation_matrix(made.cohort)
    assert names == ("age", "severity")
    assert factor @ factor.T == pytest.approx(np.ones((2, 2)))


def test_screening_keeps_out_and_counts():
    made = design(
        cohort={"phenotype": {"normal": "50 %", "keloid_prone": "50 %"}, "persons": 20},
        inclusion={"screening": "label_strict", "exclude": ["absolute", "consult"]},
    )
    screen = Screen(made)
    found, seen = persons_of(made.cohort, 0, made.seed, None, screen)
    assert set(found.groups["phenotype"]) == {"normal"}
    assert len(found) == 20
    assert seen > 25
    assert sum(screen.reasons.values()) >= seen - 20


def test_nobody_eligible_is_an_error_not_an_endless_search():
    made = design()
    with pytest.raises(ValueError, match="only 0 of 6 persons"):
        persons_of(made.cohort, 0, 1, None, lambda p: np.zeros(len(p), bool))


CSV = "age,severity,phototype\n" + "".join(
    f"{20 + i},{10 + i % 7},{'III' if i % 3 else 'IV'}\n" for i in range(12)
)


def test_baselines_are_resampled_row_by_row(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(CSV)
    rows = read_baselines(path)
    made = design(
        cohort={"age": None, "phototype": None, "severity": {"scale": "ecca"}, "csv": "b.csv", "persons": 24}
    )
    found = persons_of(made.cohort, 0, 1, rows)[0]
    table = set(zip(rows.numbers["age"], rows.numbers["severity"], rows.words["phototype"], strict=True))
    drawn = list(zip(found.known["age"], found.known["severity"], found.groups["phototype"], strict=True))
    assert set(drawn) == table  # 24 persons from 12 rows: each twice
    assert all(drawn.count(row) == 2 for row in table)


def test_bad_baselines_are_refused_by_row_and_column(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(
        "age,severity,fototype,name,site\n40,,IV,x,cheek\n-3,twelve,IV,x,chek\n" + "30,5,III,x,cheek\n" * 9
    )
    with pytest.raises(InputError) as caught:
        read_baselines(path)
    said = str(caught.value)
    for words in (
        "b.csv:1 column 'fototype'",
        "did you mean 'phototype'",
        "b.csv:1 column 'name': expected no personal identifiers",
        "b.csv:2 column 'severity': expected a value; received none",
        "b.csv:3 column 'age': expected a number from 0 to 120; received '-3'",
        "b.csv:3 column 'severity': expected a number",
        "b.csv:3 column 'site'",
    ):
        assert words in said
    assert "x" not in [word.strip("';") for word in said.split()]  # no content of the column of names


def test_too_few_rows_do_not_hide_a_person(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("age\n30\n31\n")
    with pytest.raises(InputError, match="from 10 to"):
        read_baselines(path)
