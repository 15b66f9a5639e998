"""What we do not know: draws of every record a study uses.

A design over named quantities, each with its own stream, so that adding one quantity leaves the others as
they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.errors import NumericalError
from needlework.evidence.fit import Fit, load_fit, records_hash
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.split import load_split
from needlework.mechanism.loops import CALM, fibrosis_gain, inflammation_gain
from needlework.model import Mechanism, network_hash
from needlework.numerics.sampling import balanced_rows, stratified, stream
from needlework.subject import Course, Skin
from needlework.subject.actives import uptake_records

Array = NDArray[np.float64]

_POOL = 2.0  # candidates per draw in each round of the admissibility test
_ROUNDS = 20
_NOT_HEALING = ("limits.", "delivery.", "active.")  # read only where a product is put on that acts


@dataclass(frozen=True)
class Draws:
    """What we do not know: n draws of every record a study uses.

    Attributes
    ----------
    n, seed
        Number of draws, and the seed of the study.
    records
        Records by the name they have here: their id, or ``device/share`` and the like for those that the
        study's device, course, concern and phenotype bring.
    values
        Draws by that name, shape (n,).
    tried
        Candidates it took to find them.
    """

    n: int
    seed: int
    records: Mapping[str, Parameter]
    values: Mapping[str, Array]
    tried: int

    def __getitem__(self, name: str) -> Array:
        """Return the draws of a record, shape (n,)."""
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        """Return whether a record is in the design."""
        return name in self.values

    def network(self) -> dict[str, Array]:
        """Return the draws of the network's parameters and of the wound's, by their names in the network."""
        return _network_part(self.values)

    @property
    def rejected(self) -> float:
        """Share of candidates that were inadmissible (chronic inflammation or fibrosis in healthy skin)."""
        return 1.0 - self.n / self.tried


def study_records(skin: Skin, course: Course) -> dict[str, Parameter]:
    """Return every record a study uses, by the name it has in the study's draws."""
    records = {k: p for k, p in load_parameters().items() if not k.startswith(_NOT_HEALING)}
    records |= {f"{name}/{k}": p for name, d in course.devices.items() for k, p in d.penetration.items()}
    records |= {f"course/{k}": p for k, p in course.unknown.items()}
    if skin.concern:
        records |= {f"concern/{k}": p for k, p in skin.concern.state.items()}
    records |= uptake_records(course.acting)
    for name, factor in skin.phenotype.factors.items():
        records[f"factor/{name}"] = _factor_record(name, factor)
    return records


def central_draws(records: Mapping[str, Parameter], seed: int, fit: Fit | None = None) -> Draws:
    """Return one draw: every record's median over the fit, or its central value where no fit holds it."""
    values = {name: np.array([p.value]) for name, p in records.items()}
    for name, fitted in _held(records, fit):
        values[name] = np.array([np.median(fitted)])
    return Draws(1, seed, records, values, 1)


def prior_draws(records: Mapping[str, Parameter], n: int, seed: int) -> Draws:
    """Return n admissible draws from the priors, taken from Latin hypercubes.

    Raises
    ------
    NumericalError
        Hardly any candidate is admissible.
    """
    kept: list[dict[str, Array]] = []
    found = tried = 0
    size = max(int(n * _POOL), 8)
    for turn in range(_ROUNDS):
        batch = _hypercube(records, size, seed, turn)
        good = np.flatnonzero(admissible(_network_part(batch)))[: n - found]
        kept.append({name: v[good] for name, v in batch.items()})
        found += len(good)
        tried += size if found < n else int(good[-1]) + 1
        if found == n:
            return Draws(
                n, seed, records, {name: np.concatenate([k[name] for k in kept]) for name in records}, tried
            )
    raise NumericalError(
        f"parameters: expected {n} draws in which healthy skin stays at rest; received {found} in {tried} "
        "candidates; next: with another network, bring the changed values nearer to the built-in ones"
    )


def fitted_draws(records: Mapping[str, Parameter], n: int, seed: int, fit: Fit) -> Draws:
    """Return n joint draws of the shipped fit, a subset balanced on all it holds; the rest from priors."""
    values = _hypercube(records, n, seed, 0)
    varying = [v for v in fit.draws.values() if np.ptp(v) > 0]
    rows = balanced_rows(np.stack(varying, axis=1), n, stream(seed, "fit"))
    for name, fitted in _held(records, fit):
        values[name] = fitted[rows]
    return Draws(n, seed, records, values, n)


def _held(records: Mapping[str, Parameter], fit: Fit | None) -> Iterator[tuple[str, Array]]:
    """Yield the records that a fit holds, by the name they have here: those no device or study replaced."""
    known = load_parameters()
    for name, p in records.items():
        if fit and p.id in fit.draws and p.distribution == known[p.id].distribution:
            yield name, fit.draws[p.id]


def _hypercube(records: Mapping[str, Parameter], size: int, seed: int, turn: int) -> dict[str, Array]:
    """Return one Latin hypercube of all records; a record has one stream whatever name it goes by here."""
    return {name: p.ppf(stratified(size, seed, f"draw/{p.id}/{turn}")) for name, p in records.items()}


def admissible(p: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Return which draws describe healthy skin: in them inflammation and fibrosis soon die out."""
    return (inflammation_gain(p) < CALM) & (fibrosis_gain(p) < CALM)


def _network_part(values: Mapping[str, Array]) -> dict[str, Array]:
    return {k.removeprefix("healing."): v for k, v in values.items() if k.startswith("healing.")}


def current_fit(mechanism: Mechanism | None = None) -> tuple[Fit | None, str | None]:
    """Return the shipped fit if it belongs to this network and these records, else None and why not."""
    fit = load_fit()
    if fit is None:
        return None, "no fit is shipped: draws come from the priors"
    if mechanism and (mechanism.own or mechanism.hash != network_hash()):
        return (
            None,
            "the fit belongs to the built-in network and is void for this one: draws come from the priors",
        )
    if fit.record["network"] != network_hash():
        return None, "the network changed since the fit, which is void: draws come from the priors"
    if fit.record["records"] != records_hash():
        return None, "parameter records changed since the fit, which is void: draws come from the priors"
    if fit.record.get("split") != load_split().hash:
        return None, "the choice of fitted figures changed, so the fit is void: draws come from the priors"
    return fit, None


def _factor_record(name: str, factor: Any) -> Parameter:
    text = f"factor of this phenotype on {name}"
    return Parameter(
        f"factor/{name}", "f", text, factor.median, "1", factor, "assumed", rationale="see phenotypes"
    )
