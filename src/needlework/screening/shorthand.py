"""Shorthand of the clinic, written out: h/o, d/c'd, -ve, 3/52."""

from __future__ import annotations

import re

_SHORTHAND = (
    (re.compile(r"\bw/o\b", re.I), "without"),
    (re.compile(r"\b(?:f/h|fh)(?:/o)?\b", re.I), "family history of"),
    (re.compile(r"\b(?:p/)?h/o\b", re.I), "history of"),
    (re.compile(r"\bk/c/o\b", re.I), "known"),
    (re.compile(r"\bc/o\b", re.I), "has"),
    (re.compile(r"\br/o\b", re.I), "suspected"),
    (re.compile(r"\bd/?c'?d\b|\bd/c\b", re.I), "stopped"),
    (re.compile(r"(?<!\w)-ve\b", re.I), "negative"),
    (re.compile(r"(?<!\w)\+ve\b|(?<=\w)\s?\+{1,4}(?=\s*(?:[,;.)]|$))", re.I), " positive"),
    (re.compile(r"\bs/p\b", re.I), "had"),
    (re.compile(r"\bvit\b", re.I), "vitamin"),
    (re.compile(r"\bn/a\b", re.I), "not applicable"),
    (re.compile(r"\band/or\b", re.I), "or"),
    (re.compile(r"\b(\d+)/7\b"), r"\1 days"),
    (re.compile(r"\b(\d+)/52\b"), r"\1 weeks"),
    (re.compile(r"\b(\d+)/12\b"), r"\1 months"),
)


def written_out(text: str) -> str:
    """Return a text with its shorthand in words: "d/c'd 8/12 ago" is "stopped 8 months ago"."""
    for pattern, plain in _SHORTHAND:
        text = pattern.sub(plain, text)
    return text
