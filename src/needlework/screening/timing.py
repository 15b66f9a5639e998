"""What a time of a clause belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from needlework.screening.matching import Item

if TYPE_CHECKING:
    from needlework.screening.drafts import Draft

DONE = ("procedure", "session")  # the kinds of what a sign can be a reaction to
_ARTICLES, _INTO = (("the",), ("my",), ("her",), ("his",)), (("in",), ("into",), ("to",), ("on",))


def timed(items: Sequence[Item], i: int, drafts: dict[int, Draft]) -> list[Draft]:
    """Return what a time belongs to: the nearest thing named before it, else what comes after it.

    "isotretinoin for acne 5 years ago" is both; "aspirin since a knee operation 5 years ago" is not aspirin.
    """
    named = [at for at in range(i) if items[at].role.term or items[at].role.ordinary]
    time = items[i].time
    if time is not None and time.kind == "until":  # "enoxaparin after a knee operation until 2 months ago"
        named = [at for at in named if at in drafts and not drafts[at].incidental] or named
    if not named:
        return [draft for at, draft in drafts.items() if at > i]
    nearest = drafts.get(named[-1])
    if nearest is None or _leads_away(items[named[-1] + 1 : i]):
        return []
    earlier = [draft for at, draft in drafts.items() if at < named[-1]]
    if earlier and earlier[-1].term.kind in ("drug", *DONE) and _into(items, named[-1]):
        return earlier[-1:]  # "a steroid injection in the scar two weeks ago"
    heads = earlier[-1:] if nearest.dependent else _followed(nearest, earlier, items[: named[-1]])
    if nearest.dependent and any(item.has("stopped") for item in items):
        return heads  # the treatment has ended, not what it was for
    return [nearest, *heads]


def _into(items: Sequence[Item], i: int) -> bool:
    """Tell whether something is named as where another thing was done: "in the scar"."""
    term, before = items[i].role.term, [item for item in items[:i] if item.words not in _ARTICLES]
    return term is not None and term.name in ("young_scar", "named_scar") and before[-1].words in _INTO


def _followed(nearest: Draft, earlier: list[Draft], before: Sequence[Item]) -> list[Draft]:
    """Return the illness that a dated procedure brought on, as in "burns from a laser last year"."""
    lasting = any("since" in item.words for item in before)
    done = nearest.incidental and nearest.term.kind in DONE and not lasting
    return [draft for draft in earlier[-1:] if done and draft.term.kind in ("condition", "vague")]


def _leads_away(between: Sequence[Item]) -> bool:
    """Tell whether a time belongs to something unknown: "aspirin after a bypass in 2015"."""
    reasons = [k for k, item in enumerate(between) if item.has("circumstance")]
    return bool(reasons) and any(not item.known for item in between[reasons[0] + 1 :])
