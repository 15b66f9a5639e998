"""The figures shipped for schools belong to the shipped fit and are what the model computes."""

from __future__ import annotations

import pytest

from needlework.care import schools, shipped


def test_figures_belong_to_the_shipped_fit() -> None:
    found = schools.schools("atrophic_scar", "cheek")
    assert sum(bool(shipped.computed(school)) for school in found) >= 3


def test_they_are_what_the_model_computes() -> None:
    school = next(s for s in schools.schools("atrophic_scar", "cheek") if shipped.computed(s))
    lines = [shipped.kept(computed) for computed in schools.compute(school)]
    assert list(shipped.computed(school)) == [shipped._line(line) for line in lines if line]


def test_another_fit_leaves_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped._figures.cache_clear()
    monkeypatch.setattr(shipped, "fit_hash", lambda: "another")
    assert not any(shipped.computed(school) for school in schools.schools("atrophic_scar", "cheek"))
    monkeypatch.undo()
    shipped._figures.cache_clear()
