import json
import threading

import pytest

from needlework.errors import InputError
from needlework.files import write_checksums
from needlework.runs.index import find, find_all, list_runs, remove
from needlework.runs.judge import difference, faults_of


def make(place, name, seed=1, title="A study"):
    folder = place / name
    folder.mkdir(parents=True)
    said = {"schema": "needlework/result/1", "study": {"title": title}, "version": "0", "seed": seed}
    (folder / "result.json").write_text(json.dumps(said))
    return folder


def test_the_index_is_rebuilt_from_folders_alone(tmp_path):
    make(tmp_path, "a-1")
    make(tmp_path, "b-1", title="Another")
    first = list_runs(tmp_path)
    for path in (tmp_path / ".index").iterdir():
        path.write_text("{ half written")
    assert list_runs(tmp_path) == first
    for path in (tmp_path / ".index").iterdir():
        path.unlink()
    assert list_runs(tmp_path) == first == list_runs(tmp_path, rebuild=True)
    assert [run.title for run in first] == ["A study", "Another"]


def test_an_entry_that_disagrees_with_its_folder_is_made_again(tmp_path):
    folder = make(tmp_path, "a-1")
    list_runs(tmp_path)
    (folder / "result.json").write_text(json.dumps({"study": {"title": "New"}, "version": "0", "seed": 2}))
    assert list_runs(tmp_path)[0].title == "New"


def test_folders_that_are_being_written_or_are_no_runs_are_not_listed(tmp_path):
    make(tmp_path, ".a-1-half")
    (tmp_path / "notes").mkdir()
    assert list_runs(tmp_path) == []
    assert list_runs(tmp_path / "absent") == []


def test_many_writers_at_once_lose_nothing(tmp_path):
    def work(i):
        for j in range(5):
            make(tmp_path, f"{i}-{j}")
            list_runs(tmp_path)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list_runs(tmp_path)) == 30
    assert not list((tmp_path / ".index").glob(".*"))


def test_a_damaged_document_is_listed_as_such_and_verify_says_so(tmp_path):
    folder = make(tmp_path, "a-1")
    (folder / "result.json").write_text("{")
    assert list_runs(tmp_path)[0].state == "damaged"
    assert faults_of(folder) == ["result.json cannot be read"]


def test_every_file_of_a_run_is_checked_by_its_hash(tmp_path):
    folder = make(tmp_path, "a-1")
    (folder / "cells.csv").write_text("n,assurance\n20,0.5\n")
    (folder / "report.html").write_text("a report")
    write_checksums(folder)
    assert faults_of(folder) == []
    (folder / "result.json").write_text((folder / "result.json").read_text().replace("A study", "B study"))
    (folder / "cells.csv").unlink()
    (folder / "report.html").write_text("made anew")
    write_checksums(folder, "report.html")
    assert faults_of(folder) == ["cells.csv is missing", "result.json has been changed"]


def test_all_runs_that_are_not_there_are_told(tmp_path):
    make(tmp_path, "a-1")
    with pytest.raises(InputError) as caught:
        find_all(tmp_path, ("b-1", "a-1", "c-1"))
    assert [fault.received for fault in caught.value.faults] == ["'b-1'", "'c-1'"]


def test_a_deleted_run_is_forgotten(tmp_path):
    make(tmp_path, "a-1")
    list_runs(tmp_path)
    remove(tmp_path, "a-1")
    assert list_runs(tmp_path) == []
    assert not list((tmp_path / ".index").iterdir())


def test_only_runs_below_the_folder_are_deleted(tmp_path):
    other = make(tmp_path / "elsewhere", "a-1")
    (tmp_path / "runs").mkdir()
    with pytest.raises(InputError, match="a run below"):
        remove(tmp_path / "runs", str(other))
    with pytest.raises(InputError, match="a run of"):
        find(tmp_path / "runs", "a-1")


def test_differences_name_the_figure(tmp_path):
    one, two = make(tmp_path, "a-1"), make(tmp_path, "b-1", seed=3)
    assert difference(one, one) == []
    assert difference(one, two) == ["seed: 1 | 3"]
