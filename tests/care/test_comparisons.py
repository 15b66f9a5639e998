import re

import pytest

from needlework.care.comparisons import comparison_table, describe, heading
from needlework.care.records import load
from needlework.errors import InputError
from needlework.evidence.observations import load_observations

OBSERVATIONS = load_observations()
COMPARATORS = load("comparisons")
ROWS = [(c["id"], row) for c in COMPARATORS for row in c["rows"]]
NAMES = [f"{key}-{row['records'][0]}" for key, row in ROWS]


def table(concern: str) -> dict[str, tuple]:
    return {c.id: c.rows for c in comparison_table(concern).comparisons}


@pytest.mark.parametrize(("comparator", "row"), ROWS, ids=NAMES)
def test_a_row_is_made_of_records_of_one_study(comparator: str, row: dict) -> None:
    found = [OBSERVATIONS[key] for key in row["records"]]
    assert len({o.study for o in found}) == 1
    assert len({o.endpoint for o in found}) == 1 or {o.kind for o in found} >= {"p_value"}
    assert row["reads"] in ("needling", "other", "same", "unclear")


@pytest.mark.parametrize(("comparator", "row"), ROWS, ids=NAMES)
def test_the_reading_agrees_with_the_interval(comparator: str, row: dict) -> None:
    o = OBSERVATIONS[row["records"][0]]
    if o.kind != "contrast" or o.ci95 is None or row["reads"] == "unclear":
        return
    nothing = 1.0 if re.search("ratio| over ", o.arm or "") else 0.0
    low, high = o.ci95
    if low <= nothing <= high:
        assert row["reads"] == "same"
    else:
        upward = low > nothing
        assert row["reads"] == ("needling" if upward == (row["better"] == "up") else "other")


@pytest.mark.parametrize(("comparator", "row"), ROWS, ids=NAMES)
def test_the_reading_agrees_with_a_p_value_between_arms(comparator: str, row: dict) -> None:
    between = [
        o
        for o in map(OBSERVATIONS.__getitem__, row["records"])
        if o.kind == "p_value" and " against " in (o.arm or "")
    ]
    for o in between:
        assert o.value is not None
        assert (row["reads"] == "same") == (o.value > 0.05)


def test_every_comparator_is_listed_and_gaps_say_so() -> None:
    required = {"untreated", "nonablative_laser", "co2_laser", "peel", "prp_added", "home_roller"}
    for concern in ("atrophic_scar", "pore", "melasma"):
        assert required <= set(table(concern))
    assert table("atrophic_scar")["home_roller"] == ()
    assert all(rows == () for rows in table("pore").values())


def test_rows_belong_to_the_concern() -> None:
    for concern in ("atrophic_scar", "stria", "melasma"):
        for rows in table(concern).values():
            assert all(OBSERVATIONS[key].population.concern == concern for row in rows for key in row.records)


def test_the_one_controlled_trial_is_told_with_both_sides() -> None:
    first = table("atrophic_scar")["untreated"][0]
    assert "needled side: −3.4 score (95 % interval −6.5 to −0.2)" in first.found
    assert "untreated side: −0.4 score (95 % interval −3.5 to 2.3)" in first.found
    assert first.n == 15
    assert first.blinded is True


def test_headings_name_size_and_design() -> None:
    row = table("atrophic_scar")["prp_added"][0]
    assert heading(row).startswith("Kang 2022, n = 472: Meta-analysis")
    arm = next(r for r in table("atrophic_scar")["peel"] if r.study == "leheta2011")
    assert "n = 15 in the arm" in heading(arm)


def test_a_recalled_study_says_so() -> None:
    assert {row.read for row in table("stria")["co2_laser"] if row.study == "khater2016"} == {"memory"}


def test_every_record_can_be_told() -> None:
    for o in OBSERVATIONS.values():
        assert describe(o).strip(), o.id
        assert "None" not in describe(o), o.id


def test_an_unknown_concern_is_refused() -> None:
    with pytest.raises(InputError, match="concern: expected one of"):
        comparison_table("freckle")
