"""Permeability of intact skin: limits of the equation, its table, and its score on measured skin."""

import io
import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework import cli
from needlework.delivery.table import read_table
from needlework.errors import InputError
from needlework.mechanism.permeability import Molecule, neutral_fraction, parallel, potts_guy, robinson
from needlework.uptake.permeability import Substance, coefficients, predict

from .delivery_lab import ROOT, needs_tables

K = coefficients()
WEIGHT = st.floats(18.0, 5000.0)
PARTITION = st.floats(-6.0, 8.0)


def test_published_equations_give_the_published_figures() -> None:
    caffeine = Molecule(194.19, -0.07)
    assert potts_guy(caffeine, K) == pytest.approx(-3.97, abs=0.01)
    assert robinson(caffeine, K) == pytest.approx(-3.83, abs=0.01)
    assert robinson(Molecule(76.05, -1.11), K) == pytest.approx(-3.53, abs=0.01)


@given(WEIGHT, PARTITION)
def test_each_pathway_bounds_the_whole(mw: float, log_kow: float) -> None:
    whole = float(parallel(Molecule(mw, log_kow), K))
    water = K["water_intercept"] - 0.5 * math.log10(mw)
    fastest = max(K["lipid_intercept"] + K["lipid_partition"] * log_kow - K["lipid_size"] * mw, -99.0)
    assert whole < water
    assert whole <= max(fastest, K["polar_intercept"]) + math.log10(2.0)


@given(st.floats(18.0, 600.0), st.floats(-2.0, 8.0), st.floats(0.01, 0.99))
def test_ions_pass_more_slowly_than_their_neutral_form(mw: float, log_kow: float, neutral: float) -> None:
    assert parallel(Molecule(mw, log_kow, neutral), K) < parallel(Molecule(mw, log_kow), K)


@given(st.floats(18.0, 2000.0), PARTITION)
def test_heavier_is_slower_warmer_is_faster_cations_beat_anions(mw: float, log_kow: float) -> None:
    one = lambda **given: float(parallel(Molecule(**{"mw": mw, "log_kow": log_kow, **given}), K))  # noqa: E731
    assert one(mw=1.5 * mw) < one() < one(kelvin=310.0)
    assert one(charge=-1.0) < one() < one(charge=1.0) == one(charge=3.0)


def test_the_uncharged_fraction() -> None:
    assert neutral_fraction(2.0, 1.0, None) == pytest.approx(0.1)
    assert neutral_fraction(2.0, 2.5, None) == 1.0
    assert neutral_fraction(2.0, None, -1.0) == 0.0
    assert neutral_fraction(2.0, None, 0.0) == neutral_fraction(2.0, None, None) == 1.0


def test_the_interval_widens_beyond_the_data_and_for_ions() -> None:
    width = lambda **given: np.diff(predict(Substance("x", **given)).interval)[0]  # noqa: E731
    inside = width(mw=200.0, log_kow=1.0)
    assert width(mw=70_000.0, log_kow=-5.0) > width(mw=70_000.0, log_kow=1.0) > inside
    assert width(mw=200.0, log_kow=1.0, kelvin=320.0) > inside
    assert width(mw=200.0, log_kow=3.0, charge=-1.0) > inside
    far = predict(Substance("x", 70_000.0, -5.0, kelvin=320.0))
    assert not far.in_domain
    assert [words.split()[0] for words in far.outside] == ["mw", "log_kow", "kelvin"]


GOOD = """\
Name;LOG_KOW;MW;charge;temperature;log d;measured
lidocaine;2.44;234.34;;32;NA;-2.5
"vitamin C; acid";-1.85;176.12;-1;305;-3.9;
"""


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "compounds.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_in_another_order_with_other_separators_and_temperatures(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, GOOD))
    assert found.unused == ("measured",)
    assert found.substances == (
        Substance("lidocaine", 234.34, 2.44, None, None, 305.15),
        Substance("vitamin C; acid", 176.12, -1.85, -3.9, -1.0, 305.0),
    )
    odd = read_table(table(tmp_path, "name,mw,log_kow\r\nβ-œstradiol,272.4,4.01\r\n\r\n", "utf-8-sig"))
    assert odd.substances[0].name == "β-œstradiol"
    assert read_table(table(tmp_path, "name,mw,log_kow\ncaféine,194,0\n", "latin-1")).substances[0].mw == 194


@pytest.mark.parametrize(
    "text",
    [
        "NAME,MW (g/mol),logKow,Temperature [°C],extra\ncaffeine,194.19 g/mol,-0.07,32 °C,x\n",
        "\ufeffname;mw;log-kow;temperature\ncaffeine;194,19;-0,07;32\n",
        "Name\tMw\tLog Kow\tTemperature\tLog D\ncaffeine\t194.19\t−0.07\t305.15 K\tNA\n",
        "sep=;\nname;MW (kDa);log_kow;temperature_K\ncaffeine;0,19419;-0,07;305,15\n",
        "name,mw (kDa),log_kow,temperature (°C)\ncaffeine,194.19 g/mol,-0.07,305.15 K\n",
        "name,mw,log_kow,temperature\ncaffeine,0.19419 kDa,-0.07,32\n",
        "# from a database\n\nCompound|mol_wt|log P|charge|temp\ncaffeine|194.19|-0.07|NULL|32\n",
        ",name,mw_g_mol,XlogP,temperature,log_d\n0,caffeine,194.19,-0.07,32,#N/A\n",
    ],
)
def test_headers_units_and_decimal_commas_as_programs_write_them(tmp_path: Path, text: str) -> None:
    (found,) = read_table(table(tmp_path, text)).substances
    assert found == Substance("caffeine", 194.19, -0.07, None, None, 305.15)


def test_how_a_table_was_understood_is_told(tmp_path: Path) -> None:
    text = "drug,MW (calculated),logP,charge\nx,100,1,2+\n"
    found = read_table(table(tmp_path, text))
    assert found.substances == (Substance("x", 100.0, 1.0, None, 2.0),)
    assert [words.split(" is read ")[0] for words in found.read_as[:2]] == ["column 'drug'", "column 'logp'"]
    assert found.read_as[2] == "column 'MW (calculated)': what stands behind its name is not used"
    wide = tmp_path / "wide.csv"
    wide.write_text("name\tmw\tlog_kow\nx\t100\t1\n", encoding="utf-16")
    assert read_table(wide).substances == (Substance("x", 100.0, 1.0),)


def test_temperature_charge_and_log_d_move_the_number() -> None:
    of = lambda **more: predict(Substance("x", 200.0, 2.0, **more)).log10_kp  # noqa: E731
    assert of(kelvin=310.0) > of() > of(kelvin=295.0)
    assert len({round(of(charge=charge), 6) for charge in (-1.0, 0.0, 1.0)}) == 3
    assert of(log_d=0.5) < of(log_d=1.5) < of()


def test_every_fault_of_a_table_at_once_with_row_and_column(tmp_path: Path) -> None:
    rows = ["name,mw,log_kow,temperature", "a,0,2,70", ',1e9,"2,5",', "b,12 g,nan,300", "c,100,1", "d,100,,"]
    with pytest.raises(InputError) as error:
        read_table(table(tmp_path, "\n".join(rows)))
    places = [fault.where.split(":")[-1] for fault in error.value.faults]
    assert places[:5] == ["2 mw", "2 temperature", "3 name", "3 mw", "3 log_kow"]
    assert places[5:] == ["4 mw", "4 log_kow", "5", "6 log_kow"]
    assert "between 10 and 1e+07 g/mol" in error.value.faults[0].expected


@pytest.mark.parametrize(
    ("text", "where", "advice"),
    [
        ("", ":1", "write the header first"),
        ("name,mw,log_kow\n", "compounds.csv", "add a row"),
        ("name,mw,log_kw\nx,1,1\n", ":1", "is it 'log_kw'?"),
        ("name,mw,log_kow,temprature\nx,100,1,32\n", ":1 temprature", "did you mean 'temperature'?"),
        ("name,mw,log_kow,mw\nx,100,1,100\n", ":1 mw", "remove one of them"),
        ("name,mw,log_kow,temperature (°F)\nx,100,1,90\n", ":1 temperature", "give °C or K"),
        ("# note\nname,mw,log_kow\nx,0,1\n", ":3 mw", "give a value between 10 and 1e+07 g/mol"),
        ("name\0,mw,log_kow\n", "compounds.csv", "export as CSV"),
    ],
)
def test_what_is_not_a_table(tmp_path: Path, text: str, where: str, advice: str) -> None:
    with pytest.raises(InputError) as error:
        read_table(table(tmp_path, text))
    assert error.value.faults[0].where.endswith(where)
    assert error.value.faults[0].next_step == advice


def test_a_table_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(text: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    piped(b"name,mw,log_kow\ncaffeine,194.19,-0.07\n")
    assert [s.name for s in read_table(Path("-")).substances] == ["caffeine"]
    piped(b"name,mw,log_kow\ncaffeine,0,-0.07\n")
    with pytest.raises(InputError, match="standard input:2 mw"):
        read_table(Path("-"))


def test_the_verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path, "name,mw,log_kow,note\ncaffeine,194.19,-0.07,x\ndextran,70000,-5,x\n")
    words = ["needlework", "permeability", str(path), "--json", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    assert not ended.value.code
    document = json.loads(printed.out)
    assert list(document) == ["schema", "rows"]
    assert document["schema"] == "needlework/permeability/1"
    assert [set(row) for row in document["rows"]] == [
        {"name", "log10_kp_cm_per_h", "interval", "in_domain"}
    ] * 2
    assert [row["in_domain"] for row in document["rows"]] == [True, False]
    assert json.loads((tmp_path / "out" / "permeability.json").read_text(encoding="utf-8")) == document
    assert "column 'note' is not used" in printed.err
    assert "dextran: extrapolated: mw 70000" in printed.err


@needs_tables
def test_the_default_beats_its_rivals_and_its_coefficients_are_those_of_the_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "validation"))
    import permeability as comparison

    found = comparison.compare(comparison.read())
    scores = {name: score["rmse"] for name, score in found["scores"].items()}
    assert scores["default"] <= 0.70 < scores["Robinson-Wilschut"] < scores["Potts-Guy"]
    assert scores["default, source held out"] <= 0.80
    assert found["refitted"] == pytest.approx(found["shipped"], abs=2e-3)
    assert scores["default, neither seen"] <= 0.80
    assert found["covered_neither_seen"] == pytest.approx(0.9, abs=0.03)
    assert found["error_sd_neither_seen"] == pytest.approx(0.78, abs=0.01)
    assert found == json.loads((ROOT / "docs" / "data" / "permeability.json").read_text(encoding="utf-8"))
