"""The handouts in a real browser: no errors, no sideways scrolling, and pages that print."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from needlework.care.calendar import calendar
from needlework.care.handout import plain, professional
from needlework.care.pages import calendar_html
from tests.care.conftest import run_of, study_of

pytestmark = pytest.mark.browser
NAMES = ["professional", "plain", "calendar"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = study_of(course={"anaesthesia": {"product": "emla"}})
    result, folder = run_of(study), tmp_path_factory.mktemp("pages")
    texts = {
        "professional": professional(study, result),
        "plain": plain(study),
        "calendar": calendar_html(calendar(study, result)),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [390, 1200])
def test_opens_quietly_and_fits_its_width(browser: Any, room: Path, name: str, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get((room / f"{name}.html").as_uri())
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    wide, inner = browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= inner
    assert browser.find_element("tag name", "h1").is_displayed()


@pytest.mark.parametrize(("name", "most"), [("professional", 9), ("plain", 4), ("calendar", 9)])
def test_prints_on_few_pages(browser: Any, room: Path, name: str, most: int) -> None:
    browser.get((room / f"{name}.html").as_uri())
    pdf = base64.b64decode(browser.print_page())
    assert pdf.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most


@pytest.mark.parametrize("name", NAMES)
def test_print_is_dark_on_light_even_for_dark_readers(browser: Any, room: Path, name: str) -> None:
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.get((room / f"{name}.html").as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": dark})
    on_screen = browser.execute_script("return getComputedStyle(document.body).color")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    in_print = browser.execute_script("return getComputedStyle(document.body).color")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert on_screen != in_print
    assert in_print == "rgb(29, 27, 24)"
