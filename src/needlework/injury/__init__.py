"""What a session does to the skin, by depth, whatever the device."""

from needlework.injury.columns import Columns, Matter
from needlework.injury.needles import Needling
from needlework.injury.protocol import Injury
from needlework.injury.sheet import Sheet
from needlework.injury.strata import fitted_edges

__all__ = ["Columns", "Injury", "Matter", "Needling", "Sheet", "fitted_edges"]
