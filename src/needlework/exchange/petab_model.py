"""The SBML of the calibration problem: one well-mixed model whose studies differ in a few parameters."""

from __future__ import annotations

from collections.abc import Iterable

from needlework import __version__
from needlework.evidence.parameters import load_parameters
from needlework.evidence.split import Clock
from needlework.exchange.case import Case
from needlework.exchange.readouts import RECORDS, masking
from needlework.exchange.sbml import DOSES, WELL_MIXED, Builder, add_readouts, jumps
from needlework.model import network

SHARES = ("injured", "severed", "lost")
NEVER = 1e6  # day of a session that a study does not have
EARLIEST = 0.01  # day of a clock that has not struck, as in the fit
_SETTLING = 0.02  # days after a session before which no peak counts

# Network parameters that a skin changes: what stands for them in the laws.
SKIN: dict[str, str] = {
    "s3": "s3 * collagen_yield * max(1 - synthesis_loss * years, 0.1) / collagen_before",
    "s1": "s1 * collagen_yield * max(1 - synthesis_loss * years, 0.1) / collagen_before",
    "aMel": "aMel * melanin",
    "kK": "kK / closure",
}
_PEAKS = {"neutrophils": ("N",), "macrophages": ("M1", "M2"), "myofibroblasts": ("Y",)}
_MORE = {  # further symbols of the model and their records
    "collagen_yield": "model.collagen_yield",
    "synthesis_loss": "model.synthesis_loss",
    "erythema_threshold": "observe.erythema_threshold",
}


def symbols() -> dict[str, str]:
    """Return every symbol of the model that stands for a record, with the record's id."""
    kinetic = {n: f"healing.{n}" for n in (*network().parameters, *DOSES)}
    return kinetic | RECORDS | _MORE


def condition(case: Case, sessions: int) -> dict[str, float]:
    """Return what sets a study apart: its days, its skin and its wound, by symbol.

    Parameters
    ----------
    case
        The study at one parameter set.
    sessions
        Sessions of the model; those that the study does not have are put off for ever.
    """
    lanes, days = case.lanes, [s.time_day for s in case.course.sessions]
    wound = lanes.wound(case.course.sessions[0], 1)
    found = {f"day_{i + 1}": days[i] if i < len(days) else NEVER for i in range(sessions)}
    found |= {share: float(getattr(wound, share)[0, 0]) for share in SHARES}
    return found | {
        "years": max(float(lanes.age[0]) - case.value("model.synthesis_reference_age"), 0.0),
        "collagen_before": float(lanes.state("collagen")[0]),
        "melanin": float(lanes.phototype["melanin"][0]),
        "closure": float(lanes.phototype["closure"][0]),
        "masking": masking(case),
    }


def strikes(clock: Clock) -> bool:
    """Return whether an event can tell a clock's day: an onset is known only when its peak is over."""
    return clock.outcome in _PEAKS if clock.read == "peak" else clock.outcome == "erythema_duration"


def calibration_sbml(cases: list[Case], clocks: Iterable[Clock]) -> str:
    """Return the model of the calibration at the parameter set of the cases, as the first study has it."""
    sessions = max(len(c.course.sessions) for c in cases)
    first, known = cases[0], load_parameters()
    values = {symbol: first.value(key) for symbol, key in symbols().items()}
    builder = Builder("needlework_calibration", "Tissue response to published courses: well-mixed dermis")
    for symbol, key in symbols().items():
        builder.parameter(symbol, values[symbol], known[key].unit, record=known[key])
    add_readouts(builder, values, masking(first))
    for symbol, value in condition(first, sessions).items():
        unit = "day" if symbol.startswith("day_") else "1"
        builder.parameter(symbol, value, unit)
    for name, formula in SKIN.items():
        builder.replace(name, formula)
    for number in range(1, sessions + 1):
        changes = jumps({share: share for share in SHARES})
        builder.event(f"session_{number}", f"session {number}", f"time >= day_{number}", changes)
    _add_clocks(builder, clocks)
    for parameter in builder.model.getListOfParameters():
        parameter.unsetName()  # some programs look parameters up by name; the tables hold the words
    builder.notes(
        f"Written by Needlework {__version__}, network {network().fingerprint}, for a PEtab problem.",
        WELL_MIXED,
    )
    return builder.text()


def _add_clocks(builder: Builder, clocks: Iterable[Clock]) -> None:
    """Add the day of each peak, and of the end of redness, after the first session."""
    builder.parameter("settling", _SETTLING, "day", "time after a session before which no peak counts")
    inside = "time > day_1 + settling && time < day_2"
    for outcome in dict.fromkeys(c.outcome for c in clocks):
        clock, peak = f"clock_{outcome}", outcome in _PEAKS
        builder.parameter(clock, EARLIEST, "day", outcome.replace("_", " "), constant=False)
        struck = (
            f"{_slope(builder, _PEAKS[outcome])} < still" if peak else "erythema_index < erythema_threshold"
        )
        builder.event(f"{clock}_strikes", clock.replace("_", " "), f"{inside} && {struck}", {clock: "time"})
    builder.parameter("still", 0.0, "1/day", "no change")


def _slope(builder: Builder, species: tuple[str, ...]) -> str:
    """Return the rate of change of the sum of some species, as a formula of reaction rates."""
    total: dict[str, float] = {}
    for reaction in builder.model.getListOfReactions():
        for sign, listed in ((-1.0, reaction.getListOfReactants()), (1.0, reaction.getListOfProducts())):
            for reference in listed:
                if reference.getSpecies() in species:
                    change = total.get(reaction.getId(), 0.0) + sign * reference.getStoichiometry()
                    total[reaction.getId()] = change
    return "(" + " + ".join(f"({change:g}) * {name}" for name, change in total.items() if change) + ")"
