"""Groups of people in a study file: in which ways their shares, ages and severity may be written."""

import pytest

from needlework.errors import InputError
from needlework.report.headline import scenario
from needlework.screening import screen
from needlework.spec import Study, dump_study, load_study
from needlework.spec.parts import parts
from needlework.subject import Course, Skin, not_used, study_warnings

SCARS = {"site": "cheek", "concern": {"kind": "atrophic_scar"}}
COURSE = {"device": "pen_12", "sessions": 1, "depth": "1 mm"}
MIXED = {"III": 0.4, "IV": 0.6}


def of(skin=SCARS, **group) -> Study:
    return load_study(
        {
            "schema": "needlework/study/1",
            "skin": skin,
            "course": COURSE,
            "horizon": "12 weeks",
            "population": group,
        }
    )


def refused(**group) -> str:
    with pytest.raises(InputError) as caught:
        of(**group)
    return str(caught.value)


@pytest.mark.parametrize(
    "types",
    [
        {"III": "40 %", "IV": "60 %"},
        {"IV": "60%", "III": "40%"},
        {"III": 0.4, "IV": 0.6},
        {"III": 12, "IV": 18},
        {"III": "12 (40 %)", "IV": "18 (60 %)"},
        {"iii": "40 %", "iv": "60 %"},
        {3: "40 %", 4: "60 %"},
        {"Type III": "12 of 30", "FST IV": "18/30"},
        {"I": 0, "III": 4, "IV": 6},
    ],
)
def test_shares_are_percentages_fractions_or_counts(types) -> None:
    study = of(phototype=types)
    shares = study.population.phototype
    assert {k: v for k, v in shares.items() if v} == pytest.approx(MIXED)
    assert load_study(dump_study(study)) == study


def test_a_counted_share_is_written_in_few_digits() -> None:
    study = of(phototype={"II": 1, "III": 1, "V": 1}, sex={"F": 2, "M": 1})
    assert study.to_dict()["population"]["sex"] == {"female": "66.6667 %", "male": "33.3333 %"}
    assert load_study(dump_study(study)) == study


def test_percentages_may_miss_the_sum_by_what_they_round() -> None:
    third = of(phototype={"II": "33 %", "III": "33 %", "IV": "33 %"}).population.phototype
    assert third == pytest.approx({"II": 1 / 3, "III": 1 / 3, "IV": 1 / 3}, abs=1e-6)
    for types in ({"III": "40 %", "IV": "59 %"}, {"III": "33.0 %", "IV": "66.0 %"}, {"III": 0.4, "IV": 0.5}):
        assert "shares that add up to 100 %" in refused(phototype=types)


@pytest.mark.parametrize(
    ("types", "words"),
    [
        ({"I-III": "59 %", "IV-VI": "41 %"}, "give each of them a share of its own"),
        ({"III": "-10 %", "IV": "110 %"}, "a share of III"),
        ({"III": "forty percent", "IV": "60 %"}, "a fraction or a count"),
        ({"III": True, "IV": 1}, "a share of III"),
        ({"iii": 1, "III": 2}, "each of them once"),
        ({"VII": "100 %"}, "one of: I, II, III, IV, V, VI"),
    ],
)
def test_shares_that_cannot_be_read_are_refused(types, words) -> None:
    assert words in refused(phototype=types)


def test_sexes_and_smokers_go_by_several_words_and_move_no_number() -> None:
    study = of(sex={"women": 36, "M": 14}, smoking={"non-smokers": "70 %", "smokers": "30 %"})
    assert study.population.sex == pytest.approx({"female": 0.72, "male": 0.28})
    assert study.population.smoking == pytest.approx({"never": 0.7, "current": 0.3})
    assert {"population.sex", "population.smoking"} <= {f.field for f in not_used(study)}
    assert "'smoking' of the skin or of the population" in refused(
        skin=SCARS | {"smoking": "never"}, smoking={"never": 1}
    )


@pytest.mark.parametrize(
    "ages",
    [
        {"mean": "34 years", "sd": "8 years"},
        {"mean": "408 months", "sd": "96 months"},
        "34 ± 8 years",
        "34 +/- 8 years",
        "34 ± 8 years (range 20-50)",
        {"median": "34 years", "iqr": ["28.604 years", "39.396 years"]},
        {"median": "34 years", "iqr": "28.604 to 39.396 years"},
    ],
)
def test_ages_are_a_mean_with_its_sd_or_a_median_with_its_quartiles(ages) -> None:
    study = of(age=ages)
    stated = study.population.age
    assert (stated.middle, stated.spread) == pytest.approx((34.0, 8.0), rel=1e-3)
    assert Skin.of(study).unknown["age"].value == stated.middle
    assert load_study(dump_study(study)) == study


def test_a_range_of_ages_cuts_them_off_and_alone_does_not_say_who_came() -> None:
    ends = [of(age={"mean": "34 years", "sd": "8 years", **e}).population.age.ends for e in (
        {"range": "20 to 50 years"}, {"min": "20 years", "max": "50 years"})]  # fmt: skip
    assert ends[0] == ends[1] == (20.0, 50.0)
    for ages in ("18 to 60 years", ["18 years", "60 years"], {"min": "18 years", "max": "60 years"}):
        assert "a range alone does not say who came" in refused(age=ages)


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ({"mean": "34 years", "sd": "8 years", "min": "50 years", "max": "20 years"}, "in order"),
        ({"mean": "64 years", "sd": "8 years", "max": "50 years"}, "in order"),
        ({"median": "64 years", "iqr": "30 to 40 years"}, "in order"),
        ({"mean": "34 years", "median": "33 years", "sd": "8 years"}, "'mean' or 'median'"),
        ({"mean": "34 years", "sd": "8 years", "range": "20 to 50 years", "min": "20 years"}, "'range', or"),
        ({"mean": "34 years"}, "'sd' or 'iqr' of the ages"),
        ("34 years", "for example 'age: {mean: 34 years, sd: 8 years}'"),
    ],
)
def test_ages_that_say_too_much_or_too_little_are_refused(ages, words) -> None:
    assert words in refused(age=ages)


def test_severity_lies_on_a_scale_of_the_concern() -> None:
    score = {"mean": 16, "sd": 4}
    assert "the key 'scale', one of: goodman_baron_quantitative" in refused(severity=score)
    assert "from 0 to 84" in refused(severity=score | {"scale": "goodman_baron_quantitative", "mean": 160})
    assert "a scale for 'atrophic_scar'" in refused(severity=score | {"scale": "scar_depth"})
    with pytest.raises(InputError, match="from 1 to 4"):
        of(
            {
                "concern": {
                    "kind": "atrophic_scar",
                    "baseline": {"scale": "goodman_baron_qualitative", "value": 7},
                }
            }
        )
    vss = of({"concern": {"kind": "surgical_scar"}}, severity={"mean": 6, "sd": 2})  # it has one scale
    assert Skin.of(vss).concern.baseline.scale == "vancouver_scar_scale"


def test_severity_belongs_to_the_concern_that_is_rated_on_its_scale() -> None:
    severity = {"scale": "goodman_baron_quantitative", "mean": 16, "sd": 4}
    two = of({"concern": [{"kind": "wrinkle"}, {"kind": "atrophic_scar"}]}, severity=severity)
    found = {part.concern: Skin.of(part.study).concern.baseline for part in parts(two)}
    assert found["wrinkle"] is None
    assert found["atrophic_scar"].value == 16
    zoned = of(severity=severity).replace(
        {"zones": [{"name": "cheeks"}, {"name": "brow", "site": "forehead"}]}
    )
    assert [Skin.of(part.study).concern.baseline.value for part in parts(zoned)] == [16, 16]


def test_one_person_is_no_group_and_old_groups_are_outside_the_trials() -> None:
    def warned(**group) -> str:
        study = of(**group)
        return " ".join(study_warnings(study, Skin.of(study), Course.from_spec(study.course).device))

    assert "One person stands for the group" in warned(persons=1, phototype={"II": 1, "VI": 1})
    assert "One person" not in warned(persons=2, phototype={"II": 1, "VI": 1})
    assert "Mean age 90 years lies outside the trials" in warned(age="90 ± 3 years")


@pytest.mark.parametrize(
    ("group", "finding"),
    [
        ({"phototype": {"II": 9, "V": 1}}, "PIG-PHOTOTYPE"),
        ({"age": "30 ± 8 years (range 15-50)"}, "AGE-LT18"),
        ({"smoking": {"never": 9, "current": 1}}, "SMOKER"),
        ({"phototype": {"II": 9, "V": 0}, "age": "30 ± 8 years", "smoking": {"former": 1}}, None),
    ],
)
def test_everybody_of_a_group_is_screened(group, finding) -> None:
    assert [found.id for found in screen(of(**group)).findings] == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ({"age": "34 ± 8 years", "phototype": {"III": 1, "IV": 2}},
         "34 ± 8 years, phototypes III 33.3 %, IV 66.7 %"),
        ({"age": {"median": "34 years", "iqr": "29 to 40 years", "range": "20 to 50 years"}},
         "median 34 years, quartiles 29 to 40 (20 to 50)"),
        ({"age": {"mean": "34 years", "sd": "8 years", "min": "18 years"}}, "34 ± 8 years from 18"),
    ],
)  # fmt: skip
def test_the_first_line_says_who_the_group_is(group, words) -> None:
    assert scenario(of(**group)).startswith(f"Cheek, {words}, atrophic acne scars")
