import pickle
from importlib import import_module

import pytest

from needlework.errors import Fault, InputError, NeedleworkError, NumericalError, needing, shown

FAULT = Fault("study.yaml:3", "a depth", "1.5", "add a unit")


def test_fault_reads_as_one_line():
    assert str(FAULT) == "study.yaml:3: expected a depth; received 1.5; next: add a unit"


def test_input_error_lists_every_fault():
    error = InputError([FAULT, FAULT])
    assert str(error).splitlines() == [str(FAULT)] * 2
    assert error.faults == (FAULT, FAULT)


def test_exit_codes_are_distinct_and_leave_1_to_findings():
    assert InputError.exit_code == 2
    assert NumericalError.exit_code not in (0, 1, 2)
    assert issubclass(InputError, NeedleworkError)
    assert issubclass(NumericalError, NeedleworkError)


def test_input_error_survives_pickling():
    again = pickle.loads(pickle.dumps(InputError([FAULT])))
    assert again.faults == (FAULT,)
    assert str(again) == str(FAULT)


@pytest.mark.parametrize("value", ["a" * 500, "a\nb\x00", "\ud800", b"\xff\x00", [1] * 300])
def test_shown_is_short_printable_and_on_one_line(value):
    text = shown(value)
    assert len(text) <= 60
    assert text.isprintable()
    text.encode("utf-8")


def test_a_missing_extra_says_how_to_install_it() -> None:
    said = r"here: expected the extra 'stats'; .*pip install 'needlework\[stats\]'"
    with pytest.raises(InputError, match=said), needing("stats", "here"):
        import_module("no_such_library")
