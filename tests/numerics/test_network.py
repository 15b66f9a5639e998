"""SBML in: published models give their trajectories, and what is not supported is refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engine_lab import SHARED

from needlework.errors import InputError
from needlework.numerics import dense
from needlework.numerics.codegen import generate, load_source
from needlework.numerics.network import Network, antimony_to_sbml, read_sbml
from needlework.numerics.ode import Settings

MODELS = sorted((SHARED / "data" / "sbml" / "biomodels").glob("BIOMD*.xml"))
CASES = sorted(p for p in (SHARED / "data" / "sbml" / "testsuite").glob("*") if p.is_dir())
needs_models = pytest.mark.skipif(not MODELS, reason="the folder of published models is not here")
TIGHT = Settings(rtol=1e-8, atol=1e-10)


def simulate(network: Network, times: np.ndarray, settings: Settings = TIGHT) -> dict[str, np.ndarray]:
    """Return the course of every species, through the interpreted engine (nothing to compile)."""
    block = load_source(generate(network))
    p = {k: np.float64(v) for k, v in network.parameters.items() if v is not None}
    y = block.initial_array(p, 1)[0]
    system = dense.System(block, block.constant_array(p, 1)[0])
    end = float(times[-1])
    done = dense.integrate(system, y, float(times[0]), end, times[1:], settings.as_tuple())
    assert done.status == 1
    return dict(zip(block.species, np.vstack([y, done.reported]).T, strict=True))


@needs_models
@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_published_model(path: Path) -> None:
    reference = np.genfromtxt(
        SHARED / "data" / "sbml" / "reference" / f"{path.stem}.csv", delimiter=",", names=True
    )
    got = simulate(read_sbml(path.read_text(encoding="utf-8"), path.name, until=30.0), reference["time"])
    names = [n for n in reference.dtype.names if n != "time"]
    assert names
    for name in names:
        scale = np.abs(reference[name]).max()
        assert np.abs(got[name] - reference[name]).max() <= 1e-4 * max(scale, 1e-12), name


@needs_models
def test_a_missing_value_is_named() -> None:
    path = SHARED / "data" / "sbml" / "biomodels" / "MODEL1006230003.xml"
    said = "MODEL1006230003.xml: expected a value for every parameter; received none for time_environment"
    with pytest.raises(InputError, match=said):
        read_sbml(path.read_text(encoding="utf-8"), path.name)


REFUSED = {
    "00026": "events", "00041": "events", "00071": "events", "00351": "events", "00430": "events",
    "00652": "events", "00750": "events", "00850": "events", "00952": "events", "01000": "events",
    "00173": "elementary kinetic mathematics; received ceil", "00900": "stoichiometry that changes",
    "01198": "compartments that change", "01300": "a model in which something changes",
    "01500": "algebraic rules",
}  # fmt: skip


@needs_models
@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_sbml_test_suite(case: Path) -> None:
    """Each case is computed within its own tolerance, or refused for the reason we say."""
    file = next(iter(sorted(case.glob("*-sbml-l3*.xml"))), None) or next(case.glob("*-sbml-l2*.xml"))
    if case.name in REFUSED:
        with pytest.raises(InputError, match=REFUSED[case.name]):
            read_sbml(file.read_text(encoding="utf-8"), file.name)
        return
    results = np.genfromtxt(next(case.glob("*-results.csv")), delimiter=",", names=True)
    lines = next(case.glob("*-settings.txt")).read_text(encoding="utf-8").splitlines()
    settings = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    network = read_sbml(file.read_text(encoding="utf-8"), file.name)
    got = simulate(network, results["time"], Settings(rtol=1e-8, atol=1e-14))
    sizes = amounts(file, settings["amount"])
    compared = [name for name in results.dtype.names[1:] if name in got]
    assert compared
    for name in compared:
        value = got[name] * sizes.get(name, 1.0)
        allowed = float(settings["absolute"]) + float(settings["relative"]) * np.abs(results[name])
        assert (np.abs(value - results[name]) <= allowed).all(), name


def amounts(file: Path, listed: str) -> dict[str, float]:
    """Return what turns the concentrations of the listed species into the amounts that the suite wants."""
    import libsbml

    model = libsbml.readSBMLFromFile(str(file)).getModel()
    species = [model.getSpecies(name.strip()) for name in listed.split(",") if name.strip()]
    return {
        s.getId(): model.getCompartment(s.getCompartment()).getSize()
        for s in species
        if s is not None and not s.getHasOnlySubstanceUnits()
    }


ADLER = """
model adler
  F' = F*(l1*P/(k + P)*(1 - F/K) - mu1);  M' = M*(l2*C/(k + C) - mu2) + injury;
  C' = b1*F - a1*M*C/(k + C) - g*C;       P' = b2*M + b3*F - a2*F*P/(k + P) - g*P;
  l1 = 0.9; l2 = 0.8; mu1 = 0.3; mu2 = 0.3; K = 1e6; k = 1e9; g = 2; injury = 1e6;
  b1 = 470*1440; b2 = 70*1440; b3 = 240*1440; a1 = 940*1440; a2 = 510*1440;
  F = 1; M = 1; C = 0; P = 0;
end
"""


def test_fibrosis_circuit_from_its_equations(tmp_path: Path) -> None:
    """Adler et al. 2020 (doi 10.1016/j.isci.2020.100841): one day of injury heals, four days do not."""
    from scipy.integrate import solve_ivp

    path = tmp_path / "adler.ant"
    path.write_text(ADLER)
    network = read_sbml(antimony_to_sbml(path))
    block = load_source(generate(network))
    p = {k: np.float64(v) for k, v in network.parameters.items() if v is not None}
    p |= {
        k: np.float64(v) for k, v in {"b1": 470 * 1440, "b2": 70 * 1440, "b3": 240 * 1440}.items() if k in p
    }
    order = [block.species.index(s) for s in ("F", "M", "C", "P")]
    ended = {}
    for days in (1.0, 4.0):
        y = block.initial_array(p, 1)[0]
        mine = []
        for injury, begin, end in ((1e6, 0.0, days), (0.0, days, 100.0)):
            q = {**p, "injury": np.float64(injury)}
            system = dense.System(block, block.constant_array(q, 1)[0])
            times = np.linspace(begin, end, 21)[1:]
            done = dense.integrate(system, y, begin, end, times, Settings(rtol=1e-7, atol=1e-3).as_tuple())
            scipy = solve_ivp(
                lambda t, v, s=system: s.rates(v), (begin, end), y, "LSODA", times, rtol=1e-10, atol=1e-4
            )
            scale = np.abs(scipy.y).max(axis=1)
            assert np.abs(done.reported - scipy.y.T).max(axis=0) == pytest.approx(
                0, abs=float(1e-4 * scale.max())
            )
            assert (np.abs(done.reported - scipy.y.T).max(axis=0) <= 1e-4 * scale).all()
            y = done.state
            mine.append(done.reported)
        ended[days] = mine[-1][-1, order]
    assert ended[1.0][0] < 1.0
    assert ended[4.0][0] > 1e5


@pytest.mark.parametrize(
    ("line", "word"),
    [("at (x > 1): x = 0;", "events"), ("y := x; z' = -ceil(x); z = 1;", "elementary kinetic mathematics")],
)
def test_what_is_not_supported_is_named(tmp_path: Path, line: str, word: str) -> None:
    path = tmp_path / "odd.ant"
    path.write_text(f"model odd\n x' = -x; x = 2; {line}\nend\n")
    with pytest.raises(InputError, match=word):
        read_sbml(antimony_to_sbml(path), "odd.ant")


def test_bad_antimony_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ant"
    path.write_text("model broken\n x' = -x +; x = 2;\nend\n")
    with pytest.raises(InputError, match="broken.ant: expected a valid Antimony model"):
        antimony_to_sbml(path)


def test_broken_sbml_is_named() -> None:
    with pytest.raises(InputError, match="a readable SBML model"):
        read_sbml("<sbml", "broken.xml")
