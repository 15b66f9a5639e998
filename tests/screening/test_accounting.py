"""Every word of content of a history is found, set aside with its reason, or given back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from needlework.screening import Screening, screen_history
from needlework.screening.findings import verdict_words

from .labelled import DAY, FACTS, cases, screened

FIELD = Path("../shared/data/field")
KNOWN = sorted({case["text"] for case in cases()})
MADE_UP = ["zorbulimab", "Quaxipril", "vlemmic fronditis", "grublings", "Hornquist's gonth", "XQ-417"]


def ids(answer: Screening) -> set[str]:
    return {finding.id for finding in answer.findings}


def asked(answer: Screening) -> set[str]:
    return {question.id for question in answer.questions}


@given(
    st.sampled_from(KNOWN),
    st.sampled_from(MADE_UP),
    st.sampled_from(["{} on {}", "{} with {}", "{} and {}", "{}, {}", "{}; {}", "{} after {}", "{} / {}"]),
)
def test_an_unknown_word_beside_anything_known_comes_back(known: str, made_up: str, frame: str) -> None:
    returned = " ".join(screened(frame.format(known, made_up)).not_recognised)
    assert all(word in returned for word in made_up.replace("-", " ").replace("'s", "").split()), returned


@given(
    st.sampled_from(["psoriasis", "a laser in 2019", "warfarin", "hay fever", "my last needling"]),
    st.sampled_from(MADE_UP),
)
def test_it_comes_back_from_within_the_clause_too(known: str, made_up: str) -> None:
    assert screened(f"{made_up} since {known}").not_recognised


@pytest.mark.parametrize("entry", [text for text in KNOWN if any(letter.isalpha() for letter in text)])
def test_an_entry_never_vanishes(entry: str) -> None:
    answer = screened(entry)
    assert answer.findings or answer.questions or answer.not_recognised or answer.passed, entry


@pytest.mark.parametrize(
    "entry",
    [
        "dark patches left behind by a laser in 2020",
        "brown stains after every insect bite",
        "dark blotches from old pimples",
        "brown spots following a burn",
        "black marks left by acne",
    ],
)
def test_marks_that_an_injury_left_are_a_tendency_to_darken(entry: str) -> None:
    assert "PIG-PIH-HX" in ids(screened(entry))


@pytest.mark.parametrize(
    "entry",
    [
        "I reacted badly to microneedling last year",
        "swelling for weeks after my last needling session",
        "lumps on my cheek after a laser in 2019",
        "bad reaction to a peel last spring",
        "bumps for a month after dermarolling",
        "my face swelled up after the last treatment",
        "fainted during my last session",
        "side effects after filler in 2018",
        "my skin does not tolerate needling",
        "welts from the roller",
        "scarred by a laser",
        "the last session went wrong",
        "complications after a tattoo",
        "last dermapen session gave me a rash for two weeks",
        "keloid after a laser",
        "herpes outbreak after the last peel",
        "blistered after IPL",
    ],
)
def test_a_reaction_to_an_earlier_procedure_is_asked_about(entry: str) -> None:
    assert "ASK-REACTION" in asked(screened(entry))


@pytest.mark.parametrize(
    "entry",
    [
        "microneedling twice last year without any reaction",
        "no swelling after my last needling session",
        "no problems after my last needling",
        "last session went well",
        "microneedling in 2023",
    ],
)
def test_a_session_that_went_well_is_set_aside(entry: str) -> None:
    answer = screened(entry)
    assert not answer.findings
    assert not answer.questions
    assert not answer.not_recognised
    assert answer.passed


def test_an_illness_that_a_procedure_brought_on_stays_one() -> None:
    assert ids(screened("keloid after a laser")) == {"SCAR-KELOID"}
    assert ids(screened("herpes outbreak after the last peel")) == {"INF-HSV-ACTIVE"}


def test_a_sign_of_no_procedure_comes_back() -> None:
    assert screened("swelling of the ankles").not_recognised == ("swelling",)
    assert screened("itching at night, takes warfarin").not_recognised == ("itching",)


@pytest.mark.parametrize(
    "entry",
    [
        "no current infection",
        "no infection at the moment",
        "no active infection",
        "acne is calm",
        "my acne has calmed down",
        "rosacea is quiet",
        "eczema has settled down",
        "currently no acne",
        "stopped Plaquenil two months ago",
        "took doxycycline in 2015",
        "hydroxychloroquine until 2020",
        "acitretin ten years ago",
        "stopped warfarin in 2019",
        "no longer on methotrexate since 2018",
    ],
)
def test_what_is_denied_at_present_or_long_over_is_neither_found_nor_asked(entry: str) -> None:
    answer = screened(entry)
    assert not answer.findings
    assert not answer.questions
    assert answer.passed


@pytest.mark.parametrize(
    "entry", ["acne", "eczema, flaring", "infection", "doxycycline", "warfarin", "rosacea active"]
)
def test_the_same_without_its_end_is_not_lost(entry: str) -> None:
    assert screened(entry).findings or screened(entry).questions


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ("eczema under control", "INFL-ECZEMA"),
        ("atopic dermatitis since childhood, under control", "INFL-ECZEMA"),
        ("acne well controlled", "ACNE-ACTIVE"),
        ("rosacea, well managed", "INFL-ROSACEA"),
    ],
)
def test_a_skin_disease_under_control_is_a_question(entry: str, rule: str) -> None:
    answer = screened(entry)
    assert not answer.findings
    assert rule in asked(answer)


def test_under_control_but_flaring_is_a_finding() -> None:
    assert ids(screened("eczema under control but flaring now")) == {"INFL-ECZEMA"}


@pytest.mark.parametrize(
    "entry",
    ["carrier of haemophilia without symptoms", "haemophilia carrier", "carrier of von Willebrand disease"],
)
def test_a_carrier_is_asked_about(entry: str) -> None:
    answer = screened(entry)
    assert not answer.findings
    assert "ASK-BLEEDING-CARRIER" in asked(answer)
    assert "BLEED-DISORDER" in ids(screened("haemophilia"))
    assert "INF-SYSTEMIC" in ids(screened("hepatitis B carrier"))


def test_words_of_letters_and_figures_stay_whole() -> None:
    assert ids(screened("T1D")) == ids(screened("type 1 diabetes"))
    assert ids(screened("T2D")) == {"DM-CONTROLLED"}
    assert asked(screened("G6PD deficiency")) == {"ALL-ANAES"}
    assert screened("ZQ7X syndrome").not_recognised == ("ZQ7X syndrome",)
    assert ids(screened("isotretinoin since2019")) == {"ISO-CURRENT"}


def test_a_biopsy_is_no_scar_unless_it_is_recent() -> None:
    assert "SCAR-YOUNG" not in asked(screened("biopsy of a mole, benign"))
    assert "ASK-BIOPSY" not in asked(screened("biopsy of a mole, benign"))
    assert "ASK-BIOPSY" in asked(screened("biopsy of my cheek"))
    assert "SCAR-YOUNG" in ids(screened("biopsy of my cheek six weeks ago"))


def test_radiation_beside_the_area_and_warts_elsewhere_are_asked_about() -> None:
    assert asked(screened("radiotherapy to the neck last year")) == {"RT-FIELD"}
    assert asked(screened("warts on my hands")) == {"INF-WARTS"}
    assert not screened("radiotherapy of the prostate in 2015").questions
    assert "RT-FIELD" in ids(screened("radiotherapy of the face in 2015"))


@pytest.mark.parametrize(
    ("entry", "rule", "usual"),
    [
        ("low-dose aspirin", "BLEED-DRUGS", "consult"),
        ("HIV, well controlled", "INF-SYSTEMIC", "consult"),
        ("pregnant", "PREG", "consult"),
        ("lupus", "AI-CTD", "consult"),
        ("nickel allergy", "ALL-METAL", "caution"),
    ],
)
def test_where_sources_differ_both_positions_are_given_the_usual_first(
    entry: str, rule: str, usual: str
) -> None:
    (finding,) = (f for f in screened(entry).findings if f.id == rule)
    shown = finding.to_json()
    assert (shown["class"], shown["usual"]) == ("absolute", usual)
    line = next(text for text in screened(entry).lines() if f"[{rule}]" in text)
    assert f" · {verdict_words('absolute', usual)} [{rule}]" in line
    assert "most sources say: " in line


def test_where_they_agree_one_position_is_given() -> None:
    (finding,) = screened("scleroderma").findings
    assert finding.usual == finding.klass == "absolute"
    assert " · sources say: exclude [" in screened("scleroderma").lines()[0]


def _field(name: str) -> list[str]:
    path = FIELD / name
    if not path.is_file():
        pytest.skip("the inputs from the field are not here")
    return yaml.safe_load(path.read_text(encoding="utf-8"))["history"]


def test_the_history_from_the_field_that_was_swallowed() -> None:
    answers = [screen_history([entry], FACTS, today=DAY) for entry in _field("08_history_swallowed.yaml")]
    assert "PIG-PIH-HX" in ids(answers[0])
    assert all("ASK-REACTION" in asked(answer) for answer in answers[1:4])
    assert ids(answers[4]) == {"AI-OTHER", "IMM-SUPPRESS"}


def test_the_negations_from_the_field() -> None:
    answers = [screened(entry) for entry in _field("15_negation_in_history.yaml")]
    none, calm, carrier, plaquenil, t1d, g6pd, biopsy, spots, eczema = answers
    for answer in (none, calm, plaquenil):
        assert not answer.findings
        assert not answer.questions
    assert not carrier.findings
    assert carrier.questions
    assert "DM-CONTROLLED" in ids(t1d)
    assert asked(g6pd) == {"ALL-ANAES"}
    assert "SCAR-YOUNG" not in asked(biopsy)
    assert "PIG-PIH-HX" in ids(spots)
    assert not eczema.findings
    assert asked(eczema) == {"INFL-ECZEMA"}
