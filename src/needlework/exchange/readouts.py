"""The outcomes that a well-mixed dermis has, as formulas of its states.

They are the observation models of :mod:`needlework.outcomes` for one layer and one ring, where the papillary
dermis and the whole dermis are the same; a test holds the two against each other.
"""

from __future__ import annotations

from needlework.exchange.case import Case
from needlework.subject.skin import phototypes

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

# Quantities that several outcomes need.
SHARED: dict[str, str] = {
    "ageing": "1 - collagen_per_decade * time / decade",
    "collagen_ratio": "(c3o + c3 + c1n + c1m) * ageing",
}
OUTCOMES: dict[str, str] = {
    "neutrophils": "N",
    "macrophages": "M1 + M2",
    "fibroblasts": "100 * (F - 1)",
    "myofibroblasts": "Y",
    "tgf_beta": "T",
    "collagen_total": "100 * (collagen_ratio - 1)",
    "collagen_I": "100 * ((c1n + c1m) / (c1n0 + c1m0) * ageing - 1)",
    "collagen_III": "100 * ((c3o + c3) / c30 * ageing - 1)",
    "collagen_ratio_III_I": "(c3o + c3) / (c1n + c1m)",
    "collagen_masson_area": "100 * (1 / (masson_base * (1 + exp(-(ln(masson_base / (1 - masson_base)) "
    "+ alpha_masson * ln(collagen_ratio) / (1 - masson_base))))) - 1)",
    "tropoelastin": "100 * (Et / Et0 - 1)",
    "elastin_total": "100 * (E * ageing - 1)",
    "epidermal_thickness": "100 * (H - 1)",
    "dermal_thickness": "100 * (collagen_ratio^thickness_exponent + oedema_scale * O - 1)",
    "echo_density": "100 * (collagen_ratio^alpha_echo - 1)",
    "oct_attenuation": "100 * (collagen_ratio^alpha_oct - 1)",
    "elasticity": "100 * (collagen_ratio^alpha_elasticity - 1)",
    "erythema_index": "masking * erythema_scale * (R + vessel_weight * max(V - 1, 0))",
    "oedema": "100 * oedema_scale * O",
    "melanin_index": "100 * (Mel + Md - 1)",
}


def masking(case: Case) -> float:
    """Return the share of redness that shows through the melanin of this skin (0-1, 1 in very light skin)."""
    relative = float(case.lanes.phototype["melanin"][0]) / phototypes()["I"].melanin.median
    return relative ** -case.value("observe.masking")
