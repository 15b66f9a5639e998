"""Shorthand of the clinic, written out: h/o, d/c'd, -ve, 3/52, ticked boxes, Y and N."""

from __future__ import annotations

import re
from calendar import month_name as _MONTHS

_LENGTHS = r"(?:d|w|wks?|m|mo|mths?|y|yrs?|days?|weeks?|months?|years?)"
_SHORTHAND = (
    (re.compile(r"\b(st|dr|mr|mrs|ms|approx|incl|esp)\.(?=\s)", re.I), r"\1"),
    (re.compile(r"(?:^|(?<=[.;\n]))\s*all\s?:", re.I), " allergies:"),
    (re.compile(r"\bw/o\b", re.I), "without"),
    (re.compile(r"\b(?:f/h|fh)(?:/o)?\b", re.I), "family history of"),
    (re.compile(r"\b(?:p/)?h/o\b", re.I), "history of"),
    (re.compile(r"\bk/c/o\b", re.I), "known"),
    (re.compile(r"\bc/o\b", re.I), "has"),
    (re.compile(r"\br/o\b", re.I), "suspected"),
    (re.compile(r"\bo/e\b", re.I), "on examination"),
    (re.compile(r"\bb/l\b", re.I), "both"),
    (re.compile(r"\bd/?c'?d\b|\bd/c\b", re.I), "stopped"),
    (re.compile(r"(?<!\w)-ve\b|\(\s*-\s*\)", re.I), " negative"),
    (re.compile(r"(?<!\w)\+ve\b|\(\s*\+\s*\)|(?<=\w)\s?\+{1,4}(?=\s*(?:[,;.)]|$))", re.I), " positive"),
    (re.compile(r"\bs/p\b", re.I), "had"),
    (re.compile(r"\bvit\b", re.I), "vitamin"),
    (re.compile(r"\bn/a\b", re.I), "not applicable"),
    (re.compile(r"\band/or\b", re.I), "or"),
    (re.compile(r"\b(0?[1-9]|1[0-2])/((?:19|20)\d\d)\b"), lambda m: f"{_MONTHS[int(m[1])]} {m[2]}"),
    (re.compile(r"\bw/c\b", re.I), "on"),
    (re.compile(r"\b(\d+)/7\b"), r"\1 days"),
    (re.compile(r"\b(\d+)/52\b"), r"\1 weeks"),
    (re.compile(r"\b(\d+)/12\b"), r"\1 months"),
    (re.compile(r"\b(?:i'?m|i am|s?he'?s|s?he is|now)\s+\d{2}\s*(?:now)?(?=\s*(?:[,.;)]|$))", re.I), ""),
    (re.compile(r"\b\d{2}\s?(?:y/?o?\s?)?[MF]\b"), ""),
    (re.compile(rf"\bx\s?(\d+\s?{_LENGTHS})\b", re.I), r"for \1"),
    (re.compile(r"\bx\s?\d+\b|\b\d+\s?x\b", re.I), ""),  # "Accutane x2", "3x per week"
    # a form: cells of a table, the choice beside a question, then its answer
    (re.compile(r"(?:\s*[|\t]|\s{2,})\s*(yes|no|y|n)\s*(?=[|\t]|\s{2,}|$)", re.I), r": \1. "),
    (re.compile(r"(?<=[a-z)])\s+(Yes|No|YES|NO)(?=\s+[A-Z(]|\s*$)"), r": \1. "),
    (re.compile(r"[(\[]?\b(?:y(?:es)?\s?/\s?no?|no?\s?/\s?y(?:es)?)\b[)\]]?(?=\s*[:=?-]*\s*\w)", re.I), " "),
    (re.compile(r"(?<=[:=?])\s*(?:y|true)\b(?!['’/])|\s[-–]\s*y(?=\s*(?:[-–,;.)\n]|$))", re.I), " yes"),
    (re.compile(r"(?<=[:=?])\s*(?:n|false)\b(?!['’/])|\s[-–]\s*n(?=\s*(?:[-–,;.)\n]|$))", re.I), " no"),
    (re.compile(r"(?<==)\s*1\b"), " yes"),
    (re.compile(r"(?<=[:=])\s*0(?=\s*(?:[,;)\n]|$))"), " no"),
    (re.compile(r"\bq\s?\d+\s*[:.)]", re.I), ". "),
    (re.compile(r"^\s*q\s*[:.)]|(?<=[?.])\s*a\s*[:)]", re.I), " "),
)
_EMPTY = r"\[\s*\]|\(\s+\)|\b__+(?!\w)|[☐✗✘○◯]"
_BOX = re.compile(rf"{_EMPTY}|[\[(]\s*[x✓✔*]\s*[\])]|\b_+x_+|[☑☒✓✔✅●◉]", re.I)
_CHOICE = re.compile(rf"({_BOX.pattern})\s*(yes|no)\b", re.I)
_CHOSEN = re.compile(rf"(?<![\]☐☑☒✓✔✅○●] )\b(yes)\s*({_BOX.pattern})\s*/?\s*(no)\s*({_BOX.pattern})", re.I)
_EDGE = " \t,;:.|•*-–"


def written_out(text: str) -> str:
    """Return a text with its shorthand in words: "d/c'd 8/12 ago" is "stopped 8 months ago"."""
    text = "\n".join(map(_unboxed, text.split("\n")))
    for pattern, plain in _SHORTHAND:
        text = pattern.sub(plain, text)
    return text


def _unboxed(line: str) -> str:
    """Return a line with its boxes as answers: asthma ticked is "asthma: yes", keloids not "keloids: no".

    A line that starts with a box has them before what they answer, any other line behind.
    """
    if re.search(r"[☐○]|\[\s*\]", line) and not re.search(r"[☑☒✓✔✅●]", line):
        line = re.sub(r"[✗✘]", "☒", line)  # beside empty boxes a cross is a tick
    line = _CHOSEN.sub(lambda m: f"{_picked(m[2], m[1])} {_picked(m[4], m[3])}", line)
    line = _CHOICE.sub(lambda m: _picked(m[1], m[2]), line)
    boxes = list(_BOX.finditer(line))
    if not boxes:
        return line
    before = line[: boxes[0].start()].strip()
    leads = not before.strip(_EDGE) or (before[-1] in ":?" and bool(line[boxes[-1].end() :].strip(_EDGE)))
    ends = [0, *(box.end() for box in boxes)]
    starts = [*(box.start() for box in boxes), len(line)]
    labels = [line[end:start].strip(_EDGE) for end, start in zip(ends, starts, strict=True)]
    named = labels[1:] if leads else labels[:-1]
    answers = [_picked(box[0], "yes") or "no" for box in boxes]
    pairs = zip(named, answers, strict=True)
    said = [_answered(label, answer, leads) for label, answer in pairs if label]
    return ". ".join(said if leads or not labels[-1] else [*said, labels[-1]])


def _answered(label: str, answer: str, leads: bool) -> str:
    """Give the answer to what stands beside the box: "[ ] pregnant; asthma" says nothing of the asthma."""
    parts = re.split(r"[;.|]\s+", label)
    parts[0 if leads else -1] += f": {answer}"
    return ". ".join(parts)


def _picked(box: str, option: str) -> str:
    """Return an option whose box is ticked, else nothing."""
    return "" if re.fullmatch(_EMPTY, box) else option
