"""The command line as a process of its own: killed, with a damaged part, without room; then --resume."""

import json
import subprocess
import sys
import time

import pytest
import yaml

from tests.trial.plans import plan

pytest.importorskip("resource")  # limits of a process

SMALL = {
    "cohort": {"persons": 128, "draws": 16},
    "visits": {"at": ["3 months"]},
    "trials": 100,
    "null_trials": 1000,
    "n": [10],
}


_LIMITED = """import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[:2] = ["needlework"]
runpy.run_module("needlework", run_name="__main__")
"""


def needlework(place, *arguments, room=None):
    """Start the command line; ``room`` is the size (bytes) that no file may pass."""
    begun = ["-m", "needlework"] if room is None else ["-c", _LIMITED, str(room)]
    return subprocess.Popen(
        [sys.executable, *begun, "trial", "design.yaml", *arguments],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("place")
    (folder / "design.yaml").write_text(yaml.safe_dump(plan(**SMALL)))
    return folder


@pytest.fixture(scope="module")
def cells(place):
    said, _ = needlework(place, "--out", "whole", "--json").communicate()
    return json.loads(said)["cells"]


def test_killed_and_damaged_then_resumed(place, cells):
    process, parts = needlework(place, "--out", "run"), place / "run" / "parts"
    while not list(parts.glob("*.sha256")) and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    whole = len(list(parts.glob("*.sha256")))
    first = parts / "part-00000.npz"
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data)
    again = needlework(place, "--out", "run", "--resume", "--json")
    said, progress = again.communicate()
    assert json.loads(said)["cells"] == cells
    assert json.loads(said)["reused_chunks"] == whole - 1
    assert f"reused {whole - 1} of 4 parts, 1 damaged and made again" in progress


def test_without_room_for_a_part_then_resumed(place, cells):
    full = needlework(place, "--out", "full", room=100_000)
    said, why = full.communicate()
    assert (full.returncode, said) == (3, "")
    assert "File too large" in why
    assert "make room, then run again with --resume" in why
    assert sorted(p.name for p in (place / "full").rglob("*")) == ["cohort.json", "parts"]
    said, _ = needlework(place, "--out", "full", "--resume", "--json").communicate()
    assert json.loads(said)["cells"] == cells
