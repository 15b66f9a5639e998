"""Published figures that may stand beside an outcome of a scenario, and their plain mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from needlework.evidence.observations import Observation, load_observations
from needlework.figures.amounts import people, value_of
from needlework.figures.arms import Design, design_of, people_of
from needlework.figures.comparability import Setting, why_not_beside
from needlework.figures.days import day_of
from needlework.figures.literature import Literature, literature
from needlework.outcomes import Outcome
from needlework.pages.svg import num, tag
from needlework.pages.words import MINUS

_RATED = {"blinded": "blinded", "open": "not blinded", None: "blinding not said"}


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure in the unit of its outcome.

    Attributes
    ----------
    observation
        The record.
    value
        The figure; for ``change`` it counts from the start of the course.
    change
        Whether the figure is a difference in the outcome's own unit.
    day
        Days from the first session of the scenario; None where the time is not reported.
    """

    observation: Observation
    value: float
    change: bool
    day: float | None

    @property
    def source(self) -> str:
        """Return the key of the source."""
        return self.observation.source

    @property
    def n(self) -> int | None:
        """Return the number of people; None where the report does not say."""
        return people(self.observation)

    @property
    def counts(self) -> tuple[int, int] | None:
        """Return (k, n) where the figure is a share of people."""
        return self.observation.n_of

    @property
    def blinded(self) -> bool | None:
        """Return whether raters were blinded; None where the report does not say."""
        return self.observation.blinded

    @property
    def in_fit(self) -> bool:
        """Return whether the model was fitted to the figure."""
        return self.observation.used_in_fit

    @property
    def design(self) -> Design:
        """Return the design with whose predictions the figure is compared."""
        return design_of(self.observation)

    @property
    def standing(self) -> str:
        """Return how far the figure can be trusted, and whether it is a test of the model."""
        silent = self.blinded is None and self.observation.open_label is None
        return f"{_RATED[None if silent else self.design]}, {'in the fit' if self.in_fit else 'held out'}"

    @property
    def detail(self) -> str:
        """Return what was done and what counted."""
        o, course = self.observation, self.observation.course
        ends = f"{o.range[0]:g} to {o.range[1]:g} {o.unit}" if o.range else ""
        parts = [
            f"the middle of {ends}".replace("-", MINUS) if ends else None,
            o.definition,
            o.arm,
            course.device,
            f"{course.depth_mm:g} mm" if course.depth_mm else None,
            f"{course.sessions} session{'s' if course.sessions > 1 else ''}" if course.sessions else None,
        ]
        return ", ".join(part for part in parts if part)


def published(
    outcome: Outcome, scenario: Setting, observations: Iterable[Observation] | None = None
) -> list[Published]:
    """Return the figures that may stand beside an outcome of a scenario, in the order on file."""
    given = load_observations().values() if observations is None else observations
    return [_published(o, outcome, scenario) for o in given if why_not_beside(o, outcome, scenario) is None]


def _published(o: Observation, outcome: Outcome, scenario: Setting) -> Published:
    value = value_of(o, outcome)
    assert value is not None  # or it may not stand beside
    return Published(o, value, o.kind == "change_absolute", day_of(o, scenario.last_day))


def plain_mean(entries: Sequence[Published]) -> Literature | None:
    """Return the plain mean of levels that were published; bounds and changes from a start are none."""
    return literature(
        (people_of(e.observation), e.value) for e in entries if not e.change and e.observation.bound is None
    )


def marker(entry: Published, x: float, y: float) -> Markup:
    """Return the mark of a published figure: circle in the fit, diamond held out, hollow unless blinded."""
    cls = "datum" if entry.blinded else "datum hollow"
    if entry.in_fit:
        return tag("circle", cx=x, cy=y, r=4.0, class_=cls)
    return tag("path", d=f"M{num(x)} {num(y - 5)}l5 5l-5 5l-5 -5Z", class_=cls)
