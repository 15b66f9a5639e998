"""The review as a whole, and how it is printed."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.claims.check import check_text
from needlework.claims.read import Text
from needlework.claims.render import quoted, to_html, to_json, to_lines
from needlework.wording import faults_in

BROCHURE = """Our promise

Needling is painless and boosts collagen. Is it safe for all skin types? The sky is blue.
“It never caused any dark spots,” says Ann.
Results are not immediate.
"""


def test_hits_in_order_with_places_and_the_rest() -> None:
    review = check_text(Text.plain(BROCHURE, "brochure.txt"))
    found = [(hit.claim.id, hit.stance, hit.verdict, str(hit.place)) for hit in review.hits]
    assert found == [
        ("C102", "says", "contradicted", "3:13"),
        ("C99", "says", "supported", "3:26"),
        ("C73", "asks", "mixed", "3:49"),
        ("C71", "says", "contradicted", "4:5"),
        ("C78", "says", "supported", "5:1"),
    ]
    assert [rest.sentence for rest in review.not_recognised] == ["Our promise", "The sky is blue."]
    assert review.sentences == 6
    assert review.exit_code == 1
    assert [hit.claim.id for hit in review.contradicted] == ["C102", "C71"]


def test_quotation_is_said_and_still_counts() -> None:
    review = check_text(BROCHURE)
    assert [hit.claim.id for hit in review.hits if hit.quoted] == ["C71"]


@pytest.mark.parametrize(
    ("content", "stance"),
    [
        ("Does it hurt? No. It tickles.", "denies"),
        ("Does it hurt? Not at all!", "denies"),
        ("Does it hurt? Yes, a little.", "says"),
        ("Does it hurt? Ask your nurse.", "asks"),
        ("Does it hurt?", "asks"),
    ],
)
def test_a_question_takes_its_answer(content: str, stance: str) -> None:
    assert check_text(content).hits[0].stance == stance


def test_questions_and_denials_do_not_count_as_contradicted() -> None:
    assert check_text("Is it painless?").exit_code == 0
    assert check_text("It is not painless.").exit_code == 0
    assert check_text("It is not suitable for everyone.").hits[0].verdict == "supported"


def test_nothing_recognised_is_said_so() -> None:
    review = check_text("Bananas are yellow. Rain is wet.")
    assert review.hits == ()
    assert len(review.not_recognised) == 2
    assert review.exit_code == 0
    assert to_lines(review)[-1].endswith("2 of 2 sentences not recognised")


def test_json_document() -> None:
    review = check_text(Text.plain(BROCHURE, "brochure.txt"))
    document = json.loads(json.dumps(to_json(review)))
    assert document["schema"] == "needlework/check/1"
    assert document["text"] == {"name": "brochure.txt", "sentences": 6}
    assert document["counts"] == {"supported": 2, "mixed": 0, "unproven": 0, "contradicted": 2}
    first = document["hits"][0]
    assert set(first) >= {"claim", "statement", "stance", "verdict", "line", "column", "words", "sentence"}
    assert set(first) >= {
        "why",
        "sources",
        "careful",
        "represented_by",
        "outcome",
        "number",
        "quoted",
        "topic",
    }
    assert first["number"] is None
    assert all(source["citation"] for hit in document["hits"] for source in hit["sources"])
    assert document["not_recognised"][0] == {"line": 1, "column": 1, "sentence": "Our promise"}


def test_a_number_is_quoted_from_a_result() -> None:
    rows = [
        {
            "id": "pain_vas",
            "title": "Pain",
            "unit": "points",
            "time_days": 0.0,
            "mean": 3.25,
            "mean_interval": [1.0, 6.0],
        },
        {
            "id": "collagen_total",
            "title": "Collagen",
            "unit": "%",
            "time_days": 28.0,
            "mean": 4.0,
            "mean_interval": None,
        },
        {
            "id": "collagen_total",
            "title": "Collagen",
            "unit": "%",
            "time_days": 112.0,
            "mean": 14.2,
            "mean_interval": [8.1, 22.4],
        },
    ]
    result = {"schema": "needlework/result/1", "outcomes": rows}
    review = check_text(BROCHURE)
    numbers = {hit["claim"]: hit["number"] for hit in to_json(review, result)["hits"]}
    assert numbers["C102"]["mean"] == 3.25
    assert numbers["C99"]["time_days"] == 112.0
    assert quoted(result, None) is None
    assert quoted(None, "pain_vas") is None
    page = to_html(review, result)
    assert "Pain: 3.25 points, day 0; we are this unsure of the average: 1 to 6" in page


def test_html_is_one_safe_page() -> None:
    review = check_text(Text.plain('It is painless <script>alert(1)</script> "&', "<b>x</b>"))
    page = to_html(review)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<title>Claims in &lt;b&gt;x&lt;/b&gt;</title>" in page
    assert not re.search(r"(src|href)=", page)


def test_lines_for_a_terminal() -> None:
    lines = to_lines(check_text(Text.plain(BROCHURE, "b.txt")))
    assert lines[0].startswith("b.txt:3:13: contradicted: painless [C102] ")
    assert lines[-1] == "2 supported, 0 mixed, 0 unproven, 2 contradicted; 2 of 6 sentences not recognised"


def test_a_line_names_the_claim_that_is_denied() -> None:
    (line, _) = to_lines(check_text("Results are immediate."))
    assert ": contradicted: " in line
    assert "[C78] the text denies “Results are not immediate”; " in line


def test_our_own_part_of_a_review_keeps_the_wording() -> None:
    page = to_html(check_text("Bananas."))
    assert faults_in(page) == []


@given(st.text(max_size=300))
def test_any_text_is_reviewed_and_printed(content: str) -> None:
    review = check_text(content)
    assert (
        len({hit.sentence for hit in review.hits}) + len(review.not_recognised) <= review.sentences
        or not review.hits
    )
    json.dumps(to_json(review))
    to_html(review)
