"""The page on validation: taken from parts, misses first, and outdated when the fit changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import docs_links  # noqa: E402
import docs_validation  # noqa: E402

from needlework.evidence.fit import load_fit  # noqa: E402
from needlework.parts import CheckTable, Column, Finding, Part  # noqa: E402

FIGURE = "lotfi2013.masson_56d"
CARDS = Part(
    id="scorecards",
    title="Scorecards",
    question="Does it hold?",
    summary="2 of 3 inside, p < 0.05.",
    tables=[
        CheckTable(
            "families",
            "By family",
            {"family": Column("family"), "n": Column("figures", "number")},
            [{"family": "x", "n": 3}],
        ),
        CheckTable(
            "figures",
            "Every figure, misses first",
            {
                "id": Column("figure", "observation"),
                "standing": Column("standing"),
                "published": Column("published", "number"),
                "median": Column("predicted", "number"),
                "interval": Column("interval", "interval"),
                "unit": Column("unit"),
                "inside": Column("inside", "ok"),
                "right_way": Column("right direction", "ok"),
                "family": Column("family"),
            },
            [
                {
                    "id": id,
                    "standing": "held out",
                    "published": 12.345678,
                    "median": 5.0,
                    "interval": [1.0, 9.0],
                    "unit": "%",
                    "inside": inside,
                    "right_way": True,
                    "family": "histology",
                }
                for id, inside in ((FIGURE, False), ("lotfi2013.epidermis_56d", True))
            ],
            "Standing: words.",
        ),
        CheckTable("other", "Not for the page", {"x": Column("x")}, [{"x": "secret"}]),
    ],
    findings=[
        Finding("note", "By the way."),
        Finding("miss", f"`{FIGURE}` is missed."),
        Finding("fail", "Coverage is 20 %."),
    ],
    passed=False,
)
GROUPS = Part(
    id="sensitivity",
    title="Sensitivity",
    question="What matters?",
    summary="Much.",
    tables=[
        CheckTable(
            "groups",
            "Groups of records: share of the variance",
            {"outcome": Column("Outcome", "outcome"), "group": Column("Group")},
            [{"outcome": key, "group": f"{key}{i}"} for key in ("collagen_total", "ecca") for i in range(6)],
        ),
        CheckTable(
            "drivers",
            "What each outcome rests on",
            {
                key: Column(key, "record" if key == "record" else "text")
                for key in ("outcome", "grade", "shown", "count", "record", "share", "basis")
            },
            [{"outcome": "ecca", "record": "healing.dT"}],
        ),
    ],
)


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Take two hand-made parts as if `needlework validate` had written them with the shipped fit."""
    monkeypatch.setattr(docs_validation, "ROOT", tmp_path)
    monkeypatch.setattr(docs_validation, "FILE", tmp_path / "validation.json")
    monkeypatch.setattr(docs_validation, "current_fit", lambda: (load_fit(), None))
    folder = written(tmp_path / "made", CARDS, GROUPS)
    docs_validation.take(folder)
    return folder


def written(folder: Path, *parts: Part, change: float = 0.0) -> Path:
    """Write parts and as much of a dossier as the page needs; ``change`` alters a fitted figure."""
    fit = load_fit()
    assert fit is not None
    folder.mkdir()
    rows = [
        {"id": row["id"], "median": row["median"] + change}
        for row in (*fit.record["figures"], *fit.record["scale_figures"])
    ]
    dossier: dict[str, Any] = {
        "provenance": {"version": "9.9", "seed": 4, "seconds": 300, "fit_void": None},
        "fitted": {"table": {"rows": rows}},
    }
    (folder / "dossier.json").write_text(json.dumps(dossier))
    for part in parts:
        (folder / f"{part.id}.json").write_text(json.dumps(part.plain()))
    return folder


def test_only_what_the_page_shows_is_taken(taken: Path):
    found = docs_validation.validation()
    assert found is not None
    cards, groups = found["parts"]
    assert [t["title"] for t in cards["tables"]] == ["By family", "Every figure, misses first"]
    assert cards["tables"][1]["rows"][0]["published"] == 12.35
    kept = [row["group"] for row in groups["tables"][0]["rows"]]
    assert kept == [f"{key}{i}" for key in ("collagen_total", "ecca") for i in range(4)]


def test_structures_that_hardly_move_a_figure_are_left_to_the_dossier():
    rows = [{"shift": None}, {"shift": 3.0}, {"shift": -40.0}]
    pick = docs_validation.PICKS["structure"][0]
    assert list(docs_validation._first(rows, pick)) == [rows[0], rows[2]]


def test_misses_come_first_failures_before_figures(taken: Path):
    page = docs_validation.misses()
    assert page.index("Coverage is 20 %") < page.index("is missed")
    assert "By the way" not in page
    assert "Rivals that do as well or better: none" in page
    assert "Not run, so not here: retrodiction, behaviours, claims, structure, verification" in page


def test_parts_stand_in_order_and_ids_lead_somewhere(taken: Path):
    page = docs_validation.parts()
    anchors = [page.index(f'<a id="{key}"></a>') for key in docs_validation.PICKS]
    assert anchors == sorted(anchors)
    assert f"[`{FIGURE}`](" in page
    assert "[`healing.dT`](numbers.md#" in page
    assert "p &lt; 0.05. **Its targets are not met.**" in page
    assert "- By the way." in page


def test_limits_show_the_missed_figures_only(taken: Path):
    page = docs_validation.missed_figures()
    assert FIGURE in page
    assert "lotfi2013.epidermis_56d" not in page
    assert "Published trials were not run again." in page


def test_the_page_names_the_fit_and_is_not_outdated(taken: Path):
    assert f"| fit | `{docs_validation.fit_fingerprint()}` |" in docs_validation.state()
    assert "Outdated" not in docs_validation.state() + docs_validation.missed_figures()


def test_another_fit_makes_it_outdated(taken: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(docs_validation, "fit_fingerprint", lambda: "feed")
    assert docs_validation.state().startswith("**Outdated: the fit was made anew since (now `feed`)")
    assert docs_validation.missed_figures().startswith("**Outdated")


def test_a_void_fit_makes_it_outdated(taken: Path, monkeypatch: pytest.MonkeyPatch):
    void = (None, "the network changed since the fit, which is void: draws come from the priors")
    monkeypatch.setattr(docs_validation, "current_fit", lambda: void)
    assert docs_validation.state().startswith("**Outdated: the network changed since the fit, which is void.")


def test_numbers_of_another_fit_are_refused(taken: Path, tmp_path: Path):
    with pytest.raises(SystemExit, match="belongs to another fit"):
        docs_validation.take(written(tmp_path / "other", CARDS, change=0.1))


def test_a_folder_without_a_dossier_is_refused(tmp_path: Path):
    with pytest.raises(SystemExit, match="expected the folder"):
        docs_validation.take(tmp_path)


def test_a_part_that_lost_its_table_is_noticed(taken: Path, tmp_path: Path):
    lost = Part("claims", "Claims", "?", ".", tables=[])
    with pytest.raises(SystemExit, match="no table has the id 'verdicts'"):
        docs_validation.take(written(tmp_path / "lost", lost))


def test_without_data_the_pages_say_so_and_keep_their_anchors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(docs_validation, "FILE", tmp_path / "none.json")
    for text in (docs_validation.state(), docs_validation.misses(), docs_validation.missed_figures()):
        assert "No validation is on file" in text
    assert docs_validation.parts().count("Not run.") == len(docs_validation.PICKS)


def test_unknown_ids_are_code_without_a_link():
    assert docs_links.linked("see `nowhere.at_all`") == "see `nowhere.at_all`"
    assert docs_links.link("lotfi2013") == "[`lotfi2013`](sources.md#lotfi2013)"
