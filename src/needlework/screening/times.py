"""Times in free words: "5 weeks ago", "since March 2024", "for the past year", "as a child", "next week"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from needlework.screening.amounts import MONTH, YEAR, amount_at, number_at, word_at

_CALENDAR = "january february march april may june july august september october november december"
_MONTHS = _CALENDAR.split()
_MONTH_OF = {name[:n]: number for number, name in enumerate(_MONTHS, 1) for n in (3, 4, len(name))}
_SEASONS = ("spring", "summer", "autumn", "winter", "fall", "christma", "easter", "holiday")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend")
_ORDINALS = ("st", "nd", "rd", "th")
_PREFIXES = {"since": "since", "until": "until", "till": "until", "within": "within", "in": "in"}
_PREFIXES |= dict.fromkeys(("for", "over", "during"), "for")
_BEFORE = ("ago", "back", "earlier", "before", "previously", "prior")
_AFTER = ("after", "post", "following")
DATED = ("ago", "within", "until", "old")  # kinds of time that tell when, not for how long
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
        start = i + (word_at(words, i) == "in")
        start += word_at(words, start) == "the"
        digits = word_at(words, start)
        if start == i or word_at(words, start + 1) != "s" or not re.fullmatch(r"\d\d|\d{4}", digits):
            return None
        year = int(digits) if len(digits) == 4 else int(digits) + (1900 if digits >= "30" else 2000)
        first, last = self._in(year, None), self._in(year + 9, None)
        return TimeSpan("ago", last.low, first.high), start + 2

    def _since_age(self, years: float) -> float:
        return _UNKNOWN_AGE if self.age is None else max(0.0, self.age - years) * YEAR

    def _at_age(self, words: Sequence[str], i: int) -> Found:
        """Read "at age 15", "aged 15", "when I was 15", "in her twenties"."""
        first = word_at(words, i)
        if first == "in" and word_at(words, i + 1) in ("my", "her", "his"):
            years, end = number_at(words, i + 2)
            if years is None or years[0] < 20 or years[0] % 10:
                return None
            since = 0.0 if self.age is None else max(0.0, self.age - years[0] - 10) * YEAR
            return TimeSpan("ago", since, math.inf), end + (word_at(words, end) == "s")
        start = i + (first in ("at", "from", "since"))
        if word_at(words, start) in ("age", "aged"):
            start += 1 + (word_at(words, start + 1) == "of")
        elif first in ("when", "until", "till", "since") and word_at(words, i + 2) == "was":
            start = i + 3
        elif first != "at" or amount_at(words, start)[0] is not None:
            return None
        years, end = number_at(words, start)
        if years is None or words[start] in ("a", "an", "the"):
            return None
        kind = {"from": "since", "since": "since", "until": "until", "till": "until"}.get(first, "ago")
        return TimeSpan(kind, self._since_age(years[1] + 1), math.inf), end

    def _prefixed(self, words: Sequence[str], i: int) -> Found:
        """Read "since 2019", "until 3 weeks ago", "for two years", "in the last month", "in 2 weeks"."""
        kind = _PREFIXES.get(words[i])
        if kind is None:
            return None
        start = i + 1 + (word_at(words, i + 1) == "the")
        recent = word_at(words, start) in ("last", "past", "previous", "preceding")
        moment = self._calendar(words, start) or (None if recent else _ago(words, start))
        if kind in ("since", "until"):
            moment = moment or self._phrase(words, start) or self._phrase(words, start - 1)
            moment = moment or self._named(words, start) or _weekday(words, start)
        if moment is not None:
            span, end = moment
            if kind == "until" and span.kind == "ahead":
                return TimeSpan("for", 0.0, math.inf), end  # "on it until next month" is on it now
            return TimeSpan(kind if kind in ("since", "until") else span.kind, span.low, span.high), end
        amount, end = amount_at(words, start + recent, 1.0 if recent else None)
        if amount is None:
            return None
        if recent and kind == "in" or kind == "within":
            return TimeSpan("within", 0.0, amount[1]), end
        return TimeSpan("ahead" if kind == "in" else kind, *amount), end

    def _named(self, words: Sequence[str], i: int) -> Found:
        """Read "last summer", "last year", "on Monday", "last March", "2022", "March 2022"."""
        first, second = word_at(words, i), word_at(words, i + 1)
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
        """Read a year, or a month or season with or without its year; a day beside it is passed over."""
        i += word_at(words, i) in ("early", "late", "mid")
        start = _day(words, i)
        dated = start > i
        month = _MONTH_OF.get(word_at(words, start))
        i = start + (month is not None or word_at(words, start) in _SEASONS)
        if month is not None and not dated and (end := _ordinal(words, i)) > i:
            i, dated = end, True
        year = word_at(words, i)
        if len(year) == 4 and year.isdigit() and 1930 <= int(year) <= 2099:
            return self._in(int(year), month), i + 1
        if month is None or (needs_year and not dated):
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


def _day(words: Sequence[str], i: int) -> int:
    """Return where the month stands after a day: "15 Nov", "1st of October"; `i` where there is none."""
    if not (word_at(words, i).isdigit() and 1 <= int(words[i]) <= 31):
        return i
    end = i + 1 + (word_at(words, i + 1) in _ORDINALS)
    end += word_at(words, end) == "of"
    return end if word_at(words, end) in _MONTH_OF else i


def _ordinal(words: Sequence[str], i: int) -> int:
    """Return where a day after its month ends: "October 1st", "Nov 15 2025"."""
    if not (word_at(words, i).isdigit() and 1 <= int(words[i]) <= 31):
        return i
    if word_at(words, i + 1) in _ORDINALS:
        return i + 2
    return i + 1 if len(word_at(words, i + 1)) == 4 and words[i + 1].isdigit() else i


def _weekday(words: Sequence[str], i: int) -> Found:
    return (TimeSpan("ago", 0.0, 8.0), i + 1) if word_at(words, i) in _WEEKDAYS else None


def _counted(words: Sequence[str], i: int) -> Found:
    """Read an amount: "5 weeks ago", "3 weeks after", "4 months old", or a bare "6 months"."""
    ago = _ago(words, i)
    if ago is not None:
        return ago
    amount, end = amount_at(words, i)
    if amount is None:
        return None
    following = word_at(words, end)
    if following in _AFTER or (following in ("since", "from") and end + 1 < len(words)):
        return TimeSpan("ago", *amount), end
    if following == "old":
        return TimeSpan("old", *amount), end + 1
    if following in ("now", "already"):
        return TimeSpan("for", *amount), end + 1
    return TimeSpan("bare", *amount), end


def _ago(words: Sequence[str], i: int) -> Found:
    amount, end = amount_at(words, i)
    if amount is None or word_at(words, end) not in _BEFORE:
        return None
    return TimeSpan("ago", *amount), end + 1
