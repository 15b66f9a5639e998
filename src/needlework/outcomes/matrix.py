"""Matrix, thickness and instruments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from needlework.observation import instruments
from needlework.observation.shapes import percent
from needlework.outcomes.registry import outcome
from needlework.view import View

Array = NDArray[np.float64]


def relative(view: View, *species: str) -> Array:
    """Return the dermal change of some pools in percent, times the age set-point."""
    now = view.dermis(*species)
    return percent(now / now[:, :1] * view.ageing)


@outcome
def collagen_total(view: View) -> Array:
    """Collagen of the dermis (% change)."""
    return percent(view.gamma)


@outcome
def collagen_papillary(view: View) -> Array:
    """Collagen of the papillary dermis (% change)."""
    return percent(view.gamma_papillary)


@outcome
def collagen_I(view: View) -> Array:  # noqa: N802 - the type is a Roman numeral
    """Type I collagen (% change)."""
    return relative(view, "c1n", "c1m")


@outcome
def collagen_III(view: View) -> Array:  # noqa: N802
    """Type III collagen (% change)."""
    return relative(view, "c3o", "c3")


@outcome
def collagen_masson_area(view: View) -> Array:
    """Masson-stained area of the papillary dermis (% change)."""
    area = instruments.stained_area(
        view.gamma_papillary, view.p("observe.alpha_masson"), view.p("observe.masson_base")
    )
    return percent(area)


@outcome
def collagen_ratio_III_I(view: View) -> Array:  # noqa: N802
    """Ratio of type III to type I."""
    return view.dermis("c3o", "c3") / view.dermis("c1n", "c1m")


@outcome
def tropoelastin(view: View) -> Array:
    """Tropoelastin of the papillary dermis (% change)."""
    now = view.papillary("Et")
    return percent(now / now[:, :1])


@outcome
def elastin_total(view: View) -> Array:
    """Elastin of the dermis (% change)."""
    return relative(view, "E")


@outcome
def epidermal_thickness(view: View) -> Array:
    """Epidermal thickness (% change)."""
    return percent(view.papillary("H"))


@outcome
def dermal_thickness(view: View) -> Array:
    """Dermal thickness (% change)."""
    return percent(instruments.thickness(view.gamma, view.p("observe.thickness_exponent"), view.water))


@outcome
def echo_density(view: View) -> Array:
    """Echo density (% change)."""
    return percent(instruments.instrument(view.gamma, view.p("observe.alpha_echo")))


@outcome
def oct_attenuation(view: View) -> Array:
    """OCT attenuation (% change)."""
    return percent(instruments.instrument(view.gamma_papillary, view.p("observe.alpha_oct")))


@outcome
def elasticity(view: View) -> Array:
    """Elasticity (% change): more collagen stiffens, cut fibres carry nothing until they have mended."""
    whole = instruments.instrument(view.gamma, view.p("observe.alpha_elasticity"))
    return percent(whole * (1.0 - view.unmended))
