"""Other people's programs, each in a process of its own: their C++ libraries do not share one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Answer = TypeVar("Answer")


def apart(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Call a function of this module in a fresh process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result(timeout=120)


def copasi_course(text: str, times: list[float], names: list[str]) -> dict[str, Any]:
    """Return what COPASI (LSODA) computes of an SBML text, by id."""
    import basico

    model = basico.load_model_from_string(text)
    options = {"r_tol": 1e-10, "a_tol": 1e-13, "max_steps": 1_000_000, "use_sbml_id": True, "model": model}
    table = basico.run_time_course(values=times, update_model=False, **options)
    return {name: table[name].to_numpy() for name in names}


def copasi_archive(path: Path) -> dict[str, Any]:
    """Return what COPASI makes of a COMBINE archive."""
    import basico
    import COPASI

    model = COPASI.CRootContainer.addDatamodel()
    opened = model.openCombineArchive(str(path))
    settings = basico.get_task_settings("Time-Course", model=model)["problem"]
    return {
        "opened": opened,
        "duration": settings["Duration"],
        "steps": settings["StepNumber"],
        "events": len(basico.get_events(model=model)),
        "plots": model.getPlotDefinitionList().size(),
    }


def libcombine_archive(path: Path) -> dict[str, Any]:
    """Return what libCOMBINE reads of an archive."""
    import libcombine

    archive = libcombine.CombineArchive()
    return {
        "opened": archive.initializeFromArchive(str(path)),
        "files": {archive.getEntry(i).getLocation() for i in range(archive.getNumEntries())},
        "master": archive.getMasterFile().getLocation(),
        "about": archive.getMetadataForLocation(".").getDescription(),
    }


def libsedml_experiment(text: str) -> dict[str, Any]:
    """Return the experiment of a SED-ML text: its times, and what stands behind each column of its report."""
    import libsedml

    document = libsedml.readSedMLFromString(text)
    course = document.getSimulation(0)
    outputs = [document.getOutput(i) for i in range(document.getNumOutputs())]
    report = next(o for o in outputs if o.isSedReport())
    columns: dict[str, str] = {}
    for i in range(report.getNumDataSets()):
        data = report.getDataSet(i)
        variable = document.getDataGenerator(data.getDataReference()).getVariable(0)
        columns[data.getLabel()] = variable.getSymbol() or variable.getTarget()
    ends = course.getOutputStartTime(), course.getOutputEndTime()
    return {
        "errors": [document.getError(i).getMessage() for i in range(document.getNumErrors())],
        "version": (document.getLevel(), document.getVersion()),
        "model": document.getModel(0).getSource(),
        "times": np.linspace(*ends, course.getNumberOfSteps() + 1),
        "columns": columns,
    }


def copasi_save(text: str) -> str:
    """Return an SBML text as COPASI writes it again, changing nothing."""
    import basico

    model = basico.load_model_from_string(text)
    return str(basico.save_model_to_string(type="sbml", model=model))


def antimony_save(text: str) -> str:
    """Return an SBML text as Antimony writes it again, changing nothing."""
    import antimony

    antimony.loadSBMLString(text)
    return str(antimony.getSBMLString(antimony.getMainModuleName()))
