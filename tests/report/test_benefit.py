"""Needled minus untreated leads; what studies print stands beside what they printed."""

from typing import Any

import pytest

from needlework.pages.blocks import Points
from needlework.report.answers import answers, darkening, redness
from needlework.report.benefit import compared, contrast, contrast_wording, left_alone, unsure
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
    assert compared(found) == "4.0\N{NO-BREAK SPACE}point lower"
    assert contrast_wording(found).one(found["mean"]).startswith("\N{MINUS SIGN}4")


def test_percent_is_more_or_less_and_nothing_is_no_different() -> None:
    more = row(30.0, 5.0, "%")
    assert compared(contrast(more) or {}).endswith("% more")
    same = row(5.0, 4.99, "%")
    assert compared(contrast(same) or {}) == "no different"
    untreated = {**row(5.0, 5.0, "%"), "difference": {"mean": 0.0, "mean_interval": [0.0, 0.0]}}
    assert contrast(untreated) is None


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


@pytest.mark.parametrize(
    ("unit", "ends", "said"),
    [
        ("points", [-7.2, -2.2], "2 to 7\N{NO-BREAK SPACE}points lower"),
        ("points", [-2.2, 0.6], "2.2\N{NO-BREAK SPACE}points lower to 0.6\N{NO-BREAK SPACE}points higher"),
        ("%", [19.0, 63.0], "19 to 63\N{NO-BREAK SPACE}% more"),
        ("%", [0.0, 25.0], "up to 25\N{NO-BREAK SPACE}% more"),
        ("%", [-4.0, -4.0], "4.0\N{NO-BREAK SPACE}% less"),
        ("%", [0.0, 0.0], "no different"),
    ],
)
def test_how_unsure_a_difference_is_names_its_direction(unit: str, ends: list[float], said: str) -> None:
    middle = sum(ends) / 2
    assert unsure({**row(middle, 0.0, unit), "mean": middle, "mean_interval": ends}) == said


def test_a_share_of_people_is_counted() -> None:
    share = {**row(0.48, 0.002, "1"), "id": "responder_fraction"}
    found = {**share, "mean": 0.478, "mean_interval": [0.1, 0.82]}
    assert compared(found) == "48 of 100 people more"
    assert unsure(found) == "10 to 82 of 100 people more"
    assert left_alone(share, contrast_wording(found), None) == "untreated fewer than 1"


def test_what_skin_does_untreated_is_said_where_it_does_something(known: Context) -> None:
    score = known.headline[0]
    words = known.wording(score)
    stays = words.bare(score["untreated"]["mean"])
    assert left_alone(score, words, stays).startswith(f"untreated stays at {stays}")
    assert left_alone(score, words, "99").startswith(f"untreated goes from 99 to {stays}")
    change = row(15.0, 0.0, "%", relative_to="baseline")
    assert left_alone(change, contrast_wording(change), None) == ""


def test_a_wide_range_of_redness_is_told_as_most_and_some() -> None:
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
    assert "untreated goes from" in score
    assert any(line.startswith("not used: course.topicals[0]: banana") for line in lines)
    assert not any(line.startswith("Masson") for line in lines)


def test_many_unused_inputs_are_named_on_the_first_screen_and_explained_below(known: Context) -> None:
    many = [{"field": f"course.x{k}", "value": k, "why": "no effect of it is on file"} for k in range(9)]
    context = Context(known.result, {**known.summary, "not_used": many})
    told = str(dict(answers(context))["Not used"])
    assert all(entry["field"].removeprefix("course.") in told.casefold() for entry in many)
    assert "course." not in told
    assert "no effect" not in told
    line = next(x for x in journey(known.result, context.summary, None, None) if x.startswith("not used"))
    assert all(entry["field"] in line for entry in many)
    below = [item for block in limits(context).blocks if isinstance(block, Points) for item in block.items]
    assert sum("no effect of it is on file" in item for item in below) == 9
