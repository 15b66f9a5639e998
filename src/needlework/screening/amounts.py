"""Numbers and lengths of time in free words: "5 weeks", "two and a half years", "a few days"."""

from __future__ import annotations

import math
from collections.abc import Sequence

WEEK, MONTH, YEAR = 7.0, 365.25 / 12.0, 365.25
_NAMES = {1 / 24: "hour hr hrs h", 1.0: "day d", WEEK: "week wk wks w", 2 * WEEK: "fortnight"}
_NAMES |= {MONTH: "month mth mths mnth mo mos", YEAR: "year yr yrs y", 10 * YEAR: "decade"}
_UNITS: dict[str, float] = {name: days for days, names in _NAMES.items() for name in names.split()}
_LETTERS = ("h", "d", "w", "y", "mo")  # units only directly after a figure
_COUNT = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen, ten twenty thirty forty fifty sixty seventy eighty ninety"
)
_ONES, _TENS = (words.split() for words in _COUNT.split(", "))
_NUMBERS = {w: 10.0 * n for n, w in enumerate(_TENS, 1)} | {w: float(n) for n, w in enumerate(_ONES, 1)}
_VAGUE = {"few": (2.0, 5.0), "several": (3.0, 9.0), "many": (4.0, 90.0), "couple": (2.0, 3.0)}
_ABOUT = ("about", "around", "approx", "approximately", "roughly", "circa", "nearly", "almost", "just")
_MORE = (("over",), (">",), ("more", "than"), ("at", "least"), ("longer", "than"), ("well", "over"))
_LESS = (("under",), ("<",), ("less", "than"), ("not", "even"), ("at", "most"), ("up", "to"))


def amount_at(
    words: Sequence[str], i: int, default: float | None = None
) -> tuple[tuple[float, float] | None, int]:
    """Read a number of time units from word `i`; return (low, high) in days, or None."""
    start, bound = _bound(words, i)
    span, j = _range(words, start)
    if span is None and default is not None:
        span = (default, default)
    if span is None:
        return None, i
    span, j = _and_a_half(words, span, j)
    j += word_at(words, j) in ("good", "full", "long", "whole")
    unit = word_at(words, j)
    if unit not in _UNITS or (unit in _LETTERS and not word_at(words, j - 1)[-1:].isdigit()):
        return None, i
    span, j = _and_a_half(words, span, j + 1)
    low, high = span[0] * _UNITS[unit], span[1] * _UNITS[unit]
    return (0.0 if bound == "less" else low, math.inf if bound == "more" else high), j


def _range(words: Sequence[str], i: int) -> tuple[tuple[float, float] | None, int]:
    span, j = number_at(words, i)
    if span is not None and word_at(words, j) in ("-", "to", "or", "and"):
        upper, end = number_at(words, j + 1)
        if upper is not None and word_at(words, j + 1) != "a":
            return (span[0], upper[1]), end
    return span, j


def _and_a_half(words: Sequence[str], span: tuple[float, float], i: int) -> tuple[tuple[float, float], int]:
    if list(words[i : i + 3]) == ["and", "a", "half"]:
        return (span[0] + 0.5, span[1] + 0.5), i + 3
    return span, i


def _bound(words: Sequence[str], i: int) -> tuple[int, str | None]:
    """Skip "about", "more than" or "less than" before a number."""
    while word_at(words, i) in _ABOUT:
        i += 1
    for bound, phrases in (("more", _MORE), ("less", _LESS)):
        for phrase in phrases:
            if tuple(words[i : i + len(phrase)]) == phrase:
                return i + len(phrase), bound
    return i, None


def number_at(words: Sequence[str], i: int) -> tuple[tuple[float, float] | None, int]:
    """Read a number in figures or words; "a few" and the like give a range."""
    word = word_at(words, i)
    if word in ("a", "an", "the") and word_at(words, i + 1) in _VAGUE:
        i, word = i + 1, words[i + 1]
    if word in _VAGUE:
        return _VAGUE[word], i + 1 + (word_at(words, i + 1) == "of")
    if word == "half":
        return (0.5, 0.5), i + 1 + (word_at(words, i + 1) in ("a", "an"))
    if word in ("a", "an"):
        return ((0.5, 0.5), i + 2) if word_at(words, i + 1) == "half" else ((1.0, 1.0), i + 1)
    value = _NUMBERS.get(word, _figure(word))
    if value is None:
        return None, i
    if word in _TENS[1:] and word_at(words, i + 1) in _ONES[:9]:
        value, i = value + _NUMBERS[words[i + 1]], i + 1
    return (value, value), i + 1


def _figure(word: str) -> float | None:
    text = word.replace(",", ".")
    return float(text) if text.replace(".", "", 1).isdigit() and text.isascii() else None


def word_at(words: Sequence[str], i: int) -> str:
    """Return a word, or nothing beyond the ends."""
    return words[i] if 0 <= i < len(words) else ""
