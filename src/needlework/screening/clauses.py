"""From the items of a history to clauses, and what each clause says about its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from needlework.screening.matching import Item, Role

# How clauses are joined, the strongest first; of several marks in a row the strongest counts.
JOINTS = ("stop", "question", "but", "except", "or", "and", "answer", "comma")
_MARKS = dict.fromkeys(";.!\n", "stop") | dict.fromkeys(":-(=<>", "answer")
_MARKS |= {",": "comma", ")": "comma", "/": "or", "&": "and", "+": "and", "?": "question"}
_LINKS = {"and": "and", "or": "or", "then": "comma", "plus": "and"}
_FLIPPED = {
    "stopped": "current",
    "cleared": "flare",
    "controlled": "uncontrolled",
    "uncontrolled": "controlled",
    "flare": "cleared",
    "confirmed": "doubt",
}
STATES = ("stopped", "cleared", "past", "current", "started", "flare", "planned")
STATEMENTS = (*STATES, "asserts", "only", "own")
DENIALS = ("denial", "denial_of_list", "denied")


@dataclass(frozen=True, slots=True)
class Clause:
    """Items between two joints; `joint` is how it is joined to the clause before it, `aside` in brackets."""

    joint: str
    items: tuple[Item, ...]
    questioned: bool = False
    aside: bool = False

    @property
    def text(self) -> str:
        """The words as written, marks and all."""
        return written(self.items)

    @property
    def names(self) -> bool:
        """Tell whether it names a term, or something ordinary that takes the cues to itself."""
        return any(item.role.term or item.role.ordinary for item in self.items)

    @property
    def bare(self) -> bool:
        """Tell whether it only names things, so that it can be one more entry of a list."""
        stated = any(item.time or item.dose for item in self.items)
        return self.names and not stated and not self.any(*STATEMENTS, *DENIALS)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words of content that nothing is known about."""
        return tuple(item.text for item in self.items if not item.known and not item.mark)

    def any(self, *cues: str) -> bool:
        """Tell whether one of its items is one of these cues."""
        return any(item.has(*cues) for item in self.items)


def written(items: Sequence[Item]) -> str:
    """Return items as they stand in the entry: "G6PD", not "G 6 PD"."""
    text = items[0].text
    for before, item in zip(items, items[1:], strict=False):
        text += item.text if item.start == before.end else f" {item.text}"
    return text


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, as written."""
    return frozenset(text.split())


def clauses(items: Sequence[Item]) -> list[Clause]:
    """Split the items of a history into clauses."""
    found: list[Clause] = []
    joint, current, aside = "stop", [], False

    def close() -> None:
        if current:
            found.append(Clause(joint, tuple(_flipped(_taking(current))), aside=aside))

    for item in items:
        link = _joint(item)
        if link is None:
            current.append(item)
            continue
        close()
        if link == "question" and current:
            found[-1] = replace(found[-1], questioned=True)
        if current or link == "except":
            joint = link
        elif (joint, link) != ("question", "stop"):  # "Pregnant? ... no" is an answer
            joint = min(joint, link, key=JOINTS.index)
        aside = item.mark == "(" or (aside and item.mark != ")")
        current = [item] if item.has(*DENIALS) and link == "or" else []
    close()
    return list(map(_dated, found, [None, *found]))


def _dated(clause: Clause, before: Clause | None) -> Clause:
    """Take a length for how long ago it was: "last Botox: 3 weeks"."""
    spoken = clause if clause.names or before is None else before
    pairs = zip(spoken.items, spoken.items[1:], strict=False)
    if any(item.words == ("last",) and named.role.term for item, named in pairs):
        return replace(clause, items=tuple(map(_ago, clause.items)))
    return clause


def _ago(item: Item) -> Item:
    if item.time is None or item.time.kind != "bare":
        return item
    return replace(item, time=replace(item.time, kind="ago"))


def _joint(item: Item) -> str | None:
    if item.mark:
        return _MARKS.get(item.mark)
    if item.words == ("nor",):
        return "or"
    if item.has("exception"):
        return "except"
    if item.has("contrast"):
        return "but"
    return _LINKS.get(item.words[0]) if len(item.words) == 1 else None


def _taking(items: Sequence[Item]) -> Iterator[Item]:
    """Mark the "on" of "on warfarin", which elsewhere leads to a place; "use" after a name says no more."""
    for i, item in enumerate(items):
        term = items[i + 1].role.term if item.words == ("on",) and i + 1 < len(items) else None
        if term is not None and term.kind == "drug":
            item = replace(item, role=replace(item.role, cues=frozenset(["current"])))
        elif item.words == ("use",) and i and items[i - 1].role.term is not None:
            item = replace(item, role=Role())  # "isotretinoin use"
        yield item


def _flipped(items: Iterable[Item]) -> Iterator[Item]:
    """Turn a denial and the state right after it into the opposite state: "has not stopped" is current."""
    held: list[Item] = []  # a denial, and the fillers after it
    row = list(items)
    for item, following in zip(row, [*row[1:], None], strict=True):
        turned = next((opposite for cue, opposite in _FLIPPED.items() if item.has(cue)), None)
        if item.has("controlled", "uncontrolled") and following is not None and following.role.term:
            turned = None  # "no uncontrolled diabetes" denies the diabetes
        if held and turned is not None:
            yield from held[1:]
            yield replace(item, role=replace(item.role, cues=frozenset([turned])))
            held = []
        elif held and _passes(item):
            held.append(item)
        else:
            yield from held
            held = [item] if item.has("denial", "denial_of_list") else []
            if not held:
                yield item
    yield from held


def _passes(item: Item) -> bool:
    """Tell whether a denial reaches past this item to a state: "has not yet fully healed"."""
    plain = not (item.role.cues or item.role.term or item.role.ordinary or item.role.places or item.time)
    return plain and item.known and not item.mark
