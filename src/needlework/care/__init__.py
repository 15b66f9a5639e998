"""The practical parts of the journey: what sources say, useful with the model switched off.

Preparation, the session, care afterwards, what may go on the skin, pain, comparisons and handouts are read
from ``data/care`` and ``data/observations``; after a run, its prediction stands beside them.
"""
