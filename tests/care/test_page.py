from pathlib import Path

import pytest

from needlework.care import schools, shipped
from needlework.care.page import CASES, END, START, same_question, without_computed
from needlework.care.records import gates, preparation

PAGE = Path(__file__).parents[2] / "docs" / "same-question.md"


def test_the_committed_page_is_what_the_records_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(START) == page.count(END) == len(CASES)
    assert without_computed(page) == same_question(compute=False)


def test_every_school_and_every_position_is_on_it() -> None:
    page = same_question(compute=False)
    for concern, site in CASES:
        for school in schools.schools(concern, site):
            assert school.says in page
    for item in (*preparation(), *gates()):
        for position in item.positions:
            assert position.says in page


def test_clinics_are_named_as_such() -> None:
    rows = [line for line in same_question(compute=False).splitlines() if "Monarch" in line]
    assert rows
    assert all("what clinics say" in row for row in rows)


def test_what_is_computed_stands_beside_the_schools(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"mean": 12.34, "mean_interval": [4.0, 21.0]}
    row = {"id": "collagen_total", "title": "Collagen", "unit": "%", **figures}
    grade = {**row, "id": "goodman_baron_quantitative", "title": "Score", "unit": "point"}
    line = shipped.Line("", (row, grade))
    monkeypatch.setattr(shipped, "computed", lambda school: (line,) if school.id == "harris_median" else ())
    page = same_question()
    assert "| Medians of 18 studies | Harris 2015 | 12 % (4.0 to 21 %) | 12 point (4.0 to 21 point) |" in page
    assert page.count("<svg") == 1
    assert without_computed(page) == same_question(compute=False)
