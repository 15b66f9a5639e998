"""How many punctures a session makes per area: geometry of a drum or head, or strokes over a moving hand.

These stand beside the devices and not with the mechanisms, because a course needs them and knows no
mechanism.
"""

from __future__ import annotations

import math

_UM_A_MM = 1e3
_UM2_A_CM2 = 1e8


def drum_density(needles: int, diameter_um: float, width_um: float, passes: float) -> float:
    """Return punctures per um² of a roller, whose needles all enter once in a turn of the drum."""
    return passes * needles / (math.pi * diameter_um * width_um)


def head_density(needles: int, area_cm2: float, passes: float) -> float:
    """Return punctures per um² of a stamp whose head covers the skin once a pass."""
    return passes * needles / (area_cm2 * _UM2_A_CM2)


def moving_density(needles: int, rate_hz: float, speed_mm_s: float, track_um: float, passes: float) -> float:
    """Return punctures per um² of a pen that moves at a speed over tracks of a width."""
    return passes * needles * rate_hz / (speed_mm_s * _UM_A_MM * track_um)


def timed_density(needles: int, rate_hz: float, days: float, area_cm2: float) -> float:
    """Return punctures per um² of a pen that works for a time on an area."""
    return needles * rate_hz * days * 86400.0 / (area_cm2 * _UM2_A_CM2)
