"""Clauses that name nothing: what they say of what was named before them, or else after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from needlework.screening.clauses import DENIALS, STATES, Clause, word_set
from needlework.screening.drafts import (
    FRAMES,
    NEXT_CLAUSE,
    NOW,
    OF_ILLNESS,
    TRAITS,
    TREATMENT,
    Draft,
    taken,
)
from needlework.screening.matching import Term
from needlework.screening.times import DATED

# What may stand in a mere answer beside the denial: "none so far", "I have never had that".
_ANSWER = word_set(
    "a after afterwards again all any at been patch before did do does ever far had has have he herself "
    "himself i in is it known me mine myself now of one ones personally present self she since so such "
    "that the them then there thereafter these they this those until was we were yet"
)
_SINCE = word_set("since again afterwards after thereafter")
_BESIDE = ("comma", "answer")  # joints of another name for the same thing


def attach(parts: Sequence[Clause], groups: Sequence[list[Draft]]) -> None:
    """Let clauses that name nothing speak of what was named before them, or else of what comes next."""
    last: int | None = None
    for number, clause in enumerate(parts):
        if clause.names:
            if last is not None and all(map(taken, groups[number])):
                _state_illness(clause, groups[last])
            if last is None or not _purpose(clause, groups[number]):
                last = number
        elif (not clause.unknown or clause.items[0].has(*OF_ILLNESS)) and last is not None:
            if clause.any("family") and not clause.any(*DENIALS):
                groups[last].extend(
                    [replace(d, denial=None, whose="family") for d in groups[last] if d.denial]
                )
            if clause.any(*OF_ILLNESS) and all(map(taken, groups[last])):
                last = _ill(groups, last)  # "eczema, tralokinumab, skin clear"
            of = {draft.term for draft in groups[last]}
            head = _head(parts, last) if clause.any(*DENIALS) and mere_answer(clause) else last
            for at in range(number):  # "smoker, 20 pack years, quit 2020" speaks twice of one thing
                again = at + 1 == last and parts[last].joint in _BESIDE and _same(groups[at], of)
                if head <= at <= last or again:
                    _speak_of(clause, groups[at])
        elif not clause.unknown and number + 1 < len(groups):
            for draft in groups[number + 1]:
                _tell(clause, draft)


def _head(parts: Sequence[Clause], last: int) -> int:
    """Return the clause before the brackets one stands in: "Blood thinners (aspirin, warfarin): no"."""
    while last and parts[last].aside:
        last -= 1
    return last


def _purpose(clause: Clause, drafts: Sequence[Draft]) -> bool:
    """Tell whether a clause says what the one before is for: "LMWH (enoxaparin) for a clot, finished"."""
    return clause.items[0].has("for_what") and all(d.term.kind == "condition" for d in drafts)


def _ill(groups: Sequence[list[Draft]], last: int) -> int:
    """Return the clause up to the last one that names an illness, or else the last."""
    ill = [at for at in range(last + 1) if groups[at] and not all(map(taken, groups[at]))]
    return ill[-1] if ill else last


def _same(drafts: Sequence[Draft], terms: set[Term]) -> bool:
    return bool(drafts) and all(draft.term in terms for draft in drafts)


def _state_illness(clause: Clause, drafts: Sequence[Draft]) -> None:
    """Give an illness the state that the clause on its drug tells: "psoriasis, clear on Skyrizi"."""
    states = [cue for cue in OF_ILLNESS if clause.items[0].has(cue)]
    for draft in drafts:
        if states and not taken(draft):
            draft.said += [NEXT_CLAUSE, *states]


def _speak_of(clause: Clause, drafts: Sequence[Draft]) -> None:
    """Apply a clause such as "stopped 5 weeks ago", "none at present" or "(mother)" to what it follows."""
    heads = [draft for draft in drafts if not draft.dependent] or drafts
    if clause.any(*OF_ILLNESS):  # "doxycycline for rosacea, flaring now" speaks of the rosacea
        heads = [draft for draft in drafts if not taken(draft)] or heads
    denied = clause.any(*DENIALS) and mere_answer(clause)
    if denied and clause.any("own"):
        return  # "mother has keloids, I do not"
    of_illness = clause.any(*OF_ILLNESS) and not all(map(taken, heads))
    treatment = clause.any("stopped") and any(not TREATMENT.isdisjoint(item.words) for item in clause.items)
    for draft in heads:
        if treatment and draft.term.kind == "condition":
            continue  # the treatment has ended, not the illness
        if of_illness and taken(draft):
            continue  # "lupus on methotrexate, quiet" speaks of the lupus
        _tell(clause, draft)
        if clause.any("family") and clause.joint in ("answer", "comma"):
            draft.whose = "family"
        if clause.any("own"):
            draft.whose = "own"
        if clause.any("confirmed"):
            draft.unsure = False
            draft.frames.discard("tested")
            if draft.term.kind == "allergen" and "allergic" not in draft.frames:  # "nickel: positive"
                draft.frames.add("allergic")
                draft.allergy_unsure = True
        if denied:
            _answer(clause, draft)


def mere_answer(clause: Clause) -> bool:
    """Tell whether a denial stands alone: "none so far", but not "no treatment"."""
    others = [i for i in clause.items if not (i.has(*DENIALS) or i.noun) and i.time is None]
    return all(NOW & set(item.words) or set(item.words) <= _ANSWER for item in others)


def _answer(clause: Clause, draft: Draft) -> None:
    draft.unsure = False
    if clause.joint == "question" and ("stopped" in draft.said or "cleared" in draft.said):
        draft.said.append("started")  # "stopped isotretinoin? no"
    elif any(_SINCE & set(item.words) for item in clause.items) and draft.denial is None:
        draft.said.append("cleared")  # "cold sores in 2012, never since"
    elif clause.joint == "but" or any(not NOW.isdisjoint(item.words) for item in clause.items):
        draft.said.append("cleared")
    else:
        draft.denial = "plain"


def _tell(clause: Clause, draft: Draft) -> None:
    """Add states, times, places and the like of another clause to a draft."""
    draft.said.append(NEXT_CLAUSE)
    for item in clause.items:
        if item.time is not None:
            draft.said.append(item.time)
            if item.time.kind in DATED and any("last" in other.words for other in clause.items):
                draft.denial = None  # "no cold sores, last one in 2019"
        if item.dose is not None:
            draft.dose = item.dose
        cues = (cue for cue in (*STATES, "recurring", *TRAITS) if item.has(cue))
        draft.said += [cue for cue in cues if cue not in OF_ILLNESS or not taken(draft)]
        draft.frames |= {frame for frame in FRAMES if item.has(frame)}
        draft.put(item, spared=clause.any(*DENIALS))
