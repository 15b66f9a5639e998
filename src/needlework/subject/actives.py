"""Substances by any of their names, or as a study describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

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


AS_MEASURED, PLATELETS = "as measured", "platelets"  # contents of a product that are records
_LAYER = "delivery.amount"
_ERROR = "delivery.kp_error"


@dataclass(frozen=True, slots=True)
class Act:
    """What a substance does where it is; nothing without one.

    Attributes
    ----------
    kind
        ``is``: it is a signal of the network and adds to its state. ``holds``: while it is there it holds a
        state away from where it rests. ``numbs``: it numbs the papillary dermis.
    state
        The state of the network; empty where it numbs.
    record
        ``is``: the record of the share of the substance that goes to this state (of ``rest``, the share that
        does not), empty for all of it. ``holds``: the record of how far the state is held at most.
    sign
        ``holds``: 1 for up, -1 for down.
    acid
        Only its uncharged form counts.
    """

    kind: Literal["is", "holds", "numbs"]
    state: str = ""
    record: str = ""
    rest: bool = False
    sign: float = 1.0
    acid: bool = False


@dataclass(frozen=True, slots=True)
class Active:
    """One substance or product on file.

    Attributes
    ----------
    acts
        What it does; the parts of a product act for it.
    layer
        The record of how much product is put on where a study does not say.
    numbers
        Its records by the last part of their ids: mw, log_kow, and where known pka with the charge of the
        ionised form, log10_kp (measured), free (not bound in plasma), content (ng/mL of the product).
    parts
        Substances that a product holds, with the strength of each (a fraction), or how its content is known:
        as measured, or with the platelets.
    strength
        Usual strengths, from low to high (fractions).
    """

    id: str
    title: str
    names: tuple[str, ...]
    numbers: Mapping[str, Parameter]
    parts: Mapping[str, float | str]
    strength: tuple[float, float] | None
    vehicle: str
    ph: float
    effect: str
    effect_why: str
    acts: tuple[Act, ...] = ()
    layer: str = _LAYER
    sources: tuple[str, ...] = ()
    note: str | None = None
    on_file: bool = True

    @property
    def strengths(self) -> Mapping[str, float]:
        """Return the parts whose strength is on file, by their ids."""
        return {key: share for key, share in self.parts.items() if isinstance(share, float)}


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


@dataclass(frozen=True, slots=True)
class Portion:
    """One substance of a product that is put on.

    ``strength`` is a fraction by weight, None where the content is a record; ``platelets`` tells that the
    content goes with the platelets of the plasma. The vehicle of ``topical`` is that of the product where the
    study states none.
    """

    product: Active
    active: Active
    topical: Topical
    strength: float | None
    platelets: bool = False

    @property
    def ph(self) -> float:
        """Return the pH of the vehicle."""
        return self.product.ph if self.topical.ph is None else self.topical.ph


def portions(product: Active, topical: Topical) -> Iterator[Portion]:
    """Yield the substances of a product; a stated strength of a mixture scales its parts."""
    given = replace(topical, vehicle=topical.vehicle or product.vehicle)
    if not product.parts:
        yield Portion(product, product, given, topical.strength)
        return
    whole = sum(product.strengths.values())
    scale = topical.strength / whole if topical.strength and whole else 1.0
    for key, share in product.parts.items():
        if isinstance(share, float):
            yield Portion(product, actives()[key], given, scale * share)
        else:
            yield Portion(product, actives()[key], given, None, share == PLATELETS)


def acting(topical: Topical) -> tuple[Portion, ...]:
    """Return the substances of a product that act on what a run computes and whose dose is known."""
    key = _by_name().get(spelt(topical.active))
    if key is None:
        return ()
    dosed = topical.strength is not None or actives()[key].parts
    found = portions(resolve(topical, ""), topical) if dosed else ()
    return tuple(portion for portion in found if portion.active.acts)


def uptake_records(found: tuple[Portion, ...]) -> dict[str, Parameter]:
    """Return the records that the uptake of substances rests on; none without any."""
    if not found:
        return {}
    shared = load_parameters().select("delivery.")
    own: dict[str, Parameter] = dict(shared)
    for portion in found:
        own |= {record.id: record for record in portion.active.numbers.values()}
        error = f"active.{portion.active.id}.kp_error"  # of each substance its own
        own[error] = replace(shared[_ERROR], id=error)
    return own


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
        acts=tuple(_act(act) for act in record.get("acts", ())),
        layer=usual.get("amount", _LAYER),
        sources=tuple(record.get("sources", ())),
        note=record.get("note"),
    )


def _part(text: str, key: str) -> float | str:
    return text if text in (AS_MEASURED, PLATELETS) else parse(text, "share", key)


def _act(record: Mapping[str, Any]) -> Act:
    if "is" in record:
        share = record.get("share", record.get("rest", ""))
        return Act("is", record["is"], share, rest="rest" in record)
    if "holds" in record:
        down = "down" in record
        level = record["down" if down else "up"]
        return Act("holds", record["holds"], level, sign=-1.0 if down else 1.0, acid=bool(record.get("acid")))
    return Act("numbs")


def _terms(kind: str) -> tuple[str, ...]:
    return next(product.terms for product in products() if product.id == kind)


def _numbers(key: str) -> Mapping[str, Parameter]:
    found = load_parameters().select(f"active.{key}.")
    return MappingProxyType({name.rpartition(".")[2]: record for name, record in found.items()})


def _with(active: Active, stated: Mapping[str, float]) -> Active:
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
