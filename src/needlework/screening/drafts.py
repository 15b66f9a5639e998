"""What one clause says of each thing it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from needlework.screening.clauses import DENIALS, STATES, Clause, word_set
from needlework.screening.matching import Item, Role, Term
from needlework.screening.times import TimeSpan
from needlework.screening.timing import timed

FRAMES = ("asked", "doubt", "tested", "vaccinated", "allergic")
TRAITS = ("uncontrolled", "controlled", "high_dose", "low_dose", "topical", "benign")
SIGN = "sign"  # the kind of what a reaction looks like: swelling, lumps, "went wrong"
OF_ILLNESS = ("cleared", "flare", "controlled", "uncontrolled")  # states that no drug can be in
NEXT_CLAUSE = "|"  # parts what was said in one clause from the next
NOW = word_set("current currently present presently active actively now recent recently moment")
TREATMENT = word_set("treatment therapy medication medicine drug tablet pill cream ointment gel lotion")
_ANSWERS = word_set("no none never nil not")
_OPINION = word_set("think thinks thought believe believes")
_IF = word_set("when whenever if once")


@dataclass(slots=True)
class Draft:
    """A mention while it is being read.

    ``said`` gathers states, traits and times in the order in which they are met. ``dependent`` marks what
    something else is given for, ``incidental`` what only says when or why.
    """

    item: Item
    term: Term
    dependent: bool = False
    incidental: bool = False
    denial: str | None = None
    whose: str = "own"
    frames: set[str] = field(default_factory=set)
    said: list[str | TimeSpan] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    elsewhere: bool = False
    dose: float | None = None
    unsure: bool = False
    allergy_unsure: bool = False

    @property
    def times(self) -> list[TimeSpan]:
        """The times said of it."""
        return [said for said in self.said if isinstance(said, TimeSpan)]

    def put(self, item: Item, spared: bool) -> None:
        """Say where it is, or is not; a spared part of a region ("not on the nose") clears nothing."""
        self.elsewhere |= item.has("elsewhere")
        if not spared:
            self.places |= item.role.places
        elif item.role.whole:
            self.spared |= item.role.places


def drafts_of(clause: Clause) -> list[Draft]:
    """Return a draft for each thing that a clause names, with what the clause itself says of it."""
    items = clause.items
    drafts = {i: _draft(items, i) for i, item in enumerate(items) if item.role.term}
    _react(items, drafts)
    for i, item in enumerate(items):
        before = [draft for at, draft in drafts.items() if at < i]
        after = [draft for at, draft in drafts.items() if at > i]
        _apply_denial(items, i, before, after)
        _apply_persons(items, i, before, after)
        _apply_frames(items, i, before, after)
        _apply_place(items, i, before + after)
        if item.dose is not None:
            for draft in before[-1:] or after[:1]:
                draft.dose = item.dose
        if item.time is not None:
            for draft in timed(items, i, drafts):
                draft.said.append(item.time)
        for cue in (*STATES, "recurring", *TRAITS):
            if item.has(cue):
                for draft in _stated(cue, items, i, drafts):
                    draft.said.append(cue)
    named = [draft for draft in drafts.values() if draft.term.kind != "site"]
    others = any(item.role.ordinary or not item.known for item in items)
    return named or ([] if others else list(drafts.values()))


def _draft(items: Sequence[Item], i: int) -> Draft:
    item = items[i]
    assert item.role.term is not None
    words = [word for k, other in enumerate(items) if not _refused(items, k) for word in other.words]
    near = [*((word,) for word in words), *zip(words, words[1:], strict=False)]
    term = item.role.term.beside(near)
    before = _next(reversed(items[:i]))
    earlier = [other for other in items[:i] if other is not before]
    named = (o for o in earlier if not o.has("absorbs"))  # "no side effects from isotretinoin" is no when
    follows = before is not None and any(o.role.term or o.role.ordinary or not o.known for o in named)
    reasons = ("circumstance", "along") if term.name == "pregnancy" else ("circumstance",)
    given_for = before is not None and before.has("for_what") and i > 1
    treated = term.kind == "condition" and i + 1 < len(items) and not TREATMENT.isdisjoint(items[i + 1].words)
    return Draft(
        item,
        term,
        dependent=given_for or treated,
        incidental=(before is not None and before.has(*reasons) and follows) or _leaves(items[i + 1 :]),
    )


def _refused(items: Sequence[Item], i: int) -> bool:
    """Tell whether a denial stands right before: "a mole, has not changed", "not on face"."""
    before = _next(item for item in reversed(items[:i]) if not item.has("along"))
    return before is not None and before.has(*DENIALS)


def _leaves(after: Sequence[Item]) -> bool:
    """Tell whether it is named for the mark it leaves: "every pimple leaves a dark spot"."""
    verb, marks = _next(after), (item.role.term for item in after)
    return verb is not None and verb.has("leaves") and any(m and m.kind == "condition" for m in marks)


def _react(items: Sequence[Item], drafts: dict[int, Draft]) -> None:
    """Take "EMLA gave her hives" for an allergy; the rash is then none of its own."""
    reacting = [draft for draft in drafts.values() if draft.term.kind == "allergen"]
    signs = [i for i, item in enumerate(items) if item.has("reaction") or _sign(item)]
    if reacting and signs:
        for draft in reacting:
            draft.frames.add("allergic")
        for i in signs:
            drafts.pop(i, None)


def _sign(item: Item) -> bool:
    return item.role.term is not None and item.role.term.kind == SIGN


def _next(items: Iterable[Item]) -> Item | None:
    """Return the first item that is not a mere filler."""
    return next((item for item in items if item.role != Role() or item.time or not item.known), None)


def _apply_place(items: Sequence[Item], i: int, drafts: Iterable[Draft]) -> None:
    item = items[i]
    if not item.role.term:
        for draft in drafts:
            draft.put(item, spared=_refused(items, i))


def _apply_frames(items: Sequence[Item], i: int, before: list[Draft], after: list[Draft]) -> None:
    """Say what is only feared, doubted, tested or vaccinated against, and what is an allergy."""
    item = items[i]
    for frame in FRAMES:
        if item.has(frame):
            adjacent = i > 0 and items[i - 1].role.term is not None
            behind = before if frame != "vaccinated" or adjacent else []
            for draft in after or behind:
                if not _new_statement(items, i, draft):
                    draft.frames.add(frame)
    if item.has("confirmed"):
        for draft in before + after:
            draft.frames.discard("tested")


def _new_statement(items: Sequence[Item], i: int, draft: Draft) -> bool:
    """Tell whether something else is said between: "allergic to aspirin so takes clopidogrel"."""
    j = next(k for k, item in enumerate(items) if item is draft.item)
    between = items[i + 1 : j]
    named = [k for k, item in enumerate(between) if item.role.term or item.role.ordinary]
    return bool(named) and any(item.has("current", "started", "asserts") for item in between[named[0] :])


def taken(draft: Draft) -> bool:
    """Tell whether it is something one takes or meets, not something one has."""
    return draft.term.kind in ("drug", "allergen")


def _stated(cue: str, items: Sequence[Item], i: int, drafts: dict[int, Draft]) -> list[Draft]:
    """Return the terms a state belongs to: the one right after it, else those before, else those after."""
    following = _next(items[i + 1 :])
    if following is not None and following.role.term:
        at = next(at for at in range(i + 1, len(items)) if items[at] is following)
        return [drafts[at]] if at in drafts and not (cue in OF_ILLNESS and taken(drafts[at])) else []
    if cue == "started" and any(not _IF.isdisjoint(item.words) for item in items[:i]):
        return []  # "aciclovir when a cold sore starts"
    if cue in OF_ILLNESS:
        drafts = {at: draft for at, draft in drafts.items() if not taken(draft)}
    targets = [draft for at, draft in drafts.items() if at < i] or [d for at, d in drafts.items() if at > i]
    if cue in ("stopped", "planned"):
        return [draft for draft in targets if not draft.dependent]
    if cue in ("started", "current"):
        return [draft for draft in targets if not draft.dependent] or targets
    return targets


def _apply_denial(items: Sequence[Item], i: int, before: list[Draft], after: list[Draft]) -> None:
    item = items[i]
    if item.has("free") and i and items[i - 1].role.term:
        before[-1].denial = "plain"
        return
    weak = not _ANSWERS.isdisjoint(item.words)  # "never" answers at the end; "never treated" does not
    ends = i + 1 == len(items) or items[i + 1].time is not None
    if item.has("denied") and before and (ends and not after if weak else True):
        for draft in before:
            draft.denial = "plain"
    elif item.has("denial", "denial_of_list"):
        kind = "now" if _of_now(items, i) else "list" if item.has("denial_of_list") else "plain"
        for draft in after:
            _deny(items, i, draft, kind)
        if not after and (ends or kind == "now" or items[i + 1].has("current", "asserts")):
            for draft in before:
                draft.denial = kind


def _deny(items: Sequence[Item], i: int, draft: Draft, kind: str) -> None:
    """Deny a term after a denial, unless the denial stops short of it or may do so."""
    j = next(k for k, item in enumerate(items) if item is draft.item)
    between = items[i + 1 : j]
    following = _next(items[i + 1 : j + 1])
    if following is draft.item:
        draft.denial = kind
        return
    if following is not None and not _OPINION.isdisjoint(following.words):
        draft.frames.add("doubt")  # "does not think she is pregnant"
        return
    if following is not None and following.has("absorbs_all"):
        return  # "no improvement in eczema"
    if following is not None and following.has("absorbs"):
        if draft.term.kind == "condition":
            draft.denial = kind
        return
    foreign = [k for k, item in enumerate(between) if not item.known or item.role.ordinary]
    if _new_statement(items, i, draft):
        return  # "no keloids takes warfarin"
    if foreign and any(item.has("circumstance", "along", "for_what") for item in between[foreign[0] + 1 :]):
        return  # "no pain with botox", "cannot sleep because of eczema"
    if foreign and items[i].words[-1] != "no" and items[i].has("denial") and not between[foreign[0]].known:
        draft.unsure = True  # "does not hide her acne"
    else:
        draft.denial = kind


def _of_now(items: Sequence[Item], i: int) -> bool:
    """Tell whether only the present is denied: "not currently", "no active"."""
    following = items[i + 1].words if i + 1 < len(items) else ()
    return not NOW.isdisjoint((*items[i].words, *following))


def _apply_persons(items: Sequence[Item], i: int, before: list[Draft], after: list[Draft]) -> None:
    """Say whose the terms are; "pregnant wife" and "keloids in his mother" look back."""
    item = items[i]
    if item.has("own"):
        for draft in before + after:
            draft.whose = "own"
        return
    whose = "family" if item.has("family") else "other" if item.has("other_person") else None
    if whose is None or (i + 1 < len(items) and items[i + 1].words == ("of",) and len(item.words) == 1):
        return  # "mother of three with psoriasis"
    behind = before if i and (_adjective(items[i - 1]) or _inside(items, i) or len(item.words) > 1) else []
    for draft in after or behind:
        draft.whose = whose


def _adjective(item: Item) -> bool:
    term = item.role.term
    return term is not None and term.kind != "procedure" and term.name != "breastfeeding"


def _inside(items: Sequence[Item], i: int) -> bool:
    """Tell whether "in" or "on" leads to the person: "keloids in my mother", "warts on my son"."""
    for item in reversed(items[:i]):
        if item.words in (("in",), ("on",)):
            return True
        if item.role.term or item.role.cues or not item.known:
            return False
    return False
