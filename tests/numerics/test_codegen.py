"""The generated code: current, exact, equal to the twin written by hand, and at rest in healthy skin."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
import twin
from engine_lab import BLOCK, COLLAGEN, INDEX, ROOT, SOURCE, central, draws
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.numerics import codegen
from needlework.numerics.dense import System
from needlework.numerics.network import antimony_to_sbml, read_sbml

COMMITTED = ROOT / "src" / "needlework" / "_generated" / "dermis.py"


def generated(path: Path) -> str:
    return codegen.generate(read_sbml(antimony_to_sbml(path)))


def system(p: dict[str, float]) -> System:
    return System(BLOCK, BLOCK.constant_array(p, 1)[0])


def states(seed: int, n: int = 1) -> np.ndarray:
    """Return random states, some species absent, off every kink."""
    rng = np.random.default_rng(seed)
    present = rng.random((n, len(BLOCK.species))) > 0.1
    present[:, [INDEX["I"], *COLLAGEN]] = True  # the divisors of the network
    return rng.uniform(0.05, 2.0, present.shape) * present


@pytest.mark.parametrize("network", sorted(SOURCE.parent.glob("*.ant")), ids=lambda p: p.stem)
def test_committed_code_is_what_the_network_gives(network: Path) -> None:
    assert generated(network) == (COMMITTED.parent / f"{network.stem}.py").read_text(encoding="utf-8")


def test_committed_variants_are_what_their_changes_give() -> None:
    spec = importlib.util.spec_from_file_location(
        "generate_networks", ROOT / "tools" / "generate_networks.py"
    )
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = {name: code for name, _, code in tool.everything()}
    assert set(made) == {f.stem for f in COMMITTED.parent.glob("*.py")} - {"__init__"}
    for name, code in made.items():
        assert code == (COMMITTED.parent / f"{name}.py").read_text(encoding="utf-8"), name
    assert len({codegen.load_source(code).fingerprint for code in made.values()}) == len(made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(1 - chiO)*Kb", "(1 - chiO)*Kb^2"),
        ("T1 + e3*T3", "T1 + 2*e3*T3"),
        ("C/(KCN + C)*V", "C^2/(KCN^2 + C^2)*V"),
        ("dY*Y", "dF*Y"),
    ],
)
def test_any_change_of_the_network_shows(tmp_path: Path, old: str, new: str) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "dermis.ant"
    changed.write_text(text.replace(old, new, 1))
    code = generated(changed)
    assert code != COMMITTED.read_text(encoding="utf-8")
    edited = codegen.load_source(code)
    assert edited.fingerprint != BLOCK.fingerprint
    y, p = states(1)[0] + 0.1, central()
    f = System(edited, edited.constant_array(p, 1)[0]).rates(y)
    assert np.abs(f - system(p).rates(y)).max() > 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_rates_equal_the_readable_twin(seed: int) -> None:
    y = states(seed)[0]
    p = {k: float(v[1]) for k, v in draws(2, spread=0.3, seed=seed).items()}
    assert system(p).rates(y) == pytest.approx(twin.rates(y, p), rel=1e-11, abs=1e-12)
    assert BLOCK.initial_array(p, 1)[0] == pytest.approx(twin.healthy(p), rel=1e-13, abs=1e-300)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31))
def test_jacobian_equals_complex_steps(seed: int) -> None:
    s, y = system(central()), states(seed)[0]
    steps = np.eye(len(y)) * 1e-30j
    expected = np.array([s.rates(y + d).imag / 1e-30 for d in steps]).T
    assert s.jacobian(y) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("kink", ["T", "ct"])
def test_one_sided_jacobians_at_the_kinks(kink: str) -> None:
    """Homeostasis sits on the kinks of max(T - T0, 0) and max(ct - 1, 0)."""
    s = system(central())
    rest = BLOCK.initial_array(central(), 1)[0]
    y = rest.copy()
    y[[INDEX[k] for k in ("X", "F", "C", "Y", "Kb")]] += (0.05, 0.7, 0.2, 0.1, -0.3)
    which = INDEX["c3" if kink == "ct" else kink]
    jacobians = {}
    for side in (-1.0, 1.0):
        y[which] = rest[which] + side * 1e-6
        move = np.zeros_like(y)
        move[which] = 1e-7
        differences = (s.rates(y + move) - s.rates(y - move)) / 2e-7
        jacobians[side] = s.jacobian(y)[:, which]
        assert jacobians[side] == pytest.approx(differences, rel=1e-4, abs=1e-6)
    assert np.abs(jacobians[1.0] - jacobians[-1.0]).max() > 1e-4  # a kink indeed
    if kink == "T":  # exactly on it the code takes the side below
        y[which] = rest[which]
        on_it = s.jacobian(y)[:, which]
        assert np.isfinite(on_it).all()
        assert min(np.abs(on_it - j).max() for j in jacobians.values()) < 1e-4


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_healthy_skin_is_at_rest(seed: int) -> None:
    p = {k: float(v[1]) for k, v in draws(2, spread=0.3, seed=seed).items()}
    p["c30"], p["cset"] = min(p["c30"], 0.9), min(p["cset"], 1.0)  # 1, or less in a raised scar
    assert np.abs(system(p).rates(BLOCK.initial_array(p, 1)[0])).max() < 1e-15


def test_healthy_skin_is_stable() -> None:
    s, y = system(central()), BLOCK.initial_array(central(), 1)[0]
    for above in (0.0, 1e-9):  # both sides of the kink in TGF-beta
        y[INDEX["T"]] += above
        assert np.linalg.eigvals(s.jacobian(y)).real.max() < 0


def test_names_of_a_network_never_meet_those_of_the_code(tmp_path: Path) -> None:
    path = tmp_path / "names.ant"
    path.write_text(
        "model names\n  y' = -lambda*y*k + p*o; k' = f*y - m*k; t0' = host - t0*k1; load' = step*(1-load);\n"
        "  y = 1; k = 2; t0 = 3; load = 4; lambda = 0.1; p = 0.2; o = 0.3; f = 0.4; m = 0.5; host = 0.6;\n"
        "  k1 = 0.7; step = 0.8;\nend\n"
    )
    network = read_sbml(antimony_to_sbml(path))
    block = codegen.load_source(codegen.generate(network))
    p = dict(network.parameters)
    got = System(block, block.constant_array(p, 1)[0]).rates(np.array([1.0, 2.0, 3.0, 4.0]))
    expected = {"y": -0.1 * 1 * 2 + 0.06, "k": 0.4 - 1.0, "t0": 0.6 - 3 * 0.7, "load": 0.8 * (1 - 4.0)}
    assert got == pytest.approx([expected[s] for s in block.species], rel=1e-14)


def test_reading_is_readable() -> None:
    """The committed module says what it comes from, and holds one store for each rate and Jacobian entry."""
    text = COMMITTED.read_text(encoding="utf-8")
    assert text.startswith('"""Generated from the network dermis.')
    assert len(re.findall(r"accumulate\(f, ", text)) == len(BLOCK.species)
    assert len(re.findall(r"store\(m, ", text)) == len(BLOCK.jacobian_entries)
