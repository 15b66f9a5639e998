"""The report a reviewer wants: ADEMP, DELTA2, CONSORT within persons, estimand, flow, table 1, methods."""

from needlework.trial.report.page import render_report

__all__ = ["render_report"]
