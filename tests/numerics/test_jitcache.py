"""Compiled code on disk: shared by processes, keyed by content, and never a reason to fail."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_lab import ROOT

from needlework.numerics import jitcache

PROGRAM = """
import sys
import numpy as np
from needlework.numerics.codegen import generate, load_source
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.network import Network, Reaction
from needlework.numerics import expr as ex
from needlework.numerics.ode import Engine

def result(power):
    x, r = ex.sym("x"), ex.sym("r")
    law = Reaction("loss", ex.mul(r, ex.power(x, power)), {"x": -1.0})
    network = Network("decay", ("x",), {"r": 1.0}, {}, (law,), {"x": ex.ONE})
    block = load_source(generate(network))
    engine = Engine(block, Layout(1, 1))
    warm = engine.warm_up()
    still = Geometry(np.ones((1, 1)), np.zeros((1, 0)), np.ones((1, 1)))
    constants = block.constant_array({"r": np.ones(1)}, 1)
    done = engine.run(np.ones((1, 1)), constants, still, {}, 0.0, 1.0, np.ones(1))
    assert done.failures() == []
    return f"{power} {warm} {done.state[0, 0]:.4f}"

results = [result(int(power)) for power in sys.argv[1:]]
print("; ".join(results + ["with a compiler"] * ("numba.np.arraymath" in sys.modules)))
"""


LANES = """
import numpy as np
from needlework.numerics.codegen import generate, load_source
from needlework.numerics.field import Geometry, Layout
from needlework.numerics.network import Network, Reaction
from needlework.numerics import expr as ex
from needlework.numerics.ode import Engine
from needlework.numerics.simd import WIDTH

x, y, r = ex.sym("x"), ex.sym("y"), ex.sym("r")
laws = (
    Reaction("eat", ex.mul(r, ex.mul(x, y)), {"x": -1.0, "y": 1.0}),
    Reaction("die", ex.power(y, 2), {"y": -1.0}),
    Reaction("grow", ex.div(r, ex.add(ex.ONE, y)), {"x": 1.0}),
)
block = load_source(generate(Network("prey", ("x", "y"), {"r": 1.0}, {}, laws, {"x": ex.ONE, "y": ex.ONE})))
lanes = 19  # fills no vector
still = Geometry(np.ones((lanes, 1)), np.zeros((lanes, 0)), np.ones((lanes, 1)))
constants = block.constant_array({"r": np.linspace(0.2, 5.0, lanes)}, lanes)
done = Engine(block, Layout(1, 1)).run(np.ones((lanes, 2)), constants, still, {}, 0.0, 9.0, np.ones(1))
assert done.failures() == []
print(WIDTH, *map(repr, done.state.ravel().tolist()))
"""


def start(cache: Path, *powers: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "NEEDLEWORK_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", PROGRAM, *map(str, powers)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.strip()


def test_processes_share_one_folder(tmp_path: Path) -> None:
    """Two start at once on an empty folder; a third finds both, each with its own code; damage heals.

    What needs a compiler to be loaded, half a second, is not where the code is on disk.
    x' = -x ends at 1/e, x' = -x^2 at 1/2: code of one network under the name of the other would show.
    """
    both = [start(tmp_path, 1), start(tmp_path, 2)]
    assert [finish(p) for p in both] == [
        "1 False 0.3679; with a compiler",
        "2 False 0.5000; with a compiler",
    ]
    assert finish(start(tmp_path, 1, 2)) == "1 True 0.3679; 2 True 0.5000"
    for file in tmp_path.rglob("integrate*.nb?"):
        file.write_bytes(file.read_bytes()[:200])
    assert finish(start(tmp_path, 1)) == "1 True 0.3679; with a compiler"
    assert not list(tmp_path.rglob("*tmp*"))


def test_the_key_follows_network_and_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = jitcache.stamp("network")
    assert here == jitcache.stamp("network")
    assert here != jitcache.stamp("network, edited")
    (tmp_path / "kernel.py").write_text("another room")
    monkeypatch.setattr(jitcache, "__file__", str(tmp_path / "jitcache.py"))
    assert here != jitcache.stamp("network")


@pytest.fixture
def fresh_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    jitcache.folder.cache_clear()
    yield tmp_path
    jitcache.folder.cache_clear()


def test_where_the_folder_cannot_be_written_a_private_one_serves(
    fresh_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = fresh_folder / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("NEEDLEWORK_CACHE", str(blocked))
    used = jitcache.folder()
    assert used.parent == fresh_folder
    assert used.name.startswith("needlework")
    if os.name == "posix":
        assert used.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner here")
def test_a_strangers_folder_is_not_trusted(fresh_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEWORK_CACHE", str(fresh_folder))
    (fresh_folder / "needlework").mkdir()
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    used = jitcache.folder()
    assert used.name not in ("needlework", f"needlework-{owner + 1}")


def test_a_relative_cache_folder_of_the_xdg_rule_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEEDLEWORK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "relcache")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    jitcache.folder.cache_clear()
    found = jitcache.folder()
    jitcache.folder.cache_clear()
    assert not (tmp_path / "relcache").exists()
    assert found.is_absolute()


def test_a_lane_has_the_same_numbers_in_a_vector_of_any_width() -> None:
    told: dict[object, object] = {}
    for width in ("4", "8", "16"):
        asked = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NEEDLEWORK_LANES": width}
        done = subprocess.run([sys.executable, "-c", LANES], env=asked, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        told[width], *states = done.stdout.split()
        told[width, "states"] = list(map(float, states))
    assert [told[width] for width in ("4", "8", "16")] == ["4", "8", "16"]  # each was compiled for itself
    assert told["4", "states"] == pytest.approx(told["8", "states"], rel=1e-12)
    assert told["16", "states"] == pytest.approx(told["8", "states"], rel=1e-12)
