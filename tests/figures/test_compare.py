"""Studies side by side: groups, sums of classes, plots."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from needlework.evidence.observations import Participants, Treatment, load_observations
from needlework.figures.compare import Group, groups, left_out
from needlework.figures.forest import anchor, forest, labels, said, title
from tests.figures.lab import figure

NEEDLED = Treatment(device="pen", sessions=3)


def class_(id: str, count: int, band: tuple[str | None, str | None] | None = None, **given: object):
    """Return one exclusive class of a series of 20 persons."""
    plain = {"kind": "responders", "family": "quartile", "n_of": (count, 20), "band": band, "course": NEEDLED}
    return figure(id=id, **{**plain, **given})


def shares(found: list[Group], study: str = "s") -> dict[str, float]:
    return {g.threshold or "": r.effect.value for g in found for r in g.rows if r.observation.study == study}


def other(threshold: str):
    """Return a figure of another study, so that a group has two rows."""
    return class_(f"o.{threshold}", 1, study="o", threshold=threshold)


OTHERS = [other(t) for t in ("any", "quarter", "half", "three_quarters")]


def test_classes_of_everybody_are_summed() -> None:
    series = [
        class_("a", 4, ("half", "three_quarters")),
        class_("b", 10, ("quarter", "half")),
        class_("c", 6, (None, "quarter")),
    ]
    found = shares(groups([*series, *OTHERS]))
    assert found == {"quarter": 0.7, "half": 0.2, "three_quarters": 0.0}


def test_a_chain_from_the_top_is_summed_and_a_gap_is_not() -> None:
    top = class_("a", 4, threshold="three_quarters")
    chain = [top, class_("b", 6, ("half", "three_quarters"))]
    assert shares(groups([*chain, *OTHERS])) == {"half": 0.5, "three_quarters": 0.2}
    gap = [top, class_("b", 6, ("quarter", "half"))]
    assert shares(groups([*gap, *OTHERS])) == {"three_quarters": 0.2}


def test_an_incomplete_series_without_its_top_is_left_out() -> None:
    found = groups([class_("a", 4, ("half", "three_quarters")), *OTHERS])
    assert "s" not in {row.observation.study for g in found for row in g.rows}
    reasons = {o.id: why for o, why in left_out([class_("a", 4, ("half", "three_quarters"))])}
    assert reasons == {"a": "an exclusive class"}


def scored(study: str, value: float, **given: object):
    plain = {"kind": "change_percent", "family": "scar_score", "value": value, "sd": 10.0, "n": 25}
    people = Participants(concern="atrophic_scar")
    return figure(id=f"{study}.x", study=study, **{**plain, "course": NEEDLED, "population": people, **given})


def test_a_mean_needs_three_cohorts() -> None:
    (two,) = groups([scored("a", -30.0), scored("b", -40.0)])
    assert two.pooled is None
    (three,) = groups([scored("a", -30.0), scored("b", -40.0), scored("c", -50.0)])
    assert three.pooled is not None
    assert three.pooled.mean == pytest.approx(-40.0)
    (same,) = groups([scored("a", -30.0), scored("b", -40.0, cohort="k"), scored("c", -50.0, cohort="k")])
    assert same.pooled is None


@pytest.mark.parametrize(
    "given", [{"read": "memory"}, {"sd": None}, {"arm": "fractional CO2"}, {"population": Participants()}]
)
def test_what_a_mean_leaves_out(given: dict) -> None:
    (group,) = groups([scored("a", -30.0), scored("b", -40.0), scored("c", -50.0, **given)])
    assert group.pooled is None
    assert len(group.rows) == 3


def test_every_figure_is_shown_once_or_left_out() -> None:
    shown = [id for g in groups() for row in g.rows for id in row.ids]
    rest = [o.id for o, _ in left_out()]
    assert not set(shown) & set(rest)
    assert all(load_observations()[id].species == "human" for id in shown)


@pytest.mark.parametrize("group", groups(), ids=lambda g: g.key)
def test_a_plot_is_sound_xml_and_tells_its_figures(group: Group) -> None:
    root = ElementTree.fromstring(forest(group))
    space = "{http://www.w3.org/2000/svg}"
    described = root.findtext(f"{space}desc") or ""
    assert root.findtext(f"{space}title") == title(group)
    names = labels(group)
    assert len(set(names)) == len(names), "two rows of a plot cannot be told apart"
    assert all(name in described for name in names)
    links = [a.get("href") for a in root.iter(f"{space}a")]
    assert links == [f"#{anchor(row)}" for row in group.rows]
    paths = [path.get("d") or "" for path in root.iter(f"{space}path")]
    across = [float(x) for path in paths for x in re.findall(r"[ML]([\d.]+) ", path)]
    assert 300 < min(across) <= max(across) < 700


def test_numbers_in_words() -> None:
    (group,) = groups([scored("a", -30.0), scored("b", -40.0, bound="at_most")])
    assert [said(r.effect, r.observation) for r in group.rows] == [
        "≤ −40 (−44 to −36) %",
        "−30 (−34 to −26) %",
    ]
