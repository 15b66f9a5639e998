"""Raised scars on the Vancouver scale: four components, each driven by what it rates.

The scale adds vascularity (0 to 3), height (0 to 3), pliability (0 to 5) and pigmentation (0 to 2) to 0 to 13
points (Sullivan et al., J Burn Care Rehabil 1990;11:256). Collagen that is added to a scar that has too much
of it raises height and stiffness; what is removed or matures lowers them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

MOST = {"height": 3.0, "pliability": 5.0, "vascularity": 3.0, "pigmentation": 2.0}
_LEAST_SURPLUS = 0.1  # of healthy collagen; a scar that is called raised has at least this much too much


def surplus_left(content: Any, ratio: Any, xp: Any = np) -> Any:
    """Return collagen above that of normal skin, relative to the surplus before; never below nought.

    Parameters
    ----------
    content
        Collagen of the scar before, relative to normal skin.
    ratio
        Collagen now over collagen before.
    xp
        Array module.
    """
    before = xp.maximum(content - 1.0, _LEAST_SURPLUS)
    return xp.maximum(1.0 + content * (ratio - 1.0) / before, 0.0)


def vancouver(start: Any, shares: dict[str, Any], relative: dict[str, Any], xp: Any = np) -> Any:
    """Return the score from its components.

    Parameters
    ----------
    start
        Score before.
    shares
        Share of the score that each component of `MOST` had before; they add up to 1.
    relative
        Each component now, relative to before.
    xp
        Array module.
    """
    total = sum(shares.values())
    return sum(
        xp.minimum(start * (shares[part] / total) * relative[part], most) for part, most in MOST.items()
    )
