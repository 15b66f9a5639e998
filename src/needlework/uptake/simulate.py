"""One substance through one course: amounts by layer and time in every lane, with channels and without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from needlework.errors import NumericalError
from needlework.numerics.layered import Amounts, Stack, all_done, solve, start
from needlework.subject import Session
from needlework.uptake.closing import half_life_hours
from needlework.uptake.films import Film
from needlework.uptake.skin import Uptake
from needlework.uptake.timeline import Span, Timeline

Array = NDArray[np.float64]

_OPEN, _FILM, _SURFACE = 0, 1, 2  # places in the state
UG_PER_ML = 10.0  # ng/cm2 in each um


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a substance is: ng/cm2 of every lane over time.

    Attributes
    ----------
    hours
        From needling, shape (times,).
    layers
        surface, stratum_corneum, epidermis, dermis, systemic, evaporated: shape (lanes, times) each.
    wiped
        Taken off with the film by then.
    dose
        Put on by then.
    epidermal, papillary
        Concentration in living epidermis and in the papillary dermis (ug/mL), shape (lanes, times).
    open
        Share of the channels still open.
    parts
        Of each cell, tissue and channels, as a share of all that is put on; one array for each span.
    """

    hours: Array
    layers: dict[str, Array]
    wiped: Array
    dose: Array
    epidermal: Array
    papillary: Array
    open: Array
    parts: tuple[Array, ...]

    @property
    def absorbed(self) -> Array:
        """What is past the stratum corneum (ng/cm2), shape (lanes, times)."""
        return self.layers["epidermis"] + self.layers["dermis"] + self.layers["systemic"]

    @property
    def by_depth(self) -> Array:
        """Of each cell, tissue and channels (ng/cm2), shape (lanes, times, cells)."""
        return np.concatenate(self.parts, axis=1) * self.dose[:, -1][:, None, None]


def simulate(
    uptake: Uptake,
    session: Session | None,
    film: Film,
    plan: Timeline,
    hours: tuple[float, ...] | None = None,
) -> Fate:
    """Follow a substance to ``hours``, those of its plan if not given; without a session skin is intact.

    Raises
    ------
    NumericalError
        A lane did not reach its end.
    """
    lanes, reports = uptake.lanes, np.array(plan.reports if hours is None else hours)
    scale = film.dose * max(sum(span.applied for span in plan.spans), 1)
    state = _before(uptake, film, plan.spans[0])
    wiped, put = np.zeros(len(lanes)), np.zeros(len(lanes))
    parts: list[tuple[Array, Amounts, Array, Array]] = []
    for span in plan.spans:
        stack = _stack(uptake, session, film, span)
        state, gone = _changed(state, film.dose / scale, film.fresh, span, lanes["delivery.wiped"])
        wiped = wiped + gone
        put = put + film.dose / scale * span.applied
        inside = reports[(reports > span.begin) & (reports <= span.finish)]
        state, amounts, status = solve(stack, state, span.begin, span.finish, inside)
        if not all_done(status):
            raise NumericalError(f"{uptake.active.id}: a lane did not reach {span.finish:g} h")
        parts.append((inside, amounts, wiped, put))
    return _joined(uptake, parts, scale)


def _before(uptake: Uptake, film: Film, first: Span) -> Array:
    """Return the state before anything is put on: channels as far closed as they are by then."""
    lanes = uptake.lanes
    none = np.zeros(len(lanes))
    bare = _closing(uptake, lanes.population.course.occlusion)
    opened = np.exp(-bare * first.begin) if first.begin > 0.0 else none
    return start(_stack(uptake, None, film, first), none, none, opened)


def _stack(uptake: Uptake, session: Session | None, film: Film, span: Span) -> Stack:
    closing = _closing(uptake, span.occlusion) * span.needled
    return uptake.stack(session, uptake.lanes.covered(span.occlusion), closing, film)


def _closing(uptake: Uptake, occlusion: str) -> Array:
    """Return the rate (1/h) at which channels close."""
    return np.log(2.0) / half_life_hours(uptake.lanes, occlusion)


def _changed(state: Array, dose: Array, fresh: Array, span: Span, wiped: Array) -> tuple[Array, Array]:
    """Return the state after what happens at the begin of a span, and the amount wiped off then."""
    state = state.copy()
    gone = state[:, _SURFACE] * wiped if span.wiped else np.zeros(len(dose))
    state[:, _SURFACE] -= gone
    if span.applied:
        state[:, _SURFACE] += dose
        state[:, _FILM] += fresh
    if span.begin == 0.0:
        state[:, _OPEN] = 1.0
    return state, gone


def _joined(uptake: Uptake, parts: list[tuple[Array, Amounts, Array, Array]], scale: Array) -> Fate:
    unit, depths = scale[:, None], uptake.depths
    join = lambda pick: unit * np.concatenate([pick(a) for _, a, _, _ in parts], axis=1)  # noqa: E731
    held = tuple(a.tissue + a.channels for _, a, _, _ in parts)
    names = list(dict.fromkeys(depths.layer.tolist()))
    living, papillary = depths.layer == "epidermis", depths.zone == "papillary"
    groups = np.stack([*(depths.layer == name for name in names), papillary], axis=1)
    summed = unit[:, :, None] * np.concatenate([part @ groups.astype(float) for part in held], axis=1)
    layers = {
        "surface": join(lambda a: a.surface),
        **{name: summed[:, :, i] for i, name in enumerate(names)},
        "systemic": join(lambda a: a.taken),
        "evaporated": join(lambda a: a.evaporated),
    }
    spread = lambda i: np.concatenate([np.repeat(p[i][:, None], len(p[0]), 1) for p in parts], 1)  # noqa: E731
    return Fate(
        hours=np.concatenate([hours for hours, *_ in parts]),
        layers=layers,
        wiped=unit * spread(2),
        dose=unit * spread(3),
        epidermal=UG_PER_ML * layers["epidermis"] / depths.thickness[:, living].sum(axis=1)[:, None],
        papillary=UG_PER_ML * summed[:, :, -1] / depths.thickness[:, papillary].sum(axis=1)[:, None],
        open=np.concatenate([a.open for _, a, _, _ in parts], axis=1),
        parts=held,
    )
