"""The outcomes that a well-mixed dermis has, as formulas of its states.

They are the outcome functions themselves, given symbols in place of numbers: one layer and one ring, where
the papillary dermis and the whole dermis are the same.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from needlework.exchange.case import Case
from needlework.exchange.symbols import Symbol
from needlework.outcomes.compute import FUNCTIONS
from needlework.view import View
from needlework.view import masking as of_lanes

# Symbol in the formulas -> record it stands for.
RECORDS: dict[str, str] = {
    "collagen_per_decade": "ageing.collagen_per_decade",
    "alpha_masson": "observe.alpha_masson",
    "masson_base": "observe.masson_base",
    "alpha_echo": "observe.alpha_echo",
    "alpha_oct": "observe.alpha_oct",
    "alpha_elasticity": "observe.alpha_elasticity",
    "thickness_exponent": "observe.thickness_exponent",
    "oedema_scale": "observe.oedema_scale",
    "vessel_weight": "observe.vessel_weight",
    "erythema_scale": "observe.erythema_scale",
}
DECADE_DAYS = 3652.5
_SYMBOLS = {record: symbol for symbol, record in RECORDS.items()}
_STARTS = {
    "c3": "",
    "c3o": "c30",
}  # new type III starts at nothing, the old at c30; others at their name and 0
_AT_ONE = {"F", "E", "H", "Mel"}  # healthy skin is 1 by definition
_KEYS = (
    "neutrophils",
    "macrophages",
    "fibroblasts",
    "myofibroblasts",
    "tgf_beta",
    "collagen_total",
    "collagen_I",
    "collagen_III",
    "collagen_ratio_III_I",
    "collagen_masson_area",
    "tropoelastin",
    "elastin_total",
    "epidermal_thickness",
    "dermal_thickness",
    "echo_density",
    "oct_attenuation",
    "elasticity",
    "erythema_index",
    "oedema",
    "melanin_index",
)


class Formulas:
    """What an outcome function reads of a view, as symbols; what is not here is read as the view does."""

    ageing = Symbol("ageing")
    masking = Symbol("masking")
    gamma = gamma_papillary = Symbol("collagen_ratio")
    bare = unmended = 0.0  # fronts of closure and mending fibres are not states: exports leave them out

    def dermis(self, *species: str) -> Symbol:
        """Return the sum of some species."""
        starts = [
            s for s in (_STARTS.get(name, "1" if name in _AT_ONE else f"{name}0") for name in species) if s
        ]
        total = sum((Symbol(name) for name in species), start=0)
        assert isinstance(total, Symbol)
        total.start = " + ".join(starts)
        return total

    papillary = seen = dermis

    def p(self, record: str) -> Symbol:
        """Return the symbol of a record."""
        return Symbol(_SYMBOLS[record])

    def __getattr__(self, name: str) -> Any:
        """Return what the view makes of these symbols."""
        made = getattr(View, name)
        assert isinstance(made, cached_property)
        return made.func(self)  # pyright: ignore[reportArgumentType]


# Quantities that several outcomes need.
SHARED: dict[str, str] = {
    "ageing": "1 - collagen_per_decade * time / decade",
    "collagen_ratio": str(View.gamma.func(Formulas())),  # pyright: ignore[reportArgumentType]
}
OUTCOMES: dict[str, str] = {
    key: str(FUNCTIONS[key](Formulas()))  # pyright: ignore[reportArgumentType]
    for key in _KEYS
}


def masking(case: Case) -> float:
    """Return the share of redness that shows through the melanin of a case's skin (0-1)."""
    return float(of_lanes(case.lanes)[0])
