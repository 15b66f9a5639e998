"""Fitting, block by block, without feedback: tissue and instruments first, then people and scales."""

from needlework.calibration.fit import calibrate

__all__ = ["calibrate"]
