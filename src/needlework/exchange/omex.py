"""A COMBINE archive of a study: model (SBML), experiment (SED-ML), metadata and the study file."""

from __future__ import annotations

import math
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree as Xml

from needlework import __version__
from needlework.exchange.case import Case
from needlework.exchange.readouts import OUTCOMES
from needlework.exchange.sbml import WELL_MIXED, course_sbml
from needlework.outcomes import outcomes
from needlework.spec import dump_study

_SEDML = "http://sed-ml.org/sed-ml/level1/version4"
_SBML = "http://www.sbml.org/sbml/level3/version2/core"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_MANIFEST = "http://identifiers.org/combine.specifications/omex-manifest"
_TIME = "urn:sedml:symbol:time"
_CVODE = "KISAO:0000019"
_TOLERANCES = {"KISAO:0000209": "1e-9", "KISAO:0000211": "1e-12"}  # relative, absolute
_DRAWN = ("collagen_total", "epidermal_thickness", "erythema_index", "myofibroblasts")
_FORMATS = {
    "manifest.xml": _MANIFEST,
    "model.xml": "http://identifiers.org/combine.specifications/sbml.level-3.version-2",
    "simulation.sedml": "http://identifiers.org/combine.specifications/sed-ml",  # readers lag on levels
    "metadata.rdf": "http://identifiers.org/combine.specifications/omex-metadata",
    "study.yaml": "http://purl.org/NET/mediatypes/application/yaml",
}
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the same study gives the same bytes


def write_archive(case: Case, path: Path) -> None:
    """Write the archive of a study at one parameter set."""
    content = {
        "manifest.xml": manifest(),
        "model.xml": course_sbml(case),
        "simulation.sedml": course_sedml(case),
        "metadata.rdf": metadata(case),
        "study.yaml": dump_study(case.study),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


def manifest() -> str:
    """Return the archive's table of contents; the experiment is what a program opens first."""
    root = Xml.Element("omexManifest", xmlns=_MANIFEST)
    Xml.SubElement(root, "content", location=".", format="http://identifiers.org/combine.specifications/omex")
    for name, kind in _FORMATS.items():
        entry = Xml.SubElement(root, "content", location=f"./{name}", format=kind)
        if name == "simulation.sedml":
            entry.set("master", "true")
    return _text(root)


def metadata(case: Case) -> str:
    """Return title, description and origin of the archive as RDF."""
    about = f"{WELL_MIXED} Parameter set: {case.origin}."
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dcterms="http://purl.org/dc/terms/">\n'
        '  <rdf:Description rdf:about=".">\n'
        f"    <dcterms:title>{escape(case.study.title or 'Study')}</dcterms:title>\n"
        f"    <dcterms:description>{escape(about)}</dcterms:description>\n"
        f"    <dcterms:provenance>Needlework {escape(__version__)}</dcterms:provenance>\n"
        "  </rdf:Description>\n"
        "</rdf:RDF>\n"
    )


def course_sedml(case: Case) -> str:
    """Return the experiment: the whole course, outcomes reported about twice a day, four of them drawn."""
    root = Xml.Element("sedML", {"xmlns": _SEDML, "xmlns:sbml": _SBML, "level": "1", "version": "4"})
    models = Xml.SubElement(root, "listOfModels")
    language = "urn:sedml:language:sbml.level-3.version-2"
    Xml.SubElement(models, "model", id="model", language=language, source="model.xml")
    _simulation(root, case.study.horizon)
    tasks = Xml.SubElement(root, "listOfTasks")
    Xml.SubElement(tasks, "task", id="task", modelReference="model", simulationReference="course")
    generators = Xml.SubElement(root, "listOfDataGenerators")
    _generator(generators, "time", "Time (days)", {"symbol": _TIME})
    table = outcomes()
    for key in OUTCOMES:
        target = f"/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id='{key}']"
        _generator(generators, key, f"{table[key].title} ({table[key].unit})", {"target": target})
    outputs = Xml.SubElement(root, "listOfOutputs")
    _report(outputs)
    for key in _DRAWN:
        _plot(outputs, key, f"{table[key].title} ({table[key].unit})")
    return _text(root)


def _simulation(root: Xml.Element, horizon: float) -> None:
    simulations = Xml.SubElement(root, "listOfSimulations")
    times = {"initialTime": "0", "outputStartTime": "0", "outputEndTime": repr(float(horizon))}
    steps = {"numberOfSteps": str(2 * math.ceil(horizon))}
    course = Xml.SubElement(simulations, "uniformTimeCourse", {"id": "course", **times, **steps})
    algorithm = Xml.SubElement(course, "algorithm", kisaoID=_CVODE)
    given = Xml.SubElement(algorithm, "listOfAlgorithmParameters")
    for kisao, value in _TOLERANCES.items():
        Xml.SubElement(given, "algorithmParameter", kisaoID=kisao, value=value)


def _generator(parent: Xml.Element, key: str, name: str, what: dict[str, str]) -> None:
    generator = Xml.SubElement(parent, "dataGenerator", id=f"data_{key}", name=name)
    variables = Xml.SubElement(generator, "listOfVariables")
    Xml.SubElement(variables, "variable", {"id": f"var_{key}", **what, "taskReference": "task"})
    math_ = Xml.SubElement(generator, "math", xmlns=_MATHML)
    Xml.SubElement(math_, "ci").text = f"var_{key}"


def _report(outputs: Xml.Element) -> None:
    report = Xml.SubElement(outputs, "report", id="report", name="Outcomes over time")
    sets = Xml.SubElement(report, "listOfDataSets")
    for key in ("time", *OUTCOMES):
        Xml.SubElement(sets, "dataSet", id=f"set_{key}", label=key, dataReference=f"data_{key}")


def _plot(outputs: Xml.Element, key: str, title: str) -> None:
    plot = Xml.SubElement(outputs, "plot2D", id=f"plot_{key}", name=title)
    Xml.SubElement(plot, "xAxis", type="linear")
    Xml.SubElement(plot, "yAxis", type="linear")
    curves = Xml.SubElement(plot, "listOfCurves")
    ends = {"xDataReference": "data_time", "yDataReference": f"data_{key}"}
    Xml.SubElement(curves, "curve", {"id": f"curve_{key}", "type": "points", **ends})


def _text(root: Xml.Element) -> str:
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
