"""What a session does to the skin, by depth."""

from needlework.injury.needles import Needling
from needlework.injury.strata import fitted_edges

__all__ = ["Needling", "fitted_edges"]
