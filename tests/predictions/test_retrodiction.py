"""Trials run again: every line names a record, and is what `needlework retrodict` found."""

import pytest

from needlework.evidence.observations import load_observations
from needlework.predictions import retrodiction
from needlework.trial.operating import Rate
from needlework.trial.retrodiction import Retrodicted

SIZES = {
    "effect": (3.4, "better by 3.4 points (n 15)"),
    "p": (None, "p 0.02 (n 15)"),
}


def found(effect: float | None, *, inside: bool = True, alone: bool = False) -> Retrodicted:
    simulated = (0.5, 2.0, 4.0)
    rates = Rate(0.4, 0.01), Rate(0.01, 0.01)
    key = "alam2014.gbq_180d"
    return Retrodicted(
        "Alam 2014", (key,), 15, "sides", "p 0.02", "points", effect, simulated, *rates, alone, inside
    )


@pytest.mark.parametrize(("effect", "said"), SIZES.values(), ids=SIZES)
def test_what_was_printed_stands_beside_what_simulated_trials_found(effect, said) -> None:
    told = retrodiction._simulated(found(effect))
    assert told.published == said
    assert told.predicted.startswith("better by 2 (0.5 to 4) points; p below 0.05 in 40")
    assert told.id in load_observations()
    assert told.standing == "fitted"


def test_chances_are_of_comparisons_not_of_one_side() -> None:
    assert "p below" not in retrodiction._simulated(found(3.4, alone=True)).predicted


def test_misses_come_first_and_are_findings(monkeypatch) -> None:
    rows = [found(3.4), found(9.9, inside=False)]
    monkeypatch.setattr(retrodiction, "retrodicted", lambda place, draws: rows)
    part = retrodiction.part([], draws=10)
    assert [row["met"] for row in part.tables[0].rows] == [False, True]
    assert [f.kind for f in part.findings] == ["miss"]
    assert part.summary.startswith("1 of 2 printed results")
