"""Substances by any of their names, or as a study describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec.fields import catalogue, suggestion
from needlework.spec.names import spelt
from needlework.subject.catalogue import entry
from needlework.subject.products import products
from needlework.subject.topical import Topical
from needlework.units import parse

STATED = ("mw", "log_kow", "pka", "charge")


@dataclass(frozen=True, slots=True)
class Active:
    """One substance or product on file.

    Attributes
    ----------
    numbers
        Its records by the last part of their ids: mw, log_kow, and where known pka with the charge of the
        ionised form, log10_kp (measured), free (not bound in plasma), content (ng/mL of the product).
    parts
        Substances that a product holds, with the strength of each (a fraction, or None where its content is a
        record).
    strength
        Usual strengths, from low to high (fractions).
    """

    id: str
    title: str
    names: tuple[str, ...]
    numbers: Mapping[str, Parameter]
    parts: Mapping[str, float | None]
    strength: tuple[float, float] | None
    vehicle: str
    ph: float
    effect: str
    effect_why: str
    sources: tuple[str, ...] = ()
    note: str | None = None
    on_file: bool = True


@cache
def actives() -> Mapping[str, Active]:
    """Return every active on file by its id."""
    return MappingProxyType({key: _active(key, entry("actives", key)) for key in catalogue("actives")})


@cache
def _by_name() -> Mapping[str, str]:
    return MappingProxyType({name: active.id for active in actives().values() for name in active.names})


def resolve(topical: Topical, where: str) -> Active:
    """Return the active that a study means: by a name on file, or as it describes it.

    What the study states of a substance on file (such as the weight of hyaluronic acid) stands in place of
    the record.

    Raises
    ------
    InputError
        A name that is not on file, without a description.
    """
    name = spelt(topical.active)
    stated = {key: value for key in STATED if (value := getattr(topical, key)) is not None}
    key = _by_name().get(name)
    if key is not None:
        found = actives()[key]
        return _with(found, stated) if stated else found
    if {"mw", "log_kow"} <= stated.keys():
        return _described(name, topical.active, stated)
    near = suggestion(name, _by_name())
    advice = "describe it with 'mw' and 'log_kow'"
    raise InputError(
        [
            Fault(
                where,
                f"an active on file ({', '.join(sorted(actives()))}) or a description",
                shown(topical.active),
                f"did you mean '{near}'? else {advice}" if near else advice,
            )
        ]
    )


def _active(key: str, record: Mapping[str, Any]) -> Active:
    usual = record["usual"]
    strength = usual.get("strength")
    low_high = [parse(end, "share", key) for end in strength] if strength else None
    return Active(
        id=key,
        title=record["title"],
        names=tuple(record.get("names") or _terms(record["product"])),
        numbers=_numbers(key),
        parts=MappingProxyType({k: _part(v, key) for k, v in record.get("parts", {}).items()}),
        strength=(low_high[0], low_high[1]) if low_high else None,
        vehicle=usual["vehicle"],
        ph=float(usual["ph"]),
        effect=record["effect"],
        effect_why=record["effect_why"],
        sources=tuple(record.get("sources", ())),
        note=record.get("note"),
    )


def _part(text: str, key: str) -> float | None:
    return None if text == "as measured" else parse(text, "share", key)


def _terms(kind: str) -> tuple[str, ...]:
    return next(product.terms for product in products() if product.id == kind)


def _numbers(key: str) -> Mapping[str, Parameter]:
    found = load_parameters().select(f"active.{key}.")
    return MappingProxyType({name.rpartition(".")[2]: record for name, record in found.items()})


def _with(active: Active, stated: Mapping[str, float]) -> Active:
    from dataclasses import replace

    numbers = {**active.numbers, **{key: _stated(active.id, key, value) for key, value in stated.items()}}
    if {"mw", "log_kow"} & stated.keys():
        numbers.pop("log10_kp", None)  # measured of another molecule
    return replace(active, numbers=MappingProxyType(numbers))


def _described(name: str, title: str, stated: Mapping[str, float]) -> Active:
    numbers = {key: _stated(name, key, value) for key, value in stated.items()}
    why = "described in the study: nothing is on file about it"
    return Active(
        name, title, (), MappingProxyType(numbers), MappingProxyType({}), None, "water", 7.0, "none", why,
        on_file=False,
    )  # fmt: skip


def _stated(active: str, key: str, value: float) -> Parameter:
    return Parameter(
        f"active.{active}.{key}", key, f"{key} stated in the study", value, "1", Fixed(value), "definition",
        rationale="stated in the study",
    )  # fmt: skip
