"""The skin: layers, age, type, tendency to scar, and what is to be treated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from needlework.evidence.distributions import Fixed, Lognormal, Normal
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.spec import AgesSpec, BaselineSpec, ConcernSpec, PopulationSpec, SeveritySpec, SkinSpec, Study
from needlework.spec.fields import catalogue, scales
from needlework.subject.catalogue import entry, read

LAYERS = ("stratum_corneum", "viable_epidermis", "papillary_dermis", "reticular_dermis", "hypodermis")
_OLDEST = 120.0  # years
_UPPER_SCAR = 0.3  # of a scar's thickness: the most that its upper part takes up
_STATED = 1e-9  # spread of a stated thickness between persons, as a share: none
_LEAST_SHARE = 0.2  # a person's layer is never thinner than this share of the mean; keeps strata positive


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its name and the distribution of its thickness (um) over persons, and what that rests on.

    ``other`` is its mean by another method of measurement, relative to this one's; 1 where only one exists.
    """

    name: str
    thickness: Normal
    basis: str
    sources: tuple[str, ...] = ()
    why: str = ""
    other: float = 1.0

    @property
    def mean_um(self) -> float:
        """Mean thickness in um."""
        return self.thickness.mean

    @property
    def sd_um(self) -> float:
        """Standard deviation between persons in um."""
        return self.thickness.scale


@dataclass(frozen=True, slots=True)
class Phototype:
    """A Fitzpatrick type: order, colour angle, and melanin and pore lifetime relative to type III.

    ``share`` is its weight among persons whose type was not reported.
    """

    key: str
    ordinal: int
    ita_deg: Normal
    melanin: Lognormal
    closure: Lognormal
    share: float


@dataclass(frozen=True, slots=True)
class Phenotype:
    """A tendency to scar: factors on parameters of the repair network, by parameter id."""

    key: str
    title: str
    factors: Mapping[str, Lognormal]


@dataclass(frozen=True, slots=True)
class Concern:
    """What is treated, how severe it is, and how that skin differs from healthy skin before treatment.

    ``state`` maps collagen and elastin (relative to healthy skin), melanin (its excess over skin beside
    it), depth (um) and maturation (1/day) to their records; what is not in it is as in healthy skin.
    ``thickness_um`` is that of a scar, which is then the layer that is repaired; None for that of the site.
    ``ages`` says whether its age matters.
    """

    kind: str
    title: str
    morphology: str | None
    age_years: float | None
    baseline: BaselineSpec | None
    state: Mapping[str, Parameter]
    thickness_um: float | None = None
    ages: bool = False


@dataclass(frozen=True, slots=True)
class Skin:
    """A person's skin at one site; None where the study did not report it.

    ``unknown`` holds the records from which figures that differ between persons are drawn (key ``age``);
    ``shares`` the Fitzpatrick types of a group, empty where the type is known or not reported.
    """

    site: str | None
    title: str
    age_years: float | None
    phototype: Phototype | None
    sex: str | None
    phenotype: Phenotype
    concern: Concern | None
    layers: tuple[Layer, ...]
    penetration_measured: bool
    unknown: Mapping[str, Parameter] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study) -> Self:
        """Return the skin of a study with one place and one concern, its group included."""
        return cls.resolve(study.skin, study.population)

    @classmethod
    def resolve(cls, spec: SkinSpec, group: PopulationSpec | None = None) -> Self:
        """Look up the site, type, tendency and concern of a study and set the layers to its age.

        The layers of a group are those of its mean age.

        Raises
        ------
        InputError
            A key that is in no catalogue.
        """
        sites = [entry("sites", spec.site)] if spec.site else _faces()
        ages = group.age if group else None
        unreported = {} if spec.age is not None else {"age": _ages(ages)}
        usual_age = spec.age if ages is None else ages.middle
        concern = _concern(spec.concern, group.severity if group else None) if spec.concern else None
        return cls(
            site=spec.site,
            title=str(sites[0]["title"]) if spec.site else "Face, site not reported",
            age_years=spec.age,
            phototype=phototypes()[spec.phototype] if spec.phototype else None,
            sex=spec.sex,
            phenotype=_phenotype(spec.phenotype),
            concern=concern,
            layers=_with_scar(_layers(sites, usual_age), concern.thickness_um if concern else None),
            penetration_measured=bool(spec.site) and bool(sites[0]["penetration_measured"]),
            unknown=unreported,
            shares=dict(group.phototype or {}) if group else {},
        )

    def layer(self, name: str) -> Layer:
        """Return a layer by its name (one of `LAYERS`)."""
        return next(layer for layer in self.layers if layer.name == name)

    def depth_um(self, name: str) -> tuple[float, float]:
        """Return mean and standard deviation (um) of the depth of a layer's lower boundary.

        Where two methods measured a layer, the mean lies between them and the spread reaches both.
        """
        above = self.layers[: LAYERS.index(name) + 1]
        between = sum(layer.mean_um * (layer.other - 1.0) / 2.0 for layer in above)
        spread = math.hypot(between, *(layer.sd_um for layer in above))
        return sum(layer.mean_um for layer in above) + between, spread


def phototypes() -> dict[str, Phototype]:
    """Return the six types by key; where a type is unreported, persons are drawn by their ``share``."""
    entries = {
        key: record for key, record in read("skins/phototypes.yaml").items() if not key.startswith("_")
    }
    return {
        key: Phototype(
            key,
            record["ordinal"],
            Normal(record["ita_deg"], record["ita_sd"]),
            Lognormal(record["melanin"], record["melanin_gsd"]),
            Lognormal(record["closure"], record["closure_gsd"]),
            record["share"],
        )
        for key, record in entries.items()
    }


def _phenotype(key: str) -> Phenotype:
    record = read("skins/phenotypes.yaml")[key]
    factors = {name: Lognormal(f["factor"], f["gsd"]) for name, f in record["factors"].items()}
    return Phenotype(key, record["title"], factors)


def _ages(group: AgesSpec | None) -> Parameter:
    """Return the record of the ages of a group; of trial populations where none is stated."""
    prior = load_parameters()["skin.age_unreported"]
    if group is None:
        return prior
    youngest, oldest = group.ends
    low, high = youngest or 0.0, _OLDEST if oldest is None else oldest
    stated = Normal(group.middle, group.spread, low, high) if group.spread > 0 else Fixed(group.middle)
    return replace(
        prior,
        value=group.middle,
        distribution=stated,
        basis="definition",
        rationale="stated for this group",
        source=None,
    )


def _concern(spec: ConcernSpec, severity: SeveritySpec | None = None) -> Concern:
    record = read("skins/concerns.yaml")[spec.kind]
    special = record["morphologies"][spec.morphology] if spec.morphology else {"title": "", "state": {}}
    parameters = load_parameters()
    return Concern(
        kind=spec.kind,
        title=", ".join(part for part in (record["title"], special["title"]) if part),
        morphology=spec.morphology,
        age_years=spec.age,
        baseline=_severity(spec, severity),
        state={name: parameters[key] for name, key in {**record["state"], **special["state"]}.items()},
        thickness_um=spec.thickness if record.get("layer") else None,
        ages=record.get("ages", False),
    )


def _severity(spec: ConcernSpec, group: SeveritySpec | None) -> BaselineSpec | None:
    """Return how severe a concern is: as stated for it, or for the group on its scale."""
    if group is None:
        return spec.baseline
    return BaselineSpec(scale=group.scale or scales(spec.kind)[0], value=group.mean, sd=group.sd)


def _faces() -> list[dict[str, Any]]:
    """Return the facial sites, which stand for a site that was not reported: most trials treat faces."""
    sites = (entry("sites", key) for key in catalogue("sites"))
    return [site for site in sites if site["region"] == "face"]


def _layers(sites: list[dict[str, Any]], age: float | None) -> tuple[Layer, ...]:
    """Return the layers of a site, or of the mixture of several, at an age (None: at the reference age)."""
    epidermis = [_pooled(sites, name) for name in ("stratum_corneum", "viable_epidermis")]
    papillary, dermis = (_aged(_pooled(sites, name), age) for name in ("papillary_dermis", "dermis"))
    rest = math.sqrt(max(dermis.sd_um**2 - papillary.sd_um**2, 0.0))
    reticular = _layer(
        "reticular_dermis", dermis.mean_um - papillary.mean_um, rest, dermis.basis, dermis.sources, dermis.why
    )
    papillary, reticular = (replace(layer, other=dermis.other) for layer in (papillary, reticular))
    return (*epidermis, papillary, reticular, _pooled(sites, "hypodermis"))


def _with_scar(layers: tuple[Layer, ...], thickness: float | None) -> tuple[Layer, ...]:
    """Return layers in which a scar of stated thickness (um) takes the place of the dermis."""
    if thickness is None:
        return layers
    upper = min(next(x for x in layers if x.name == "papillary_dermis").mean_um, _UPPER_SCAR * thickness)
    stated = {"papillary_dermis": upper, "reticular_dermis": thickness - upper}
    return tuple(
        _layer(x.name, um, _STATED * um, "definition", (), "the stated thickness of the scar")
        if (um := stated.get(x.name))
        else x
        for x in layers
    )


def _pooled(sites: list[dict[str, Any]], name: str) -> Layer:
    """Mix the layer over sites: the spread holds persons and sites."""
    records = [site["layers"][name] for site in sites]
    mean = sum(r["mean"] for r in records) / len(records)
    variance = sum(r["sd"] ** 2 + (r["mean"] - mean) ** 2 for r in records) / len(records)
    basis = "assumed" if any(r["basis"] == "assumed" for r in records) else "derived"
    sources = tuple(dict.fromkeys(source for r in records for source in r.get("sources", ())))
    why = (
        records[0].get("how") or records[0].get("rationale", "")
        if len(records) == 1
        else "mean of the facial sites"
    )
    other = sum(r["histology"]["mean"] if "histology" in r else r["mean"] for r in records) / len(records)
    return replace(_layer(name, mean, math.sqrt(variance), basis, sources, why), other=other / mean)


def _aged(layer: Layer, age: float | None) -> Layer:
    """Thin a layer of the dermis with age; the doubt about the rate widens the spread."""
    parameters = load_parameters()
    rate, reference = parameters["skin.dermal_thinning"], parameters["skin.reference_age"].value
    start = parameters["skin.thinning_from"].value
    decades = 0.0 if age is None else (max(age, start) - reference) / 10.0
    factor = 1.0 - rate.value * decades
    spread = math.hypot(layer.sd_um * factor, layer.mean_um * rate.distribution.sd * decades)
    aged = _layer(layer.name, layer.mean_um * factor, spread, layer.basis, layer.sources, layer.why)
    return replace(aged, other=layer.other)


def _layer(name: str, mean: float, sd: float, basis: str, sources: tuple[str, ...], why: str) -> Layer:
    return Layer(name, Normal(mean, sd, _LEAST_SHARE * mean), basis, sources, why)


def pain_record(site: str | None) -> str | None:
    """Return the record by which pain at a site differs from that of the cheek; None where it does not."""
    return read("skins/pain.yaml").get(site) if site else None


def give_record(site: str | None) -> str | None:
    """Return the record by which skin at a site gives way to needles; None where it does as the cheek."""
    return read("skins/give.yaml").get(site) if site else None


def spacing_record(site: str | None) -> str | None:
    """Return the record of how close remnants of hairs stand at a site; None where as on trunk and limbs."""
    return read("skins/remnants.yaml").get(site) if site else None
