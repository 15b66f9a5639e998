"""The tissue calibration as a PEtab problem (version 1): model, conditions, observables, data and priors."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from needlework import __version__
from needlework.calibration.tissue import Problem
from needlework.draws import prior_draws
from needlework.evidence.distributions import Beta, Distribution, Lognormal, Normal, Uniform
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.split import Clock
from needlework.exchange.case import Case, another_study
from needlework.exchange.petab_model import SHARES, calibration_sbml, condition, strikes, symbols
from needlework.exchange.sbml import WELL_MIXED
from needlework.figures.days import visit_day
from needlework.population import Population
from needlework.subject import Course, Skin

Row = dict[str, Any]

_TAIL = 1e-4  # of a prior beyond its bounds, on either side
_WOUND_DRAWS = 1000
_SEED = 1

README = """Tissue calibration of Needlework {version} as a PEtab problem (version 1)

problem.yaml names the files. Measurements are logarithms: ln(1 + change/100) of a figure relative to
baseline, or ln(days) of a clock after the first session; datasetId is the record of the published figure.
Parameters carry the id of their record. nominalValue is the parameter set that was asked for.

How it differs from the fit that Needlework ships:
- {well_mixed}
- Wounds: the shares injured, severed and lost are parameters of each study. Their priors are lognormals
  fitted to {wound_draws} draws of the records of device, depth and density, taken as independent, which they
  are not.
- A study's own effect is a parameter with a standard normal prior; the fit integrates over it.
- Scatter is normal with the scale that the fit gives to Student's t with 4 degrees of freedom.
- Beta priors became normals with their mean and standard deviation, within bounds.
- Bounds cut {tail:g} of a prior on either side. A draw that describes chronically inflamed or fibrotic skin
  is not excluded here.
- The observation model of redness uses the central masking by melanin.
- Left out, because no event can tell them: {left_out}.
"""


@dataclass(frozen=True)
class Calibration:
    """The problem at one parameter set.

    Attributes
    ----------
    case
        Where the nominal values come from.
    """

    case: Case

    @cached_property
    def problem(self) -> Problem:
        """Return the problem as the fit has it."""
        return Problem(_SEED)

    @cached_property
    def cases(self) -> dict[str, Case]:
        """Return the typical person of every study at the parameter set, by condition."""
        return {_id(name): another_study(self.case, study) for name, study in self.problem.studies.items()}

    @cached_property
    def sessions(self) -> int:
        """Return the most sessions of a study."""
        return max(len(c.course.sessions) for c in self.cases.values())

    @cached_property
    def clocks(self) -> dict[str, Clock]:
        """Return the clocks of the fit that a model can tell while it runs, by observation."""
        return {key: clock for key, clock in self.problem.clocks.items() if strikes(clock)}

    def conditions(self) -> list[Row]:
        """Return one row per study; what is estimated stands there by its id."""
        rows = []
        for key, case in self.cases.items():
            row: Row = {"conditionId": key, "conditionName": case.study.title or key}
            row |= condition(case, self.sessions)
            row |= {share: f"{share}_{key}" for share in SHARES}
            if record := _collagen_before(case):
                row["collagen_before"] = _symbol(record)
            rows.append(row)
        return rows

    def observables(self) -> list[Row]:
        """Return one row per fitted outcome and clock."""
        known = load_observations()
        ids = [i for listed in self.problem.figures_of.values() for i in listed]
        fitted = dict.fromkeys(known[i].outcome or "" for i in ids)
        formulas = {
            key: f"ln(1 + {key} / 100) * exp(instrument_spread * observableParameter1_ln_{key})"
            for key in fitted
        }
        formulas |= {f"clock_{c.outcome}": f"ln(clock_{c.outcome})" for c in self.clocks.values()}
        return [
            {
                "observableId": f"ln_{key}",
                "observableName": key.replace("_", " "),
                "observableFormula": formula,
                "observableTransformation": "lin",
                "noiseFormula": f"noiseParameter1_ln_{key}",
                "noiseDistribution": "normal",
            }
            for key, formula in formulas.items()
        ]

    def measurements(self) -> list[Row]:
        """Return one row per published figure, as the fit reads it."""
        read = self._as_fitted()
        known, rows = load_observations(), []
        for study, ids in self.problem.figures_of.items():
            last = self.cases[_id(study)].course.days[-1]
            for key in ids:
                o = known[key]
                row = self._measurement(key, f"ln_{o.outcome}", study, visit_day(o, last), read)
                rows.append(row | {"observableParameters": f"effect_{_id(study)}"})
        study = next(iter(self.problem.studies))
        day = self.cases[_id(study)].course.days[1]
        rows += [
            self._measurement(key, f"ln_clock_{clock.outcome}", study, day, read)
            for key, clock in self.clocks.items()
        ]
        return rows

    def _as_fitted(self) -> dict[str, tuple[float, float]]:
        """Return each figure's logarithm and scatter."""
        figures = self.problem.figures(np.zeros((1, len(self.problem.scored))))
        return {
            key: (float(f.published[i]), float(f.scatter[i])) for f in figures for i, key in enumerate(f.ids)
        }

    @staticmethod
    def _measurement(
        key: str, observable: str, study: str, day: float, read: Mapping[str, tuple[float, float]]
    ) -> Row:
        published, scatter = read[key]
        return {
            "observableId": observable,
            "simulationConditionId": _id(study),
            "measurement": published,
            "time": day,
            "observableParameters": "",
            "noiseParameters": scatter,
            "datasetId": key,
        }

    def parameters(self) -> list[Row]:
        """Return every record that the fit scores and this model has, the wounds and the studies' effects."""
        scored, known = self.problem.scored, load_parameters()
        rows = [
            _row(symbol, known[key], self.case.value(key))
            for symbol, key in symbols().items()
            if key in scored
        ]
        spread = known["study.instrument_spread"]
        rows.append(_row("instrument_spread", spread, self.case.value(spread.id)))
        before = {r.id: (r, c) for c in self.cases.values() if (r := _collagen_before(c))}
        rows += [_row(_symbol(r), r, c.value("concern/collagen")) for r, c in before.values()]
        for key, case in self.cases.items():
            rows += self._wound_rows(key, case)
            rows.append(_prior(f"effect_{key}", f"effect of {key}", Normal(0.0, 1.0), 0.0, ""))
        return rows

    def _wound_rows(self, key: str, case: Case) -> list[Row]:
        population = case.lanes.population
        skin, course = Skin.resolve(case.study.skin), Course.from_spec(case.study.course)
        draws = prior_draws(population.draws.records, _WOUND_DRAWS, _SEED)
        session = course.sessions[0]
        wound = Population(skin, course, draws, 1).lanes(slice(0, None)).wound(session, 1)
        nominal, rows = condition(case, self.sessions), []
        for share in SHARES:
            drawn = getattr(wound, share)[:, 0]
            logs = np.log(drawn[drawn > 0.0])  # a draw whose channels end above the dermis wounds nothing
            prior = Lognormal(float(np.exp(logs.mean())), float(np.exp(logs.std())))
            name = f"{share} share of the dermis, {key}"
            row = _prior(f"{share}_{key}", name, prior, nominal[share], "")
            rows.append(row | {"upperBound": min(row["upperBound"], 1.0)})
        return rows


def write_problem(case: Case, folder: Path) -> None:
    """Write the problem into an existing folder, at the parameter set of a case."""
    calibration = Calibration(case)
    text = calibration_sbml(list(calibration.cases.values()), calibration.clocks.values())
    (folder / "model.xml").write_text(text, encoding="utf-8")
    for name in ("conditions", "observables", "measurements", "parameters"):
        _write(folder / f"{name}.tsv", getattr(calibration, name)())
    files = {
        "condition_files": ["conditions.tsv"],
        "measurement_files": ["measurements.tsv"],
        "observable_files": ["observables.tsv"],
        "sbml_files": ["model.xml"],
    }
    about = {"format_version": 1, "parameter_file": "parameters.tsv", "problems": [files]}
    (folder / "problem.yaml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
    left_out = sorted(set(calibration.problem.clocks) - set(calibration.clocks))
    words = {
        "version": __version__,
        "well_mixed": WELL_MIXED,
        "wound_draws": _WOUND_DRAWS,
        "tail": _TAIL,
        "left_out": ", ".join(left_out) or "nothing",
    }
    (folder / "README.txt").write_text(README.format(**words), encoding="utf-8")


def _collagen_before(case: Case) -> Parameter | None:
    """Return the record of the concern's collagen before the course; None where that is healthy."""
    return case.lanes.population.draws.records.get("concern/collagen")


def _symbol(record: Parameter) -> str:
    return record.id.replace(".", "_")


def _id(study: str) -> str:
    return study.replace("-", "_")


def _row(symbol: str, record: Parameter, nominal: float) -> Row:
    return _prior(symbol, record.meaning, record.distribution, nominal, record.id)


def _prior(symbol: str, name: str, prior: Distribution, nominal: float, record: str) -> Row:
    """Return the row of an estimated parameter; bounds are widened where the nominal value needs it."""
    scale, family, shape = _family(prior)
    low, high = (float(x) for x in prior.ppf(np.array([_TAIL, 1.0 - _TAIL])))
    return {
        "parameterId": symbol,
        "parameterName": name,
        "parameterScale": scale,
        "lowerBound": min(low, nominal),
        "upperBound": max(high, nominal),
        "nominalValue": nominal,
        "estimate": 1,
        "objectivePriorType": family,
        "objectivePriorParameters": ";".join(repr(float(x)) for x in shape),
        "recordId": record,
    }


def _family(prior: Distribution) -> tuple[str, str, tuple[float, float]]:
    """Return scale, prior type and its two numbers in PEtab's words."""
    match prior:
        case Lognormal(median, gsd):
            return "log", "parameterScaleNormal", (float(np.log(median)), float(np.log(gsd)))
        case Uniform(lower, upper):
            return "lin", "uniform", (lower, upper)
        case Normal(mean, scale):
            return "lin", "normal", (mean, scale)
        case Beta():
            return "lin", "normal", (prior.mean, prior.sd)
        case _:
            raise TypeError(f"no prior in PEtab for {prior}")


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
