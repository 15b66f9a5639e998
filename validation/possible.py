"""Does anything that is printed leave its possible range? Random valid studies, one after another.

    python validation/possible.py [--studies 10000] [--seed 1] [--after 0]

Prints what strayed and what was refused; exit code 1 if anything strayed. 10,000 studies take about twenty
minutes of one core; ``--after`` leaves out as many of the first studies, so that they can be run in
pieces.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from needlework.verification.random_studies import searched


def main() -> None:
    """Search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--after", type=int, default=0)
    asked = parser.parse_args()
    stray: Counter[str] = Counter()
    refused = ran = 0
    for study, found, why in searched(asked.seed, asked.studies, asked.after):
        refused, ran = refused + (why is not None), ran + (why is None)
        for x in found:
            stray[x.outcome] += 1
            print(f"{x.outcome}: {x.value:g} in {study.to_dict()}")
        if (ran + refused) % 500 == 0:
            print(f"{ran} ran, {refused} refused when run", file=sys.stderr)
    print(f"{ran} studies ran, {refused} were refused when run; outside their range: {dict(stray) or 'none'}")
    sys.exit(bool(stray))


if __name__ == "__main__":
    main()
