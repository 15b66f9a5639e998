"""Another network: ours comes back as it went, a changed one is used and said, an unfit one is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange_lab import SHARED
from other_programs import antimony_save, apart, copasi_save

from needlework.draws import current_fit
from needlework.errors import InputError
from needlework.evidence.parameters import load_parameters
from needlework.exchange.mechanism import PARAMETERS, SPECIES, read_mechanism
from needlework.exchange.sbml import course_sbml, network_sbml
from needlework.model import network
from needlework.numerics.network import read_sbml
from needlework.runner import run
from tests.conftest import study_of

libsbml = pytest.importorskip("libsbml", reason="needs the extra 'exchange'")
pytest.importorskip("antimony", reason="needs the extra 'exchange'")

STUDY = study_of(draws=5, population={"persons": 3}, horizon="60 days", sessions=2)
Edit = Callable[[Any], object]
CENTRAL = {n: np.array([load_parameters()[f"healing.{n}"].value]) for n in network().parameters}


@pytest.fixture(scope="module")
def plain() -> str:
    return network_sbml()


def changed(text: str, path: Path, *edits: Edit) -> Path:
    """Write a network after some edits of its model."""
    document = libsbml.readSBMLFromString(text)
    for edit in edits:
        edit(document.getModel())
    path.write_text(libsbml.writeSBMLToString(document))
    return path


def set_law(reaction: str, formula: str) -> Edit:
    return lambda m: m.getReaction(reaction).getKineticLaw().setMath(libsbml.parseL3Formula(formula))


def add_parameter(name: str, value: float) -> Edit:
    def edit(m: Any) -> None:
        p = m.createParameter()
        p.setId(name)
        p.setConstant(True)
        p.setUnits("dimensionless")
        p.setValue(value)

    return edit


def test_our_network_out_and_in_again_gives_the_same_numbers(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "network.xml")
    kinetics = read_mechanism(path, STUDY)
    assert kinetics.block.fingerprint == network().fingerprint
    assert (kinetics.own, kinetics.notes) == ({}, ())
    assert current_fit(kinetics) == current_fit()
    mine, theirs = run(STUDY), run(STUDY, mechanism=kinetics)
    for key, values in mine.values.items():
        np.testing.assert_allclose(theirs.values[key], values, rtol=1e-10, err_msg=key)
    assert theirs.warnings == mine.warnings
    about = theirs.provenance["mechanism"]
    assert about["file"] == "network.xml"
    again = tmp_path / "again.xml"
    again.write_text(about["sbml"])
    assert read_mechanism(again, STUDY).about["sha256"] == about["sha256"]


def test_the_generated_code_of_the_file_gives_the_same_numbers(
    plain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An equation written differently, taken as another network, has the same solution."""
    path = changed(plain, tmp_path / "halves.xml", set_law("Y_loss", "dY*Y/2 + dY*Y/2"))
    monkeypatch.setattr("needlework.exchange.mechanism.same_equations", lambda block, given: False)
    kinetics = read_mechanism(path, STUDY)
    assert kinetics.block.fingerprint != network().fingerprint
    monkeypatch.setattr("needlework.runner.current_fit", lambda mechanism: (None, None))  # for both alike
    mine, theirs = run(STUDY), run(STUDY, mechanism=kinetics)
    for key, values in mine.values.items():
        np.testing.assert_allclose(theirs.values[key], values, rtol=1e-8, atol=1e-10, err_msg=key)


@pytest.mark.parametrize(
    ("edits", "same"),
    [
        ((set_law("Y_loss", "dY*Y/2 + dY*Y/2"),), True),
        ((add_parameter("two", 2.0), set_law("Y_loss", "two*dY*Y/two")), True),
        ((set_law("Y_loss", "Y*dY*(1 + 0*F)"),), True),
        ((set_law("Y_loss", "dY*Y*aMel/dN"),), True),  # both are 1 in the file
        ((set_law("Y_loss", "dY*Y*aMel/dG"),), False),
        ((set_law("Y_loss", "dY*Y*1.000001"),), False),
        ((set_law("Y_loss", "dY*Y*Y"),), False),
        ((add_parameter("two", 2.0), set_law("Y_loss", "two*dY*Y")), False),
    ],
    ids=[
        "halves",
        "own constant",
        "nothing added",
        "ones",
        "one over another",
        "a millionth more",
        "squared",
        "doubled",
    ],
)
def test_a_network_is_known_by_its_equations(
    edits: tuple[Edit, ...], same: bool, plain: str, tmp_path: Path
) -> None:
    path = changed(plain, tmp_path / "network.xml", *edits)
    try:
        kinetics = read_mechanism(path, STUDY)
    except InputError:  # another rate leaves healthy skin without rest
        assert not same
        return
    assert (kinetics.block.fingerprint == network().fingerprint) == same
    assert (current_fit(kinetics) == current_fit()) == same
    assert (kinetics.notes == ()) == same


@pytest.mark.parametrize("program", [copasi_save, antimony_save])
def test_our_network_saved_by_another_editor_keeps_its_fit(
    program: Callable[[str], str], plain: str, tmp_path: Path
) -> None:
    path = tmp_path / "again.xml"
    if program is copasi_save:
        pytest.importorskip("basico")
    path.write_text(apart(program, plain))
    kinetics = read_mechanism(path, STUDY)
    assert kinetics.block.fingerprint == network().fingerprint
    assert (kinetics.own, kinetics.notes) == ({}, ())
    assert current_fit(kinetics) == current_fit()


def test_a_changed_value_in_a_network_saved_by_another_editor_is_seen(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "network.xml", lambda m: m.getParameter("kW").setValue(0.2901))
    path.write_text(apart(antimony_save, path.read_text(encoding="utf-8")))
    assert set(read_mechanism(path, STUDY).own) == {"healing.kW"}


@pytest.mark.parametrize(("size", "named"), [(1.0, False), (2.0, True)])
def test_a_compartment_of_size_one_is_no_parameter(size: float, named: bool) -> None:
    text = (
        "<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' version='2'><model>"
        f"<listOfCompartments><compartment id='tissue' size='{size}' constant='true'/></listOfCompartments>"
        "<listOfSpecies><species id='S' compartment='tissue' initialAmount='1' hasOnlySubstanceUnits='true'"
        " boundaryCondition='false' constant='false'/></listOfSpecies>"
        "<listOfParameters><parameter id='k' value='0.5' constant='true'/></listOfParameters>"
        "<listOfReactions><reaction id='r' reversible='false'><listOfReactants><speciesReference species='S'"
        " stoichiometry='1' constant='true'/></listOfReactants><kineticLaw>"
        "<math xmlns='http://www.w3.org/1998/Math/MathML'><apply><times/><ci>tissue</ci><ci>k</ci><ci>S</ci>"
        "</apply></math></kineticLaw></reaction></listOfReactions></model></sbml>"
    )
    assert ("tissue" in read_sbml(text).parameters) == named


def test_a_petab_problem_is_told_by_name_with_its_model(tmp_path: Path) -> None:
    path = tmp_path / "problem.yaml"
    path.write_text("format_version: 1\nproblems:\n- sbml_files: [model.xml]\n")
    with pytest.raises(InputError) as caught:
        read_mechanism(path, STUDY)
    assert "a PEtab problem; " in str(caught.value)
    assert "give its SBML model: " in str(caught.value)
    assert "model.xml" in str(caught.value)


def test_many_faults_of_one_kind_are_one_line_with_their_number(plain: str, tmp_path: Path) -> None:
    def events(model: Any) -> None:
        for number in range(50):
            event = model.createEvent()
            event.setId(f"dose_{number}")
            event.setUseValuesFromTriggerTime(True)
            trigger = event.createTrigger()
            trigger.setInitialValue(True)
            trigger.setPersistent(True)
            trigger.setMath(libsbml.parseL3Formula(f"time > {number}"))

    with pytest.raises(InputError) as caught:
        read_mechanism(changed(plain, tmp_path / "network.xml", events), STUDY)
    (about_events,) = (f for f in caught.value.faults if "event" in f.received)
    assert "and 49 more" in about_events.received


def test_a_changed_network_is_used_and_voids_the_fit(plain: str, tmp_path: Path) -> None:
    edits = (add_parameter("brake", 2.0), set_law("Y_loss", "dY*Y*(1 + brake*Y)"))
    kinetics = read_mechanism(changed(plain, tmp_path / "brake.xml", *edits), STUDY)
    assert set(kinetics.own) == {"healing.brake"}
    fit, why = current_fit(kinetics)
    assert fit is None
    assert why is not None
    result = run(STUDY, mechanism=kinetics)
    assert result.provenance["fit"] is None
    assert result.provenance["network"] == kinetics.block.fingerprint
    said = "\n".join(result.warnings)
    assert why in said
    assert "kinetics of brake.xml, not the built-in network" in said
    assert "used as brake.xml gives them, without spread: brake" in said
    assert result.values["myofibroblasts"].max() < run(STUDY).values["myofibroblasts"].max()


def test_a_changed_value_is_used_as_it_stands(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "fast.xml", lambda m: m.getParameter("dY").setValue(3.0))
    kinetics = read_mechanism(path, STUDY)
    assert {k: p.value for k, p in kinetics.own.items()} == {"healing.dY": 3.0}
    assert current_fit(kinetics)[0] is None
    result = run(STUDY, mechanism=kinetics)
    assert (result.parameters["healing.dY"] == 3.0).all()
    assert result.values["myofibroblasts"].max() < run(STUDY).values["myofibroblasts"].max()


def test_a_value_left_open_comes_from_its_record(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "open.xml", lambda m: m.getParameter("dY").unsetValue())
    assert read_mechanism(path, STUDY).own == {}


def rename(old: str, new: str) -> Edit:
    def edit(m: Any) -> None:
        m.getElementBySId(old).setId(new)
        for element in m.getListOfAllElements():
            element.renameSIdRefs(old, new)

    return edit


def local_copy(reaction: str, name: str, times: float = 1.0) -> Edit:
    def edit(m: Any) -> None:
        p = m.getReaction(reaction).getKineticLaw().createLocalParameter()
        p.setId(name)
        p.setValue(times * m.getParameter(name).getValue())

    return edit


def starts_as_numbers(m: Any) -> None:
    """Write starts as numbers, as SBML before Level 2 Version 2 must."""
    values = dict(zip(network().species, network().initial_array(CENTRAL, 1)[0], strict=True))
    for name in [a.getSymbol() for a in m.getListOfInitialAssignments()]:
        if name in values:
            m.removeInitialAssignment(name)
            m.getSpecies(name).setInitialConcentration(float(values[name]))


@pytest.mark.parametrize(
    ("edits", "same"),
    [
        ((rename("kW", "k_clot"), rename("dG", "loss_of_PDGF"), rename("s3", "make_III")), True),
        ((local_copy("Y_loss", "dY"),), True),
        ((starts_as_numbers,), True),
        ((rename("kW", "k_clot"), lambda m: m.getParameter("k_clot").setValue(0.31)), False),
        ((local_copy("Y_loss", "dY", 1.01),), False),
    ],
    ids=["other names", "local copies", "numbers", "another value", "another copy"],
)
def test_names_of_parameters_and_forms_of_starts_do_not_matter(
    edits: tuple[Edit, ...], same: bool, plain: str, tmp_path: Path
) -> None:
    path = changed(plain, tmp_path / "other.xml", *edits)
    kinetics = read_mechanism(path, STUDY)
    assert (current_fit(kinetics) == current_fit()) == same
    assert (kinetics.notes == ()) == same


def test_another_start_given_as_a_number_is_seen(plain: str, tmp_path: Path) -> None:
    moved = (starts_as_numbers, lambda m: m.getSpecies("L").setInitialConcentration(0.8))
    with pytest.raises(InputError, match="at rest before the first session; received L moves"):
        read_mechanism(changed(plain, tmp_path / "other.xml", *moved), STUDY)


def test_names_of_the_file_may_differ(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "other.xml", rename("F", "fibroblast"), rename("kK", "closing"))
    with pytest.raises(InputError) as raised:
        read_mechanism(path, STUDY)
    said = str(raised.value)
    assert "none for F; next: add them, or name the file's own with --names" in said
    assert "none for kK" in said
    names = tmp_path / "names.yaml"
    names.write_text("fibroblast: F\nclosing: kK\n")
    assert read_mechanism(path, STUDY, names).block.fingerprint == network().fingerprint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nobody: F\n", r"names.yaml:1 nobody: expected an id of the network's file; received nobody"),
        ("G: F\n", r"names.yaml:1 G: expected an id that the file does not have; received F"),
        ("G: [F]\n", r"names.yaml:1 G: expected an id of this package"),
        ("- F\n", r"names.yaml: expected lines 'their_id: our_id'"),
        ("a: b: c\n", r"names.yaml:1: expected valid YAML"),
    ],
)
def test_wrong_names_are_told_with_their_line(plain: str, tmp_path: Path, text: str, said: str) -> None:
    path = changed(plain, tmp_path / "network.xml")
    names = tmp_path / "names.yaml"
    names.write_text(text)
    with pytest.raises(InputError, match=said):
        read_mechanism(path, STUDY, names)


def test_sessions_in_the_file_are_refused_by_name_with_the_way_out(tmp_path: Path) -> None:
    from exchange_lab import case

    path = tmp_path / "course.xml"
    path.write_text(course_sbml(case(STUDY, tmp_path)))
    with pytest.raises(InputError) as raised:
        read_mechanism(path, STUDY)
    said = [str(f) for f in raised.value.faults]
    assert "event session_1: expected a model without events" in said[0]
    assert "--network-only" in said[0]
    assert any("rule of ageing: expected kinetics that do not depend on the time" in s for s in said)


def test_skin_that_is_not_healthy_or_not_at_rest_is_refused(plain: str, tmp_path: Path) -> None:
    path = changed(plain, tmp_path / "thin.xml", lambda m: m.getSpecies("H").setInitialAmount(0.5))
    with pytest.raises(InputError) as raised:
        read_mechanism(path, STUDY)
    said = str(raised.value)
    assert "expected H = 1 in healthy skin; received 0.5" in said
    assert "expected healthy skin at rest before the first session; received H moves by" in said


def test_a_tendency_to_scar_needs_the_parameters_it_acts_on(plain: str, tmp_path: Path) -> None:
    other = (rename("kaY", "activation"), lambda m: m.getParameter("activation").setValue(0.5))
    path = changed(plain, tmp_path / "other.xml", *other)
    with pytest.raises(InputError, match="none for kaY"):
        read_mechanism(path, study_of(phenotype="keloid_prone"))


def seconds(m: Any) -> None:
    m.setTimeUnits("second")


def no_unit(m: Any) -> None:
    m.unsetTimeUnits()


def test_time_that_is_not_in_days_is_refused_and_unnamed_time_is_said(plain: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected time in days; received a unit of 1 s"):
        read_mechanism(changed(plain, tmp_path / "seconds.xml", seconds), STUDY)
    kinetics = read_mechanism(changed(plain, tmp_path / "undated.xml", no_unit), STUDY)
    assert kinetics.notes == ("undated.xml names no unit of time; its rates are read as per day",)


@pytest.mark.parametrize("content", ["", "<sbml", "<html/>", "\x00\x01"])
def test_what_is_no_sbml_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text(content)
    with pytest.raises(InputError, match=r"broken\.xml(:\d+)?: expected a readable SBML model"):
        read_mechanism(path, STUDY)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an SBML file that can be read"):
        read_mechanism(tmp_path / "none.xml", STUDY)


def test_what_is_needed_is_in_our_network() -> None:
    assert set(SPECIES) <= set(network().species)
    assert set(PARAMETERS) <= set(network().parameters)


MODELS = sorted((SHARED / "data" / "sbml" / "biomodels").glob("*.xml"))


@pytest.mark.skipif(not MODELS, reason="the folder of published models is not here")
@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_a_published_model_of_something_else_is_refused_for_what_it_lacks(path: Path) -> None:
    with pytest.raises(InputError, match="the species that change: .* none for "):
        read_mechanism(path, STUDY)
