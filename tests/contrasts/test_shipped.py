"""Published head-to-heads of procedures: what is shipped of them, and how a report shows it."""

from __future__ import annotations

import json

import pytest

from needlework.contrasts import shipped
from needlework.contrasts.handed import reported
from needlework.evidence import fit
from needlework.report.context import Context
from needlework.report.sections import compared
from needlework.summary import document

DIFFERENCE = {"mean": -1.7461, "mean_interval": [-11.0, 4.0]}


def contrast(**changes) -> dict:
    known = {
        "id": "a", "source": "qu2025", "endpoint": "ecca", "published": {"direction": "none"}, "told": 30,
        "seen": [], "sides": ["laser", "needles"], "concern": "atrophic_scar",
        "prediction": {"unit": "points", "difference": DIFFERENCE, "p_first_larger": 0.4,
                       "not_computed": None},
    }  # fmt: skip
    return known | changes


def test_head_to_heads_of_two_procedures_are_shipped_and_no_others() -> None:
    wanted = {r.entry.id for r in reported() if r.sides}
    assert len(wanted) >= 8
    held = shipped.head_to_heads()
    if held:  # empty where the fit changed since
        assert {c["id"] for c in held} == wanted


def test_what_another_fit_computed_is_left_out(monkeypatch, tmp_path) -> None:
    text = shipped.text_of([contrast(), contrast(id="b", sides=[])])
    (tmp_path / "contrasts").mkdir()
    (tmp_path / shipped.FILE).write_text(text, encoding="utf-8")
    current = shipped.fit_hash()
    monkeypatch.setattr(fit, "data_root", lambda: tmp_path)
    monkeypatch.setattr(shipped, "fit_hash", lambda: current)
    assert [c["id"] for c in shipped.head_to_heads.__wrapped__()] == ["a"]
    assert json.loads(text)["contrasts"][0]["difference"]["mean"] == -1.746
    monkeypatch.setattr(shipped, "fit_hash", lambda: "another")
    assert shipped.head_to_heads.__wrapped__() == ()


def test_a_report_shows_what_was_published_beside_what_was_computed(typical, monkeypatch) -> None:
    kept = [
        contrast(),
        contrast(id="b", endpoint="pih_probability", concern=None, seen=["injury.dark_by_bare"],
                 published={"counts": [[3, 22], [0, 24]]},
                 prediction={"unit": "1", "difference": {"mean": 0.08, "mean_interval": [0.02, 0.2]},
                             "p_first_larger": 1.0, "not_computed": None}),
        contrast(id="c", concern="surgical_scar"),
    ]  # fmt: skip
    held = json.loads(shipped.text_of(kept))["contrasts"]
    monkeypatch.setattr(compared, "head_to_heads", lambda: held)
    result = typical()
    section = compared.section(Context(result, document(result)))
    table = next(b for b in section.blocks if getattr(b, "id", "") == "head-to-heads")
    scars, dark = (list(map(str, row)) for row in table.rows)
    assert "laser against needles" in scars[0]
    assert scars[1] == "no difference shown (n 30)"
    assert "laser ahead in 60 % of draws" in scars[2]  # of a score the lower is ahead
    assert scars[3] == "retrodiction"
    assert dark[1] == "3 of 22 against 0 of 24 (n 30)"
    assert dark[2].replace("\N{NO-BREAK SPACE}", " ").startswith("8 % (9 in 10: 2 % to 20 %)")
    assert "laser ahead in 0 % of draws" in dark[2]
    assert dark[3] == "helped to set injury.dark_by_bare"


@pytest.mark.parametrize("values", [[41.3, 32.2]])
def test_values_are_shown_with_their_unit(values) -> None:
    told = compared._published(contrast(published={"values": values, "unit": "score"}))
    assert told == "41.3 against 32.2 score (n 30)"
