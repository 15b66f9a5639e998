"""Cut a text into sentences and words that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

LONGEST = 150  # words; longer runs are cut, so that no rule can take long
_NAMED = 60  # letters of a word that the rules can name; no word of theirs is longer
_HEADING = 9  # words; a heading is not longer
_SHORT_LINE = 40  # characters; a line this short that ends without a stop is a heading or an item

_REPLIES = {"yes", "no", "absolutely", "definitely", "certainly", "never"}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = rf"[^\W_{_INVISIBLE}](?:[^\W_]|[{_INVISIBLE}])*"
_UNITS = {
    **dict.fromkeys(("min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs"), "hours"),
    **dict.fromkeys(("wk", "wks"), "weeks"),
    **dict.fromkeys(("mth", "mths"), "months"),
    **dict.fromkeys(("yr", "yrs"), "years"),
}
_UNIT = rf"(?:{'|'.join(_UNITS)}|minutes?|hours?|days?|weeks?|months?|years?|mm|cm|ml)"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+|\d+(?={_UNIT}\b)|{_LETTERS}(?:['’ʼ]{_LETTERS}|-\n\s*(?=[a-z]){_LETTERS})*|%", re.I
)
_CLAUSE = re.compile(r"[,;:()\[\]—–|]|\s-\s")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_BULLET = (
    r"[•▪◦‣·*\-–—✓✔✗✘☐□■●○➢➤→»§Ø\uf0b7\uf0a7\uf0d8\uf0fc]|(?-i:o(?=\s+[A-Z]))|"
    r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[[ x]?\]"
)
_ITEM = re.compile(rf"\s*(?:(?P<bullet>{_BULLET})|#{{1,6}})(?:\s+|$)", re.I)
_BOLD = re.compile(r"\s*(\*\*|__).+\1\s*:?\s*")  # a line in bold is a heading
_CLOSING = "\"'”’)]*_ "
_SPEAKER = re.compile(r"\s*(?:q|a|question|answer|faq)\s*\d{0,2}\s*[:.)]\s+", re.I)
_SENTENCES = re.compile(r"[.!?]\s+[A-Z]")
_LONGEST_ROW = 600  # characters; a longer row of a table lays out a page
_SMALL_MARKS = "®™©℠°℃℉№℗"  # written on a word or a figure; they end nothing
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)\s*")
_ABBREVIATED = re.compile(
    r"\b(?:vs|e\.g|i\.e|dr|prof|mr|mrs|ms|fig|approx|incl|etc|st|ca|mins?|hrs?|secs?|wks?|yrs?|u\.s|u\.k|"
    r"inc|ltd|co|corp|jr|sr|m\.d|ph\.d|r\.n|cf|viz|resp|et al|dept|tel|ext|avg|max|temp|vol|pp?|ed|rev|"
    r"sept|jan|feb|aug|oct|nov|dec)\.$",
    re.I,
)
_NUMBERED = re.compile(r"\b(?:no|nos|nr|vol|fig)\.\s*$", re.I)  # "No. 5"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is compared (lower case), its place in the text, and whether a clause begins here."""

    text: str
    start: int
    end: int
    opens_clause: bool = False


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text: its place, its words and how it reads on one line.

    An opening "yes" or "no" that stands apart is the ``reply``, and none of the words; no more is a
    label such as "Q:". ``mark`` is the kind of mark before the entry of a list that it stands in ("•", "1",
    "a"; empty outside lists), ``opens`` tells that it opens a paragraph. ``cells`` are the numbers of the
    words that open the cells of a table's row; empty outside tables.
    """

    start: int
    end: int
    shown: str
    words: tuple[Word, ...]
    reply: str | None = None
    mark: str = ""
    opens: bool = False
    cells: tuple[int, ...] = ()

    @property
    def item(self) -> bool:
        """Whether it stands in an entry of a list."""
        return bool(self.mark)

    @property
    def colon(self) -> bool:
        """Whether it ends with a colon."""
        return self.shown.rstrip(_CLOSING)[-1:] == ":"

    @property
    def leads(self) -> bool:
        """Whether it leads to what stands below it: a heading, or a line that ends with a colon."""
        end = self.shown.rstrip(_CLOSING)[-1:]
        named = any(len(word.text) > 1 for word in self.words)  # a lone letter is debris of an encoding
        return self.colon or (named and not self.item and end not in ".!…,;" and len(self.words) <= _HEADING)

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.shown.rstrip(_CLOSING).endswith("?")

    @cached_property
    def line(self) -> str:
        """The words as the rules see them: each followed by one space, one space in front."""
        return " " + "".join(word.text + " " for word in self.words)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every form in which the rules may name one of its words; see `forms`."""
        return frozenset().union(*(forms(word.text) for word in self.words))

    @cached_property
    def _index(self) -> dict[int, int]:
        at, index = 1, {}
        for number, word in enumerate(self.words):
            index[at] = number
            at += len(word.text) + 1
        return {**index, at: len(self.words)}

    def word_at(self, position: int) -> int:
        """Return the number of the word that begins at a position of `line`."""
        return self._index[position]


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """Return a word as the rules may name it: itself, how it begins ("scar~"), ends, or what it holds."""
    word = word[:_NAMED]
    ends = range(1, len(word) + 1)
    parts = {word[start:end] for end in ends for start in range(end)}
    begins, closes = {word[:end] + "~" for end in ends}, {"~" + word[start:] for start in range(len(word))}
    return frozenset({word, *begins, *closes, *(f"~{part}~" for part in parts)})


def sentences(content: str) -> Iterator[Sentence]:
    """Yield the sentences of a text in order; headings and list items count as sentences.

    A single line break is taken as wrapping, unless an item begins or a short line ends without a stop.
    """
    for start, end, mark, opens in _units(content):
        for left, right in _split(content, start, end):
            speaker = _SPEAKER.match(content, left, right)
            words = list(_words(content, speaker.end() if speaker else left, right))
            reply = _reply(words)
            words = words[1:] if reply and len(words) > 1 else words
            for first in range(0, len(words), LONGEST):
                part = words[first : first + LONGEST]
                begin = left if first == 0 else part[0].start
                finish = right if first + LONGEST >= len(words) else part[-1].end
                shown = " ".join(content[begin:finish].split())
                cells = _cells(content, begin, finish, part)
                yield Sentence(begin, finish, shown, tuple(part), reply, mark, opens, cells)
                opens = False


def _reply(words: list[Word]) -> str | None:
    """Return the "yes" or "no" that a sentence opens with, if it stands apart."""
    if not words or words[0].text not in _REPLIES or (len(words) > 1 and not words[1].opens_clause):
        return None
    return words[0].text


def _units(content: str) -> Iterator[tuple[int, int, str, bool]]:
    at = 0
    gaps = (gap for gap in _BLANK_LINE.finditer(content) if not _runs_on(content, gap))
    for gap in [*gaps, None]:
        end = gap.start() if gap else len(content)
        for number, (start, stop, mark) in enumerate(_items(content, at, end)):
            yield start, stop, mark, number == 0
        at = gap.end() if gap else end


def _runs_on(content: str, gap: re.Match[str]) -> bool:
    """Tell whether a blank line stands in the midst of a sentence: some forms have one after every line."""
    line = content[content.rfind("\n", 0, gap.start()) + 1 : gap.start()].rstrip()
    unended = line.endswith(",") or (len(line) > _SHORT_LINE and line[-1].isalnum())
    return unended and content[gap.end() : gap.end() + 1].islower() and not _ITEM.match(content, gap.end())


def _items(content: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    lines = content[start:end].split("\n")
    longest = max(map(len, lines))
    begin = at = start
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        at += len(line) + 1
        if following is None or _breaks(line, following, longest):
            marker = _ITEM.match(content, begin, at - 1)
            mark = _kind(marker["bullet"]) if marker and marker["bullet"] else ""
            yield (marker.end() if marker else begin), at - 1, mark
            begin = at


def _kind(bullet: str) -> str:
    """Return the kind of a mark: "1" for every number, "a" for every letter, else the mark itself."""
    inner = bullet.strip("().")
    return "1" if inner.isdigit() else "a" if inner.isalpha() else bullet


def _breaks(line: str, following: str, longest: int) -> bool:
    if line.lstrip().startswith("|") or following.lstrip().startswith("|"):
        return True  # rows of a table
    if _ITEM.fullmatch(line):
        return False  # a mark on a line of its own belongs to the line below it
    if _ITEM.match(following) or line.lstrip().startswith("#") or _BOLD.fullmatch(line):
        return True
    if line.rstrip().endswith((".", "!", "?")):
        ends = not _ABBREVIATED.search(line.rstrip())  # the sentence ends here, and its entry with it
        return ends and following.lstrip()[:1].isupper()
    if line.rstrip().endswith(":"):
        return following.lstrip()[:1].isupper()  # what a colon leads to stands below it
    ended = line.rstrip().endswith((",", ";", "-"))
    return not ended and following.lstrip()[:1].isupper() and len(line) < max(_SHORT_LINE, 0.7 * longest)


def _split(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for at in _stops(content, start, end):
        if content[begin:at].strip():
            yield begin, at
        begin = at
    if content[begin:end].strip():
        yield begin, end


def _stops(content: str, start: int, end: int) -> Iterator[int]:
    parts = _parts_items if not _row(content, start, end) else lambda character: False
    symbols = (i + 1 for i in range(start, end) if parts(content[i]))
    ends = (
        stop.end()
        for stop in _STOP.finditer(content, start, end)
        if not content[stop.end() : stop.end() + 1].islower()
        and not _ABBREVIATED.search(content[max(start, stop.start() - 8) : stop.end()].rstrip())
        and not (
            content[stop.end() : stop.end() + 1].isdigit()
            and _NUMBERED.search(content[max(start, stop.start() - 5) : stop.end()])
        )
    )
    return iter(sorted({*symbols, *ends}))


def _parts_items(character: str) -> bool:
    symbol = unicodedata.category(character) == "So" and character not in _SMALL_MARKS
    return character in "|•▪" or symbol


def _words(content: str, start: int, end: int) -> Iterator[Word]:
    last = start
    for found in _WORD.finditer(content, start, end):
        opens = bool(_CLAUSE.search(content, last, found.start()))
        yield Word(_plain(found.group()), found.start(), found.end(), opens)
        last = found.end()


def _row(content: str, start: int, end: int) -> bool:
    """Tell whether a line is a row of a table, of cells without sentences."""
    line = content[start:end].strip()
    short = line[:1] == "|" and line.count("|") > 1 and len(line) <= _LONGEST_ROW
    return short and "\n" not in line and _SENTENCES.search(line) is None


def _cells(content: str, start: int, end: int, words: list[Word]) -> tuple[int, ...]:
    """Return the number of the word that opens each cell of a table's row; nothing for other sentences."""
    if not _row(content, start, end):
        return ()
    bars = [at for at in range(start, end) if content[at] == "|"]
    return tuple(sum(word.start < bar for word in words) for bar in bars)


def _plain(word: str) -> str:
    joined = re.sub(rf"-\n\s*|[{_INVISIBLE}]", "", word)
    folded = unicodedata.normalize("NFKC", joined).casefold()
    folded = "percent" if folded == "%" else folded.replace("’", "'").replace("ʼ", "'").replace(" ", "")
    return _UNITS.get(folded, folded)
