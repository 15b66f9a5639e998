"""The rule language: a phrase of a few marks, compiled to a matcher over the words of one sentence.

===============  =====================================================================
``scar``         this word
``scar~``        a word that begins so; ``~pigment~`` a word that holds it
``(a|b c)``      one of these
``x?``           the word or group before it may be missing
``..`` ``...``   up to three, up to eight words of any kind
``<n>``          a number, in digits or as a word
``{reduce}``     a group kept by name in ``data/claims/words/groups.yaml``
``a !b``         ``a`` with no ``b`` right after it
``a & b``        both, in any order, in the same sentence
``a & !b``       ``a`` in a sentence without ``b``
===============  =====================================================================

Hyphens part words, case does not matter, and no gap crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from needlework.claims.sentences import Sentence

GAPS = {"..": 3, "...": 8}
_NUMBER_WORDS = "one two three four five six seven eight nine ten twelve fifteen twenty thirty forty sixty"
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(_NUMBER_WORDS.split())}) "
_ANY = r"\S*"
_MARK = re.compile(r"\s*(\{\w+\}|<n>|\.{3}|\.{2}|[()|?&!]|~?[^\W_]+(?:'[^\W_]+)*~?)")


@dataclass(frozen=True, slots=True)
class Literal:
    """One word, or the part of it that must stand at its beginning, its end or anywhere."""

    text: str
    open_left: bool = False
    open_right: bool = False

    @property
    def form(self) -> str:
        """How it is written in a phrase; `needlework.claims.sentences.forms` gives a word's forms."""
        return "~" * self.open_left + self.text + "~" * self.open_right


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits or as a word."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many words of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty sequence makes it optional."""

    options: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """What must not come next; it takes up no word."""

    item: Item


Item = Literal | Number | Gap | Choice | Barred
Sequence = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The numbers of the words of a sentence that a phrase named; words in its gaps are left out.

    ``anchor`` is the first word of the phrase's first part, which carries its meaning.
    """

    words: frozenset[int]
    anchor: int

    @property
    def first(self) -> int:
        """The first named word."""
        return min(self.words)

    @property
    def last(self) -> int:
        """The last named word."""
        return max(self.words)

    def runs(self) -> list[int]:
        """Return the first word of every unbroken run of named words."""
        return [word for word in sorted(self.words) if word - 1 not in self.words]


@dataclass(frozen=True)
class Phrase:
    """A phrase: sequences that must all stand in a sentence, and sequences that must not."""

    source: str
    present: tuple[Sequence, ...]
    absent: tuple[Sequence, ...]
    needs: tuple[frozenset[str], ...]

    @cached_property
    def _wanted(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(_compiled, self.present))

    @cached_property
    def _barred(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(_compiled, self.absent))

    def find(self, sentence: Sentence) -> Match | None:
        """Return where the phrase stands in a sentence, or None."""
        if any(needed.isdisjoint(sentence.forms) for needed in self.needs):
            return None  # told at once; most phrases are not in most sentences
        line = sentence.line
        first = _tightest(self._wanted[0], line)
        if first is None or any(pattern.search(line) for pattern in self._barred):
            return None
        found = [first, *(_nearest(pattern, line, first) for pattern in self._wanted[1:])]
        parts = [_named(part, sentence) for part in found if part is not None]
        return Match(frozenset().union(*parts), min(parts[0])) if len(parts) == len(found) else None


def matches(phrases: Iterable[Phrase], sentence: Sentence) -> Iterator[Match]:
    """Yield where each of some phrases stands in a sentence."""
    return (match for phrase in phrases if (match := phrase.find(sentence)) is not None)


def compile_phrase(source: str, groups: Mapping[str, str] | None = None) -> Phrase:
    """Compile one phrase of the rule language.

    Parameters
    ----------
    source : str
        The phrase as written in a claim record.
    groups : mapping, optional
        The named groups, each a phrase without ``&``.

    Raises
    ------
    ValueError
        When the phrase is not of the language; the message says what is wrong.
    """
    marks = _marks(source, groups or {})
    present: list[Sequence] = []
    absent: list[Sequence] = []
    while True:
        target = present
        if marks and marks[0] == "!":
            target = absent
            marks.pop(0)
        target.append(_sequence(marks, source))
        if not marks:
            break
        if marks.pop(0) != "&":
            raise ValueError(f"an unexpected ')' or '|' in {source!r}")
    if not present:
        raise ValueError(f"nothing to find in {source!r}")
    needs = tuple(needed for part in present if (needed := _needed(part)))
    return Phrase(source, tuple(present), tuple(absent), needs)


def _marks(source: str, groups: Mapping[str, str]) -> list[str]:
    marks: list[str] = []
    at, text = 0, source.strip()
    while at < len(text):
        found = _MARK.match(text, at)
        if found is None:
            raise ValueError(f"{text[at:].strip()[:1]!r} is no mark of the language, in {source!r}")
        mark = found.group(1)
        if mark.startswith("{"):
            if mark[1:-1] not in groups:
                raise ValueError(f"no group is called {mark}, in {source!r}")
            marks += ["(", *_marks(groups[mark[1:-1]], groups), ")"]
        else:
            marks.append(mark)
        at = found.end()
    return marks


def _sequence(marks: list[str], source: str) -> Sequence:
    items: list[Item] = []
    while marks and marks[0] not in ("&", "|", ")"):
        mark = marks.pop(0)
        if mark == "?":
            if not items or isinstance(items[-1], (Gap, Barred)):
                raise ValueError(f"'?' follows no word or group, in {source!r}")
            items.append(Choice(((items.pop(),), ())))
        elif mark == "!":
            items.append(Barred(_next(marks.pop(0) if marks else "", marks, source)))
        else:
            items.append(_next(mark, marks, source))
    if all(isinstance(item, (Gap, Barred)) for item in items):
        raise ValueError(f"a part without a word, in {source!r}")
    return tuple(items)


def _next(mark: str, marks: list[str], source: str) -> Item:
    if mark == "(":
        return _choice(marks, source)
    if mark in GAPS:
        return Gap(GAPS[mark])
    if mark == "<n>":
        return Number()
    if not mark.strip("~").isalnum() and "'" not in mark:
        raise ValueError(f"{mark!r} stands where a word should, in {source!r}")
    return Literal(mark.strip("~").casefold(), mark.startswith("~"), mark.endswith("~"))


def _choice(marks: list[str], source: str) -> Choice:
    options = [_sequence(marks, source)]
    while marks and marks[0] == "|":
        marks.pop(0)
        options.append(_sequence(marks, source))
    if not marks or marks.pop(0) != ")":
        raise ValueError(f"a '(' is not closed, in {source!r}")
    return Choice(tuple(options))


def _compiled(sequence: Sequence) -> re.Pattern[str]:
    return re.compile(r"(?<= )" + _pattern(sequence))


def _pattern(sequence: Sequence) -> str:
    return "".join(map(_item_pattern, sequence))


def _item_pattern(item: Item) -> str:
    match item:
        case Literal(text, left, right):
            return _ANY * left + re.escape(text) + _ANY * right + " "
        case Number():
            return _NUMBER
        case Gap(most):
            return rf"((?:\S+ ){{0,{most}}}?)"  # captured, because its words are not named
        case Barred(barred):
            return f"(?!{_item_pattern(barred)})"
        case Choice(options):
            return f"(?:{'|'.join(map(_pattern, options))})"


def _needed(sequence: Sequence) -> frozenset[str]:
    """Return the smallest set of forms of which every match holds one; empty where there is none."""
    return min(filter(None, map(_needed_of, sequence)), key=len, default=frozenset())


def _needed_of(item: Item) -> frozenset[str]:
    match item:
        case Literal():
            return frozenset({item.form})
        case Choice(options):
            needed = list(map(_needed, options))
            return frozenset().union(*needed) if all(needed) else frozenset()
        case _:
            return frozenset()


def _tightest(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """Return the first match, begun as late as it can be: in "no knife, no bed" the second "no"."""
    found = pattern.search(line)
    while found is not None:
        later = pattern.search(line, found.start() + 1)
        if later is None or later.end() != found.end():
            break
        found = later
    return found


def _nearest(pattern: re.Pattern[str], line: str, first: re.Match[str]) -> re.Match[str] | None:
    """Return the match of a further part that stands nearest to the first part."""
    found = _tightest(pattern, line)
    best = found
    while found is not None:
        if best is None or _distance(found, first) < _distance(best, first):
            best = found
        found = pattern.search(line, found.start() + 1)
    return best


def _distance(one: re.Match[str], other: re.Match[str]) -> int:
    return max(one.start() - other.end(), other.start() - one.end(), 0)


def _named(found: re.Match[str], sentence: Sentence) -> set[int]:
    words = set(range(sentence.word_at(found.start()), sentence.word_at(found.end())))
    for start, end in found.regs[1:]:
        if start >= 0:
            words -= set(range(sentence.word_at(start), sentence.word_at(end)))
    return words
