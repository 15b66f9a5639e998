"""The wording lint: what the program itself never prints, wherever the words come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from needlework.errors import Fault


@dataclass(frozen=True, slots=True)
class _Ban:
    words: str
    instead: str
    pattern: re.Pattern[str]


def _ban(words: str, instead: str, pattern: str) -> _Ban:
    return _Ban(words, instead, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I))


_SPOTS = r"(?:hyper)?pigmentation|dark (?:spots|marks)"
_HARM = r"scars?|scarring|marks?|harm|damage|loss|make-?up|fillers?|implants?|hair removal|tattoos?"
_ALL = r"everyone|everybody|anyone|(?:all|every|any) (?:skins?|phototypes?|people|patients?|persons?)"
_BANS = (
    _ban("non-invasive", "minimally invasive", r"non[-\s]?invasive(?:ly)?"),
    _ban(
        "safe for all skin types", "risk by phototype, with its interval", rf"safe (?:for|on|in) (?:{_ALL})"
    ),
    _ban(
        "no hyperpigmentation",
        "the probability and its interval",
        rf"(?:no|zero|without) (?:risk of )?(?:{_SPOTS})",
    ),
    _ban("permanent", "how long it was followed", rf"permanent(?:ly)?(?!\s+(?:{_HARM}))"),
    _ban("painless", "the pain score and its interval", r"pain(?:less(?:ly)?|[-\s]free)"),
    _ban("approved", "cleared, or licensed, with the label", r"(?:FDA[-\s])?approv(?:ed|al)s?"),
    _ban("safe dose", "the range where harm was seen, with its spread", r"safe doses?"),
    _ban("risk-free", "the risk and its interval", r"risk[-\s]free|no risks?|no side[-\s]effects?"),
)
_DENIED = re.compile(r"\b(?:not|never|nor|neither|cannot)\W+(?:[\w-]+\W+){0,2}$", re.I)
_CONSENT = re.compile(
    r"(?:doctor|physician|clinician)['’]s\s+(?:\w+\s+)?$", re.I
)  # a doctor's approval is consent
_MENTIONED = re.compile(r"“[^“”]*”|`[^`\n]*`|(?<!\w)\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)")


def faults_in(text: str, where: str = "text") -> list[Fault]:
    """Return a fault for every banned word that a text uses.

    Words that are mentioned and not used are allowed: those in quotation marks or backticks (a claim that is
    being checked), those that are denied ("cleared, never approved"), and the approval of a person's doctor.

    Parameters
    ----------
    text : str
        What the program would print.
    where : str
        The place named in the faults; the line within the text is added.
    """
    mentioned = [found.span() for found in _MENTIONED.finditer(text)]
    faults = []
    for ban in _BANS:
        for found in ban.pattern.finditer(text):
            if any(start <= found.start() and found.end() <= end for start, end in mentioned):
                continue
            before = text[max(0, found.start() - 60) : found.start()]
            if _DENIED.search(before) or _CONSENT.search(before):
                continue
            line = text.count("\n", 0, found.start()) + 1
            faults.append(
                Fault(f"{where}:{line}", f"no use of “{ban.words}”", found.group(), f"say {ban.instead}")
            )
    return faults
