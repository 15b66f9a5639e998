"""Times in free words: "5 weeks ago", "since March 2024", "for the past year", "as a child", "next week"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
_CALENDAR = "january february march april may june july august september october november december"
_MONTHS = _CALENDAR.split()
_MONTH_OF = {name[:n]: number for number, name in enumerate(_MONTHS, 1) for n in (3, 4, len(name))}
_SEASONS = ("spring", "summer", "autumn", "winter", "fall", "christma", "easter", "holiday")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend")
_ABOUT = ("about", "around", "approx", "approximately", "roughly", "circa", "nearly", "almost", "just")
_MORE = (("over",), (">",), ("more", "than"), ("at", "least"), ("longer", "than"), ("well", "over"))
_LESS = (("under",), ("<",), ("less", "than"), ("not", "even"), ("at", "most"), ("up", "to"))
_PREFIXES = {"since": "since", "until": "until", "till": "until", "within": "within", "in": "in"}
_PREFIXES |= dict.fromkeys(("for", "over", "during"), "for")
_BEFORE = ("ago", "back", "earlier", "before", "previously", "prior")
_AFTER = ("after", "post", "following")
_UNKNOWN_AGE = 5 * YEAR  # how long ago youth is taken to be when the age is not known

Phrase = tuple[str, ...]
Found = tuple["TimeSpan", int] | None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time in days, low <= high; kind is ago, since, until, for, within, ahead, old or bare.

    For ago, since and until the days count back from today; for the others they are a length.
    """

    kind: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Fixed phrases: `spans` in days; `youth` by the age in years at which it is over."""

    spans: Mapping[Phrase, TimeSpan]
    youth: Mapping[Phrase, float]


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads times against the day of the study and the person's age in years; both may be unknown."""

    phrases: TimeWords
    today: date | None = None
    age: float | None = None

    def read(self, words: Sequence[str], i: int) -> Found:
        """Read the time that starts at word `i`; return it with the index after it, or None."""
        return (
            self._phrase(words, i)
            or self._decade(words, i)
            or self._at_age(words, i)
            or self._prefixed(words, i)
            or self._named(words, i)
            or _counted(words, i)
        )

    def _phrase(self, words: Sequence[str], i: int) -> Found:
        for length in range(min(5, len(words) - i), 0, -1):
            phrase = tuple(words[i : i + length])
            if phrase in self.phrases.spans:
                return self.phrases.spans[phrase], i + length
            if phrase in self.phrases.youth:
                return TimeSpan("ago", self._since_age(self.phrases.youth[phrase]), math.inf), i + length
        return None

    def _decade(self, words: Sequence[str], i: int) -> Found:
        """Read "in the 90s" and "the 1980s"."""
        start = i + (_word(words, i) == "in")
        start += _word(words, start) == "the"
        digits = _word(words, start)
        if start == i or _word(words, start + 1) != "s" or not digits.isdigit() or len(digits) not in (2, 4):
            return None
        year = int(digits) if len(digits) == 4 else int(digits) + (1900 if digits >= "30" else 2000)
        first, last = self._in(year, None), self._in(year + 9, None)
        return TimeSpan("ago", last.low, first.high), start + 2

    def _since_age(self, years: float) -> float:
        return _UNKNOWN_AGE if self.age is None else max(0.0, self.age - years) * YEAR

    def _at_age(self, words: Sequence[str], i: int) -> Found:
        """Read "at age 15", "aged 15", "when I was 15", "in her twenties"."""
        first = _word(words, i)
        if first == "in" and _word(words, i + 1) in ("my", "her", "his"):
            years, end = _number(words, i + 2)
            if years is None or years[0] < 20 or years[0] % 10:
                return None
            since = 0.0 if self.age is None else max(0.0, self.age - years[0] - 10) * YEAR
            return TimeSpan("ago", since, math.inf), end + (_word(words, end) == "s")
        start = i + (first in ("at", "from", "since"))
        if _word(words, start) in ("age", "aged"):
            start += 1 + (_word(words, start + 1) == "of")
        elif first in ("when", "until", "till", "since") and _word(words, i + 2) == "was":
            start = i + 3
        elif first != "at" or _amount(words, start)[0] is not None:
            return None
        years, end = _number(words, start)
        if years is None or words[start] in ("a", "an", "the"):
            return None
        kind = {"from": "since", "since": "since", "until": "until", "till": "until"}.get(first, "ago")
        return TimeSpan(kind, self._since_age(years[1] + 1), math.inf), end

    def _prefixed(self, words: Sequence[str], i: int) -> Found:
        """Read "since 2019", "until 3 weeks ago", "for two years", "in the last month", "in 2 weeks"."""
        kind = _PREFIXES.get(words[i])
        if kind is None:
            return None
        start = i + 1 + (_word(words, i + 1) == "the")
        recent = _word(words, start) in ("last", "past", "previous", "preceding")
        moment = self._calendar(words, start) or (None if recent else _ago(words, start))
        if kind in ("since", "until"):
            moment = moment or self._phrase(words, start) or self._phrase(words, start - 1)
            moment = moment or self._named(words, start) or _weekday(words, start)
        if moment is not None:
            span, end = moment
            if kind == "until" and span.kind == "ahead":
                return TimeSpan("for", 0.0, math.inf), end  # "on it until next month" is on it now
            return TimeSpan(kind if kind in ("since", "until") else span.kind, span.low, span.high), end
        amount, end = _amount(words, start + recent, 1.0 if recent else None)
        if amount is None:
            return None
        if recent and kind == "in" or kind == "within":
            return TimeSpan("within", 0.0, amount[1]), end
        return TimeSpan("ahead" if kind == "in" else kind, *amount), end

    def _named(self, words: Sequence[str], i: int) -> Found:
        """Read "last summer", "last year", "on Monday", "last March", "2022", "March 2022"."""
        first, second = _word(words, i), _word(words, i + 1)
        if first == "last" and second in _SEASONS:
            return TimeSpan("ago", 45.0, 1.5 * YEAR), i + 2
        if first == "last" and second == "year":
            unknown = TimeSpan("ago", MONTH, 2 * YEAR)
            return (unknown if self.today is None else self._in(self.today.year - 1, None)), i + 2
        if first in ("last", "on"):
            day = _weekday(words, i + 1)
            if day:
                return day
        if first == "last" and second in _MONTH_OF:
            return self._calendar(words, i + 1)
        return self._calendar(words, i, needs_year=True)

    def _calendar(self, words: Sequence[str], i: int, needs_year: bool = False) -> Found:
        """Read a year, or a month or season with or without its year."""
        i += _word(words, i) in ("early", "late", "mid")
        month = _MONTH_OF.get(_word(words, i))
        i += month is not None or _word(words, i) in _SEASONS
        year = _word(words, i)
        if len(year) == 4 and year.isdigit() and 1930 <= int(year) <= 2099:
            return self._in(int(year), month), i + 1
        if month is None or needs_year:
            return None
        if self.today is None:
            return TimeSpan("ago", 0.0, YEAR), i
        return self._in(self.today.year - (month > self.today.month), month), i

    def _in(self, year: int, month: int | None) -> TimeSpan:
        """Return how long ago a month or year was; unknown where the day of the study is."""
        if self.today is None:
            return TimeSpan("ago", 0.0, math.inf)
        first = date(year, month or 1, 1)
        end = date(year + 1, 1, 1) if month in (None, 12) else date(year, month + 1, 1)
        if first > self.today:
            return TimeSpan("ahead", float((first - self.today).days), float((end - self.today).days))
        return TimeSpan("ago", float(max((self.today - end).days + 1, 0)), float((self.today - first).days))


def _weekday(words: Sequence[str], i: int) -> Found:
    return (TimeSpan("ago", 0.0, 8.0), i + 1) if _word(words, i) in _WEEKDAYS else None


def _counted(words: Sequence[str], i: int) -> Found:
    """Read an amount: "5 weeks ago", "3 weeks after", "4 months old", or a bare "6 months"."""
    ago = _ago(words, i)
    if ago is not None:
        return ago
    amount, end = _amount(words, i)
    if amount is None:
        return None
    following = _word(words, end)
    if following in _AFTER or (following in ("since", "from") and end + 1 < len(words)):
        return TimeSpan("ago", *amount), end
    if following == "old":
        return TimeSpan("old", *amount), end + 1
    if following in ("now", "already"):
        return TimeSpan("for", *amount), end + 1
    return TimeSpan("bare", *amount), end


def _ago(words: Sequence[str], i: int) -> Found:
    amount, end = _amount(words, i)
    if amount is None or _word(words, end) not in _BEFORE:
        return None
    return TimeSpan("ago", *amount), end + 1


def _amount(
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
    j += _word(words, j) in ("good", "full", "long", "whole")
    unit = _word(words, j)
    if unit not in _UNITS or (unit in _LETTERS and not _word(words, j - 1)[-1:].isdigit()):
        return None, i
    span, j = _and_a_half(words, span, j + 1)
    low, high = span[0] * _UNITS[unit], span[1] * _UNITS[unit]
    return (0.0 if bound == "less" else low, math.inf if bound == "more" else high), j


def _range(words: Sequence[str], i: int) -> tuple[tuple[float, float] | None, int]:
    span, j = _number(words, i)
    if span is not None and _word(words, j) in ("-", "to", "or", "and"):
        upper, end = _number(words, j + 1)
        if upper is not None and _word(words, j + 1) != "a":
            return (span[0], upper[1]), end
    return span, j


def _and_a_half(words: Sequence[str], span: tuple[float, float], i: int) -> tuple[tuple[float, float], int]:
    if list(words[i : i + 3]) == ["and", "a", "half"]:
        return (span[0] + 0.5, span[1] + 0.5), i + 3
    return span, i


def _bound(words: Sequence[str], i: int) -> tuple[int, str | None]:
    """Skip "about", "more than" or "less than" before a number."""
    while _word(words, i) in _ABOUT:
        i += 1
    for bound, phrases in (("more", _MORE), ("less", _LESS)):
        for phrase in phrases:
            if tuple(words[i : i + len(phrase)]) == phrase:
                return i + len(phrase), bound
    return i, None


def _number(words: Sequence[str], i: int) -> tuple[tuple[float, float] | None, int]:
    """Read a number in figures or words; "a few" and the like give a range."""
    word = _word(words, i)
    if word in ("a", "an", "the") and _word(words, i + 1) in _VAGUE:
        i, word = i + 1, words[i + 1]
    if word in _VAGUE:
        return _VAGUE[word], i + 1 + (_word(words, i + 1) == "of")
    if word == "half":
        return (0.5, 0.5), i + 1 + (_word(words, i + 1) in ("a", "an"))
    if word in ("a", "an"):
        return ((0.5, 0.5), i + 2) if _word(words, i + 1) == "half" else ((1.0, 1.0), i + 1)
    value = _NUMBERS.get(word, _figure(word))
    if value is None:
        return None, i
    if word in _TENS[1:] and _word(words, i + 1) in _ONES[:9]:
        value, i = value + _NUMBERS[words[i + 1]], i + 1
    return (value, value), i + 1


def _figure(word: str) -> float | None:
    text = word.replace(",", ".")
    return float(text) if text.replace(".", "", 1).isdigit() and text.isascii() else None


def _word(words: Sequence[str], i: int) -> str:
    return words[i] if 0 <= i < len(words) else ""
