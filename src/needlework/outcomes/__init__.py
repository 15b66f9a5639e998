"""Named, cited ways to read a simulation, and what each of them can claim.

The table in ``data/outcomes`` says what an outcome is; a function of the same name computes it for some
lanes (`needlework.outcomes.compute`, which brings the engine). Adding an outcome is one record and one
function.
"""

from __future__ import annotations

from needlework.outcomes.table import Outcome, headlines, jsonable, not_modelled, outcomes, placed

__all__ = ["Outcome", "headlines", "jsonable", "not_modelled", "outcomes", "placed"]
