"""Needled minus untreated leads; what studies print stands beside what they printed."""

from typing import Any

import pytest

from needlework.pages.blocks import Points
from needlework.report.answers import answers, darkening, redness
from needlework.report.benefit import both, compared, contrast, contrast_wording
from needlework.report.context import Context
from needlework.report.printed import as_printed
from needlework.report.sections.closing import limits
from needlework.result import Result
from needlework.terminal import journey

from .conftest import context_of, with_benefit


def row(mean: float, untreated: float | None, unit: str = "point", **more: Any) -> dict[str, Any]:
    found = {"id": "scar_depth", "title": "X", "unit": unit, "relative_to": None, "mean": mean}
    pairs = {"mean_interval": [mean - 1, mean + 1], "person_interval": None, "study_interval": None}
    if untreated is None:
        return {**found, **pairs, "difference": None, "untreated": None, **more}
    gap = mean - untreated
    difference = {"mean": gap, "mean_interval": [gap - 1, gap + 1]}
    return {**found, **pairs, "untreated": {"mean": untreated}, "difference": difference, **more}


@pytest.fixture
def known(needled: Result) -> Context:
    return Context(needled, with_benefit(context_of(needled).summary))


def test_a_contrast_is_needled_minus_untreated() -> None:
    given = row(10.0, 14.0)
    found = contrast(given)
    assert found is not None
    assert found["mean"] == -4.0
    assert found["mean_interval"] == [-5.0, -3.0]
    assert compared(given, found) == "4.0\N{NO-BREAK SPACE}point lower"
    assert contrast_wording(found).one(found["mean"]).startswith("\N{MINUS SIGN}4")


def test_percent_is_more_or_less_and_nothing_is_no_different() -> None:
    more = row(30.0, 5.0, "%")
    assert compared(more, contrast(more) or {}).endswith("% more")
    same = row(5.0, 5.0, "%")
    assert compared(same, contrast(same) or {}) == "no different"


def test_rows_without_an_untreated_side_have_no_contrast() -> None:
    assert contrast(row(3.0, None)) is None
    assert contrast({"id": "scar_depth", "mean": 3.0}) is None


def test_what_untreated_skin_has_none_of_is_its_own_figure() -> None:
    assert contrast({**row(2.0, 0.0, "day"), "untreated": {"mean": 0.0, "mean_interval": [0.0, 0.0]}}) is None
    assert contrast({**row(2.0, 0.0, "%"), "relative_to": "baseline"}) is not None


def test_a_figure_that_no_rater_sways_has_one_line(known: Context) -> None:
    depth = known.row("pain_vas")
    assert depth is not None
    lines = [str(line) for line in as_printed(known, depth)]
    assert [line.split(":")[0] for line in lines if "would report" in line] == ["Any study"]


def test_both_arms_are_named(known: Context) -> None:
    first = known.headline[0]
    said = both(first, known.wording(first), "16")
    assert said.startswith("needled from 16 to ")
    assert "untreated" in said


def test_a_wide_range_of_redness_is_told_in_kinds_of_time() -> None:
    wide = {"mean": 2.1, "person_interval": [0.3, 8.7]}
    assert redness(wide) == "redness visible for about 50 hours for most people, up to 9 days for some"
    assert redness({"mean": None, "person_interval": None}) is None
    assert darkening(None) is None


def test_answers_lead_with_the_difference(known: Context) -> None:
    found = dict(answers(known))
    assert "the same skin left untreated" in found["How much more"]
    assert list(found) == ["How deep", "How much more", "How sure", "At what price", "Not used"]


def test_open_stands_beside_open_and_blinded_beside_blinded(known: Context) -> None:
    first = known.row("goodman_baron_quantitative")
    assert first is not None
    lines = [str(line) for line in as_printed(known, first)]
    by_design = {entry.design for entry in known.published(first["id"])}
    assert any(line.startswith("With raters who knew: a new study of 30 would report") for line in lines)
    assert any(line.startswith("With blinded raters: a new study of 30 would report") for line in lines)
    for line in lines:
        if "a change of" in line:
            assert line.count("a change of") == 2 or "published" not in line, "one is a change, one a level"
    assert by_design <= {"open", "blinded"}


def test_the_terminal_leads_with_the_difference(known: Context) -> None:
    lines = journey(known.result, known.summary, None, None)
    score = next(line for line in lines if line.startswith("Goodman-Baron"))
    assert "than untreated" in score
    assert "needled from" in score
    assert any(line.startswith("not used: course.topicals[0]: banana") for line in lines)
    assert not any(line.startswith("Masson") for line in lines)


def test_many_unused_inputs_are_named_on_the_first_screen_and_explained_below(known: Context) -> None:
    many = [{"field": f"course.x{k}", "value": k, "why": "no effect of it is on file"} for k in range(9)]
    context = Context(known.result, {**known.summary, "not_used": many})
    told = str(dict(answers(context))["Not used"])
    assert all(entry["field"] in told for entry in many)
    assert "no effect" not in told
    line = next(x for x in journey(known.result, context.summary, None, None) if x.startswith("not used"))
    assert all(entry["field"] in line for entry in many)
    below = [item for block in limits(context).blocks if isinstance(block, Points) for item in block.items]
    assert sum("no effect of it is on file" in item for item in below) == 9
