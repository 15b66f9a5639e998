import json

import pytest

from needlework.errors import InputError, Stopped
from needlework.evidence.observations import load_observations
from needlework.numerics.ode import StopFlag
from needlework.trial.browse import answered, choices
from needlework.trial.published import counted_from, published_points
from tests.trial.plans import design, plan

SMALL = {"cohort": {"draws": 10}, "trials": 100, "null_trials": 1000, "n": [10, 20]}


def test_a_page_gets_maps_that_agree_with_the_document(tmp_path):
    said = answered(plan(**SMALL), tmp_path, explore="n=10:30:10,visit=3:5 months")
    assert json.loads(json.dumps(said)) == said
    (shown,) = said["maps"]
    assert shown["sizes"] == [10, 20, 30]
    assert [v["title"] for v in shown["visits"]][0] == "3 months after the last session"
    for cell in said["document"]["cells"]:
        row = [v["days"] for v in shown["visits"]].index(cell["visit_days"])
        column = shown["sizes"].index(cell["n"])
        assert shown["assurance"][row][column] == cell["assurance"]["value"]
        assert shown["p_effect_le_0"][row][column] == cell["p_effect_le_0"]
    assert shown["picture"].startswith("<svg")
    assert said["lines"]


def test_a_second_question_of_the_same_cohort_simulates_nothing(tmp_path):
    answered(plan(**SMALL), tmp_path)
    again = answered(plan(**(SMALL | {"n": [12]})), tmp_path)
    assert again["document"]["reused_chunks"] == 1


def test_what_stops_the_progress_stops_the_work(tmp_path):
    def stop(what, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answered(plan(**SMALL), tmp_path, tell=stop)


def test_a_raised_flag_ends_the_part_that_is_simulated_and_whole_ones_are_kept(tmp_path):
    many, stop = plan(**SMALL | {"cohort": {"persons": 64, "draws": 64}}), StopFlag()
    with pytest.raises(Stopped, match="the integration was stopped"):
        answered(many, tmp_path, tell=lambda *what: stop.set(), stop=stop)
    kept = len(list(tmp_path.rglob("part-*.npz")))
    assert 1 <= kept < 8
    said = []
    answered(many, tmp_path, tell=lambda what, done, total: said.append(what))
    assert said[0] == f"reused {kept} of 8 parts"


def test_a_raised_flag_ends_the_trials_of_a_cohort_that_is_whole(tmp_path):
    answered(plan(**SMALL), tmp_path)
    stop = StopFlag()
    stop.set()
    with pytest.raises(Stopped, match="the trials were stopped"):
        answered(plan(**SMALL), tmp_path, stop=stop)


def test_a_page_gets_every_fault(tmp_path):
    with pytest.raises(InputError, match="at least 2"):
        answered(plan(n=[1]), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_form_is_offered_what_the_loader_takes():
    offered = choices()
    assert {e["outcome"] for e in offered["endpoints"]} >= {"ecca", "pih_probability"}
    assert {a["id"] for a in offered["analyses"]} >= {"paired_t", "ancova"}
    assert "dogra_2014" in offered["presets"]
    json.dumps(offered)


def test_published_visits_are_counted_as_the_design_counts():
    o = load_observations()["alam2014.gbq_90d"]  # three sessions two weeks apart; from which is not told
    assert counted_from(o, "first_session") == 90.0
    assert counted_from(o, "last_session") == 62.0
    days = lambda made: [p.days for p in published_points(made) if p.name == "alam2014"]  # noqa: E731
    assert days(design()) == [62.0, 152.0]
    assert days(design(visits={"after": "first_session", "at": ["6 months"]})) == [90.0, 180.0]
    assert all("not told" in p.printed for p in published_points(design()) if p.name == "alam2014")
