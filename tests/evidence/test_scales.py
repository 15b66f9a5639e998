"""Scale families, thresholds and bands of the records."""

from __future__ import annotations

import pytest

from needlework.errors import InputError
from needlework.evidence.browse import class_of
from needlework.evidence.observations import index_observations, load_observations
from needlework.evidence.scales import FAMILIES, THRESHOLDS
from tests.figures.lab import figure

SHARE = {"kind": "responders", "value": None, "n_of": [3, 10], "ci95": None, "unit": "1"}


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"family": "scores"}, "family one of"),
        ({**SHARE, "threshold": "most"}, "threshold one of"),
        ({**SHARE, "band": ["half", "quarter"]}, "band as"),
        ({**SHARE, "band": ["any", "any"]}, "band as"),
        ({**SHARE, "band": ["one_grade", "half"]}, "band as"),
        ({**SHARE, "band": [None, None]}, "band as"),
        ({**SHARE, "band": "half"}, "band as"),
        ({**SHARE, "band": ["half", None], "threshold": "half"}, "threshold or band"),
        ({"threshold": "half"}, "for responders only"),
        (SHARE, "a note that says why"),
    ],
)
def test_a_spoilt_class_is_refused(build, spoilt: dict, message: str) -> None:
    data, _ = build(result=spoilt)
    with pytest.raises(InputError, match=message):
        index_observations(data)


@pytest.mark.parametrize(
    "given",
    [
        {"threshold": "three_quarters"},
        {"band": [None, "one_grade"]},
        {"band": ["quarter", "half"]},
        {"note": "The class is not defined."},
    ],
)
def test_a_defined_or_explained_class_is_read(build, given: dict) -> None:
    data, _ = build(result={**SHARE, **given})
    (read,) = index_observations(data).values()
    assert read.threshold == given.get("threshold")
    assert read.band == (tuple(given["band"]) if "band" in given else None)


def test_held_out_of_a_study_holds_for_its_results(build) -> None:
    data, _ = build(study={"held_out": True})
    (read,) = index_observations(data).values()
    assert read.held_out


def test_every_clinical_figure_has_a_family() -> None:
    told = [o for o in load_observations().values() if o.outcome == "responder_fraction"]
    assert told
    assert all(o.family in FAMILIES for o in told)
    assert all(o.threshold is None or o.threshold in THRESHOLDS for o in told)


def test_nothing_held_out_is_fitted() -> None:
    held = [o for o in load_observations().values() if o.held_out]
    assert len({o.study for o in held}) >= 15
    assert not [o.id for o in held if o.used_in_fit]
    assert all(o.locator for o in held)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"threshold": "one_grade"}, "at least one grade"),
        ({"threshold": "none"}, "no amount of effect"),
        ({"band": ("quarter", "half")}, "at least quarter but less than half"),
        ({"band": (None, "any")}, "less than any"),
        ({}, None),
    ],
)
def test_a_class_in_words(given: dict, words: str | None) -> None:
    assert class_of(figure(kind="responders", **given)) == words
