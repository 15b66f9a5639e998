"""What a sentence is about besides its claims: who is not treated, what may go wrong, when to seek help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from needlework.claims.phrases import Match, Phrase, compile_phrase, matches
from needlework.claims.records import Claim, load_groups
from needlework.claims.sentences import Sentence, Word
from needlework.claims.views import Clues, View
from needlework.files import packaged

_WORDS = "claims/words/senses.yaml"
_CONTRASTS = {"but", "however", "although", "though", "whereas", "otherwise", "instead", "nevertheless"}
_CONCEDES = {
    "while",
    "whilst",
    "although",
    "though",
    "despite",
}  # what follows their clause contrasts with it


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense: the phrases that show it, what such a sentence does not claim, and a word it implies."""

    says: tuple[Phrase, ...]
    topics: frozenset[str]
    claims: frozenset[str]
    verdicts: frozenset[str]
    adds: str | None = None

    def find(self, sentence: Sentence) -> Match | None:
        """Return where a sentence shows it, or None."""
        return next(matches(self.says, sentence), None)

    def drops(self, claim: Claim, verdict: str) -> bool:
        """Tell whether a sentence of this sense does not make a claim, or not so that the verdict stands."""
        return claim.topic in self.topics or claim.id in self.claims or verdict in self.verdicts


@dataclass(frozen=True, slots=True)
class Sensed:
    """A view with the senses that it shows, and where."""

    view: View
    shown: tuple[tuple[Sense, Match], ...]

    @property
    def excludes(self) -> bool:
        """Whether it says who is not to be treated."""
        return any(sense.adds for sense, _ in self.shown)

    def made(self, claim: Claim, match: Match, verdict: str) -> bool:
        """Tell whether the sentence makes a claim that a phrase found in it."""
        return not any(sense.drops(claim, verdict) and self._together(at, match) for sense, at in self.shown)

    def _together(self, one: Match, other: Match) -> bool:
        """Tell whether two matches share a word, or no contrast stands between them."""
        if one.words & other.words:
            return True
        first, second = sorted((one, other), key=lambda match: match.anchor)
        words = self.view.sentence.words
        between = words[first.anchor : second.anchor]
        conceded = any(word.text in _CONCEDES for word in words[: first.anchor])
        contrast = any(word.text in _CONTRASTS or (conceded and word.opens_clause) for word in between)
        return not contrast


def sensed(view: View) -> Sensed:
    """Return a view with its senses; a word that a sense implies is added at its end."""
    shown = [(sense, at) for sense in load_senses().values() if (at := sense.find(view.sentence)) is not None]
    words = list(view.sentence.words)
    for sense, _ in shown:
        if sense.adds:
            words.append(Word(sense.adds, words[-1].start, words[-1].end, opens_clause=True))
    return Sensed(View(replace(view.sentence, words=tuple(words))), tuple(shown))


@cache
def load_senses() -> Mapping[str, Sense]:
    """Return the packaged senses; read once per process."""
    groups = load_groups()
    return MappingProxyType(
        {name: _sense(fields, groups) for name, fields in packaged(_WORDS).items() if name != "clues"}
    )


@cache
def load_clues() -> Clues:
    """Return the phrases by which sentences are told to belong together."""
    groups = load_groups()
    return Clues(
        **{name: compile_phrase(phrase, groups) for name, phrase in packaged(_WORDS)["clues"].items()}
    )


def _sense(fields: Mapping[str, Any], groups: Mapping[str, str]) -> Sense:
    dropped = fields["drops"]
    return Sense(
        tuple(compile_phrase(phrase, groups) for phrase in fields["says"]),
        frozenset(dropped.get("topics", ())),
        frozenset(dropped.get("claims", ())),
        frozenset(dropped.get("verdicts", ())),
        fields.get("adds"),
    )
