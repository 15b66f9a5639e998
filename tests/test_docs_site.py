"""The docs as a reader meets them: nothing is fetched, search works from a folder, pages fit a phone."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import show

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

pytest.importorskip("mkdocs")

import build_docs  # noqa: E402

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
    opened.find_element("id", "search").send_keys("half-life of pore closure")
    opened.execute_async_script("setTimeout(arguments[0], 1500)")
    found = [a.text for a in opened.find_elements("css selector", "#found a")]
    assert found
    assert any("find" in title.lower() or "numbers" in title.lower() for title in found)
    assert opened.get_log("browser") == []


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
    assert "than the same skin left untreated" in answer.text
    assert opened.execute_script("return arguments[0].naturalWidth", picture) > 0


@pytest.mark.browser
def test_what_folds_opens_for_a_link_into_it(browser: Any, site: Path) -> None:
    show(browser, (site / "validation.html").as_uri())
    assert browser.find_elements("css selector", "figure svg.dots")
    assert not any(f.get_attribute("open") for f in browser.find_elements("css selector", "main details"))
