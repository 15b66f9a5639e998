"""The report of one run: one self-contained HTML file, and its figures."""

from needlework.report.document import render_report
from needlework.report.figures import figures

__all__ = ["figures", "render_report"]
