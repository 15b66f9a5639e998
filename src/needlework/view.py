"""A trace as observation models see it: means over layers, the collagen ratio, effects on scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism import barrier
from needlework.mechanism.mending import unmended_share
from needlework.observation import grades, instruments, people
from needlework.population import Lanes
from needlework.simulation import Trace
from needlework.subject.skin import phototypes

Array = NDArray[np.float64]

COLLAGEN = ("c3o", "c3", "c1n", "c1m")
GAIN = {  # concern -> record of the gain on its scales
    "atrophic_scar": "scale.gain_atrophic_scar",
    "wrinkle": "scale.gain_wrinkle",
    "photoageing": "scale.gain_wrinkle",
    "laxity": "scale.gain_laxity",
    "pore": "scale.gain_texture",
    "stria": "scale.gain_stria",
    "hypertrophic_scar": "scale.gain_hypertrophic_scar",
    "surgical_scar": "scale.gain_hypertrophic_scar",
    "melasma": "scale.gain_pigment",
    "hyperpigmentation": "scale.gain_pigment",
}


@dataclass(frozen=True)
class View:
    """A trace as the outcome functions see it.

    Attributes
    ----------
    trace
        States over time.
    usual
        ln of the collagen ratio of the usual course (papillary, dermis), shape (lanes,) each, and its injured
        share of the papillary dermis over all sessions.
    """

    trace: Trace
    usual: Mapping[str, Array]

    @property
    def lanes(self) -> Lanes:
        """Return the lanes."""
        return self.trace.lanes

    @property
    def times(self) -> Array:
        """Return the times (day)."""
        return self.trace.times

    def p(self, name: str) -> Array:
        """Return a record's draws as a column, shape (lanes, 1)."""
        return self.lanes[name][:, None]

    @cached_property
    def weight(self) -> Array:
        """Share of the dermis in each stratum, shape (lanes, strata)."""
        strata = self.lanes.strata(self.trace.layers.shape[2])
        return strata / strata.sum(axis=1, keepdims=True)

    def dermis(self, *species: str) -> Array:
        """Return the dermal mean of the sum of some species, shape (lanes, times)."""
        total = sum(self.trace.species(s) for s in species)
        return np.einsum("lts,ls->lt", total, self.weight)

    def papillary(self, *species: str) -> Array:
        """Return the papillary mean of the sum of some species, shape (lanes, times)."""
        return np.sum([self.trace.species(s)[:, :, 0] for s in species], axis=0)

    @cached_property
    def ageing(self) -> Array:
        """Set-point now relative to that at the start, shape (lanes, times)."""
        decades = self.times[None, :] / 3652.5
        return 1.0 - self.p("ageing.collagen_per_decade") * decades

    @cached_property
    def gamma(self) -> Array:
        """Collagen ratio of the dermis."""
        return self.dermis(*COLLAGEN) * self.ageing

    @cached_property
    def gamma_papillary(self) -> Array:
        """Collagen ratio of the papillary dermis."""
        return self.papillary(*COLLAGEN) * self.ageing

    @cached_property
    def water(self) -> Array:
        """Oedema water as a share of thickness."""
        return self.p("observe.oedema_scale") * self.dermis("O")

    @cached_property
    def redness(self) -> Array:
        """Rise of the erythema index."""
        return instruments.redness(
            self.papillary("R"),
            self.papillary("V"),
            self.p("observe.vessel_weight"),
            self.p("observe.erythema_scale"),
            (self.lanes.phototype["melanin"][:, None] / phototypes()["I"].melanin.median)
            ** -self.p("observe.masking"),
        )

    @cached_property
    def first_span(self) -> NDArray[np.bool_]:
        """Times up to the second session."""
        days = self.lanes.population.course.days
        return self.times <= (days[1] if len(days) > 1 else np.inf)

    def closing(self, half_life: Array) -> Array:
        """Return the open share of the surface on a clock, shape (lanes, times)."""
        days = self.lanes.population.course.days
        if not days:
            return np.zeros((len(self.lanes), len(self.times)))
        slow = self.lanes.varied("closure") * self.lanes.phototype["closure"]
        return barrier.open_share(self.times, days, self.trace.opened, half_life * slow)

    @cached_property
    def unmended(self) -> Array:
        """Share of the fibres of the dermis that is cut and does not carry load yet, shape (lanes, times)."""
        days, half_life = self.lanes.population.course.days, self.lanes["mending.half_life"]
        severed = [wound.severed for wound in self.trace.wounds]
        return (unmended_share(self.times, days, severed, half_life) * self.weight[:, None, :]).sum(axis=2)

    @cached_property
    def benefit(self) -> Array:
        """Effect of needling on ln(score) of the study's concern for each person, shape (lanes, times)."""
        concern = self.lanes.population.skin.concern
        if concern is None:
            return np.zeros((len(self.lanes), len(self.times)))
        gain = self.p(GAIN[concern.kind])
        if concern.morphology:
            gain = gain * self.p(f"scale.type_{concern.morphology}")
        h = np.log(self.dermis(*COLLAGEN)) / self.usual["dermis"][:, None]
        person = people.person_factor(self.p("scale.person_spread"), self.lanes.z("response")[:, None])
        return people.benefit(gain, people.dose_law(h), person)

    @cached_property
    def natural(self) -> Array:
        """What the score of the study's concern does by itself, on ln(score), shape (lanes, times)."""
        if self.lanes.population.skin.concern is None:
            return np.zeros((len(self.lanes), len(self.times)))
        return people.natural_change(self.p("scale.natural"), self.p("scale.natural_rate"), self.times)

    @cached_property
    def effect(self) -> Array:
        """Effect on ln(score) of the study's concern, by needling and by itself, shape (lanes, times)."""
        return self.benefit + self.natural

    def start(self, scale: str) -> Array:
        """Return each person's score before the course, shape (lanes, 1)."""
        concern = self.lanes.population.skin.concern
        stated = (
            concern.baseline if concern and concern.baseline and concern.baseline.scale == scale else None
        )
        mean = np.full(len(self.lanes), stated.value) if stated else self.lanes[f"scale.base_{scale}"]
        known = stated.sd / stated.value if stated and stated.sd is not None and stated.value > 0 else None
        spread = self.lanes["scale.base_spread"] if known is None else known
        log_sd = np.sqrt(np.log1p(np.square(spread)))
        return (mean * np.exp(log_sd * self.lanes.z("severity") - 0.5 * log_sd**2))[:, None]

    def grade(self, scale: str, lowest: int, highest: int) -> Array:
        """Return each person's expected grade on an ordinal scale, shape (lanes, times)."""
        latent = grades.latent_of(self.start(scale), lowest, highest)
        fallen = latent - self.p("scale.latent_per_effect") * self.effect
        return grades.expected_grade(fallen, grades.cut_points(lowest, highest), lowest)
