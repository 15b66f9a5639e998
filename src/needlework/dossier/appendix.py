"""From a number to its record to its source: the rows that the cells of the dossier lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from needlework.evidence.browse import show
from needlework.evidence.fit import load_fit
from needlework.evidence.observations import load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import Source, load_sources
from needlework.outcomes import outcomes

KINDS = ("observation", "record", "source", "outcome")
_QUOTED = re.compile(r"`([^`\n]+)`")
_LINE = re.compile(r" {2}(\S.*?) {2,}(.*)")


def on_file(kind: str) -> Mapping[str, Any]:
    """Return what is on file of a kind, by id."""
    loaders = {"observation": load_observations, "record": load_parameters, "source": load_sources}
    return loaders.get(kind, outcomes)()


def kind_of(id: str) -> str | None:
    """Return the kind of record that has this id, or None."""
    return next((kind for kind in KINDS if id in on_file(kind)), None)


def ids_in(cell: Any) -> list[str]:
    """Return the ids of a cell that holds one, several or none."""
    if cell is None:
        return []
    return [cell] if isinstance(cell, str) else [str(id) for id in cell]


def fitted_ids() -> frozenset[str]:
    """Return the observations that the shipped fit used, as its own record says, void or not."""
    fit = load_fit()
    return frozenset(fit.record.get("observations", ())) if fit else frozenset()


def quoted(text: str) -> list[str]:
    """Return what stands between backticks in a text."""
    return _QUOTED.findall(text)


@dataclass
class Cited:
    """Ids by kind, in the order in which they were first cited."""

    ids: dict[str, dict[str, None]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Cited:
        """Collect every id on file that a dossier cites, in cells of its kind and between backticks."""
        cited = cls()
        for id in document["fitted"]["observations"]:
            cited.add("observation", id)
        for row in document["domain"]["limits"]:
            cited.add("record", row["record"])
        for part in document["parts"]:
            for table in part["tables"]:
                for row in table["rows"]:
                    for key, column in table["columns"].items():
                        for id in ids_in(row.get(key)) if column["kind"] in KINDS else ():
                            cited.add(column["kind"], id)
        for text in _texts(document):
            for id in quoted(text):
                cited.add(kind_of(id) or "", id)
        cited.close()
        return cited

    def add(self, kind: str, id: str) -> None:
        """Add an id if it is on file; ids that are not have nothing to lead to."""
        if kind in self.ids and id in on_file(kind):
            self.ids[kind][id] = None

    def close(self) -> None:
        """Add the sources of every cited observation and record."""
        for kind in ("observation", "record"):
            for id in self.ids[kind]:
                if source := on_file(kind)[id].source:
                    self.add("source", source)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def appendix(cited: Cited) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of everything cited, by kind, sorted by id."""
    return {
        "observations": [_row(id, "observation") for id in sorted(cited.ids["observation"])],
        "records": [_row(id, "record") for id in sorted(cited.ids["record"])],
        "outcomes": [_outcome(id) for id in sorted(cited.ids["outcome"])],
        "sources": [_source(load_sources()[id]) for id in sorted(cited.ids["source"])],
    }


def _row(id: str, kind: str) -> dict[str, Any]:
    """Return everything on file about an observation or a record, as `needlework evidence show` prints it."""
    title, *lines = show(id).splitlines()
    facts = {m[1]: m[2] for text in lines if (m := _LINE.fullmatch(text))}
    if kind == "observation":
        facts["used in fit"] = "yes" if id in fitted_ids() else "no"
    return {
        "id": id,
        "title": title.partition(": ")[2],
        "source": on_file(kind)[id].source,
        "facts": {key: text for key, text in facts.items() if key not in ("source", "record")},
        "locator": getattr(on_file(kind)[id], "locator", None),
    }


def _outcome(id: str) -> dict[str, Any]:
    found = outcomes()[id]
    facts = {
        "unit": found.unit + (" change from baseline" if found.form == "change" else ""),
        "read as": found.observation,
        "label": found.label.replace("_", " "),
    }
    return {"id": id, "title": found.title, "facts": facts}


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.key,
        "title": source.citation,
        "link": link_of(source),
        "read": source.read,
        "note": source.note,
    }


def link_of(source: Source) -> str | None:
    """Return the address of a source: DOI, else PubMed, else the page that was read."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" if source.pmid else source.url
