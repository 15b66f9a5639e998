"""Python as its users expect it: run a path, read by name, short representations, own errors."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import needlework as nw
from needlework.labelled import Labelled
from needlework.result import Result
from tests.conftest import study_of

COURSE = nw.Course.from_spec(study_of().course)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Result:
    path = tmp_path_factory.mktemp("studies") / "study.yaml"
    path.write_text(nw.dump_study(study_of(horizon="84 days")), encoding="utf-8")
    return nw.run(str(path), at="10 days", seed=3, draws=4, persons=2)


def test_a_path_runs_with_other_times_seed_and_size(small: Result) -> None:
    assert (small.study.seed, small.study.draws, small.study.population.persons) == (3, 4, 2)
    assert 10.0 in small.times[small.rows]


@pytest.mark.parametrize("at", [["10 days", 12.0], ("10 days", "12 days")])
def test_several_times(at) -> None:
    found = nw.run(study_of(horizon="84 days"), at=at, draws=1, persons=1)
    assert {10.0, 12.0} <= set(found.times[found.rows])


def test_an_outcome_has_dimensions_a_unit_and_times(small: Result) -> None:
    found = small["collagen_total"]
    assert found.dims == ("draw", "person", "time")
    assert found.attrs["units"] == "%"
    assert float(found.sel(time=84.0).mean()) == pytest.approx(small.values["collagen_total"][..., -1].mean())


def test_an_outcome_is_found_by_its_nearest_name(small: Result) -> None:
    with pytest.raises(nw.InputError, match="did you mean 'collagen_total'"):
        _ = small["colagen_total"]


def test_without_xarray_a_labelled_array_serves(small: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    found = small["collagen_total"]
    assert isinstance(found, Labelled)
    assert found.dims == ("draw", "person", "time")
    assert found.sel(time=84.0).mean().values == pytest.approx(small.values["collagen_total"][..., -1].mean())
    assert found.mean("person").shape == (4, len(small.times))
    assert np.asarray(found).shape == found.shape
    assert repr(found).startswith("<collagen_total (draw: 4, person: 2, time: ")
    with pytest.raises(nw.InputError, match="one of: draw, person, time"):
        found.sel(day=1.0)
    with pytest.raises(nw.InputError, match=r"pip install 'needlework\[data\]'"):
        small.to_xarray()


def test_a_table_holds_one_row_an_outcome_or_all_rows_of_one(small: Result) -> None:
    whole, one = small.table(), small.table("collagen_total")
    assert len({row["title"] for row in whole}) == len(whole) > 20
    assert [row["time_days"] for row in one] == [float(t) for t in small.times[small.rows]]
    assert len(one[:2]) == 2
    assert list(one.to_pandas()["id"].unique()) == ["collagen_total"]
    assert repr(one).count("\n") == len(one)
    assert one._repr_html_().count("<tr>") == len(one) + 1


def test_a_plot_is_an_svg_that_can_be_saved(small: Result, tmp_path: Path) -> None:
    figure = small.plot("collagen_total")
    figure.save(tmp_path / "collagen.svg")
    assert (tmp_path / "collagen.svg").read_text(encoding="utf-8") == figure._repr_svg_()
    assert figure._repr_svg_().startswith("<svg")
    assert len(repr(figure)) < 80
    with pytest.raises(nw.InputError, match="an outcome over time"):
        small.plot("pain_vas")
    with pytest.raises(nw.InputError, match="that can be written"):
        figure.save(tmp_path / "none" / "collagen.svg")


def test_representations_are_short(small: Result) -> None:
    assert len(repr(small)) < 200
    assert len(small._repr_html_()) < 40_000


# ---- changing a study, and constructors ----------------------------------------------------------------


def test_replacing_keys_gives_a_checked_study() -> None:
    study = study_of()
    other = study.replace({"course.depth": "2 mm", "skin.concern.kind": "atrophic_scar"}, draws=7)
    assert (other.course.depth, other.draws) == (2000.0, 7)
    assert other.skin.concern is not None
    assert other.replace({"skin.concern": None}).skin.concern is None
    assert study.draws != 7


def test_replacing_with_nonsense_lists_every_fault() -> None:
    with pytest.raises(nw.InputError) as caught:
        study_of().replace({"course.dept": "2 mm", "draws": 0})
    assert len(caught.value.faults) == 2
    assert "'depth'" in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: nw.Model(strata=0),
        lambda: nw.Model(rings=2.5),  # pyright: ignore[reportArgumentType]
        lambda: nw.Course(device="pen_12", sessions=3),  # pyright: ignore[reportArgumentType]
        lambda: nw.Course(device=COURSE.device, sessions=(1, 2)),  # pyright: ignore[reportArgumentType]
        lambda: nw.Study(schema="needlework/study/1", course={"device": "pen_13"}, horizon="1 year"),  # pyright: ignore[reportCallIssue, reportArgumentType]
        lambda: nw.run({"schema": "needlework/study/1"}),
        lambda: nw.run(study_of(), at="soon"),
        lambda: nw.run(study_of(), draws=0),
    ],
)
def test_nonsense_is_refused_with_own_errors(make) -> None:
    with pytest.raises(nw.InputError) as caught:
        make()
    assert all(fault.expected and fault.next_step for fault in caught.value.faults)


def test_a_misspelt_record_is_found_by_its_spelling() -> None:
    with pytest.raises(KeyError, match=r"nearest: 'healing\.kW'"):
        _ = nw.parameters()["healing.kw"]


def test_pydantic_stays_out_of_sight() -> None:
    code = (
        "import needlework as nw\ntry: nw.Study(draws=1)\nexcept nw.InputError as e: print(type(e).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "InputError"
