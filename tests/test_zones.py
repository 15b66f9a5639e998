"""Several places and concerns of one person, a mixed group, visits, sessions one by one."""

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.folder import write_run
from needlework.report.headline import concern_words
from needlework.result import Result
from needlework.runner import run
from needlework.spec import dump_study, load_study
from needlework.spec.parts import parts
from needlework.summary import document

TOP = {
    "schema": "needlework/study/1",
    "horizon": "40 days",
    "draws": 3,
    "population": {"persons": 4},
    "seed": 3,
    "model": {"strata": 2, "rings": 1},
}
COURSE = {"device": "pen_12", "sessions": 1, "depth": "1.5 mm", "density": "250 per cm2"}
PEEL = {"day": 0, "other": "peel", "depth": "1 mm"}
OTHER = {"day": 3, "other": "subcision"}
AGES = {"mean": "30 years", "sd": "5 years"}
DARK = {"kind": "melasma", "baseline": {"scale": "MASI", "value": 8}}
RAISED = {"kind": "hypertrophic_scar", "baseline": {"scale": "manchester", "value": 8}}


def study(**changes):
    return load_study(TOP | {"course": COURSE} | changes)


@pytest.fixture(scope="module")
def two_zones() -> Result:
    zones = [
        {"name": "cheeks", "site": "cheek", "area": "120 cm2", "concern": {"kind": "atrophic_scar"}},
        {"name": "eyes", "site": "periorbital", "area": "30 cm2", "depth": "0.5 mm", "passes": 2},
    ]
    return run(study(skin={"age": "40 years"}, zones=zones))


def test_zones_have_their_own_course_and_one_person(two_zones) -> None:
    cheeks, (eyes,) = two_zones, two_zones.others
    assert (cheeks.zone, eyes.zone) == ("cheeks", "eyes")
    assert eyes.study.course.depth == 500.0
    assert eyes.study.course.density is None
    assert cheeks.study.course.density is not None
    assert np.array_equal(cheeks.parameters["healing.kW"], eyes.parameters["healing.kW"])
    odds = [np.log(r.values["pain_vas"] / (10.0 - r.values["pain_vas"])) for r in (cheeks, eyes)]
    assert np.ptp(odds[0] - odds[1], axis=1) == pytest.approx(0.0, abs=1e-9)  # the same persons feel both


def test_two_sides_may_differ_by_what_is_put_on_them() -> None:
    during = [{"active": name, "when": "during"} for name in ("prp", "saline")]
    sides = [{"name": "left", "topicals": during[:1]}, {"name": "right", "topicals": during[1:]}]
    left = run(study(zones=[*sides, {"name": "neither"}]))
    right, neither = left.others
    assert np.all(left.values["collagen_total"][..., -1] > right.values["collagen_total"][..., -1])
    assert all(np.array_equal(right.values[k], v, equal_nan=True) for k, v in neither.values.items())
    assert {named["field"] for named in document(left)["not_used"]} == {"zones[1].topicals[0].active"}
    late = [{"name": "left", "topicals": [during[0] | {"when": "after", "delay": "60 days"}]}]
    with pytest.raises(InputError, match=r"zones\[0\].topicals\[0\].delay"):
        study(zones=late)


def test_a_zone_alone_gives_the_numbers_it_has_beside_others(two_zones) -> None:
    alone = run(parts(two_zones.asked)[1].study)
    (eyes,) = two_zones.others
    assert all(np.array_equal(alone.values[k], v, equal_nan=True) for k, v in eyes.values.items())


def test_each_row_names_its_zone_and_the_zones_are_summed(two_zones) -> None:
    found = document(two_zones)
    assert {row["zone"] for row in found["outcomes"]} == {"cheeks", "eyes"}
    scores = {row["zone"] for row in found["outcomes"] if row["id"] == "goodman_baron_quantitative"}
    assert scores == {"cheeks"}
    assert found["zones"]["area_cm2"] == 150.0
    minutes = sum(r.values["session_minutes"] for r in (two_zones, *two_zones.others))
    assert found["zones"]["minutes"]["mean"] == pytest.approx(np.median(minutes.mean(axis=1)))
    assert [z["zone"] for z in found["zones"]["each"]] == ["cheeks", "eyes"]
    assert len(found["study"]["zones"]) == 2


def test_a_run_folder_holds_every_zone(two_zones, tmp_path) -> None:
    summary = document(two_zones)
    again = Result.load(write_run(two_zones, summary, tmp_path / "run"))
    table = (tmp_path / "run" / "outcomes.csv").read_text(encoding="utf-8").splitlines()
    assert {line.rsplit(",", 1)[1] for line in table} == {"zone", "cheeks", "eyes"}
    found = document(again)
    assert found["study"] == summary["study"]
    assert [(r["id"], r["zone"], r["time_days"]) for r in found["outcomes"]] == [
        (r["id"], r["zone"], r["time_days"]) for r in summary["outcomes"]
    ]


def test_without_zones_a_row_has_none() -> None:
    found = document(run(study(draws=1, population={"persons": 1})))
    assert {row["zone"] for row in found["outcomes"]} == {None}
    assert "zones" not in found


def test_two_concerns_are_each_rated_on_their_own_scales() -> None:
    found = document(run(study(skin={"concern": [{"kind": "atrophic_scar"}, {"kind": "melasma"}]})))
    rated = {row["id"]: row["concern"] for row in found["outcomes"] if row["id"] in ("ecca", "mmasi")}
    assert rated == {"ecca": "atrophic_scar", "mmasi": "melasma"}
    shared = [row for row in found["outcomes"] if row["id"] == "collagen_total" and row["time_days"] == 40]
    assert len(shared) == 1


def test_visits_become_rows() -> None:
    found = document(run(study(visits=["10 days", "5 weeks"], draws=1, population={"persons": 1})))
    days = {row["time_days"] for row in found["outcomes"] if row["id"] == "collagen_total"}
    assert {10.0, 35.0} <= days


def test_sessions_one_by_one_wound_as_they_say() -> None:
    sessions = [
        {"day": 0},
        {"day": "10 days", "depth": "0.5 mm", "topicals": [{"active": "PRP", "when": "during"}]},
    ]
    plain = run(study(course=COURSE | {"sessions": 2, "interval": "10 days"}))
    same = run(study(course=COURSE | {"sessions": [{"day": 0}, {"day": 10}]}))
    other = run(study(course=COURSE | {"sessions": sessions}))
    end = lambda r: r.values["collagen_total"][:, :, -1]  # noqa: E731
    assert np.array_equal(end(plain), end(same))
    assert not np.allclose(end(plain), end(other))
    assert np.array_equal(plain.values["channel_depth"], other.values["channel_depth"])


def test_a_group_is_as_old_and_of_the_types_that_are_stated() -> None:
    group = {
        "persons": 400,
        "age": {"mean": "30 years", "sd": "5 years", "min": "20 years", "max": "40 years"},
        "phototype": {"III": "40 %", "IV": "60 %"},
    }
    from needlework.population import design
    from needlework.subject import Course, Skin

    one = study(population=group, draws=1)
    lanes = design(Skin.of(one), Course.from_spec(one.course), 1, 400, 3).first(400)
    assert 29 < lanes.age.mean() < 31
    assert 20 <= lanes.age.min() <= lanes.age.max() <= 40
    assert np.mean(lanes.phototype["ordinal"] == 3) == pytest.approx(0.4, abs=0.01)
    assert set(lanes.phototype["ordinal"]) == {3.0, 4.0}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"zones": [{"name": "a"}, {"name": "a"}]}, "each zone's name once"),
        ({"skin": {"concern": [{"kind": "stria"}, {"kind": "stria"}]}}, "each kind of concern once"),
        ({"visits": ["1 year"]}, "visits up to the horizon"),
        ({"course": COURSE | {"sessions": [{"day": 5}]}}, "the first on day 0"),
        ({"course": COURSE | {"sessions": [{"day": 0}, {"day": 0}]}}, "one session a day"),
        ({"course": COURSE | {"sessions": [PEEL]}}, "'day' and 'other' only"),
        ({"population": {"phototype": {"III": "40 %"}}}, "add up to 100 %"),
        ({"population": {"phototype": {"VII": "100 %"}}}, "one of: I, II"),
        ({"skin": {"age": "30 years"}, "population": {"age": AGES}}, "remove one"),
        ({"population": {"age": AGES | {"min": "40 years"}}}, "in order"),
        ({"course": COURSE | {"depth": "1.5 to 0.5 mm"}}, "a range from less to more"),
        ({"course": COURSE | {"depth": "until banana"}}, "a sign"),
        ({"course": COURSE | {"energy": "16 mJ"}}, "a device with a series for energy"),
        ({"course": COURSE | {"density": None, "coverage": "120 %"}}, "between 0 and 100 %"),
        ({"course": COURSE | {"device": {"kind": "sheet", "margin": "-5 um"}}}, "a depth and no density"),
        ({"course": COURSE | {"device": {"kind": "pen", "needle_diameter": "99 G"}}}, "a gauge on file"),
        ({"skin": {"concern": DARK}}, "nearest on file is mmasi"),
        (
            {"skin": {"concern": RAISED}},
            "vancouver_scar_scale",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes, expected) -> None:
    with pytest.raises(InputError, match=expected):
        study(**changes)


def test_what_is_written_is_read_again() -> None:
    one = study(
        skin={"concern": [{"kind": "atrophic_scar", "age": "3 weeks"}, {"kind": "melasma"}]},
        course=COURSE
        | {"depth": "0.5 to 1.5 mm", "sessions": [{"day": 0}, {"day": 3, "other": "subcision"}]},
        visits=["4 weeks"],
    )
    assert load_study(dump_study(one)) == one


def test_scars_of_chickenpox_are_not_called_acne_scars() -> None:
    words = [
        concern_words(study(skin={"concern": {"kind": "atrophic_scar", **more}}).skin)
        for more in ({}, {"cause": "varicella"}, {"cause": "varicella", "morphology": "boxcar"})
    ]
    assert words == [
        "atrophic acne scars",
        "atrophic scars after chickenpox",
        "boxcar scars after chickenpox",
    ]


def test_a_fault_of_a_zone_is_told_at_the_zone_when_the_file_is_read() -> None:
    zones = [{"name": "brow", "site": "forehead", "energy": "20 mJ"}]
    with pytest.raises(InputError, match=r"zones\[0\].energy: expected a device with a series for energy"):
        study(zones=zones)


@pytest.mark.parametrize(
    ("course", "zone", "where"),
    [("1 mm", ", depth: 4 mm", "study:5 zones[1].depth"), ("4 mm", "", "study:2 course.depth")],
)
def test_needles_past_the_dermis_are_told_where_their_depth_stands(
    course: str, zone: str, where: str
) -> None:
    text = f"""schema: needlework/study/1
course: {{device: pen_12, sessions: 1, depth: {course}}}
zones:
  - {{name: back, site: back, depth: 1 mm}}
  - {{name: eyes, site: periorbital{zone}}}
horizon: 6 months
draws: 1
"""
    with pytest.raises(InputError) as refused:
        run(load_study(text))
    (fault,) = refused.value.faults
    assert fault.where == where
    assert "(around the eye" in fault.expected


def test_a_laser_in_a_zone_of_a_pens_study_runs() -> None:
    zones = [{"name": "brow", "site": "forehead", "device": "fractional_co2", "energy": "20 mJ"}]
    course = {"device": "pen_12", "sessions": 1, "depth": "1 mm", "passes": 4}
    result = run(study(course=course, zones=zones, draws=1, population={"persons": 1}))
    assert result.study.course.depth is None  # the energy fixes it, not the depth of the pen
    assert result.values["channel_depth"].size == 1
