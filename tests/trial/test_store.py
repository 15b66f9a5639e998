import json
import multiprocessing
import os
import random
import time
from pathlib import Path

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.trial.merge import merged
from needlework.trial.runner import fill
from needlework.trial.simulate import Simulator
from needlework.trial.store import Store, cohort_hash, cohort_key, packed, shard_parts
from tests.trial.plans import design

KILLS = 20 if os.environ.get("CI") else 3
SMALL = {"cohort": {"persons": 128, "draws": 16}, "visits": {"at": ["3 months"]}, "trials": 100}
COURSE = {"device": "pen_12", "sessions": 2, "interval": "2 weeks", "depth": "1 mm", "density": "250 per cm2"}
ARMS = {"needled": {"course": COURSE}, "wide": {"course": {**COURSE, "interval": "4 weeks"}}}
SMALL |= {"arms": ARMS, "contrasts": [{"better": "wide", "than": "needled"}]}


def small():
    return design(**SMALL)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    fill(small(), None, folder)
    return folder


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "parts").glob("*.npz"))}


def work(folder):
    fill(small(), None, folder)


def test_a_part_comes_back_as_it_was(tmp_path):
    made = small()
    part = Simulator(made).part(1)
    store = Store(tmp_path, cohort_key(made, None), 4)
    store.open()
    store.write(part)
    back = store.read(1)
    assert all(np.array_equal(back.values[k], v) for k, v in part.values.items())
    assert back.screened == part.screened
    assert set(store.read(1, {"ecca"}).values) == {k for k in part.values if "ecca" in k}


def test_what_is_there_is_reused(whole):
    before = {p.name: p.stat().st_mtime_ns for p in (whole / "parts").iterdir()}
    filled = fill(small(), None, whole)
    assert (len(filled.reused), filled.redone, filled.made) == (4, (), ())
    assert {p.name: p.stat().st_mtime_ns for p in (whole / "parts").iterdir()} == before


@pytest.mark.parametrize(
    "changes",
    [
        {"n": [10, 30]},
        {"endpoints": [{"outcome": "ecca", "analysis": "signed_rank"}]},
        {"visits": {"at": ["1 month", "3 months"]}},
        {"conduct": {"dropout": {"share": "10 %"}}},
        {"analysis": {"alpha": "1 %"}},
        {"prior": {"no_effect": "10 %"}},
        {"trials": 5000},
    ],
)
def test_another_endpoint_visit_or_size_is_the_same_cohort(changes):
    assert cohort_hash(cohort_key(design(**(SMALL | changes)), None)) == cohort_hash(
        cohort_key(small(), None)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 6},
        {"conduct": {"missed": "10 %"}},
        {"model": {"strata": 3, "rings": 1}},
        {"visits": {"at": ["4 months"]}},
        {"visits": {"after": "first_session", "at": ["3 months"]}},
        {"inclusion": {"screening": "consensus"}},
        {"arms": {**ARMS, "needled": {"course": {**COURSE, "depth": "1.5 mm"}}}},
    ],
)
def test_another_course_person_or_seed_is_another_cohort(changes):
    assert cohort_hash(cohort_key(design(**(SMALL | changes)), None)) != cohort_hash(
        cohort_key(small(), None)
    )


def test_kill_nine_at_any_moment_loses_nothing_but_the_part_in_work(whole, tmp_path):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["needlework.trial.runner"])
    luck = random.Random(3)
    for turn in range(KILLS):
        folder = tmp_path / str(turn)
        process = context.Process(target=work, args=(folder,))
        process.start()
        while not list(folder.glob("parts/*.sha256")) and process.is_alive():
            time.sleep(0.01)
        time.sleep(luck.uniform(0.0, 0.6))
        process.kill()  # SIGKILL; it may have ended by itself
        process.join()
        filled = fill(small(), None, folder)
        assert len(filled.reused) >= 1
        assert len(filled.reused) + len(filled.redone) + len(filled.made) == 4
        assert bytes_of(folder) == bytes_of(whole)


@pytest.mark.parametrize("how", ["cut", "flipped", "no hash", "empty"])
def test_a_damaged_part_is_made_again_and_said(whole, tmp_path, how):
    import shutil

    shutil.copytree(whole, tmp_path / "copy")
    path = tmp_path / "copy" / "parts" / "part-00002.npz"
    data = bytearray(path.read_bytes())
    if how == "no hash":
        path.with_suffix(".sha256").unlink()
    elif how == "flipped":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    else:
        path.write_bytes(data[: len(data) // 3] if how == "cut" else b"")
    said = []
    filled = fill(small(), None, tmp_path / "copy", tell=lambda *step: said.append(step))
    assert (filled.redone, len(filled.reused)) == ((2,), 3)
    assert said[0] == ("reused 3 of 4 parts, 1 damaged and made again", 3, 4)
    assert said[1:] == [("parts of the cohort", 1, 1)]
    assert bytes_of(tmp_path / "copy") == bytes_of(whole)


def test_a_full_disk_is_said_leaves_no_half_file_and_can_be_gone_on_from(whole, tmp_path, monkeypatch):
    import errno

    from needlework import files

    true = os.replace
    count = iter(range(100))

    def full(source, target):
        if next(count) >= 5:  # the manifest and two parts with their hashes fit
            raise OSError(errno.ENOSPC, "No space left on device")
        true(source, target)

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(InputError, match="No space left on device; next: make room") as caught:
        fill(small(), None, tmp_path / "full")
    assert caught.value.exit_code == 3
    assert not list((tmp_path / "full").rglob(".*"))
    monkeypatch.undo()
    filled = fill(small(), None, tmp_path / "full")
    assert len(filled.reused) == 2
    assert bytes_of(tmp_path / "full") == bytes_of(whole)


def test_another_cohort_in_the_folder_is_refused(whole):
    with pytest.raises(InputError, match="the cohort .* of this design"):
        fill(design(**(SMALL | {"seed": 9})), None, whole)


def shards(tmp_path, which, of=2):
    from needlework.trial.folder import write_plan
    from needlework.trial.load import dump_design

    folders = []
    for i in which:
        folder = tmp_path / f"shard-{len(folders)}"
        fill(small(), None, folder, shard=(i, of))
        write_plan(folder, dump_design(small()), None)
        folders.append(folder)
    return folders


def test_shards_together_are_the_whole(whole, tmp_path):
    merged(shards(tmp_path, [1, 2]), tmp_path / "all")
    assert bytes_of(tmp_path / "all") == bytes_of(whole)


def test_missing_double_and_damaged_shards_are_named(tmp_path):
    one, again = shards(tmp_path, [1, 1])
    (one / "parts" / "part-00000.npz").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        merged([one, again], tmp_path / "all")
    said = str(caught.value)
    assert "parts 1, 3 missing" in said
    assert "parts 0, 2 twice" in said
    assert "part 0: expected a whole part; received a damaged one" in said
    assert not (tmp_path / "all").exists()


def test_folders_that_are_no_shards_are_told_together(tmp_path):
    with pytest.raises(InputError) as caught:
        merged([tmp_path / "one", tmp_path / "two"], tmp_path / "all")
    assert [Path(fault.where).name for fault in caught.value.faults] == ["one", "two"]


def test_a_shard_of_another_design_is_named(tmp_path):
    folders = shards(tmp_path, [1, 2])
    text = (folders[1] / "design.yaml").read_text(encoding="utf-8")
    (folders[1] / "design.yaml").write_text(text.replace("seed: 5", "seed: 6"))
    with pytest.raises(InputError, match="a shard of the cohort"):
        merged(folders, tmp_path / "all")


def test_shards_divide_the_parts():
    assert sorted(n for i in (1, 2, 3) for n in shard_parts(10, (i, 3))) == list(range(10))
    assert shard_parts(3, None) == [0, 1, 2]


def test_a_part_says_which_cohort_it_is_of(whole):
    part = Simulator(small()).part(0)
    about = np.load(__import__("io").BytesIO(packed(part, "abc")))["about"].tobytes()
    assert json.loads(about)["cohort"] == "abc"
