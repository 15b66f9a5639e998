"""The docs as a reader meets them: nothing is fetched, search works from a folder, pages fit a phone."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import show, until

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

pytest.importorskip("mkdocs")

import build_docs  # noqa: E402

ANSWERS = """
const found = document.getElementById("found");
const titles = [...found.querySelectorAll("a")].map((link) => link.textContent);
return found.dataset.query === arguments[0] && titles;
"""
LOADED = re.compile(r'<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_docs.build(folder)
    return folder


@pytest.fixture
def opened(browser: Any, site: Path) -> Any:
    show(browser, (site / "index.html").as_uri())
    return browser


def test_pages_load_only_what_lies_beside_them(site: Path) -> None:
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 30
    for page in pages:
        loaded = LOADED.findall(page.read_text(encoding="utf-8"))
        assert loaded
        assert [a for a in loaded if "//" in a or not (site / a).exists()] == [], page.name


@pytest.mark.browser
def test_search_finds_a_page_without_a_server(opened: Any) -> None:
    sought = "half-life of pore closure"
    opened.find_element("id", "search").send_keys(sought)
    found = until(opened, ANSWERS, sought)
    assert any("find" in title.lower() or "numbers" in title.lower() for title in found)
    assert opened.get_log("browser") == []


@pytest.mark.browser
def test_search_loads_its_index_once_and_answers_what_stands_in_the_box(opened: Any) -> None:
    opened.execute_script(
        "const box = document.getElementById('search');"
        "for (const text of ['h', 'ha', 'half', 'melasma', 'pore closure']) {"
        " box.value = text; box.dispatchEvent(new Event('input')); }"
    )
    until(opened, ANSWERS, "pore closure")
    assert len(opened.find_elements("css selector", 'head script[src$="index.js"]')) == 1


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", "gallery", "validation", "same-question"])
def test_pages_fit_a_phone(browser: Any, site: Path, name: str) -> None:
    show(browser, (site / f"{name}.html").as_uri(), 390)
    wide, inner = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= inner == 390


@pytest.mark.browser
def test_the_home_page_opens_with_the_picture_and_one_result(opened: Any) -> None:
    picture = opened.find_element("css selector", ".opening img")
    answer = opened.find_element("css selector", ".opening .answers")
    assert picture.is_displayed()
    assert picture.rect["y"] < 500 > answer.rect["y"]
    assert "against the same skin left untreated" in answer.text
    assert opened.execute_script("return arguments[0].naturalWidth", picture) > 0


@pytest.mark.browser
def test_what_folds_opens_for_a_link_into_it(browser: Any, site: Path) -> None:
    show(browser, (site / "validation.html").as_uri())
    assert browser.find_elements("css selector", "figure svg.dots")
    assert not any(f.get_attribute("open") for f in browser.find_elements("css selector", "main details"))
