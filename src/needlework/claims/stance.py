"""Whether a sentence says a thing, denies it or asks it."""

from __future__ import annotations

import re
from typing import Literal

from needlework.claims.phrases import Match, compile_phrase
from needlework.claims.sentences import Sentence

Stance = Literal["says", "denies", "asks"]

_REACH = 4  # words that a plain "not" governs
_FAR = 10  # words within which "... is a myth" still speaks of what stands before it
_NOT = re.compile(
    r"(?:not|no|never|without|cannot|can't|neither|nor|nobody|none|hardly|rarely|seldom|scarcely|\w+n't)\Z"
)
_ONLY = {"only", "just", "merely", "simply", "mention", "doubt", "wonder", "matter", "surprise", "looked"}
_ONLY |= {"unusual", "uncommon", "unexpected", "abnormal", "rare"}  # two denials say it
_FEW = [[much, joint] for much in ("little", "minimal", "few") for joint in ("to", "or")]  # "... no pain"
_WHOLE = {"completely", "entirely", "fully", "totally", "wholly", "perfectly", "100"}
_WHOLE |= {"always", "all", "every", "everyone", "everybody"}
# Words that make a denial one of another time, another case or another thing: "no redness after a week".
_ELSEWHERE = {"if", "unless", "until", "after", "when", "once", "age", "ages", "as", "without"}
_ELSEWHERE |= {"cream", "creams", "lotion", "lotions", "smokers", "smoking", "laser", "lasers", "peels"}
_UNSURE = {"may", "might", "could", "perhaps", "possibly", "often", "sometimes"}
_ENDS_NOT = re.compile(
    r"(?:but|yet|however|and|while|so|because|which|that|who|whose|can|may|might|will|would|it)\Z"
)
_ENDS_MYTH = {"but", "because", "yet", "however", "while", "whereas", "although", "though", "instead"}
_PLURAL_BE = {
    "are",
    "were",
    "be",
}  # "results are not guaranteed and ..." is whole; "it is not proven that ..." is not
_MYTH = compile_phrase(
    "(myth~|misconception~|misbelief~|fallac~|falsely|wrongly|mistakenly|untrue|false|wrong|incorrect|"
    "(many|some|most)? (people|patients|clients) (think|believe|assume|fear|worry)|"
    "no such thing|"
    "no (good|real|solid|clinical|published|convincing)? (evidence|proof|trial|study|data|guarantee)|"
    "(not|never|nor|cannot|nobody|no one) .. "
    "(true|correct|proven|proved|shown|measured|established|promis~|guarantee~|claim~|say|says|said|state|states|"
    "suggest~|pretend~|impl~|maintain|maintains|advertise~|describe~|call|calls))"
)
_REFUTED = compile_phrase(
    "(is|are|was|were|remain~|that's|it's) (still|just|simply|also)? (a|an)? "
    "(myth|misconception|fallacy|false|untrue|wrong|incorrect|unproven|untested|nonsense)"
)
_UNSHOWN = compile_phrase(
    "(not|never) (yet|really)? (been)? "
    "(true|so|correct|proven|proved|shown|established|sought|granted|obtained|given)"
)


def stance(sentence: Sentence, match: Match) -> Stance:
    """Tell whether the sentence says, denies or asks what a phrase found in it.

    Words of the phrase itself never count as denial: "does not darken" is a thing said.
    """
    if sentence.asks:
        return "asks"
    denials = len(_plain_denials(sentence, match)) + _called_myth(sentence, match)
    return "denies" if denials % 2 else "says"


def partly(sentence: Sentence, match: Match) -> bool:
    """Tell whether a denial is of a part only, or unsure: "not completely", "may not", "not all"."""
    texts = [word.text for word in sentence.words]
    if _ELSEWHERE.intersection(texts):
        return True
    for at in (at for at, text in enumerate(texts) if _NOT.match(text)):
        unsure = at > 0 and texts[at - 1] in _UNSURE
        if unsure or _WHOLE.intersection((*texts[at + 1 : at + 4], *texts[match.last : match.last + 3])):
            return True
    return False


def _plain_denials(sentence: Sentence, match: Match) -> set[int]:
    """Return the places of "not", "no" and their like that govern a named word; one that is repeated once."""
    found, inside = set(), {sentence.words[at].start for at in match.words}
    for start in match.runs():
        for back in range(1, _REACH + 1):
            if start - back < 0 or sentence.words[start - back + 1].opens_clause:
                break
            at = start - back
            word = sentence.words[at].text
            if _ENDS_NOT.match(word) or at in match.words:
                break
            if _NOT.match(word):
                few = at > 1 and [w.text for w in sentence.words[at - 2 : at]] in _FEW
                if not few and (sentence.words[at + 1].text not in _ONLY or at + 1 in match.words):
                    found.add(sentence.words[at].start)
                break
    return found - inside


def _called_myth(sentence: Sentence, match: Match) -> bool:
    """Tell whether the sentence calls the thing a myth, before it or after it."""
    before = _MYTH.find(_cut(sentence, 0, match.anchor))
    if before is not None:
        between = [word.text for word in sentence.words[before.last + 1 : match.anchor]]
        said = [word.text for word in sentence.words[max(0, before.first - 3) : before.first]]
        whole = "and" in between and said[-1:] and said[-1] in _PLURAL_BE
        ended = whole or _ENDS_MYTH.intersection(between)
        return not ended and not any(_NOT.match(text) for text in said)
    after = _cut(sentence, match.last + 1, len(sentence.words))
    refutations = (phrase.find(after) for phrase in (_REFUTED, _UNSHOWN))
    return any(found is not None and found.first <= _FAR for found in refutations)


def _cut(sentence: Sentence, first: int, last: int) -> Sentence:
    return Sentence(sentence.start, sentence.end, sentence.shown, sentence.words[first:last])
