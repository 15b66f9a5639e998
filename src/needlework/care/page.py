"""The page "same question, different answers" as Markdown, made from the records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from needlework.care import records, schools, shipped
from needlework.care.advice import advice
from needlework.care.comparisons import NOTHING, comparison_table, heading
from needlework.care.figures import average
from needlework.care.records import Item, tier_words
from needlework.care.schools_chart import charts
from needlework.care.words import sentence
from needlework.evidence.sources import short

CASES = (("atrophic_scar", "cheek"), ("photoageing", "cheek"), ("wrinkle", "upper_lip"), ("stria", "abdomen"),
         ("surgical_scar", "abdomen"), ("melasma", "cheek"))  # fmt: skip
START, END = "<!-- computed -->", "<!-- /computed -->"
_BLOCK = re.compile(f"{re.escape(START)}.*?{re.escape(END)}\n\n?", re.DOTALL)
_HEAD = """\
# Same question, different answers

Ask ten sources how needling is done and you get ten answers. This page draws what the model computes for
each of them (the same skin, the same draws, read 12 weeks after the last session) and folds away who says
what. Rows marked "what clinics say" show how practice varies; they are no evidence. No answer is recommended.
"""
_COMPUTED = """\
The figures are averages over persons, with the range that we are unsure by. Schools share their draws, so
that small differences between them are not chance; where ranges overlap almost wholly, the model sees no
difference worth a choice. How benefit changes with density and interval is mechanism: no trial varied
them, one pair of depths apart.
"""


def same_question(compute: bool = True) -> str:
    """Return the page; with `compute` it shows what the model computed for each school, as shipped."""
    lines = [_HEAD]
    for concern, site in CASES:
        lines += _case(concern, site, compute)
    lines += ["## Before a session", "", *_items(records.preparation())]
    lines += ["## After a session", "", *_items(records.gates())]
    lines += ["## How long redness lasts", "", *_reports(), "## Compared with what", "", *_compared()]
    return "\n".join(lines).rstrip() + "\n"


def without_computed(page: str) -> str:
    """Return the page without what the model computed, to compare it with the records."""
    return _BLOCK.sub("", page)


def _case(concern: str, site: str, compute: bool) -> Iterator[str]:
    found = schools.schools(concern, site)
    yield f"## {sentence(concern.replace('_', ' '))[:-1]}, {site.replace('_', ' ')}\n"
    if compute:
        yield f"{START}\n\n{_COMPUTED}\n{_charts(found)}\n{folded('The figures', _computed(found))}\n{END}\n"
    for key, question in schools.questions().items():
        asked = [school for school in found if school.question == key]
        if asked:
            rows = [(s.title, s.says, short(s.source), tier_words(s.tier)) for s in asked]
            yield f"### {question}\n"
            table = _table(("school", "says", "source", "kind"), rows)
            yield folded(f"{len(rows)} answer{'s' if len(rows) > 1 else ''}", table)


def folded(title: str, body: str) -> str:
    """Return Markdown that stands behind one line until a reader opens it."""
    return f'<details markdown="1"><summary>{title}</summary>\n\n{body}\n</details>\n'


def _charts(found: Iterable[schools.School]) -> str:
    drawn = [f"<figure><figcaption>{title}</figcaption>{svg}</figure>" for title, svg in charts(tuple(found))]
    return f'<div class="charts">\n{chr(10).join(drawn)}\n</div>\n' if drawn else ""


def _computed(found: Iterable[schools.School]) -> str:
    rows: dict[tuple[str, ...], None] = {}
    titles: dict[str, str] = {}
    for school in found:
        for line in shipped.computed(school):
            titles |= {row["id"]: row["title"] for row in line.rows}
            name = f"{school.title}{f' ({line.end})' if line.end else ''}"
            rows[(name, short(school.source), *(average(row) for row in line.rows))] = None
    return _table(("school", "source", *titles.values()), list(rows))


def _items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        said = advice(item)
        dissent = f" *Sources disagree: {said.dissent}*" if said.dissent else ""
        yield f"**{sentence(said.lead)}** {said.more}{dissent}\n"
        rows = [(p.says, short(p.source), tier_words(p.tier)) for p in item.positions]
        yield folded("What each source says", _table(("says", "source", "kind"), rows))


def _reports() -> Iterator[str]:
    rows = [(r.title, short(r.source), tier_words(r.tier)) for r in records.reported("course")]
    yield _table(("reported", "source", "kind"), rows)


def _compared() -> Iterator[str]:
    for concern in dict.fromkeys(concern for concern, _ in CASES):
        yield f"### {sentence(concern.replace('_', ' '))[:-1]}\n"
        rows = []
        for comparison in comparison_table(concern).comparisons:
            rows += [
                (comparison.title, r.verdict, f"{r.endpoint}: {r.found}", heading(r)) for r in comparison.rows
            ]
            rows += [] if comparison.rows else [(comparison.title, NOTHING, "", "")]
        yield _table(("against", "reads", "found", "study"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"
