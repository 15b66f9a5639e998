"""A study file in the words of papers: places, concerns, scales, signs, ranges and times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlework.errors import InputError
from needlework.files import packaged
from needlework.spec import Study, load_study
from needlework.spec.explain import _places
from needlework.spec.fields import catalogue, scale_meant
from needlework.spec.names import is_known, product_id
from needlework.spec.spelling import folded, meant
from needlework.units import parse

SCARS = {"kind": "atrophic_scar"}
BASE = {"schema": "needlework/study/1", "course": {"device": "pen_12", "sessions": 4, "interval": "4 weeks"}}


def study(course=(), skin=(), **more):
    return load_study(
        {
            **BASE,
            "horizon": "12 months",
            "course": {**BASE["course"], **dict(course)},
            "skin": dict(skin),
            **more,
        }
    )


def steps(**keys):
    with pytest.raises(InputError) as caught:
        study(**keys)
    return [fault.next_step for fault in caught.value.faults]


@given(st.sampled_from(sorted(catalogue("sites"))), st.booleans(), st.sampled_from([" ", "-", "_"]))
def test_a_key_is_known_in_any_spelling(site: str, plural: bool, joint: str) -> None:
    written = site.replace("_", joint).title() + "s" * plural
    assert study(skin={"site": written}).skin.site == site


def test_every_further_name_means_one_key_of_its_catalogue_alone() -> None:
    table = packaged("spellings.yaml")
    for group in ("keys", "sites", "devices", "kinds", "causes", "morphologies", "scales"):
        names = [folded(name) for names in table[group].values() for name in names]
        assert len(names) == len(set(names)), group
        for key, further in table[group].items():
            assert all(meant(name, group, table[group]) == key for name in further)
    assert set(table["sites"]) <= set(catalogue("sites"))
    assert set(table["devices"]) <= set(catalogue("devices"))
    assert set(table["keys"]) <= set(_places(Study))
    refused = {folded(n) for e in (*table["shared"], *table["not_computed"]) for n in e["names"]}
    assert not refused & {folded(n) for names in table["scales"].values() for n in names}


@pytest.mark.parametrize(
    ("skin", "expected"),
    [
        (
            {"concern": {"kind": "Acne scars", "cause": "acne vulgaris", "morphology": "ice-pick"}},
            "atrophic_scar",
        ),
        ({"concern": {"kind": "stretch marks"}}, "stria"),
        ({"concern": {"kind": "rhytides", "baseline": {"scale": "Lemperle", "value": 3}}}, "wrinkle"),
        (
            {
                "concern": {
                    "kind": "hypertrophic scar",
                    "cause": "burns",
                    "baseline": {"scale": "VSS", "value": 7},
                }
            },
            "hypertrophic_scar",
        ),
    ],
)
def test_concerns_are_read_as_papers_write_them(skin, expected) -> None:
    assert study(skin=skin).skin.concern.kind == expected


@pytest.mark.parametrize(
    ("kind", "scale", "advice"),
    [
        ("surgical_scar", "POSAS", "nearest on file is vancouver_scar_scale"),
        ("atrophic_scar", "SCAR-S", "nearest on file is goodman_baron_quantitative"),
        ("atrophic_scar", "Goodman & Baron", "goodman_baron_qualitative (1 to 4) or goodman_baron_q"),
        ("melasma", "Hemi-MASI", "nearest on file is mmasi"),
        ("wrinkle", "FACE-Q", "no scale of 'wrinkle' stands near it"),
        ("photoageing", "clinician Global Aesthetic Improvement Scale", "responder_fraction"),
        ("atrophic_scar", "zxq", "no scale of this name"),
        ("atrophic_scar", "VSS", "it rates hypertrophic_scar and surgical_scar"),
    ],
)  # fmt: skip
def test_a_scale_that_is_not_computed_is_refused_with_the_nearest(kind, scale, advice) -> None:
    concern = {"kind": kind, "baseline": {"scale": scale, "value": 2}}
    assert any(advice in step for step in steps(skin={"concern": concern}))


@pytest.mark.parametrize(
    ("keys", "step"),
    [
        ({"concern": SCARS}, "write 'concern' under 'skin' or 'zones'"),
        ({"who": {"age": "30 years"}}, "write 'skin'"),
        ({"skin": {"draws": 32}}, "write 'draws' at the top of the file"),
        ({"course": {"until": "pinpoint bleeding"}}, "write 'endpoint'"),
        ({"course": {"Skin type": "IV"}}, "write 'phototype' under 'skin' or 'population'"),
        ({"course": {"dept": "1 mm"}}, "did you mean 'depth'?"),
        ({"weather": "fine"}, "remove it"),
    ],
)  # fmt: skip
def test_a_key_in_the_wrong_place_or_by_another_word_is_shown_where_to_stand(keys, step) -> None:
    assert steps(**keys) == [step]


@pytest.mark.parametrize(
    ("scale", "value"), [("goodman_baron_qualitative", 5), ("ECCA", 541), ("goodman_baron_qualitative", 0.5)]
)
def test_a_baseline_lies_on_its_scale(scale, value) -> None:
    concern = {**SCARS, "baseline": {"scale": scale, "value": value}}
    assert any("name another scale" in step for step in steps(skin={"concern": concern}))
    group = {"severity": {"scale": scale, "mean": value, "sd": 1}}
    assert any("name another scale" in step for step in steps(skin={"concern": SCARS}, population=group))
    assert (scale_meant("m-MASI"), scale_meant("E.C.C.A.")) == ("mmasi", "ecca")


@pytest.mark.parametrize(
    ("course", "sign", "depth"),
    [
        ({"depth": "till pin-point bleeding"}, "pinpoint bleeding", None),
        ({"depth": "Uniform erythema"}, "uniform erythema", None),
        (
            {"endpoint": "diffuse erythema and pinpoint bleeding are seen"},
            "diffuse erythema and pinpoint bleeding",
            None,
        ),
        ({"depth": "1.5 mm until petechiae appear"}, "petechiae", 1500.0),
        ({"passes": "until capillary bleeding"}, "capillary bleeding", None),
    ],
)
def test_a_sign_is_read_in_any_sentence(course, sign, depth) -> None:
    read = study(course=course).course
    assert (read.endpoint, read.depth) == (sign, depth)


@pytest.mark.parametrize(
    "text", ["from 0.5 to 1.5 mm", "0.5…1.5 mm", "0.5 mm ~ 1.5 mm", "Between 0.5 and 1.5 mm"]
)
def test_a_range_is_read_in_every_spelling(text) -> None:
    assert study(course={"depth": text}).course.depth_range == (500.0, 1500.0)


@pytest.mark.parametrize(
    "depth", ["up to 1.5 mm", "1.0 ± 0.5 mm", ["0.5 mm", "1.5 mm"], "0.5/1.5 mm", "0.5 mm to 1.5 mm by site"]
)
def test_what_may_be_a_range_is_shown_how_to_be_written(depth) -> None:
    assert any("'0.5 to 1.5 mm'" in step for step in steps(course={"depth": depth}))


def test_times_after_the_last_session_are_counted_from_the_first() -> None:
    assert study(
        visits=["3 weeks after the last session"], horizon="20 weeks after last treatment"
    ).visits == (105.0,)
    assert study(visits={"after": "last_session", "at": ["4 weeks"]}).visits == (112.0,)
    assert study(visits=["12 hours after the last session"]).visits == (84.5,)
    places = [{"name": "a"}, {"name": "b", "days": [0, 100]}]
    assert study(zones=places, visits=["1 week after the final session"]).visits == (107.0,)
    assert any("of a needled course" in step for step in steps(visits=["2 months post treatment"]))


def test_a_sign_beside_a_depth_of_the_course_keeps_the_depth() -> None:
    sessions = [{"day": 0}, {"day": "4 weeks", "endpoint": "erythema"}]
    one, two = study(course={"sessions": sessions, "interval": None, "depth": "1 mm"}).course.each
    assert one.depth == two.depth == 1000.0


@pytest.mark.parametrize(
    "name", ["Platelet-Rich Plasma (PRP)", "autologous PRP", "Autologous platelet rich plasma"]
)
def test_whose_plasma_and_its_abbreviation_change_no_name(name: str) -> None:
    assert (product_id(name), is_known(name)) == ("prp", True)
    assert product_id("Serum (with vitamin C)") is None


def test_marks_between_thousands_are_never_read_as_a_smaller_number() -> None:
    for text in ("1 500 um", "1'500 um", "1.500,0 um", "1.500.000 um"):
        assert steps(course={"depth": text}) == ["write the number without marks between its thousands"]


def test_units_of_ages_and_speeds_are_known_as_clinics_write_them() -> None:
    assert parse("3 wks", "age", "") == parse("21 days", "age", "")
    assert parse("6 mo", "age", "") == parse("6 months", "age", "")
    assert parse("2 cm/sec", "speed", "") == parse("20 mm/s", "speed", "")
    assert parse("250 per square cm", "density", "") == parse("250 per cm2", "density", "")


def test_a_scar_is_no_older_than_the_person() -> None:
    skin = {"age": "30 years", "concern": {**SCARS, "age": "31 years"}}
    assert steps(skin=skin) == ["correct one of them"]
    assert study(skin={**skin, "concern": {**SCARS, "age": "360 months"}})


@pytest.mark.parametrize("kind", ["hypertrophic_scar", "surgical_scar"])
def test_a_raised_scar_starts_above_nothing(kind: str) -> None:
    baseline = {"scale": "vancouver_scar_scale", "value": 0}
    assert steps(skin={"concern": {"kind": kind, "baseline": baseline}}) == ["correct it"]
