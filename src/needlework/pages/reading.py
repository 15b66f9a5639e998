"""How far a source was read, in the words that every page, badge and table uses."""

from __future__ import annotations

_READ = {
    "full_text": "full text read",
    "abstract": "abstract read",
    "label_copy": "copy of the label read",
    "third_party": "read in a third party's words",
    "memory": "recalled, not read",
}


def read_words(read: str) -> str:
    """Return how far a source was read, in words.

    Parameters
    ----------
    read
        One of `needlework.evidence.sources.READ`.

    Raises
    ------
    KeyError
        For a word that sources do not use.
    """
    return _READ[read]
