"""What the workbench answers: the words of the command line, the numbers of a run, and a stop."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra browser is not installed")

from needlework.errors import InputError, Stopped
from needlework.numerics.ode import StopFlag
from needlework.runner import run
from needlework.spec import dump_study, load_study
from needlework.summary import document
from needlework.workbench import catalogue
from needlework.workbench.answers import checked, compared, everybody
from needlework.workbench.grounds import grounds
from needlework.workbench.jobs import Jobs
from needlework.workbench.typical import entering, plane, typical
from needlework.workbench.verbs import _listen
from tests.conftest import study_of


def test_a_study_goes_both_ways() -> None:
    study, told = checked(study_of().to_dict())
    assert study == load_study(told["text"]) == load_study(told["values"])
    assert told["faults"] == []
    assert checked(told["text"])[1]["values"] == told["values"]


@pytest.mark.parametrize(
    ("course", "sessions"),
    [
        ({"sessions": 2, "interval": "2 weeks"}, [{"day": 0.0}, {"day": 14.0}]),
        ({"days": [0, 9]}, [{"day": 0.0}, {"day": 9.0}]),
        ({"sessions": 0}, []),
        (
            {"sessions": [{"day": 0}, {"day": 30, "depth": "0.5 mm"}, {"day": 44, "other": "subcision"}]},
            [{"day": 0.0}, {"day": 30.0, "depth": "500 um"}, {"day": 44.0, "other": "subcision"}],
        ),
    ],
)
def test_a_form_gets_sessions_one_by_one_and_a_horizon_in_days(course: Any, sessions: Any) -> None:
    plain = study_of().to_dict() | {"horizon": "1 year"}
    kept = {k: v for k, v in plain["course"].items() if k not in ("sessions", "interval")}
    _, told = checked({**plain, "course": kept | course})
    assert (told["sessions"], told["horizon_days"]) == (sessions, 365.25)


def test_the_python_runs_the_same_study() -> None:
    study = study_of(horizon="84 days", draws=2, population={"persons": 1})
    code = checked(study.to_dict())[1]["python"].replace("print(result.table())", "")
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - it is what a user pastes
    assert space["result"].study == study


def test_faults_are_those_of_the_command_line_at_their_keys() -> None:
    _, told = checked({**study_of().to_dict(), "draws": 0, "horizon": "soon"})
    assert {fault["key"] for fault in told["faults"]} == {"draws", "horizon"}
    with pytest.raises(InputError) as caught:
        load_study({**study_of().to_dict(), "draws": 0, "horizon": "soon"})
    assert [fault["words"] for fault in told["faults"]] == [str(f) for f in caught.value.faults]


def test_the_typical_person_is_one_draw_of_one_person() -> None:
    study = study_of(horizon="84 days")
    told = typical(study)
    alone = run(study, draws=1, persons=1)
    assert told["curves"]["collagen_total"]["values"] == alone.values["collagen_total"][0, 0].tolist()
    assert told["moments"][0] == 0.0
    assert told["moments"][-1] == 84.0
    assert told["shot"].startswith("<svg")
    assert all(figure["title"] and figure["text"] for figure in told["figures"])
    assert "overgrowth_distance" not in {figure["id"] for figure in told["figures"]}


def test_everybody_has_the_numbers_of_a_run() -> None:
    study = study_of(horizon="84 days", draws=4, population={"persons": 2})
    result = run(study)
    told = everybody(result)
    assert told["document"]["outcomes"] == document(result)["outcomes"]
    band = told["places"][0]["curves"]["collagen_total"]
    lines = zip(band["low"], band["values"], band["high"], strict=True)
    assert all(low <= v <= high for low, v, high in lines)


# ---- jobs ----------------------------------------------------------------------------------------------


def ended(job: Any) -> Any:
    deadline = time.monotonic() + 60
    while job.state == "running" and time.monotonic() < deadline:
        time.sleep(0.01)
    return job


def test_a_job_tells_how_far_it_is_and_what_came_of_it() -> None:
    def work(stop: StopFlag, tell: Any) -> int:
        tell("counting", 3, 4)
        return 42

    job = ended(Jobs().start(work))
    assert job.told() == {
        "id": job.id,
        "state": "done",
        "step": "counting",
        "done": 3,
        "total": 4,
        "answer": 42,
    }


def test_a_stopped_job_keeps_nothing() -> None:
    def work(stop: StopFlag, tell: Any) -> None:
        while True:
            tell("waiting", 0, 1)
            time.sleep(0.005)

    job = Jobs().start(work)
    job.stop.set()
    assert ended(job).told()["state"] == "stopped"


def test_a_new_question_stops_the_one_before() -> None:
    jobs = Jobs()

    def work(stop: StopFlag, tell: Any) -> None:
        for _ in range(10_000):
            tell("waiting", 0, 1)
            time.sleep(0.005)

    first = jobs.start(work)
    second = jobs.start(lambda stop, tell: "quick")
    assert ended(first).state == "stopped"
    assert ended(second).state == "done"


def test_a_stop_reaches_a_run_in_the_middle_of_it() -> None:
    study = study_of(horizon="10 years", draws=400, population={"persons": 5})

    def work(stop: StopFlag, tell: Any) -> None:
        run(study, progress=tell, stop=stop)

    job = Jobs().start(work)
    while job.step != "people x draws" and job.state == "running" and job.done == 0:
        time.sleep(0.05)
        job.stop.set()
    assert ended(job).state == "stopped"


def test_a_fault_is_told_and_not_swallowed() -> None:
    def work(stop: StopFlag, tell: Any) -> None:
        raise Stopped("x") if stop else InputError([])

    assert ended(Jobs().start(work)).told()["state"] == "failed"


# ---- catalogue, runs, port --------------------------------------------------------------------------------


def test_the_choices_are_those_of_the_catalogues() -> None:
    told = catalogue.start()
    assert "cheek" in told["sites"]
    assert "pen_12" in told["devices"]
    assert "prp" in told["actives"]
    assert load_study(told["study"]["values"])
    assert told["choices"]["morphology"] == ["rolling", "boxcar", "icepick"]
    assert "VI" in told["choices"]["phototype"]
    assert all(told["choices"].values())


def test_a_record_is_told_with_its_source() -> None:
    told = catalogue.record("healing.kW")
    assert told
    assert told["value"].endswith(" 1/day")
    assert catalogue.record("no.such") is None


def test_runs_are_kept_and_listed(tmp_path: Path) -> None:
    study = study_of(horizon="84 days", draws=1, population={"persons": 1}).replace(title="A title")
    result = run(study)
    name = catalogue.keep(result, document(result), tmp_path / "runs")
    (kept,) = catalogue.saved_runs(tmp_path / "runs")
    assert (kept["name"], kept["title"]) == (name, "A title")
    assert catalogue.run_folder(tmp_path / "runs", name) == tmp_path / "runs" / name
    assert catalogue.run_folder(tmp_path / "runs", "..") is None
    assert catalogue.saved_runs(tmp_path / "none") == []
    assert load_study(tmp_path / "runs" / name / "study.yaml") == load_study(dump_study(result.study))


def test_a_taken_port_is_said_and_only_the_loopback_listens() -> None:
    held = _listen(0)
    try:
        assert held.getsockname()[0] == "127.0.0.1"
        held.listen()
        with pytest.raises(InputError, match="a port that is free"):
            _listen(held.getsockname()[1])
    finally:
        held.close()


def test_pinned_courses_are_compared_on_common_draws_and_stand_in_clouds() -> None:
    study = study_of(horizon="84 days", draws=3, population={"persons": 2})
    texts = [dump_study(study), dump_study(study.replace({"course.density": "500 per cm2"}))]
    told = compared(texts, lambda *what: None, StopFlag())
    assert {(d["a"], d["b"]) for d in told["differences"]} == {("course 1", "course 2")}
    assert told["shared"] == "the same draws of what nobody knows and the same people"
    assert [cloud["title"].split("benefit against ")[1] for cloud in told["clouds"]] == [
        "days of downtime after a session",
        "people who darken",
    ]


# ---- what a number rests on ------------------------------------------------------------------------------


def test_a_number_is_told_with_records_dials_and_what_was_published() -> None:
    told = grounds(study_of(), "channel_depth")
    assert told
    assert told["records"][0]["id"].startswith("penetration.share")
    moved = {dial["dial"]: dial for dial in told["dials"]}
    assert moved["depth 1.5 mm to 2 mm"]["moves"]
    assert not moved["phototype IV to V"]["moves"]
    assert told["value"] == next(
        f["text"] for f in typical(study_of())["figures"] if f["id"] == "channel_depth"
    )
    published = grounds(study_of(), "pih_probability")
    assert published
    assert any("Dogra" in entry["source"] for entry in published["published"])
    assert grounds(study_of(), "no_such_outcome") is None


def test_a_benefit_hangs_on_what_moves_needled_minus_untreated() -> None:
    told = grounds(study_of(), "goodman_baron_quantitative")
    assert told
    assert told["what"] == "needled minus untreated"
    gains = {record["id"] for record in told["records"] if str(record["id"]).startswith("scale.gain_")}
    assert gains <= {"scale.gain_atrophic_scar"}  # those of other concerns cannot act


def test_places_answer_one_at_a_time() -> None:
    zones = [{"name": "cheeks", "depth": "0.5 mm"}, {"name": "chin", "site": "chin", "depth": "2 mm"}]
    study = study_of(horizon="84 days").replace({"zones": zones})
    shallow, deep = (typical(study, place=place) for place in (0, 1))
    assert shallow["places"] == ["cheeks", "chin"]
    assert shallow["figures"] != deep["figures"]
    result = run(study.replace({"draws": 3, "population.persons": 2}))
    told = everybody(result)
    assert {row["place"] for row in told["rows"]} == {"cheeks", "chin"}
    assert len(told["places"]) == 2


def test_what_enters_is_told_where_something_is_put_on() -> None:
    study = study_of(horizon="84 days")
    assert entering(study) == []
    put_on = study.replace(
        {"course.topicals": [{"active": "ascorbic_acid", "when": "after", "strength": "15 %"}]}
    )
    (told,) = entering(put_on)
    assert told["picture"].startswith("<svg")
    assert "times as much as intact" in " ".join(told["words"])
    assert plane(study)["times"]
