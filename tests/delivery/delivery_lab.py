"""What tests of this room share: the measured tables beside the project, skipped where they are absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NEEDLEWORK_SHARED", ROOT.parent / "shared"))
TABLES = SHARED / "data" / "permeability"

needs_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="../shared/data/permeability is not here")
