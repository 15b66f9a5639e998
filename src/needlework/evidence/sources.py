"""The publications, labels and pages that the numbers come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from needlework.errors import Fault
from needlework.evidence.records import (
    Record,
    by_id,
    choice_fault,
    data_root,
    key_faults,
    parse_all,
    read_records,
)

READ = ("full_text", "abstract", "label_copy", "third_party", "memory")
_REQUIRED = ("key", "title", "read")
_OPTIONAL = ("authors", "container", "year", "doi", "pmid", "url", "accessed", "note")
_FIRST = re.compile(r"[,;]")
_INITIALS = re.compile(r" [A-Z]{1,3}$")
_VOLUME = re.compile(r",? \d.*$")
_DOMAIN = re.compile(r"[\w-]+(\.[a-z]+)+")
_LONGEST = 40  # characters of a citation


@dataclass(frozen=True, slots=True)
class Source:
    """One citable source, and how much of it was read."""

    key: str
    title: str
    read: str
    authors: str | None = None
    container: str | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    accessed: str | None = None
    note: str | None = None
    where: str = ""

    @property
    def citation(self) -> str:
        """One line: authors, title, container, year and the best address there is."""
        year = str(self.year) if self.year else None
        parts = [self.authors, self.title, self.container, year, self.address]
        return ". ".join(part.rstrip(".") for part in parts if part)

    @property
    def address(self) -> str | None:
        """DOI, else PubMed number, else web address with the day it was read; None for a recalled source."""
        if self.doi:
            return f"doi:{self.doi}"
        if self.pmid:
            return f"PMID {self.pmid}"
        return f"{self.url} (accessed {self.accessed})" if self.url else None


@cache
def load_sources() -> Mapping[str, Source]:
    """Return every packaged source by its key; read once per process.

    Raises
    ------
    InputError
        When a record is malformed or a key stands twice.
    """
    return index_sources(data_root())


def short(key: str) -> str:
    """Return a source as a reader would name it: author and year, journal and year, a site, or its title."""
    source = load_sources()[key]
    recalled = ", recalled" if source.read == "memory" else ""
    if source.year and source.authors:
        return f"{_INITIALS.sub('', _FIRST.split(source.authors)[0])} {source.year}{recalled}"
    if source.year and source.container:
        return f"{_VOLUME.sub('', source.container)} {source.year}{recalled}"
    if source.container and _DOMAIN.fullmatch(source.container):
        return f"{source.container}{recalled}"
    return f"{source.title}{recalled}"


def source_name(key: str) -> str:
    """Return a source as people cite it, in a few words; its key where it is not on file."""
    if key not in load_sources():
        return key
    name = short(key)
    return name if len(name) <= _LONGEST else name[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"


def index_sources(root: Traversable) -> Mapping[str, Source]:
    """Read the sources under a data folder; see `load_sources`."""
    sources = parse_all(read_records(root, "sources"), check_source, parse_source)
    return MappingProxyType(by_id(sources, lambda s: s.key, lambda s: s.where))


def check_source(record: Record) -> list[Fault]:
    """Return the faults of one source record."""
    faults = key_faults(record, _REQUIRED, _OPTIONAL) + choice_fault(record, "read", READ)
    for key in ("title", "authors", "container", "doi", "pmid", "url", "accessed", "note"):
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            faults.append(Fault(record.where, f"{key} as text", repr(value), "put it in quotes"))
    findable = record.get("doi") or record.get("pmid") or (record.get("url") and record.get("accessed"))
    if not findable and record.get("read") != "memory":
        expected = "doi, pmid, or url with accessed"
        faults.append(Fault(record.where, expected, "none of them", "add one, or set read: memory"))
    return faults


def parse_source(record: Record) -> Source:
    """Build a source from a record that has no faults."""
    return Source(**record.fields, where=record.where)
