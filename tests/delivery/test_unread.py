"""Every field of a study moves an amount that `deliver` gives, or is named as not used: field by field."""

from functools import cache
from typing import Any

import pytest
import yaml

from needlework.delivery.run import deliver
from needlework.errors import InputError
from needlework.spec import load_study
from needlework.spec.document import dotted
from needlework.subject.unused import _leaves, _nudged, _without

STUDY: dict[str, Any] = {
    "schema": "needlework/study/1",
    "skin": {
        "site": "cheek", "age": "52 years", "phototype": "IV", "sex": "female", "smoking": "current",
        "phenotype": "keloid_prone",
        "concern": {"kind": "hypertrophic_scar", "cause": "burn", "age": "2 years", "thickness": "3 mm",
                    "baseline": {"scale": "vancouver_scar_scale", "value": 7, "sd": 2}},
    },
    "history": ["herpes"],
    "course": {
        "device": {"kind": "pen", "needles": 12, "needle_diameter": "33 G", "rate": "90 Hz",
                   "labelled_depth": "1.5 mm"},
        "depth": "1.2 mm", "endpoint": "redness", "passes": 3, "hand_speed": "2 cm/s", "track": "1 cm",
        "area": "90 cm2",
        "sessions": [{"day": 0}, {"day": 30, "other": "subcision"}],
        "anaesthesia": {"product": "lidocaine_5", "contact": "30 minutes"},
        "preparation": {"sun": "exposed", "stopped": ["tretinoin 7 days"]},
        "operator": {"skill": "trained"},
        "topicals": [
            {"active": "ascorbic_acid", "when": "after", "strength": "15 %", "amount": "2 mg/cm2",
             "area": "90 cm2", "delay": "1 hour", "for": "6 hours", "ph": 3.2, "vehicle": "gel"},
            {"active": "caffeine", "when": "during", "strength": "4 %", "delay": "1 hour", "ph": 5.5,
             "vehicle": "cream", "occlusion": "none"},
        ],
        "aftercare": {"occlusion": "full", "sun": "exposed"},
    },
    "horizon": "60 days",
    "visits": ["40 days"],
    "population": {"persons": 1},
    "draws": 2,
    "model": {"strata": 2, "rings": 1},
}  # fmt: skip
PLAIN = load_study(STUDY).to_dict()


@cache
def amounts(text: str) -> tuple[Any, list[dict[str, Any]]]:
    made = deliver(yaml.safe_load(text)).to_json()
    told = [{k: v for k, v in one.items() if k != "findings"} for one in made["summary"]]
    return (made["rows"], told), made["not_used"]


def said(tree: Any) -> tuple[Any, list[dict[str, Any]]]:
    return amounts(yaml.safe_dump(tree))


def is_followed(tree: Any) -> bool:
    try:
        said(tree)
    except InputError:
        return False
    return True


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(path, value, id=dotted(path))
        for path, value in _leaves(PLAIN)
        if path[0] not in ("schema", "draws", "seed", "population") and path[-1] != "when"
    ],
)
def test_a_field_moves_an_amount_or_is_named(path: Any, value: Any) -> None:
    before, unread = said(PLAIN)
    variants = [v.to_dict() for v in (_without(PLAIN, path), _nudged(PLAIN, path, value)) if v is not None]
    variants = [v for v in variants if v["course"].get("topicals") and v != PLAIN and is_followed(v)]
    moved = any(said(v)[0] != before for v in variants)
    named = any(n["field"] in (dotted(path), dotted(path[:-1])) for n in unread)
    of_another = path[:3] == ("course", "sessions", 1)
    assert moved != named or not variants or of_another


def test_reasons_are_those_of_delivery() -> None:
    why = {n["field"]: n["why"] for n in said(PLAIN)[1]}
    assert "while needling" in why["course.topicals[1].delay"]
    assert "pKa" in why["course.topicals[1].ph"]
    assert "three days" in why["horizon"]
    assert "needlework run" in why["skin.phenotype"]
