"""The mutation check itself: what it refuses, what it calls noticed, and that it leaves no fault behind."""

import json
import sys
from pathlib import Path

import pytest

VALIDATION = Path(__file__).resolve().parents[1] / "validation"
sys.path.insert(0, str(VALIDATION))
from mutants import Mutant, StaleError, mutants  # noqa: E402
from mutation import GOLDEN, Verdict, first_failure, report, table, verdict  # noqa: E402

DOUBLED = Mutant("spread.py", "twice as wide", "WIDTH = 1.0", "WIDTH = 2.0", ("tests/test_width.py",))
MOVED = Mutant("spread.py", "elsewhere", "PLACE = 3.0", "PLACE = 4.0", ("tests/test_width.py",))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project with one rule that is tested and one that is not."""
    files = {
        "src/needlework/__init__.py": "",
        "src/needlework/spread.py": "WIDTH = 1.0\nPLACE = 3.0\n",
        "tests/test_width.py": "from needlework import spread\ndef test_it(): assert spread.WIDTH == 1\n",
        GOLDEN[0]: "def test_nothing():\n    pass\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "after", "words"),
    [
        ("WIDTH = 2.0", "WIDTH = 3.0", "stands in it 0 times"),
        ("WIDTH = 1.0\nWIDTH = 1.0", "WIDTH = 3.0", "stands in it 2 times"),
        ("WIDTH = 1.0", "WIDTH = (", "is no Python"),
    ],
)
def test_a_fault_that_cannot_be_put_in_is_refused(text: str, after: str, words: str) -> None:
    with pytest.raises(StaleError, match=words):
        Mutant("spread.py", "", "WIDTH = 1.0", after, ()).inside(text)


def test_all_faults_that_cannot_be_put_in_are_named(tmp_path: Path) -> None:
    listed = tmp_path / "mutants.yaml"
    fault = {"means": "x", "before": "never written", "after": "y"}
    rooms = [
        {"file": f, "tests": ["tests/test_spread.py"], "faults": [fault]} for f in ("spread.py", "view.py")
    ]
    listed.write_text(json.dumps(rooms))
    with pytest.raises(StaleError, match=r"(?s)spread\.py.*view\.py"):
        mutants(listed)


def test_a_fault_is_noticed_or_survives_and_is_taken_out_again(project: Path) -> None:
    assert verdict(DOUBLED, project).noticed_by == "tests/test_width.py::test_it"
    assert verdict(MOVED, project).noticed_by is None
    assert first_failure(project, DOUBLED.tests) is None


def test_survivors_are_named_and_the_score_counts_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutation.key_of", lambda mutant: mutant.means)
    held = {"twice as wide": Verdict("tests/test_golden.py::x", 3.0), "elsewhere": Verdict(None, 9.0)}
    found = report([DOUBLED, MOVED], held)
    assert (found["score"], found["survivors"]) == (0.5, ["spread.py: elsewhere"])
    assert found["rooms"] == {"spread": {"tried": 2, "noticed": 1, "by_golden_results_only": 1}}
    assert "1 of 2 noticed" in table(found)


def test_the_list_covers_the_rooms_and_every_fault_can_be_put_in() -> None:
    """A change of a rule has to change its fault: the text of each still stands just once in its file."""
    faults = mutants()
    assert len(faults) >= 129
    assert all(fault.means and fault.before != fault.after for fault in faults)
    for place in {place for fault in faults for place in fault.tests}:
        assert (VALIDATION.parent / place).exists(), place
    assert {fault.room for fault in faults} == {
        "mechanism",
        "injury",
        "observation",
        "spread",
        "summary",
        "care",
        "numerics",
    }
