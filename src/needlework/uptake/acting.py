"""What the products of a course do to what a run computes: sources of the network's states, and numbness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism.stimulus import HALF, LOSS, left_of, occupancy
from needlework.population import Lanes
from needlework.subject import Session
from needlework.subject.actives import Act, Portion, acting
from needlework.subject.topical import Topical
from needlework.uptake.closing import HOURS
from needlework.uptake.films import film
from needlework.uptake.simulate import UG_PER_ML, simulate
from needlework.uptake.skin import Uptake
from needlework.uptake.timeline import Timeline, timeline

Array = NDArray[np.float64]

_NEEDLING = 0.0  # hour
_NOTHING = 1e-300
_SAME = 1e-9  # h


class Pulse(NamedTuple):
    """What products add to a state of the network at one time; the amount has shape (lanes, layers)."""

    state: str
    amount: Array


class Products:
    """What the products of a course add to the network; sessions that are alike are followed once.

    Parameters
    ----------
    lanes
        Draws x persons.
    layers
        Strata of the dermis.
    """

    def __init__(self, lanes: Lanes, layers: int) -> None:
        self._lanes, self._layers = lanes, layers
        self._known: dict[Session, list[tuple[float, Pulse]]] = {}

    def after(self, session: Session) -> tuple[tuple[float, Pulse], ...]:
        """Return what the products of a session add, by day from the first session; empty where none acts."""
        alike = replace(session, time_day=0.0, numbing=None)
        if alike not in self._known:
            self._known[alike] = list(self._followed(session))
        return tuple((session.time_day + day, pulse) for day, pulse in self._known[alike])

    def _followed(self, session: Session) -> Iterator[tuple[float, Pulse]]:
        for topical in session.topicals:
            for portion in acting(topical):
                acts = [act for act in portion.active.acts if act.state]
                if acts:
                    followed = Followed(self._lanes, session, portion, self._layers)
                    for act in acts:
                        yield from followed.pulses(act)


def pulses(lanes: Lanes, layers: int) -> dict[float, tuple[Pulse, ...]]:
    """Return what all products of a course add to the network, by day from the first session."""
    products, found = Products(lanes, layers), dict[float, tuple[Pulse, ...]]()
    for session in lanes.population.course.sessions:
        for day, pulse in products.after(session):
            found[day] = (*found.get(day, ()), pulse)
    return found


def numbness(lanes: Lanes, session: Session) -> Array:
    """Return how far the papillary dermis is numbed when needling begins (0-1), shape (lanes,)."""
    relative = np.zeros(len(lanes))
    for topical in (*session.topicals, *((session.numbing,) if session.numbing else ())):
        for portion in acting(topical):
            if topical.when == "before" and any(act.kind == "numbs" for act in portion.active.acts):
                relative = relative + _at_needling(lanes, portion) / _effective(lanes, portion)
    return occupancy(relative)


def _at_needling(lanes: Lanes, portion: Portion) -> Array:
    plan = _timeline(lanes, portion.topical).until(_NEEDLING)
    fate = simulate(Uptake.of(lanes, portion), None, film(lanes, portion), plan, (_NEEDLING,))
    return fate.papillary[:, -1]


def _timeline(lanes: Lanes, topical: Topical) -> Timeline:
    return timeline(topical, lanes.population.course.occlusion)


def _effective(lanes: Lanes, portion: Portion) -> Array:
    return lanes[portion.active.numbers["effective"].id]


class Followed:
    """One substance after one session, and what it adds to the network over the rows of its timeline."""

    def __init__(self, lanes: Lanes, session: Session, portion: Portion, layers: int) -> None:
        self.lanes, self.portion = lanes, portion
        self.strata = lanes.strata(layers)
        self.uptake = Uptake.of(lanes, portion)
        plan = _timeline(lanes, portion.topical)
        self.fate = simulate(self.uptake, session, film(lanes, portion), plan)
        self.hours = np.array([plan.spans[0].begin, *plan.rows])
        self.days = np.diff(self.hours) / HOURS

    def pulses(self, act: Act) -> Iterator[tuple[float, Pulse]]:
        """Yield what is left of the source at the end of each row, by layer."""
        rate = self._arriving(act) if act.kind == "is" else self._held(act)
        left = left_of(rate, self.lanes.network[LOSS[act.state]][:, None, None], self.days)
        for i, hour in enumerate(self.hours[1:]):
            yield float(hour) / HOURS, Pulse(act.state, left[:, :, i])

    def _arriving(self, act: Act) -> Array:
        """Return the source (1/day) of a state that the substance is, shape (lanes, layers, times).

        What the dermis and the blood gain arrives by depth as what the dermis holds.
        """
        held = self._at_rows(np.einsum("ltc,lcs->lst", self.fate.by_depth, self._overlap))
        taken = self._at_rows(self.fate.layers["systemic"][:, None])
        share = held[:, :, 1:] / np.maximum(held[:, :, 1:].sum(axis=1, keepdims=True), _NOTHING)
        arrived = np.diff(held.sum(axis=1, keepdims=True) + taken) * share / self.days
        concentration = UG_PER_ML * arrived / self.strata[:, :, None]
        unit = self.lanes.network[HALF[act.state]] * self._share(act) / _effective(self.lanes, self.portion)
        return concentration * unit[:, None, None]

    def _held(self, act: Act) -> Array:
        """Return the source (1/day) that holds a state of the papillary dermis away from rest."""
        relative = self._in_epidermis / _effective(self.lanes, self.portion)[:, None]
        if act.acid:
            relative = relative * np.reshape(self.uptake.molecule(self.portion.ph).neutral, (-1, 1))
        most = act.sign * self.lanes[act.record] * self.lanes.network[LOSS[act.state]]
        rate = np.zeros((*self.strata.shape, len(self.days)))
        rate[:, 0] = most[:, None] * occupancy(relative)
        return rate

    def _share(self, act: Act) -> Array:
        """Return the share of the substance that goes to a state, shape (lanes,)."""
        if not act.record:
            return np.ones(len(self.lanes))
        share = self.lanes[act.record]
        return 1.0 - share if act.rest else share

    @property
    def _in_epidermis(self) -> Array:
        """Mean concentration (ug/mL) in living epidermis over each row, shape (lanes, times)."""
        there = np.pad(self.fate.epidermal, ((0, 0), (1, 0)))
        steps = np.diff(self.fate.hours, prepend=self.hours[0])
        taken = np.cumsum(steps * 0.5 * (there[:, 1:] + there[:, :-1]), axis=1)
        return np.diff(self._at_rows(taken[:, None])[:, 0]) / (HOURS * self.days)

    def _at_rows(self, values: Array) -> Array:
        """Return values of shape (lanes, n, reports) at the rows, with nothing before the first."""
        at = np.searchsorted(self.fate.hours, self.hours[1:] - _SAME)
        first = np.zeros((*values.shape[:2], 1))
        return np.concatenate([first, values[:, :, at]], axis=2)

    @cached_property
    def _overlap(self) -> Array:
        """Share of each cell of the skin that lies in each layer of the network, (lanes, cells, layers)."""
        thick = self.uptake.depths.thickness
        low = np.cumsum(thick, axis=1)
        below = self.lanes.epidermis[:, None] + np.cumsum(self.strata, axis=1)
        above = below - self.strata
        common = np.minimum(low[:, :, None], below[:, None]) - np.maximum(
            (low - thick)[:, :, None], above[:, None]
        )
        return np.maximum(common, 0.0) / thick[:, :, None]
