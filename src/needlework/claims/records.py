"""The claims on file: what is said of collagen induction, the verdict, and how to find it in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from needlework.claims.phrases import Match, Phrase, compile_phrase, matches
from needlework.claims.sentences import Sentence
from needlework.claims.stance import Stance, stance
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

VERDICTS = ("supported", "mixed", "unproven", "contradicted")
KINDS = ("outcome", "input", "rule", "care", "command", "test", "page", "not_modelled")
TOPICS = (
    "mechanism",
    "procedure",
    "timeline",
    "benefit",
    "comparison",
    "safety",
    "screening",
    "preparation",
    "aftercare",
)
ORIGINS = ("guides", "added", "beyond")

_REQUIRED = (
    "id",
    "claim",
    "topic",
    "origin",
    "verdict",
    "why",
    "sources",
    "careful",
    "represented_by",
    "phrases",
)
_OPTIONAL = ("must_be_modelled", "number", "otherwise", "myth", "contrary")
_OPPOSITE: Mapping[Stance, Stance] = {"says": "denies", "denies": "says", "asks": "asks"}
_OTHERWISE = {"contradicted": "supported", "mixed": "mixed", "unproven": "unproven"}


@dataclass(frozen=True, slots=True)
class Represented:
    """What stands for a claim in the program, and what it answers."""

    kind: str
    ref: str | None
    answer: str


@dataclass(frozen=True)
class Claim:
    """One claim: the statement in our words, the verdict, its sources, and the phrases that find it.

    Attributes
    ----------
    origin : str
        ``guides`` (the list of 94), ``added`` (in the guides, not in the list) or ``beyond`` (other texts).
    otherwise : str or None
        The verdict when a text says the opposite; None leaves such a sentence unjudged.
    myth : bool
        The phrases find the opposite of the claim; who says that denies the claim.
    said_as, denied_as : tuple of str
        Phrases as they are written, in the words of ``groups``.
    number : str or None
        The outcome to quote beside the verdict when a result is at hand.
    """

    id: str
    claim: str
    topic: str
    origin: str
    verdict: str
    otherwise: str | None
    myth: bool
    why: str
    sources: tuple[str, ...]
    careful: str
    represented_by: Represented
    must_be_modelled: bool
    number: str | None
    said_as: tuple[str, ...]
    denied_as: tuple[str, ...]
    groups: Mapping[str, str]
    where: str

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases that find the claim; compiled when a text is first checked, since reports need none."""
        return tuple(compile_phrase(phrase, self.groups) for phrase in self.said_as)

    @cached_property
    def contrary(self) -> tuple[Phrase, ...]:
        """Phrases of what contradicts what the phrases find: "infection may occur" and "no side effects"."""
        return tuple(compile_phrase(phrase, self.groups) for phrase in self.denied_as)

    def find(self, sentence: Sentence) -> Iterator[tuple[Match, Stance]]:
        """Yield what names the claim in a sentence, and whether the claim is said there, denied or asked."""
        for match in matches(self.phrases, sentence):
            yield match, self.turned(stance(sentence, match))
        for match in matches(self.contrary, sentence):
            if stance(sentence, match) == "says":
                yield match, self.turned("denies")

    def turned(self, said: Stance) -> Stance:
        """Return the stance to the claim of who says, denies or asks what its phrases find."""
        return _OPPOSITE[said] if self.myth else said

    def judged(self, said: Stance) -> str | None:
        """Return the verdict on a text that says, denies or asks the claim."""
        return self.otherwise if said == "denies" else self.verdict


@cache
def load_claims() -> Mapping[str, Claim]:
    """Return every packaged claim by its id, in order; read once per process.

    Raises
    ------
    InputError
        When a record is malformed; every fault is listed with its file and line.
    """
    return index_claims(data_root(), phrases=False)  # a test compiles every phrase of the package


def index_claims(root: Traversable, *, phrases: bool = True) -> Mapping[str, Claim]:
    """Read the claims under a data folder, and check their phrases if asked to; see `load_claims`."""
    groups = load_groups(root)
    claims = parse_all(
        read_records(root, "claims"),
        lambda record: check_claim(record) + (_phrase_faults(record, groups) if phrases else []),
        lambda record: parse_claim(record, groups),
    )
    ordered = sorted(claims, key=lambda claim: int(claim.id[1:]))
    return MappingProxyType(by_id(ordered, lambda claim: claim.id, lambda claim: claim.where))


def load_groups(root: Traversable | None = None) -> Mapping[str, str]:
    """Return the groups of words that phrases name in braces."""
    file = (root or data_root()) / "claims" / "words" / "groups.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def check_claim(record: Record) -> list[Fault]:
    """Return the faults of one claim record, but for those inside its phrases."""
    faults = key_faults(record, _REQUIRED, _OPTIONAL)
    for key, options in (
        ("verdict", VERDICTS),
        ("otherwise", VERDICTS),
        ("topic", TOPICS),
        ("origin", ORIGINS),
    ):
        faults += choice_fault(record, key, options)
    for key in ("sources", "phrases", "contrary"):
        value = record.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(x, str) for x in value)):
            faults.append(Fault(record.where, f"{key} as a list of text", repr(value), "write - item lines"))
    return faults + _represented_faults(record)


def _phrase_faults(record: Record, groups: Mapping[str, str]) -> list[Fault]:
    faults = []
    for phrase in (*(record.get("phrases") or ()), *(record.get("contrary") or ())):
        try:
            compile_phrase(str(phrase), groups)
        except ValueError as error:
            faults.append(Fault(record.where, "a phrase of the rule language", str(error), "correct it"))
    return faults


def _represented_faults(record: Record) -> list[Fault]:
    given = record.get("represented_by")
    if not isinstance(given, dict):
        return [] if given is None else [Fault(record.where, "kind, ref and answer", repr(given), "add them")]
    inner = Record(given, record.where)
    faults = key_faults(inner, ("kind", "answer"), ("ref",)) + choice_fault(inner, "kind", KINDS)
    if given.get("kind") not in ("not_modelled", None) and not given.get("ref"):
        faults.append(Fault(record.where, "the ref that stands for it", "nothing", "name it"))
    if record.get("must_be_modelled") and given.get("kind") in ("not_modelled", "page"):
        received = f"kind: {given['kind']}"
        faults.append(
            Fault(record.where, "an outcome, input, rule, care record, command or test", received, "model it")
        )
    return faults


def parse_claim(record: Record, groups: Mapping[str, str]) -> Claim:
    """Build a claim from a record that has no faults."""
    fields: dict[str, Any] = dict(record.fields)
    represented = fields.pop("represented_by")
    said_as, denied_as = (tuple(fields.pop(key, ())) for key in ("phrases", "contrary"))
    return Claim(
        **{
            "otherwise": _OTHERWISE.get(fields["verdict"]),
            "myth": False,
            "must_be_modelled": False,
            "number": None,
            **fields,
            "sources": tuple(fields["sources"]),
            "represented_by": Represented(represented["kind"], represented.get("ref"), represented["answer"]),
            "said_as": said_as,
            "denied_as": denied_as,
            "groups": groups,
            "where": record.where,
        }
    )
