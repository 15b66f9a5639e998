import numpy as np
import pytest

from needlework.trial.lanes import Attendance, course_kept
from needlework.trial.simulate import Simulator
from needlework.trial.tables import measures
from needlework.trial.treatments import USUAL, treatments, visit_grid
from needlework.trial.truth import reading_of, side_of, true_benefit
from tests.trial.plans import design, truth_of, usual_truth

SCORE = measures()["goodman_baron_quantitative"]


def same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


def test_a_part_is_the_same_whenever_and_by_whomever_it_is_made():
    made = design(cohort={"persons": 300, "draws": 3}, conduct={"missed": "20 %", "late": "20 %"})
    first, second = Simulator(made), Simulator(made)
    assert first.parts == 3
    first.part(0)
    a, b = first.part(2), second.part(2)
    assert same(a.values, b.values)
    assert same(a.draws, b.draws)
    assert same(a.persons, b.persons)


def test_the_untreated_arm_is_the_bare_course_of_every_other():
    truth = usual_truth()
    bare = truth.values["untreated/ecca/untreated"]
    assert np.array_equal(truth.values["ecca/untreated"], bare)
    needled, without = truth.values["ecca/needled"], truth.values["untreated/ecca/needled"]
    assert np.array_equal(needled[..., 0], without[..., 0])
    assert (needled[..., -1] < without[..., -1]).mean() > 0.9


def test_sides_of_a_person_share_everything_but_the_course():
    truth = usual_truth()
    assert np.array_equal(truth.values["ecca/needled"][..., 0], truth.values["ecca/wide"][..., 0])
    one, two = (truth.values[f"ecca/{arm}"][..., -1] for arm in ("needled", "wide"))
    assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.98


def test_the_cohorts_scores_are_those_of_the_lanes():
    truth = usual_truth()
    start = truth.values["goodman_baron_quantitative/needled"][..., 0]
    assert np.allclose(start, truth.persons["severity"], rtol=1e-5)


def test_the_usual_course_stands_beside_only_where_a_contrast_is_with_no_needling():
    assert treatments(design())[-1].name == USUAL
    two = design(
        arms={k: v for k, v in design().to_dict()["arms"].items() if k != "untreated"},
        contrasts=[{"better": "wide", "than": "needled"}],
    )
    assert [t.name for t in treatments(two)] == ["needled", "wide"]


def test_readings_between_two_times_lie_on_a_straight_line():
    truth = usual_truth()
    times = truth.treatments["needled"].times
    low, middle, high = np.moveaxis(
        truth.at("ecca", "needled", [times[3], times[3:5].mean(), times[4]]), -1, 0
    )
    assert np.allclose(middle, 0.5 * (low + high))
    assert np.array_equal(low, truth.values["ecca/needled"][..., 3].astype(float))


def test_visits_fall_on_the_grid_of_months():
    made = design()
    assert set(np.round(made.visits.at, 6)) <= set(np.round(visit_grid(made), 6))


def test_everybody_comes_where_nothing_is_missed_and_late_sessions_push_the_rest():
    course = treatments(design())[0].course
    luck = np.full((2, 3, 2), 0.5)
    luck[1, 1] = [0.01, 0.01]
    kept = Attendance(missed=0.1, late=0.1, late_by=7.0).kept(course, np.zeros(2), luck)
    assert kept == [(0.0, 28.0, 56.0), (0.0, None, 63.0)]
    assert course_kept(course, kept[1]).days == (0.0, 63.0)
    assert Attendance().kept(course, np.zeros(2), luck)[1] == (0.0, 28.0, 56.0)


@pytest.mark.parametrize(("spread", "least"), [(0.0, 0.0), (2.0, 0.1)])
def test_missed_sessions_cluster_in_persons_where_adherence_spreads(spread, least):
    rng = np.random.default_rng(1)
    course = treatments(design())[0].course
    people = 20_000
    luck, adherence = rng.random((people, 3, 2)), rng.standard_normal(people)
    kept = Attendance(missed=0.2, spread=spread).kept(course, adherence, luck)
    gone = np.array([[day is None for day in row] for row in kept])[:, 1:]
    assert np.corrcoef(gone.T)[0, 1] == pytest.approx(least, abs=0.03) or np.corrcoef(gone.T)[0, 1] > least


def test_missed_sessions_cost_benefit():
    poor = truth_of(design(conduct={"missed": "60 %"}))
    arm = lambda t: true_benefit(SCORE, side_of(t, SCORE, reading_of(design(), t, "needled", (91.0,)))).mean()  # noqa: E731
    assert arm(poor) < arm(usual_truth())
    assert poor.persons["kept/needled"].mean() < 2.5
    assert (usual_truth().persons["kept/needled"] == 3).all()


def test_a_crossover_is_read_from_the_start_of_each_period():
    made = design(
        arms={k: v for k, v in design().to_dict()["arms"].items() if k != "untreated"},
        layout={"kind": "crossover", "washout": "6 months"},
        contrasts=[{"better": "wide", "than": "needled"}],
        cohort={"draws": 4},
        trials=100,
    )
    names = [t.name for t in treatments(made)]
    assert names == ["needled", "wide", "wide>needled", "needled>wide"]
    both = treatments(made)[2].course
    begin = 84.0 + made.layout.washout
    assert both.days == pytest.approx((0.0, 42.0, 84.0, begin, begin + 28.0, begin + 56.0))
