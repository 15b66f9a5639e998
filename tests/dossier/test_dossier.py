"""The dossier: misses first, links that lead somewhere, statuses that are earned."""

from __future__ import annotations

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from needlework.dossier.appendix import link_of
from needlework.dossier.document import SCHEMA, checklist, dossier, dossier_json, judged, missing
from needlework.dossier.page import number
from needlework.evidence.fit import load_fit
from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.model import network_hash
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.subject.catalogue import read
from needlework.wording import faults_in

ROOT = Path(__file__).parents[2]
VOID = {"meta", "br", "wbr", "link", "img", "hr", "input"}
SVG = '<svg viewBox="0 0 1 1" class="figure"><title>t</title><path d="M0 0L1 1"/></svg>'


def table(title: str = "Figures") -> CheckTable:
    columns = {
        "what": Column("what"),
        "value": Column("value", "number", "um"),
        "interval": Column("interval", "interval"),
        "ok": Column("ok", "ok"),
        "observation": Column("observation", "observation"),
        "record": Column("record", "record"),
        "source": Column("source", "source"),
        "outcome": Column("outcome", "outcome"),
    }
    rows = [
        {
            "what": "see `healing.dT` and <b>this</b>",
            "value": 1319.3,
            "interval": (1.0, float("nan")),
            "ok": True,
            "observation": "lotfi2013.masson_56d",
            "record": ["healing.w0", "device/share"],
            "source": "kalluri2011",
            "outcome": "collagen_total",
        },
        dict.fromkeys(columns),
    ]
    return CheckTable("t", title, columns, rows, "A note.")


def wide() -> CheckTable:
    columns = {f"c{i}": Column(f"column {i}") for i in range(12)} | {"o": Column("seen", "observation")}
    return CheckTable(
        "wide", "Wide", columns, [{f"c{i}": str(i) for i in range(12)} | {"o": ["alam2014.gbq_90d"]}]
    )


def part(id: str, *findings: Finding, passed: bool | None = None, **more: Any) -> Part:
    return Part(
        id,
        f"Part {id}",
        "A question?",
        "An answer of `healing.dT`.",
        findings=findings,
        passed=passed,
        **more,
    )


PARTS = [
    part("sensitivity", Finding("note", "a note"), Finding("rival", "the plain mean does as well")),
    part(
        "scorecards", Finding("miss", "a datum outside"), tables=[table(), wide()], figures={"picture": SVG}
    ),
    part("verification", Finding("fail", "a check of <tewl> fails"), passed=False),
    part("unheard_of"),
]


class Page(HTMLParser):
    """Ids, links and open elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [str(given["id"])] if "id" in given else []
        self.links += [str(given["href"])] if "href" in given else []
        assert "src" not in given
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return dossier(PARTS, {"seeds": [7], "draws": 160})


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dossier_json(PARTS, {"seeds": [7], "draws": 160})


def body(page: str) -> str:
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


# ---- the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [PARTS, []], ids=["some", "none"])
def test_links_lead_somewhere_and_elements_close(parts: list[Part]) -> None:
    found = Page(dossier(parts, {}))
    assert found.stack == []
    assert len(found.ids) == len(set(found.ids))
    inside = [link[1:] for link in found.links if link.startswith("#")]
    assert inside
    assert set(inside) - set(found.ids) == set()


def test_it_loads_nothing_and_runs_nothing(page: str) -> None:
    found = Page(page)
    assert not found.tags & {"script", "link", "iframe", "img"}
    assert "url(" not in page
    assert "default-src 'none'" in page
    outside = {link for link in found.links if not link.startswith("#")}
    assert outside <= {link_of(s) for s in load_sources().values()}


def test_misses_come_before_anything_else(page: str) -> None:
    at = [
        body(page).index(w)
        for w in ("a check of &lt;tewl&gt;", "a datum outside", "the plain mean does", 'id="question"')
    ]
    assert at == sorted(at)
    assert body(page).index("Fitted, and therefore no validation") < at[-1]
    assert body(page).index("No clinician has reviewed") < at[-1]
    assert "a note" not in body(page)[: at[-1]]


def test_from_a_number_to_its_record_to_its_source(page: str) -> None:
    source = load_sources()["lotfi2013"]
    row = page[page.index('<article id="observation-lotfi2013.masson_56d">') :].split("</article>")[0]
    assert '<a href="#observation-lotfi2013.masson_56d">' in page
    assert "53.2" in row
    assert 'href="#source-lotfi2013"' in row
    entry = page[page.index('<li id="source-lotfi2013">') :].split("</li>")[0]
    assert f'href="https://doi.org/{source.doi}"' in entry
    assert "abstract read" in entry
    record = page[page.index('<article id="record-healing.w0">') :].split("</article>")[0]
    assert f"{load_parameters()['healing.w0'].value:.4g}" in record
    assert "assumed" in record


def test_every_cited_record_has_its_source_here(document: dict[str, Any]) -> None:
    appended = document["appendix"]
    sources = {row["id"] for row in appended["sources"]}
    cited = [row["source"] for kind in ("observations", "records") for row in appended[kind] if row["source"]]
    assert cited
    assert set(cited) <= sources
    assert {row["id"] for row in appended["observations"]} >= set(document["fitted"]["observations"])


def test_what_is_not_on_file_stays_plain(page: str) -> None:
    assert "<code>device/share</code>" in page
    assert "record-device/share" not in page


def test_cells_are_written_and_escaped(page: str) -> None:
    assert "value (um)" in page
    assert ">1319<" in page
    assert "1 to –" in page
    assert "&lt;b&gt;this&lt;/b&gt;" in page
    assert '<a href="#record-healing.dT">' in page
    assert SVG in page


def test_wide_tables_put_the_rest_below_each_row(page: str) -> None:
    after = page[page.index("<caption>Wide") :]
    rest = after[after.index('<tr class="more">') :].split("</tr>")[0]
    assert "column 11" in rest
    assert "#observation-alam2014.gbq_90d" in rest
    assert "column 4" not in rest


def test_words_are_allowed_and_nothing_is_called_validated(page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", body(page).split('<section id="sources"')[0])
    assert [str(f) for f in faults_in(text)] == []
    assert not re.search(r"\bvalidated\b", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (3.0, "3"),
        (0.123456, "0.123"),
        (12345.6, "12346"),
        (1e-7, "1e-7"),
        (-2.5e9, "-2.5e+9"),
        ("x", "x"),
    ],
)
def test_numbers(value: Any, text: str) -> None:
    assert number(value) == text


# ---- the document -----------------------------------------------------------------------------------------


def test_the_json_is_plain_and_holds_the_order(document: dict[str, Any]) -> None:
    again = json.loads(json.dumps(document, allow_nan=False))
    assert again == document
    assert document["schema"] == SCHEMA
    keys = list(document)
    order = [
        "misses",
        "fitted",
        "question",
        "contexts",
        "categories",
        "factors",
        "checklist",
        "domain",
        "parts",
    ]
    assert [k for k in keys if k in order] == order
    assert [f["kind"] for f in document["misses"]] == ["fail", "miss", "rival"]
    assert [p["id"] for p in document["parts"]] == [p.id for p in PARTS]


def test_provenance_names_the_network_and_keeps_what_is_given(document: dict[str, Any]) -> None:
    about = document["provenance"]
    assert about["network"] == network_hash()
    assert about["seeds"] == [7]
    assert {"version", "fit", "python", "numpy", "numba"} <= set(about)


def test_the_rows_are_those_of_guidance_and_standard() -> None:
    assert [row["n"] for row in checklist()] == list(range(1, 25))
    assert [c["number"] for c in read("validation/categories.yaml")["categories"]] == list(range(1, 9))
    assert len(read("validation/factors.yaml")["factors"]) == 13
    assert [c["id"] for c in read("validation/contexts.yaml")["contexts"]] == list("ABCDE")


def test_no_clinician_has_reviewed_it(document: dict[str, Any]) -> None:
    row = next(r for r in document["checklist"] if r["n"] == 16)
    assert row["status"] == "not_met"
    assert document["reviewed_by_clinicians"] is False


def test_no_context_is_called_plainly_adequate(document: dict[str, Any]) -> None:
    assert {c["adequate"] for c in document["contexts"]} == {"partly", "no", "excluded"}
    assert [c["id"] for c in document["contexts"] if c["claimed"]] == ["A", "B"]


def test_a_row_is_lowered_where_its_part_is_missing_or_missed() -> None:
    row = {"status": "met", "why": "So.", "evidence": ["part:verification", "page:engine.md"]}
    good, bad = part("verification", passed=True), part("verification", passed=False)
    assert judged(row, {"verification": good})["status"] == "met"
    assert judged(row, {"verification": bad})["status"] == "partly"
    assert "Targets missed in verification." in judged(row, {"verification": bad})["why"]
    assert judged(row, {})["status"] == "partly"
    alone = {**row, "evidence": ["part:verification"]}
    assert judged(alone, {})["status"] == "not_met"
    assert judged({**row, "status": "not_met"}, {"verification": bad})["status"] == "not_met"


def test_missing_parts_are_said(page: str, document: dict[str, Any]) -> None:
    absent = document["missing_parts"]
    assert "behaviours" in absent
    assert not set(absent) & {p.id for p in PARTS}
    assert all(name in page for name in absent)
    assert missing({p: part(p) for p in [*absent, *(x.id for x in PARTS)]}) == []


def test_evidence_that_is_referred_to_is_there(page: str) -> None:
    rows = [
        *checklist(),
        *read("validation/factors.yaml")["factors"],
        *read("validation/categories.yaml")["categories"],
    ]
    folders = {"test": ROOT, "file": ROOT, "page": ROOT / "docs"}
    ids = set(Page(page).ids)
    for kind, _, name in (ref.partition(":") for row in rows for ref in row["evidence"]):
        if kind == "section":
            assert name in ids
        elif kind != "part":
            assert (folders[kind] / name).is_file(), name


def test_what_leaves_the_domain_is_flagged_or_refused(document: dict[str, Any]) -> None:
    probes = document["domain"]["probes"]
    assert [p["title"] for p in probes if not p["says"]] == []
    assert [p["title"] for p in probes if p["refused"]] == ["Needles that surely pass the dermis"]
    assert {row["record"] for row in document["domain"]["limits"]} == {
        key for key in load_parameters() if key.startswith("limits.")
    }


def test_fitted_figures_are_those_of_the_fit(document: dict[str, Any]) -> None:
    fit = load_fit()
    assert fit is not None
    assert "no validation" in document["fitted"]["says"]
    used = set(fit.record["observations"])
    for row in document["appendix"]["observations"]:
        assert row["facts"]["used in fit"] == ("yes" if row["id"] in used else "no")


# ---- a real browser ------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_scrolls_sideways(page: str, tmp_path: Path, width: int) -> None:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if os.environ.get("CI") != "true":
        pytest.importorskip("selenium", reason="selenium is not installed")
        if not (chromium and driver):
            pytest.skip("chromium or chromedriver is not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    file = tmp_path / "dossier.html"
    file.write_text(page, encoding="utf-8")
    options = webdriver.ChromeOptions()
    options.binary_location = str(chromium)
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(str(driver)))
    try:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(file.as_uri())
        wide, inner = browser.execute_script(
            "return [document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert inner == width
        assert wide <= inner
        assert browser.get_log("browser") == []
    finally:
        browser.quit()
