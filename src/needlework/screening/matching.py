"""From free words to known phrases: tokens, normal forms, the lexicon of everything the rules can hear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from needlework.screening.places import word_list
from needlework.screening.shorthand import written_out
from needlework.screening.spelling import Speller
from needlework.screening.times import Clock, Phrase, TimeSpan, TimeWords

_PIECE = r"\d{2,3}/\d{2,3}(?![\d/])|\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[-–—,;.:!?()/\n&+=<>%]"
_TOKEN = re.compile(_PIECE)
_MIXED = re.compile(rf"[^\W\d_]+\d[^\W_]*|{_PIECE}")  # T1D and G6PD are one word each
_NO_PLURAL = ("ss", "us", "is")
_KEPT = ("aids", "does", "goes")
_OF_NAMES = 0.15  # distance allowed for each letter where the word may be the name of something else
_LEAST_JOINED = 6  # letters that words run together, or torn apart, need to be put right


@dataclass(frozen=True, slots=True)
class Term:
    """Something the rules ask about: its kind, and where it is when nothing else is said.

    `becomes` is what it is beside other words, `equals` the mg of the first drug of its list that 1 mg of
    another one equals.
    """

    name: str
    kind: str
    place: str | None = None
    becomes: tuple[tuple[frozenset[Phrase], Term], ...] = ()
    equals: tuple[tuple[str, float], ...] = ()

    def dose(self, words: Phrase, mg: float) -> float:
        """Return a dose in mg of what the rules count in: 20 mg of hydrocortisone are 5 mg of prednisone."""
        return mg * next((each for name, each in self.equals if name in words), 1.0)

    @property
    def heeds(self) -> frozenset[str]:
        """Words beside it that make another matter of it."""
        return frozenset(word for cause, _ in self.becomes for phrase in cause for word in phrase)

    def beside(self, near: Iterable[Phrase]) -> Term:
        """Return what this is beside other words: a mole that "has changed" is another matter."""
        words = frozenset(near)
        return next((term for cause, term in self.becomes if cause & words), self)


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase can be: a term, an ordinary word, a place, cues to its neighbours, or a filler.

    `whole` marks a place that is a region ("face"), not a part of one ("nose").
    """

    term: Term | None = None
    ordinary: bool = False
    cues: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    whole: bool = False

    def with_role(self, other: Role) -> Role:
        """Return both roles in one; a phrase stands for one term only."""
        cues, places = self.cues | other.cues, self.places | other.places
        ordinary, whole = self.ordinary or other.ordinary, self.whole or other.whole
        return Role(self.term or other.term, ordinary, cues, places, whole)


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a history: its words, its role, a time, a dose in mg, or a mark such as a comma.

    `start` and `end` are its place in the entry, in characters. `noun` marks a word such as "lesion", which
    names something without telling what.
    """

    text: str
    words: Phrase
    start: int
    end: int
    role: Role = field(default_factory=Role)
    time: TimeSpan | None = None
    dose: float | None = None
    mark: str | None = None
    known: bool = True
    noun: bool = False

    def has(self, *cues: str) -> bool:
        """Tell whether this is one of these cues."""
        return not self.role.cues.isdisjoint(cues)


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int
    mark: bool
    capitals: bool = False
    name: bool = False  # a capital letter within a sentence


class Lexicon:
    """All phrases that are known, and how to find them in free words."""

    def __init__(
        self,
        roles: Mapping[Phrase, Role],
        fillers: Mapping[str, list[str]],
        guard: Mapping[str, list[str]],
        times: TimeWords,
    ) -> None:
        self.times = times
        self._roles = roles
        self._longest = max(map(len, roles))
        self._joined = {"".join(p): role for p, role in roles.items() if _can_join(p, role)}
        self._speller = Speller(_guessable(roles, guard))
        self._strict = Speller(_guessable(roles, guard), _OF_NAMES)
        self._nouns = frozenset(map(normal, fillers["nouns"]))
        self._fillers = frozenset(map(normal, fillers["words"])) | self._nouns
        self._abbreviations = frozenset(fillers["abbreviations"])
        self._known = {word for phrase in roles for word in phrase}
        self._known |= self._fillers | set(map(normal, guard["words"]))
        self._known |= {word for table in (times.spans, times.youth) for p in table for word in p}

    def read(self, text: str, clock: Clock) -> list[Item]:
        """Return the items of a history, in order; together they cover every word and mark."""
        text = written_out(text)
        tokens = list(_tokens(text, self._holds))
        shouted = not any(letter.islower() for letter in text)
        words = [self._spelt(token) for token in tokens]
        items, i = [], 0
        while i < len(tokens):
            item, end = self._item(tokens, words, i, clock)
            if tokens[i].capitals and not shouted and words[i] in self._abbreviations:
                item, end = dict[str, Any](known=False), i + 1
            start, stop = tokens[i].start, tokens[end - 1].end
            items.append(
                _joined(items, Item(text[start:stop], tuple(words[i:end]), start, stop, **item), text)
            )
            i = end
        return items

    def _item(
        self, tokens: list[_Token], words: list[str], i: int, clock: Clock
    ) -> tuple[dict[str, Any], int]:
        role, end = self._phrase(tokens, words, i)
        found = clock.read(words, i)
        if found and found[1] > (end if role else i):
            return {"time": found[0]}, found[1]
        if role:
            return {"role": role}, end
        if tokens[i].mark:
            return {"mark": tokens[i].word}, i + 1
        if words[i + 1 : i + 2] in (["mg"], ["milligram"]) and words[i].replace(".", "").isdigit():
            return {"dose": float(words[i])}, i + 2
        known = words[i] in self._fillers or words[i][:1].isdigit()
        return {"known": known, "noun": words[i] in self._nouns}, i + 1

    def _holds(self, word: str) -> bool:
        """Tell whether a word is known as it stands."""
        return normal(word) in self._known or normal(word) in self._joined

    def _phrase(self, tokens: list[_Token], words: list[str], i: int) -> tuple[Role | None, int]:
        for n in range(min(self._longest, len(words) - i), 0, -1):
            role = self._roles.get(tuple(words[i : i + n]))
            if role is None and n <= 3 and not any(t.mark for t in tokens[i : i + n]):
                role = self._joined.get("".join(words[i : i + n]))
            if role is not None:
                return role, i + n
        return None, i

    def _spelt(self, token: _Token) -> str:
        """Return the known word that a word is meant to be; a name ("on Dianette") has to be nearer to it."""
        if token.mark or token.word in self._known or token.word in self._joined:
            return token.word
        return (self._strict if token.name else self._speller).nearest(token.word) or token.word


def _joined(before: list[Item], item: Item, text: str) -> Item:
    """Join a name with the same thing's name right before it: "Fraxel laser", "Juvederm filler"."""
    term = item.role.term
    if not before or term is None or before[-1].role.term != term:
        return item
    first = before.pop()
    words, role = first.words + item.words, first.role.with_role(item.role)
    return replace(item, text=text[first.start : item.end], words=words, start=first.start, role=role)


def _guessable(roles: Mapping[Phrase, Role], guard: Mapping[str, list[str]]) -> list[str]:
    """Return the words that a misspelling may be taken for: those of terms, and the cues that decide most."""
    everyday = frozenset(map(normal, guard["not_guessed"]))
    words = [word for phrase, role in roles.items() if role.term for word in phrase if word not in everyday]
    return words + [normal(word) for word in guard["guessed_cues"]]


def _can_join(phrase: Phrase, role: Role) -> bool:
    return (role.term is not None or role.ordinary) and len("".join(phrase)) >= _LEAST_JOINED


def _tokens(text: str, whole: Callable[[str], bool] = lambda word: True) -> Iterator[_Token]:
    """Split into words, figures and marks; a hyphen inside a word only parts it.

    A word of letters and figures ("T1D") stays whole where `whole` says that it is one, else it is parted.
    """
    for match in _pieces(text, whole):
        piece, start, end = match[0], match.start(), match.end()
        if piece[0].isalnum():
            inside = text[:start].rstrip()[-1:]
            name = piece.istitle() and (inside.isalnum() or inside == ",")
            yield _Token(normal(piece), start, end, False, piece.isupper(), name)
        elif piece in "-–—" and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            if text[start - 1].isdigit() and text[end].isdigit():
                yield _Token("-", start, end, True)
        else:
            yield _Token("-" if piece in "–—" else piece, start, end, True)


def _pieces(text: str, whole: Callable[[str], bool]) -> Iterator[re.Match[str]]:
    for match in _MIXED.finditer(text):
        parted = match[0].isalnum() and not match[0].isalpha() and not whole(match[0])
        yield from _TOKEN.finditer(text, match.start(), match.end()) if parted else [match]


@cache
def normal(word: str) -> str:
    """Return the form in which words are compared: no case, accents, apostrophes, plural or old spelling."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.removesuffix("'s").replace("'", "")
    if len(plain) >= 6:
        plain = plain.replace("ae", "e").replace("oe", "e")
        plain = plain[:-3] + "or" if plain.endswith("our") else plain
    if len(plain) < 4 or plain in _KEPT or plain.endswith(_NO_PLURAL) or not plain.endswith("s"):
        return plain
    if plain.endswith("ies") and len(plain) > 4:
        return plain[:-3] + "y"
    return plain[:-2] if plain.endswith(("ches", "shes", "sses", "xes")) else plain[:-1]


def phrase(text: str) -> Phrase:
    """Return a phrase of the word lists in the form of the tokens."""
    return tuple(token.word for token in _tokens(text) if not token.mark)


@cache
def load_lexicon() -> Lexicon:
    """Return the packaged lexicon; read once per process."""
    roles: dict[Phrase, Role] = {}

    def add(words: Iterable[str], role: Role) -> None:
        for text in words:
            key = phrase(text)
            roles[key] = roles[key].with_role(role) if key in roles else role

    terms = word_list("terms")
    for name, entry in terms.items():
        becomes = tuple(
            (frozenset(map(phrase, words)), Term(other, terms[other]["kind"]))
            for other, words in entry.get("becomes", {}).items()
        )
        equals = tuple((normal(word), float(each)) for word, each in entry.get("equals", {}).items())
        add(entry["words"], Role(term=Term(name, entry["kind"], entry.get("place"), becomes, equals)))
    for words in word_list("ordinary").values():
        add(words, Role(ordinary=True))
    for cue, words in word_list("cues").items():
        add(words, Role(cues=frozenset([cue])))
    for region, words in word_list("places")["words"].items():
        add(words, Role(places=frozenset([region])))
        add({region} & {*words}, Role(whole=True))
    times = word_list("times")
    spans = {
        phrase(text): TimeSpan(kind, float(least), float(most))
        for kind in ("ago", "ahead", "for")
        for text, (least, most) in times[kind].items()
    }
    youth = {phrase(p): float(age) for p, age in times["youth"].items()}
    return Lexicon(roles, word_list("fillers"), word_list("guard"), TimeWords(spans, youth))
