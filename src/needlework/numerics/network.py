"""A kinetic network as expressions, and its reader from SBML.

The network is written once, in Antimony. libAntimony turns it into SBML, this module turns the SBML tree into
rate expressions, and :mod:`needlework.numerics.codegen` turns those into straight-line code. libSBML and
libAntimony are needed to edit or import a network, not to run the shipped one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from needlework.errors import Fault, InputError
from needlework.numerics import expr as ex
from needlework.numerics.expr import Expr


@dataclass(frozen=True, slots=True)
class Reaction:
    """A process: its rate (1/day times the unit of the species) and the change it makes to each species."""

    id: str
    rate: Expr
    change: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Network:
    """Species, constants, definitions and processes.

    Attributes
    ----------
    species
        State names, in the order of the state vector.
    parameters
        Free constants, with their values in the file (None where the file leaves them to the user).
    definitions
        Named expressions (assignment rules), in any order.
    reactions
        Processes; a rate rule is a reaction that changes one species.
    initial
        Initial state as expressions of the parameters.
    units, names
        What the file says of each id, for export and for people.
    """

    id: str
    species: tuple[str, ...]
    parameters: Mapping[str, float | None]
    definitions: Mapping[str, Expr]
    reactions: tuple[Reaction, ...]
    initial: Mapping[str, Expr]
    units: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def expanded(self) -> dict[str, Expr]:
        """Return each definition written in species and parameters only."""
        done: dict[str, Expr] = {}

        def resolve(name: str, trail: tuple[str, ...]) -> Expr:
            if name in trail:
                raise _unsupported(self.id, f"definitions without a loop ({' -> '.join((*trail, name))})")
            if name not in done:
                e = self.definitions[name]
                inner = {s: resolve(s, (*trail, name)) for s in ex.symbols(e) if s in self.definitions}
                done[name] = ex.substitute(e, inner)
            return done[name]

        for name in self.definitions:
            resolve(name, ())
        return done

    def rates(self) -> list[Expr]:
        """Return dy/dt of each species in species and parameters only."""
        expanded = self.expanded()
        totals: dict[str, list[Expr]] = {s: [] for s in self.species}
        for reaction in self.reactions:
            rate = ex.substitute(reaction.rate, expanded)
            for name, factor in reaction.change.items():
                totals[name].append(ex.mul(ex.num(factor), rate))
        return [ex.add(*totals[s]) if totals[s] else ex.ZERO for s in self.species]

    def initial_state(self) -> list[Expr]:
        """Return the initial state of each species in parameters only."""
        expanded = {**self.expanded()}
        out = [ex.substitute(self.initial[s], expanded) for s in self.species]
        known = dict(zip(self.species, out, strict=True))
        for _ in self.species:  # initial values may refer to other initial values
            out = [ex.substitute(e, known) for e in out]
        return out

    def fingerprint(self) -> str:
        """Return a hash of everything that the generated code depends on."""
        text = repr((self.species, tuple(self.parameters), self.rates(), self.initial_state()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def antimony_to_sbml(path: Path, module: str | None = None) -> str:
    """Return the SBML of an Antimony file (extra ``exchange``)."""
    import antimony  # pyright: ignore[reportMissingImports]

    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(path.read_text()) < 0:
        raise InputError(
            [
                Fault(
                    str(path),
                    "a valid Antimony model",
                    str(antimony.getLastError()).strip(),
                    "mend the line named",
                )
            ]
        )
    return str(antimony.getSBMLString(module or antimony.getMainModuleName()))


def read_sbml(text: str, where: str = "SBML", until: float = 0.0) -> Network:
    """Read the supported part of SBML Level 2 or 3 (extra ``exchange``).

    Supported: constant compartments, species as amounts or concentrations, reactions with constant
    stoichiometry, local parameters, function definitions, assignment and rate rules, initial assignments,
    time.

    Parameters
    ----------
    text
        The file's content.
    where
        What errors call it.
    until
        Time up to which the model will be run; an event at a fixed time after it never happens and is left
        out.

    Raises
    ------
    InputError
        For anything else (other events, delays, algebraic rules, moving compartments), with what was found.
    """
    import libsbml  # pyright: ignore[reportMissingImports]

    document = libsbml.readSBMLFromString(text)
    model = document.getModel()
    if model is None or document.getNumErrors(libsbml.LIBSBML_SEV_ERROR):
        first = document.getError(0).getShortMessage() if document.getNumErrors() else "no model"
        raise InputError([Fault(where, "a readable SBML model", first, "check it with an SBML validator")])
    return _Reader(model, where, libsbml, until).network()


def _unsupported(where: str, expected: str, received: str = "something else") -> InputError:
    return InputError(
        [Fault(where, expected, received, "simplify the model or run it in a general simulator")]
    )


def _names(*groups: Iterable[Expr]) -> set[str]:
    return {s for group in groups for e in group for s in ex.symbols(e)}


class _Reader:
    """Walks one libSBML model."""

    def __init__(self, model: Any, where: str, libsbml: Any, until: float) -> None:
        self.model, self.where, self.lib, self.until = model, where, libsbml, until
        self.functions = {f.getId(): f for f in model.getListOfFunctionDefinitions()}
        self.sizes = {c.getId(): c for c in model.getListOfCompartments()}
        self.ruled = {r.getVariable(): r for r in model.getListOfRules()}
        self.uses_time = False

    def network(self) -> Network:
        self._refuse()
        m = self.model
        moving = [s.getId() for s in m.getListOfSpecies() if self._moves(s)]
        rate_ruled = [v for v, r in self.ruled.items() if r.isRate() and v not in moving]
        states = [*moving, *rate_ruled]
        definitions = {v: self.math(r.getMath()) for v, r in self.ruled.items() if r.isAssignment()}
        given = {a.getSymbol(): self.math(a.getMath()) for a in m.getListOfInitialAssignments()}
        constants = self._constants(set(states) | set(definitions))
        reactions = [*self._reactions(set(states)), *self._rate_rules()]
        named = {r.id: r.rate for r in reactions}  # a reaction's id stands for its rate
        used = _names([r.rate for r in reactions], definitions.values(), given.values())
        definitions |= {name: rate for name, rate in named.items() if name in used}
        definitions |= {name: ex.ONE for name in self.sizes if self._of_size_one(name) and name in used}
        initial = {s: given.get(s, ex.num(self._start(s))) for s in states}
        start = {"time": ex.ZERO, **definitions, **given, **initial}
        definitions |= {k: self._at_start(given[k], start) for k in given if k in constants}
        parameters = {k: v for k, v in constants.items() if k not in given}
        if self.uses_time:
            states.append("time")
            initial["time"] = ex.ZERO
            reactions.append(Reaction("time", ex.ONE, {"time": 1.0}))
        if not states:
            raise _unsupported(self.where, "a model in which something changes", "none")
        self._complete(parameters, initial, reactions, definitions)
        used = _names([r.rate for r in reactions], definitions.values(), initial.values())
        parameters = {k: v for k, v in parameters.items() if k in used}
        units = {p.getId(): p.getUnits() for p in m.getListOfParameters() if p.getUnits()}
        names = {s.getId(): s.getName() for s in m.getListOfSpecies() if s.getName()}
        return Network(
            m.getId(), tuple(states), parameters, definitions, tuple(reactions), initial, units, names
        )

    def _refuse(self) -> None:
        m = self.model
        found = []
        if any(not self._never(e) for e in m.getListOfEvents()):
            found.append("events")
        if any(r.isAlgebraic() for r in m.getListOfRules()):
            found.append("algebraic rules")
        if any(v in self.sizes for v in self.ruled):
            found.append("compartments that change")
        if m.isSetConversionFactor() or any(s.isSetConversionFactor() for s in m.getListOfSpecies()):
            found.append("conversion factors")
        if any(r.isSetFast() and r.getFast() for r in m.getListOfReactions()):
            found.append("fast reactions")
        references = [
            x for r in m.getListOfReactions() for x in (*r.getListOfReactants(), *r.getListOfProducts())
        ]
        named = {x.getId() for x in references if x.isSetId()}
        if any(x.isSetStoichiometryMath() for x in references) or named & set(self.ruled):
            found.append("stoichiometry that changes")
        if found:
            raise _unsupported(self.where, "a model without " + ", ".join(found), ", ".join(found))

    def _at_start(self, e: Expr, start: Mapping[str, Expr]) -> Expr:
        """Return an initial assignment in parameters only: what changes is taken at time zero."""
        for _ in range(len(start) + 1):
            moving = ex.symbols(e) & start.keys()
            if not moving:
                return e
            e = ex.substitute(e, {s: start[s] for s in moving})
        raise _unsupported(self.where, "initial assignments without a loop", "a loop")

    def _never(self, event: Any) -> bool:
        """Return whether an event waits for a fixed time after the end of the run."""
        trigger = event.getTrigger().getMath()
        kids = [trigger.getChild(i) for i in range(trigger.getNumChildren())]
        late = trigger.getType() in (self.lib.AST_RELATIONAL_GT, self.lib.AST_RELATIONAL_GEQ)
        at_time = late and kids[0].getType() == self.lib.AST_NAME_TIME and kids[1].isNumber()
        return at_time and kids[1].getValue() > self.until

    def _moves(self, s: Any) -> bool:
        if s.getConstant():
            return False
        rule = self.ruled.get(s.getId())
        if rule is not None:
            return rule.isRate()
        return not s.getBoundaryCondition()

    def _of_size_one(self, compartment: str) -> bool:
        """Return whether a compartment only multiplies by one, so that it is no parameter."""
        c = self.sizes[compartment]
        started = self.model.getInitialAssignmentBySymbol(compartment) is not None
        return not started and (not c.isSetSize() or c.getSize() == 1.0)

    def _constants(self, moving: set[str]) -> dict[str, float | None]:
        m = self.model
        out: dict[str, float | None] = {}
        for c in m.getListOfCompartments():
            if not self._of_size_one(c.getId()):
                out[c.getId()] = c.getSize()
        for p in m.getListOfParameters():
            if p.getId() not in moving:
                out[p.getId()] = p.getValue() if p.isSetValue() else None
        for s in m.getListOfSpecies():
            if s.getId() not in moving:
                out[s.getId()] = self._start(s.getId())
        return out

    def _start(self, name: str) -> float:
        s = self.model.getSpecies(name)
        if s is None:
            return self.model.getParameter(name).getValue()
        size = self._size(s)
        if s.getHasOnlySubstanceUnits():
            return s.getInitialAmount() if s.isSetInitialAmount() else s.getInitialConcentration() * size
        return s.getInitialConcentration() if s.isSetInitialConcentration() else s.getInitialAmount() / size

    def _size(self, species: Any) -> float:
        c = self.sizes[species.getCompartment()]
        return c.getSize() if c.isSetSize() else 1.0

    def _reactions(self, states: set[str]) -> list[Reaction]:
        out = []
        for r in self.model.getListOfReactions():
            law = r.getKineticLaw()
            if law is None or law.getMath() is None:
                raise _unsupported(f"{self.where}: reaction {r.getId()}", "a kinetic law", "none")
            local = {p.getId(): ex.num(p.getValue()) for p in self._locals(law) if self._is_own(p)}
            change: dict[str, float] = {}
            for sign, references in ((-1, r.getListOfReactants()), (1, r.getListOfProducts())):
                for x in references:
                    s = self.model.getSpecies(x.getSpecies())
                    if s.getId() not in states or s.getBoundaryCondition():
                        continue
                    amount = sign * (x.getStoichiometry() if x.isSetStoichiometry() else 1.0)
                    scale = 1.0 if s.getHasOnlySubstanceUnits() else 1.0 / self._size(s)
                    change[s.getId()] = change.get(s.getId(), 0.0) + amount * scale
            out.append(Reaction(r.getId(), ex.substitute(self.math(law.getMath()), local), change))
        return out

    @staticmethod
    def _locals(law: Any) -> list[Any]:
        return [*law.getListOfParameters(), *law.getListOfLocalParameters()]

    def _is_own(self, local: Any) -> bool:
        """Tell whether a local parameter says something else than the model's parameter of that name."""
        shared = self.model.getParameter(local.getId())
        return shared is None or shared.getValue() != local.getValue()

    def _rate_rules(self) -> list[Reaction]:
        return [
            Reaction(f"rule_{v}", self.math(r.getMath()), {v: 1.0})
            for v, r in self.ruled.items()
            if r.isRate()
        ]

    def _complete(
        self,
        parameters: Mapping[str, float | None],
        initial: Mapping[str, Expr],
        reactions: list[Reaction],
        definitions: Mapping[str, Expr],
    ) -> None:
        """Refuse names without a value; a file that sets no parameter at all leaves them to the user."""
        known = {*parameters, *initial, *definitions}
        used = _names([r.rate for r in reactions], definitions.values(), initial.values())
        unknown = sorted(used - known)
        if unknown:
            raise _unsupported(self.where, "every symbol defined", f"unknown {', '.join(unknown)}")
        if any(e.op == "num" and e.args[0] != e.args[0] for e in initial.values()):
            raise _unsupported(self.where, "an initial value for every species", "a species without one")
        missing = [k for k, v in parameters.items() if v is None or v != v]
        if missing and len(missing) < self.model.getNumParameters() // 2:
            fault = Fault(
                self.where, "a value for every parameter", f"none for {', '.join(missing)}", "set it"
            )
            raise InputError([fault])

    def math(self, node: Any) -> Expr:
        """Return the expression of a MathML node."""
        lib, kids = self.lib, [node.getChild(i) for i in range(node.getNumChildren())]
        kind = node.getType()
        if node.isNumber():
            return ex.num(node.getValue())
        if kind == lib.AST_NAME:
            return ex.sym(node.getName())
        if kind == lib.AST_NAME_TIME:
            self.uses_time = True
            return ex.sym("time")
        if kind == lib.AST_FUNCTION:
            return self._inline(node.getName(), [self.math(k) for k in kids])
        if kind in (lib.AST_CONSTANT_PI, lib.AST_CONSTANT_E, lib.AST_NAME_AVOGADRO):
            return ex.num(
                {lib.AST_CONSTANT_PI: 3.141592653589793, lib.AST_CONSTANT_E: 2.718281828459045}.get(
                    kind, 6.02214179e23
                )
            )
        if kind == lib.AST_FUNCTION_PIECEWISE:
            return self._piecewise(kids)
        try:
            return self._operator(kind, [self.math(k) for k in kids])
        except KeyError:
            received = lib.formulaToL3String(node)
            raise _unsupported(self.where, "elementary kinetic mathematics", received) from None

    def _inline(self, name: str, arguments: list[Expr]) -> Expr:
        f = self.functions[name]
        bound = [f.getArgument(i).getName() for i in range(f.getNumArguments())]
        return ex.substitute(self.math(f.getBody()), dict(zip(bound, arguments, strict=True)))

    def _piecewise(self, kids: list[Any]) -> Expr:
        otherwise = self.math(kids[-1]) if len(kids) % 2 else ex.ZERO
        for value, condition in reversed(list(zip(kids[0::2], kids[1::2], strict=False))):
            otherwise = ex.where(self._condition(condition), self.math(value), otherwise)
        return otherwise

    def _condition(self, node: Any) -> Expr:
        """Return an expression that is positive where the relation holds (< and <= are not told apart)."""
        lib = self.lib
        kids = [node.getChild(i) for i in range(node.getNumChildren())]
        if node.getType() in (lib.AST_RELATIONAL_GT, lib.AST_RELATIONAL_GEQ):
            return ex.sub(self.math(kids[0]), self.math(kids[1]))
        if node.getType() in (lib.AST_RELATIONAL_LT, lib.AST_RELATIONAL_LEQ):
            return ex.sub(self.math(kids[1]), self.math(kids[0]))
        if node.getType() in (lib.AST_LOGICAL_AND, lib.AST_LOGICAL_OR) and len(kids) == 2:
            one, other = (self._condition(k) for k in kids)
            both = node.getType() == lib.AST_LOGICAL_AND
            return ex.where(one, other, one) if both else ex.where(one, one, other)
        raise _unsupported(self.where, "piecewise conditions of the form a < b", lib.formulaToL3String(node))

    def _operator(self, kind: int, a: list[Expr]) -> Expr:
        lib = self.lib
        if kind == lib.AST_PLUS:
            return ex.add(*a)
        if kind == lib.AST_MINUS:
            return ex.neg(a[0]) if len(a) == 1 else ex.sub(*a)
        if kind == lib.AST_TIMES:
            return ex.mul(*a)
        if kind == lib.AST_DIVIDE:
            return ex.div(*a)
        if kind in (lib.AST_POWER, lib.AST_FUNCTION_POWER):
            return _power(*a)
        if kind == lib.AST_FUNCTION_EXP:
            return ex.call("exp", *a)
        if kind == lib.AST_FUNCTION_LOG:
            return ex.div(ex.call("ln", a[-1]), ex.call("ln", a[0] if len(a) == 2 else ex.num(10)))
        if kind == lib.AST_FUNCTION_LN:
            return ex.call("ln", *a)
        if kind == lib.AST_FUNCTION_ROOT:
            return (
                ex.call("sqrt", a[-1])
                if len(a) == 1 or a[0] is ex.num(2)
                else _power(a[1], ex.div(ex.ONE, a[0]))
            )
        if kind == lib.AST_FUNCTION_MAX and len(a) == 2:
            return ex.relu(a[0]) if a[1] is ex.ZERO else ex.add(a[1], ex.relu(ex.sub(a[0], a[1])))
        if kind == lib.AST_FUNCTION_MIN and len(a) == 2:
            return ex.sub(a[0], ex.relu(ex.sub(a[0], a[1])))
        if kind == lib.AST_FUNCTION_ABS:
            return ex.add(ex.relu(a[0]), ex.relu(ex.neg(a[0])))
        raise KeyError(kind)


def _power(base: Expr, exponent: Expr) -> Expr:
    if exponent.op == "num" and exponent.args[0] == int(exponent.args[0]) and abs(exponent.args[0]) <= 12:
        n = int(exponent.args[0])
        return ex.power(base, n) if n >= 0 else ex.div(ex.ONE, ex.power(base, -n))
    return ex.call("rpow", base, exponent)
