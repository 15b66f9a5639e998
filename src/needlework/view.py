"""A trace as observation models see it: means over layers, the collagen ratio, effects on scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from needlework.evidence.parameters import load_parameters
from needlework.mechanism import barrier
from needlework.mechanism.closure import front_open
from needlework.mechanism.mending import unmended_share
from needlework.observation import grades, instruments, people, scars
from needlework.population import Lanes
from needlework.simulation import COLLAGEN, Trace
from needlework.subject import Session
from needlework.subject.skin import phototypes

Array = NDArray[np.float64]

_LEAST_LEFT = 1e-3  # of a score; a logarithm needs a floor
GAIN = {  # concern of missing substance -> record of the gain on its scales
    "atrophic_scar": "scale.gain_atrophic_scar",
    "wrinkle": "scale.gain_wrinkle",
    "photoageing": "scale.gain_wrinkle",
    "laxity": "scale.gain_laxity",
    "pore": "scale.gain_texture",
    "stria": "scale.gain_stria",
}
RAISED = ("hypertrophic_scar", "surgical_scar")  # concerns of too much collagen
PIGMENTED = ("melasma", "hyperpigmentation")  # concerns of too much melanin
_VANCOUVER = "vancouver_scar_scale"


def natural_records(kind: str) -> tuple[str | None, str | None]:
    """Return the records of what a concern's scores do by themselves: where they settle, how they worsen."""
    names = (f"scale.natural_{kind}", f"scale.worsening_{kind}")
    first, second = (name if name in load_parameters() else None for name in names)
    return first, second


def masking(lanes: Lanes) -> Array:
    """Return the share of redness that shows through melanin (0-1, 1 in very light skin), shape (lanes,)."""
    return (lanes.phototype["melanin"] / phototypes()["I"].melanin.median) ** -lanes["observe.masking"]


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
    needled
        Whether the sessions were done; else the same skin without them.
    """

    trace: Trace
    usual: Mapping[str, Array]
    needled: bool = True

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Return the sessions that were done."""
        return tuple(self.lanes.population.course.sessions) if self.needled else ()

    @cached_property
    def untreated(self) -> View:
        """The same persons and draws without a session; the view itself where none was done.

        A network at rest stays there, so its states are those of day 0; ageing and what scales do by
        themselves go on.
        """
        if not self.sessions:
            return self
        layers = np.broadcast_to(self.trace.layers[:, :1], self.trace.layers.shape)
        return View(replace(self.trace, layers=layers, wounds=(), opened=()), self.usual, needled=False)

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

    def seen(self, species: str) -> Array:
        """Return the mean of a species over the dermis as light sees it, which fades with depth."""
        below = np.cumsum(self.lanes.strata(self.trace.layers.shape[2]), axis=1)
        left = np.exp(-below / self.p("observe.erythema_depth"))
        share = -np.diff(left, axis=1, prepend=1.0)
        return np.einsum("lts,ls->lt", self.trace.species(species), share / share.sum(axis=1, keepdims=True))

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
            self.seen("R") + self.bare,
            self.seen("V"),
            self.p("observe.vessel_weight"),
            self.p("observe.erythema_scale"),
            self.masking,
        )

    @cached_property
    def masking(self) -> Array:
        """Share of redness that shows through the melanin of a skin, shape (lanes, 1)."""
        return masking(self.lanes)[:, None]

    @cached_property
    def first_span(self) -> NDArray[np.bool_]:
        """Times up to the second session."""
        second = [s.time_day for s in self.sessions[1:2]]
        return self.times <= (second[0] if second else np.inf)

    @cached_property
    def bare(self) -> Array:
        """Share of the surface without epidermis, which fronts close, shape (lanes, times)."""
        left = np.ones((len(self.lanes), len(self.times)))
        for session in self.sessions:
            found, closed = self.lanes.injury(session).opened, self.lanes.closed_after(session)
            lag = np.minimum(self.lanes["closure.lag"], closed)
            left = left * (1.0 - front_open(self.times, session.time_day, found, lag, closed))
        return 1.0 - left

    def closing(self, half_life: Array) -> Array:
        """Return the open share of the surface on a clock, shape (lanes, times).

        The half-life is that of the reference channel; water loss of wider wounds takes longer, though less
        than their epidermis does.
        """
        days = [s.time_day for s in self.sessions]
        if not days:
            return np.zeros((len(self.lanes), len(self.times)))
        slow = self.lanes.varied("closure") * self.lanes.phototype["closure"]
        power = self.lanes["closure.water_exponent"]
        wide = np.stack([self.lanes.slower_than_a_channel(s) ** power for s in self.sessions])
        return barrier.open_share(self.times, days, self.trace.opened, half_life * slow * wide)

    @cached_property
    def unmended(self) -> Array:
        """Share of the fibres of the dermis that is cut and does not carry load yet, shape (lanes, times)."""
        days, half_life = [s.time_day for s in self.sessions], self.lanes["mending.half_life"]
        severed = [wound.severed for wound in self.trace.wounds]
        return (unmended_share(self.times, days, severed, half_life) * self.weight[:, None, :]).sum(axis=2)

    def benefit(self, gain_record: str | None = None) -> Array:
        """Return the effect of needling on ln(score) of a concern of missing substance, shape (lanes, times).

        With the gain of the concern, or that of a scale which has one of its own; harm ends where every
        sunken scar has become a raised one.
        """
        concern = self.lanes.population.skin.concern
        assert concern is not None
        gain = self.p(gain_record or GAIN[concern.kind])
        if concern.morphology:
            gain = gain * self.p(f"scale.type_{concern.morphology}")
        person = people.person_factor(self.p("scale.person_spread"), self.lanes.z("response")[:, None])
        dose = self.p("scale.dose_exponent"), self.p("scale.dose_least")
        effect = people.benefit(gain, people.dose_law(self.response, *dose), person)
        return np.maximum(effect, -np.log(self.p("raised_scar.weight")))

    @cached_property
    def response(self) -> Array:
        """Collagen that fills what is missing, relative to the usual course, shape (lanes, times)."""
        rest, usual = np.log(self.lanes.state("collagen"))[:, None], self.usual["dermis"][:, None]
        raised = np.log(self.p("raised_scar.collagen"))
        gained = np.log(self.dermis(*COLLAGEN))
        missing, surplus = np.maximum(-rest, 0.0), raised - np.minimum(rest, 0.0)
        return people.filled(gained, missing, usual, surplus) / usual

    @cached_property
    def natural(self) -> Array:
        """What the score of the study's concern does by itself, on ln(score), shape (lanes, times)."""
        concern, course = self.lanes.population.skin.concern, self.lanes.population.course
        assert concern is not None
        settles, worsens = natural_records(concern.kind)
        if concern.kind in PIGMENTED and "exposed" in (course.sun_before, course.sun_after):
            settles = None  # lightens out of the sun only
        red_until = load_parameters()["scale.red_until"].value
        if concern.kind == "stria" and concern.age_years is not None and concern.age_years < red_until:
            settles = "scale.natural_red_stria"
        of = lambda name: self.p(name) if name else 0.0  # noqa: E731
        return people.natural_change(of(settles), self.p("scale.natural_rate"), self.times, of(worsens))

    @cached_property
    def effect(self) -> Array:
        """Effect on ln(score) of the study's concern, by needling and by itself, shape (lanes, times)."""
        kind = self.lanes.population.skin.concern.kind if self.lanes.population.skin.concern else None
        if kind in RAISED:
            return -np.log(np.maximum(self.vancouver / self.vancouver[:, :1], _LEAST_LEFT))
        if kind in PIGMENTED:
            return self.natural - np.log(self.melanin)
        return self.benefit() + self.natural

    @cached_property
    def melanin(self) -> Array:
        """Melanin of the epidermis and what dropped below it, relative to the start."""
        return self.papillary("Mel", "Md")

    @cached_property
    def contrast(self) -> Array:
        """Melanin of the lesion minus that of the skin beside it, of which it is a share.

        Both are needled, so both darken; what the lesion does by itself goes on.
        """
        excess = np.maximum(self.p("concern/melanin") - 1.0, 0.0)
        return excess * self.melanin * np.exp(-self.natural)

    @cached_property
    def vancouver(self) -> Array:
        """Vancouver score of a raised scar: surplus, stiffness, vessels and pigment, and how it matures."""
        concern = self.lanes.population.skin.concern
        age = concern.age_years if concern and concern.age_years is not None else 0.0
        until = self.p("raised_scar.matures_until")
        matured = people.matured(self.p("concern/maturation"), self.times, age, until)
        content = self.lanes.state("collagen")[:, None]
        relative = {
            "height": scars.surplus_left(content, self.gamma) * matured,
            "pliability": instruments.instrument(self.gamma, self.p("observe.alpha_elasticity")) * matured,
            "vascularity": self.papillary("V") * matured,
            "pigmentation": self.melanin,
        }
        shares = {part: self.p(f"raised_scar.{part}") for part in scars.MOST}
        highest = sum(scars.MOST.values())
        return scars.vancouver(self.start(_VANCOUVER, highest), shares, relative)

    def start(self, scale: str, highest: float) -> Array:
        """Return each person's score before the course, at most the highest there is, shape (lanes, 1)."""
        concern = self.lanes.population.skin.concern
        stated = (
            concern.baseline if concern and concern.baseline and concern.baseline.scale == scale else None
        )
        mean = np.full(len(self.lanes), stated.value) if stated else self.lanes[f"scale.base_{scale}"]
        known = stated.sd / stated.value if stated and stated.sd is not None and stated.value > 0 else None
        spread = self.lanes["scale.base_spread"] if known is None else known
        log_sd = np.sqrt(np.log1p(np.square(spread)))
        drawn = mean * np.exp(log_sd * self.lanes.z("severity") - 0.5 * log_sd**2)
        return np.minimum(drawn, highest)[:, None]

    def grade(self, scale: str, lowest: int, highest: int, gain_record: str | None) -> Array:
        """Return each person's expected grade on an ordinal scale, shape (lanes, times)."""
        latent = grades.latent_of(self.start(scale, highest), lowest, highest)
        effect = self.benefit(gain_record) + self.natural
        fallen = latent - self.p("scale.latent_per_effect") * effect
        return grades.expected_grade(fallen, grades.cut_points(lowest, highest), lowest)
