import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlework.care import records
from needlework.care.calendar import calendar
from needlework.care.handout import plain, professional, write
from needlework.care.leaflet import sheet
from needlework.care.pages import calendar_html
from needlework.result import Result
from needlework.scaffold import example_text, example_titles
from needlework.screening import screen
from needlework.spec import Study, load_study
from needlework.wording import faults_in
from tests.care.conftest import study_of

VOID = {"meta", "br", "img", "hr", "link", "input"}


@dataclass(frozen=True)
class Found:
    condition: str
    verdict: str = "sources say: exclude"
    reason: str = "it spreads"


class Reader(HTMLParser):
    """Checks that tags close in order, and collects the text and what is loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loads += [str(named[key]) for key in ("src", "srcset", "data") if key in named]
        self.links += [str(named["href"])] if "href" in named else []
        self.ids += [str(named["id"])] if "id" in named else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "title"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def pages_of(study: Study, result: Result) -> dict[str, str]:
    return {
        "professional": professional(study, result),
        "plain": plain(study),
        "calendar": calendar_html(calendar(study, result)),
    }


@pytest.mark.parametrize("name", ["professional", "plain", "calendar"])
def test_pages_are_whole_and_load_nothing(name: str, result: Result) -> None:
    page = pages_of(result.study, result)[name]
    reader = Reader(page)
    assert reader.open == []
    assert reader.loads == []
    assert "://" not in page.split("</style>")[0]
    assert "@import" not in page
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert len(page.encode()) < 200_000


@pytest.mark.parametrize("name", ["professional", "plain", "calendar"])
def test_pages_keep_to_the_wording(name: str, result: Result) -> None:
    text = Reader(pages_of(result.study, result)[name]).text
    assert faults_in(text, name) == []
    assert "not medical advice" in text
    assert "Not yet reviewed by a clinician" in text


STRANGERS = st.fixed_dictionaries(
    {
        "age": st.sampled_from(["19 years", "44 years", "71 years"]),
        "phototype": st.sampled_from(["I", "III", "VI"]),
        "phenotype": st.sampled_from(["normal", "keloid_prone"]),
        "sex": st.sampled_from(["female", "male"]),
        "concern": st.sampled_from(
            [{"kind": "melasma"}, {"kind": "wrinkle"}, {"kind": "atrophic_scar", "age": "6 years"}]
        ),
    }
)


@settings(max_examples=20, deadline=None)
@given(STRANGERS, st.sampled_from([[], ["herpes labialis in 2022"], ["isotretinoin stopped 8 months ago"]]))
def test_the_plain_sheet_knows_no_person_and_no_history(skin: dict, history: list[str]) -> None:
    stranger = study_of(
        skin=skin,
        history=history,
        title="Somebody's scars",
        course={"preparation": {"stopped": ["tretinoin 7 days"]}},
    )
    assert plain(stranger) == plain(study_of())


def test_the_plain_sheet_predicts_nothing(study: Study) -> None:
    text = Reader(plain(study)).text.casefold()
    for word in ("the model", "we are this unsure", "9 in 10", "you will", "your skin will be"):
        assert word not in text


def test_the_plain_sheet_gives_no_orders(study: Study) -> None:
    made = sheet(study)
    for row in (*made.before, *made.after):
        assert re.search(r"\(\d+ sources?\)\.$", row.says), "each line says whose it is"


def test_the_plain_sheet_holds_preparation_aftercare_and_every_warning_sign(study: Study) -> None:
    text = Reader(plain(study)).text
    for item in (*records.preparation(), *records.gates()):
        assert item.do in text
    for sign in records.warning_signs():
        assert sign.sign in text
    assert text.index("Ask at once") < text.index("Ask the same day") < text.index("Ask within weeks")


def test_the_plain_sheet_reads_easily(study: Study) -> None:
    made = sheet(study)
    spoken = [row.says for row in (*made.before, *made.after)] + [made.pain, made.next]
    sentences = [s for text in spoken for s in text.split(". ") if s]
    assert sum(len(s.split()) for s in sentences) / len(sentences) < 16


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(categories=("Lu", "Ll")), min_size=3, max_size=12), unique=True, max_size=6
    )
)
def test_no_finding_is_dropped(conditions: list[str]) -> None:
    text = Reader(professional(study_of(), None, [Found(condition) for condition in conditions])).text
    assert all(condition in text for condition in conditions)


def test_a_study_that_was_not_screened_says_so(study: Study) -> None:
    assert "The study was not screened." in Reader(professional(study)).text
    assert "What it leaves out was not screened." in Reader(professional(study, None, [])).text


def test_markup_in_a_finding_stays_text(study: Study) -> None:
    page = professional(study, None, [Found("<script>alert(1)</script>")])
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"depth": "1 mm to 1.5 mm"}, "1 to 1.5 mm"),
        ({"device": "dermaroller_mf8", "depth": None}, "1.5 mm"),
        ({"depth": None}, "not reported, so simulated as unknown"),
    ],
)
def test_the_summary_says_how_deep_as_the_study_states_it(changes: dict[str, str | None], said: str) -> None:
    text = Reader(professional(study_of(course=changes))).text
    assert re.search(rf"Setting\s+{said}", text)


def test_the_summary_shows_facts_label_card_schools_and_gaps(result: Result) -> None:
    text = Reader(professional(result.study, result)).text
    for words in (
        "1.2 mm; 9 in 10 between 0.90 and 1.4 mm",
        "no label applies to a class",
        "21 CFR 878.4430",
        "Which course?",
        "No evidence found.",
        "Between sites the rule differs",
        "what clinics say",
    ):
        assert words in text, words


def test_an_unreported_study_is_told_as_unknown() -> None:
    bare = study_of(
        skin={"site": None, "age": None, "phototype": None, "concern": None},
        course={"device": None, "depth": None, "passes": None},
    )
    text = Reader(professional(bare)).text
    assert text.count("not reported, so simulated as unknown") >= 4
    assert "no school can be matched" in text
    assert Reader(plain(bare)).text


@pytest.mark.parametrize("name", [n for n in example_titles() if "needlework/study/" in example_text(n)])
def test_every_example_has_a_calendar_and_handouts(name: str) -> None:
    study = load_study(example_text(name))
    found = screen(study)
    text = Reader(professional(study, None, found.findings)).text
    assert all(finding.condition in text for finding in found.findings)
    assert Reader(plain(study)).open == Reader(calendar_html(calendar(study))).open == []


def test_handouts_are_written(tmp_path: Path, result: Result) -> None:
    write(result.study, tmp_path, result)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plain-language.html", "professional.html"]
