"""What is not computed is refused element by element, with its line; the rest is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from exchange_lab import SHARED

from needlework.errors import Fault, InputError
from needlework.exchange.refusals import unsupported
from needlework.numerics.network import read_sbml

libsbml = pytest.importorskip("libsbml", reason="needs the extra 'exchange'")

CASES = sorted(p for p in (SHARED / "data" / "sbml" / "testsuite").glob("*") if p.is_dir())
MODELS = sorted((SHARED / "data" / "sbml" / "biomodels").glob("*.xml"))
needs_models = pytest.mark.skipif(not MODELS, reason="the folder of published models is not here")

# Of the 20 cases of the SBML test suite: what is refused here, and what the reader itself refuses.
REFUSED = {
    "00026": "event", "00041": "event", "00071": "event", "00351": "event", "00430": "event",
    "00652": "event", "00750": "event", "00850": "event", "00952": "event", "01000": "event",
    "00900": "stoichiometry", "01198": "compartment", "01500": "algebraic rule",
    "00173": "elementary mathematics; received ceil",
}  # fmt: skip
BY_READER = {"01300": "a model in which something changes"}
COMPUTED = {"00001", "00010", "00101", "00250", "00577"}


def faults_of(path: Path) -> list[Fault]:
    return unsupported(libsbml.readSBMLFromFile(str(path)), path.name)


@needs_models
@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_sbml_test_suite(case: Path) -> None:
    """Computed cases (tests/numerics holds them to their results) pass; the others are refused by name."""
    file = next(iter(sorted(case.glob("*-sbml-l3*.xml"))), None) or next(case.glob("*-sbml-l2*.xml"))
    found = faults_of(file)
    if case.name in REFUSED:
        assert all(re.match(rf"{file.name}:\d+", f.where) for f in found)
        assert any(REFUSED[case.name] in str(f) for f in found), found
        with pytest.raises(InputError):
            read_sbml(file.read_text(encoding="utf-8"), file.name)
        return
    assert found == []
    if case.name in BY_READER:
        with pytest.raises(InputError, match=BY_READER[case.name]):
            read_sbml(file.read_text(encoding="utf-8"), file.name)
    else:
        assert case.name in COMPUTED
        assert read_sbml(file.read_text(encoding="utf-8"), file.name).species


@needs_models
@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_published_models(path: Path) -> None:
    found = [str(f) for f in faults_of(path)]
    if path.stem == "MODEL1006230003":
        assert found[0].startswith(
            f"{path.name}:242 parameter time_environment: expected a value; received none"
        )
    elif path.stem == "BIOMD0000000101":
        assert len(found) == 1
        assert "event event_0000001" in found[0]
    else:
        assert found == []
        assert read_sbml(path.read_text(encoding="utf-8"), path.name).species


HEAD = '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">'
SPACE = (
    "<listOfCompartments>"
    '<compartment id="c" size="1" constant="true" spatialDimensions="3"/></listOfCompartments>'
)
SPECIES = (
    '<listOfSpecies><species id="x" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true" '
    'boundaryCondition="false" constant="false"{more}/></listOfSpecies>'
)
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'
FACTOR = '<parameter id="f" value="2" constant="true"/>'
CSYMBOL = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/{}">t</csymbol>'


def model_of(law: str, more: str = "", parameters: str = "", reaction: str = "") -> Any:
    parts = ['<?xml version="1.0"?>', HEAD, SPACE, SPECIES.format(more=more)]
    parts.append(f"<listOfParameters>{parameters}</listOfParameters>" if parameters else "")
    parts.append(f'<listOfReactions><reaction id="r" reversible="false"{reaction}><listOfReactants>')
    parts.append('<speciesReference species="x" stoichiometry="1" constant="true"/></listOfReactants>')
    parts.append(f"<kineticLaw>{MATH.format(law)}</kineticLaw>" if law else "")
    text = "\n".join(parts) + "</reaction></listOfReactions></model></sbml>"
    return libsbml.readSBMLFromString(text)


def test_a_plain_model_has_no_fault() -> None:
    assert unsupported(model_of("<ci>x</ci>"), "m.xml") == []


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (
            {"law": CSYMBOL.format("time")},
            "m.xml:8 reaction r: expected kinetics that do not depend on the time",
        ),
        (
            {"law": f"<apply>{CSYMBOL.format('delay')}<ci>x</ci><cn>1</cn></apply>"},
            "m.xml:8 reaction r: expected kinetics without delays",
        ),
        (
            {"law": f"<apply>{CSYMBOL.format('rateOf')}<ci>x</ci></apply>"},
            "m.xml:8 reaction r: expected kinetics without rateOf",
        ),
        ({"law": ""}, "m.xml:6 reaction r: expected a kinetic law; received none"),
        (
            {"law": "<ci>x</ci>", "more": ' conversionFactor="f"', "parameters": FACTOR},
            "m.xml:4 species x: expected no conversion factors; received f",
        ),
        (
            {"law": "<apply><sin/><ci>x</ci></apply>"},
            "m.xml:8 reaction r: expected elementary mathematics; received sin(x)",
        ),
        (
            {"law": "<ci>x</ci>", "parameters": '<parameter id="k" constant="true"/>'},
            "m.xml:5 parameter k: expected a value; received none; next: set it",
        ),
        (
            {"law": "<ci>x</ci>", "parameters": '<parameter id="k" value="NaN" constant="true"/>'},
            "m.xml:5 parameter k: expected a value; received none; next: set it",
        ),
    ],
    ids=["time", "delay", "rateOf", "no law", "conversion", "sine", "no value", "NaN"],
)
def test_each_kind_is_named_with_its_element_and_line(model: dict[str, str], said: str) -> None:
    (fault,) = unsupported(model_of(**model), "m.xml")
    assert str(fault).startswith(said)


def test_a_fast_reaction_is_named() -> None:
    document = model_of("<ci>x</ci>", reaction=' fast="true"')
    document.setLevelAndVersion(3, 1, False)
    document.getModel().getReaction("r").setFast(True)
    assert "reactions with a rate; received a fast reaction" in str(unsupported(document, "m.xml")[0])
