"""What of an SBML model this package does not compute, element by element with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlework.errors import Fault

_REMOVE = "remove it, or run the model in a general simulator"
_SESSIONS = "remove it: sessions come from the study (needlework export --as sbml --network-only writes none)"
# Packages that leave the mathematics as it is; the last is libSBML's name for a part of Level 3 Version 2.
_FEW = 3  # faults of one kind that are still named one by one
_HARMLESS = ("layout", "render", "groups", "l3v2extendedmath")


def unsupported(document: Any, where: str) -> list[Fault]:
    """Return a fault for every element of a model that would not be computed as it is meant.

    More than three of one kind are one fault with their number.

    Parameters
    ----------
    document
        libSBML document without reading errors.
    where
        File, for the messages.
    """
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in _Refuser(document, where).faults():
        kinds.setdefault((fault.expected, fault.next_step), []).append(fault)
    return [fault for group in kinds.values() for fault in _together(group)]


def _together(group: list[Fault]) -> list[Fault]:
    """Return many faults of one kind as one that counts them."""
    if len(group) <= _FEW:
        return group
    first = group[0]
    received = f"{first.received}, and {len(group) - 1} more of the kind"
    return [Fault(first.where, first.expected, received, first.next_step)]


class _Refuser:
    def __init__(self, document: Any, where: str) -> None:
        import libsbml  # pyright: ignore[reportMissingImports]

        self.lib: Any = libsbml
        self.document, self.model, self.where = document, document.getModel(), where
        self.rules = {r.getVariable() for r in self.model.getListOfRules() if r.getVariable()}
        self.started = {a.getSymbol() for a in self.model.getListOfInitialAssignments()}

    def faults(self) -> Iterator[Fault]:
        yield from self._packages()
        yield from self._events()
        yield from self._rules()
        yield from self._conversions()
        yield from self._reactions()
        yield from self._mathematics()
        yield from self._missing()

    def _fault(
        self, element: Any, what: str, expected: str, received: str, next_step: str = _REMOVE
    ) -> Fault:
        place = " ".join(part for part in (f"{self.where}:{element.getLine()}", what) if part.strip())
        return Fault(place, expected, received, next_step)

    def _packages(self) -> Iterator[Fault]:
        if self.document.getLevel() < 3:  # has no packages, whatever the reader attaches
            return
        for i in range(self.document.getNumPlugins()):
            name = self.document.getPlugin(i).getPackageName()
            if name not in _HARMLESS and self.document.getPackageRequired(name):
                yield Fault(
                    self.where, "SBML core alone", f"the package {name}", "flatten or remove the package"
                )

    def _events(self) -> Iterator[Fault]:
        for event in self.model.getListOfEvents():
            name = f"event {event.getId()}".strip()
            delayed = ", delayed" if event.isSetDelay() else ""
            yield self._fault(event, name, "a model without events", f"an event{delayed}", _SESSIONS)

    def _rules(self) -> Iterator[Fault]:
        sizes = {c.getId() for c in self.model.getListOfCompartments()}
        for rule in self.model.getListOfRules():
            if rule.isAlgebraic():
                expected = "rules that say which quantity they set"
                yield self._fault(rule, "", expected, "an algebraic rule", "solve it for one quantity")
            elif rule.getVariable() in sizes:
                what = f"compartment {rule.getVariable()}"
                yield self._fault(rule, what, "compartments of constant size", "a rule that changes it")

    def _conversions(self) -> Iterator[Fault]:
        step = "multiply the rates instead"
        if self.model.isSetConversionFactor():
            yield self._fault(
                self.model, "model", "no conversion factors", self.model.getConversionFactor(), step
            )
        for s in self.model.getListOfSpecies():
            if s.isSetConversionFactor():
                what = f"species {s.getId()}"
                yield self._fault(s, what, "no conversion factors", s.getConversionFactor(), step)

    def _reactions(self) -> Iterator[Fault]:
        for reaction in self.model.getListOfReactions():
            what = f"reaction {reaction.getId()}"
            if reaction.isSetFast() and reaction.getFast():
                step = "write its rate, or replace it by its equilibrium"
                yield self._fault(reaction, what, "reactions with a rate", "a fast reaction", step)
            law = reaction.getKineticLaw()
            if law is None or law.getMath() is None:
                yield self._fault(reaction, what, "a kinetic law", "none", "write the law")
            for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
                moving = {reference.getId()} & self.rules if reference.isSetId() else set()
                if reference.isSetStoichiometryMath() or moving:
                    received = f"one of {reference.getSpecies()} that is computed"
                    yield self._fault(reference, what, "constant stoichiometry", received)

    def _mathematics(self) -> Iterator[Fault]:
        lib, m = self.lib, self.model
        banned = {
            lib.AST_NAME_TIME: ("kinetics that do not depend on the time", "time"),
            lib.AST_FUNCTION_DELAY: ("kinetics without delays", "a delay"),
            lib.AST_FUNCTION_RATE_OF: ("kinetics without rateOf", "rateOf"),
        }
        carriers = [(f"function {f.getId()}", f) for f in m.getListOfFunctionDefinitions()]
        carriers += [(f"rule of {r.getVariable()}".removesuffix(" of "), r) for r in m.getListOfRules()]
        carriers += [(f"start of {a.getSymbol()}", a) for a in m.getListOfInitialAssignments()]
        laws = [(f"reaction {r.getId()}", r.getKineticLaw()) for r in m.getListOfReactions()]
        for what, element in (*carriers, *(pair for pair in laws if pair[1] is not None)):
            kinds = _kinds(element.getMath())
            for kind in sorted(kinds.keys() & banned.keys()):
                expected, received = banned[kind]
                yield self._fault(element, what, expected, received)
            for kind in sorted(kinds.keys() - banned.keys() - self._elementary()):
                received = str(lib.formulaToL3String(kinds[kind]))
                yield self._fault(element, what, "elementary mathematics", received)

    def _elementary(self) -> set[int]:
        """Return the kinds of nodes that the reader turns into code."""
        numbers = "INTEGER REAL REAL_E RATIONAL NAME NAME_AVOGADRO CONSTANT_PI CONSTANT_E"
        operators = "PLUS MINUS TIMES DIVIDE POWER RELATIONAL_GT RELATIONAL_GEQ RELATIONAL_LT RELATIONAL_LEQ"
        logic = "LOGICAL_AND LOGICAL_OR LAMBDA FUNCTION"
        functions = "POWER EXP LN LOG ROOT ABS MAX MIN PIECEWISE"
        names = f"{numbers} {operators} {logic}".split() + [f"FUNCTION_{f}" for f in functions.split()]
        return {getattr(self.lib, f"AST_{name}") for name in names}

    def _missing(self) -> Iterator[Fault]:
        set_elsewhere = self.rules | self.started
        for p in self.model.getListOfParameters():
            known = p.isSetValue() and p.getValue() == p.getValue()  # not NaN
            if not (known or p.getId() in set_elsewhere):
                yield self._fault(p, f"parameter {p.getId()}", "a value", "none", "set it")
        for s in self.model.getListOfSpecies():
            known = s.isSetInitialAmount() or s.isSetInitialConcentration()
            if not (known or s.getId() in set_elsewhere):
                yield self._fault(s, f"species {s.getId()}", "a value to start from", "none", "set it")


def _kinds(node: Any) -> dict[int, Any]:
    """Return the kinds of the nodes of a formula, each with a node of that kind."""
    if node is None:
        return {}
    found = {node.getType(): node}
    for i in range(node.getNumChildren()):
        found = _kinds(node.getChild(i)) | found
    return found
