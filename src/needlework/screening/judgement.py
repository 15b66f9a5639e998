"""Whether a mention or a study fires a rule: a finding, a question, or nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from needlework.screening.places import adjoining, regions
from needlework.screening.rules import CLASSES, Rule, Trigger

if TYPE_CHECKING:
    from needlework.screening.history import Mention

MOMENTS = {
    "needling": "while needling or just before",
    "open": "channels are open",
    "maybe_open": "channels may still be open",
    "early": "channels have closed, earlier than sources ask",
    "later": "channels have closed",
}
_UNITS = {"um": "µm", "days": "days", "years": "years", "percent": "%"}
NO_RULE = "no source on file speaks of it"

Fact = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of a finding, or None when there is only something to ask."""

    klass: str | None
    ask: bool = False


def judge(rule: Rule, mention: Mention, mode: str, region: str | None) -> Verdict | None:
    """Return what a rule makes of a mention; None when it does not speak to it.

    Parameters
    ----------
    rule, mention
        The rule, and one thing named in a history.
    mode
        label_strict or consensus.
    region
        The treated region of the body; None when it is not known, so that any place counts.
    """
    verdicts = [_judge(rule, trigger, mention, mode, region) for trigger in rule.triggers]
    found = [verdict for verdict in verdicts if verdict is not None]
    return next((verdict for verdict in found if verdict.klass), found[0] if found else None)


def _judge(rule: Rule, trigger: Trigger, mention: Mention, mode: str, region: str | None) -> Verdict | None:
    if mention.term.name not in trigger.terms or not _meant(trigger, mention):
        return None
    if rule.scope == "zone" and away(mention, region):
        return Verdict(None, ask=True) if _asked_there(trigger, mention, region) else None
    if not rule.classes:
        return None if trigger.when == "now" and _not_now(trigger, mention) else Verdict(None, ask=True)
    if trigger.asks:
        return Verdict(None, ask=True)
    if mention.standing == "asked" or (mention.standing == "denied_now" and trigger.when == "ever"):
        return Verdict(None, ask=True)
    if mention.standing == "denied_now":
        return None
    if mention.incidental and mention.age is None and mention.term.kind in ("exposure", "procedure"):
        return Verdict(None, ask=True)
    verdict = _timed(rule, trigger, mention, mode)
    unsure = mention.standing == "doubtful" or mention.allergy == "maybe"
    return Verdict(verdict.klass, True) if verdict and unsure else verdict


def _meant(trigger: Trigger, mention: Mention) -> bool:
    """Tell whether a mention is of the kind a trigger asks for, whatever its time."""
    if mention.standing == "denied" or mention.whose != trigger.of:
        return False
    if mention.term.kind == "condition" and mention.vaccine:
        return False
    taken = mention.term.kind in ("drug", "allergen")
    if taken and mention.allergy != "maybe" and trigger.allergy != (mention.allergy == "yes"):
        return False
    if mention.incidental and mention.term.name == "pregnancy":
        return False
    if trigger.needs and not trigger.needs & mention.traits:
        return False
    if trigger.without & mention.traits:
        return False
    if mention.dose is None:
        return trigger.dose_from == 0.0
    return trigger.dose_from <= mention.dose < trigger.dose_below


def _asked_there(trigger: Trigger, mention: Mention, region: str | None) -> bool:
    """Tell whether something in another place is asked about all the same."""
    if trigger.away != "beside":
        return trigger.away == "ask"
    return not mention.places.isdisjoint(adjoining().get(region or "", ()))


def _not_now(trigger: Trigger, mention: Mention) -> bool:
    """Tell whether something is said not to be there at present."""
    over = mention.phase == "past" and (mention.age[0] if mention.age else 0.0) >= trigger.lingers
    return mention.standing == "denied_now" or over


def away(mention: Mention, region: str | None) -> bool:
    """Tell whether a mention is certainly not in the treated region."""
    if mention.elsewhere or region in mention.spared:
        return True
    if region is None or not mention.places or "any" in mention.places:
        return False
    wider = regions()[1]
    near = {region} | wider.get(region, frozenset())
    return not any(place in near or region in wider.get(place, ()) for place in mention.places)


def _timed(rule: Rule, trigger: Trigger, mention: Mention, mode: str) -> Verdict | None:
    """Judge the time of a mention."""
    klass, phase = max(rule.classes[mode], trigger.at_most, key=CLASSES.index), mention.phase
    if trigger.when == "requested":
        return None if phase == "past" else Verdict(klass)
    if phase == "planned":
        return Verdict(klass, ask=True) if trigger.soon else Verdict(None, ask=True)
    low, high = mention.age or (0.0, math.inf)
    over = phase == "past" and low >= trigger.lingers
    match trigger.when:
        case "ever":
            return Verdict(klass)
        case "active" | "dormant":
            dated = phase == "past" and mention.age is not None and high < math.inf
            lately = dated and not over and "cleared" not in mention.traits
            active = phase == "current" or lately
            if (trigger.when == "active") != active:
                return None
            return Verdict(klass, ask=lately)
        case "now" if phase == "past":
            return _past(rule, trigger, mention, klass)
        case "now":
            aside = mention.purpose or mention.incidental or "controlled" in mention.traits
            if _calm(mention) or (phase == "open" and aside):
                return Verdict(None, ask=True)
            return Verdict(klass, ask=phase == "open" and klass == "absolute")
        case "stopped" if phase != "past":
            return None
    if phase == "current" and mention.term.kind in ("drug", "allergen", "exposure"):
        return Verdict(klass)
    if mention.age is None:
        return _opened(trigger, klass)
    limit = trigger.days[mode]
    if low < limit:
        return Verdict(klass, ask=high >= limit)
    return Verdict("note") if low < rule.longest else None


def _calm(mention: Mention) -> bool:
    """Tell whether a condition is said to be under control, and not to flare."""
    flaring = not mention.traits.isdisjoint(("uncontrolled", "flare"))
    return mention.term.kind == "condition" and "controlled" in mention.traits and not flaring


def _past(rule: Rule, trigger: Trigger, mention: Mention, klass: str) -> Verdict | None:
    """Judge something that is over, by a rule about the present."""
    low = mention.age[0] if mention.age else 0.0
    expressly = not mention.traits.isdisjoint(("stopped", "cleared"))
    if mention.age is None and "cleared" in mention.traits and trigger.past != "ask":
        return None  # "acne is calm" speaks of the present
    if low < trigger.lingers:
        return Verdict(None if mention.purpose or "cleared" in mention.traits else klass, ask=True)
    if low < rule.longest:
        return Verdict("note", ask=mention.age is None)
    unclear = low == 0.0 and not expressly
    return Verdict(None, ask=True) if trigger.past == "ask" or unclear else None


def _opened(trigger: Trigger, klass: str) -> Verdict | None:
    if trigger.open == "ignore":
        return None
    return Verdict(klass if trigger.open == "fire" else None, ask=True)


def why_passed(mention: Mention, region: str | None) -> str:
    """Return why a mention that no rule speaks to leads to nothing."""
    if mention.standing in ("denied", "denied_now"):
        return "denied"
    if mention.whose != "own":
        return "somebody else's"
    if away(mention, region):
        return "not in the treated area"
    if mention.phase == "past" and mention.term.kind != "session":
        return "over, and past every waiting time on file"
    return "vaccinated against it" if mention.vaccine else NO_RULE


def fired_by(
    rule: Rule, rows: Iterable[Mapping[str, Fact]]
) -> Iterator[tuple[Mapping[str, Fact], str, bool]]:
    """Yield each row of facts that fires a rule, what of it does, and whether it must be asked."""
    for row in rows:
        for condition in rule.facts:
            tests = {name: limit for name, limit in condition.items() if name != "unsure"}
            if all(_holds(row.get(name), limit) for name, limit in tests.items()):
                yield row, _trigger_of(row, tests), bool(condition.get("unsure"))
                break


def _trigger_of(row: Mapping[str, Fact], names: Iterable[str]) -> str:
    """Return the keys of a study that fired; a product with when it is put on."""
    if not any(name.startswith("topical_") for name in names):
        return ", ".join(_said(name, row[name]) for name in names)
    return f"{row['topical_active']}, {row['topical_when']}: {MOMENTS[str(row['topical_moment'])]}"


def _holds(value: Fact, limit: Any) -> bool:
    if value is None:
        return False
    if not isinstance(limit, Mapping):
        return value in limit
    number = float(value)
    return (
        number < limit.get("below", math.inf)
        and number >= limit.get("from", -math.inf)
        and number > limit.get("above", -math.inf)
    )


def _said(name: str, value: Fact) -> str:
    """Return a fact in words: the unit that its name ends with stands behind the number."""
    stem, _, last = name.rpartition("_")
    unit = _UNITS.get(last)
    if isinstance(value, bool):
        return f"{_words(name)}: {'yes' if value else 'no'}"
    shown = f"{value:g}" if isinstance(value, float) else _words(str(value))
    return f"{_words(stem)}: {shown} {unit}" if unit else f"{_words(name)}: {shown}"


def _words(name: str) -> str:
    return name.replace("_", " ")
