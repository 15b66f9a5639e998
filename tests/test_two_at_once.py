"""Two writers of one folder, killed writers, standard input and a full standard output."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from needlework import files
from needlework.errors import InputError
from needlework.files import check_target, working_folder, write_first_free, write_folder
from needlework.spec import load_study
from needlework.spec.document import read_document

SMALL = "schema: needlework/study/1\ncourse: {sessions: 0}\nhorizon: 90 days\n"
SCREEN = [sys.executable, "-m", "needlework", "screen", "-"]


def fill(folder: Path) -> None:
    (folder / "data").write_text("x")


def test_the_second_of_two_writers_takes_the_next_free_name(tmp_path) -> None:
    names = [tmp_path / "run-1", tmp_path / "run-2"]

    def fill_while_another_is_faster(folder: Path) -> None:
        write_folder(names[0], fill)
        fill(folder)

    assert write_first_free(iter(names), fill_while_another_is_faster) == names[1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run-1", "run-2"]


def test_a_name_that_was_asked_for_is_not_exchanged(tmp_path) -> None:
    def fill_while_another_is_faster(folder: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "theirs").write_text("y")
        fill(folder)

    with pytest.raises(InputError, match="one with content"):
        write_folder(tmp_path / "mine", fill_while_another_is_faster)
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_a_file_is_called_a_file(tmp_path) -> None:
    (tmp_path / "s.yaml").write_text(SMALL)
    with pytest.raises(InputError, match="received a file"):
        check_target(tmp_path / "s.yaml")


def test_what_a_killed_writer_left_is_removed_and_what_is_being_written_is_not(tmp_path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from needlework.files import working_folder\n"
        "with working_folder(Path(sys.argv[1])) as f: print(f, flush=True); time.sleep(60)"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "a"], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    left = Path(started.stdout.readline().strip())
    os.utime(left, (time.time() - 60,) * 2)
    with working_folder(tmp_path / "b"):
        assert left.exists()
    started.kill()
    started.wait()
    started.stdout.close()
    with working_folder(tmp_path / "b"):
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_just_made_is_left_alone(tmp_path) -> None:
    fresh = tmp_path / f".x-1{files._WORKING}"
    fresh.mkdir()
    with working_folder(tmp_path / "b"):
        assert fresh.exists()


def test_a_study_comes_from_standard_input() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "needlework", "screen", "-", "--json"],
        input=SMALL,
        capture_output=True,
        text=True,
    )
    assert '"needlework/findings/1"' in found.stdout, found.stderr


def test_a_fault_in_standard_input_names_it() -> None:
    found = subprocess.run(SCREEN, input="a: [", capture_output=True, text=True)
    assert found.returncode == 2
    assert found.stderr.startswith("standard input:1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_standard_output_is_one_line_and_code_3() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        found = subprocess.run(
            SCREEN, input=SMALL, stdout=full, stderr=subprocess.PIPE, text=True
        )  # fmt: skip
    assert found.returncode == 3
    assert len(found.stderr.strip().splitlines()) == 1
    assert found.stderr.startswith("standard output: expected")


def test_a_closed_standard_output_is_one_line_and_code_3() -> None:
    shut = "import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    found = subprocess.run(
        [sys.executable, "-c", shut, *SCREEN[1:]], input=SMALL, stderr=subprocess.PIPE, text=True
    )
    assert (found.returncode, len(found.stderr.strip().splitlines())) == (3, 1)


def test_a_comma_between_thousands_is_dropped_not_turned_into_a_point() -> None:
    with pytest.raises(InputError, match="drop the comma"):
        load_study(SMALL.replace("sessions: 0", "sessions: 1, depth: '1,500 um'"))
    with pytest.raises(InputError, match="write a decimal point"):
        load_study(SMALL.replace("sessions: 0", "sessions: 1, depth: '1,5 mm'"))


def test_several_sites_are_zones() -> None:
    with pytest.raises(InputError, match="zones"):
        load_study(SMALL + "skin: {site: [forehead, cheek]}\n")


def test_a_dash_that_is_text_is_no_file() -> None:
    assert read_document("a: '-'\n").tree == {"a": "-"}
