import json
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needlework.errors import InputError
from needlework.scaffold import new_study
from needlework.spec import Study, dump_study, load_study, study_schema
from needlework.spec.fields import catalogue
from needlework.subject import Device

GOLDEN = sorted((Path(__file__).parent / "golden" / "study").glob("*.yaml"))
FILES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
EXAMPLES = [path for path in FILES if "schema: needlework/study/1" in path.read_text(encoding="utf-8")]
PACKAGED = resources.files("needlework") / "data" / "examples"
FULL = next(path for path in EXAMPLES if path.stem == "rolling-scars").read_text(encoding="utf-8")
SMALL = {"schema": "needlework/study/1", "course": {"sessions": 1}, "horizon": "90 days"}
CONCERNS = [
    "atrophic_scar",
    "wrinkle",
    "laxity",
    "pore",
    "stria",
    "hyperpigmentation",
    "melasma",
    "hypertrophic_scar",
    "surgical_scar",
    "photoageing",
]


def faults_of(source):
    with pytest.raises(InputError) as caught:
        load_study(source)
    return caught.value.faults


# ---- what a good file gives ----------------------------------------------------------------------------


def test_the_full_example_gives_canonical_numbers():
    study = load_study(FULL)
    assert study.skin.site == "cheek"
    assert study.skin.age == 32.0
    assert study.course.depth == 1500.0
    assert study.course.interval == 28.0
    assert study.course.anaesthesia.contact == pytest.approx(30 / 1440)
    assert study.course.preparation.stopped[0].product == "tretinoin"
    assert study.course.preparation.stopped[0].days == 7.0
    assert study.course.session_days == (0.0, 28.0, 56.0, 84.0)
    assert study.horizon == 365.25
    assert (study.population.persons, study.draws, study.seed) == (5, 160, 7)
    assert (study.model.strata, study.model.rings) == (5, 3)


def test_what_is_left_out_is_unknown_or_a_stated_default():
    study = load_study(SMALL)
    assert study.skin.site is study.skin.age is study.skin.phototype is study.course.depth is None
    assert study.course.device is study.course.passes is study.course.density is None
    assert study.skin.phenotype == "normal"
    assert study.course.aftercare.occlusion == "none"


def test_days_instead_of_an_interval():
    study = load_study(SMALL | {"course": {"days": [0, 28, 60]}})
    assert study.course.session_days == (0.0, 28.0, 60.0)


def test_no_session_is_the_untreated_course():
    assert load_study(SMALL | {"course": {"sessions": 0}}).course.session_days == ()


@pytest.mark.parametrize("course", [{}, {"device": "pen_12"}, {"days": []}])
def test_a_course_must_say_how_many_sessions(course):
    (fault,) = faults_of(SMALL | {"course": course})
    assert fault.expected in ("'sessions' or 'days'", "at least 1 item")


def test_topical_with_a_duration():
    topical = {
        "active": "ascorbic_acid",
        "strength": "15 %",
        "when": "after",
        "delay": "2 hours",
        "for": "8 hours",
    }
    (given,) = load_study(SMALL | {"course": {"sessions": 1, "topicals": [topical]}}).course.topicals
    assert (given.strength, given.delay, given.duration) == pytest.approx((0.15, 2 / 24, 8 / 24))


def test_device_of_ones_own():
    device = {"kind": "pen", "needles": 9, "rate": "100 Hz", "needle_diameter": "0.3 mm"}
    study = load_study(SMALL | {"course": {"sessions": 1, "device": device}})
    assert study.course.device.needle_diameter == 300.0
    assert study.to_dict()["course"]["device"]["rate"] == "100 Hz"


def test_json_is_read_too_even_with_tabs_and_surrogate_pairs():
    text = json.dumps(SMALL | {"title": "scars \U0001f9f5"}, indent="\t")
    assert "\\ud83e" in text
    assert load_study(text).title == "scars \U0001f9f5"
    assert load_study(text.encode()) == load_study(text)


def test_a_path_is_read_from_disk(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(FULL, encoding="utf-8-sig")
    assert load_study(file) == load_study(str(file)) == load_study(FULL)


def test_places_are_remembered(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(FULL, encoding="utf-8")
    line = FULL[: FULL.index("depth:")].count("\n") + 1
    assert load_study(file).where("course", "depth") == f"{file}:{line} course.depth"
    assert load_study(SMALL).where("course", "depth") == "study course.depth"


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"skin": {"phototype": 4}}, "write 'IV'"),
        ({"skin": {"phototype": "III-IV"}}, "'population.phototype'"),
        ({"skin": {"phototype": ["II", "III"]}}, "'population.phototype'"),
        ({"skin": {"sex": "F"}}, "did you mean 'female'?"),
        ({"course": {"sessions": 1, "device": "SkinPenn"}}, "did you mean 'skinpen_precision'?"),
        ({"history": [{"keloids": "none"}]}, "put it in quotes"),
        ({"skin": {"concern": {"kind": "stria", "thickness": "50 mm"}}}, "check the unit"),
        ({"zones": {"cheeks": {"site": "cheek"}}}, "behind a dash"),
        ({"zones": [{"name": "left", "aftercare": {"sun": "protected"}}]}, "'needlework compare'"),
        ({"zones": [{"name": "left", "topicals": [{"active": "banana", "when": "after"}]}]}, "describe it"),
    ],
)
def test_the_next_step_is_what_a_person_can_write_instead(changes, advice):
    assert any(advice in fault.next_step for fault in faults_of(SMALL | changes))


# ---- round trips ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_round_trip(path):
    study = load_study(path)
    assert load_study(dump_study(study)) == study
    assert load_study(json.dumps(study.to_dict())) == study
    assert load_study(study.to_dict()) == study


def test_studies_differ_when_they_say_something_else():
    assert load_study(SMALL) != load_study(SMALL | {"seed": 2})
    assert load_study(SMALL) != SMALL


NEEDLES = [key for key in catalogue("devices") if Device.resolve(key).kind in ("pen", "roller", "stamp")]
lengths = st.integers(1, 5000).map(lambda um: f"{um} um")
times = st.integers(1, 400).map(lambda days: f"{days} days")
studies = st.fixed_dictionaries(
    {"schema": st.just("needlework/study/1"), "horizon": st.just("100 years")},
    optional={
        "title": st.text("abc äß", min_size=1, max_size=30).filter(str.strip),
        "skin": st.fixed_dictionaries(
            {},
            optional={
                "site": st.sampled_from(catalogue("sites")),
                "age": st.integers(0, 120).map(lambda years: f"{years} years"),
                "phototype": st.sampled_from(["I", "II", "III", "IV", "V", "VI"]),
            },
        ),
        "draws": st.integers(1, 1000),
    },
).flatmap(
    lambda study: st.fixed_dictionaries(
        {"sessions": st.integers(0, 12), "interval": times},
        optional={
            "device": st.sampled_from(NEEDLES),
            "depth": lengths,
            "density": st.integers(1, 9999).map(lambda n: f"{n} per cm2"),
        },
    ).map(lambda course: study | {"course": course})
)


@given(studies)
def test_any_study_round_trips(tree):
    study = load_study(tree)
    assert load_study(dump_study(study)) == study


# ---- what a bad file gives -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_errors(path):
    faults = faults_of(path.read_bytes())
    text = "".join(f"{fault}\n" for fault in faults)
    assert text == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_are_golden_errors():
    assert len(GOLDEN) >= 15


def test_faults_name_the_file_and_line(tmp_path):
    file = tmp_path / "my-study.yaml"
    file.write_text(FULL.replace("1.5 mm", "1.5"), encoding="utf-8")
    (fault,) = faults_of(file)
    line = FULL[: FULL.index("depth:")].count("\n") + 1
    assert fault.where == f"{file}:{line} course.depth"


def test_personal_data_are_not_repeated_in_the_error():
    text = "\n".join(
        map(str, faults_of(SMALL | {"title": "Frau Schmidt", "patient": "Anna", "dob": "1.2.1980"}))
    )
    assert "Schmidt" not in text
    assert "Anna" not in text
    assert "1980" not in text


@pytest.mark.parametrize(
    "title",
    [
        "born 1980",
        "12.03.1980",
        "1980-03-12",
        "March 12, 1980",
        "12 March 1980",
        "MRN 123456",
        "patient no. 4711",
        "a@b.de",
        "Mr Smith",
        "123-45-6789",
    ],
)
def test_titles_with_personal_data_are_refused(title):
    (fault,) = faults_of(SMALL | {"title": title})
    assert fault.expected == "no personal data"


@pytest.mark.parametrize(
    "title", ["Lotfi 2013, 5 x 30 d, 1.5 mm", "PMID 33656167", "herpes labialis in 2022"]
)
def test_other_titles_are_not(title):
    assert load_study(SMALL | {"title": title}).title == title


@pytest.mark.parametrize("source", ["no-such-file.yaml", "", ".", "\x00", "a" * 5000])
def test_a_path_that_cannot_be_read(source):
    (fault,) = faults_of(source)
    assert fault.expected == "a study file that can be read"


def test_binary_large_and_strange_files():
    assert "UTF-8" in faults_of(b"schema: x\n\xff\xfe\x00")[0].expected
    assert "1 MB" in faults_of(b"#" * 1_000_001)[0].expected
    assert "printable" in faults_of("schema: x\x07\n")[0].expected
    assert "escape" in faults_of('title: "\\UFFFFFFFF"\n')[0].received
    assert "surrogate" in str(faults_of('title: "\\ud800"\n'))
    assert "20,000 values" in faults_of("[" + "1," * 30_000 + "]\n")[0].expected


def test_an_alias_bomb_does_not_expand():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
    assert any("alias" in fault.received for fault in faults_of(bomb))


def test_tags_build_nothing(tmp_path):
    target = tmp_path / "touched"
    text = f"title: !!python/object/apply:pathlib.Path.touch [{target}]\n"
    assert any(fault.expected == "no tags" for fault in faults_of(text))
    assert not target.exists()


# ---- fuzz ----------------------------------------------------------------------------------------------


def loads_or_refuses(source):
    try:
        study, faults = load_study(source), ()
    except InputError as error:
        study, faults = None, error.faults
    assert isinstance(study, Study) != bool(faults)
    for line in map(str, faults):
        line.encode("utf-8")
        assert "\n" not in line


@given(st.text())
def test_any_text(text):
    loads_or_refuses(text + "\n")


@given(st.binary())
def test_any_bytes(data):
    loads_or_refuses(data)


@given(st.text(alphabet="-:{}[]&*!|>'\"%@`#,? \n\tab01\\u"))
def test_any_punctuation(text):
    loads_or_refuses(text + "\n")


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file(data):
    text = list(FULL)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 30))] = data.draw(st.text(max_size=5))
    loads_or_refuses("".join(text) + "\n")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "age", "site", "x", "name", "value"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(Study.model_fields)),
    st.sampled_from([None, "device", "concern", "topicals"]),
    values,
)
def test_any_value_in_any_place(key, inner, value):
    tree = SMALL | {"schema" if key == "schema_name" else key: {inner: value} if inner else value}
    loads_or_refuses(tree)
    loads_or_refuses(yaml.safe_dump(tree, allow_unicode=False))


# ---- schema, scaffold, examples ------------------------------------------------------------------------


def test_the_committed_schema_is_current():
    committed = json.loads((resources.files("needlework") / "data" / "study.schema.json").read_text("utf-8"))
    assert committed == study_schema(), "write json.dumps(study_schema(), indent=1) to data/study.schema.json"


def test_the_schema_lists_the_catalogues():
    text = json.dumps(study_schema())
    for key in (*catalogue("sites"), *catalogue("devices"), *CONCERNS):
        assert f'"{key}"' in text


@pytest.mark.parametrize("site", catalogue("sites"))
@pytest.mark.parametrize("concern", [None, *CONCERNS])
def test_every_scaffold_loads(concern, site):
    study = load_study(new_study(concern, site))
    assert study.skin.site == site
    assert (study.skin.concern.kind if study.skin.concern else None) == concern


def test_scaffold_refuses_what_it_does_not_know():
    with pytest.raises(InputError) as caught:
        new_study("freckle", "moon")
    assert [fault.where for fault in caught.value.faults] == ["site", "concern"]


def test_examples_are_packaged_as_they_are():
    packaged = {file.name: file.read_text("utf-8") for file in PACKAGED.iterdir()}
    assert packaged == {path.name: path.read_text("utf-8") for path in FILES}
    assert len(packaged) >= 6


def test_a_horizon_too_early_is_told_beside_faults_of_other_keys() -> None:
    wrong = SMALL | {"skin": {"site": "chek"}, "horizon": "1 minute", "visits": ["3 weeks"], "colour": 3}
    said = [(f.where.partition(" ")[2] or f.where, f.expected) for f in faults_of(wrong)]
    assert {where.rpartition(": ")[2] for where, _ in said} >= {"skin.site", "colour", "visits[0]"}
    assert any("visits up to the horizon" in expected for _, expected in said)
