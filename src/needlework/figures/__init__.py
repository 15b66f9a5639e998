"""Published figures: their arm, day and unit, may they be compared, with what, and the plain mean.

Every question about a printed figure is answered here and nowhere else; the fit, results, reports, scorecards
and exports ask.
"""
