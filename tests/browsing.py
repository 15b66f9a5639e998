"""One quiet browser for tests of pages, and a way to open a page at a width, with or without scripts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def opened_browser(profile: Path) -> Iterator[Any]:
    """Yield a headless browser; skip where none is installed, but never on CI."""
    chromium, driver_path = shutil.which("chromium"), shutil.which("chromedriver")
    if os.environ.get("CI") != "true":
        pytest.importorskip("selenium", reason="selenium is not installed")
        if not (chromium and driver_path):
            pytest.skip("chromium or chromedriver is not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(chromium)
    for flag in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(driver_path)))
    yield driver
    driver.quit()


def show(browser: Any, address: str, width: int = 1200, scripts: bool = True, scheme: str = "light") -> None:
    """Open a page at a width, with or without scripts, in light or dark colours."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    browser.get(address)


def until(browser: Any, script: str, *arguments: Any) -> Any:
    """Return what a script answers as soon as it is true; slow machines have a minute for it."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, 60).until(lambda page: page.execute_script(script, *arguments))
