"""The network, its sessions and its outcomes as SBML Level 3 Version 2 (extra ``exchange``)."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from typing import Any

import numpy as np

from needlework import __version__
from needlework.errors import NeedleworkError
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.sources import load_sources
from needlework.exchange.case import Case
from needlework.exchange.readouts import DECADE_DAYS, OUTCOMES, RECORDS, SHARED, masking
from needlework.mechanism.wound import COLLAGEN, KILLED
from needlework.model import Model, network
from needlework.numerics.network import antimony_to_sbml
from needlework.outcomes import outcomes
from needlework.simulation import simulate_lanes
from needlework.uptake.acting import pulses
from needlework.view import View

NAMESPACE = "urn:needlework:record"
NETWORK = "dermis"
DOSES = ("w0", "pLW", "fTW", "rR0")  # what injury releases, by the symbols of their records
_RATES = (
    "dif",
    "ka",
    "back",
    "cut",
    "fill",
    "b1",
    "bE",
)  # definitions of the network that are 1/day; the others are ratios
_UNITS = {"1": "dimensionless", "1/day": "per_day", "day": "time_unit"}

WELL_MIXED = (
    "One well-mixed volume stands for the whole dermis: states are layer means, injury is the mean share "
    "over the dermis. Left out: depth (strata), the tissue between channels (rings), and transport of "
    "signals. Signals meet every cell at once, so that sizes, such as the gain of collagen, differ from "
    "those of a resolved run, in some parameter sets several-fold: do not read sizes from it. Left out, too: "
    "the closure clocks of the surface and the redness of what is bare, the mending of cut fibres in "
    "elasticity, pain, scales and how people differ; the person is the typical one."
)


class Builder:
    """An SBML document that begins as the network of this package.

    Everything added has a unit; literal numbers in formulas are declared without unit, so that unit checks
    can pass.
    """

    def __init__(self, id_: str, name: str) -> None:
        import libsbml  # pyright: ignore[reportMissingImports]

        self.lib: Any = libsbml
        with resources.as_file(
            resources.files("needlework") / "data" / "networks" / f"{NETWORK}.ant"
        ) as file:
            text = antimony_to_sbml(file)
        self.document: Any = libsbml.readSBMLFromString(text)
        self.model: Any = self.document.getModel()
        self.model.setId(id_)
        self.model.setName(name)
        self._network_units()
        self._initial_math()

    def _network_units(self) -> None:
        for p in self.model.getListOfParameters():
            if not p.isSetUnits():
                p.setUnits("per_day" if p.getId() in _RATES else "dimensionless")
        for c in self.model.getListOfCompartments():
            c.setUnits("dimensionless")
        for s in self.model.getListOfSpecies():
            s.setSubstanceUnits("dimensionless")

    def _initial_math(self) -> None:
        m = self.model
        carriers = [*m.getListOfRules(), *m.getListOfInitialAssignments()]
        carriers += [r.getKineticLaw() for r in m.getListOfReactions()]
        for carrier in carriers:
            carrier.setMath(self._unitless(carrier.getMath().deepCopy()))

    def _unitless(self, node: Any) -> Any:
        """Declare every literal number under a node as dimensionless, and return the node."""
        if node.isNumber():
            node.setUnits("dimensionless")
        for i in range(node.getNumChildren()):
            self._unitless(node.getChild(i))
        return node

    def math(self, formula: str) -> Any:
        """Return the tree of a formula."""
        node = self.lib.parseL3Formula(formula)
        if node is None:
            raise NeedleworkError(f"{formula}: {self.lib.getLastParseL3Error()}")
        return self._unitless(node)

    def parameter(
        self,
        id_: str,
        value: float | None = None,
        unit: str = "1",
        name: str = "",
        record: Parameter | None = None,
        *,
        constant: bool = True,
    ) -> Any:
        """Add a parameter, or give a value and a record to one that is there."""
        p = self.model.getParameter(id_)
        if p is None:
            p = self.model.createParameter()
            p.setId(id_)
            p.setConstant(constant)
            p.setUnits(_UNITS.get(unit, "dimensionless"))
        if value is not None:
            p.setValue(float(value))
        if name or record:
            p.setName(name or (record.meaning if record else ""))
        if record:
            self._annotate(p, record)
        return p

    def _annotate(self, element: Any, record: Parameter) -> None:
        element.setMetaId(f"meta_{element.getId()}")
        element.appendAnnotation(
            f'<record xmlns="{NAMESPACE}" id="{escape(record.id)}" basis="{escape(record.basis)}"/>'
        )
        source = load_sources().get(record.source or "")
        if source and source.doi:
            term = self.lib.CVTerm(self.lib.BIOLOGICAL_QUALIFIER)
            term.setBiologicalQualifierType(self.lib.BQB_IS_DESCRIBED_BY)
            term.addResource(f"http://identifiers.org/doi/{source.doi}")
            element.addCVTerm(term)

    def rule(self, id_: str, formula: str, name: str = "", unit: str = "1") -> None:
        """Add a quantity that follows from others at all times."""
        self.parameter(id_, None, unit, name, constant=False)
        rule = self.model.createAssignmentRule()
        rule.setVariable(id_)
        rule.setMath(self.math(formula))

    def replace(self, id_: str, formula: str) -> None:
        """Put a formula, which may hold the name itself, in the place of a name in every reaction's law."""
        for reaction in self.model.getListOfReactions():
            law = reaction.getKineticLaw()
            tree = law.getMath().deepCopy()
            tree.replaceIDWithFunction(id_, self.math(formula))
            law.setMath(tree)

    def event(self, id_: str, name: str, when: str, assignments: Mapping[str, str]) -> None:
        """Add an event that happens when a condition becomes true, also at the very start."""
        event = self.model.createEvent()
        event.setId(id_)
        event.setName(name)
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        trigger.setInitialValue(False)
        trigger.setPersistent(True)
        trigger.setMath(self.math(when))
        for variable, formula in assignments.items():
            assignment = event.createEventAssignment()
            assignment.setVariable(variable)
            assignment.setMath(self.math(formula))

    def notes(self, *paragraphs: str) -> None:
        """Set the notes of the model."""
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        self.model.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml">{body}</body>')

    def text(self) -> str:
        """Return the document, checked for consistency.

        Raises
        ------
        NeedleworkError
            libSBML finds an error, which is a fault of this program.
        """
        if faults := problems(self.document, self.lib.LIBSBML_SEV_ERROR):
            raise NeedleworkError("the SBML is not valid: " + "; ".join(faults[:3]))
        return str(self.lib.writeSBMLToString(self.document))


def problems(document: Any, least: int) -> list[str]:
    """Return what libSBML's consistency check says of a document, from a severity upward."""
    document.checkConsistency()
    errors = (document.getError(i) for i in range(document.getNumErrors()))
    return [
        f"line {e.getLine()}: {' '.join(e.getMessage().split())}" for e in errors if e.getSeverity() >= least
    ]


def jumps(wound: Mapping[str, str]) -> dict[str, str]:
    """Return what a session does to each state of a well-mixed volume, as formulas.

    The jump of :func:`needlework.mechanism.wound.strike` for one layer and one ring.

    Parameters
    ----------
    wound
        Symbols of the session's shares: ``injured``, ``severed``, ``lost``.
    """
    injured, severed, lost = (wound[k] for k in ("injured", "severed", "lost"))
    changes = {s: f"{s} * (1 - {injured})" for s in KILLED}
    collagen = " + ".join(COLLAGEN)
    changes |= {s: f"{s} * (1 - {severed})" for s in ("V", "Kb")}
    released = f"pLW * w0 * {injured}"
    return changes | {
        "W": f"W + w0 * {injured}",
        "X": f"X + {lost} * ({collagen} - X)",
        "T": f"T + fTW * {released}",
        "L": f"L + (1 - fTW) * {released}",
        "R": f"R + rR0 * {injured}",
    }


def add_readouts(builder: Builder, values: Mapping[str, float], cover: float) -> None:
    """Add the outcomes; ``values`` holds their records' numbers, ``cover`` is the masking by melanin."""
    known = load_parameters()
    for symbol, key in RECORDS.items():
        builder.parameter(symbol, values[symbol], "1", record=known[key])
    builder.parameter("decade", DECADE_DAYS, "day", "ten years")
    builder.parameter("masking", cover, "1", "share of redness that shows through melanin")
    for symbol, formula in SHARED.items():
        builder.rule(symbol, formula, symbol.replace("_", " "))
    table = outcomes()
    for key, formula in OUTCOMES.items():
        builder.rule(key, formula, f"{table[key].title} ({table[key].unit})")


def course_sbml(case: Case) -> str:
    """Return the SBML of a study at one parameter set: network, one event per session, outcomes.

    What a simulator makes of it is what this package computes with one stratum and one ring.
    """
    title = case.study.title or "Study"
    builder = Builder("needlework_course", f"{title}: well-mixed dermis")
    known, lanes = load_parameters(), case.lanes
    for name in network().parameters:
        builder.parameter(name, float(lanes.network[name][0]), record=known[f"healing.{name}"])
    dose = lanes.dose
    given = dict(zip(DOSES, (dose.signal, dose.tgf_beta, dose.active, dose.flush), strict=True))
    for name, value in given.items():
        builder.parameter(name, float(value[0]), "1", record=known[f"healing.{name}"])
    for number, session in enumerate(case.course.sessions, 1):
        wound = lanes.wound(session, 1)
        symbols = {share: f"{share}_{number}" for share in ("injured", "severed", "lost")}
        for share, symbol in symbols.items():
            value = float(getattr(wound, share)[0, 0])
            builder.parameter(symbol, value, "1", f"{share} share of the dermis, session {number}")
        builder.parameter(f"day_{number}", session.time_day, "day", f"day of session {number}")
        builder.event(f"session_{number}", f"session {number}", f"time >= day_{number}", jumps(symbols))
    _add_products(builder, case)
    values = {symbol: case.value(key) for symbol, key in RECORDS.items()}
    add_readouts(builder, values, masking(case))
    builder.notes(
        f"{title}. Written by Needlework {__version__}, network {network().fingerprint}.",
        f"Parameter set: {case.origin}. Values of s3, s1, aCW, aMel and kK include this skin's factors (age, "
        "phototype, concern). What products add is delivered by this package and stands as events.",
        WELL_MIXED,
        _beside_resolved(case),
        "States are relative to healthy skin of the same person; time is in days from the first session. On "
        "a session's day a report may show the state before or after the event.",
        "Research and education software; not for use in deciding the treatment of an individual person.",
    )
    return builder.text()


def _add_products(builder: Builder, case: Case) -> None:
    """Add one event for each time at which products add to states of the network."""
    for number, (day, found) in enumerate(sorted(pulses(case.lanes, 1).items()), 1):
        changes: dict[str, str] = {}
        for place, pulse in enumerate(found):
            symbol = f"added_{number}_{place}"
            value = float(pulse.amount[0, 0])
            builder.parameter(symbol, value, "1", f"what a product adds to {pulse.state} by day {day:g}")
            changes[pulse.state] = f"{changes.get(pulse.state, pulse.state)} + {symbol}"
        changes = {state: f"max({formula}, 0)" for state, formula in changes.items()}
        builder.parameter(f"day_of_products_{number}", day, "day", "day by which products added")
        happens = f"time >= day_of_products_{number}"
        builder.event(f"products_{number}", f"products, day {day:g}", happens, changes)


def collagen_at_end(case: Case, model: Model) -> float:
    """Return the change of total collagen (%) at the end of a study at one resolution."""
    times = np.array([0.0, case.study.horizon])
    trace = simulate_lanes(case.lanes, model.engine(), times, case.study.horizon)
    return 100.0 * float(View(trace, {}).gamma[0, -1] - 1.0)


def _beside_resolved(case: Case) -> str:
    """Return one figure of this model beside that of the resolved run with the same parameters."""
    chosen = case.study.model
    here, resolved = (collagen_at_end(case, Model(*size)) for size in ((1, 1), (chosen.strata, chosen.rings)))
    return (
        f"Change of total collagen at day {case.study.horizon:g}: {here:+.2f} % in this model, "
        f"{resolved:+.2f} % with {chosen.strata} strata and {chosen.rings} rings and the same parameters."
    )


def network_sbml() -> str:
    """Return the SBML of the network alone, at the central values of its records, to edit and give back."""
    builder = Builder(NETWORK, "Needlework network of repair and remodelling")
    known = load_parameters()
    for name in network().parameters:
        record = known[f"healing.{name}"]
        builder.parameter(name, record.value, record=record)
    builder.notes(
        f"The network alone, written by Needlework {__version__}, network {network().fingerprint}.",
        "No sessions, no transport, no skin: edit it and give it back with needlework run STUDY --network "
        "FILE. A parameter left at its value keeps its record and spread; one that is changed is used as it "
        "stands.",
    )
    return builder.text()
