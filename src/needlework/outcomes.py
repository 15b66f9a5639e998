"""Named, cited ways to read a simulation, and what each of them can claim.

The table in ``data/outcomes`` says what an outcome is; the functions below compute it for some lanes; a row
adds three kinds of spread that are never mixed: what we do not know, how people differ, how studies differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from needlework.mechanism import barrier
from needlework.observation import instruments, people
from needlework.observation.shapes import percent
from needlework.population import Lanes
from needlework.subject.catalogue import read
from needlework.view import View

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry of the outcome table.

    Attributes
    ----------
    id, title, unit
        Name for programs, name for people, unit of the values.
    form
        ``absolute`` or ``change`` (percent of the same skin before the course).
    rows
        ``series`` (a value at each row time) or ``once``.
    label
        ``built_in``, ``fitted`` or ``emergent``.
    concerns
        Kinds of concern the outcome belongs to; empty for all.
    no_interval
        Reason for each interval (mean, person, study) that would be meaningless.
    spread
        How studies of it differ: as those of an ``instrument``, of a ``score``, ``grade`` or ``share`` rated
        by people, of counts of darkened skin (``dark``) or of ``pain``.
    threshold
        Improvement from which a person counts, where the outcome is a share of people.
    printed_as
        Id under which programs know it, where several rows share one.
    """

    id: str
    title: str
    unit: str
    form: Literal["absolute", "change"]
    rows: Literal["series", "once"]
    label: Literal["built_in", "fitted", "emergent"]
    observation: str
    concerns: tuple[str, ...] = ()
    no_interval: Mapping[str, str] | None = None
    instrument: str | None = None
    definition: str | None = None
    spread: Literal["instrument", "score", "grade", "share", "dark", "pain"] = "instrument"
    threshold: str | None = None
    printed_as: str | None = None

    @property
    def known_as(self) -> str:
        """Return the id under which programs know the outcome."""
        return self.printed_as or self.id

    def applies(self, lanes: Lanes) -> bool:
        """Return whether the outcome belongs to a study's concern."""
        concern = lanes.population.skin.concern
        return not self.concerns or (concern is not None and concern.kind in self.concerns)


@cache
def outcomes() -> dict[str, Outcome]:
    """Return the outcome table by id."""
    folder = resources.files("needlework") / "data" / "outcomes"
    found: dict[str, Outcome] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name == "not_modelled.yaml":
            continue
        table: Any = read(f"outcomes/{file.name}")  # a list, where most tables are mappings
        for record in table:
            fields = {**record, "concerns": tuple(record.get("concerns", ()))}
            fields["no_interval"] = fields.pop("intervals", None)
            found[record["id"]] = Outcome(**fields)
    return found


def not_modelled() -> list[dict[str, str]]:
    """Return what the program declares it does not model, why, and what trials found."""
    declared: Any = read("outcomes/not_modelled.yaml")  # a list, where most tables are mappings
    return list(declared)


Function = Callable[[View], "Array | None"]
FUNCTIONS: dict[str, Function] = {}


def _outcome(function: Function) -> Function:
    FUNCTIONS[function.__name__.strip("_")] = function
    return function


def relative(view: View, *species: str) -> Array:
    """Return the dermal change of some pools in percent, times the age set-point."""
    now = view.dermis(*species)
    return percent(now / now[:, :1] * view.ageing)


def _needled(view: View) -> bool:
    return bool(view.lanes.population.course.sessions)


# ---- the wound ---------------------------------------------------------------------------------------------


@_outcome
def channel_depth(view: View) -> Array:
    """Depth of the channels (um)."""
    return view.lanes.depth


@_outcome
def channel_density(view: View) -> Array:
    """Channels per cm2."""
    sessions = view.lanes.population.course.sessions
    return view.lanes.density(sessions[0]) * 1e8 if sessions else np.zeros(len(view.lanes))


@_outcome
def injured_fraction(view: View) -> Array:
    """Injured share of the dermis."""
    return _share(view, 0)


@_outcome
def severed_fraction(view: View) -> Array:
    """Severed share of the dermis."""
    return _share(view, 1)


def _share(view: View, which: int) -> Array:
    if not view.trace.wounds:
        return np.zeros(len(view.lanes))
    return np.sum(view.trace.wounds[0][which] * view.weight, axis=1)


@_outcome
def pain_vas(view: View) -> Array | None:
    """Pain (0-10)."""
    course = view.lanes.population.course
    if not course.sessions:
        return None
    lanes, session = view.lanes, course.sessions[0]
    numbing = lanes["observe.pain_numbing"] if course.anaesthetic else 0.0
    length, density = lanes.dial(session) / 1000.0, lanes.density(session) * 1e6
    offset = lanes["observe.pain_offset"] + lanes["person.pain_spread"] * lanes.z("observer")
    exponents = lanes["observe.pain_by_length"], lanes["observe.pain_by_number"]
    return instruments.pain(offset, length, density, numbing, *exponents)


@_outcome
def session_minutes(view: View) -> Array | None:
    """Needling time (min): area swept once per pass."""
    course, lanes = view.lanes.population.course, view.lanes
    if not course.sessions or course.device.kind not in ("pen", "roller"):
        return None
    session, kind = course.sessions[0], course.device.kind
    one_pass = lanes["penetration.density_per_pen_pass"]
    passes = session.passes if session.passes else np.maximum(lanes.density(session) / one_pass, 1.0)
    if kind == "roller" and not session.passes:
        return None
    width = course.device.drum_width * 1e-3 if course.device.drum_width else lanes["session.head_width"]
    swept = width * lanes[f"session.hand_speed_{kind}"] * 0.01  # mm x mm/s -> cm2/s
    return passes * lanes["session.area"] / swept / 60.0


# ---- the surface -------------------------------------------------------------------------------------------


@_outcome
def erythema_index(view: View) -> Array:
    """Rise of redness (a*)."""
    return view.redness


@_outcome
def erythema_duration(view: View) -> Array | None:
    """Day until which redness is visible."""
    return _until(view, "observe.erythema_threshold")


@_outcome
def downtime(view: View) -> Array | None:
    """Day until which people cover up."""
    return _until(view, "observe.downtime_threshold")


def _until(view: View, threshold: str) -> Array | None:
    if not _needled(view):
        return None
    inside = view.first_span
    level = view.lanes[threshold] * view.lanes.varied("observer")
    return instruments.last_above(view.times[inside], view.redness[:, inside], level)


@_outcome
def oedema(view: View) -> Array:
    """Swelling of the papillary dermis (%)."""
    return 100.0 * view.p("observe.oedema_scale") * view.papillary("O")


@_outcome
def tewl(view: View) -> Array:
    """Transepidermal water loss (g/m2/h)."""
    lanes = view.lanes
    opened = view.closing(lanes["barrier.tewl_half_life"])
    return barrier.water_loss(lanes["observe.tewl_base"], lanes["observe.tewl_jump"], opened)


@_outcome
def barrier_recovery_time(view: View) -> Array | None:
    """Day at which water loss is back within 10 %."""
    if not _needled(view):
        return None
    lanes = view.lanes
    start = lanes["observe.tewl_jump"] * view.trace.opened[0] / lanes["observe.tewl_base"]
    half_life = lanes["barrier.tewl_half_life"] * lanes.varied("closure") * lanes.phototype["closure"]
    return barrier.time_to(0.1 / np.maximum(start, 1e-12), half_life)


@_outcome
def pore_closure_time(view: View) -> Array | None:
    """Day at which channels count as closed to small molecules."""
    if not _needled(view):
        return None
    lanes = view.lanes
    covered = {"none": 0.0, "partial": lanes["barrier.partial"], "full": 1.0}[
        lanes.population.course.occlusion
    ]
    closed, bare = (
        np.log(lanes["barrier.pore_half_life_occluded"]),
        np.log(lanes["barrier.pore_half_life_open"]),
    )
    half_life = np.exp(covered * closed + (1.0 - covered) * bare)
    slow = lanes.varied("closure") * lanes.phototype["closure"]
    return barrier.time_to(lanes["barrier.residual"], half_life * slow)


# ---- cells -------------------------------------------------------------------------------------------------


@_outcome
def neutrophils(view: View) -> Array:
    """Neutrophils (model units)."""
    return view.dermis("N")


@_outcome
def macrophages(view: View) -> Array:
    """Macrophages (model units)."""
    return view.dermis("M1", "M2")


@_outcome
def fibroblasts(view: View) -> Array:
    """Fibroblasts (% change)."""
    return percent(view.dermis("F"))


@_outcome
def myofibroblasts(view: View) -> Array:
    """Myofibroblasts (model units)."""
    return view.dermis("Y")


@_outcome
def tgf_beta(view: View) -> Array:
    """Active TGF-beta (model units)."""
    return view.dermis("T")


# ---- matrix and instruments --------------------------------------------------------------------------------


@_outcome
def collagen_total(view: View) -> Array:
    """Collagen of the dermis (% change)."""
    return percent(view.gamma)


@_outcome
def collagen_papillary(view: View) -> Array:
    """Collagen of the papillary dermis (% change)."""
    return percent(view.gamma_papillary)


@_outcome
def collagen_I(view: View) -> Array:  # noqa: N802 - the type is a Roman numeral
    """Type I collagen (% change)."""
    return relative(view, "c1n", "c1m")


@_outcome
def collagen_III(view: View) -> Array:  # noqa: N802
    """Type III collagen (% change)."""
    return relative(view, "c3o", "c3")


@_outcome
def collagen_masson_area(view: View) -> Array:
    """Masson-stained area of the papillary dermis (% change)."""
    area = instruments.stained_area(
        view.gamma_papillary, view.p("observe.alpha_masson"), view.p("observe.masson_base")
    )
    return percent(area)


@_outcome
def collagen_ratio_III_I(view: View) -> Array:  # noqa: N802
    """Ratio of type III to type I."""
    return view.dermis("c3o", "c3") / view.dermis("c1n", "c1m")


@_outcome
def tropoelastin(view: View) -> Array:
    """Tropoelastin of the papillary dermis (% change)."""
    now = view.papillary("Et")
    return percent(now / now[:, :1])


@_outcome
def elastin_total(view: View) -> Array:
    """Elastin of the dermis (% change)."""
    return relative(view, "E")


@_outcome
def epidermal_thickness(view: View) -> Array:
    """Epidermal thickness (% change)."""
    return percent(view.papillary("H"))


@_outcome
def dermal_thickness(view: View) -> Array:
    """Dermal thickness (% change)."""
    return percent(instruments.thickness(view.gamma, view.p("observe.thickness_exponent"), view.water))


@_outcome
def echo_density(view: View) -> Array:
    """Echo density (% change)."""
    return percent(instruments.instrument(view.gamma, view.p("observe.alpha_echo")))


@_outcome
def oct_attenuation(view: View) -> Array:
    """OCT attenuation (% change)."""
    return percent(instruments.instrument(view.gamma_papillary, view.p("observe.alpha_oct")))


@_outcome
def elasticity(view: View) -> Array:
    """Elasticity (% change): more collagen stiffens, cut fibres carry nothing until they have mended."""
    whole = instruments.instrument(view.gamma, view.p("observe.alpha_elasticity"))
    return percent(whole * (1.0 - view.unmended))


# ---- scales ------------------------------------------------------------------------------------------------


@_outcome
def scar_depth(view: View) -> Array:
    """Depth of atrophic scars (% change)."""
    return percent(np.exp(-view.effect))


@_outcome
def goodman_baron_quantitative(view: View) -> Array:
    """Goodman-Baron quantitative score."""
    return view.start("goodman_baron_quantitative") * np.exp(-view.effect)


@_outcome
def ecca(view: View) -> Array:
    """ECCA score."""
    return view.start("ecca") * np.exp(-view.effect)


@_outcome
def vancouver_scar_scale(view: View) -> Array:
    """Vancouver scar scale, with natural maturation of the scar."""
    ripening = view.lanes.state("maturation") if "concern/maturation" in view.lanes.population.draws else 0.0
    matured = np.exp(-np.reshape(ripening, (-1, 1)) * view.times)
    return view.start("vancouver_scar_scale") * matured * np.exp(-view.effect)


@_outcome
def mmasi(view: View) -> Array:
    """MASI, modified."""
    return view.start("mmasi") * np.exp(-view.effect)


@_outcome
def goodman_baron_qualitative(view: View) -> Array:
    """Goodman-Baron qualitative grade."""
    return view.grade("goodman_baron_qualitative", 1, 4)


@_outcome
def wrinkle_grade(view: View) -> Array:
    """Wrinkle grade."""
    return view.grade("wrinkle_grade", 0, 5)


@_outcome
def laxity_grade(view: View) -> Array:
    """Laxity grade."""
    return view.grade("laxity_grade", 0, 4)


@_outcome
def texture_grade(view: View) -> Array:
    """Texture grade."""
    return view.grade("texture_grade", 0, 4)


@_outcome
def scale_effect(view: View) -> Array:
    """Effect on ln(score) of the study's concern at the horizon."""
    return view.effect[:, -1]


def least_effect(threshold: str, record: Callable[[str], Array]) -> Array:
    """Return the effect on ln(score) from which a person counts as improved; a record where it is fitted."""
    share = people.threshold_effect(threshold)
    return record(f"scale.threshold_{threshold}") if share is None else np.asarray(share)


def _responders(threshold: str) -> Function:
    def share(view: View) -> Array:
        lanes = view.lanes
        least = np.log(least_effect(threshold, lanes.__getitem__))
        return people.rated_above(view.effect[:, -1], least, lanes["scale.rating_scatter"])

    return share


FUNCTIONS |= {
    "responder_fraction": _responders("quarter"),
    **{
        f"responder_{t}": _responders(t) for t in ("any", "one_grade", "two_grades", "half", "three_quarters")
    },
}


# ---- pigment and overgrowth --------------------------------------------------------------------------------


@_outcome
def melanin_index(view: View) -> Array:
    """Melanin of the epidermis and what dropped below it (% change)."""
    return percent(view.papillary("Mel", "Md"))


@_outcome
def melanin_contrast(view: View) -> Array:
    """Contrast between a needled lesion and the untouched skin beside it (% change)."""
    now, excess = view.papillary("Mel", "Md"), view.lanes.state("melanin")[:, None]
    return percent(((1.0 + excess) * now - 1.0) / excess)


@_outcome
def pih_probability(view: View) -> Array | None:
    """Chance of darkening after the course."""
    if not view.trace.wounds:
        return None
    lanes = view.lanes
    dose = np.sum([w.injured[:, 0] for w in view.trace.wounds], axis=0)
    course = lanes.population.course
    sun = lanes["pih.no_sun_protection"] if "exposed" in (course.sun_before, course.sun_after) else 0.0
    return people.darkening(
        lanes["pih.offset"],
        lanes["pih.by_phototype"],
        lanes.phototype["ordinal"],
        lanes["pih.by_dose"],
        people.log_dose(dose, view.usual["injured"]),
        lanes["pih.person_spread"] * lanes.z("pigment") + sun,
    )


@_outcome
def overgrowth_distance(view: View) -> Array:
    """Distance to the fibrotic branch: -ln of the loop's secant gain."""
    return -np.log(view.lanes.fibrosis_gain)


def evaluate(view: View) -> dict[str, Array]:
    """Return every outcome that applies, of shape (lanes, times) or (lanes,)."""
    found = {}
    for key, outcome in outcomes().items():
        if outcome.applies(view.lanes) and (values := FUNCTIONS[key](view)) is not None:
            found[key] = values
    return found


def table_faults() -> list[str]:
    """Return ids that stand only in the table or only in the code."""
    return sorted(set(FUNCTIONS) ^ set(outcomes()))


def jsonable(value: Any) -> Any:
    """Return a float for JSON: None where it is not finite."""
    number = float(value)
    return number if np.isfinite(number) else None
