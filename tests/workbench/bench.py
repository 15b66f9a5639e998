"""A server of its own, and what a user does with it in a browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SMALL = """schema: needlework/study/1
skin: {site: cheek, age: 32 years, phototype: IV, concern: {kind: atrophic_scar}}
course: {device: pen_12, sessions: 2, interval: 28 days, depth: 1.5 mm, density: 250 per cm2}
horizon: 84 days
population: {persons: 2}
draws: 3
seed: 1
"""


class Server:
    """`needlework serve` on a port of its own."""

    def __init__(self, folder: Path, port: str = "0") -> None:
        options = ["--no-open", "--port", port, "--runs", str(folder / "runs")]
        command = [sys.executable, "-m", "needlework", "serve", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    @property
    def port(self) -> str:
        return self.address.rpartition(":")[2].partition("/")[0]

    def stop(self) -> tuple[str, str]:
        """End the server as Ctrl-C does, and return what it said on both streams."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=20)


class Bench:
    """A server, and what a user does in the browser."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder
        driver.set_window_size(1500, 1200)
        allowed = {"behavior": "allow", "downloadPath": str(folder)}
        driver.execute_cdp_cmd("Browser.setDownloadBehavior", allowed)
        self.server = Server(folder)

    @property
    def home(self) -> str:
        return self.server.address.partition("?")[0]

    def open(self) -> None:
        self.driver.get(self.server.address)
        self.until(lambda: self.all("#curves svg"))

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def said(self, selector: str) -> str:
        """Return what an element says; the page may draw it anew at any moment."""
        return self.js("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def js(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def click(self, selector: str) -> None:
        self.until(
            lambda: self.js(
                "const e = document.querySelector(arguments[0]); e?.click(); return Boolean(e)", selector
            )
        )

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)
        return found

    def view(self, name: str) -> None:
        self.click(f'[data-view="{name}"]')
        self.until(lambda: self.one(f"#{name}").is_displayed())

    def type(self, text: str) -> None:
        script = "const t = document.getElementById('text'); t.value = arguments[0];"
        self.js(f"{script} t.dispatchEvent(new Event('input'));", text)

    def small(self, text: str = SMALL) -> None:
        """Type a study and wait until the form and the answer follow."""
        self.js("document.querySelector('[data-key=\"skin.age\"]').value = ''")
        self.type(text)
        self.until(lambda: self.value("skin.age") == "32 years" and not self.all(".fault"))

    @property
    def text(self) -> str:
        return self.js("return document.getElementById('text').value")

    def value(self, key: str) -> str:
        return self.js('return document.querySelector(`[data-key="${arguments[0]}"]`)?.value', key)

    def put(self, key: str, value: str) -> None:
        """Enter a value into the field of a key, be it typed or chosen."""
        script = """const e = document.querySelector(`[data-key="${arguments[0]}"]`); e.focus();
        e.value = arguments[1]; const select = e.tagName === 'SELECT';
        e.dispatchEvent(new Event(select ? 'change' : 'input', {bubbles: true})); e.blur()"""
        self.until(lambda: self.all(f'[data-key="{key}"]'))
        self.js(script, key, value)

    def why(self, selector: str) -> None:
        """Click a number and wait for what it rests on."""
        self.click(selector)
        self.until(lambda: "What would move it" in self.said("#record-body"))

    def run(self) -> str:
        """Run everybody and return the name of the run."""
        self.click("#run")
        self.until(lambda: self.said("#state").startswith("kept as"), 120)
        return self.said("#state").split()[2]

    def file(self, name: str) -> Path:
        """Return a file that the browser has downloaded."""
        return self.until(lambda: next(iter(self.folder.glob(name)), None))


def axe_faults(bench: Bench) -> list[Any]:
    """Return what axe-core finds on the page as it stands."""
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    bench.js(next(Path(axe.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8"))
    found = bench.driver.execute_async_script("axe.run(document).then(arguments[0])")
    return [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found["violations"]]


def photograph(bench: Bench, name: str) -> None:
    """Keep a picture for the docs where a folder for them is named."""
    if folder := os.environ.get("NEEDLEWORK_PICTURES"):
        light = [{"name": "prefers-color-scheme", "value": "light"}]
        bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": light})
        bench.driver.save_screenshot(str(Path(folder) / f"{name}.png"))
