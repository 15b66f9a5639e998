"""What a limits file states that moves neither benefit, risk nor burden."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from needlework.plan.compute import RISK
from needlework.plan.load import Plan
from needlework.spec import Study
from needlework.subject import NotUsed, not_used
from needlework.subject.reading import printed_by, read_by_model

_reads = partial(read_by_model, printed=printed_by((RISK,)))
_SAME = "all its values read alike: nothing that is computed depends on it beside what else is stated"


def unread(plan: Plan) -> list[dict[str, Any]]:
    """Return every field that moves no number, with its value and the reason; each dial by its key."""
    varied = {key for c in plan.candidates for key in c.dials}
    found = [n for n in not_used(plan.study, _reads, "plan") if n.field.removeprefix("course.") not in varied]
    return [n.to_json() for n in (*found, *_dials(plan), *_also(plan))]


def _dials(plan: Plan) -> Iterator[NotUsed]:
    """Yield the keys that are varied without effect: courses that differ in nothing else read alike."""
    crossed = [c for c in plan.candidates if "also" not in c.dials]
    read = [_reads(c.study) for c in crossed]
    for key in crossed[0].dials if crossed else ():
        values = list(dict.fromkeys(str(c.dials[key]) for c in crossed))
        if len(values) == 1:
            moves = any(f"course.{key}" not in _unread(c.study) for c in crossed)
        else:
            first: dict[str, Any] = {}
            rest = [repr({k: v for k, v in c.dials.items() if k != key}) for c in crossed]
            moves = any(first.setdefault(other, own) != own for other, own in zip(rest, read, strict=True))
        if not moves:
            yield NotUsed(f"vary.{key}", values, _SAME)


def _unread(study: Study) -> set[str]:
    return {n.field for n in not_used(study, _reads, "plan")}


def _also(plan: Plan) -> Iterator[NotUsed]:
    for c in plan.candidates:
        for n in not_used(c.study, _reads, "plan") if "also" in c.dials else ():
            if n.field.startswith("course."):
                yield NotUsed(f"also[{c.dials['also']}].{n.field.removeprefix('course.')}", n.value, n.why)
