"""What a history says of each thing it names: denied or not, whose, now or then, how long ago, where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import zip_longest

from needlework.screening.accounting import not_recognised, settle_places, settle_signs, settle_vague
from needlework.screening.clauses import clauses
from needlework.screening.drafts import NEXT_CLAUSE, TRAITS, Draft, drafts_of
from needlework.screening.lists import relate
from needlework.screening.matching import Lexicon, Term
from needlework.screening.times import DATED, Clock, TimeSpan

_LENGTHS = ("for", "bare", "since")
_ENDED = ("stopped", "cleared")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named in a history, and what is said of it.

    Attributes
    ----------
    standing
        said, doubtful, asked (only asked about, feared or considered), denied, or denied_now.
    whose
        own, family or other.
    phase
        current, past, planned, or open where nothing tells.
    age
        How long ago it was or ended, (least, most) in days; None where nothing tells.
    allergy
        no, yes, or maybe: whether an allergy to it is meant.
    traits
        How it is (uncontrolled, high_dose, ...), and whether it is expressly stopped or cleared.
    spared
        Regions of the body that are said to be free of it.
    elsewhere
        Whether it is said not to be in the treated area.
    incidental
        Whether it only says when or why ("melasma during pregnancy").
    purpose
        Whether it is only what something else is given for ("isotretinoin for acne").
    dose
        In mg; None where nothing tells.
    """

    term: Term
    text: str
    standing: str = "said"
    whose: str = "own"
    phase: str = "open"
    age: tuple[float, float] | None = None
    allergy: str = "no"
    vaccine: bool = False
    traits: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    elsewhere: bool = False
    incidental: bool = False
    purpose: bool = False
    dose: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of one entry, in order, what was not recognised, and what no rule asks about."""

    mentions: tuple[Mention, ...]
    not_recognised: tuple[str, ...]
    ordinary: tuple[str, ...] = ()


def read_history(text: str, lexicon: Lexicon, clock: Clock) -> Reading:
    """Read one entry of a history.

    Parameters
    ----------
    text
        Free words, such as ``isotretinoin stopped 5 weeks ago; not pregnant``.
    lexicon
        The phrases that are known.
    clock
        The day and the age that times are read against.
    """
    parts = clauses(lexicon.read(text, clock))
    groups = [drafts_of(clause) for clause in parts]
    relate(parts, groups)
    _drop_repeated(groups)
    settle_places(groups)
    stray = settle_signs(groups)
    settle_vague(parts, groups)
    ordinary = tuple(item.text for clause in parts for item in clause.items if item.role.ordinary)
    mentions = tuple(_mention(draft) for group in groups for draft in group)
    return Reading(mentions, (*stray, *not_recognised(parts)), ordinary)


def _drop_repeated(groups: list[list[Draft]]) -> None:
    """Drop what a drug is for where the entry names it again with its state: "iso for acne, acne quiet"."""
    stated = {d.term for group in groups for d in group if not d.dependent and d.said}
    for group in groups:
        group[:] = [d for d in group if not (d.dependent and d.term.kind == "condition" and d.term in stated)]


def _mention(draft: Draft) -> Mention:
    phase, age, standing = _phase(draft), _age(draft), _standing(draft)
    if standing in ("denied", "denied_now"):
        away = _away_for(draft)
        if away is not None:
            phase, age, standing = "past", (away, math.inf), "said"
    allergic = "allergic" in draft.frames
    return Mention(
        term=draft.term,
        text=draft.item.text,
        standing=standing,
        whose=draft.whose,
        phase=phase,
        age=age,
        allergy="maybe" if allergic and draft.allergy_unsure else "yes" if allergic else "no",
        vaccine="vaccinated" in draft.frames,
        traits=frozenset(trait for trait in (*TRAITS, *_ENDED, "flare") if trait in draft.said),
        places=frozenset(draft.places or ({draft.term.place} if draft.term.place else ())),
        spared=frozenset(draft.spared),
        elsewhere=draft.elsewhere,
        incidental=draft.incidental,
        purpose=draft.dependent,
        dose=None if draft.dose is None else draft.term.dose(draft.item.words, draft.dose),
    )


def _standing(draft: Draft) -> str:
    if draft.denial:
        return "denied_now" if draft.denial == "now" else "denied"
    if {"asked", "tested"} & draft.frames:
        return "asked"
    return "doubtful" if draft.unsure or "doubt" in draft.frames else "said"


def _away_for(draft: Draft) -> float | None:
    """Return for how many days it has been away, in "no cold sores since 2019" or "no aspirin for a week"."""
    if draft.denial == "list":
        return None
    spans = [time for time in draft.times if time.kind in (*_LENGTHS, "within", "ahead")]
    return max((time.high if time.kind == "within" else time.low for time in spans), default=None)


def _phase(draft: Draft) -> str:
    """Return the phase that the cues tell, in their order; a time alone tells it where they do not."""
    phase, ended = "open", False
    kinds = {time.kind for time in draft.times}
    dated = bool(kinds & {"ago", "within", "until"})
    for said in draft.said:
        if isinstance(said, TimeSpan) and said.kind == "until":
            phase, ended = "past", True
        if said == "flare" and dated:
            continue  # "last outbreak in October"
        if said in _ENDED and not (said == "stopped" and "ahead" in kinds):
            phase, ended = "past", True
        elif said in ("started", "flare", "stopped"):
            phase, ended = "current", False
        elif said == "current" and not ended:
            phase = "current"
        elif said in ("past", "planned") and phase == "open":
            phase = str(said)
        elif said == "recurring" and not ended:
            phase = "open"
    if phase != "open" or "recurring" in draft.said:
        return phase
    if dated:
        return "past"
    if kinds & {"since", "for"}:
        return "current"
    return "planned" if "ahead" in kinds else "open"


def _age(draft: Draft) -> tuple[float, float] | None:
    """Return how long ago it was or ended: of several times the latest, times of its start left out.

    A length counts when it follows the end ("off for 5 weeks") or leads to it ("5 weeks off").
    """
    ended, spans = False, list[TimeSpan]()
    for said, following in zip_longest(draft.said, draft.said[1:], fillvalue=NEXT_CLAUSE):
        if isinstance(said, TimeSpan):
            if said.kind in DATED or (said.kind in _LENGTHS and (ended or following in _ENDED)):
                spans.append(said)
        else:
            ended = ended or said in _ENDED
    if not spans or ("started" in draft.said and not ended):
        return None
    return min(time.low for time in spans), min(time.high for time in spans)
