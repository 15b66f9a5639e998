"""Delivery through channels: the contract, what must move a number, and what must be refused."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from needlework import cli
from needlework.delivery.page import page, pictures, study_blocks
from needlework.delivery.run import deliver
from needlework.delivery.summary import LAYERS, document
from needlework.errors import InputError
from needlework.spec import load_study
from needlework.subject.actives import actives
from needlework.subject.products import product

from .delivery_lab import ROOT

SERUM = {"active": "ascorbic_acid", "when": "after", "strength": "15 %", "amount": "2 mg/cm2"}


def study(*topicals: dict[str, Any], **changes: Any) -> dict[str, Any]:
    course = {
        "device": "pen_12",
        "sessions": 1,
        "depth": "0.5 mm",
        "density": "250 per cm2",
        "topicals": list(topicals or [SERUM]),
    }
    return {
        "schema": "needlework/study/1",
        "skin": {"site": "cheek", "age": "35 years", "phototype": "III"},
        "course": course | changes.pop("course", {}),
        "horizon": "30 days",
        "draws": 16,
        "population": {"persons": 2},
        "seed": 7,
        **changes,
    }


def made(*topicals: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return document(deliver(study(*topicals, **changes)))


def first(found: dict[str, Any], key: str) -> float:
    return found["summary"][0][key]["mean"]


def past_at(found: dict[str, Any], hour: float) -> float:
    """Return what is past the stratum corneum at a printed hour."""
    past = ("epidermis", "dermis", "systemic")
    rows = [row for row in found["rows"] if row["hours"] == hour and row["layer"] in past]
    return sum(row["ng_per_cm2"]["mean"] for row in rows)


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    return made()


def test_the_contract(usual: dict[str, Any]) -> None:
    assert list(usual) == ["schema", "study", "not_used", "rows", "summary"]
    assert usual["schema"] == "needlework/delivery/1"
    assert {row["layer"] for row in usual["rows"]} == set(LAYERS)
    for row in usual["rows"]:
        assert set(row) == {"active", "hours", "layer", "ng_per_cm2"}
        assert set(row["ng_per_cm2"]) == {"mean", "mean_interval", "person_interval"}
    assert {row["hours"] for row in usual["rows"]} >= {0.25, 1.0, 8.0, 24.0, 72.0}
    told = usual["summary"][0]
    assert {"active", "absorbed_percent", "enhancement", "window_hours", "effect", "findings"} <= set(told)
    assert told["effect"] == "inflammation while it is in living epidermis"
    bland = made({"active": "niacinamide", "when": "after", "strength": "4 %"})
    assert bland["summary"][0]["effect"] == "none"
    assert json.loads(json.dumps(usual, allow_nan=False)) == usual


def test_concentrations_and_sources(usual: dict[str, Any]) -> None:
    told = usual["summary"][0]
    assert told["above_effective_hours"]["mean"] >= 0.0
    assert told["papillary_peak_ug_per_ml"]["mean"] > 0.0
    assert {"cheruvu2022", "dancik2013", "etsu9544"} <= set(told["sources"])
    numbing = {
        "active": "lidocaine",
        "when": "before",
        "strength": "10 %",
        "occlusion": "full",
        "amount": "10 mg/cm2",
    }
    short, long = (
        first(made({**numbing, "for": time}), "above_effective_hours") for time in ("15 minutes", "4 hours")
    )
    assert long > short


def test_one_draw_and_one_person_have_no_interval() -> None:
    found = made(draws=1, population={"persons": 1})
    assert found["rows"][0]["ng_per_cm2"]["mean_interval"] is None
    assert found["rows"][0]["ng_per_cm2"]["person_interval"] is None


def test_every_nanogram_is_somewhere() -> None:
    plan = study(
        {**SERUM, "times": 3, "every": "4 hours", "for": "2 hours"},
        {**SERUM, "when": "before", "for": "1 hour"},
    )
    for applied in deliver(plan).applied:
        for fate in (applied.through, applied.intact):
            assert sum(fate.layers.values()) + fate.wiped == pytest.approx(fate.dose, rel=1e-10)
            assert min(values.min() for values in fate.layers.values()) > -1e-6 * fate.dose.max()


def test_twice_the_area_is_twice_the_amount() -> None:
    small, large = (made({**SERUM, "area": area})["summary"][0] for area in ("50 cm2", "100 cm2"))
    for key in ("dose", "absorbed", "systemic"):
        assert large["in_all_ug"][key]["mean"] == pytest.approx(2.0 * small["in_all_ug"][key]["mean"])
    assert large["absorbed_percent"] == small["absorbed_percent"]


def test_what_should_move_the_enhancement_does(usual: dict[str, Any]) -> None:
    early = first(usual, "enhancement")
    assert early > 1.2
    assert first(made({**SERUM, "delay": "6 hours"}), "enhancement") < early
    later, covered = (
        first(made({**SERUM, "delay": "6 hours"}, course={"aftercare": {"occlusion": how}}), "window_hours")
        for how in ("none", "full")
    )
    assert covered > 5.0 * later
    shallow = made(course={"device": "roller_540_home", "depth": "0.2 mm"})
    assert first(shallow, "enhancement") < early
    assert first(made(course={"sessions": 0, "density": None, "depth": None}), "enhancement") == 1.0
    oily = {"active": "thing", "when": "after", "strength": "1 %", "log_kow": 5.5}
    assert first(made({**oily, "mw": 300}), "enhancement") < 1.1
    heavy = made({**oily, "mw": 70_000, "log_kow": -5})
    assert first(heavy, "enhancement") > early
    assert first(heavy, "absorbed_percent") < first(usual, "absorbed_percent")


def test_dose_contact_repeats_vehicle_and_ph_move_numbers(usual: dict[str, Any]) -> None:
    base = first(usual, "dose_ng_per_cm2")
    assert first(made({**SERUM, "strength": "7.5 %"}), "dose_ng_per_cm2") == pytest.approx(base / 2)
    assert first(made({**SERUM, "times": 3, "every": "8 hours"}), "dose_ng_per_cm2") == pytest.approx(
        3 * base
    )
    warm, cool = (first(made({**SERUM, "temperature": t}), "intact_percent") for t in (40, 25))
    assert warm > 1.2 * cool
    films = [first(made({**SERUM, "vehicle": v}), "absorbed_percent") for v in ("gel", "water", "alcohol")]
    assert len({round(film, 9) for film in films}) == 3
    whole = first(usual, "absorbed_percent")
    assert first(made({**SERUM, "for": "10 minutes"}), "absorbed_percent") < whole
    retinol = {"active": "retinol", "when": "after", "strength": "0.5 %"}
    assert first(made({**retinol, "vehicle": "oil"}), "absorbed_percent") < first(
        made({**retinol, "vehicle": "gel"}), "absorbed_percent"
    )
    numbing = {"active": "lidocaine", "when": "before", "strength": "5 %", "for": "30 minutes"}
    acid, alkaline = (first(made({**numbing, "ph": ph}), "intact_percent") for ph in (5.0, 9.0))
    assert alkaline > 3.0 * acid
    covered, bare = (past_at(made(put_on), 0.0) for put_on in ({**numbing, "occlusion": "full"}, numbing))
    assert covered > 1.3 * bare


def test_mixtures_and_plasma_come_apart() -> None:
    emla = made({"active": "EMLA", "when": "before", "for": "1 hour", "occlusion": "full"})
    assert [told["active"] for told in emla["summary"]] == ["lidocaine", "prilocaine"]
    doses = [told["dose_ng_per_cm2"]["mean"] for told in emla["summary"]]
    assert doses[0] == pytest.approx(doses[1])
    plasma = made({"active": "platelet rich plasma", "when": "during", "amount": "10 mg/cm2"})
    assert {told["active"] for told in plasma["summary"]} == {"pdgf_ab", "tgf_beta1", "vegf", "igf_1"}
    assert plasma["summary"][0]["dose_ng_per_cm2"]["mean"] < 10.0
    assert "growth factors add" in plasma["summary"][0]["effect"]


def test_neither_ions_nor_large_molecules_evaporate() -> None:
    of = lambda **given: made({**SERUM, "active": "own", "ph": 7.0, **given})["rows"]  # noqa: E731
    air = lambda rows: [r["ng_per_cm2"]["mean"] for r in rows if r["layer"] == "evaporated"][-1]  # noqa: E731
    light = air(of(mw=150, log_kow=1))
    assert light > 0.0
    assert air(of(mw=150, log_kow=1, charge=1)) == 0.0
    assert 0.0 < air(of(mw=150, log_kow=1, charge=1, pka=7.0)) < 0.7 * light
    assert air(of(mw=5000, log_kow=1)) == 0.0


def test_hyaluronic_acid_by_its_size() -> None:
    small, large = (
        first(
            made({"active": "hyaluronan", "when": "during", "strength": "1 %", "mw": mw}), "absorbed_percent"
        )
        for mw in (20_000, 1_200_000)
    )
    assert small > 2.0 * large


def test_findings_are_tied_to_the_open_window_of_the_course(usual: dict[str, Any]) -> None:
    said = usual["summary"][0]["findings"]
    assert [(f["id"], f["class"]) for f in said] == [("vitamin_c_acid", "absolute")]
    assert said[0]["usual"] == "caution"  # as the screening says of it
    assert "while the channels are open" in said[0]["reason"]
    assert "friedmann2024" in {p["source"] for p in said[0]["positions"]}
    assert made({**SERUM, "delay": "20 days"})["summary"][0]["findings"] == []
    gel = made({"active": "sterile_hyaluronic_acid", "when": "during", "strength": "1 %", "mw": 300_000})
    assert [f["id"] for f in gel["summary"][0]["findings"]] == ["extrapolated"]


def test_every_active_is_known_to_the_table_of_products_by_all_its_names() -> None:
    names = [name for active in actives().values() for name in active.names]
    assert len(names) == len(set(names))
    assert [name for name in names if product(name) is None] == []
    for active in actives().values():
        assert active.parts or {"mw", "log_kow"} <= set(active.numbers)


@pytest.mark.parametrize(
    ("changes", "says", "next_step"),
    [
        ({"active": "ascorbic_acit"}, "a product on file", "did you mean 'ascorbic_acid'"),
        ({"active": "unobtainium"}, "a product on file", "describe it with 'mw' and 'log_kow'"),
        (
            {"strength": None},
            "'strength', more than 0 % and at most 100 %; usual: 5 to 20 %",
            "add for example",
        ),
        ({"strength": "0 %"}, "more than zero", ""),
        ({"strength": "120 %"}, "a percentage", "give a value between 0 and 100 %"),
        ({"strength": "15 mg"}, "a percentage", "use one of these units: %"),
        ({"vehicle": "gell"}, "one of: water, serum, gel", "did you mean 'gel'?"),
        ({"delay": "40 days"}, "an application before the horizon (30 days)", "shorter delay"),
        ({"mw": 0}, "a number between 10 and 1e+07 g/mol", "give a value between 10 and 1e+07 g/mol"),
        ({"mw": 1e9}, "a number between 10 and 1e+07 g/mol", ""),
        ({"mw": "176 g/mol"}, "a number between 10", "write a plain number, without a unit"),
        ({"log_kow": 99, "mw": 100}, "a number between -20 and 20", ""),
        ({"pka": 4.1}, "beside 'pka', the charge of the ionised form", "add 'charge: -1' or 'charge: 1'"),
        ({"ph": 15}, "a number between 0 and 14", ""),
        ({"times": 3}, "the key 'every'", "add 'every: 12 hours'"),
        ({"when": "before"}, "'delay' or 'for'", "add 'for: 30 minutes'"),
        ({"amount": "2 mg"}, "a mass per area", "use one of these units: mg/cm2"),
        ({"temperature": 305}, "a number between 10 and 45 °C", "give a value between 10 and 45 °C"),
        ({"active": "prp", "when": "during"}, "no 'strength': what is in it was measured", "leave it out"),
    ],
)
def test_bad_input_names_field_range_and_next_step(
    changes: dict[str, Any], says: str, next_step: str
) -> None:
    topical = {key: value for key, value in {**SERUM, **changes}.items() if value is not None}
    with pytest.raises(InputError) as error:
        deliver(study(topical))
    (fault,) = error.value.faults
    assert "course.topicals[0]" in fault.where
    assert says in fault.expected
    assert next_step in fault.next_step


def test_nothing_put_on_and_two_faults_at_once() -> None:
    with pytest.raises(InputError, match="at least one product"):
        deliver(study(course={"topicals": []}))
    with pytest.raises(InputError) as error:
        deliver(study({**SERUM, "active": "sunscreen"}, {"active": "niacinamide", "when": "after"}))
    assert [fault.where.split()[-1] for fault in error.value.faults] == [
        "course.topicals[0].active",
        "course.topicals[1]",
    ]


def test_the_verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(study()))

    def call(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["needlework", "deliver", str(path), *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        return capsys.readouterr().out

    printed = json.loads(call("--json", "--out", str(tmp_path / "out")))
    assert json.loads((tmp_path / "out" / "delivery.json").read_text(encoding="utf-8")) == printed
    assert json.loads(call("--json")) == printed
    assert json.loads(call("--json", "--seed", "8"))["rows"] != printed["rows"]
    text = call()
    assert "L-ascorbic acid (vitamin C)" in text
    assert "most sources say: take care; the strictest: exclude" in text


def test_the_depth_of_what_arrives() -> None:
    applied = deliver(study()).applied[0]
    fate = applied.through
    at = int(np.argmin(np.abs(fate.hours - 1.0)))
    assert fate.by_depth.shape[:2] == (32, len(fate.hours))
    assert fate.by_depth[:, at].sum() == pytest.approx(
        sum(fate.layers[name][:, at].sum() for name in ("stratum_corneum", "epidermis", "dermis"))
    )


def test_the_page_and_the_picture(tmp_path: Path) -> None:
    found = deliver(
        study({**SERUM, "for": "8 hours"}, {"active": "caffeine", "when": "during", "strength": "3 %"})
    )
    files = {"delivery.html": page(found, found.to_json()), **pictures(found)}
    assert set(files) == {"delivery.html", "ascorbic_acid.svg", "caffeine.svg"}
    drawn = files["ascorbic_acid.svg"]
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "wiped off" in drawn
    assert "wiped off" not in files["caffeine.svg"]
    assert drawn.count('class="dot-value"') > 50
    html = files["delivery.html"]
    assert html.count("<figure>") == 2
    assert "no benefit follows" in html
    assert "Dancik" in html
    assert "href=" not in html.replace('href="#', "")


def test_the_report_shows_products_with_a_dose_and_says_what_is_missing_of_others() -> None:
    shown = study_blocks(load_study(study()))
    assert [type(block).__name__ for block in shown] == ["Fold"]
    assert study_blocks(load_study(study(course={"topicals": []}))) == []
    (missing,) = study_blocks(load_study(study({"active": "ascorbic_acid", "when": "after"})))
    assert "needlework deliver" in missing.words


@pytest.mark.parametrize(
    ("device", "opens"),
    [("fractional_co2", True), ("dermabrasion", True), ("peel_tca", True), ("fractional_1550", False)],
)
def test_other_devices_open_the_skin_as_far_as_they_remove_it(device: str, opens: bool) -> None:
    course = {"device": device, "depth": None, "density": None}
    if device.startswith("fractional"):
        course = {"device": device, "depth": "0.3 mm", "density": "100 per cm2"}
    ratio = first(made(course=course), "enhancement")
    assert ratio > 1.5 if opens else ratio == pytest.approx(1.0)


def test_each_change_of_the_example_moves_the_answer_sensibly() -> None:
    """The pen becomes a roller or a laser, the serum comes later, skin is covered, the molecule grows."""
    example = ROOT / "examples/vitamin-c-after-needling.yaml"
    plain = load_study(example).replace({"draws": 40, "population.persons": 2})
    serum = plain.to_dict()["course"]["topicals"][0]
    of = lambda changes: document(deliver(plain.replace(changes)))["summary"][0]["absorbed_percent"]["mean"]  # noqa: E731
    pen = of({})
    assert of({"course.device": "roller_540_home", "course.depth": "0.2 mm"}) < pen
    laser = {"course.device": "fractional_co2", "course.depth": None, "course.density": "100 per cm2"}
    assert of({**laser, "course.depth": "0.3 mm"}) > pen
    later = of({"course.topicals": [{**serum, "delay": "6 hours"}]})
    assert later < pen
    covered = {"course.aftercare": {"occlusion": "full"}, "course.topicals": [{**serum, "delay": "6 hours"}]}
    assert of(covered) > later
    assert of({"course.topicals": [{**serum, "mw": 70_000, "log_kow": -5}]}) < 0.5 * pen


def test_each_kind_of_session_is_followed_once() -> None:
    plan = [
        {"day": 0, "topicals": [SERUM]},
        {"day": 28, "topicals": [SERUM], "depth": "1 mm"},
        {"day": 56, "topicals": [SERUM]},
        {"day": 84, "topicals": [{**SERUM, "active": "niacinamide"}]},
    ]
    found = made(course={"sessions": plan, "topicals": []}, horizon="200 days")
    told = {row["active"]: row["session_days"] for row in found["summary"]}
    assert told == {"ascorbic_acid (1)": [0, 56], "ascorbic_acid (2)": [28], "niacinamide": [84]}
    plan[3]["topicals"] = [{"active": "niacinamide", "when": "after"}]
    with pytest.raises(InputError) as error:
        deliver(study(course={"sessions": plan, "topicals": []}, horizon="200 days"))
    assert error.value.faults[0].where.endswith("course.sessions[3].topicals[0]")
