"""Words of a history that no mention accounts for: not recognised, vague, or signs of a reaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from needlework.screening.clauses import DENIALS, Clause, written
from needlework.screening.drafts import SIGN, Draft
from needlework.screening.matching import Item, Role, Term
from needlework.screening.timing import DONE

_NOT_DONE = ("biopsy", "reused_needles", "no_consent")
_REACTION = Term("adverse_sign", SIGN)


def settle_signs(groups: Sequence[list[Draft]]) -> tuple[str, ...]:
    """Keep the signs of a reaction that a procedure of the entry explains; return the words of the others."""
    drafts = [draft for group in groups for draft in group]
    done = any(_done(draft) for draft in drafts)
    stray = [draft for draft in drafts if draft.term.kind == SIGN and not done]
    for group in groups:
        brought = _brought_on(group)
        signs = [*(draft for draft in group if _done(draft) and "allergic" in draft.frames), *brought]
        gone = [*stray, *(draft for draft in brought if draft.item.has("reaction") and "past" in draft.said)]
        group[:] = [draft for draft in group if not any(draft is other for other in gone)]
        group += [replace(draft, term=_REACTION, frames=set()) for draft in signs]
    heeded = frozenset[str]().union(*(draft.item.role.term.heeds for draft in drafts if draft.item.role.term))
    strange = [draft for draft in stray if draft.denial is None and heeded.isdisjoint(draft.item.words)]
    return tuple(draft.item.text for draft in strange)


def settle_places(groups: Sequence[list[Draft]]) -> None:
    """Let radiotherapy be where the cancer of the entry was, unless it says where it was itself."""
    drafts = [draft for group in groups for draft in group]
    places = {
        d.term.place for d in drafts if d.term.name.endswith("cancer") and d.term.place and not d.denial
    }
    for draft in drafts:
        if draft.term.name == "radiotherapy" and not draft.places:
            draft.places |= places


def _done(draft: Draft) -> bool:
    return draft.term.kind in DONE and draft.term.name not in _NOT_DONE


def _brought_on(group: Sequence[Draft]) -> list[Draft]:
    """Return the illnesses of a clause that a procedure of it brought on."""
    done = [draft for draft in group if _done(draft)]
    after = any(draft.incidental for draft in done)
    ill = [draft for draft in group if draft.term.kind in ("condition", "vague") and not draft.incidental]
    return [draft for draft in ill if done and (after or draft.item.has("reaction"))]


def settle_vague(parts: Sequence[Clause], groups: Sequence[list[Draft]]) -> None:
    """Drop a vague word that the entry makes plain: "allergies: penicillin", "a skin disease, psoriasis"."""
    for clause, group, after in zip_longest(parts, groups, parts[1:]):
        clear = [draft for draft in group if draft.term.kind != "vague" or draft.denial]
        plain = [
            draft for draft in clear if draft.term.kind not in ("vague", *DONE)
        ]  # "infection after a laser"
        answered = after is not None and after.names and after.joint in ("answer", "comma")
        if plain or answered or any(item.role.ordinary for item in clause.items):
            group[:] = clear


def not_recognised(parts: Sequence[Clause]) -> tuple[str, ...]:
    """Return the words of content that nothing is known about.

    A clause that names nothing known is given back whole, one that does gives back its unknown words. An
    entry that names nothing at all gives back all it says, unless it only denies.
    """
    lone = not any(clause.names for clause in parts)
    return tuple(text for clause in parts for text in _missed(clause, lone))


def _figure(item: Item) -> bool:
    return item.role == Role() and item.text[:1].isdigit() and not item.time


def _missed(clause: Clause, lone: bool) -> Iterator[str]:
    vague = lone and not clause.any(*DENIALS)
    if not clause.names and (clause.unknown or vague):
        yield clause.text
    elif clause.names:
        yield from _stretches(clause)


def _stretches(clause: Clause) -> Iterator[str]:
    """Yield unknown words with those of their kind beside them: "brown patches", "anti CD20"."""
    heeded = {word for item in clause.items if item.role.term for word in item.role.term.heeds}
    held: list[Item] = []
    for item in clause.items:
        unknown = not item.known and not item.mark and heeded.isdisjoint(item.words)
        touching = bool(held) and item.start == held[-1].end and not item.mark
        if unknown or touching or (held and (item.noun or _figure(item))):
            held.append(item)
        elif held:
            yield written(held)
            held = []
    if held:
        yield written(held)
