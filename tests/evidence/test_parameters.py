import re
from pathlib import Path

import numpy as np
import pytest

import needlework
from needlework._generated import dermis
from needlework.errors import InputError
from needlework.evidence.distributions import Beta, Lognormal
from needlework.evidence.fit import informed
from needlework.evidence.parameters import grade, index_parameters, load_parameters

JUMP = {"w0", "chi1", "chi2", "pLW", "fTW", "rR0"}


def test_every_rate_of_the_network_has_a_record_and_none_is_left_over() -> None:
    symbols = {p.symbol for p in load_parameters().select("healing.").values()}
    assert symbols == set(dermis.PARAMETERS) | JUMP


def test_ids_end_in_their_symbol_and_select_keeps_the_full_id() -> None:
    healing = load_parameters().select("healing.")
    assert healing["healing.kW"] is load_parameters()["healing.kW"]
    assert all(key == f"healing.{p.symbol}" for key, p in healing.items())


def test_corrections_of_the_network_are_as_decided() -> None:
    healing = load_parameters().select("healing.")
    assert healing["healing.kreg"].value == pytest.approx(np.log(2) / (5 * 365.25), rel=1e-3)
    assert healing["healing.kreg"].distribution == Lognormal(healing["healing.kreg"].value, 2.5)
    assert healing["healing.w0"].distribution == Lognormal(2.5, 2.5)
    assert healing["healing.dY"].distribution == Lognormal(0.08, 1.5)
    assert healing["healing.chi1"].distribution == Beta(2, 5)
    assert healing["healing.chi2"].distribution == Beta(2, 2)
    assert healing["healing.d3o"].value == healing["healing.dm"].value


def test_diffusion_is_in_square_micrometres_a_day() -> None:
    transport = load_parameters().select("transport.")
    assert {p.symbol for p in transport.values()} == {
        f"D_{species}" for species in ("T", "L", "G", "C", "A", "F", "Y", "N", "M1", "M2", "Q")
    }
    assert {p.unit for p in transport.values()} == {"um2/day"}
    assert transport["transport.D_T"].value == pytest.approx(0.0093 * 24 * 1e6)


def test_draws_stay_in_the_domain_of_the_network() -> None:
    u = np.linspace(1e-4, 1 - 1e-4, 999)
    draws = {p.symbol: p.ppf(u) for p in load_parameters().select("healing.").values()}
    assert all((values > 0).all() for values in draws.values())
    assert (draws["Vmax"] > 1).all()
    assert (draws["etaR"] < 1).all()


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("measured_in_vitro", "literature"),
        ("derived", "literature"),
        ("definition", "literature"),
        ("calibrated", "calibrated"),
        ("assumed", "assumed"),
    ],
)
def test_grades(basis: str, expected: str) -> None:
    assert grade(basis) == expected


def test_most_of_the_network_says_that_it_is_assumed() -> None:
    grades = [p.grade for p in load_parameters().select("healing.").values()]
    assert grades.count("assumed") > 80


def test_a_misspelt_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"healing\.kWW.*nearest: 'healing\.kW"):
        load_parameters()["healing.kWW"]


def test_a_malformed_file_lists_every_fault_with_its_line(build) -> None:
    data, _ = build(
        parameter={"valeu": 1, "basis": "guessed", "distribution": {"family": "gamma"}}, drop="unit"
    )
    with pytest.raises(InputError) as caught:
        index_parameters(data)
    assert str(caught.value).splitlines() == [
        "data/parameters/a.yaml:1: expected a known key; received 'valeu'; next: did you mean 'value'?",
        "data/parameters/a.yaml:1: expected 'unit'; received nothing; next: add it",
        "data/parameters/a.yaml:1: expected basis one of assumed, calibrated, definition, derived, "
        "measured_animal, measured_ex_vivo_human, measured_in_vitro, measured_in_vivo_human; "
        "received 'guessed'; next: choose one of them",
        "data/parameters/a.yaml:1: expected distribution with family: lognormal | normal | rectified_normal "
        "| beta | uniform | fixed; received {'family': 'gamma'}; next: choose a family",
    ]


def test_an_id_that_stands_twice_is_refused(build) -> None:
    data, _ = build()
    (data / "parameters/b.yaml").write_text((data / "parameters/a.yaml").read_text(encoding="utf-8"))
    with pytest.raises(InputError, match=r"b\.yaml:1: .*healing\.kW of data/parameters/a\.yaml:1"):
        index_parameters(data)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ({"family": "lognormal", "gsd": 0.9}, "gsd > 1"),
        ({"family": "normal", "sd": -1}, "sd > 0"),
        ({"family": "normal", "sd": 1, "lower": 3, "upper": 2}, "lower < upper"),
        ({"family": "beta", "a": 0.1, "b": 2}, "at least 0.5"),
        ({"family": "uniform", "lower": 2, "upper": 1}, "lower < upper"),
        ({"family": "lognormal", "sd": 1}, "received 'sd'"),
        ({"family": "lognormal", "gsd": "2 fold"}, "gsd a finite number"),
    ],
)
def test_impossible_distributions_are_refused(build, shape: dict, message: str) -> None:
    data, _ = build(parameter={"distribution": shape})
    with pytest.raises(InputError, match=message):
        index_parameters(data)


def test_when_data_inform_a_record_is_said_once() -> None:
    limit = load_parameters()["limits.informed"].value
    assert informed(limit)
    assert not informed(limit + 1e-9)
    package = Path(needlework.__file__).parent
    texts = {str(p): p.read_text(encoding="utf-8") for p in package.rglob("*.py")}
    readers = [name for name, text in texts.items() if "limits.informed" in text]
    assert [Path(name).name for name in readers] == ["fit.py"]
    compared = re.compile(r"informed[^\n]*[<>]=? *0?\.\d")
    assert not [name for name, text in texts.items() if compared.search(text)]
