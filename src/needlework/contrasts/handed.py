"""Contrasts that papers reported, predicted and set beside rivals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Any

from needlework.contrasts.entries import Entry, Unreadable, entry_of
from needlework.contrasts.predict import predict
from needlework.contrasts.rivals import RIVALS, detectable, direction_of, predictions, published_log, verdict
from needlework.subject.catalogue import read

DRAWS, PERSONS, SEED = 60, 8, 12
_OWN = ("source", "published", "told", "paired", "sets", "note")
_SAME = 1.25  # factor within which two arms count as not different
_LIKELY, _APART = 0.6, 1.02  # a direction is predicted by this share of draws, and by more than this factor


@dataclass(frozen=True, slots=True)
class Reported:
    """One contrast of a paper.

    Attributes
    ----------
    entry
        The courses and the endpoint.
    source, note
        Where it is from, and what was taken for granted.
    published
        Two values, a ratio, or a direction.
    told, paired
        People it rests on, and whether both arms were in the same ones.
    sets
        Records that the same figure helped to set: there the model has seen it.
    """

    entry: Entry
    source: str
    published: Mapping[str, Any]
    told: int | None
    paired: bool
    sets: tuple[str, ...] = ()
    note: str = ""


def reported() -> list[Reported]:
    """Return every contrast on file.

    Raises
    ------
    ValueError
        A record of the package cannot be computed.
    """
    table: Any = read("contrasts/handed.yaml")  # a list, where most tables are mappings
    return [_reported(record) for record in table]


def _reported(record: Mapping[str, Any]) -> Reported:
    own = {key: record[key] for key in _OWN if key in record}
    sized = {"draws": DRAWS, "population": {"persons": PERSONS}, "seed": SEED}
    plain = {key: value for key, value in record.items() if key not in _OWN}
    entry = entry_of(plain | {"arms": [{**arm, **sized} for arm in record["arms"]]}, record["id"])
    if isinstance(entry, Unreadable):
        raise ValueError(f"{entry.id}: {entry.why}")
    return Reported(entry, **{**own, "sets": tuple(own.get("sets", ()))})


def scored(progress: Callable[[int], None] = lambda done: None) -> list[dict[str, Any]]:
    """Return every contrast on file with what the model and each rival say of it, ready for JSON."""
    listed = reported()
    found = predict([r.entry for r in listed], progress=progress)["contrasts"]
    return [_scored(r, prediction) for r, prediction in zip(listed, found, strict=True)]


def _scored(r: Reported, prediction: Mapping[str, Any]) -> dict[str, Any]:
    published = dict(r.published)
    flip = published.pop("sign", 1) < 0
    own = prediction["ratio"]["mean"] if prediction["ratio"] else None
    rivals = predictions(r.entry.outcome.known_as, r.entry.arms)
    return {
        "id": r.entry.id,
        "source": r.source,
        "endpoint": r.entry.outcome.known_as,
        "published": published,
        "told": r.told,
        "paired": r.paired,
        "detectable_sd": detectable(r.told, r.paired),
        "seen": list(r.sets),
        "note": r.note,
        "prediction": prediction,
        "ratio_of_medians": own,
        "agrees": {
            "model": _own_verdict(published, prediction, flip=flip),
            **{name: verdict(published, rivals[name], _SAME) for name in RIVALS},
        },
        "rivals": rivals,
    }


def _own_verdict(published: Mapping[str, Any], prediction: Mapping[str, Any], *, flip: bool) -> str | None:
    """Return whether the model agrees: within its 90 % range for a size, clearly so for a direction.

    For "no difference" at the n of the paper, it agrees unless it is nearly sure of a difference.
    """
    if prediction["p_first_larger"] is None:
        return None
    told, ratio = published_log(published), prediction["ratio"]
    if told is not None and ratio["mean_interval"] and min(ratio["mean_interval"]) > 0.0:
        low, high = sorted(ratio["mean_interval"])
        return "yes" if low <= exp(told) <= high else "no"
    larger = 1.0 - prediction["p_first_larger"] if flip else prediction["p_first_larger"]
    apart = ratio["mean"] is None or abs(log(max(abs(ratio["mean"]), 1e-9))) > log(_APART)
    agrees = {
        "larger": apart and larger >= _LIKELY,
        "smaller": apart and larger <= 1.0 - _LIKELY,
        "none": 0.05 < larger < 0.95,
    }
    return "yes" if agrees[direction_of(published)] else "no"
