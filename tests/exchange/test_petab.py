"""The PEtab problem passes the linter, and its likelihood is that of our engine's predictions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange_lab import TIGHT, Array, Exported, case, roadrunner

from needlework.calibration.tissue import Problem
from needlework.evidence.observations import load_observations
from needlework.exchange.case import Case, another_study
from needlework.exchange.petab import Calibration, write_problem
from needlework.exchange.sbml import problems
from needlework.model import Model
from needlework.outcomes.compute import FUNCTIONS
from needlework.simulation import simulate_lanes
from needlework.view import View
from tests.conftest import study_of

libsbml = pytest.importorskip("libsbml", reason="needs the extra 'exchange'")
pytest.importorskip("antimony", reason="needs the extra 'exchange'")
petab: Any = pytest.importorskip("petab.v1", reason="needs the PEtab library")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the library calls pandas in old ways


@pytest.fixture(scope="module")
def nominal(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case(study_of(), tmp_path_factory.mktemp("nominal"))


@pytest.fixture(scope="module")
def folder(nominal: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("petab")
    write_problem(nominal, place)
    return place


@pytest.fixture(scope="module")
def problem(folder: Path) -> Any:
    return petab.Problem.from_yaml(str(folder / "problem.yaml"))


def test_the_linter_and_libsbml_find_nothing_wrong(problem: Any, folder: Path) -> None:
    assert not petab.lint_problem(problem)
    document = libsbml.readSBMLFromFile(str(folder / "model.xml"))
    assert problems(document, libsbml.LIBSBML_SEV_WARNING) == []


def test_every_fitted_figure_is_a_measurement_and_every_record_with_a_prior_a_parameter(
    problem: Any, folder: Path
) -> None:
    fit = Problem(1)
    figures = {key for ids in fit.figures_of.values() for key in ids} | set(fit.clocks)
    written = set(problem.measurement_df["datasetId"])
    onsets = {key for key, clock in fit.clocks.items() if clock.read == "onset"}
    assert written == figures - onsets
    assert all(key in (folder / "README.txt").read_text(encoding="utf-8") for key in onsets)
    scored = {key for key in Problem(1).scored if key.startswith(("healing.", "observe."))}
    folded = {"healing.chi1", "healing.chi2"}  # into the priors of the shares lost
    unused = {"study.instrument_spread", "observe.erythema_depth"}  # well mixed: nothing fades with depth
    records = set(problem.parameter_df["recordId"].dropna())
    assert scored - folded <= records | unused


def test_priors_are_those_of_the_records(problem: Any) -> None:
    row = problem.parameter_df.loc["kW"]
    median, spread = (float(x) for x in row["objectivePriorParameters"].split(";"))
    prior = Problem(1).scored["healing.kW"].distribution
    assert [np.exp(median), np.exp(median + spread)] == pytest.approx(
        prior.ppf([0.5, 0.841344746]).tolist(), rel=1e-6
    )


def simulated(problem: Any, folder: Path) -> Any:
    """Return the measurement table with libRoadRunner's predictions at the nominal values."""
    nominal = problem.parameter_df["nominalValue"].to_dict()
    table = problem.measurement_df.rename(columns={"measurement": "simulation"}).copy()
    text = (folder / "model.xml").read_text(encoding="utf-8")
    for i, row in table.iterrows():
        formula = problem.observable_df.loc[row["observableId"], "observableFormula"]
        given = problem.condition_df.loc[row["simulationConditionId"]].drop("conditionName").to_dict()
        values = nominal | {k: nominal.get(v, v) for k, v in given.items()}
        model_text = with_values(text, values)
        outcome = row["observableId"].removeprefix("ln_")
        got = roadrunner(model_text, np.array([0.0, row["time"]]), [outcome])[outcome][-1]
        effect = nominal.get(row["observableParameters"], 0.0)
        names = {outcome: got, f"observableParameter1_ln_{outcome}": effect, **nominal}
        read = petab.math.sympify_petab(formula)
        table.loc[i, "simulation"] = float(read.subs({s: names[str(s)] for s in read.free_symbols}))
    return table


def with_values(text: str, values: dict[str, Any]) -> str:
    """Return SBML with some parameters set, as a PEtab program sets them before it starts."""
    document = libsbml.readSBMLFromString(text)
    for name, value in values.items():
        parameter = document.getModel().getParameter(name)
        if parameter is not None:
            parameter.setValue(float(value))
    return libsbml.writeSBMLToString(document)


def ours(nominal: Case) -> dict[str, float]:
    """Return our engine's prediction of every figure with one stratum and one ring."""
    found: dict[str, float] = {}
    known, fit = load_observations(), Problem(1)
    clocks = Calibration(nominal).clocks
    for name, study in fit.studies.items():
        of = another_study(nominal, study)
        last = of.course.days[-1]
        assert {known[key].time_anchor for key in fit.figures_of[name]} == {"last_session"}
        days = {key: (known[key].time_days or 0.0) + last for key in fit.figures_of[name]}
        fine = np.arange(0.0, of.course.days[1], 0.002)
        times: Array = np.unique([*fine, of.course.days[1], *days.values()])
        view = Exported(simulate_lanes(of.lanes, Model(1, 1, TIGHT).engine(), times, float(times[-1])), {})
        for key, day in days.items():
            values = np.asarray(FUNCTIONS[known[key].outcome or ""](view))[0]
            found[key] = float(np.log1p(values[np.searchsorted(times, day)] / 100.0))
        if name == next(iter(fit.studies)):
            found |= {k: float(np.log(clock(view, c.outcome, c.read == "peak"))) for k, c in clocks.items()}
    return found


def clock(view: View, outcome: str, peak: bool) -> float:
    values = np.asarray(FUNCTIONS[outcome](view))[0]
    return float(view.times[np.argmax(np.where(view.first_span, values, -1.0))] if peak else values)


def test_the_likelihood_is_that_of_our_predictions(
    problem: Any, folder: Path, nominal: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("roadrunner")
    monkeypatch.setattr(View, "unmended", 0.0)  # mending fibres are no state, so that exports leave them out
    theirs = simulated(problem, folder)
    mine = ours(nominal)
    by_clock = theirs["datasetId"].isin(Problem(1).clocks)
    for clocks, allowed in ((False, 1e-7), (True, 0.02)):  # our clocks stand on a grid of 0.002 days
        for _, row in theirs[by_clock == clocks].iterrows():
            assert row["simulation"] == pytest.approx(mine[row["datasetId"]], abs=allowed), row["datasetId"]
    tables = (problem.measurement_df, theirs, problem.observable_df, problem.parameter_df)
    likelihood = petab.calculate_llh(*tables)
    published = problem.measurement_df.set_index("datasetId")
    residual = np.array([(published.loc[k, "measurement"] - v) for k, v in mine.items()], float)
    sigma = np.array([published.loc[k, "noiseParameters"] for k in mine], float)
    expected = np.sum(-0.5 * (residual / sigma) ** 2 - np.log(sigma) - 0.5 * np.log(2.0 * np.pi))
    assert likelihood == pytest.approx(expected, abs=0.01)
