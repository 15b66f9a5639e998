"""Every kind of trial from the file to the report."""

import numpy as np
import pytest

from needlework.trial.document import document
from needlework.trial.load import load_design
from needlework.trial.plan import run
from needlework.trial.report import render_report
from needlework.trial.simulate import Simulator
from tests.trial.plans import plan, truth_of

BASE = {"device": "pen_12", "sessions": 2, "depth": "1 mm", "density": "250 per cm2", "interval": "2 weeks"}
ANCOVA = [{"outcome": "goodman_baron_quantitative", "analysis": "ancova"}]
KINDS = {
    "crossover beside no needling": {
        "layout": {"kind": "crossover", "washout": "6 months"},
        "arms": {"needled": {"course": BASE}, "untreated": {"course": {"sessions": 0}}},
    },
    "crossover of two courses": {
        "layout": {"kind": "crossover", "washout": "6 months"},
        "arms": {"needled": {"course": BASE}, "wide": {"course": {**BASE, "interval": "6 weeks"}}},
        "contrasts": [{"better": "needled", "than": "wide", "alternative": "different"}],
        "conduct": {"missed": "10 %", "late": "10 %"},
    },
    "a drug on one side": {
        "arms": {
            "with": {"course": {**BASE, "topicals": [{"active": "prp", "when": "during"}]}},
            "alone": {"course": BASE},
        },
        "contrasts": [{"better": "with", "than": "alone"}],
    },
    "factorial": {
        "arms": None,
        "factorial": {
            "base": BASE,
            "factors": {"depth": ["1 mm", "1.5 mm"], "interval": ["2 weeks", "6 weeks"]},
        },
        "layout": {"kind": "parallel"},
        "endpoints": ANCOVA,
        "contrasts": [{"better": "depth_1_5_mm", "than": "depth_1_mm"}],
    },
    "centres, operators, allocation, screening": {
        "layout": {
            "kind": "parallel",
            "allocation": {"needled": 2},
            "centres": 3,
            "centre_spread": "20 %",
            "operators": 2,
            "operator_spread": "10 %",
        },
        "endpoints": ANCOVA,
        "cohort": {"phenotype": {"normal": "80 %", "keloid_prone": "20 %"}},
        "inclusion": {"screening": "label_strict", "exclude": ["absolute", "consult"]},
    },
    "losses not at random, counted as failures, with a look before the end": {
        "conduct": {
            "dropout": {"share": "20 %", "mechanism": "not_at_random"},
            "missed": "10 %",
            "late": "20 %",
            "late_by": "10 days",
        },
        "estimand": {"missed_session": "hypothetical", "dropout": "composite"},
        "analysis": {"interim": {"at": "50 %", "spending": "pocock"}, "multiplicity": "bonferroni"},
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_trial_runs_to_its_report(kind, tmp_path):
    small = {"trials": 200, "null_trials": 1000, "n": [40], "visits": {"at": ["3 months"]}}
    changes = {**small, **KINDS[kind]}
    changes["cohort"] = {"draws": 10, "persons": 12, **changes.get("cohort", {})}
    answer = run(load_design(plan(**changes)), None, tmp_path)
    (cell,) = answer.cells
    assert 0.0 <= cell.assurance.value <= 1.0
    assert cell.type_one.value == pytest.approx(0.05, abs=0.03)
    assert cell.failed_fits == 0
    page = render_report(answer, document(answer))
    assert all(
        f'id="{part}"' in page for part in ("answer", "ademp", "delta2", "flow", "table1", "published")
    )


def test_carry_over_is_simulated_in_a_crossover():
    made = load_design(
        plan(**{**KINDS["crossover beside no needling"], "cohort": {"draws": 4}, "trials": 100})
    )
    truth = truth_of(made)
    first = truth.values["goodman_baron_quantitative/needled>untreated"]
    bare = truth.values["untreated/goodman_baron_quantitative/needled>untreated"]
    begin = float(made.layout.washout) + 14.0
    later = truth.treatments["needled>untreated"].times >= begin
    assert (
        first[..., later] < bare[..., later]
    ).mean() > 0.9  # the first course still shows in the second period


def test_a_first_visit_is_read_after_the_course_not_on_the_way_to_it():
    source = Simulator(load_design(plan()))
    for treatment in source.treatments:
        last = max(treatment.course.days, default=0.0)
        assert np.sum((treatment.times > last) & (treatment.times <= last + 7.0)) == 3
