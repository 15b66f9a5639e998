"""The page as a whole: well formed, whole in itself, and in the agreed words."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from markupsafe import Markup

from needlework.evidence.observations import load_observations
from needlework.figures.beside import published
from needlework.pages.glossary import Terms, glossary
from needlework.report.basis import chance_hits, drivers_of, evidence_dot
from needlework.report.context import Context
from needlework.result import Result
from needlework.wording import faults_in

from .conftest import context_of, page_of, page_with_benefit, with_values

VOID = {"meta", "br", "input", "link", "img", "hr", "path", "rect", "circle", "use"}
HEADINGS = (
    "Who should not",
    "Prepare",
    "The session",
    "The first week",
    "Month by month",
    "Combining",
    "Compared with peels and lasers",
    "Myths",
    "Weigh it up",
)
FORBIDDEN = (
    "person_interval",
    "mean_interval",
    "study_interval",
    "credible interval",
    "predictive interval",
    "confidence: high",
    "low risk",
    "do not treat",
    "best plan",
    "the patient",
)


class Page(HTMLParser):
    """Checks nesting, and collects ids, links, headings and the words that are seen."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(str(given["id"]))
        if "href" in given:
            (self.links if tag in ("a", "use") else self.loads).append(str(given["href"]))
        if "src" in given or tag in ("link", "iframe", "object", "img"):
            self.loads.append(f"{tag} {given}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag, f"</{tag}> crosses another element"

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def read(page: str) -> Page:
    return Page(page)


def test_it_is_well_formed(read: Page) -> None:
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))


def test_every_link_on_the_page_leads_somewhere(read: Page) -> None:
    inner = [link[1:] for link in read.links if link.startswith("#")]
    assert inner
    assert [link for link in inner if link not in read.ids] == []
    outer = [link for link in read.links if not link.startswith("#")]
    assert all(link.startswith("https://") or link.startswith("http://") for link in outer)


def test_it_loads_nothing_and_is_small(page: str, read: Page) -> None:
    assert len(page.encode()) < 2_000_000
    assert read.loads == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "default-src 'none'" in page


def test_the_nine_headings_stand_in_order(page: str) -> None:
    places = [page.index(f"<h2>{title}</h2>") for title in HEADINGS]
    assert places == sorted(places)


def test_nothing_long_stands_before_the_appendix(needled: Result) -> None:
    page = page_with_benefit(needled)
    before = page[page.index("<body") : page.index('id="appendix"')]
    drawn = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", before, flags=re.DOTALL)
    assert 400 < len(re.sub(r"<[^>]+>", " ", drawn).split()) <= 1200


def test_no_heading_is_empty(page: str) -> None:
    for chunk in re.split(r"<h2[^>]*>", page)[1:]:
        title, _, rest = chunk.partition("</h2>")
        body = rest.split("</section>", 1)[0]
        assert re.search(r"[A-Za-z]{3}|<svg", re.sub(r"<(?!svg)[^>]*>", "", body)), title
    for title, body in re.findall(r"<summary>(.*?)</summary>(.*?)</details>", page, re.DOTALL):
        assert len(re.sub(r"<[^>]+>", "", body).split()) > 3, title


def test_the_first_screen_answers_what_how_deep_how_much_how_sure(needled: Result) -> None:
    page = page_with_benefit(needled)
    top = page[page.index("<h1>") : page.index("<main>")]
    for words in ("How deep", "How much more", "How sure", "At what price", "the same skin left untreated"):
        assert words in top
    assert "channels reach" in top
    assert "banana (no effect of it is on file)" in top


def test_what_nothing_supports_is_folded_away_and_not_headlined(needled: Result) -> None:
    page = page_with_benefit(needled)
    reported, explored = page.split("<summary>Explored, not reported</summary>")
    assert "Masson-stained area" not in page[page.index('id="numbers"') : page.index('id="appendix"')]
    assert "Masson-stained area" in explored.split("</details>")[0]
    assert 'id="table-every-figure"' in reported


def test_disclaimer_review_and_evidence_are_on_top(page: str) -> None:
    top = page[: page.index("<main>")]
    assert "not a medical device, not medical advice" in top
    assert "Not yet reviewed by a clinician" in top
    assert re.search(r'class="dot (filled|half|empty)"', top)


def test_the_gravest_finding_is_on_top_and_explained_below(page: str) -> None:
    top, rest = page.split("<main>", 1)
    assert "Phototype IV to VI · sources say: take care" in top
    assert "Screening of this scenario" in rest


def test_the_scenario_is_one_sentence(page: str) -> None:
    title = re.search(r"<h1>(.*?)</h1>", page)
    assert title
    assert title[1].startswith(
        "Cheek, 32 years, phototype IV, rolling acne scars · pen, 12 needles, 1.25 mm, 6 passes"
    )
    assert title[1].endswith("2 sessions, 4 weeks apart")


def test_the_three_spreads_have_their_own_words(read: Page) -> None:
    for words in (
        "We are this unsure of the average",
        "9 in 10 people fall between",
        "A new study of 30 people would report between",
        "Of 100 people like this scenario",
        "prior only: no trial varied this",
        "none is recommended",
    ):
        assert words in read.text


def test_words_that_are_never_said(read: Page) -> None:
    assert [word for word in FORBIDDEN if word in read.text.casefold()] == []
    own = read.text[: read.text.index("Sources of this run")]  # titles of papers are theirs
    assert faults_in(own) == []


def test_what_a_study_says_cannot_break_the_page(page: str) -> None:
    assert "<b>& a title</b>" not in page
    assert "&lt;b&gt;&amp; a title&lt;/b&gt;" in page


def test_the_same_run_gives_the_same_page(needled: Result, page: str) -> None:
    assert page_of(needled) == page


def test_untreated_skin_has_a_page(untreated: Result) -> None:
    page = page_of(untreated)
    assert Page(page).open == []
    assert "no session" in page
    assert all(f"<h2>{title}</h2>" in page for title in HEADINGS)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: np.full_like(v, np.nan),
        lambda v: np.where(np.arange(len(v)).reshape(-1, *[1] * (v.ndim - 1)) == 0, np.nan, v),
        lambda v: 1e12 * v,
        lambda v: -1e6 - v,
        lambda v: np.zeros_like(v),
    ],
    ids=["unknown", "one draw failed", "huge", "negative", "all the same"],
)
def test_values_beyond_reason_do_not_break_it(needled: Result, change: object) -> None:
    page = page_of(with_values(needled, change))  # pyright: ignore[reportArgumentType]
    read = Page(page)
    assert read.open == []
    assert not re.search(r"\b(nan|inf|None)\b", read.text)
    assert not re.search(r'="[^"]*\b(nan|inf)\b', page)


def test_control_arms_are_not_set_beside_needling(context: Context) -> None:
    arms = {o.id: o.arm for o in load_observations().values()}
    assert "untreated side" in arms.values()
    any_device = replace(context.scenario, device=None)
    found = published(context.outcome("goodman_baron_quantitative"), any_device)
    assert found
    assert all("untreated" not in entry.detail for entry in found)


def test_hours_become_days(context: Context) -> None:
    any_device = replace(context.scenario, device=None)
    found = published(context.outcome("erythema_duration"), any_device)
    assert found
    assert max(entry.value for entry in found) < 15.0


def test_drivers_come_with_a_count_of_chance(context: Context) -> None:
    id = context.headline[0]["id"]
    assert all(0.0 <= d.share <= 1.0 for d in drivers_of(context, id))
    assert chance_hits(context, id) >= 0.0
    assert evidence_dot(context) in ("filled", "half", "empty")


def test_drivers_are_named_once(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["healing.dT", "course/density", "healing.dT"]
    monkeypatch.setattr(Context, "drivers", lambda self, id: [(name, 0.3) for name in names])
    found = [d.record.id for d in drivers_of(context, "goodman_baron_quantitative") if d.record]
    assert found[0] == "healing.dT"
    assert len(found) == len(set(found))


def test_few_draws_name_no_driver(untreated: Result) -> None:
    bare = context_of(untreated)
    assert drivers_of(bare, "collagen_total") == []
    assert chance_hits(bare, "collagen_total") == 0.0
    assert evidence_dot(bare) == "empty"


def test_terms_are_marked_once_and_not_inside_links() -> None:
    terms = Terms()
    first = str(terms("TEWL rises, TEWL falls"))
    assert first.count('class="term"') == 1
    assert 'title="' in first
    assert "class=" not in str(terms("TEWL again"))
    assert 'class="term"' not in str(Terms()(Markup('<a href="#x">PRP</a>')))
    assert list(glossary()) == sorted(glossary(), key=str.casefold)


def test_the_page_explains_each_term(read: Page) -> None:
    assert sum(id.startswith("term-") for id in read.ids) == len(glossary())
