"""The page in a real browser: quiet, movable, whole without scripts, and narrow enough for a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browsing import show, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(page: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


def test_it_opens_without_a_complaint(browser: Any, address: str) -> None:
    show(browser, address)
    assert browser.get_log("browser") == []
    assert browser.find_element("tag name", "h1").is_displayed()


def test_the_slider_moves_the_slice(browser: Any, address: str) -> None:
    show(browser, address)
    slider = browser.find_element("id", "slider")
    assert slider.is_displayed()
    before = browser.find_element("id", "slice-shown").get_attribute("href")
    said = browser.find_element("id", "slider-said").text
    slider.send_keys("\ue014")  # arrow to the right
    assert browser.find_element("id", "slice-shown").get_attribute("href") != before
    assert browser.find_element("id", "slider-said").text != said
    browser.find_elements("css selector", ".frames > li")[0].click()
    assert browser.find_element("id", "slider-said").text.startswith("before")


def test_it_is_whole_without_scripts(browser: Any, address: str) -> None:
    show(browser, address, scripts=False)
    assert not browser.find_element("id", "slider").is_displayed()
    frames = browser.find_elements("css selector", ".frames > li")
    assert len(frames) == 8
    assert all(frame.is_displayed() for frame in frames)
    assert browser.find_element("css selector", ".anatomy svg").size["height"] > 200


@pytest.mark.parametrize("width", [390, 320, 768])
def test_nothing_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    show(browser, address, width)
    wide, inner = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert inner == width
    assert wide <= inner


def test_frames_are_drawn_to_scale(browser: Any, address: str) -> None:
    show(browser, address)
    matrix = browser.execute_script(
        "const m = document.querySelector('.anatomy svg').getScreenCTM(); return [m.a, m.b, m.c, m.d]"
    )
    assert matrix[0] == pytest.approx(matrix[3])
    assert matrix[1] == matrix[2] == 0


def test_dark_mode_follows_the_reader(browser: Any, address: str) -> None:
    ask = "return getComputedStyle(document.documentElement).backgroundColor"
    show(browser, address)
    light = browser.execute_script(ask)
    show(browser, address, scheme="dark")
    assert browser.execute_script(ask) != light


def test_print_leaves_out_what_needs_a_screen(browser: Any, address: str) -> None:
    show(browser, address)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not browser.find_element("css selector", ".slider").is_displayed()
    assert not browser.find_element("css selector", ".lead .more").is_displayed()


def test_what_a_link_leads_to_opens(browser: Any, address: str) -> None:
    show(browser, address)
    fold = browser.find_element("css selector", "details#who")
    assert fold.get_attribute("open") is None
    browser.execute_script("document.querySelector('#in-short-who .more a').click()")
    until(browser, "return arguments[0].open", fold)
    assert browser.find_element("id", "glossary").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
