"""What the validation pages say is what the scripts find; the shipped open fraction is the fitted one."""

import json
from types import ModuleType

import numpy as np
import pytest

from needlework.evidence.distributions import Lognormal
from needlework.evidence.sources import load_sources
from needlework.subject.catalogue import read
from needlework.uptake.permeability import coefficients, records

from .delivery_lab import ROOT

FOUND = json.loads((ROOT / "docs" / "data" / "delivery.json").read_text(encoding="utf-8"))


@pytest.fixture
def testosterone(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "validation"))
    import testosterone

    return testosterone


def test_parity_with_the_published_calculator(testosterone: ModuleType) -> None:
    found = testosterone.testosterone()
    assert found["absorbed_ug"] == pytest.approx(0.44, abs=0.01)
    assert found["peak_ug_per_h"] == pytest.approx(0.033, abs=0.0015)
    for name, there in testosterone.THERE.items():
        assert found[name] == pytest.approx(there, rel=0.08)
        assert FOUND["parity"][name]["here"] == pytest.approx(found[name], rel=1e-2)


def test_the_shipped_open_fraction_is_the_fitted_one() -> None:
    fitted, record = FOUND["enhancement"]["fitted"], records()["open_fraction"]
    assert coefficients()["open_fraction"] == pytest.approx(fitted["median"], rel=0.02)
    assert isinstance(record.distribution, Lognormal)
    assert record.distribution.gsd == pytest.approx(fitted["gsd"], rel=0.02)


def test_half_the_sources_were_kept_for_the_test() -> None:
    rows = read("delivery/enhancement.yaml")
    half = {row["source"]: row["half"] for row in rows}
    assert all(half[row["source"]] == row["half"] for row in rows)
    assert sorted(half.values()).count("fit") <= sorted(half.values()).count("test")
    tested = [row for row in FOUND["enhancement"]["rows"] if row["half"] == "test"]
    assert np.mean([row["inside"] for row in tested]) >= 0.8
    assert set(half) <= set(load_sources())


def test_orders_and_lifetimes() -> None:
    for row in FOUND["orders"]:
        if not row["compared"] or row["id"] == "isothiocyanate_pig":  # a miss, and the page says so
            continue
        right, _, steps = row["right"].split()[:3]
        assert right == steps
    hours = [row for row in FOUND["people"] if row["unit"] == "h"]
    assert hours[0]["middle"] < hours[1]["middle"]
    without, with_gel = (row["middle"] / row["measured"] for row in hours)
    assert 1 / 1.5 <= without <= 1.5
    assert 1 / 1.5 <= with_gel <= 1.5
