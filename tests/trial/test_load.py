import json

import pytest
import yaml

from needlework.errors import InputError
from needlework.trial.baselines import read_baselines
from needlework.trial.load import design_schema, dump_design, load_design, load_with_baselines
from needlework.trial.schema import CohortSpec
from needlework.trial.unread import not_used
from tests.trial.plans import plan

TEXT = """\
schema: needlework/design/1
cohort:
  skin: {concern: {kind: atrophic_scar}}
  phototype: {III: 50 %, IV: 40 %}
  correlations:
  - {between: [age, severity], r: 1.4}
arms:
  one: {course: {sessions: 3, interval: 4 weeks}}
  two: {course: {sessions: 3}}
layout: {kind: split_face}
visits: {after: first_session, at: [6 weeks, 6 months]}
endpoints:
- {outcome: goodman_baron_quantitativ, analysis: paired_t}
- {outcome: goodman_baron_quantitative, analysis: proportional_odds}
- {outcome: goodman_baron_qualitative, analysis: anova}
contrasts:
- {better: one, than: tow}
n: [1, 20]
"""


def faults(source):
    with pytest.raises(InputError) as caught:
        load_design(source)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_come_at_once_with_their_lines(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(TEXT)
    found = faults(path)
    expected = [
        (4, "shares that add up to 100 %; received 90 %"),
        (6, "a correlation from -1 to 1; received 1.4"),
        (9, "arms.two.course: expected the key 'interval' for several sessions"),
        (11, "a visit after the last session of 'one' (day 56)"),
        (13, "did you mean 'goodman_baron_quantitative'?"),
        (14, "an analysis of a continuous score; received proportional_odds on a continuous score"),
        (15, "one of: paired_t, signed_rank"),
        (17, "did you mean 'two'?"),
        (18, "at least 2; received 1"),
    ]
    for line, words in expected:
        assert any(f"bad.yaml:{line}" in f and words in f for f in found), (line, words, found)
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"n": [1]}, "at least 2; received 1"),
        ({"n": [20, 10]}, "sizes in order"),
        ({"arms": {"one": {"course": {"sessions": 0}}}}, "at least two arms; received one"),
        ({"contrasts": [{"better": "needled", "than": "needled"}]}, "different arms on the two sides"),
        ({"contrasts": [{"better": "needled"}]}, "'better' with 'than', or 'trend'"),
        ({"contrasts": [{"trend": ["needled", "wide", "untreated"]}]}, "a trend in a parallel trial"),
        (
            {
                "contrasts": [{"trend": ["needled", "wide", "untreated"]}],
                "layout": {"kind": "parallel"},
                "endpoints": [{"outcome": "ecca", "analysis": "mixed_model"}],
            },
            "analyses of a trend; received mixed_model",
        ),
        ({"layout": {"allocation": {"needled": 2}}}, "no allocation: each person has both"),
        ({"layout": {"washout": "3 months"}}, "a washout in a crossover only"),
        ({"layout": {"kind": "crossover"}}, "the key 'washout' of a crossover"),
        ({"layout": {"kind": "crossover", "washout": "2 months"}}, "a washout not before the last visit"),
        ({"layout": {"kind": "parallel"}}, "an analysis for a parallel trial; received paired_t"),
        (
            {
                "layout": {"kind": "crossover", "washout": "6 months"},
                "endpoints": [{"outcome": "pih_probability", "analysis": "mcnemar"}],
            },
            "an endpoint of each period; received pih_probability, which is one figure for both",
        ),
        ({"visits": {"at": ["6 months", "3 months"]}}, "visits in order of time"),
        ({"trials": 100, "cohort": {"draws": 200}}, "at least as many trials as draws"),
        ({"analysis": {"alpha": "0 %"}}, "a level between 0 and 100 %"),
        ({"analysis": {"interim": {"at": "100 %"}}}, "a look before the end"),
        ({"analysis": {"interim": {"at": "50 %"}, "multiplicity": "holm"}}, "none or bonferroni"),
        ({"cohort": {"csv": "a.csv"}}, "baselines from 'csv' or as a mix"),
        ({"cohort": {"severity": {"scale": "goodman_baron_quantitative"}}}, "'mean' and 'sd' of the score"),
        ({"cohort": {"severity": {"scale": "mmasi", "mean": 6, "sd": 2}}}, "a scale of atrophic_scar"),
        ({"cohort": {"history": {"asthma": "60 %", "eczema": "50 %"}}}, "shares of at most 100 % together"),
        ({"endpoints": [{"outcome": "pore_area", "analysis": "paired_t"}]}, "an endpoint of this cohort"),
        (
            {"endpoints": [{"outcome": "pih_probability", "analysis": "paired_t"}]},
            "an analysis of a yes or no",
        ),
        (
            {"endpoints": [{"outcome": "ecca", "analysis": "mcnemar", "responder": "100 %"}]},
            "a share between 0 and 100 %",
        ),
        ({"endpoints": [{"outcome": "ecca", "analysis": "paired_t", "role": "secondary"}]}, "one primary"),
        ({"cohort": {"skin": {"age": "30 years", "concern": {"kind": "atrophic_scar"}}}}, "'age' once"),
        ({"prior": {"no_effect": "30 %"}}, "an assurance below 71%, with 30 % of belief on no effect"),
        ({"wanted": "90 %", "prior": {"no_effect": "15 %"}}, "an assurance below 85%"),
        ({"name": "Jane Roe"}, "no personal data"),
    ],
)
def test_each_rule_says_what_is_wrong(changes, words):
    found = faults(plan(**changes))
    assert any(words in f for f in found), found


def test_a_fault_of_a_cohort_or_an_endpoint_hides_no_other():
    cohort = {
        "phototype": {"III": "50 %"},
        "severity": {"scale": "goodman_baron_quantitative", "mean": 160, "sd": 4},
    }
    found = faults(plan(cohort=cohort, endpoints=[{"outcome": "goodman_baron", "analysis": "pared_t"}]))
    for words in (
        "100 %; received 50 %",
        "from 0 to 84",
        "did you mean 'goodman_baron_qua",
        "did you mean 'paired_t'",
    ):
        assert any(words in f for f in found), (words, found)


@pytest.mark.parametrize(
    "cohort",
    [
        {"phototype": {"III": 0.5, "IV": 0.5}},
        {"phototype": {"III": 9, "IV": 9}, "age": {"mean": "29 years", "sd": "7 years", "min": "18 years"}},
        {
            "age": {"median": "29 years", "iqr": "25 to 34 years", "least": "18 years"},
            "sex": {"F": 1, "M": 1},
        },
        {"severity": {"scale": "Goodman-Baron quantitative", "mean": 16, "sd": 4}},
    ],
)
def test_a_cohort_is_written_as_a_group_of_a_study_is(cohort):
    design = load_design(plan(cohort=cohort))
    assert load_design(dump_design(design)).to_dict() == design.to_dict()
    assert "age" not in cohort or design.cohort.age.ends == (18.0, None)
    assert "phototype" not in cohort or design.cohort.phototype == {"III": 0.5, "IV": 0.5}


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ({"least": "18 years", "min": "20 years"}, "'least' or 'min'; received both"),
        ({"most": "50 years", "range": "20 to 60 years"}, "'most' or 'range'; received both"),
    ],
)
def test_an_end_of_the_ages_is_stated_once(ends, words):
    found = faults(plan(cohort={"age": {"mean": "29 years", "sd": "7 years"} | ends}))
    assert any(words in f for f in found), found


def test_lines_of_a_csv_file_that_hold_nothing_are_passed_over(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n\r\n").encode())
    assert read_baselines(tmp_path / "b.csv").size == 12
    (tmp_path / "b.csv").write_text("\n\n" + ROWS + "\n31,,IV\n")
    with pytest.raises(InputError, match=r"b\.csv:17 column 'severity'"):
        read_baselines(tmp_path / "b.csv")


def test_a_cohort_has_one_concern():
    skin = {"concern": [{"kind": "atrophic_scar"}, {"kind": "wrinkle"}]}
    assert any("one concern; received 2" in f for f in faults(plan(cohort={"skin": skin})))


ROWS = "age,severity,phototype\n" + 12 * "30,16,III\n"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS.replace("30,16", "300,", 1), ("b.csv:2 column 'age'", "b.csv:2 column 'severity'")),
        (ROWS.replace("16", "90"), ("a score of goodman_baron_quantitative from 0 to 84; received '90'",)),
        (None, ("b.csv: expected a CSV file",)),
    ],
)
def test_faults_of_a_design_and_of_its_baselines_are_told_together(tmp_path, rows, words):
    if rows:
        (tmp_path / "b.csv").write_text(rows)
    tree = yaml.safe_load(dump_design(load_design(plan())))
    keep = {k: v for k, v in tree["cohort"].items() if k in ("skin", "draws", "persons")}
    tree["cohort"] = keep | {"csv": "b.csv", "severity": {"scale": "goodman_baron_quantitative"}}
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree))
    with pytest.raises(InputError) as caught:
        load_with_baselines(tmp_path / "d.yaml")
    assert all(word in str(caught.value) for word in words)
    (tmp_path / "d.yaml").write_text(yaml.safe_dump(tree | {"n": [1]}))
    with pytest.raises(InputError) as caught:
        load_with_baselines(tmp_path / "d.yaml")
    assert "d.yaml:" in str(caught.value)
    assert ("b.csv" in str(caught.value)) == words[0].startswith("b.csv")  # scores need the design's scale


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        ({"skin": {"concern": {"kind": "atrophic_scar"}}}, "the key 'severity' in the cohort"),
        (
            {"skin": {"phototype": "II", "concern": {"kind": "atrophic_scar"}},
             "severity": {"scale": "goodman_baron_quantitative"}},
            "'phototype' of the skin or of the file",
        ),
    ],
)  # fmt: skip
def test_a_column_that_would_move_nothing_is_refused(tmp_path, cohort, words):
    (tmp_path / "b.csv").write_text(ROWS)
    with pytest.raises(InputError, match=words):
        read_baselines(tmp_path / "b.csv", CohortSpec.model_validate(cohort | {"csv": "b.csv"}))


def test_a_list_of_nothing_but_faults_is_not_called_too_short():
    assert [f for f in faults(plan(n=[1])) if "at least 1 item" in f] == []
    assert any("at least 1 item" in f for f in faults(plan(n=[])))


def test_correlations_that_contradict_each_other_are_refused():
    pairs = [("age", "severity", 0.9), ("age", "response", 0.9), ("severity", "response", -0.9)]
    correlations = [{"between": [a, b], "r": r} for a, b, r in pairs]
    assert any("can hold together" in f for f in faults(plan(cohort={"correlations": correlations})))


def test_a_design_reads_back_from_its_text():
    made = load_design(plan())
    assert load_design(dump_design(made)).to_dict() == made.to_dict()


def test_a_factorial_becomes_arms_and_its_levels_stand_for_them():
    base = {"device": "pen_12", "sessions": 3, "interval": "4 weeks", "depth": "1 mm"}
    factors = {"depth": ["1 mm", "1.5 mm"], "interval": ["2 weeks", "6 weeks"]}
    made = load_design(
        plan(
            arms=None,
            factorial={"base": base, "factors": factors},
            layout={"kind": "parallel"},
            endpoints=[{"outcome": "ecca", "analysis": "ancova"}],
            contrasts=[{"better": "depth_1_5_mm", "than": "depth_1_mm"}],
        )
    )
    assert len(made.arms) == 4
    assert made.contrasts[0].better == (
        "depth_1_5_mm_and_interval_2_weeks",
        "depth_1_5_mm_and_interval_6_weeks",
    )
    assert {a.course.depth for n, a in made.arms.items() if n in made.contrasts[0].than} == {1000.0}


def test_a_preset_is_a_published_enrolment_and_what_the_file_says_stands():
    made = load_design(plan(cohort={"preset": "dogra_2014", "phototype": {"IV": "100 %"}, "age": None}))
    assert made.cohort.phototype == {"IV": 1.0}
    kenkel = load_design(
        plan(
            cohort={"preset": "kenkel_2021", "skin": {}, "phototype": None, "age": None, "severity": None},
            endpoints=[{"outcome": "wrinkle_grade", "analysis": "signed_rank"}],
        )
        | {"cohort": {"preset": "kenkel_2021"}, "trials": 2000}
    )
    assert kenkel.cohort.phototype == {"II": 0.75, "III": 0.125, "IV": 0.125}


def test_presets_have_sources_on_file():
    from needlework.evidence.sources import load_sources
    from needlework.spec.fields import catalogue
    from needlework.trial.tables import preset

    for key in catalogue("trials/cohorts"):
        assert preset(key)["source"] in load_sources()
        assert preset(key)["locator"]


def test_endpoints_are_outcomes_and_analyses_are_kernels():
    from typing import get_args

    from needlework.outcomes import outcomes
    from needlework.trial.schema import Analysis
    from needlework.trial.tables import measures, methods

    assert set(measures()) <= set(outcomes())
    assert set(methods()) == set(get_args(Analysis))


def test_a_study_is_told_where_it_belongs(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text("schema: needlework/study/1\nskin: {}\ncourse: {}\n")
    (said,) = faults(path)
    assert said.endswith(
        "study.yaml:1 schema: expected a design; received a study; next: "
        "use it with 'needlework run', or write 'schema: needlework/design/1'"
    )


def test_the_schema_accepts_what_the_loader_accepts():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(yaml.safe_load(yaml.safe_dump(plan())), design_schema())
    json.dumps(design_schema())


def test_the_committed_schema_is_that_of_the_models():
    from importlib import resources

    committed = json.loads((resources.files("needlework") / "data" / "design.schema.json").read_text("utf-8"))
    assert committed == design_schema(), (
        "write json.dumps(design_schema(), indent=1) to data/design.schema.json"
    )


@pytest.mark.parametrize(
    "name", ["interval-2-4-6-weeks", "split-face-prp", "dose-ranging-depth", "needling-against-laser"]
)
def test_shipped_designs_are_read(name):
    from needlework.scaffold import example_text

    made = load_design(example_text(name))
    assert made.trials >= made.cohort.draws


def test_published_designs_are_read_and_their_records_are_on_file():
    from importlib import resources

    from needlework.evidence.observations import load_observations

    folder = resources.files("needlework") / "data" / "trials" / "published"
    for file in folder.iterdir():
        made = load_design(file.read_text(encoding="utf-8"))
        study = file.name.removesuffix(".yaml").replace("_2", "2")
        assert any(key.startswith(f"{study}.") for key in load_observations()), study
        assert len(made.n) == 1


def test_what_moves_no_number_of_a_trial_is_named():
    course = plan()["arms"]["needled"]["course"]
    idle = {"operator": {"skill": "trained"}, "area": "90 cm2", "aftercare": {"occlusion": "full"}}
    changes = {
        "cohort": {"skin": plan()["cohort"]["skin"] | {"smoking": "current"}, "sun": {"exposed": "100 %"}},
        "arms": plan()["arms"] | {"needled": {"course": course | idle}},
        "conduct": {"late_by": "3 days"},
    }
    named = {n["field"] for n in not_used(load_design(plan(**changes)))}
    assert named == {
        "cohort.skin.smoking", "cohort.sun", "conduct.late_by", "arms.needled.course.operator.skill",
        "arms.needled.course.area", "arms.needled.course.aftercare.occlusion",
    }  # fmt: skip
    asked = [{"outcome": "pih_probability", "analysis": "mcnemar"}]
    assert "cohort.sun" not in {n["field"] for n in not_used(load_design(plan(**changes, endpoints=asked)))}
