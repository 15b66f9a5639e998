"""How far a misspelt word is from a known one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

_ALIKE = ("aeiouy", "cksxzq", "fvp", "gj", "mn", "dt", "bp")
_SOUNDS = {letter: number for number, letters in enumerate(_ALIKE) for letter in letters}
_ALLOWED = 0.22  # distance allowed for each letter of the known word
_MOST = 2.5
_SHORTEST = 5  # shorter words are taken as they stand


class Speller:
    """Finds the known word that a misspelt one was meant to be.

    Parameters
    ----------
    known
        Words that may be meant, in normal form; of two equally near the earlier is taken.
    allowed
        Distance allowed for each letter of the known word.
    """

    def __init__(self, known: Iterable[str], allowed: float = _ALLOWED) -> None:
        self._allowed = allowed
        self._starting: dict[object, list[str]] = {}
        for word in dict.fromkeys(known):
            if len(word) >= _SHORTEST:
                for start in {_sound(word[0]), ("lost", _sound(word[1]))}:
                    self._starting.setdefault(start, []).append(word)
        self.nearest = lru_cache(maxsize=4096)(self._nearest)

    def _nearest(self, word: str) -> str | None:
        """Return the nearest known word within reach that starts alike, or with one letter more."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        best, least = None, math.inf
        start = _sound(word[0])
        for candidate in (*self._starting.get(start, ()), *self._starting.get(("lost", start), ())):
            reach = min(_MOST, self._allowed * len(candidate), least)
            if abs(len(candidate) - len(word)) <= reach:
                distance = spelling_distance(word, candidate, reach)
                if distance <= reach and distance < least:
                    best, least = candidate, distance
        return best


def spelling_distance(written: str, meant: str, limit: float = math.inf) -> float:
    """Return the edit distance of two words, with the usual slips at half price.

    An edit is a letter added, lost or changed, or two neighbours swapped (optimal string alignment). A vowel
    taken for another, a letter doubled or not, a silent h, and consonants that sound alike cost half; a wrong
    first letter costs half an edit more.

    Returns
    -------
    float
        In edits; 0 for equal words; infinity as soon as it is sure to pass `limit`.
    """
    added = [_lost(meant, j) for j in range(len(meant))]
    previous: list[float] = []
    row = [0.0]
    for cost in added:
        row.append(row[-1] + cost)
    for i, letter in enumerate(written):
        before_previous, previous = previous, row
        dropped = _lost(written, i)
        row = [previous[0] + dropped]
        for j, other in enumerate(meant):
            if letter == other:
                best = previous[j]
            else:
                best = previous[j] + (0.5 if _sound(letter) == _sound(other) else 1.0) + 0.5 * (i == j == 0)
                if i and j and letter == meant[j - 1] and written[i - 1] == other:
                    best = min(best, before_previous[j - 1] + 0.75)
            row.append(min(best, previous[j + 1] + dropped, row[j] + added[j]))
        if min(row) > limit and min(previous) > limit:
            return math.inf
    return row[-1]


def _sound(letter: str) -> object:
    """Return what a letter sounds like, as something to compare."""
    return _SOUNDS.get(letter, letter)


def _lost(word: str, index: int) -> float:
    """Return the price of a letter too many or too few."""
    if index == 0:
        return 1.5
    sound = _sound(word[index])
    neighbours = (word[index - 1], *word[index + 1 : index + 2])
    return 0.5 if word[index] == "h" or any(_sound(letter) == sound for letter in neighbours) else 1.0
