"""Every field of a study moves a number, is refused, or is named as not used: proven field by field."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.runner import run
from needlework.spec import Study, load_study, study_schema
from needlework.spec.document import dotted
from needlework.spec.names import product_names
from needlework.subject import Course, not_used
from needlework.subject.catalogue import read
from needlework.subject.unused import _changed, _leaves, _nudged, _without
from needlework.summary import document

TOP = {
    "schema": "needlework/study/1",
    "horizon": "40 days",
    "draws": 2,
    "population": {"persons": 3},
    "seed": 3,
    "model": {"strata": 2, "rings": 1},
}
SKIN = {
    "site": "cheek",
    "age": "52 years",
    "phototype": "IV",
    "sex": "female",
    "smoking": "current",
    "phenotype": "keloid_prone",
    "concern": {
        "kind": "atrophic_scar",
        "morphology": "boxcar",
        "cause": "varicella",
        "age": "6 weeks",
        "thickness": "2 mm",
        "baseline": {"scale": "goodman_baron_quantitative", "value": 16, "sd": 3},
    },
}
COURSE = {
    "sessions": 2,
    "interval": "10 days",
    "depth": "1.2 mm",
    "anaesthesia": {
        "product": "lidocaine_5",
        "contact": "30 minutes",
        "amount": "20 mg/cm2",
        "occlusion": "full",
    },
    "preparation": {"sun": "exposed", "stopped": ["tretinoin 7 days"]},
    "operator": {"skill": "trained", "needles": "single_use"},
    "topicals": [
        {
            "active": "prp",
            "when": "during",
            "strength": "10 %",
            "platelets": 4,
            "delay": "1 hour",
            "for": "2 hours",
        },
        {
            "active": "tranexamic_acid",
            "when": "after",
            "strength": "5 %",
            "amount": "2 mg/cm2",
            "area": "90 cm2",
            "times": 2,
            "every": "12 hours",
            "vehicle": "gel",
            "temperature": 35,
            "ph": 5.5,
            "occlusion": "none",
            "mw": 157.2,
            "log_kow": -1.9,
            "pka": 4.3,
            "charge": -1,
        },
    ],
    "aftercare": {"occlusion": "partial", "sun": "protected"},
}
PEN = {"kind": "pen", "needles": 12, "needle_diameter": "33 G", "tip_length": "0.4 mm", "rate": "90 Hz",
       "head_area": "1 cm2", "labelled_depth": "1.5 mm"}  # fmt: skip
ROLLER = {"kind": "roller", "needles": 192, "drum_diameter": "2 cm", "drum_width": "2 cm"}
STAMP = {"kind": "stamp", "needles": 35}
COLUMNS = {"kind": "columns", "radius": "60 um", "margin": "40 um", "removed": "90 %", "surface": "open",
           "means": "ablative"}  # fmt: skip
STUDIES: dict[str, dict[str, Any]] = {
    "zones": {
        "skin": {"site": "chin", "age": "40 years", "concern": {"kind": "laxity"}},
        "course": {"sessions": 1, "device": PEN, "depth": "1 mm", "passes": 4, "area": "90 cm2"},
        "zones": [
            {"name": "cheeks", "site": "cheek", "depth": "0.5 to 1.5 mm", "passes": 3, "area": "80 cm2",
             "hand_speed": "1 cm/s", "track": "1 cm",
             "concern": SKIN["concern"]},
            {"name": "brow", "site": "forehead", "device": "fractional_co2",
             "energy": "20 mJ", "coverage": "5 %",
             "concern": {"kind": "wrinkle", "age": "2 years", "cause": "other"},
             "topicals": [{"active": "niacinamide", "when": "after", "delay": "1 day"}],
             "anaesthesia": {"product": "lidocaine_5", "contact": "20 minutes"}},
            {"name": "neck", "site": "neck",
             "topicals": [{"active": "prp", "when": "during", "platelets": 4}]},
        ],
    },
    "columns": {"course": {"sessions": 1, "device": COLUMNS, "coverage": "5 %", "depth": "0.6 mm"}},
    "sheet": {"course": {"sessions": 1, "device": {"kind": "sheet", "margin": "30 um", "surface": "covered",
                                                   "means": "chemical"}, "depth": "60 um"}},
    "two concerns": {
        "skin": {"site": "cheek", "concern": [{"kind": "atrophic_scar"}, {"kind": "hyperpigmentation",
                 "age": "2 years", "cause": "acne"}]},
        "course": {"sessions": 1, "device": "pen_12", "depth": "1 mm", "endpoint": "pinpoint bleeding"},
    },
    "each its own": {
        "course": {
            "depth": "1 mm",
            "sessions": [
                {"day": 0, "device": "pen_12", "area": "40 cm2", "hand_speed": "2 cm/s",
                 "track": "8 mm", "passes": 3},
                {"day": 4, "device": COLUMNS, "depth": "0.4 mm", "density": "100 per cm2",
                 "anaesthesia": {"product": "lidocaine_5"}},
                {"day": 8, "device": "peel_tca", "strength": "20 %"},
                {"day": 9, "device": "pen_12", "endpoint": "redness"},
            ],
        }
    },
    "pen over a moving hand": {
        "skin": SKIN,
        "history": ["herpes"],
        "course": COURSE | {"device": PEN, "passes": 3, "hand_speed": "2 cm/s", "track": "1 cm"},
    },
    "pen for a time": {"course": {"sessions": 1, "device": PEN, "time": "4 minutes", "area": "90 cm2"}},
    "stated density": {"course": {"sessions": 1, "device": PEN, "density": "200 per cm2", "area": "90 cm2"}},
    "roller": {"course": {"sessions": 1, "device": ROLLER, "passes": 5}},
    "roller in part": {"course": {"sessions": 1, "device": {"kind": "roller", "needles": 192}, "passes": 5}},
    "roller without needles": {"course": {"sessions": 1, "device": {"kind": "roller"}, "passes": 5}},
    "stamp": {"course": {"sessions": 1, "passes": 4, "device": STAMP | {"head_area": "1 cm2"}}},
    "stamp without a head": {"course": {"sessions": 1, "passes": 4, "device": STAMP}},
    "one by one": {
        "course": {
            "device": "pen_12",
            "depth": "1 mm",
            "density": "200 per cm2",
            "sessions": [
                {"day": 0, "passes": 4},
                {"day": "10 days", "device": "roller_192", "depth": "0.5 to 1.5 mm", "passes": 5,
                 "topicals": [{"active": "Platelet-rich plasma", "when": "during"}]},
                {"day": 12, "other": "subcision"},
            ],
        }
    },
    "until a sign": {
        "course": {"sessions": 1, "device": "pen_12", "depth": "until pinpoint bleeding", "passes": 4}
    },
    "a group": {
        "skin": {"site": "cheek", "concern": {"kind": "atrophic_scar"}},
        "course": {"sessions": 1, "device": "pen_12", "depth": "1 mm"},
        "population": {
            "persons": 3,
            "age": {"mean": "60 years", "sd": "8 years", "min": "40 years", "max": "70 years"},
            "phototype": {"III": "40 %", "IV": "60 %"},
            "sex": {"female": "80 %", "male": "20 %"},
            "smoking": {"never": "80 %", "current": "20 %"},
            "severity": {"scale": "goodman_baron_quantitative", "mean": 14, "sd": 4},
        },
    },
    "a group by its quartiles": {
        "course": {"sessions": 1, "device": "pen_12", "depth": "1 mm"},
        "population": {
            "persons": 3,
            "age": {"median": "60 years", "iqr": "54 to 65 years", "range": "40 to 70 years"},
        },
    },
}  # fmt: skip


@cache
def numbers_of(text: str) -> list[Any]:
    """Return every figure of a run, of each place and concern."""
    result = run(load_study(text))
    return [
        (part.zone, part.concern, {key: values.tobytes() for key, values in part.values.items()})
        for part in (result, *result.others)
    ]


def text_of(study: Study) -> str:
    from needlework.spec import dump_study

    return dump_study(study)


def study_of(name: str) -> Study:
    return load_study(TOP | STUDIES[name])


def cases() -> list[Any]:
    found = []
    for name in STUDIES:
        for path, value in _leaves(study_of(name).to_dict()):
            if path[-1] in ("other", "name"):
                continue  # what is done between, and what a place is called
            if path[0] not in ("schema", "title", "draws", "seed", "model") and path != (
                "population",
                "persons",
            ):
                found.append(pytest.param(name, path, value, id=f"{name}: {dotted(path)}"))
    return found


def is_named(study: Study, path: Any) -> bool:
    """Whether a leaf, the list it stands in or the field that names its block is said not to be used."""
    named = {field.field for field in not_used(study)}
    around = {dotted(path), dotted(path[:-1]), dotted((*path[:-1], "active")) if path[-1] == "when" else ""}
    others = {f"course.sessions[{i}]" for i, s in enumerate(study.course.plan) if s.other is not None}
    return bool(around & named) or dotted(path[:3]) in others


@pytest.mark.parametrize(("name", "path", "value"), cases())
def test_a_field_moves_a_number_or_is_named(name, path, value) -> None:
    study = study_of(name)
    plain, before = study.to_dict(), numbers_of(text_of(study))
    variants = [v for v in (_without(plain, path), _nudged(plain, path, value)) if v is not None]
    same_without = variants and variants[0].to_dict() == plain  # a default, written out
    moved = any(numbers_of(text_of(v)) != before for v in variants)
    if is_named(study, path):
        assert not moved, f"{dotted(path)} is said not to be used, and moves a number"
    else:
        assert moved or same_without or not variants, f"{dotted(path)} moves nothing and is not named"


def test_the_studies_above_state_every_key_of_the_schema() -> None:
    stated = {step for name in STUDIES for path, _ in _leaves(study_of(name).to_dict()) for step in path}
    schema = study_schema()
    known = {key for block in (schema, *schema["$defs"].values()) for key in block["properties"]}
    elsewhere = {"visits", "days", "schema", "title"}
    assert known - stated - elsewhere == set()


@pytest.mark.parametrize("product", sorted(set(product_names().values())))
def test_every_product_on_file_is_used_or_named(product) -> None:
    for when in ("before", "during", "after"):
        study = load_study(TOP | {"course": {"sessions": 1, "topicals": [{"active": product, "when": when}]}})
        named = {field.field: field for field in not_used(study)}
        used = any(portion.topical.when == when for portion in Course.from_spec(study.course).acting)
        assert ("course.topicals[0].active" in named) == (not used)


@pytest.mark.parametrize(
    "name", ["prp", "PRP", "platelet_rich_plasma", "Platelet-rich plasma", "platelet rich plasma"]
)
def test_plasma_by_any_name_gives_the_same_numbers(name) -> None:
    course = {"device": "dermaroller_mf8", "sessions": 1, "passes": 10}
    with_plasma, named, plain = (
        numbers_of(text_of(load_study(TOP | {"course": course | {"topicals": t}})))
        for t in ([{"active": "prp", "when": "during"}], [{"active": name, "when": "during"}], [])
    )
    assert with_plasma == named != plain


@pytest.mark.parametrize(
    ("topical", "expected"),
    [
        ({"active": "banana", "when": "after"}, "a product on file"),
        ({"active": "Platelet plasma", "when": "during"}, "did you mean"),
        ({"active": "tranexamic_acidd", "when": "after"}, "did you mean 'tranexamic_acid'"),
    ],
)
def test_an_unknown_active_is_refused_with_the_nearest_name(topical, expected) -> None:
    with pytest.raises(InputError, match=expected):
        load_study(TOP | {"course": {"sessions": 1, "topicals": [topical]}})


@pytest.mark.parametrize("product", ["custard", "", 5])
def test_what_does_not_numb_is_refused(product) -> None:
    with pytest.raises(InputError, match="a numbing product"):
        load_study(TOP | {"course": {"sessions": 1, "anaesthesia": {"product": product}}})


@pytest.mark.parametrize(
    "product",
    ["lidocaine-prilocaine cream", "EMLA", "Lidocaine 5 %", "lidocaine_30", "lignocaine 4%", "LMX4"],
)
def test_numbing_products_are_known_as_people_write_them(product) -> None:
    study = load_study(TOP | {"course": {"sessions": 1, "anaesthesia": {"product": product}}})
    assert study.course.anaesthesia is not None
    assert study.course.anaesthesia.product == study.course.anaesthesia.product.lower()


def density(**course: Any) -> float:
    result = run(load_study(TOP | {"course": {"sessions": 1} | course}))
    return float(np.median(result.values["channel_density"]))


def test_a_rollers_passes_count_without_its_drum() -> None:
    roller = {"kind": "roller", "needles": 192, "drum_width": "20 mm"}
    two, ten, thirty = (density(device=roller, passes=n) for n in (2, 10, 30))
    assert ten == pytest.approx(5 * two)
    assert thirty == pytest.approx(15 * two)
    assert 0.5 < density(device=roller | {"drum_diameter": "22 mm"}, passes=30) / thirty < 2


def test_a_pen_is_a_pen_whatever_else_is_described() -> None:
    moving = {"passes": 6, "hand_speed": "1 cm/s", "track": "1 cm"}
    pen = {"kind": "pen", "needles": 12, "rate": "90 Hz"}
    assert density(device=pen, **moving) == pytest.approx(6480)
    assert density(device=pen | {"head_area": "0.5 cm2"}, **moving) == pytest.approx(6480)


def test_every_reason_is_a_sentence_with_a_field() -> None:
    for record in read("unused.yaml"):
        assert set(record) <= {"field", "value", "why", "beside", "verbs"}
        assert len(record["why"]) > 10


def test_the_speed_and_width_of_the_hand_set_the_minutes() -> None:
    def minutes(**course: Any) -> float:
        stated = {"sessions": 1, "device": "pen_12", "passes": 4, "area": "60 cm2"} | course
        return float(np.median(run(load_study(TOP | {"course": stated})).values["session_minutes"]))

    assert minutes(hand_speed="2 cm/s", track="1 cm") == pytest.approx(4 * 60 / 2 / 60)
    assert minutes(hand_speed="1 cm/s", track="1 cm") == pytest.approx(4)


@pytest.mark.parametrize(
    ("course", "field", "why"),
    [
        ({"density": "300 per cm2", "device": PEN}, "course.device.rate", "density of punctures itself"),
        ({"device": {"kind": "sheet", "surface": "open", "means": "chemical"}, "depth": "60 um"},
         "course.device.surface", "covered"),
        ({"device": "pen_12", "depth": "1 mm", "sessions": [{"day": 0, "depth": "2 mm"}]},
         "course.depth", "every session"),
    ],
)  # fmt: skip
def test_a_reason_says_what_counts_instead(course, field, why) -> None:
    named = {n.field: n.why for n in not_used(load_study(TOP | {"course": {"sessions": 1} | course}))}
    assert why in named[field]


def test_a_zone_that_says_what_the_study_says_is_not_idle() -> None:
    zones = [{"name": "a", "site": "cheek", "depth": "1 mm"}, {"name": "b", "site": "chin"}]
    study = load_study(
        TOP | {"skin": {"site": "cheek"}, "course": {"sessions": 1, "depth": "1 mm"}, "zones": zones}
    )
    assert {n.field: n.why for n in not_used(study)} == {"skin.site": "every zone states its own"}


def test_unused_fields_stand_at_the_top_of_the_json() -> None:
    result = document(run(study_of("until a sign")))
    assert {"field": "course.endpoint", "value": "pinpoint bleeding"}.items() <= result["not_used"][0].items()
    assert list(result).index("not_used") < list(result).index("outcomes")


def test_a_change_of_a_copy_leaves_the_original() -> None:
    tree = {"a": [{"b": 1}]}
    assert _changed(tree, ("a", 0, "b"), lambda block, key: block.pop(key)) == {"a": [{}]}
    assert tree == {"a": [{"b": 1}]}


@pytest.mark.parametrize("kind", ["hypertrophic_scar", "stria", "atrophic_scar", "melasma"])
def test_age_and_thickness_count_where_the_concern_reads_them(kind: str) -> None:
    skin = {"site": "chest", "concern": {"kind": kind, "age": "6 months", "thickness": "2 mm"}}
    course = {"device": "pen_12", "sessions": 1}
    study = load_study({"schema": "needlework/study/1", "skin": skin, "course": course, "horizon": "40 days"})
    unused = {field.field for field in not_used(study)}
    assert ("skin.concern.age" in unused) == (kind in ("atrophic_scar", "melasma"))
    assert ("skin.concern.thickness" in unused) == (kind == "melasma")
