"""Random valid studies, and whether anything they print leaves its possible range.

A study is drawn key by key from what the study file allows, most keys present in some studies only, so that
combinations turn up that nobody would think of: a keloid-prone eyelid under a deep roller, a peel on a
stretch mark. What the program refuses, with its message, is drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from needlework.errors import InputError
from needlework.numerics.sampling import stream
from needlework.outcomes import outcomes
from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, load_study
from needlework.spec.fields import catalogue
from needlework.subject.catalogue import entry, read

_SLACK = 1e-9  # of a bound: rounding
_HEAD = {"schema": "needlework/study/1", "population": {"persons": 1}, "model": {"strata": 3, "rings": 2}}
_MEANS = ("mechanical", "ablative", "coagulative", "radiofrequency", "chemical")
_SCALES = {"atrophic_scar": ("goodman_baron_quantitative", 40.0), "wrinkle": ("wrinkle_grade", 5.0)}


@dataclass(frozen=True, slots=True)
class Stray:
    """An outcome that left its range, or was no number: its id, the worst value, and the study."""

    outcome: str
    value: float
    study: Mapping[str, Any]


class Dice:
    """Choices of one study, each as likely as the others unless said."""

    def __init__(self, seed: int, number: int) -> None:
        self._rng = stream(seed, f"random study/{number}")

    def one(self, options: Any) -> Any:
        """Return one of some options."""
        listed = list(options)
        return listed[int(self._rng.integers(len(listed)))]

    def often(self, share: float) -> bool:
        """Return true with a probability."""
        return bool(self._rng.random() < share)

    def between(self, low: float, high: float) -> float:
        """Return a number between two, evenly on the logarithm, three digits long."""
        return float(f"{np.exp(self._rng.uniform(np.log(low), np.log(high))):.3g}")


def random_study(seed: int, number: int) -> dict[str, Any]:
    """Return a study as its file would hold it; it may be one that the program refuses."""
    dice = Dice(seed, number)
    return {
        **_HEAD,
        "skin": _skin(dice),
        "course": _course(dice),
        "horizon": f"{dice.between(400, 900):.0f} days",
        "draws": 2,
        "seed": number,
    }


def _skin(dice: Dice) -> dict[str, Any]:
    skin: dict[str, Any] = {"phenotype": dice.one(("normal", "normal", "hypertrophic_prone", "keloid_prone"))}
    if dice.often(0.8):
        skin["site"] = dice.one(catalogue("sites"))
    if dice.often(0.8):
        skin["age"] = f"{dice.between(16, 95):.0f} years"
    if dice.often(0.8):
        skin["phototype"] = dice.one(("I", "II", "III", "IV", "V", "VI"))
    if dice.often(0.8):
        skin["concern"] = _concern(dice)
    return skin


def _concern(dice: Dice) -> dict[str, Any]:
    kind = dice.one(k for k in read("skins/concerns.yaml") if not k.startswith("_"))
    concern: dict[str, Any] = {"kind": kind}
    if kind == "atrophic_scar" and dice.often(0.5):
        concern["morphology"] = dice.one(("rolling", "boxcar", "icepick"))
    if dice.often(0.4):
        concern["age"] = f"{dice.between(1, 300):.0f} months"
    if dice.often(0.3):
        concern["thickness"] = f"{dice.between(0.3, 20)} mm"
    if kind in _SCALES and dice.often(0.5):
        scale, most = _SCALES[kind]
        concern["baseline"] = {"scale": scale, "value": dice.between(1.0, most), "sd": dice.between(0.1, 3.0)}
    return concern


def _course(dice: Dice) -> dict[str, Any]:
    course: dict[str, Any] = {"sessions": dice.one((0, 1, 1, 2, 3, 4, 6))}
    if course["sessions"] > 1:
        course["interval"] = f"{dice.between(2, 70):.0f} days"
    course |= dice.one((_needles, _needles, _catalogued, _inline))(dice)
    if dice.often(0.3):
        course["anaesthesia"] = {"product": "lidocaine_5", "contact": "30 minutes"}
    if dice.often(0.5):
        sun, cover = dice.one(("protected", "exposed")), dice.one(("none", "partial", "full"))
        course |= {"preparation": {"sun": sun}, "aftercare": {"occlusion": cover, "sun": sun}}
    return course


def _needles(dice: Dice) -> dict[str, Any]:
    names = [k for k in catalogue("devices") if entry("devices", k)["kind"] in ("pen", "roller", "stamp")]
    course: dict[str, Any] = {"device": dice.one(names)}
    if dice.often(0.85):
        course["depth"] = f"{dice.between(0.1, 4.0)} mm"
    if dice.often(0.6):
        course["density"] = f"{dice.between(1, 5000):.0f} per cm2"
    return course


def _catalogued(dice: Dice) -> dict[str, Any]:
    names = [k for k in catalogue("devices") if entry("devices", k)["kind"] in ("columns", "sheet")]
    name = dice.one(names)
    course: dict[str, Any] = {"device": name}
    per = (entry("devices", name).get("series") or {}).get("per")
    if per == "energy" and dice.often(0.7):
        course["energy"] = f"{dice.between(2, 120)} mJ"
    if per == "strength" and dice.often(0.7):
        course["strength"] = f"{dice.between(10, 95)} %"
    if dice.often(0.4):
        course["depth"] = f"{dice.between(5, 3000):.0f} um"
    return course | (_cover(dice) if entry("devices", name)["kind"] == "columns" else {})


def _inline(dice: Dice) -> dict[str, Any]:
    means, kind = dice.one(_MEANS), dice.one(("columns", "sheet"))
    device: dict[str, Any] = {"kind": kind, "means": means, "surface": dice.one(("open", "covered"))}
    device["removed"] = f"{dice.one((0, 30, 100))} %"
    if dice.often(0.7):
        device["margin"] = f"{dice.between(1, 300)} um"
    if kind == "columns":
        wide = dice.between(10, 1500)
        narrow = [["0 um", f"{wide} um"], ["500 um", f"{0.4 * wide} um"]]
        device["radius"] = narrow if dice.often(0.3) else f"{wide} um"
    depth = {"depth": f"{dice.between(10, 3000):.0f} um"}
    return {"device": device} | depth | (_cover(dice) if kind == "columns" else {})


def _cover(dice: Dice) -> dict[str, Any]:
    if dice.often(0.6):
        return {"coverage": f"{dice.between(0.5, 95)} %"}
    return {"density": f"{dice.between(5, 2000):.0f} per cm2"}


def valid_studies(seed: int, count: int) -> Iterator[tuple[Study, int]]:
    """Yield studies that the program takes, each with the number of drafts refused before it."""
    number = refused = 0
    for _ in range(count):
        while True:
            number += 1
            try:
                study = load_study(random_study(seed, number))
            except InputError:
                refused += 1
                continue
            yield study, refused
            break


def strays(result: Result) -> Iterator[Stray]:
    """Yield the outcomes of a result of which a value left its possible range or is no number."""
    for arm in (result.values, result.untreated):
        for key, values in arm.items():
            low, high = outcomes()[key].bounds
            slack = _SLACK * max(abs(low) if np.isfinite(low) else 1.0, 1.0)
            wrong = ~np.isfinite(values) | (values < low - slack) | (values > high + slack)
            if np.any(wrong):
                yield Stray(key, float(np.asarray(values)[wrong][0]), result.study.to_dict())


def searched(seed: int, count: int, after: int = 0) -> Iterator[tuple[Study, list[Stray], str | None]]:
    """Yield each study that ran, what strayed, and why it was refused at last; the first ones left out."""
    for study, _ in islice(valid_studies(seed, after + count), after, None):
        try:
            yield study, list(strays(run(study))), None
        except InputError as error:
            yield study, [], str(error)
