"""Find the claims a text makes and set the evidence beside each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from needlework.claims.phrases import Match
from needlework.claims.read import Place, Text
from needlework.claims.records import Claim, load_claims
from needlework.claims.senses import Sensed, load_clues, sensed
from needlework.claims.sentences import Sentence, sentences
from needlework.claims.stance import Stance, partly
from needlework.claims.views import View, answered_no, views

_QUOTED = re.compile(r"“[^“”]{2,600}”|\"[^\"\n]{2,600}\"|«[^«»]{2,600}»")
_NO = {"no", "not", "never", "none", "nothing", "nope"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One claim found in one sentence.

    Attributes
    ----------
    stance : str
        ``says``, ``denies`` or ``asks`` what the claim's phrases find.
    verdict : str
        The evidence's verdict on what this sentence says.
    quoted : bool
        The words stand in quotation marks: someone else is made to say them.
    start, end : int
        Where those words stand in the running text.
    words : str
        The stretch of the sentence that was recognised.
    """

    claim: Claim
    stance: Stance
    verdict: str
    quoted: bool
    place: Place
    start: int
    end: int
    words: str
    sentence: str

    @property
    def counts(self) -> bool:
        """Whether the text stands for it: a question does not."""
        return self.stance != "asks"


@dataclass(frozen=True, slots=True)
class Rest:
    """A sentence in which no claim on file was recognised."""

    place: Place
    sentence: str


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in a text, in the order of the text."""

    name: str
    sentences: int
    hits: tuple[Hit, ...]
    not_recognised: tuple[Rest, ...]

    @property
    def contradicted(self) -> tuple[Hit, ...]:
        """The hits that the evidence contradicts, questions apart."""
        return tuple(hit for hit in self.hits if hit.verdict == "contradicted" and hit.counts)

    @property
    def exit_code(self) -> int:
        """1 when something is contradicted, else 0."""
        return 1 if self.contradicted else 0


def check_text(text: str | Text, claims: Iterable[Claim] | None = None) -> Review:
    """Review a text about collagen induction.

    Parameters
    ----------
    text : str or Text
        A plain string, or a text read by `needlework.claims.read.read`.
    claims : iterable of Claim, optional
        The claims to look for; all on file when not given.

    Returns
    -------
    Review
        Hits and the sentences without any; the review never says that a sentence is right as a whole.
    """
    text = Text.plain(text) if isinstance(text, str) else text
    wanted = tuple(load_claims().values() if claims is None else claims)
    quoted = [found.span() for found in _QUOTED.finditer(text.content)]
    found = list(sentences(text.content))
    hits: list[Hit] = []
    rest: list[Rest] = []
    read = [sensed(view) for view in views(found, load_clues())]
    for sentence, seen, following in zip_longest(found, read, found[1:]):
        here = [_hit(text, seen.view, made, quoted) for made in _judged(seen, following, wanted)]
        hits += sorted(here, key=lambda hit: (hit.place.line, hit.place.column))
        if not here:
            rest.append(Rest(text.place(sentence.words[0].start), sentence.shown))
    return Review(text.name, len(found), tuple(hits), tuple(rest))


@dataclass(frozen=True, slots=True)
class _Made:
    """A claim that a sentence makes: where its own words begin and end, and how it is said and judged."""

    claim: Claim
    start: int
    end: int
    said: Stance
    verdict: str


def _judged(seen: Sensed, following: Sentence | None, claims: tuple[Claim, ...]) -> Iterator[_Made]:
    negative = answered_no(seen.view.sentence, following)
    for claim in claims:
        made = _made(claim, seen, following)
        if made is None and negative is not None:
            made = _made(claim, Sensed(View(negative), seen.shown), None)
        if made is not None:
            yield made


def _made(claim: Claim, seen: Sensed, following: Sentence | None) -> _Made | None:
    denied: frozenset[int] = frozenset()
    for match, said in claim.find(seen.view.sentence):
        made = None if denied & match.words else _as_made(claim, match, said, seen, following)
        if made is not None:
            return made
        denied |= match.words if said == "denies" else frozenset()
    return None


def _as_made(
    claim: Claim, match: Match, said: Stance, seen: Sensed, following: Sentence | None
) -> _Made | None:
    """Return the claim as a match makes it; None where it makes none."""
    sentence = seen.view.sentence
    own = [word for at in match.words if seen.view.holds(word := sentence.words[at])]
    if not own:
        return None
    if seen.excludes and claim.topic == "screening":
        said = "says"  # "I am not pregnant" and "are you pregnant?" both name who is to ask first
    if said == "asks":
        said = claim.turned(_answered(following))
    verdict = claim.judged(said)
    if verdict is None or not seen.made(claim, match, verdict):
        return None
    if claim.turned(said) == "denies" and verdict == "contradicted" and partly(sentence, match):
        return None  # "not completely" contradicts nothing
    return _Made(claim, min(word.start for word in own), max(word.end for word in own), said, verdict)


def _answered(following: Sentence | None) -> Stance:
    """Return what the sentence after a question makes of it: "Does it hurt? No." denies."""
    if following is None:
        return "asks"
    reply = following.reply or following.words[0].text
    return "denies" if reply in _NO else "says" if following.reply else "asks"


def _hit(text: Text, view: View, made: _Made, quoted: list[tuple[int, int]]) -> Hit:
    inside = any(left < made.start and made.end < right for left, right in quoted)
    words = " ".join(text.content[made.start : made.end].split())
    return Hit(
        made.claim,
        made.said,
        made.verdict,
        inside,
        text.place(made.start),
        made.start,
        made.end,
        words,
        view.sentence.shown,
    )
