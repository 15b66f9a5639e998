import numpy as np
import pytest

from needlework.trial.analyses import improvement
from needlework.trial.grid import Grid
from needlework.trial.least import least_sizes
from needlework.trial.operating import Rate, decide, rate_of
from needlework.trial.rating import adjudicated, arm_order, enrolled, lost
from needlework.trial.schema import RatersSpec
from needlework.trial.tables import measures
from needlework.trial.trials import Field, Verdicts, without_effect
from tests.trial.plans import design, usual_truth

VISITS = (91.3125, 182.625)


def recorded(made, contrast=0, endpoint=0, trials=300, most=40, kind="main"):
    field = Field(made, usual_truth(), VISITS, (most,))
    sides, which = field._sides(contrast, endpoint, most, lambda arm: arm)
    rows = np.arange(trials)
    block = enrolled(made, kind, rows, rows % usual_truth().shape[0], most)
    return field.recorded(contrast, endpoint, sides, which, block)


def test_trial_numbers_decide_not_batches_or_sizes():
    made = design()
    field, draw = Field(made, usual_truth(), VISITS, (10, 40)), np.arange(60) % 20
    whole = field.run(0, 0, np.arange(60), draw)
    part = Field(made, usual_truth(), VISITS, (10,)).run(0, 0, np.arange(20, 40), draw[20:40])
    assert np.array_equal(whole.p[20:40, :, :1], part.p)


def test_blinded_raters_see_what_is_true_and_others_exaggerate():
    gains = []
    for unblinded in ("0 %", "100 %"):
        endpoint = {
            "outcome": "goodman_baron_quantitative",
            "analysis": "paired_t",
            "raters": {"unblinded": unblinded},
        }
        data = recorded(design(endpoints=[endpoint]))
        gains.append([improvement(measures()["goodman_baron_quantitative"], s).mean() for s in data.sides])
    assert gains[1][0] > 1.3 * gains[0][0]
    assert gains[1][1] == pytest.approx(gains[0][1])  # nothing was done there that could be exaggerated


def test_more_raters_scatter_less():
    spread = []
    for number in (1, 4):
        endpoint = {"outcome": "ecca", "analysis": "paired_t", "raters": {"number": number}}
        spread.append(np.std(recorded(design(endpoints=[endpoint])).sides[1].before))
    assert spread[1] < spread[0]


def test_adjudication():
    z = np.array([[0.0, 0.1, 5.0], [0.0, 1.0, 0.9]])
    third = RatersSpec(adjudication="third_when_apart", apart="15 %")
    assert adjudicated(z, third).tolist() == [0.05, 0.9]
    assert adjudicated(z, RatersSpec(number=3, adjudication="median")).tolist() == [0.1, 0.9]
    assert adjudicated(z, RatersSpec(number=3)) == pytest.approx([1.7, 1.9 / 3])


def test_grades_stay_on_the_scale_and_their_mean_is_the_expected_grade():
    endpoint = {"outcome": "goodman_baron_qualitative", "analysis": "signed_rank"}
    made = design(endpoints=[endpoint], cohort={"severity": None})
    data = recorded(made, trials=2000, most=20)
    before = data.sides[0].before
    assert set(np.unique(before)) <= {1.0, 2.0, 3.0, 4.0}
    true = usual_truth().values["goodman_baron_qualitative/needled"][..., 0].mean()
    assert before.mean() == pytest.approx(true, abs=0.05)


def test_darkening_is_counted_as_often_as_the_chance_says():
    endpoint = {"outcome": "pih_probability", "analysis": "mcnemar"}
    data = recorded(design(endpoints=[endpoint]), trials=2000)
    assert data.sides[1].after.max() == 0.0  # no needle, no darkening
    chance = usual_truth().values["pih_probability/needled"][..., 0].mean()
    assert data.sides[0].after.mean() == pytest.approx(chance, abs=0.02)


@pytest.mark.parametrize("mechanism", ["completely_at_random", "not_at_random"])
def test_losses_come_to_their_share_by_the_last_visit(mechanism):
    made = design(conduct={"dropout": {"share": "20 %", "mechanism": mechanism, "odds_ratio": 4.0}})
    rows = np.arange(1000)
    block = enrolled(made, "main", rows, rows % 20, 50)
    gain = np.random.default_rng(2).standard_normal((1000, 50))
    gone = lost(made, block, gain, np.array(VISITS))
    assert gone[..., 1].mean() == pytest.approx(0.2, abs=0.01)
    assert gone[..., 0].mean() == pytest.approx(0.1, abs=0.01)
    assert (gone[..., 1] | ~gone[..., 0]).all()  # nobody comes back
    worse = gain[gone[..., 1]].mean()
    assert (worse < -0.3) if mechanism == "not_at_random" else (abs(worse) < 0.02)


@pytest.mark.parametrize(
    ("strategy", "missing", "flat"),
    [("hypothetical", 0.3, 0.0), ("composite", 0.0, 0.3), ("treatment_policy", 0, 0)],
)
def test_estimands_of_a_loss(strategy, missing, flat):
    conduct, estimand = {"dropout": {"share": "30 %"}}, {"dropout": strategy}
    side = recorded(design(conduct=conduct, estimand=estimand)).sides[0]
    last = side.after[..., -1]
    assert np.isnan(last).mean() == pytest.approx(missing, abs=0.02)
    assert (last == side.before).mean() == pytest.approx(flat, abs=0.02)


def test_whoever_is_lost_counts_as_a_failure_where_the_estimand_is_composite():
    endpoint = {"outcome": "pih_probability", "analysis": "mcnemar"}
    made = design(
        endpoints=[endpoint], conduct={"dropout": {"share": "40 %"}}, estimand={"dropout": "composite"}
    )
    assert recorded(made).sides[1].after[..., -1].mean() == pytest.approx(0.4, abs=0.02)  # no needle there


PARALLEL = {
    "layout": {"kind": "parallel", "allocation": {"needled": 2}},
    "endpoints": [{"outcome": "goodman_baron_quantitative", "analysis": "ancova"}],
}


def test_a_parallel_trial_fills_blocks_of_its_allocation():
    made = design(**PARALLEL)
    assert arm_order(made) == ("needled", "needled", "untreated")
    data = recorded(made, most=30)
    assert np.bincount(data.dose.astype(int)).tolist() == [10, 20]


@pytest.mark.parametrize(
    ("endpoint", "parallel"),
    [
        ({"outcome": "ecca", "analysis": "paired_t"}, False),
        ({"outcome": "ecca", "analysis": "signed_rank"}, False),
        ({"outcome": "ecca", "analysis": "mixed_model"}, False),
        ({"outcome": "ecca", "analysis": "mcnemar", "responder": "20 %"}, False),
        ({"outcome": "collagen_masson_area", "analysis": "paired_t"}, False),
        ({"outcome": "goodman_baron_qualitative", "analysis": "signed_rank"}, False),
        ({"outcome": "ecca", "analysis": "ancova"}, True),
        ({"outcome": "ecca", "analysis": "mixed_model"}, True),
        ({"outcome": "ecca", "analysis": "logistic", "responder": "20 %"}, True),
        ({"outcome": "ecca", "analysis": "fisher_exact", "responder": "20 %"}, True),
        ({"outcome": "goodman_baron_qualitative", "analysis": "proportional_odds"}, True),
        ({"outcome": "elasticity", "analysis": "ancova"}, True),
    ],
)
def test_every_analysis_finds_needling_and_keeps_its_level(endpoint, parallel):
    made = design(endpoints=[endpoint], layout={"kind": "parallel" if parallel else "split_face"})
    field = Field(made, usual_truth(), VISITS, (80,))
    trials, draw = np.arange(4000), np.arange(4000) % 20
    found = field.run(0, 0, trials[:400], draw[:400])
    null = field.run(0, 0, trials, draw, kind="null", stand_in=without_effect(made, made.contrasts[0]))
    success = (found.p < 0.05) & found.favours
    rejected = null.p < 0.05
    assert success[:, 0, 0].mean() > 0.3
    assert ((found.p < 0.05) & ~found.favours).mean() < 0.01
    assert rejected[:, :, 0].mean() < 0.06
    assert rejected[:, :, 0].mean() > 0.01
    assert abs(null.favours[rejected].mean() - 0.5) < 0.15


def test_rates_know_that_trials_share_draws():
    draw = np.repeat(np.arange(50), 20)
    alike = np.repeat(np.arange(50) % 2 == 0, 20)
    assert rate_of(alike, draw).mc_error == pytest.approx(0.5 / np.sqrt(49), rel=1e-6)
    apart = np.tile(np.arange(20) % 2 == 0, 50)
    assert rate_of(apart, draw).mc_error < 0.001
    single = rate_of(np.arange(1000) % 4 == 0, np.arange(1000))
    assert single.mc_error == pytest.approx(np.sqrt(0.25 * 0.75 / 999), rel=1e-6)
    assert rate_of(np.zeros(100, bool), np.arange(100)).mc_error > 0


def test_power_grows_with_size_and_assurance_is_pulled_to_chance_by_the_lump():
    plain = Grid(design(), usual_truth(), VISITS, (6, 12, 40), 2000).cells()
    values = [c.assurance.value for c in plain if c.visit_days == VISITS[0]]
    assert values == sorted(values)
    lumped = Grid(
        design(prior={"no_effect": "40 %"}, wanted="50 %"), usual_truth(), VISITS, (6, 12, 40), 2000
    ).cells()
    for a, b in zip(plain, lumped, strict=True):
        assert b.assurance.value == pytest.approx(0.6 * a.assurance.value + 0.4 * a.chance)
        assert b.p_effect_le_0.value == pytest.approx(0.4 + 0.6 * a.p_effect_le_0.value)
        assert b.believing(0.0, 0.4) == pytest.approx(a.assurance.value)
        assert b.believing(0.4, 0.4) == pytest.approx(b.assurance.value)


def test_the_same_course_twice_is_not_better():
    arms = design().to_dict()["arms"]
    made = design(arms={**arms, "wide": arms["needled"]}, contrasts=[{"better": "wide", "than": "needled"}])
    truth = usual_truth()
    twin = type(truth)(
        {
            **truth.values,
            **{k.replace("needled", "wide"): v for k, v in truth.values.items() if "needled" in k},
        },
        truth.draws,
        truth.persons,
        {**truth.treatments, "wide": truth.treatments["needled"]},
    )
    cell = Grid(made, twin, VISITS[:1], (40,), 2000).cells()[0]
    assert cell.assurance.value == pytest.approx(0.025, abs=0.02)
    assert cell.p_effect_le_0.value == 1.0
    assert cell.mechanism_only_share is None


def test_a_course_beside_no_needling_rests_on_trials_a_contrast_of_courses_on_the_mechanism():
    contrasts = [
        {"better": "needled", "than": "untreated"},
        {"better": "needled", "than": "wide", "alternative": "different"},
    ]
    cells = Grid(design(contrasts=contrasts), usual_truth(), VISITS[:1], (40,), 2000).cells()
    assert cells[0].mechanism_only_share < 0.2
    assert cells[1].rival == cells[1].chance  # both sides the same
    assert cells[1].mechanism_only_share in (None, 1.0)


def test_more_than_one_failed_fit_in_a_hundred_is_no_power():
    endpoint = {"outcome": "ecca", "analysis": "logistic", "responder": "60 %"}
    made = design(endpoints=[endpoint], layout={"kind": "parallel"})
    cell = Grid(made, usual_truth(), VISITS[:1], (8,), 1000).cells()[0]
    assert cell.failed_fits > 4
    assert cell.assurance.to_json() == {"value": None, "mc_error": None}


def verdicts(p):
    p = np.array(p, np.float32)
    return Verdicts(
        p.reshape(len(p), 1, -1), np.ones((len(p), 1, np.size(p) // len(p)), bool), np.arange(len(p))
    )


def test_multiplicity_of_two_endpoints():
    two = [{"outcome": o, "analysis": "paired_t"} for o in ("goodman_baron_quantitative", "ecca")]
    given = {(0, 0): verdicts([[0.04], [0.02], [0.04]]), (0, 1): verdicts([[0.04], [0.9], [0.001]])}
    expected = {
        "none": ([1, 1, 1], [1, 0, 1]),
        "bonferroni": ([0, 1, 0], [0, 0, 1]),
        "holm": ([0, 1, 1], [0, 0, 1]),
        "hochberg": ([1, 1, 1], [1, 0, 1]),
        "fixed_sequence": ([1, 1, 1], [1, 0, 1]),
    }
    for method, rows in expected.items():
        made = design(endpoints=two, analysis={"multiplicity": method})
        found = decide(made, given, [20], [20]).success[:, :, 0, 0].astype(int).tolist()
        assert found == [list(rows[0]), list(rows[1])], method


def test_an_interim_look_spends_its_level():
    made = design(analysis={"interim": {"at": "50 %"}})
    given = {(0, 0): verdicts([[0.002, 0.9], [0.004, 0.9], [0.5, 0.048], [0.5, 0.0495]])}
    assert decide(made, given, [10, 20], [20]).success[0, :, 0, 0].tolist() == [True, False, True, False]
    cells = Grid(made, usual_truth(), VISITS[:1], (20, 40), 20_000).cells()
    assert [c.type_one.value for c in cells] == pytest.approx([0.05, 0.05], abs=0.006)


def least(made, most=None):
    cells = Grid(made, usual_truth(), VISITS[:1], made.n, 1000).cells()
    return least_sizes(made, usual_truth(), cells, most)


def test_the_least_size_is_where_assurance_reaches_what_is_wanted():
    made = design(wanted="70 %")
    (found,) = least(made)
    low, high = (
        Grid(made, usual_truth(), VISITS[:1], (n,), 1000).cells()[0].assurance.value
        for n in (found.n - 2, found.n)
    )
    assert low < 0.7 <= high
    assert found.interval[0] <= found.n <= found.interval[1]
    (none,) = least(design(wanted="99.9 %"), most=10)
    assert none.n is None
    assert none.most == 10


def test_least_sizes_are_decided_as_the_design_decides():
    two = [{"outcome": o, "analysis": "paired_t"} for o in ("goodman_baron_quantitative", "ecca")]
    plain, adjusted = (
        least(design(endpoints=two, analysis={"multiplicity": m}, wanted="70 %"))
        for m in ("none", "bonferroni")
    )
    assert all(a.n > b.n for a, b in zip(adjusted, plain, strict=True))
    assert least(design(n=[600]))[0].most == 600  # as far as the design itself goes


def test_a_rate_without_a_figure_is_null():
    assert Rate(np.nan, np.nan).to_json() == {"value": None, "mc_error": None}
