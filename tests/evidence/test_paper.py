"""A paper's file: what is read, and every fault at once with its line."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from needlework.errors import Fault, InputError
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.paper import read_paper

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "add-a-paper.yaml"

GOOD = """\
source:
  key: doe2031
  title: An invented paper
  read: abstract
  doi: "10.1000/invented"
study:
  study: doe2031
  source: doe2031
  design: series
  species: human
  read: abstract
  n: 20
  course: {device: pen, sessions: 3, interval_days: 28}
  results:
    - id: doe2031.ecca
      endpoint: ECCA
      kind: change_percent
      value: -30.0
      unit: "%"
    - id: doe2031.share
      endpoint: improved
      kind: responders
      n_of: [12, 20]
      threshold: any
"""


def plain() -> dict[str, Any]:
    return yaml.safe_load(GOOD)


def changed(**places: Any) -> str:
    """Return the good file with some values replaced; a place is its keys joined by two underscores."""
    tree = copy.deepcopy(plain())
    for place, value in places.items():
        *way, last = [int(step) if step.isdigit() else step for step in place.split("__")]
        inner: Any = tree
        for step in way:
            inner = inner[step]
        inner[last] = value
    return yaml.safe_dump(tree, sort_keys=False)


def faults_of(text: str | bytes | Path, **options: Any) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        read_paper(text, **options)
    return list(caught.value.faults)


def test_a_paper_is_read_as_records_are() -> None:
    paper = read_paper(GOOD)
    ecca, share = paper.observations
    assert paper.source.citation == "An invented paper. doi:10.1000/invented"
    assert (ecca.id, ecca.value, ecca.n, ecca.course.sessions) == ("doe2031.ecca", -30.0, 20, 3)
    assert (share.n_of, share.threshold, share.used_in_fit) == ((12, 20), "any", False)
    assert paper.twins == []


def test_the_example_says_what_is_on_file_under_another_key() -> None:
    paper, on_file = read_paper(EXAMPLE), load_observations()
    assert paper.twins == ["malik2024"]
    for mine, key in zip(paper.observations, ("malik2024.gbq_alone", "malik2024.gbq_insulin"), strict=True):
        same = (
            "value",
            "sd",
            "baseline",
            "time_days",
            "time_anchor",
            "n",
            "outcome",
            "family",
            "read",
            "arm",
        )
        assert [getattr(mine, k) for k in same] == [getattr(on_file[key], k) for k in same]
        assert on_file[key].held_out


def test_the_page_shows_the_example_as_it_is() -> None:
    page = (DOCS / "add-a-paper.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block == EXAMPLE.read_text(encoding="utf-8")


def test_a_source_on_file_may_be_left_out() -> None:
    tree = plain()
    del tree["source"]
    tree["study"]["source"] = "malik2024"
    paper = read_paper(yaml.safe_dump(tree))
    assert paper.source.doi == "10.51253/pafmj.v74i2.8105"
    assert paper.observations[0].source == "malik2024"


def test_all_faults_at_once_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "new paper.yaml"
    text = GOOD.replace("read: abstract\n  doi", "red: abstract\n  doi").replace("n: 20\n", "n: many\n", 1)
    text = text.replace("change_percent", "percentage").replace("[12, 20]", "[12.5, 20]")
    file.write_text(text + "extra: 1\n", encoding="utf-8")
    golden = """\
{file}:1 source: expected a known key; received 'red'; next: did you mean 'read'?
{file}:1 source: expected 'read'; received nothing; next: add it
{file}:6 study: expected n a finite number; received 'many'; next: write it as 1.0e-4, without a unit
{file}:15 study.results[0]: expected kind one of absolute, change_absolute, change_percent, contrast, \
p_value, qualitative, ratio, responders; received 'percentage'; next: choose one of them
{file}:20 study.results[1]: expected n_of in whole numbers; received [12.5, 20]; next: count people
{file}:25 extra: expected only 'source' and 'study'; received 'extra'; next: remove it
"""
    assert "".join(f"{fault}\n" for fault in faults_of(file)) == golden.replace("{file}", str(file))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"source__key": "malik2024", "study__source": "malik2024"}, "a source that is not on file"),
        ({"source__key": 2031}, "key as text"),
        ({"source__year": "last"}, "year as a whole number"),
        ({"study__study": "malik2024"}, "a study that is not on file"),
        ({"study__source": "malik2024"}, "the key of the source above"),
        ({"study__results__0__id": "malik2024.gbq_alone"}, "an id of its own"),
        ({"study__results__0__id": "doe2031.share"}, "an id of its own"),
        ({"study__results__0__outcome": "eca"}, "the id of an outcome"),
        ({"study__results__0__outcome": ["ecca"]}, "outcome as text"),
        ({"study__results__0__unit": "per day"}, "a unit such as 1/day, um2/day or %"),
        ({"study__results__0__direction": "up"}, "a sign for up"),
        ({"study__results__0__ci95": [-10, -20]}, "ci95 from low to high"),
        ({"study__results__0__family": "scar"}, "family one of"),
        ({"study__results__0__id": ["a"]}, "id as text"),
        ({"study__results__0__arm": 5}, "arm as text"),
        ({"study__results__0__p": 0.03}, "p as text"),
        ({"study__results__1__n_of": [30, 20]}, "n_of: [k, n] with k within n"),
        ({"study__course__sessions": 2.5}, "sessions a whole number"),
        ({"study__course__depth_mm": "1.5 mm"}, "depth_mm a number"),
        ({"study__course__needles": 12}, "a known key"),
        ({"study__population": {"age_mean": "old"}}, "age_mean a number"),
        ({"study__n": 12.5}, "n a whole number"),
        ({"study__n": -3}, "n above 0"),
        ({"study__results": []}, "results"),
        ({"study__results": 3}, "a list of results"),
        ({"study__results__1": "none"}, "a result (a mapping)"),
        ({"study": None}, "the study, a mapping with results"),
        ({"source": 3}, "a mapping"),
    ],
)
def test_each_fault(places: dict[str, Any], expected: str) -> None:
    found = [fault.expected for fault in faults_of(changed(**places))]
    assert any(text.startswith(expected) for text in found), found


def test_a_source_that_nobody_knows() -> None:
    tree = plain()
    del tree["source"]
    (fault,) = faults_of(yaml.safe_dump(tree, sort_keys=False))
    assert (fault.expected, fault.received) == ("a source on file", "'doe2031'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n", "a paper"),
        ("- 1\n", "the keys 'source' and 'study'"),
        ("study: {\n", "valid YAML"),
        ("study: &a 1\nsource: *a\n", "no anchors"),
        (GOOD + "study: {}\n", "each key once"),
        (b"study: \xff\n", "UTF-8 text"),
        (GOOD + "---\n" + GOOD, "one paper in a file"),
    ],
)
def test_files_that_are_no_paper(text: str | bytes, expected: str) -> None:
    found = faults_of(text)
    assert expected in [fault.expected for fault in found]
    assert not any("needlework new" in fault.next_step for fault in found)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "none.yaml")
    assert (fault.expected, fault.received) == ("a paper file that can be read", "no such file or directory")


def test_a_further_check_sees_sound_figures_and_says_a_thing_once() -> None:
    seen: list[str] = []

    def check(o: Observation) -> list[Fault]:
        seen.append(o.id)
        return [Fault(o.where, "another course", "this one", "change it")]

    text = GOOD.replace('unit: "%"', "unit: per day")
    found = faults_of(text, also=check)
    assert seen == ["doe2031.ecca", "doe2031.share"]
    assert [f.expected for f in found] == ["a unit such as 1/day, um2/day or %", "another course"]
