"""What the studies of a comparison share, and what of them is therefore set aside or not compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlework.spec import Study
from needlework.units import render

_IDLE = ("sex", "smoking", "persons")  # they move no number, or are common
_WHY = "every course runs on the draws, the people and the resolution of {}"


def common(study: Study) -> dict[str, Any]:
    """Return what every course takes over from the first study, as changes of a study."""
    return {
        "seed": study.seed,
        "draws": study.draws,
        "population.persons": study.population.persons,
        **{f"model.{key}": value for key, value in study.model},
    }


def set_aside(study: Study, first: str, leading: Study) -> list[dict[str, Any]]:
    """Return what a study states otherwise than the first of its comparison, which goes before."""
    shared, why = common(leading), _WHY.format(first)
    return [
        {"field": field, "value": value, "why": why}
        for field, value in common(study).items()
        if value != shared[field]
    ]


def same_people(one: Study, two: Study) -> bool:
    """Return whether two courses are done to the same people."""
    return _people(one) == _people(two)


def unlike(a: str, b: str, one: Study, two: Study) -> Iterator[str]:
    """Yield that two courses are not done to the same people, or are not followed as long."""
    first, second = (_people(study) for study in (one, two))
    apart = [key for key in dict.fromkeys([*first, *second]) if first.get(key) != second.get(key)]
    if apart:
        told = "; ".join(f"{key}{_said(first.get(key), second.get(key))}" for key in apart)
        yield f"{a} and {b} are not done to the same people, which moves differences as well ({told})."
    if one.horizon != two.horizon:
        ends = (f"{name} after {render(study.horizon, 'time')}" for name, study in ((a, one), (b, two)))
        yield f"{' and '.join(ends)} end: nothing is compared after the earlier end."


def _people(study: Study) -> dict[str, Any]:
    """Return who the people of a study are by key, without what moves no number."""
    plain = study.to_dict()
    skin, group = ({k: v for k, v in plain[b].items() if k not in _IDLE} for b in ("skin", "population"))
    concern = skin.pop("concern", {})
    of_concern = concern if isinstance(concern, dict) else {"": concern}
    return {
        **{f"skin.{key}": value for key, value in skin.items()},
        **{f"skin.concern.{key}".rstrip("."): value for key, value in of_concern.items()},
        **{f"population.{key}": value for key, value in group.items()},
    }


def _said(one: Any, two: Any) -> str:
    """Return what two files state of a key; of a block not what is in it."""
    if isinstance(one, dict | list) or isinstance(two, dict | list):
        return ""
    return ": " + " and ".join("not stated" if value is None else str(value) for value in (one, two))
