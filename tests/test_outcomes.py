"""The outcome table and its functions: complete, consistent, and equal to the clocks they summarise."""

import json
import re

import numpy as np
import pytest

from needlework.ensemble import views
from needlework.model import Model
from needlework.outcomes import jsonable, not_modelled, outcomes
from needlework.outcomes.compute import FUNCTIONS, evaluate, table_faults
from needlework.population import design
from needlework.runner import run
from needlework.simulation import fine_times, row_times
from needlework.subject import Course, Skin
from needlework.subject.catalogue import read
from needlework.view import GAIN, PIGMENTED, RAISED, View
from tests.conftest import study_of

PROMISED = """
channel_depth channel_density injured_fraction erythema_index erythema_duration downtime oedema pain_vas
tewl barrier_recovery_time pore_closure_time collagen_total collagen_I collagen_III collagen_masson_area
collagen_ratio_III_I tropoelastin elastin_total epidermal_thickness dermal_thickness echo_density
oct_attenuation elasticity scar_depth goodman_baron_quantitative ecca mmasi vancouver_scar_scale
goodman_baron_qualitative wrinkle_grade laxity_grade texture_grade melanin_index melanin_contrast
pih_probability overgrowth_distance responder_fraction session_minutes neutrophils macrophages fibroblasts
myofibroblasts tgf_beta wrinkle_depth stria_width pore_area radiance hydration perfusion
"""
SHORT = {"sessions": 1, "interval": None, "horizon": "20 days"}
KINDS = {*GAIN, *RAISED, *PIGMENTED}
SCALES = {
    "atrophic_scar": {"scar_depth", "goodman_baron_quantitative", "ecca", "goodman_baron_qualitative"},
    "wrinkle": {"wrinkle_grade", "texture_grade"},
    "laxity": {"laxity_grade"},
    "photoageing": {"wrinkle_grade", "laxity_grade", "texture_grade"},
    "melasma": {"mmasi"},
    "hypertrophic_scar": {"vancouver_scar_scale"},
}


def view_of(persons: int = 4, horizon: float = 120.0, draws: int = 1, **changes) -> View:
    study = study_of(population={"persons": persons}, horizon=f"{horizon} days", **changes)
    course = Course.from_spec(study.course)
    population = design(Skin.resolve(study.skin), course, draws, persons, 3)
    times = fine_times(course, horizon, row_times(course, horizon))
    (view,) = views(population, Model(), times, horizon)
    return view


@pytest.fixture(scope="module")
def view() -> View:
    return view_of()


# ---- the table -----------------------------------------------------------------------------------------


def test_the_table_and_the_functions_name_the_same_outcomes() -> None:
    assert table_faults() == []
    assert set(FUNCTIONS) == set(outcomes())


@pytest.mark.parametrize("key", PROMISED.split())
def test_every_promised_outcome_is_modelled_or_declared_not_to_be(key) -> None:
    declared = {entry["id"] for entry in not_modelled()}
    assert (key in outcomes()) != (key in declared)


def test_every_entry_says_what_it_needs_to() -> None:
    for key, outcome in outcomes().items():
        assert outcome.id == key
        assert outcome.form in ("absolute", "change")
        assert outcome.rows in ("series", "once")
        assert outcome.label in ("built_in", "fitted", "emergent")
        assert (outcome.form == "change") <= (outcome.unit == "%"), key
        assert set(outcome.no_interval or {}) <= {"mean", "person", "study"}
        assert all((outcome.no_interval or {}).values())
        assert set(outcome.concerns) <= KINDS
        assert outcome.title
        assert outcome.observation
    for entry in not_modelled():
        assert set(entry) == {"id", "title", "why", "what_trials_found"}


def test_every_concern_is_of_something_missing_or_something_too_much() -> None:
    kinds = {k for k in read("skins/concerns.yaml") if not k.startswith("_")}
    assert {*GAIN, *RAISED, *PIGMENTED} == kinds
    json.dumps(not_modelled())


# ---- which outcomes a study has ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(SCALES))
def test_the_concern_selects_its_scales(kind) -> None:
    lanes = design(
        Skin.resolve(study_of(concern={"kind": kind}).skin), Course.from_spec(study_of().course), 1, 1, 1
    ).lanes(slice(0, None))
    chosen = {k for k, o in outcomes().items() if o.concerns and o.applies(lanes)}
    chosen = {k for k in chosen if outcomes()[k].known_as != "responder_fraction"}
    assert chosen - {"melanin_contrast"} == SCALES[kind]


def test_healthy_skin_has_no_scale_and_no_needles_no_pain() -> None:
    found = run(study_of(concern=None, sessions=0, interval=None, horizon="30 days")).values
    assert not any(outcomes()[k].concerns for k in found)
    gone = {
        "pain_vas",
        "session_minutes",
        "erythema_duration",
        "downtime",
        "pore_closure_time",
        "pih_probability",
    }
    assert not gone & set(found)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_concern_runs_and_gives_finite_numbers(kind) -> None:
    found = run(study_of(concern={"kind": kind}, sessions=2, horizon="80 days"))
    assert all(np.isfinite(v).all() for v in found.values.values())


@pytest.mark.parametrize("morphology", ["rolling", "icepick"])  # boxcar is the reference
def test_a_morphology_moves_the_scale_and_not_the_tissue(morphology, typical) -> None:
    plain = typical(horizon="80 days")
    kind = run(study_of(concern={"kind": "atrophic_scar", "morphology": morphology}, horizon="80 days"))
    assert np.array_equal(plain.values["pain_vas"], kind.values["pain_vas"])
    assert not np.array_equal(plain.values["ecca"], kind.values["ecca"])


# ---- values --------------------------------------------------------------------------------------------


def test_evaluate_gives_exactly_what_the_functions_give(view) -> None:
    found = evaluate(view)
    for key, values in found.items():
        assert np.array_equal(values, FUNCTIONS[key](view)), key
        shape = (4, len(view.times)) if outcomes()[key].rows == "series" else (4,)
        assert values.shape == shape, key


def test_changes_start_at_zero_and_absolutes_at_their_baseline(view) -> None:
    found = evaluate(view)
    for key, values in found.items():
        if outcomes()[key].form == "change" and outcomes()[key].rows == "series" and key != "scar_depth":
            assert values[:, 0] == pytest.approx(0.0, abs=1e-9), key
    assert found["scar_depth"][:, 0] == pytest.approx(0.0, abs=1e-9)
    assert found["erythema_index"][:, 0] == pytest.approx(0.0, abs=1e-12)
    assert found["oedema"][:, 0] == pytest.approx(0.0, abs=1e-12)
    assert found["tewl"][:, 0] == pytest.approx(view.lanes["observe.tewl_base"])


def test_the_more_improvement_is_asked_for_the_fewer_people_have_it(view) -> None:
    found = evaluate(view)
    asked = [found[k] for k in ("responder_fraction", "responder_half", "responder_three_quarters")]
    assert np.all(asked[0] > asked[1])
    assert np.all(asked[1] > asked[2])


def test_shares_probabilities_and_scales_stay_in_range(view) -> None:
    found = evaluate(view)
    for key in ("injured_fraction", "severed_fraction", "pih_probability", "responder_fraction"):
        assert np.all((found[key] >= 0) & (found[key] <= 1)), key
    assert np.all(found["severed_fraction"] < found["injured_fraction"])
    assert np.all((found["pain_vas"] >= 0) & (found["pain_vas"] <= 10))
    assert np.all((found["goodman_baron_qualitative"] >= 1) & (found["goodman_baron_qualitative"] <= 4))
    assert np.all(found["ecca"] > 0)


def test_the_water_clock_is_when_water_loss_is_back() -> None:
    view = view_of(persons=6, horizon=40.0, sessions=1, interval=None)
    lanes, found = view.lanes, evaluate(view)
    half_life = lanes["barrier.tewl_half_life"] * lanes.varied("closure") * lanes.phototype["closure"]
    left = (
        lanes["observe.tewl_jump"]
        * view.trace.opened[0]
        * 0.5 ** (found["barrier_recovery_time"] / half_life)
    )
    late = found["barrier_recovery_time"] > 0
    assert late.any()
    assert left[late] == pytest.approx(0.1 * lanes["observe.tewl_base"][late])


def test_durations_are_where_the_curve_crosses_the_observers_threshold(view) -> None:
    lanes, found = view.lanes, evaluate(view)
    for key, threshold in (
        ("erythema_duration", "observe.erythema_threshold"),
        ("downtime", "observe.downtime_threshold"),
    ):
        level = lanes[threshold] * lanes.varied("observer")
        for i, day in enumerate(found[key]):
            flaking = key == "downtime" and np.interp(day, view.times, view.redness[i]) < 0.99 * level[i]
            if day > 0 and not flaking:
                assert np.interp(day, view.times, found["erythema_index"][i]) == pytest.approx(
                    level[i], rel=1e-6
                )
    assert np.all(found["erythema_duration"] <= 28.0)  # of the first session


def test_occlusion_keeps_channels_open() -> None:
    short = {"sessions": 1, "interval": None, "horizon": "10 days"}
    runs = [run(study_of(aftercare={"occlusion": o}, **short)) for o in ("none", "partial", "full")]
    times = [r.values["pore_closure_time"][0, 0] for r in runs]
    assert times[0] < times[1] < times[2]
    assert times[2] > 1.0  # days under occlusion, hours without


def test_a_stated_baseline_is_where_the_score_starts() -> None:
    concern = {
        "kind": "atrophic_scar",
        "baseline": {"scale": "goodman_baron_quantitative", "value": 20, "sd": 4},
    }
    found = run(
        study_of(concern=concern, population={"persons": 400}, sessions=1, interval=None, horizon="3 days")
    )
    start = found.values["goodman_baron_quantitative"][0, :, 0]
    assert start.mean() == pytest.approx(20, rel=0.02)
    assert start.std() == pytest.approx(4, rel=0.1)


def test_a_score_of_zero_stays_zero_without_a_warning() -> None:
    concern = {"kind": "atrophic_scar", "baseline": {"scale": "ecca", "value": 0}}
    found = run(study_of(concern=concern, horizon="80 days")).values["ecca"]
    assert np.array_equal(found, np.zeros_like(found))


@pytest.mark.parametrize(
    ("value", "expected"), [(1, 1.0), (np.nan, None), (np.inf, None), (np.float32(0.5), 0.5)]
)
def test_json_has_numbers_or_null(value, expected) -> None:
    assert jsonable(value) == expected


def test_ids_are_words() -> None:
    assert all(re.fullmatch(r"[a-zA-Z_]+", key) for key in outcomes())


def test_facts_of_an_outcome_are_in_its_record() -> None:
    from needlework.outcomes import headlines, placed

    for concern in (None, *KINDS):
        ranked = headlines(concern)
        assert len(set(ranked)) == len(ranked)
        own = [key for key in ranked if outcomes()[key].headline_for]
        assert own == list(ranked[: len(own)])
        assert len(own) == (concern is not None)
        assert all(concern in (outcomes()[key].concerns or KINDS) for key in own)
    assert all(outcomes()[key].read_day == 1.0 for key in placed("first_days"))
    assert all(outcomes()[key].rows == "once" for key in placed("settling"))
    once_later = {k for k, o in outcomes().items() if o.moment == "horizon"}
    assert all(outcomes()[key].rows == "once" for key in once_later)
    assert all(outcomes()[key].bounds == (0.0, 1.0) for key, o in outcomes().items() if o.percent)


def test_pain_is_not_the_same_on_back_lip_and_eyelid() -> None:
    felt = {
        site: float(run(study_of(site=site, **SHORT)).values["pain_vas"][0, 0])
        for site in ("back", "cheek", "upper_lip", "periorbital")
    }
    assert felt["back"] < felt["cheek"] < felt["periorbital"] < felt["upper_lip"]


def test_dense_needling_keeps_people_in_for_days_longer_than_it_is_red_to_them() -> None:
    few, many = (run(study_of(density=f"{n} per cm2", **SHORT)) for n in (100, 3000))
    assert many.values["downtime"][0, 0] > few.values["downtime"][0, 0] + 1.0
    assert many.values["downtime"][0, 0] > 3.0
