"""How a sentence is to be read: what leads to it, what it points back to, what its denial reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from needlework.claims.phrases import Phrase
from needlework.claims.sentences import Sentence, Word

LONGEST_LEAD = 30  # words; a longer line before a list is no lead to it
_ENTRY = 12  # words; a longer entry is a sentence of its own, unless a long line with a colon leads to it
_LONG_ENTRY, _LONG_LEAD = 25, 7
_AHEAD, _AHEAD_WITHIN = {"following", "below"}, 5  # such a word at its end tells that a list is to come
_UNDER_HEADING = 8  # sentences of running text that a heading still speaks of


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_ANAPHORA = word_set("these this they it that those both such symptoms effects reactions most all any")
_BACK = 3  # sentences back to which such a word may point
_OPENING = 4  # words within which a sentence points back
_DENIALS = {"no", "without", "not", "never", "zero", "nor"}
_AUXILIARY = word_set("is are was were will would can could do does did has have had should may might must")
_TURNS = _AUXILIARY | word_set(
    "be been shall you we i it they he she there this that which who results result but so because if when "
    "while to"
)
_PART = 4  # words in one entry of a list that a denial reaches
_NONE = {"no", "none", "never", "not", "nope", "nothing", "zero", "nil", "hardly", "barely"}
_SHORT_ANSWER = 4  # words
_SUBJECTS = {"it", "you", "i", "we", "they", "this", "that", "there", "one"}


@dataclass(frozen=True, slots=True)
class View:
    """A sentence as it is compared: words from elsewhere may stand among its own."""

    sentence: Sentence

    def holds(self, word: Word) -> bool:
        """Tell whether a word stands in the sentence itself, and is not read into it from elsewhere."""
        return self.sentence.start <= word.start < self.sentence.end


@dataclass(frozen=True, slots=True)
class Clues:
    """The phrases by which sentences are told to belong together."""

    before: Phrase
    after: Phrase
    heading: Phrase
    offers: Phrase
    listed: Phrase
    passing: Phrase
    effect: Phrase


def views(found: Sequence[Sentence], clues: Clues) -> Iterator[View]:
    """Yield each sentence of a text as it is to be read, in order."""
    lead: Sentence | None = None
    heads: Sentence | None = None
    since = 0
    for number, sentence in enumerate(found):
        view = View(_spread(sentence)) if heads is None else View(_under_heads(sentence, heads))
        heads = (heads or sentence) if sentence.cells else None
        before = found[max(0, number - _BACK) : number]
        if lead is not None and _ends_list(lead, before[-1], sentence):
            lead = None
        entry = sentence.item or _continues(sentence, lead, since, clues)
        heads_list = sentence.leads and (not entry or (sentence.colon and sentence.item))
        if heads_list or _announces(sentence, entry):
            lead, since = sentence, 0
        elif lead is not None:
            since += not entry
            view = _below(view, lead, entry, since, clues)
            lead = None if lead.colon and not entry else lead
        yield _pointing_back(view, before, clues)


def _under_heads(sentence: Sentence, heads: Sentence) -> Sentence:
    """Read each cell of a table's row with the head of its column before it."""
    if len(sentence.cells) != len(heads.cells):
        return sentence
    words = [
        word for cells in zip(_by_cell(heads), _by_cell(sentence), strict=True) for word in chain(*cells)
    ]
    return replace(sentence, words=tuple(words))


def _by_cell(row: Sentence) -> list[tuple[Word, ...]]:
    return [row.words[left:right] for left, right in pairwise((*row.cells, len(row.words)))]


def _ends_list(lead: Sentence, above: Sentence, sentence: Sentence) -> bool:
    """Tell whether an entry has the mark of the entry that leads a list, and not that of the list's own."""
    return sentence.item and sentence.mark == lead.mark and above.mark not in ("", lead.mark)


def _announces(sentence: Sentence, entry: bool) -> bool:
    """Tell whether running text names a list that is to come: "not for you with any of the following"."""
    return not entry and any(word.text in _AHEAD for word in sentence.words[-_AHEAD_WITHIN:])


def _continues(sentence: Sentence, lead: Sentence | None, since: int, clues: Clues) -> bool:
    """Tell whether a short line stands in a list without marks, below a colon or a heading for such."""
    if lead is None or sentence.asks or sentence.colon:
        return False
    if lead.colon:
        return not sentence.opens and (sentence.leads or since == 0)
    if not sentence.leads:
        return False
    heads = clues.heading.find(lead) or clues.offers.find(lead)
    return bool(heads and since <= _UNDER_HEADING and clues.listed.find(sentence) and _fragment(sentence))


def _below(view: View, lead: Sentence, entry: bool, since: int, clues: Clues) -> View:
    """Read an entry with the line that leads to its list, and a sentence with what its heading means."""
    sentence = view.sentence
    if since == 1 and lead.asks and _fragment(sentence):
        return _joined(lead.words, view)
    most = _LONG_ENTRY if len(lead.words) >= _LONG_LEAD else _ENTRY
    if entry and lead.colon and len(lead.words) <= LONGEST_LEAD and len(sentence.words) <= most:
        return _joined(lead.words, view)
    return _joined(_meant(lead, entry, clues), view) if since <= _UNDER_HEADING else view


def _fragment(sentence: Sentence) -> bool:
    """Tell whether it has no verb of its own, as far as the commonest tell ("Acne scars, fine lines")."""
    if sentence.reply is not None or _negative(sentence):
        return False
    return len(sentence.words) <= _LONG_ENTRY and all(word.text not in _TURNS for word in sentence.words)


def _meant(lead: Sentence, listed: bool, clues: Clues) -> list[Word]:
    """Return the words by which a heading tells what is below: when, who not, what goes wrong, what for."""
    for meant, phrase in (("before", clues.before), ("after", clues.after)):
        if lead.leads and phrase.find(lead) is not None:
            return [replace(lead.words[0], text=meant)]
    found = clues.heading.find(lead)
    if found is not None:
        return [lead.words[at] for at in sorted(found.words)]
    return [replace(lead.words[0], text="treats")] if listed and clues.offers.find(lead) else []


def _joined(words: Sequence[Word], view: View) -> View:
    if not words:
        return view
    first, *others = view.sentence.words
    own = (replace(first, opens_clause=True), *others)
    return View(replace(view.sentence, words=(*words, *own)))


def _pointing_back(view: View, before: Sequence[Sentence], clues: Clues) -> View:
    """Name in "these symptoms go within days" what a sentence shortly before was about."""
    own = [word.text for word in view.sentence.words if view.holds(word)]
    if _ANAPHORA.isdisjoint(own[:_OPENING]) or clues.passing.find(view.sentence) is None:
        return view
    if clues.effect.find(view.sentence) is not None:
        return view
    for sentence in reversed(before):
        named = clues.effect.find(sentence)
        if named is not None:
            return _joined([sentence.words[at] for at in sorted(named.words)], view)
    return view


def _spread(sentence: Sentence) -> Sentence:
    """Repeat a denial before each entry of the list it governs: "no pain, swelling or scars"."""
    words: list[Word] = []
    denial: Word | None = None
    for at, word in enumerate(sentence.words):
        if word.text in _DENIALS:
            denial = word if _closed_list(sentence.words, at) else None
        elif word.text in _TURNS:
            denial = None
        elif denial is not None and _opens_entry(sentence.words, at):
            words.append(replace(denial, opens_clause=word.opens_clause))
            word = replace(word, opens_clause=False)
        words.append(word)
    return sentence if len(words) == len(sentence.words) else replace(sentence, words=tuple(words))


def _opens_entry(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.text in ("or", "and"):
        return False
    return word.opens_clause or words[at - 1].text in ("or", "nor")


def _closed_list(words: Sequence[Word], at: int) -> bool:
    """Tell whether short entries parted by commas follow a denial up to an "or"."""
    length = 0
    for word in words[at + 1 :]:
        if word.text in ("or", "nor"):
            return True
        if word.text in _TURNS or word.text in _DENIALS:
            return False
        length = 1 if word.opens_clause else length + 1
        if length > _PART:
            return False
    return False


def answered_no(question: Sentence, answer: Sentence | None) -> Sentence | None:
    """Return what "no" to a question says: "Are there risks? None." is "there are no risks".

    None where the sentence after it is no such answer, or the question is not one of yes or no.
    """
    if answer is None or not question.asks or not _negative(answer):
        return None
    words = list(question.words)
    verb = words.pop(0) if words[0].text in _AUXILIARY else None
    if not words:
        return None
    here, place = (replace(words[at], opens_clause=False) for at in (0, min(1, len(words) - 1)))
    if verb is None or words[0].text == "there":
        kept = [w for w in words if w.text not in ("any", "there", "a", "an", "some", "much")]
        said = [replace(here, text="no"), *kept]
    elif words[0].text in _SUBJECTS:
        said = [words[0], replace(place, text=verb.text), replace(place, text="not"), *words[1:]]
    else:
        return None
    return replace(question, words=tuple(said), shown=question.shown.rstrip("?") + ".")


def _negative(answer: Sentence) -> bool:
    if answer.reply is not None:
        return answer.reply in _NONE
    return answer.words[0].text in _NONE and len(answer.words) <= _SHORT_ANSWER
