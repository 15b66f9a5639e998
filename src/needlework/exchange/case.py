"""One typical person at one parameter set: what a model written for other programs stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from needlework.draws import Draws, central_draws, current_fit, study_records
from needlework.errors import Fault, InputError
from needlework.model import network
from needlework.population import Lanes, Population, design
from needlework.result import Result
from needlework.spec import Study, load_study
from needlework.spec.parts import part_named, parts
from needlework.subject import Course, Skin

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A study with one lane.

    Attributes
    ----------
    study
        The study.
    lanes
        One lane: the typical person at the parameter set.
    origin
        Which parameter set it is, in words.
    """

    study: Study
    lanes: Lanes
    origin: str

    @property
    def course(self) -> Course:
        """Return the course."""
        return self.lanes.population.course

    def value(self, name: str) -> float:
        """Return a record's value in this parameter set, by the name it has in the study's draws."""
        return float(self.lanes[name][0])


def case_of(source: Path, draw: int | None = None, zone: str | None = None) -> Case:
    """Return the case of a study file or a run folder.

    Parameters
    ----------
    source
        Study file, or folder that ``needlework run`` wrote.
    draw
        Number of a draw, from 0: of the study's draws, or of those kept in the run. Central values if not
        given: a run's medians, or the study's own central set.
    zone
        Which place, or concern, of a study with several.

    Raises
    ------
    InputError
        The draw or the zone does not exist, or the run belongs to another network.
    """
    if source.is_dir():
        return _case_of_run(Result.load(source).at_place(zone), source, draw)
    whole = load_study(source)
    study = parts(whole)[part_named(whole, zone)].study
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    fit, _ = current_fit()
    if draw is None:
        draws = central_draws(study_records(skin, course), study.seed, fit)
        return Case(study, _lane(skin, course, draws), "the central value of every record")
    _check_draw(draw, study.draws)
    draws = design(skin, course, study.draws, 1, study.seed, fit).draws
    return Case(study, _lane(skin, course, _one(draws, draw)), f"draw {draw} of seed {study.seed}")


def _case_of_run(result: Result, folder: Path, draw: int | None) -> Case:
    made_with = result.provenance.get("network")
    if made_with != network().fingerprint:
        raise InputError(
            [
                Fault(
                    str(folder),
                    f"a run of the built-in network {network().fingerprint}",
                    f"one of {made_with}",
                    "run the study again, or export its study file",
                )
            ]
        )
    skin, course = Skin.resolve(result.study.skin), Course.from_spec(result.study.course)
    records = study_records(skin, course)
    if missing := sorted(set(records) - set(result.parameters)):
        received = f"none for {', '.join(missing[:3])}"
        raise InputError([Fault(str(folder), "draws of every record", received, "run the study again")])
    kept = len(next(iter(result.parameters.values())))
    draws = Draws(kept, result.study.seed, records, result.parameters, kept)
    if draw is None:
        values = {k: np.array([np.median(v)]) for k, v in result.parameters.items()}
        one = Draws(1, result.study.seed, records, values, 1)
        return Case(result.study, _lane(skin, course, one), f"the medians of the {kept} draws of a run")
    _check_draw(draw, kept)
    return Case(result.study, _lane(skin, course, _one(draws, draw)), f"draw {draw} of a run")


def another_study(case: Case, study: Study) -> Case:
    """Return the typical person of another study at the same parameter set.

    What belongs to the device, the course and the concern comes from that study's own records, at their
    central values.
    """
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    records, known = study_records(skin, course), case.lanes.population.draws
    values = {
        name: known[name][:1] if _shared(name) and name in known else np.array([p.value])
        for name, p in records.items()
    }
    draws = Draws(1, study.seed, records, values, 1)
    return Case(study, _lane(skin, course, draws), case.origin)


def _shared(name: str) -> bool:
    return not name.startswith(("device/", "course/", "concern/", "factor/"))


def _one(draws: Draws, number: int) -> Draws:
    values: Mapping[str, Array] = {name: v[[number]] for name, v in draws.values.items()}
    return Draws(1, draws.seed, draws.records, values, 1)


def _lane(skin: Skin, course: Course, draws: Draws) -> Lanes:
    return Population(skin, course, draws, 1).lanes(slice(0, 1))


def check_needles(case: Case) -> None:
    """Refuse a device other than needles.

    Raises
    ------
    InputError
        Exports of the model hold what needles do to well-mixed skin.
    """
    study, course = case.study, case.course
    if course.device.tissue is None:
        return
    where, expected = study.where("course", "device"), "a device of needles"
    step = "use 'needlework run': exports hold what needles do to well-mixed skin"
    raise InputError([Fault(where, expected, course.device.title, step)])


def _check_draw(draw: int, count: int) -> None:
    if not 0 <= draw < count:
        raise InputError([Fault("--draw", f"a number from 0 to {count - 1}", str(draw), "choose another")])
