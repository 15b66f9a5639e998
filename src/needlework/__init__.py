"""Needlework: an in-silico laboratory for collagen induction therapy."""

__version__ = "0.1.0"
