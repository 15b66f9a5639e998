"""What clauses say of one another: entries of a list, answers, and times that two things share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from needlework.screening.clauses import DENIALS, STATEMENTS, STATES, Clause, word_set
from needlework.screening.drafts import (
    FRAMES,
    NEXT_CLAUSE,
    NOW,
    OF_ILLNESS,
    SIGN,
    TRAITS,
    TREATMENT,
    Draft,
    taken,
)
from needlework.screening.matching import Term

# What may stand in a mere answer beside the denial: "none so far", "I have never had that".
_ANSWER = word_set(
    "a after afterwards again all any at been patch before did do does ever far had has have he herself "
    "himself i in is it known me mine myself now of one ones personally present self she since so such "
    "that the them then there thereafter these they this those until was we were yet"
)
_SINCE = word_set("since again afterwards after thereafter")
_DATED = ("ago", "within", "until", "old")
_BESIDE = ("comma", "answer")  # joints of another name for the same thing


@dataclass(frozen=True, slots=True)
class _Context:
    """What a clause hands on to the next entry of a list; `listed` when it is meant for bare entries too."""

    denial: str | None = None
    whose: str = "own"
    listed: bool = False
    frames: frozenset[str] = frozenset()


def relate(parts: Sequence[Clause], groups: Sequence[list[Draft]]) -> None:
    """Complete the drafts of each clause with what the other clauses say of them."""
    contexts = [_context(clause, bool(number)) for number, clause in enumerate(parts)]
    for number, clause in enumerate(parts):
        if clause.questioned:
            for draft in groups[number]:
                draft.unsure = True
        if number:
            contexts[number] = _inherit(parts, groups, contexts, number)
    for number in range(1, len(parts)):
        _name_again(parts[number], groups[number - 1], groups[number])
    _attach(parts, groups)
    for number in range(len(parts) - 2, -1, -1):
        _share_reaction(parts, groups, number)
        _share_denial(parts, groups, number)
        _share_allergy(parts, groups, number)
        _share_time(parts, groups, number)


def _name_again(clause: Clause, before: Sequence[Draft], drafts: Sequence[Draft]) -> None:
    """Give a second name in brackets what is said of the first: "stopped her blood thinner (Xarelto)"."""
    if clause.aside and clause.bare and len(before) == 1:
        for draft in drafts:
            if draft.term == before[0].term:
                draft.said[:0] = before[0].said


def _context(clause: Clause, answers: bool) -> _Context:
    """Return what a clause hands on, before it inherits anything; `answers` if a clause stands before."""
    denial = "list" if clause.any("denial_of_list") else "plain" if clause.any("denial") else None
    if answers and not clause.names and _mere_answer(clause):
        denial = None  # "keloids: no", but "denies: keloids, HIV"
    whose = "family" if clause.any("family") else "other" if clause.any("other_person") else "own"
    if clause.any("own"):
        whose = "own"
    listed = denial == "list" or any(item.has("family") and "history" in item.words for item in clause.items)
    frames = {frame for frame in FRAMES if clause.any(frame)}
    if not any(item.has("vaccinated") and item.words[-1] == "against" for item in clause.items):
        frames.discard("vaccinated")
    return _Context(denial, whose, listed, frozenset(frames))


def _inherit(
    parts: Sequence[Clause], groups: Sequence[list[Draft]], contexts: Sequence[_Context], number: int
) -> _Context:
    """Carry a denial, a person or an allergy over to one more entry of a list; return its own context."""
    clause, before, own = parts[number], contexts[number - 1], contexts[number]
    joint, drafts = clause.joint, groups[number]
    if joint == "except":
        return _excepted(parts, drafts, contexts, number)
    if joint in ("stop", "question", "but"):
        return own
    if not clause.names and clause.unknown and not clause.any(*STATEMENTS, *DENIALS):
        return before  # "allergies: septrin, nickel"
    if not clause.names and joint != "answer":
        return own
    new_statement = clause.any("asserts", "current", "started", "only", "own")
    if not clause.bare and (joint != "or" or new_statement):
        if joint == "and" and own.whose == "own" and before.whose != "own" and not clause.any("own"):
            for draft in drafts:  # "mother and father have keloids"; "mother has keloids and takes warfarin"
                draft.whose = "own" if groups[number - 1] else before.whose
                draft.unsure = bool(groups[number - 1])
        return own
    closed = joint == "or" or (joint == "comma" and _closing(parts, number) == "or")
    linked = joint in ("and", "or") and parts[number - 1].names
    said_of_family = before.listed or joint == "answer" or linked
    handed = before.frames - {"tested"} if joint != "comma" else before.frames & {"allergic", "doubt"}
    for draft in drafts:
        _deny(draft, before, before.listed or closed or joint == "answer")
        if before.whose != "own" and said_of_family:
            draft.whose = before.whose
        elif before.whose != "own" and parts[number - 1].names:
            draft.unsure = True
        draft.frames |= handed
        draft.allergy_unsure |= "allergic" in handed and joint == "comma"
    whose = before.whose if said_of_family else own.whose
    return _Context(own.denial or before.denial, whose, before.listed or own.listed, own.frames | handed)


def _excepted(
    parts: Sequence[Clause], drafts: Sequence[Draft], contexts: Sequence[_Context], number: int
) -> _Context:
    """Take an exception from a denial of allergies for one: "Allergies: none. Except nickel (earrings)"."""
    head = next((at for at in range(number - 1, 0, -1) if parts[at].names), 0)
    if "allergic" not in contexts[head].frames and not _of_allergies(parts[head]):
        return contexts[number]
    for draft in drafts:
        draft.frames.add("allergic")
    return replace(contexts[number], frames=contexts[number].frames | {"allergic"})


def _of_allergies(clause: Clause) -> bool:
    """Tell whether a clause speaks of allergies as a whole: "no known allergies except nickel"."""
    return any(item.role.ordinary and "allergy" in item.words for item in clause.items)


def _deny(draft: Draft, before: _Context, sure: bool) -> None:
    if before.denial and draft.denial is None:
        if sure:
            draft.denial = before.denial
        else:
            draft.unsure = True


def _closing(parts: Sequence[Clause], number: int) -> str | None:
    """Return the joint that closes the list a clause stands in, or None."""
    for clause in parts[number + 1 :]:
        if clause.joint in ("or", "and"):
            return clause.joint
        if clause.joint != "comma" or not clause.bare:
            return None
    return None


def _attach(parts: Sequence[Clause], groups: Sequence[list[Draft]]) -> None:
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
            for at in range(number):  # "smoker, 20 pack years, quit 2020" speaks twice of one thing
                if at == last or (at + 1 == last and parts[last].joint in _BESIDE and _same(groups[at], of)):
                    _speak_of(clause, groups[at])
        elif not clause.unknown and number + 1 < len(groups):
            for draft in groups[number + 1]:
                _tell(clause, draft)


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
    denied = clause.any(*DENIALS) and _mere_answer(clause)
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
        if denied:
            _answer(clause, draft)


def _mere_answer(clause: Clause) -> bool:
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
            if item.time.kind in _DATED and any("last" in other.words for other in clause.items):
                draft.denial = None  # "no cold sores, last one in 2019"
        if item.dose is not None:
            draft.dose = item.dose
        cues = (cue for cue in (*STATES, "recurring", *TRAITS) if item.has(cue))
        draft.said += [cue for cue in cues if cue not in OF_ILLNESS or not taken(draft)]
        draft.frames |= {frame for frame in FRAMES if item.has(frame)}
        draft.put(item, spared=clause.any(*DENIALS))


def _share_denial(parts: Sequence[Clause], groups: Sequence[list[Draft]], number: int) -> None:
    """Carry an answer back over a list: "botox or filler: never"."""
    following = parts[number + 1]
    answered = following.joint == "or" and not following.items[0].has("denial", "denial_of_list")
    if (
        answered
        and (parts[number].bare or following.questioned)
        and groups[number + 1]
        and all(d.denial for d in groups[number + 1])
    ):
        for draft in groups[number]:
            draft.denial = "plain"


def _share_reaction(parts: Sequence[Clause], groups: Sequence[list[Draft]], number: int) -> None:
    """Take what comes of an allergen for an allergy to it: "EMLA: hives", "nickel (earrings): a rash"."""
    following = parts[number + 1]
    if following.joint != "answer" or following.any(*DENIALS):
        return
    signs = [draft for draft in groups[number + 1] if draft.term.kind == SIGN or draft.item.has("reaction")]
    allergens = [draft for draft in groups[number] if draft.term.kind == "allergen"]
    if signs and allergens and len(signs) == len(groups[number + 1]):
        groups[number + 1].clear()
        for draft in allergens:
            draft.frames.add("allergic")


def _share_allergy(parts: Sequence[Clause], groups: Sequence[list[Draft]], number: int) -> None:
    """Carry an allergy back over a list: "nickel and lidocaine allergy"; a drug may also be taken."""
    clause, following = parts[number], parts[number + 1]
    if not clause.bare or following.joint not in ("and", "or") or following.items[0].has("allergic"):
        return
    if groups[number + 1] and all("allergic" in draft.frames for draft in groups[number + 1]):
        for draft in groups[number]:
            if "allergic" not in draft.frames and draft.term.kind in ("allergen", "drug"):
                draft.frames.add("allergic")
                draft.allergy_unsure = draft.term.kind == "drug"


def _share_time(parts: Sequence[Clause], groups: Sequence[list[Draft]], number: int) -> None:
    """Give "botox" its time in "botox and filler two weeks ago"; a drug only when it is said to be over."""
    clause, following = parts[number], parts[number + 1]
    linked = following.joint in ("and", "or") or (following.joint == "comma" and _closing(parts, number + 1))
    plain = not following.any(*STATEMENTS) and not any(item.role.ordinary for item in following.items)
    if not linked or not plain or any(item.time for item in clause.items):
        return
    times = [time for draft in groups[number + 1] for time in draft.times if time.kind in _DATED]
    for draft in groups[number]:
        over = draft.denial or "past" in draft.said or "stopped" in draft.said
        if not draft.times and (over or draft.term.kind in ("procedure", "exposure", "condition")):
            draft.said += times
