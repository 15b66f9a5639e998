"""Who may be enrolled: the rules of ``needlework screen`` on every candidate and every course."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from needlework.screening import screen
from needlework.spec import load_study
from needlework.trial.cohort import Persons
from needlework.trial.schema import Design


class Screen:
    """The screening of a design, each kind of candidate judged once.

    Attributes
    ----------
    reasons
        How many candidates each rule kept out.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        self.reasons: Counter[str] = Counter()
        self._judged: dict[tuple[Any, ...], tuple[str, ...]] = {}

    def __call__(self, persons: Persons) -> NDArray[np.bool_]:
        """Return which candidates may be enrolled."""
        keys = ("phototype", "sex", "site", "phenotype", "sun", "history")
        ages = np.round(persons.known["age"]) if "age" in persons.known else np.full(len(persons), np.nan)
        columns = [persons.groups[k] for k in keys]
        found = [self._reasons(float(age), *row) for age, *row in zip(ages, *columns, strict=True)]
        self.reasons.update(reason for reasons in found for reason in reasons)
        return np.array([not reasons for reasons in found])

    def _reasons(self, age: float, *row: str) -> tuple[str, ...]:
        key = ("" if np.isnan(age) else age, *row)
        if key not in self._judged:
            self._judged[key] = self._judge(age, *row)
        return self._judged[key]

    def _judge(
        self, age: float, phototype: str, sex: str, site: str, phenotype: str, sun: str, history: str
    ) -> tuple[str, ...]:
        inclusion, tree = self.design.inclusion, self.design.to_dict()
        given = {"phototype": phototype, "sex": sex, "site": site, "phenotype": phenotype}
        skin = {**tree["cohort"].get("skin", {}), **{k: str(v) for k, v in given.items() if v}}
        if not np.isnan(age):
            skin["age"] = f"{age:g} years"
        found: set[str] = set()
        for arm in tree["arms"].values():
            course = dict(arm["course"])
            if sun:
                course["preparation"] = {**course.get("preparation", {}), "sun": str(sun)}
            study = load_study(
                {
                    "schema": "needlework/study/1",
                    "skin": skin,
                    "history": [str(history)] if history else [],
                    "course": course,
                    "horizon": "5 years",
                }
            )
            found |= {
                f.condition
                for f in screen(study, inclusion.screening).findings
                if f.klass in inclusion.exclude
            }
        return tuple(sorted(found))
