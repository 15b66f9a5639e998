import pytest

from needlework.evidence.observations import load_observations
from needlework.spec.fields import catalogue
from needlework.subject.catalogue import read
from needlework.trial import retrodiction
from needlework.trial.operating import Rate
from needlework.trial.retrodiction import retrodicted, table

ROWS = read("trials/printed.yaml")


def test_every_published_design_has_a_printed_result_on_file():
    assert {row["design"] for row in ROWS} == set(catalogue("trials/published"))
    for row in ROWS:
        records = [load_observations()[key] for key in retrodiction._keys(row)]
        assert {o.study for o in records} == {row["design"].replace("_2", "2")}
        assert all(o.kind == "p_value" for o in records) == ("p" in row)


def test_a_printed_effect_is_the_fall_of_one_side_beyond_the_other():
    pair = [load_observations()[key] for key in ("asif2016.gbq_prp", "asif2016.gbq_water")]
    assert retrodiction._effect(pair) == pytest.approx(62.2 - 45.84)
    assert retrodiction._effect(pair[:1]) == 62.2


@pytest.mark.parametrize(
    ("key", "better", "worse", "inside"),
    [
        ("depth_split_face14.between", 0.02, 0.03, False),
        ("depth_split_face14.between", 0.30, 0.00, True),
        ("cachafeiro2016.between", 0.30, 0.30, True),
        ("cachafeiro2016.between", 0.97, 0.01, False),
    ],
)
def test_a_printed_p_value_is_one_draw(key, better, worse, inside):
    rates = Rate(better, 0.0), Rate(worse, 0.0)
    assert retrodiction._likely(load_observations()[key], *rates) is inside


def test_a_published_trial_runs_again_through_the_code_of_any_design(tmp_path, monkeypatch):
    rows = [row for row in ROWS if row["design"] == "alam_2014"]
    designs = {name: read(f"trials/published/{name}.yaml") for name in ("alam_2014",)}
    small = {**designs["alam_2014"], "model": {"strata": 2, "rings": 1}}
    monkeypatch.setattr(retrodiction, "read", lambda path: rows if "printed" in path else small)
    found = retrodicted(tmp_path, draws=10)
    assert [r.effect for r in found] == pytest.approx([1.4, 3.0, 2.4, 3.4])
    assert all(r.simulated[0] < r.simulated[1] < r.simulated[2] for r in found)
    assert all(r.better.value > r.worse.value for r in found)
    assert [r.alone for r in found] == [False, False, True, True]
    said = table(found).splitlines()
    assert len(said) == 2 + len(rows)
    assert "needled side -2.4 points (-4.8 to 0.01)" in table(found)
