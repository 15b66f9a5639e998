import pytest

from needlework.care import schools as room
from needlework.care.records import load
from needlework.care.schools import School, compute, questions, schools
from needlework.errors import InputError
from needlework.spec.fields import catalogue
from needlework.subject.catalogue import read

CONCERNS = [kind for kind in read("skins/concerns.yaml") if not kind.startswith("_")]
SITES = catalogue("sites")


def school(key: str, concern: str = "atrophic_scar", site: str = "cheek") -> School:
    return next(s for s in schools(concern, site) if s.id == key)


def test_questions_are_answered_in_their_order_and_trials_come_first() -> None:
    found = schools("atrophic_scar", "cheek")
    order = [list(questions()).index(s.question) for s in found]
    assert order == sorted(order)
    assert [s.tier for s in found if s.question == "interval"] == ["A", "A", "A", "C", "D", "D", "D"]


def test_a_school_speaks_only_to_its_concern_and_site() -> None:
    assert "lotfi_monthly" in {s.id for s in schools("atrophic_scar", "chin")}
    assert "lotfi_monthly" not in {s.id for s in schools("stria", "abdomen")}
    assert "lotfi_monthly" not in {s.id for s in schools("atrophic_scar", "back")}


def test_every_school_speaks_somewhere_and_to_a_known_question() -> None:
    heard = {s.id for concern in CONCERNS for site in SITES for s in schools(concern, site)}
    records = load("schools")["schools"]
    assert heard == {record["id"] for record in records}
    assert {record["question"] for record in records} == set(questions())
    assert all(("course" in record) != ("why_not" in record) for record in records)


def test_every_course_is_a_study_or_says_why_not() -> None:
    seen: set[str] = set()
    for concern in CONCERNS:
        for site in SITES:
            for found in schools(concern, site):
                if found.id in seen:
                    continue
                seen.add(found.id)
                assert bool(found.why_not) == (found.course is None), found.id
                assert found.why_not is None or len(found.why_not.split()) >= 3, found.id
                for study in found.studies().values():
                    assert study.skin.site == site
                    assert study.horizon - max(study.course.session_days) == pytest.approx(84.0)


def test_a_range_becomes_both_ends() -> None:
    ends = school("juhasz_depth").studies()
    assert {label: study.course.depth for label, study in ends.items()} == {
        "depth 1.5 mm": 1500.0,
        "depth 3 mm": 3000.0,
    }


def test_a_school_fixes_only_what_it_says() -> None:
    (usual,) = school("interval_four").studies().values()
    (school_,) = school("dogra_monthly").studies().values()
    assert school_.course.device == "roller_192"
    assert school_.course.depth is None  # the length was not reported, so it is unknown and not filled in
    assert school_.course.density == usual.course.density
    assert school("passes_review").studies()["passes 4"].course.density is None


def test_nothing_is_computed_where_the_model_has_nothing_to_say() -> None:
    (computed,) = compute(school("endpoint_bleeding"))
    assert computed.rows == ()
    assert computed.why_not


def test_a_course_that_cannot_be_run_says_why() -> None:
    deep = School("x", "depth", "x", "5 mm", "juhasz2020", "A", "wrinkle", "periorbital", {"depth": "5 mm"})
    (computed,) = compute(deep)
    assert computed.why_not
    assert computed.why_not.startswith("not run: expected channels that end in the skin")


def test_schools_share_a_run_where_they_share_a_course(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    monkeypatch.setattr(room, "_rows", lambda text, keys: texts.append(text) or ())
    compute(school("harris_median"))
    compute(school("label_depth"))
    compute(school("interval_four"))
    assert texts[0] != texts[1] or texts[1] == texts[2]
    assert texts[1] == texts[2]


def test_the_model_is_run_for_a_school() -> None:
    low, high = compute(school("home_depth_cheek"))
    by_id = [{row["id"]: row for row in computed.rows} for computed in (low, high)]
    assert set(by_id[0]) == {
        "goodman_baron_quantitative",
        "collagen_total",
        "erythema_duration",
        "pih_probability",
    }
    assert (
        by_id[0]["collagen_total"]["mean"] < by_id[1]["collagen_total"]["mean"]
    )  # 0.5 mm hardly reaches the dermis
    assert {row["time_days"] for row in low.rows if row["id"] == "collagen_total"} == {56.0 + 84.0}


def test_an_unknown_concern_is_named() -> None:
    with pytest.raises(InputError, match="concern: expected one of: atrophic_scar"):
        schools("freckle", "cheek")
