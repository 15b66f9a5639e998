"""A new paper: what is compared and why not, what weights do, and the whole answer in words."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from needlework import cli
from needlework.calibration.integrated import log_likelihood_of_effects
from needlework.calibration.people import log_likelihood
from needlework.calibration.scale_layer import Layout, fitted_records, study_factors
from needlework.calibration.scales import figures, usable
from needlework.errors import InputError
from needlework.evidence.fit import TISSUE, Fit, load_fit
from needlework.evidence.observations import load_observations
from needlework.evidence.records import data_root
from needlework.evidence.split import load_split
from needlework.figures.comparability import why_not
from needlework.new_paper import document as answer
from needlework.new_paper import lines
from needlework.new_paper.posterior_shift import PosteriorShift, posterior_shift, weighted_quantiles
from needlework.new_paper.prediction import predictions
from needlework.new_paper.reading import informs, of_tissue, read
from needlework.new_paper.weights import FEWEST, GOOD, Weights, smoothed, together
from needlework.predictions import outside

EXAMPLE = Path(__file__).parents[1] / "docs" / "add-a-paper.yaml"
STUDY = """\
source: {key: doe2031, title: An invented paper, read: abstract, doi: "10.1000/invented"}
study:
  study: doe2031
  source: doe2031
  design: series
  species: human
  read: abstract
  n: 40
  population: {site: face, concern: atrophic_scar}
  course: {device: pen, sessions: 3, interval_days: 28, depth_mm: 1.5, density_per_cm2: 250}
  results:
"""
SCORE = """\
  - {id: doe2031.score, endpoint: ECCA, outcome: ecca, family: scar_score, kind: change_percent, value: VALUE,
     unit: "%", time_days: 90, time_anchor: last_session}
"""
ECHO = """\
  - {id: doe2031.echo, endpoint: echo, outcome: echo_density, family: ultrasound, kind: change_percent,
     value: VALUE, unit: "%", time_days: 90, time_anchor: last_session}
"""
DRAWS = 150


def small(size: int) -> Fit:
    fit = load_fit()
    assert fit is not None
    return Fit({k: v[:size] for k, v in fit.draws.items()}, fit.record)


@pytest.fixture(scope="module")
def fit() -> Fit:
    return small(DRAWS)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Predict with few draws and persons, and weigh few draws, whether or not the shipped fit is void."""
    monkeypatch.setattr(outside, "DRAWS", 8)
    monkeypatch.setattr(outside, "PERSONS", 2)
    monkeypatch.setattr(answer, "current_fit", lambda: (small(60), None))


def weighed(fit: Fit, *results: tuple[str, float]) -> PosteriorShift:
    text = STUDY + "".join(result.replace("VALUE", str(value)) for result, value in results)
    found = posterior_shift(read(text).observations, fit, seed=3)
    assert found is not None
    return found


def shift(found: PosteriorShift, name: str) -> float:
    return next(s.moved for s in found.records if s.name == name)


# ---- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("malik2024.gbq_insulin", "something was added (topical insulin)"),
        (
            "ali_insulin.alone_none",
            "a share of people is predicted from a threshold on only (any, quarter, half ...)",
        ),
        ("malik2024.gbq_alone", None),
    ],
)
def test_reasons(key: str, reason: str | None) -> None:
    found = why_not(load_observations()[key])
    assert (found and found.words) == reason


def test_what_the_fit_was_given_would_inform_the_part_that_it_informed() -> None:
    split, on_file = load_split(), load_observations()
    assert all(informs(on_file[key]) == "people" for key in split.scales)
    assert all(informs(on_file[key]) == "tissue" for ids in split.tissue.values() for key in ids)
    held_out = [o for o in on_file.values() if o.held_out and (usable(o) or of_tissue(o))]
    assert held_out
    assert {informs(o) for o in held_out} == {None}


def test_a_course_that_cannot_be_is_a_fault_of_the_users_file() -> None:
    text = STUDY.replace("depth_mm: 1.5", "depth_mm: 50") + SCORE.replace("VALUE", "-30")
    with pytest.raises(InputError) as caught:
        read(text)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].where == "paper:12 study.results[0]"
    assert "50" in caught.value.faults[0].received


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (SCORE.replace("VALUE", "-100"), "a change above -100 %"),
        (
            SCORE.replace("VALUE", "0, baseline: 60").replace("change_percent", "absolute"),
            "a score above 0 before and after",
        ),
        (
            "  - {id: doe2031.share, endpoint: better, kind: responders, value: 60, threshold: any}\n",
            "a share of people from 0 to 1",
        ),
    ],
)
def test_sizes_that_cannot_be(result: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        read(STUDY + result)
    assert [fault.expected for fault in caught.value.faults] == [expected]


# ---- weights -----------------------------------------------------------------------------------------------


def test_weights_rise_with_the_likelihood() -> None:
    log_weight = np.random.default_rng(1).standard_normal(500)
    w = smoothed(log_weight)
    assert w.each.sum() == pytest.approx(1.0)
    assert np.corrcoef(np.log(w.each), log_weight)[0, 1] > 0.99
    assert 0.2 * 500 < w.effective < 500  # exp(1) times fewer than 500 in the limit
    assert w.chance == pytest.approx(np.sqrt(1.0 / w.effective - 1.0 / 500))


def test_equal_weights_keep_every_draw() -> None:
    w = smoothed(np.full(80, -3.0))
    assert (w.effective, w.reliable, w.chance) == (pytest.approx(80.0), True, pytest.approx(0.0, abs=1e-6))


def test_a_few_draws_that_carry_all_are_not_trusted() -> None:
    heavy = smoothed(2.0 * np.random.default_rng(2).exponential(size=400))  # a Pareto tail of shape 2
    assert heavy.pareto_k > GOOD
    assert not heavy.reliable
    narrow = smoothed(-1000.0 * np.random.default_rng(2).standard_normal(400) ** 2)  # a light tail, few draws
    assert narrow.effective < FEWEST
    assert not narrow.reliable
    alone = smoothed(np.where(np.arange(400) == 7, 0.0, -5000.0))
    assert alone.effective == pytest.approx(1.0)
    assert not alone.reliable


def test_weights_of_independent_parts_multiply() -> None:
    a, b = Weights(np.array([0.5, 0.25, 0.25]), 0.1), Weights(np.array([0.2, 0.4, 0.4]), 0.9)
    both = together([a, b])
    np.testing.assert_allclose(both.each, [1 / 3, 1 / 3, 1 / 3])
    assert both.pareto_k == 0.9


def test_the_study_effect_is_integrated_as_by_brute_force(fit: Fit) -> None:
    o = load_observations()["malik2024.gbq_alone"]
    layout = Layout.of(figures([o], {}))
    records = {key: fit.draws[key][:4] for key in (*fitted_records(), "scale.dose_least")}
    table = layout.tables["points"]
    z = np.linspace(-6.0, 6.0, 2001)
    density = np.exp(-0.5 * z**2) / np.exp(-0.5 * z**2).sum()
    for i in range(4):
        one = {k: np.full(len(z), v[i]) for k, v in records.items()}
        factor = study_factors(layout, one, z[:, None], np)
        slow = np.log(density @ np.exp(log_likelihood(table)(one, factor, np)[:, 0]))
        assert log_likelihood_of_effects(layout, records)[i, 0] == pytest.approx(slow, abs=0.02)


def test_weighted_quantiles() -> None:
    values = np.random.default_rng(4).standard_normal(2000)
    even = np.full(2000, 1.0 / 2000)
    np.testing.assert_allclose(
        weighted_quantiles(values, even), np.quantile(values, (0.05, 0.5, 0.95)), atol=0.01
    )
    upper = np.where(values > 0.0, 2.0, 0.0) / (2.0 * np.sum(values > 0.0))
    expected = np.quantile(values[values > 0.0], (0.05, 0.5, 0.95))
    np.testing.assert_allclose(weighted_quantiles(values, upper), expected, atol=0.01)


# ---- what moves --------------------------------------------------------------------------------------------


def test_scores_move_scales_the_way_they_point_and_never_the_tissue(fit: Fit) -> None:
    weak, strong = weighed(fit, (SCORE, -8.0)), weighed(fit, (SCORE, -70.0))
    gain = "scale.gain_atrophic_scar"
    assert shift(weak, gain) < 0.0 < shift(strong, gain)
    assert not any(s.name.startswith(TISSUE) for s in (*weak.records, *strong.records))
    better = [next(r.moved for r in x.results if r.name == "responder_half") for x in (weak, strong)]
    assert better[0] < better[1]


def test_instruments_move_the_tissue_the_way_they_point_and_never_scales(fit: Fit) -> None:
    weak, strong = weighed(fit, (ECHO, 3.0)), weighed(fit, (ECHO, 250.0))
    assert shift(weak, "observe.alpha_echo") < 0.0 < shift(strong, "observe.alpha_echo")
    assert weak.records
    assert all(s.name.startswith(TISSUE) for s in weak.records)
    assert weak.concern == "atrophic_scar"


def test_both_parts_have_weights_of_their_own(fit: Fit) -> None:
    both, alone = weighed(fit, (SCORE, -30.0), (ECHO, 20.0)), weighed(fit, (SCORE, -30.0))
    np.testing.assert_allclose(both.weights["people"].each, alone.weights["people"].each)
    assert both.joint.effective < both.weights["people"].effective


def test_a_result_in_the_middle_moves_less_than_one_far_off(fit: Fit) -> None:
    middle, far = weighed(fit, (SCORE, -30.0)), weighed(fit, (SCORE, -85.0))
    assert middle.weights["people"].effective > far.weights["people"].effective


# ---- the whole answer --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few")
def test_the_command_prints_and_writes_and_puts_nothing_on_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _stamps()
    monkeypatch.setattr(
        sys, "argv", ["needlework", "evidence", "add", str(EXAMPLE), "--out", str(tmp_path / "o")]
    )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    text = capsys.readouterr().out
    found = json.loads((tmp_path / "o" / "paper.json").read_text(encoding="utf-8"))
    assert found["schema"] == "needlework/paper/1"
    assert text == "\n".join(lines(found)) + "\n"
    alone, insulin = found["figures"]
    assert (alone["compared"], alone["informs"], insulin["compared"], insulin["informs"]) == (
        True,
        "people",
        False,
        None,
    )
    low, high = alone["prediction"]["study_interval"]
    assert alone["prediction"]["published"] == -10.08
    assert alone["prediction"]["inside"] is (low <= -10.08 <= high)
    assert found["moved"]["draws"] == 60
    assert 1.0 <= found["moved"]["parts"][0]["effective_draws"] <= 60.0
    assert _stamps() == before


def _stamps() -> dict[str, int]:
    root = Path(str(data_root()))
    return {str(f): f.stat().st_mtime_ns for f in root.rglob("*.yaml")}


@pytest.mark.usefixtures("few")
def test_figures_held_out_are_predicted_and_move_nothing() -> None:
    text = STUDY.replace("  n: 40", "  held_out: true\n  n: 40") + SCORE.replace("VALUE", "-30")
    found = answer.add(text)
    assert found["moved"] is None
    assert found["moved_why"] == "its figures are held out of fitting"
    assert found["figures"][0]["prediction"] is not None
    assert "What would move: not computed; its figures are held out of fitting." in lines(found)


@pytest.mark.usefixtures("few")
def test_a_paper_that_cannot_be_compared_says_why() -> None:
    result = "  - {id: doe2031.words, endpoint: liked it, kind: qualitative, arm: laser}\n"
    found = answer.add(STUDY + result)
    assert found["figures"][0]["why_not"] == "the arm (laser) is another treatment"
    assert "Predicted: nothing, because no figure can be compared." in lines(found)
    assert found["moved_why"] == "none of its figures can inform the fit"


@pytest.mark.usefixtures("few")
def test_a_paper_that_was_fitted_is_not_predicted_blindly() -> None:
    ours = load_observations()["alam2014.gbq_90d"]
    text = (STUDY + ECHO.replace("VALUE", "20")).replace("  source: doe2031\n", f"  source: {ours.source}\n")
    found = answer.add(text[text.index("study:") :])
    assert ours.id in found["seen_by_fit"]
    heading = next(line for line in lines(found) if line.startswith("Predicted"))
    assert ours.id in heading
    assert "without having seen" not in heading


@pytest.mark.usefixtures("few")
def test_a_void_fit_moves_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "current_fit", lambda: (None, "the fit is void"))
    found = answer.add(STUDY + ECHO.replace("VALUE", "20"))
    assert (found["moved"], found["moved_why"], found["notes"]) == (
        None,
        "the fit is void",
        ["the fit is void"],
    )


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("value", "right"), [("20", True), ("-20", False)])
def test_a_change_without_a_printed_direction_has_its_sign(value: str, right: bool) -> None:
    paper = read(STUDY + ECHO.replace("VALUE", value))
    assert predictions(paper.observations, 1)["doe2031.echo"].judged.right_way is right


def test_bad_input_is_exit_code_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.yaml").write_text("source: 3\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["needlework", "evidence", "add", str(tmp_path / "p.yaml")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert printed.err.count("next:") == 2


def _row(name: str, shifted: float, clear: bool) -> dict[str, Any]:
    ends = {"median": 0.25, "interval": [0.125, 1250.0]}
    return {
        "id": name,
        "title": name,
        "unit": "%",
        "before": ends,
        "after": ends,
        "moved_sd": shifted,
        "width_ratio": 0.5,
        "more_than_chance": clear,
    }


def _document() -> dict[str, Any]:
    weights = {"effective_draws": 12.3, "pareto_k": 0.84, "reliable": False}
    figure = {
        "id": "doe.a",
        "endpoint": "ECCA",
        "arm": None,
        "outcome": "ecca",
        "family": "scar_score",
        "kind": "change_percent",
        "value": -30.0,
        "range": None,
        "n_of": None,
        "unit": "%",
        "n": 20,
        "direction": None,
        "informs": "people",
        "held_out": False,
        "compared": True,
        "why_not": None,
    }
    prediction = {
        "outcome": "ecca",
        "unit": "%",
        "published": -30.0,
        "median": -10.0,
        "study_interval": [-20.0, 5.0],
        "inside": False,
        "right_direction": True,
    }
    other = {
        **figure,
        "id": "doe.b",
        "n_of": [3, 20],
        "informs": None,
        "compared": False,
        "why_not": "no date",
    }
    return {
        "source": {"citation": "Doe. A paper"},
        "notes": ["one note"],
        "seen_by_fit": [],
        "figures": [{**figure, "prediction": prediction}, {**other, "prediction": None}],
        "moved": {
            "draws": 1000,
            "parts": [{"part": "people", "figures": ["doe.a"], **weights}],
            "together": weights,
            "records": [_row("scale.gain", -1.5, True), _row("scale.other", 0.01, False)],
            "usual_course": {"concern": "atrophic_scar", "outcomes": [_row("ecca", 0.02, False)]},
        },
        "next": ["copy", "decide"],
    }


GOLDEN = """\
Read: Doe. A paper
  2 figures, 1 of which can be compared with a prediction
  note: one note
- doe.a: ECCA
    change -30 %, n 20; ecca, scar_score; informs people and scales
- doe.b: ECCA
    3 of 20 people; ecca, scar_score; informs no part of the fit
    not compared: no date

Predicted for these people and this course, without having seen the paper
- doe.a (ecca, %)
    published -30; a new study would print -10 (9 in 10: -20 to 5): OUTSIDE, right direction

What would move (the shipped draws weighted by how well they meet the paper; nothing is fitted)
  people and scales: 1 figure; 12 of 1,000 draws remain in effect; Pareto k 0.84 (not reliable)
  NOT RELIABLE: with k above 0.7, or fewer than 50 draws in effect, weighting does not stand for a fit. \
Read what follows as a direction at most, and fit again.
  Scores and shares of people do not bend the tissue: its records stay as they are.
  Records, in standard deviations before
    scale.gain  -1.50 sd   0.25 (0.125 to 1,250) -> 0.25 (0.125 to 1,250) %
    and 1 more that move less, or no more than chance
  A usual course, atrophic_scar, typical person, at its end
    no outcome moves by more than chance

Next (nothing was put on file)
1. copy
2. decide"""


def test_the_words() -> None:
    assert "\n".join(lines(_document())) == GOLDEN


def test_parts_that_are_trusted_each_may_leave_too_few_draws_together() -> None:
    document = _document()
    part = {**document["moved"]["parts"][0], "effective_draws": 120.0, "pareto_k": 0.1, "reliable": True}
    document["moved"]["parts"] = [part, {**part, "part": "tissue"}]
    text = "\n".join(lines(document))
    assert "both parts together: 12 draws in effect; NOT RELIABLE, fit again" in text
    assert text.count("NOT RELIABLE") == 1
    assert "only a new fit shows" in text
