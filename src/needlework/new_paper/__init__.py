"""A paper that is new to the evidence base: what it says, what was predicted of it, what it would move."""

from needlework.new_paper.document import add
from needlework.new_paper.words import lines

__all__ = ["add", "lines"]
