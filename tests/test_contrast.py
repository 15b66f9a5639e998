"""Benefit is needled minus untreated, for the same draws and persons; and what is reported at all."""

import json
from typing import Any

import numpy as np
import pytest

from needlework.outcomes import Outcome, outcomes
from needlework.result import Result
from needlework.runner import run
from needlework.spread import Studies, new_studies, spread_of
from needlework.summary import document
from needlework.support import published_sizes, why_not_reported
from tests.conftest import study_of

SCAR = {"kind": "atrophic_scar"}


def rows_of(printed: dict[str, Any], id: str) -> list[dict[str, Any]]:
    return [row for row in printed["outcomes"] if row["id"] == id]


@pytest.fixture(scope="module")
def printed(crowd: Result) -> dict[str, Any]:
    return json.loads(json.dumps(document(crowd), allow_nan=False))


# ---- the twin without a session --------------------------------------------------------------------------


@pytest.mark.parametrize("concern", [None, SCAR, {"kind": "wrinkle"}, {"kind": "hypertrophic_scar"}])
def test_needled_minus_untreated_is_nought_without_needles(concern) -> None:
    found = run(
        study_of(
            concern=concern, sessions=0, interval=None, draws=3, population={"persons": 3}, horizon="90 days"
        )
    )
    for key, values in found.values.items():
        assert np.array_equal(values, found.untreated[key]), key
    for row in document(found)["outcomes"]:
        assert row["difference"]["mean"] == 0.0, row["id"]


def test_the_untreated_twin_is_the_skin_left_alone(crowd: Result) -> None:
    still = run(
        study_of(
            concern=SCAR, sessions=0, interval=None, draws=crowd.study.draws,
            horizon=f"{crowd.study.horizon:g} days", population={"persons": crowd.study.population.persons},
        )
    )  # fmt: skip
    for key, values in still.values.items():
        if outcomes()[key].rows == "series":
            np.testing.assert_allclose(
                crowd.untreated[key][:, :, -1], values[:, :, -1], rtol=1e-9, atol=1e-9, err_msg=key
            )


def test_what_only_needles_cause_is_nought_untreated(crowd: Result) -> None:
    for key in ("pain_vas", "channel_depth", "channel_density", "downtime", "pih_probability", "tewl"):
        start = crowd.values[key][:, :, :1] if crowd.values[key].ndim == 3 else 0.0
        assert np.array_equal(crowd.untreated[key], np.broadcast_to(start, crowd.untreated[key].shape)), key


@pytest.mark.parametrize(
    ("concern", "key", "sign"),
    [
        ({"kind": "wrinkle"}, "wrinkle_grade", 1),
        ({"kind": "laxity"}, "laxity_grade", 1),
        ({"kind": "hypertrophic_scar", "age": "3 months"}, "vancouver_scar_scale", -1),
        ({"kind": "hypertrophic_scar", "age": "9 years"}, "vancouver_scar_scale", 0),
        ({"kind": "melasma"}, "mmasi", -1),
        ({"kind": "atrophic_scar"}, "ecca", 0),
    ],
)
def test_skin_left_alone_does_what_its_concern_does(concern, key, sign) -> None:
    plain = run(study_of(concern=concern, horizon="12 months")).untreated[key][0, 0]
    change = (plain[-1] - plain[0]) / plain[0]
    assert np.sign(change) * (abs(change) > 0.01) == sign


def test_red_stretch_marks_fade_and_white_ones_stay() -> None:
    runs = [
        run(study_of(concern={"kind": "stria", "age": age}, horizon="12 months"))
        for age in ("4 months", "6 years")
    ]
    left = [found.untreated["responder_any"][0, 0] for found in runs]
    assert left[0] > 0.5 > left[1]


def test_melasma_in_the_sun_does_not_lighten() -> None:
    sunny = {"concern": {"kind": "melasma"}, "aftercare": {"sun": "exposed"}}
    plain = run(study_of(**sunny, horizon="6 months")).untreated["mmasi"][0, 0]
    assert plain[-1] == pytest.approx(plain[0])


def test_regression_to_the_mean_is_printed_of_both_arms_and_is_in_no_skin() -> None:
    outcome = outcomes()["ecca"]
    needled, plain = arms(outcome, 40.0, 50.0, 50.0)
    falls = QUIET | {"scale.regression": np.full(DRAWS, 0.1)}
    found = Studies(outcome, needled, plain, falls, 30, 1)
    assert found.printed(unblinded=False)[..., -1] == pytest.approx(40.0 * np.exp(-0.1))
    assert found.printed(unblinded=False)[..., 0] == pytest.approx(50.0)
    assert found.difference()[..., -1] == pytest.approx(-10.0 * np.exp(-0.1))


def test_a_lane_that_failed_has_no_twin() -> None:
    values = np.ones((4, 3, 2))
    values[1, 1] = np.nan
    found = spread_of(outcomes()["ecca"], 50 * values, PARAMETERS, 30, 1, untreated=50 * values)
    assert np.isfinite(found.difference.median).all()


# ---- rows ------------------------------------------------------------------------------------------------


def test_every_row_has_both_arms_and_their_difference(printed: dict[str, Any]) -> None:
    arm = {"mean", "mean_interval", "person_interval"}
    for row in printed["outcomes"]:
        assert set(row["untreated"]) == arm
        assert set(row["difference"]) == {*arm, "study_interval"}
        assert row["zone"] is None
        assert isinstance(row["reported"], bool)
        assert row["reported"] != bool(row.get("reported_why"))
        assert (
            (row["study_interval"] is None)
            == ("studies" not in row)
            == (row["difference"]["study_interval"] is None)
        )
        if row["study_interval"] is not None:
            assert row["studies"]["open"]["interval"] == row["study_interval"]
            assert set(row["studies"]) == {"open", "blinded"}


def test_data_files_keep_the_untreated_arm(crowd: Result, tmp_path) -> None:
    crowd.write_data(tmp_path)
    again = Result.load(tmp_path)
    assert set(again.untreated) == set(crowd.untreated)
    one, other = (rows_of(document(r), "ecca")[-1]["untreated"] for r in (again, crowd))
    assert one["mean"] == pytest.approx(other["mean"], rel=1e-5)


# ---- what studies print ------------------------------------------------------------------------------------

DRAWS, PERSONS = 4, 3
PARAMETERS = {
    k: np.full(DRAWS, v)
    for k, v in {
        "scale.open_label": 0.7, "scale.regression": 0.0, "scale.threshold_any": 0.05,
        "scale.threshold_one_grade": 0.25, "scale.threshold_two_grades": 0.6, "scale.measurement_cv": 0.1,
        "scale.study_spread_score": 0.3, "scale.study_spread_grade": 0.3, "scale.study_spread_share": 0.3,
        "scale.rating_scatter": 0.5, "study.instrument_spread": 0.3, "study.measurement_sd": 0.1,
        "pih.study_spread": 0.8, "study.pain_spread": 0.5, "scale.count_concentration": 1e6,
        "pih.count_concentration": 1e6,
    }.items()
}  # fmt: skip
QUIET = {k: np.zeros(DRAWS) if "spread" in k or "measurement" in k else v for k, v in PARAMETERS.items()}


def arms(outcome: Outcome, needled: float, untreated: float, start: float) -> tuple[np.ndarray, np.ndarray]:
    if outcome.rows == "once":
        return np.full((DRAWS, PERSONS), needled), np.full((DRAWS, PERSONS), untreated)
    of = lambda end: np.tile([start, end], (DRAWS, PERSONS, 1))  # noqa: E731
    return of(needled), of(untreated)


def test_open_studies_print_more_benefit_than_blinded_ones() -> None:
    needled, plain = arms(outcomes()["ecca"], 40.0, 50.0, 50.0)
    found = Studies(outcomes()["ecca"], needled, plain, QUIET, 30, 1)
    open_, blinded = (found.printed(unblinded=u)[..., -1] for u in (True, False))
    assert blinded == pytest.approx(40.0)
    assert open_ == pytest.approx(50.0 * 0.8**1.7)


@pytest.mark.parametrize(
    ("id", "untreated", "start"),
    [("ecca", 45.0, 50.0), ("goodman_baron_qualitative", 2.7, 3.0), ("scar_depth", -4.0, 0.0)],
)
def test_raters_exaggerate_only_what_needling_did(id: str, untreated: float, start: float) -> None:
    outcome = outcomes()[id]
    needled, plain = arms(outcome, untreated, untreated, start)
    for open_label in (True, False):
        found = new_studies(outcome, needled, QUIET, 30, 1, open_label=open_label, untreated=plain)
        assert found[:, -1] == pytest.approx(untreated)


@pytest.mark.parametrize("id", ["responder_half", "responder_any"])
def test_a_share_that_needling_did_not_raise_is_not_exaggerated(id: str) -> None:
    needled, plain = arms(outcomes()[id], 0.3, 0.3, 0.0)
    found = new_studies(outcomes()[id], needled, QUIET, 10_000, 1, untreated=plain)
    assert found.mean() == pytest.approx(0.3, abs=0.01)
    raised, _ = arms(outcomes()[id], 0.5, 0.3, 0.0)
    open_, blinded = (
        new_studies(outcomes()[id], raised, QUIET, 10_000, 1, untreated=plain, open_label=o).mean()
        for o in (True, False)
    )
    assert blinded == pytest.approx(0.5, abs=0.01)
    assert open_ > 0.55


def test_a_controlled_trial_of_nothing_finds_nothing_on_average() -> None:
    for id, level in (("ecca", 50.0), ("responder_half", 0.3), ("collagen_total", 0.0)):
        needled, plain = arms(outcomes()[id], level, level, level)
        found = Studies(outcomes()[id], needled, plain, PARAMETERS, 30, 1).difference()
        last = found[..., -1] if needled.ndim == 3 else found
        assert abs(last.mean()) < 0.35 * last.std()
        assert last.std() > 0


@pytest.mark.parametrize("id", [k for k, o in outcomes().items() if np.isfinite(o.bounds).any()])
def test_no_study_prints_what_cannot_be(id: str) -> None:
    outcome = outcomes()[id]
    low, high = outcome.bounds
    wild = {k: np.full(DRAWS, 4.0) for k in PARAMETERS}
    top = high if np.isfinite(high) else 1e4
    for needled, plain in ((low, top), (top, low), (0.5 * (low + top), top)):
        found = new_studies(outcome, *arms(outcome, needled, plain, plain)[:1], wild, 5, 1)
        assert np.all((found >= low) & (found <= high))


# ---- what is reported ------------------------------------------------------------------------------------


def test_a_property_of_the_skin_is_no_result_of_a_course(printed: dict[str, Any]) -> None:
    (row,) = rows_of(printed, "overgrowth_distance")
    assert not row["reported"]
    assert "property of the skin" in row["reported_why"]


@pytest.mark.parametrize("id", ["tropoelastin", "collagen_ratio_III_I", "elastin_total", "melanin_index"])
def test_what_nobody_sized_in_needled_people_is_explored(id: str, printed: dict[str, Any]) -> None:
    assert published_sizes(id) == ()
    assert not any(row["reported"] for row in rows_of(printed, id))


@pytest.mark.parametrize(
    "id", ["collagen_total", "goodman_baron_quantitative", "erythema_duration", "pain_vas", "channel_depth"]
)
def test_what_was_measured_or_follows_from_the_course_is_reported(id: str, printed: dict[str, Any]) -> None:
    assert all(row["reported"] for row in rows_of(printed, id))


def test_an_effect_far_beyond_every_published_one_is_explored() -> None:
    echo = outcomes()["echo_density"]
    largest = max(published_sizes("echo_density"))
    assert why_not_reported(echo, np.array([0.0, 1.9 * largest]), needled=True) is None
    assert "largest change that was published" in (
        why_not_reported(echo, np.array([0.0, 2.1 * largest]), needled=True) or ""
    )
    assert why_not_reported(echo, np.array([0.0, -2.1 * largest]), needled=True)


def standing_of(id: str, change: float, **skin: Any) -> str | None:
    study = study_of(**{"concern": {"kind": "atrophic_scar"}} | skin)
    return why_not_reported(outcomes()[id], np.array([0.0, change]), needled=True, skin=study.skin)


def test_a_score_that_moves_against_every_published_report_is_explored() -> None:
    assert standing_of("goodman_baron_quantitative", -2.0) is None
    assert "fell in every published report" in (standing_of("goodman_baron_quantitative", 2.0) or "")
    raised = {"concern": {"kind": "hypertrophic_scar"}}
    assert standing_of("vancouver_scar_scale", -0.2, **raised) is None
    assert "fell in every" in (standing_of("vancouver_scar_scale", 0.6, **raised) or "")


@pytest.mark.parametrize("phenotype", ["hypertrophic_prone", "keloid_prone"])
def test_no_benefit_is_claimed_for_people_whom_trials_left_out(phenotype: str) -> None:
    for id in ("goodman_baron_quantitative", "collagen_total", "responder_half"):
        assert "trials left out" in (standing_of(id, -0.1, phenotype=phenotype) or ""), id
    assert standing_of("erythema_duration", 1.0, phenotype=phenotype) is None  # a state, not a benefit
    assert standing_of("channel_depth", 1.0, phenotype=phenotype) is None


def test_the_size_of_a_scale_is_of_its_concern_or_one_of_the_same_gain() -> None:
    assert standing_of("vancouver_scar_scale", -0.2, concern={"kind": "surgical_scar"})
    assert standing_of("wrinkle_grade", -0.2, concern={"kind": "wrinkle"}) is None
    assert standing_of("laxity_grade", -0.2, concern={"kind": "laxity"}) is None


def test_without_a_session_nothing_is_claimed_and_nothing_withheld() -> None:
    assert why_not_reported(outcomes()["overgrowth_distance"], np.zeros(1), needled=False) is None


def test_every_support_that_a_record_names_is_on_file() -> None:
    from needlework.evidence.observations import load_observations

    for outcome in outcomes().values():
        for key in outcome.informed_by:
            assert key in outcomes() or key in load_observations(), (outcome.id, key)
            assert published_sizes(outcome.id), outcome.id
