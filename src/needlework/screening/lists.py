"""What clauses say of one another: entries of a list, answers, and times that two things share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from needlework.screening.clauses import DENIALS, STATEMENTS, Clause
from needlework.screening.drafts import FRAMES, SIGN, Draft
from needlework.screening.statements import attach, mere_answer
from needlework.screening.times import DATED

# What an "or" leaves under the "no" before it: "or use of aspirin", "or rash at present".
_UNDER = ("taking", "use", "using", "applying", "present", "presently", "moment", "now", "currently", "today")


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
    attach(parts, groups)
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
    if answers and not clause.names and mere_answer(clause):
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
    if joint == "question" and not parts[number - 1].names:  # "Allergic to anything? Nickel and tape"
        return replace(own, frames=own.frames | (before.frames & {"allergic"}))
    if joint == "but" and parts[number - 1].any("borne"):
        _not_borne(drafts)
    if joint in ("stop", "question", "but"):
        return own
    if not clause.names and clause.unknown and not clause.any(*STATEMENTS, *DENIALS):
        return before  # "allergies: septrin, nickel"
    if not clause.names and joint != "answer":
        return own
    new_statement = clause.any("asserts", "started", "only", "own") or (
        clause.any("current") and not (before.denial and _under(clause))
    )
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


def _under(clause: Clause) -> bool:
    """Tell whether it is one more thing denied, no statement: "denies keloids or use of warfarin"."""
    return any(item.words[-1] in _UNDER for item in clause.items)


def _not_borne(drafts: Sequence[Draft]) -> None:
    """Take what is denied after what is tolerated for an allergy: "can wear silver but not nickel"."""
    for draft in drafts:
        if draft.denial and draft.term.kind == "allergen":
            draft.denial = None
            draft.frames.add("allergic")


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


def _share_denial(parts: Sequence[Clause], groups: Sequence[list[Draft]], number: int) -> None:
    """Carry an answer back over a list: "botox or filler: never"."""
    following = parts[number + 1]
    listed = following.joint == "or" or (following.joint == "comma" and _closing(parts, number + 1) == "or")
    answered = listed and not following.items[0].has("denial", "denial_of_list")
    opened = parts[number].bare or following.questioned
    if answered and opened and groups[number + 1] and all(d.denial for d in groups[number + 1]):
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
    times = [time for draft in groups[number + 1] for time in draft.times if time.kind in DATED]
    for draft in groups[number]:
        over = draft.denial or "past" in draft.said or "stopped" in draft.said
        if not draft.times and (over or draft.term.kind in ("procedure", "exposure", "condition")):
            draft.said += times
