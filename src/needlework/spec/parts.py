"""A study of several places or concerns as studies of one: the same person, draws and seed in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from needlework.errors import Fault, InputError, shown
from needlework.spec.document import KeyPath
from needlework.spec.fields import scales
from needlework.spec.load import load_study
from needlework.spec.schema import Study, ZoneSpec


@dataclass(frozen=True, slots=True)
class Part:
    """One place and one concern of a study.

    Attributes
    ----------
    zone
        Name of the zone, None in a study without zones.
    concern
        Kind of the concern, where a skin has several; None otherwise.
    study
        What is simulated.
    """

    zone: str | None
    concern: str | None
    study: Study

    @property
    def name(self) -> str:
        """Return the part in words."""
        return ", ".join(word for word in (self.zone, self.concern) if word)


def parts(study: Study) -> list[Part]:
    """Return what a study simulates, one concern at one place each; the study itself if it has one of both.

    Every part has the seed and the numbers of draws and persons of the study, so that a person is the same in
    all of them.
    """
    if not study.zones and not study.skin.more_concerns:
        return [Part(None, None, study)]
    found = []
    for i, zone in enumerate(study.zones or (None,)):
        concerns = study.skin.concerns if zone is None or zone.concern is None else zone.concerns
        for concern in concerns or (None,):
            kind = concern.kind if concern and len(concerns) > 1 else None
            single = _single(study, zone, concern.model_dump(mode="json", by_alias=True) if concern else None)
            if zone is not None and study._document:
                single._document = replace(study._document, moved=_moved(zone, i))
            found.append(Part(zone.name if zone else None, kind, single))
    return found


def zone_faults(study: Study) -> Iterator[Fault]:
    """Yield the faults of zones that only show once a zone is joined with the course, each at its zone."""
    for i, zone in enumerate(study.zones):
        try:
            _single(study, zone, None)
        except InputError as error:
            for fault in error.faults:
                key = fault.where.rpartition(".")[2]
                place = ("zones", i, key) if key in zone.model_fields_set else ("zones", i)
                yield replace(fault, where=study.where(*place))


def part_named(study: Study, name: str | None) -> int:
    """Return which part of a study goes by a name: of its zone, its concern, or both.

    Raises
    ------
    InputError
        A study of several parts and no name, or a name that none or several of them go by.
    """
    found = parts(study)
    if name is None and len(found) == 1:
        return 0
    met = [i for i, part in enumerate(found) if name in (part.name, part.zone, part.concern) and name]
    if len(met) == 1:
        return met[0]
    names = ", ".join(part.name or "none: this study has no zones" for part in found)
    received = "none" if name is None else shown(name)
    raise InputError([Fault("zone", f"one of: {names}", received, "name it with --zone")])


def _moved(zone: ZoneSpec, i: int) -> dict[KeyPath, KeyPath]:
    """Return where the keys of a place stand in the file that are its own, not those of course and skin."""
    return {
        (top, key): ("zones", i, key)
        for top in ("course", "skin")
        for key in zone.model_dump(exclude_unset=True)
    }


def _single(study: Study, zone: ZoneSpec | None, concern: dict[str, Any] | None) -> Study:
    plain = study.to_dict()
    plain.pop("zones", None)
    plain["skin"].pop("concern", None)
    if concern:
        plain["skin"]["concern"] = {key: value for key, value in concern.items() if value is not None}
    severity = study.population.severity
    if severity and not (concern and _rated(concern["kind"], severity.scale)):
        plain["population"].pop("severity")  # it is that of another concern
    if zone is not None:
        plain["course"] = study.course.at_zone(zone).model_dump(mode="json", by_alias=True, exclude_none=True)
        plain["skin"] |= {"site": zone.site} if zone.site else {}
        plain["title"] = ", ".join(text for text in (study.title, zone.name) if text)
    single = load_study(plain)
    single._document = study._document
    return single


def _rated(kind: str, scale: str | None) -> bool:
    """Return whether a concern is rated on a scale; None stands for the only one of a file."""
    return scale in scales(kind) if scale else bool(scales(kind))
