"""Histories of the kinds that real ones brought back: what was said of one thing must not settle another."""

from __future__ import annotations

import pytest

from needlework.screening import load_rules, screen
from needlework.spec import load_study

from .labelled import screened


def read(entry: str) -> tuple[set[str], set[str], str]:
    answer = screened(entry)
    found, asked = {f.id for f in answer.findings}, {q.id for q in answer.questions}
    return found, asked, " ".join(answer.not_recognised)


@pytest.mark.parametrize(
    ("entry", "found", "asked"),
    [
        ("burns from IPL last year", set(), {"ASK-REACTION"}),
        ("eczema since a laser two years ago", {"INFL-ECZEMA"}, {"INFL-ECZEMA", "ASK-REACTION"}),
        ("infection after a tattoo in 2015", {"TATTOO"}, {"ASK-REACTION"}),
        ("persistent redness since a PRP session in January", set(), {"ASK-REACTION"}),
        ("eczema on hands", set(), set()),
        ("isotretinoin 40 mg daily for 6 months until January 2026", {"ISO-WASHOUT"}, set()),
        ("on prednisone 5 mg until next month", {"IMM-SUPPRESS"}, set()),
        ("HSV in 2012, never since", {"INF-HSV-HX"}, set()),
        ("2 pregnancies", set(), set()),
        ("no known allergies except nickel", {"ALL-METAL"}, set()),
        ("psoriasis, clear for two years on Skyrizi", {"INFL-PSORIASIS", "IMM-SUPPRESS"}, set()),
        ("MRSA carrier", set(), {"ASK-GERM"}),
        ("sister carries haemophilia", set(), {"ASK-BLEEDING-FAMILY"}),
        ("SLE (sister), none myself", set(), set()),
        ("hepatitis C, cured in 2018", set(), {"INF-SYSTEMIC"}),
        ("we are planning a baby", set(), {"ASK-PREGNANT"}),
        # shorthand of the clinic
        ("Absorica d/c'd 3/12 ago", {"ISO-WASHOUT"}, set()),
        ("F/H/O keloid", {"SCAR-KELOID-FAMILY"}, set()),
        ("Hep B -ve, HIV +ve", {"INF-SYSTEMIC"}, set()),
        ("neg for HIV, HBV and HCV", set(), set()),
        # the state of an illness is not that of its drug
        ("RA on Enbrel, in remission", {"AI-OTHER", "IMM-SUPPRESS"}, set()),
        ("eczema on Dupixent, clear", {"IMM-SUPPRESS"}, set()),
        ("acne on isotretinoin: cleared", {"ISO-CURRENT"}, set()),
        ("eczema, tralokinumab, skin clear", {"IMM-SUPPRESS"}, set()),
        ("denies: HIV, hepatitis, TB", set(), set()),
        # a place that is spared is not where it is
        ("eczema on hands only, not on face", set(), set()),
        ("tattoo on arm, none on face", set(), set()),
        ("eczema not on face", set(), set()),
        ("psoriasis but not on the cheeks", {"INFL-PSORIASIS"}, set()),
        ("rosacea but not on the nose", {"INFL-ROSACEA"}, {"INFL-ROSACEA"}),
        # what something leaves behind, or comes of it
        ("scratches leave brown marks for months", {"PIG-PIH-HX"}, {"WOUND-OPEN"}),
        ("took three weeks to calm down after my last session", set(), {"ASK-REACTION"}),
        ("surgical scar thickened", {"SCAR-KELOID"}, set()),
        ("surgical scar not raised", set(), {"SCAR-YOUNG"}),
        ("mole has not changed", set(), {"ASK-MOLE"}),
        # allergies without the word
        ("EMLA: hives", {"ALL-ANAES"}, set()),
        ("nickel - patch test ++", {"ALL-METAL"}, set()),
        ("patch test negative to nickel", set(), set()),
        ("lidocaine anaphylaxis", {"ALL-ANAES"}, set()),
        ("hyaluronic acid allergy", set(), {"ASK-PRODUCT"}),
        ("latex gloves: no reaction", set(), set()),
        # answers
        ("keloids? not that I am aware of", set(), set()),
        ("acne: no active lesions", set(), set()),
        ("no keloids, but mother yes", {"SCAR-KELOID-FAMILY"}, set()),
        ("smoker, 20 pack years, quit 2020", set(), set()),
        ("molluscum on toddler", set(), set()),
        # abbreviations of drugs
        ("on DAPT since a stent in March", {"BLEED-DRUGS"}, set()),
        ("using tret nightly", {"RET-TOPICAL"}, set()),
        ("iso 20 mg, last pill in September 2025", {"ISO-WASHOUT"}, set()),
        ("TAC 0.1% to the cheeks", set(), {"ASK-CREAM"}),
        ("OCP, SSRI, GLP-1", set(), set()),
        # what a drug tells of an illness that is not named; a question that a finding answers is not put
        ("anastrozole 1 mg", set(), {"ASK-CANCER"}),
        ("levothyroxine", set(), {"ASK-THYROID"}),
        ("levothyroxine for Hashimoto", {"AI-OTHER"}, set()),
        ("Biktarvy", {"INF-SYSTEMIC"}, set()),
        # implants and threads
        ("silicone implant in the chin", set(), {"ASK-IMPLANT"}),
        ("gold threads", set(), set()),
        ("PDO threads last week", {"THREADS"}, set()),
        ("hearing aids", set(), set()),
        # forms
        ("Pregnant [ ] Breastfeeding [x] Diabetes [ ]", {"PREG"}, {"PREG"}),
        ("\u2610 Accutane \u2611 Retin-A \u2610 steroids", {"RET-TOPICAL"}, {"RET-TOPICAL"}),
        ("Keloids Y/N: N", set(), set()),
        ("Heart condition: N", set(), set()),
        ("nickel allergy - Y", {"ALL-METAL"}, set()),
        ("pregnant: false", set(), set()),
        ("herpes: true", {"INF-HSV-HX"}, set()),
        ("Are you currently pregnant or breastfeeding? ... no", set(), set()),
        ("does not think she is pregnant", {"PREG"}, {"PREG"}),
        ("Allergies: septrin, zorbs, nickel", {"ALL-METAL"}, {"ALL-METAL"}),
        ("a baby asprin", {"BLEED-DRUGS"}, {"BLEED-DRUGS"}),
        ("St. John's wort", set(), {"ASK-PHOTOSENSITIVE"}),
        ("Accutane? \u2713 Yes \u2610 No", {"ISO-CURRENT"}, {"ISO-CURRENT"}),
        ("Accutane? Yes \u2610 No \u2612", set(), set()),
        ("cold_sores=1, keloids=0", {"INF-HSV-HX"}, set()),
        ("Q1. Are you pregnant? NO Q2. Any blood thinners? YES", {"BLEED-DRUGS"}, {"BLEED-DRUGS"}),
        ("nickel: positive", {"ALL-METAL"}, {"ALL-METAL"}),
        ("can't have lidocaine", {"ALL-ANAES"}, set()),
        ("rosacea with pustules", {"INFL-ROSACEA"}, {"INFL-ROSACEA"}),
        ("wounds take ages to heal", set(), {"ASK-HEALING"}),
        ("subcision on the thigh last week", set(), set()),
        ("Fraxel laser in 2019", set(), set()),
        ("breast cancer, radiotherapy in 2015", set(), {"ASK-CANCER"}),
        ("nickel allergy confirmed by patch testing", {"ALL-METAL"}, set()),
        ("tested positive for hepatitis C", {"INF-SYSTEMIC"}, set()),
        ("unexplained scaly red patch on the temple", {"ONC-SKIN"}, {"ONC-SKIN"}),
        ("8 weeks postpartum and breastfeeding", {"PREG"}, {"PREG"}),
        ("cystic acne, nothing active today", set(), set()),
        ("Efudix on the forehead", set(), {"ONC-SKIN"}),
        ("Meds: nil. All: nickel", {"ALL-METAL"}, set()),
        ("has implants", set(), {"ASK-IMPLANT"}),
        ("Keloids\tNo\tDiabetes\tYes", {"DM-CONTROLLED"}, set()),
        ("| Keloids | No | Diabetes | Yes |", {"DM-CONTROLLED"}, set()),
        ("Keloids No Diabetes Yes", {"DM-CONTROLLED"}, set()),
        ("Do you have: [ ] diabetes [x] nickel allergy [ ] HIV/hepatitis", {"ALL-METAL"}, set()),
        ("[x] tret [ ] pregnant; nickel allergy", {"RET-TOPICAL", "ALL-METAL"}, {"RET-TOPICAL"}),
        ("(x) smoker ( ) pregnant", {"SMOKER"}, set()),
        ("\u2717 smoker \u2610 keloids", {"SMOKER"}, set()),
        ("isotretinoin ()", {"ISO-CURRENT"}, {"ISO-CURRENT"}),
        ("Blood thinners (aspirin, warfarin etc.): No", set(), set()),
        ("Any keloids, pacemaker or diabetes? No", set(), set()),
        ("Are you allergic to anything? Nickel and tape", {"ALL-METAL"}, {"ASK-PRODUCT"}),
        ("can wear silver but not cheap earrings", {"ALL-METAL"}, set()),
        ("was on Roaccutane at uni, I'm 34 now", set(), set()),
        ("Denies hx of HSV, isotretinoin use, or anticoagulation", set(), set()),
        ("Allergies: none. Except nickel (earrings)", {"ALL-METAL"}, set()),
        # whose state, whose time
        ("on Dupixent, skin clear", {"IMM-SUPPRESS"}, set()),
        ("doxy for rosacea, flaring on both cheeks", {"INFL-ROSACEA"}, {"ASK-PHOTOSENSITIVE"}),
        ("LMWH (enoxaparin) for a clot, finished 4 months ago", set(), {"ASK-CLOT"}),
        ("minocycline for acne, acne quiet now", set(), {"ASK-PHOTOSENSITIVE"}),
        ("valtrex when a cold sore starts", {"INF-HSV-HX"}, set()),
        ("had a rash after a vampire facial", set(), {"ASK-REACTION"}),
        ("steroid injection in the scar a week ago", set(), {"ASK-STEROID", "SCAR-YOUNG"}),
        ("Pradaxa was swapped for Lixiana last spring", {"BLEED-DRUGS"}, {"BLEED-DRUGS"}),
        ("stopped her blood thinner (Xarelto) in 2023", set(), set()),
        ("Last Botox: 7 months.", set(), set()),
        ("used to smoke until I was 30", set(), set()),
        ("low platelets found on a blood test", {"BLEED-DISORDER"}, set()),
        ("tanned, back yesterday", {"UV-RECENT"}, {"UV-RECENT"}),
        ("gold injections in the 90s", set(), {"ASK-GOLD"}),
        ("a plate in the cheekbone", set(), set()),
        ("rule out lupus", set(), {"AI-CTD"}),
        # doses are those of prednisone
        ("hydrocortisone 20 mg a day for the adrenals", {"IMM-SUPPRESS"}, set()),
        ("dexamethasone 4 mg daily", {"IMM-CHEMO-RT"}, set()),
    ],
)
def test_each_says_what_it_is_about(entry: str, found: set[str], asked: set[str]) -> None:
    assert read(entry)[:2] == (found, asked)


@pytest.mark.parametrize(
    ("entry", "given_back"),
    [
        ("eczema, quiet on zorbulimab", "quiet on zorbulimab"),
        ("AS on Cosentyx", "AS"),
        ("ALL in childhood", "ALL in childhood"),
        ("INR 2.5", "INR 2.5"),
        ("blood pressure 160/100", "blood pressure 160/100"),
        ("seen by a doctor", "seen by a doctor"),
        ("acne on Zimbrette", "Zimbrette"),
        ("HbA1c 9.8%, T2DM", "HbA1c 9.8%"),
    ],
)
def test_abbreviations_figures_and_plain_words_come_back_whole(entry: str, given_back: str) -> None:
    assert given_back in read(entry)[2]


def test_emphasis_is_no_abbreviation() -> None:
    assert read("NO KELOIDS AS A CHILD") == (set(), set(), "")


@pytest.mark.parametrize(
    ("entry", "rule", "klass", "usual"),
    [
        ("isotretinoin stopped 3 months ago", "ISO-WASHOUT", "consult", "consult"),
        ("isotretinoin stopped 5 months ago", "ISO-WASHOUT", "consult", "consult"),
        ("filler in the cheeks 3 months ago", "FILLER", "consult", "note"),
        ("filler in the cheeks 1 week ago", "FILLER", "consult", "consult"),
        ("low-dose aspirin", "BLEED-DRUGS", "absolute", "consult"),
        ("HIV, well controlled", "INF-SYSTEMIC", "absolute", "consult"),
    ],
)
def test_the_usual_class_is_that_of_most_waiting_times(entry: str, rule: str, klass: str, usual: str) -> None:
    finding = next(f for f in screened(entry).findings if f.id == rule)
    assert (finding.klass, finding.usual) == (klass, usual)


def test_each_position_carries_its_class_and_a_wait_that_is_over_bars_nothing() -> None:
    said = screened("isotretinoin stopped 5 months ago").to_json()["findings"][0]["positions"]
    by_source = {position["source"]: position["class"] for position in said}
    assert by_source["clinic_orlando"] == "none"  # three months
    assert by_source["clinic_kichi"] == "consult"  # six


def test_no_source_of_a_label_is_stricter_than_the_strictest_class() -> None:
    order = ("absolute", "consult", "caution", "note", "none")
    labels = ("skinpen_label", "exceed_manual", "dermapen4_manual")
    milder = ("INFL-", "SCAR-KELOID-FAMILY", "SCAR-YOUNG", "SURG-RECENT")  # the manual speaks of less there
    for rule in load_rules().values():
        for position in rule.positions:
            if position.klass and position.source in labels and not rule.id.startswith(milder):
                strictest = rule.classes["label_strict"]
                assert order.index(position.klass) >= order.index(strictest), (rule.id, position.source)


def plan(**more: object) -> dict[str, object]:
    course = {"device": "skinpen_precision", "sessions": 3, "interval": "4 weeks", "depth": "1 mm"}
    skin = {"site": "cheek", "age": "30 years", "phototype": "III"}
    whole = {"schema": "needlework/study/1", "skin": skin, "course": course, "horizon": "20 weeks"}
    return {**whole, **more}


def test_every_zone_is_screened() -> None:
    zones = [
        {"name": "cheeks", "site": "cheek", "depth": "2 mm"},
        {"name": "eyes", "site": "periorbital", "concern": {"kind": "hypertrophic_scar"}, "depth": "0.25 mm"},
        {"name": "decollete", "site": "chest"},
    ]
    answer = screen(load_study(plan(zones=zones, history=["warts on the chest", "tattoo on the ankle"])))
    found = {finding.id for finding in answer.findings}
    assert {"SITE-ORBIT", "SCAR-KELOID", "SITE-DEPTH-LABEL", "INF-WARTS"} <= found
    assert "TATTOO" not in found


def test_every_session_and_concern_is_screened() -> None:
    sessions = [
        {"day": 0, "device": "roller_192", "depth": "0.5 mm"},
        {"day": 28, "topicals": [{"active": "glycolic_acid", "when": "after"}]},
    ]
    course = {"device": "skinpen_precision", "depth": "1 mm", "sessions": sessions}
    skin = {"site": "forehead", "concern": [{"kind": "wrinkle"}, {"kind": "hypertrophic_scar"}]}
    found = {finding.id for finding in screen(load_study(plan(skin=skin, course=course))).findings}
    assert {"SITE-BONY", "TOPICAL-OPEN", "SCAR-KELOID"} <= found
