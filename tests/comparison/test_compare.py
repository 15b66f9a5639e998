"""Courses side by side: common draws and people, signs, directions, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from needlework import cli
from needlework.comparison.compute import differences, named_studies, sides
from needlework.comparison.document import document, leading, lines, page
from needlework.errors import InputError
from needlework.spec import dump_study
from tests.conftest import study_of

SMALL = {"horizon": "84 days", "draws": 6, "population": {"persons": 3}}


@pytest.fixture(scope="module")
def pair():
    studies = {"sparse": study_of(**SMALL, density="100 per cm2")}
    found = sides({**studies, "dense": study_of(**SMALL, density="400 per cm2")})
    return found, differences(found)


def of(seen, key: str, day: float = 84.0):
    return [d for d in seen if d.outcome.id == key and d.time_days in (day, 0.0)][-1]


def test_the_same_course_twice_differs_in_nothing() -> None:
    study = study_of(**SMALL)
    seen = differences(sides({"one": study, "two": study}))
    assert all(d.mean == 0.0 for d in seen if d.mean is not None)
    assert {d.share_ahead for d in seen} <= {0.5, None}


def test_a_longer_horizon_puts_neither_ahead() -> None:
    one, two = (study_of(**SMALL | {"horizon": end}) for end in ("84 days", "99 days"))
    seen = [d for d in differences(sides({"one": one, "two": two})) if "collagen" in d.outcome.id]
    assert {d.share_ahead for d in seen} <= {0.5, None}


def test_draws_and_people_are_common(pair) -> None:
    (one, two), _ = pair
    assert all(np.array_equal(one.result.parameters[k], v) for k, v in two.result.parameters.items())
    start = [s.result.values["goodman_baron_quantitative"][:, :, 0] for s in (one, two)]
    assert np.array_equal(*start)


def test_mean_is_the_first_minus_the_second(pair) -> None:
    (one, two), seen = pair
    d = of(seen, "collagen_total")
    expected = np.median(
        (one.result.values["collagen_total"] - two.result.values["collagen_total"])[:, :, -1].mean(1)
    )
    assert d.mean == pytest.approx(expected)
    assert d.mean_interval[0] <= d.mean <= d.mean_interval[1]


def test_the_better_side_follows_what_people_want(pair) -> None:
    _, seen = pair
    assert of(seen, "erythema_duration").share_ahead > 0.5  # fewer punctures, shorter redness
    assert of(seen, "pih_probability").share_ahead > 0.5
    assert of(seen, "neutrophils").share_ahead is None


def test_swapping_the_sides_swaps_the_signs_and_nothing_else(pair) -> None:
    found, seen = pair
    for one, two in zip(seen, differences(found[::-1]), strict=True):
        flipped = [
            None if ends is None else (-ends[1], -ends[0])
            for ends in (two.mean_interval, two.person_interval)
        ]
        assert (one.mean, one.mean_interval, one.person_interval) == (-two.mean, *flipped)
        assert one.share_ahead is None or one.share_ahead + two.share_ahead == pytest.approx(1.0)


def test_what_is_not_shared_and_moves_nothing_is_told() -> None:
    one = study_of(**SMALL)
    changed = {
        "draws": 4,
        "population.persons": 2,
        "model.strata": 3,
        "visits": ["50 days"],
        "skin.sex": "male",
    }
    wrinkles = {"skin.phototype": "VI", "skin.concern": {"kind": "wrinkle"}, "horizon": "99 days"}
    other = one.replace(changed | wrinkles | {"seed": 99})
    found = sides({"one": one, "two": other})
    seen = differences(found)
    told = document(found, seen)
    aside = {e["field"]: e["value"] for e in told["not_used"] if e["study"] == "two"}
    assert {"seed": 99, "draws": 4, "population.persons": 2, "skin.sex": "male"}.items() <= aside.items()
    assert (aside["model.strata"], "model.rings" in aside) == (3, False)
    warned = " ".join(told["warnings"])
    assert "not done to the same people" in warned
    assert "skin.phototype: IV and VI" in warned
    assert "nothing is compared after the earlier" in warned
    assert "Only two has, so it is not compared with one: Wrinkle grade" in warned
    assert 50.0 in {d.time_days for d in seen if d.outcome.id == "collagen_total"}
    said = list(lines(found, seen))
    assert "same people" not in said[0]
    assert any(line.startswith("note: Not used: draws of two, 4 (") for line in said)
    assert "<h2>What to know</h2>" in page(found, seen)


def test_the_document_has_the_keys_of_its_schema(pair) -> None:
    found, seen = pair
    told = json.loads(json.dumps(document(found, seen)))
    assert told["schema"] == "needlework/comparison/1"
    assert [s["name"] for s in told["studies"]] == ["sparse", "dense"]
    keys = {"id", "time_days", "unit", "a", "b", "mean", "mean_interval", "person_interval", "share_ahead"}
    assert all(keys <= set(d) for d in told["differences"])


def test_words_and_page_say_who_is_compared(pair) -> None:
    found, seen = pair
    head, first, *_ = lines(found, seen)
    assert head == "sparse against dense: the same draws of what nobody knows and the same people"
    assert first.startswith("Goodman-Baron quantitative score, day 84: sparse minus dense")
    html = page(found, seen)
    assert "<h2>Differences</h2>" in html
    assert html.index("Goodman-Baron") < html.index("Every further outcome (")
    assert html.count("<svg") > 3


def test_an_outcome_that_only_one_side_moves_is_told_whichever_side_leads() -> None:
    none = study_of(**SMALL).replace({"course": {"sessions": 0}})
    shallow = study_of(**SMALL, depth="0.2 mm", density="20 per cm2")
    for first, second in ((none, study_of(**SMALL)), (shallow, study_of(**SMALL))):
        found = sides({"one": first, "two": second})
        told = [{d.outcome.id for d in leading(pair, differences(pair))} for pair in (found, found[::-1])]
        assert told[0] == told[1]
        assert "collagen_total" in told[0]


def test_three_courses_make_three_pairs() -> None:
    small = {**SMALL, "draws": 2, "population": {"persons": 1}}
    studies = {str(n): study_of(**small, density=f"{n} per cm2") for n in (100, 200, 300)}
    seen = differences(sides(studies))
    assert {(d.a, d.b) for d in seen} == {("100", "200"), ("100", "300"), ("200", "300")}


def test_one_study_and_all_faults_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two or more studies"):
        named_studies([study_of()])
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            dump_study(study_of()).replace("1.5 mm", "soon"), encoding="utf-8"
        )
    with pytest.raises(InputError) as caught:
        named_studies([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert len(caught.value.faults) == 2


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "s.yaml").write_text(dump_study(study_of()), encoding="utf-8")
    assert list(named_studies([tmp_path / "x" / "s.yaml", tmp_path / "y" / "s.yaml"])) == ["s", "s (2)"]


def test_the_verb_prints_json_and_writes_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = {**SMALL, "draws": 2, "population": {"persons": 2}}
    for name, density in (("a", "100 per cm2"), ("b", "200 per cm2")):
        text = dump_study(study_of(**small, density=density))
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = [str(tmp_path / f"{name}.yaml") for name in ("a", "b")]
    arguments = ["needlework", "compare", *files, "--json", "--out", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))


SIDES = [
    {"name": "left", "site": "cheek", "density": "100 per cm2"},
    {"name": "right", "site": "cheek", "density": "400 per cm2"},
]


def zoned(**changes):
    return study_of(**SMALL).replace({"zones": SIDES, **changes})


def test_two_sides_of_one_face_share_the_person(pair) -> None:
    found = sides(named_studies([zoned()]))
    assert [s.name for s in found] == ["left", "right"]
    (left, right), (sparse, dense) = found, pair[0]
    for zone, alone in ((left, sparse), (right, dense)):
        for key in ("collagen_total", "pih_probability", "downtime"):
            assert np.array_equal(zone.result.values[key], alone.result.values[key])
    told = {(d.outcome.id, d.time_days): d.mean for d in differences(found)}
    assert told == {(d.outcome.id, d.time_days): d.mean for d in pair[1]}


def test_shared_people_make_a_difference_surer_than_two_groups_would() -> None:
    study = study_of(**{**SMALL, "draws": 1, "population": {"persons": 40}}).replace({"zones": SIDES})
    left, right = (s.result.values["collagen_total"][0, :, -1] for s in sides(named_studies([study])))
    apart = np.std(left) ** 2 + np.std(right) ** 2
    assert np.std(left - right) ** 2 < 0.5 * apart
    assert np.corrcoef(left, right)[0, 1] > 0.5


def test_zones_of_one_name_are_compared_and_named_in_every_row() -> None:
    deep = zoned(**{"course.depth": "2 mm"})
    found = sides({"usual": zoned(), "deep": deep})
    seen = differences(found)
    assert {d.zone for d in seen} == {"left", "right"}
    assert {row["zone"] for row in document(found, seen)["differences"]} == {"left", "right"}
    assert any(", right, day" in line for line in lines(found, seen))
    assert "right" in page(found, seen)


def test_a_study_without_zones_stands_beside_each_and_what_one_lacks_is_told() -> None:
    one = study_of(**SMALL)
    seen = differences(sides({"all": one, "sides": zoned()}))
    assert {d.zone for d in seen} == {"left", "right"}
    short = zoned(zones=[SIDES[0], {"name": "chin", "site": "chin"}])
    found = sides({"one": zoned(), "two": short})
    assert {d.zone for d in differences(found)} == {"left"}
    warned = document(found, differences(found))["warnings"]
    assert "right is in one only, not in two: it is not compared." in warned
    assert "chin is in two only, not in one: it is not compared." in warned
    other = zoned(zones=[{"name": "chin", "site": "chin"}, {"name": "nose", "site": "nose"}])
    with pytest.raises(InputError, match="of the same names"):
        differences(sides({"one": zoned(), "two": other}))
