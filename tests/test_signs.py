"""No scale falls just because collagen rises: each is driven by what it rates."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.observation import people, scars
from needlework.outcomes import outcomes
from needlework.outcomes.compute import FUNCTIONS, evaluate, untreated
from needlework.runner import run
from needlework.view import COLLAGEN, PIGMENTED, RAISED, View
from tests.conftest import study_of
from tests.test_outcomes import view_of

# ---- the laws ------------------------------------------------------------------------------------------


@given(st.floats(0.0, 2.0), st.floats(0.05, 0.5), st.floats(0.0, 0.8))
def test_filling_helps_as_far_as_something_is_missing(gain, usual, missing) -> None:
    surplus = missing + 0.4
    found = people.filled(np.array(gain), missing, usual, surplus)
    room = max(missing, usual)
    assert found <= room
    assert found == pytest.approx(gain) or gain > room
    assert people.filled(np.array(usual), missing, usual, surplus) == pytest.approx(usual)


def test_past_the_content_of_a_raised_scar_the_scale_turns() -> None:
    gains = np.linspace(0.0, 2.0, 400)
    found = people.filled(gains, 0.3, 0.2, 0.7)
    assert np.all(np.diff(found[gains < 0.3]) > 0)
    flat = (gains > 0.3) & (gains < 0.69)
    assert found[flat] == pytest.approx(0.3)
    assert np.all(np.diff(found[gains > 0.71]) < 0)
    assert found[-1] < 0  # far beyond, worse than before


def test_lost_matrix_counts_against() -> None:
    assert people.filled(np.array(-0.2), 0.3, 0.2, 0.7) == pytest.approx(-0.2)


SHARES = {"height": 0.25, "pliability": 0.4, "vascularity": 0.22, "pigmentation": 0.13}


@given(st.floats(0.0, 13.0), st.floats(0.2, 5.0), st.floats(1.0, 2.5))
def test_a_raised_scar_scores_more_with_more_collagen_and_stays_on_the_scale(start, ratio, content) -> None:
    def score(r: float) -> float:
        relative = {
            "height": scars.surplus_left(content, np.array(r)), "pliability": np.array(r**0.8),
            "vascularity": 1.0, "pigmentation": 1.0,
        }  # fmt: skip
        return float(scars.vancouver(start, SHARES, relative))

    assert 0.0 <= score(ratio) <= 13.0
    assert score(ratio) <= score(1.1 * ratio)
    if start <= 7.0:  # no component at its end
        assert score(1.0) == pytest.approx(start)


# ---- runs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RAISED)
def test_raised_scars_do_not_improve_from_added_collagen(kind) -> None:
    view = view_of(persons=3, horizon=180.0, concern={"kind": kind})
    found, plain = evaluate(view), untreated(view, evaluate(view))
    whole = view.papillary("V") >= 1.0  # vessels that were cut bleach a scar for some days
    key, more = "vancouver_scar_scale", (view.gamma > view.untreated.gamma) & whole
    assert more.any()
    assert np.all(found[key][more] >= plain[key][more])
    assert np.all(plain[key][:, -1] < plain[key][:, 0])  # it matures
    late = more[:, -1]
    assert np.all(found["responder_half"][late] <= plain["responder_half"][late])


def test_a_raised_scar_improves_where_surplus_is_taken_away() -> None:
    view = view_of(persons=2, horizon=60.0, concern={"kind": "hypertrophic_scar"})
    layers = view.trace.layers.copy()
    for species in COLLAGEN:
        layers[:, -1, :, view.trace.names.index(species)] = (
            0.8 * layers[:, 0, :, view.trace.names.index(species)]
        )
    less = View(replace(view.trace, layers=layers), view.usual)
    key = "vancouver_scar_scale"
    assert np.all(FUNCTIONS[key](less)[:, -1] < untreated(view, evaluate(view))[key][:, -1])


def test_a_raised_scar_falls_further_the_more_of_it_is_removed() -> None:
    """What a scar lost grows back as far as normal skin has it; needles remove nothing: no fall."""

    def fall(**course) -> float:
        concern = {"kind": "hypertrophic_scar", "age": "3 years"}
        result = run(study_of(concern=concern, horizon="180 days", draws=24, **course))
        left = result.values["vancouver_scar_scale"] - result.untreated["vancouver_scar_scale"]
        return -float(np.median(left[:, :, -1].mean(axis=1)))

    laser = {"device": "fractional_co2", "depth": None, "density": None, "energy": "40 mJ"}
    falls = [fall(**laser, coverage=f"{share} %") for share in (3, 10, 30)]
    assert falls == sorted(falls)
    assert falls[-1] > 0.3
    assert fall() < falls[0]


def test_no_score_of_sunken_scars_worsens_without_end() -> None:
    view = view_of(persons=4, horizon=60.0, concern={"kind": "atrophic_scar"})
    layers = view.trace.layers.copy()
    layers[:, -1] = layers[:, -1] * 9.0
    grown = View(replace(view.trace, layers=layers), view.usual)
    assert np.all(grown.benefit()[:, -1] == -np.log(2.0))


@pytest.mark.parametrize("kind", PIGMENTED)
def test_a_pigment_score_does_not_fall_while_melanin_rises(kind) -> None:
    view = view_of(persons=3, horizon=120.0, concern={"kind": kind})
    found = evaluate(view)
    plain = untreated(view, found)
    darker = view.melanin > 1.001
    assert darker.any()
    for key in ("mmasi", "melanin_contrast"):
        assert np.all(found[key][darker] >= plain[key][darker]), key
        assert np.any(found[key][darker] > plain[key][darker]), key


def test_melanin_contrast_is_lesion_minus_normal_and_starts_at_what_the_concern_says() -> None:
    view = view_of(persons=2, horizon=60.0, concern={"kind": "melasma"})
    found = evaluate(view)["melanin_contrast"]
    assert found[:, 0] == pytest.approx(view.lanes["concern/melanin"] - 1.0)
    assert not np.array_equal(found, evaluate(view)["melanin_index"])


def test_keloid_prone_skin_gains_no_scar_score_from_surplus() -> None:
    concern, long = {"kind": "atrophic_scar"}, {"sessions": 6, "horizon": 365.0}
    normal, prone = (
        view_of(persons=8, phenotype=phenotype, concern=concern, **long)
        for phenotype in ("normal", "keloid_prone")
    )
    assert prone.gamma[:, -1].mean() > normal.gamma[:, -1].mean()
    usual, content = prone.usual["dermis"], prone.lanes.state("collagen")
    room = np.maximum(-np.log(content), usual) / usual
    assert np.all(prone.response <= room[:, None] * (1 + 1e-12))
    held = np.log(prone.dermis(*COLLAGEN)) + np.log(content)[:, None]
    overgrown = held > np.log(prone.lanes["raised_scar.collagen"])[:, None] + 0.02
    assert overgrown.any()
    most = np.broadcast_to(room[:, None], held.shape)
    assert np.all(prone.response[overgrown] < most[overgrown])


def test_no_two_outcomes_are_the_same_for_every_study() -> None:
    for concern in (None, {"kind": "melasma"}, {"kind": "atrophic_scar"}, {"kind": "photoageing"}):
        found = evaluate(view_of(persons=2, horizon=60.0, draws=4, concern=concern))
        pairs: dict[bytes, set[str]] = {}
        for key, values in found.items():
            pairs.setdefault(np.round(values, 12).tobytes(), set()).add(key)
        for group in pairs.values():
            assert len(group) == 1, group


def test_runaway_lanes_are_set_aside_counted_and_named(monkeypatch, recwarn) -> None:
    from needlework import simulation
    from needlework.evidence.parameters import load_parameters

    few = {"draws": 6, "population": {"persons": 2}, "horizon": "90 days"}
    plain = run(study_of(**few))
    peak = 1.0 + plain.values["collagen_total"].max(axis=2) / 100.0
    limit = 0.99 * float(peak.max())
    known = load_parameters()
    record = replace(known["limits.runaway_collagen"], value=limit)
    monkeypatch.setattr(simulation, "load_parameters", lambda: {**known, record.id: record})
    cut = run(study_of(**few))
    gone = np.isnan(cut.values["collagen_total"]).any(axis=2).sum() + 2 * (
        6 - len(cut.values["collagen_total"])
    )
    assert gone > 0
    assert f"{gone} of 12 simulated people" in cut.warnings[-1]
    assert "collagen grew without end" in cut.warnings[-1]
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]


@pytest.mark.parametrize(
    "kind", [None, "atrophic_scar", "wrinkle", "photoageing", "melasma", "hypertrophic_scar"]
)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_nothing_leaves_its_possible_range_whatever_the_tissue_does(kind) -> None:
    view = view_of(persons=400, horizon=60.0, concern={"kind": kind} if kind else None)
    rng, names = np.random.default_rng(5), view.trace.names
    wild = view.trace.layers * np.exp(3.0 * rng.standard_normal(view.trace.layers.shape))
    wild[:, 0] = view.trace.layers[:, 0]
    collagen = [names.index(s) for s in COLLAGEN]
    wild[..., collagen] = np.clip(wild[..., collagen], 1e-6, 10.0)  # beyond, a lane is set aside
    anything = View(replace(view.trace, layers=wild), view.usual)
    found = evaluate(anything)
    for key, values in {
        **found,
        **{f"untreated {k}": v for k, v in untreated(anything, found).items()},
    }.items():
        low, high = outcomes()[key.removeprefix("untreated ")].bounds
        assert np.isfinite(values).all(), key
        assert np.all((values >= low) & (values <= high)), key


def test_each_component_of_the_vancouver_scale_ends_at_its_own_most() -> None:
    ends = {"height": 3.0, "pliability": 5.0, "vascularity": 3.0, "pigmentation": 2.0}
    for part, most in ends.items():
        relative = {name: 100.0 if name == part else 0.0 for name in ends}
        assert scars.vancouver(6.0, SHARES, relative) == pytest.approx(most)


def test_the_surplus_of_a_raised_scar_is_what_it_has_beyond_normal_skin() -> None:
    assert scars.surplus_left(1.5, 1.1) == pytest.approx((1.65 - 1.0) / 0.5)
    assert scars.surplus_left(1.5, 0.6) == 0.0
