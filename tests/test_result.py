"""What a run leaves: saved, loaded, rerun, exported, and written whole or not at all."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.files import check_target, write_folder
from needlework.outcomes import outcomes
from needlework.result import SCHEMA, Result, standard_ranks
from needlework.runner import run


@pytest.fixture
def saved(crowd: Result, tmp_path: Path) -> Path:
    crowd.write_data(tmp_path)
    return tmp_path


def fault(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    (only,) = caught.value.faults
    return only


# ---- round trips ---------------------------------------------------------------------------------------


def test_a_saved_run_loads_as_it_was(crowd: Result, saved: Path) -> None:
    again = Result.load(saved)
    assert again.study == crowd.study
    assert np.array_equal(again.times, crowd.times)
    assert np.array_equal(again.rows, crowd.rows)
    assert again.rows.dtype == bool
    assert again.species == crowd.species
    assert again.warnings == crowd.warnings
    assert again.geometry == crowd.geometry
    assert again.provenance == crowd.provenance
    assert list(again.values) == list(crowd.values)
    for key, values in crowd.values.items():
        assert again.values[key] == pytest.approx(values, rel=1e-6, abs=1e-6), key
    for key, draws in crowd.parameters.items():
        assert np.array_equal(again.parameters[key], draws), key


def test_the_saved_study_runs_again_to_the_same_numbers(crowd: Result, saved: Path) -> None:
    again = run(Result.load(saved).study)
    assert all(np.array_equal(again.values[k], v) for k, v in crowd.values.items())


def test_nothing_in_the_archive_is_pickled(saved: Path) -> None:
    with np.load(saved / "data.npz", allow_pickle=False) as file:
        assert all(file[k].dtype != object for k in file.files)


def test_the_archive_can_be_read_without_needlework(saved: Path, crowd: Result) -> None:
    with np.load(saved / "data.npz") as file:
        about = json.loads(file["about"].tobytes())
        assert about["schema"] == SCHEMA
        assert file["value/collagen_total"].shape == (30, 6, len(crowd.times))
        assert file["profile"].shape == (len(crowd.times), 5, len(about["species"]))


def test_xarray_carries_names_and_units(crowd: Result) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("xarray")
    data = crowd.to_xarray()
    assert data["collagen_total"].dims == ("draw", "person", "time")
    assert data["pain_vas"].dims == ("draw", "person")
    assert data["time"].attrs["units"] == "days"
    for key in crowd.values:
        assert data[key].attrs == {"units": outcomes()[key].unit, "long_name": outcomes()[key].title}
        assert np.array_equal(data[key].values, crowd.values[key])
    assert json.loads(data.attrs["study"]) == crowd.study.to_dict()


# ---- folders that are not runs -------------------------------------------------------------------------


def rewritten(folder: Path, **changes) -> None:
    with np.load(folder / "data.npz") as file:
        arrays = {k: file[k] for k in file.files} | changes
    np.savez(folder / "data.npz", **{k: v for k, v in arrays.items() if v is not None})


def about(**content) -> np.ndarray:
    return np.frombuffer(json.dumps(content).encode(), np.uint8)


DAMAGE = {
    "no data": lambda d: (d / "data.npz").unlink(),
    "empty data": lambda d: (d / "data.npz").write_bytes(b""),
    "text as data": lambda d: (d / "data.npz").write_text("hello"),
    "cut data": lambda d: (d / "data.npz").write_bytes((d / "data.npz").read_bytes()[:5000]),
    "flipped data": lambda d: (d / "data.npz").write_bytes(b"PK\x03\x04" + b"\xff" * 500),
    "a bare array": lambda d: np.save((d / "data.npz").open("wb"), np.zeros(3)),
    "no about": lambda d: rewritten(d, about=None),
    "about is no json": lambda d: rewritten(d, about=np.frombuffer(b"{", np.uint8)),
    "about is a list": lambda d: rewritten(d, about=np.frombuffer(b"[1]", np.uint8)),
    "about lacks keys": lambda d: rewritten(d, about=about(schema=SCHEMA)),
    "no times": lambda d: rewritten(d, times=None),
    "pickled": lambda d: np.savez(d / "data.npz", about=np.array([{}], dtype=object)),
    "no study": lambda d: (d / "study.yaml").unlink(),
    "a folder as data": lambda d: ((d / "data.npz").unlink(), (d / "data.npz").mkdir()),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_run_is_one_clear_fault(saved: Path, damage: str) -> None:
    DAMAGE[damage](saved)
    found = fault(Result.load, saved)
    assert str(saved)[:40] in found.where


def test_another_version_is_named(saved: Path) -> None:
    rewritten(saved, about=about(schema="needlework/data/9"))
    found = fault(Result.load, saved)
    assert (found.expected, found.received) == (SCHEMA, "needlework/data/9")


def test_a_missing_folder_says_how_to_get_one(tmp_path: Path) -> None:
    assert "needlework run" in fault(Result.load, tmp_path / "nowhere").next_step


# ---- writing whole or not at all -----------------------------------------------------------------------


def write_two(folder: Path) -> None:
    (folder / "a").write_text("1")
    (folder / "b").write_text("2")


def test_a_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    write_folder(tmp_path / "deep" / "run", write_two)
    assert sorted(p.name for p in (tmp_path / "deep" / "run").iterdir()) == ["a", "b"]
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["run"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write_folder(tmp_path / "run", write_two)
    assert (tmp_path / "run" / "b").read_text(encoding="utf-8") == "2"


def test_the_working_folder_can_be_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "run"
    here.mkdir()
    monkeypatch.chdir(here)
    write_folder(Path(), write_two)
    assert (here / "a").read_text(encoding="utf-8") == "1"
    os.chdir(tmp_path)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, SystemExit])
def test_an_interrupted_write_leaves_nothing(tmp_path: Path, stop: type[BaseException]) -> None:
    def fill(folder: Path) -> None:
        (folder / "a").write_text("1")
        raise stop

    with pytest.raises(stop):
        write_folder(tmp_path / "run", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    assert fault(write_folder, tmp_path / "run", fill).received == "No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine").write_text("dear")
    (tmp_path / "file").write_text("dear")
    for name, received in (("run", "one with content"), ("file", "a file")):
        assert fault(write_folder, tmp_path / name, write_two).received == received
    assert (
        (tmp_path / "run" / "mine").read_text(encoding="utf-8")
        == (tmp_path / "file").read_text(encoding="utf-8")
        == "dear"
    )


@pytest.mark.parametrize("target", ["file/run", "file/deep/run", "x" * 300, "/proc/run", "/proc/none/run"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("")
    if target.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("no /proc here")
    found = fault(write_folder, tmp_path / target, write_two)
    assert found.expected == "a folder that can be written"
    assert found.received
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_parent_is_found_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        assert "not a folder that can be written" in fault(check_target, tmp_path / "run").received
    finally:
        tmp_path.chmod(0o755)


# ---- ranks ---------------------------------------------------------------------------------------------


def test_standard_ranks_multiply_to_a_rank_correlation() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal(50)
    y = x + rng.standard_normal(50)
    rank = lambda v: np.argsort(np.argsort(v))  # noqa: E731
    assert standard_ranks(x) @ standard_ranks(y) == pytest.approx(np.corrcoef(rank(x), rank(y))[0, 1])
    assert standard_ranks(x) @ standard_ranks(np.exp(x)) == pytest.approx(1.0)


def test_one_draw_has_no_varying_record(typical) -> None:
    names, ranks = typical().ranked_parameters
    assert names == []
    assert ranks.shape == (0, 1)
