"""Tests of many trials at once: random numbers by counter, distributions, and one kernel per analysis.

Nothing here knows what is measured. A kernel takes arrays whose first axis is the trial and whose second axis
is the person, in the order of enrolment, and a list of sizes: it analyses the first so many persons of every
trial, so that one set of trials answers for every size. A value that is not a number is missing.
"""
