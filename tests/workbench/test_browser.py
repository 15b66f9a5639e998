"""The workbench in a real browser: build, drag, run, stop, reload, lose the server, by keyboard."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from needlework.spec import load_study

pytestmark = pytest.mark.browser

pytest.importorskip("starlette", reason="the extra browser is not installed")

SMALL = """schema: needlework/study/1
skin: {site: cheek, age: 32 years, phototype: IV, concern: {kind: atrophic_scar}}
course: {device: pen_12, sessions: 2, interval: 28 days, depth: 1.5 mm, density: 250 per cm2}
horizon: 84 days
population: {persons: 2}
draws: 3
seed: 1
"""


class Bench:
    """A server of its own, and what a user does in the browser."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder
        self.start("0")

    def start(self, port: str) -> None:
        options = ["--no-open", "--port", port, "--runs", str(self.folder / "runs")]
        command = [sys.executable, "-m", "needlework", "serve", *options]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.server.stdout
        self.address = self.server.stdout.readline().strip()

    def stop(self) -> str:
        """End the server as Ctrl-C does, and return what it said."""
        self.server.send_signal(signal.SIGINT)
        _, said = self.server.communicate(timeout=20)
        return said

    def open(self) -> None:
        self.driver.get(self.address)
        self.until(lambda: self.all("#curves svg"))

    def all(self, selector: str) -> list[Any]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)
        return found

    def type(self, text: str) -> None:
        script = "const t = document.getElementById('text'); t.value = arguments[0];"
        script += "t.dispatchEvent(new Event('input'));"
        self.driver.execute_script(script, text)

    def small(self) -> None:
        """Type the small study and wait until the form and the answer follow."""
        self.type(SMALL)
        age = '[data-key="skin.age"]'
        self.until(lambda: self.one(age).get_property("value") == "32 years" and not self.all(".fault"))

    @property
    def text(self) -> str:
        return self.driver.execute_script("return document.getElementById('text').value")

    def put(self, key: str, value: str) -> None:
        field = self.one(f'[data-key="{key}"]')
        field.clear()
        field.send_keys(value)


def photograph(bench: Bench, name: str) -> None:
    """Keep a picture for the docs where a folder for them is named."""
    if folder := os.environ.get("NEEDLEWORK_PICTURES"):
        light = [{"name": "prefers-color-scheme", "value": "light"}]
        bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": light})
        bench.driver.save_screenshot(str(Path(folder) / f"{name}.png"))


@pytest.fixture(scope="module")
def bench(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    browser.set_window_size(1500, 1200)
    made = Bench(browser, tmp_path_factory.mktemp("bench"))
    try:
        made.open()
        made.small()
        yield made
    finally:
        made.stop()


def test_the_token_has_left_the_address(bench: Bench) -> None:
    assert bench.driver.current_url == bench.address.partition("?")[0]


def test_the_page_is_small_and_asks_nobody_else(bench: Bench) -> None:
    script = "return performance.getEntriesByType('resource').map(r => [r.name, r.decodedBodySize])"
    loaded = [r for r in bench.driver.execute_script(script) if "/api/" not in r[0]]
    assert all(name.startswith(bench.address.partition("?")[0]) for name, _ in loaded)
    assert len(loaded) + 1 <= 12
    assert sum(size for _, size in loaded) + len(bench.driver.page_source) < 300_000


def test_a_field_changes_the_file_and_the_file_the_field(bench: Bench) -> None:
    bench.put("skin.age", "51 years")
    bench.until(lambda: "age: 51 years" in bench.text)
    bench.type(SMALL.replace("32 years", "44 years"))
    bench.until(lambda: bench.one('[data-key="skin.age"]').get_property("value") == "44 years")


def test_what_is_typed_is_not_overwritten_by_an_edit_still_on_its_way(bench: Bench) -> None:
    script = """const done = arguments[1], age = document.querySelector('[data-key="skin.age"]');
    age.value = '61 years'; age.dispatchEvent(new Event('input'));
    setTimeout(() => { const t = document.getElementById('text'); t.value = arguments[0];
      t.dispatchEvent(new Event('input')); }, 200);
    setTimeout(done, 1500);"""
    bench.driver.execute_async_script(script, SMALL.replace("32 years", "45 years"))
    bench.until(lambda: bench.one('[data-key="skin.age"]').get_property("value") == "45 years")
    assert "45 years" in bench.text


def test_a_fault_stands_beside_its_field_in_the_words_of_the_command_line(bench: Bench) -> None:
    bench.put("horizon", "soon")
    bench.until(lambda: "received 'soon'" in "".join(f.text for f in bench.all(".fault")))
    bench.until(lambda: bench.one('[data-key="horizon"]').get_attribute("aria-invalid") == "true")
    said = [f.text for f in bench.all(".fault")]
    with pytest.raises(Exception, match="horizon") as caught:
        load_study({**load_study(SMALL).to_dict(), "horizon": "soon"})
    assert said == [str(fault) for fault in caught.value.faults]  # pyright: ignore[reportAttributeAccessIssue]
    bench.put("horizon", "84 days")
    bench.until(lambda: not bench.all(".fault"))


def test_a_session_moves_by_key_and_by_hand(bench: Bench) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    bench.small()
    bench.until(lambda: len(bench.all("#line .pin")) == 2)
    bench.all("#line .pin")[1].send_keys(Keys.ARROW_RIGHT)
    bench.until(lambda: load_study(bench.text).course.session_days == (0.0, 29.0))
    ActionChains(bench.driver).drag_and_drop_by_offset(bench.all("#line .pin")[1], 60, 0).perform()
    bench.until(lambda: load_study(bench.text).course.session_days[1] > 35.0)


def test_a_typical_person_follows_the_hand(bench: Bench) -> None:
    before = bench.one("#figures").text
    script = "const d = document.getElementById('depth'); d.value = 0.5; d.dispatchEvent(new Event('input'));"
    bench.driver.execute_script(script)
    bench.until(lambda: load_study(bench.text).course.depth == pytest.approx(500.0))
    bench.until(lambda: bench.one("#figures").text != before)


def test_everybody_gives_the_numbers_of_the_command_line(bench: Bench, tmp_path: Path) -> None:
    bench.put("skin.age", "33 years")
    bench.small()
    bench.one("#run").click()
    bench.until(lambda: bench.one("#state").text.startswith("kept as"), 120)
    name = bench.one("#state").text.removeprefix("kept as ")
    assert bench.all("#curves .band")
    study = bench.folder / "runs" / name / "study.yaml"
    command = [sys.executable, "-m", "needlework", "run", str(study), "--out", str(tmp_path / "again")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    again, kept = (
        (f / "outcomes.csv").read_text(encoding="utf-8") for f in (tmp_path / "again", study.parent)
    )
    assert again == kept


def test_a_run_is_stopped(bench: Bench) -> None:
    bench.type(SMALL.replace("draws: 3", "draws: 900").replace("persons: 2", "persons: 5"))
    bench.until(lambda: "draws: 900" in bench.text)
    time.sleep(0.5)
    bench.one("#run").click()
    bench.until(lambda: bench.one("#stop").is_enabled())
    bench.one("#stop").click()
    bench.until(lambda: "stopped" in bench.one("#state").text, 120)
    bench.small()


def test_what_was_entered_outlives_a_reload(bench: Bench) -> None:
    bench.put("skin.age", "39 years")
    bench.until(lambda: "age: 39 years" in bench.text)
    bench.driver.refresh()
    bench.until(lambda: bench.all("#curves svg"))
    assert "age: 39 years" in bench.text


@pytest.mark.parametrize(
    "view", ["build", "pinned", "plan", "trial", "screening", "calendar", "claims", "runs"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_an_accessibility_fault(bench: Bench, view: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    script = next(Path(axe.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    bench.one(f'[data-view="{view}"]').click()
    time.sleep(0.3)
    bench.driver.execute_script(script)
    found = bench.driver.execute_async_script("axe.run(document).then(arguments[0])")
    told = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found["violations"]]
    bench.one('[data-view="build"]').click()
    assert not told


def test_it_fits_a_phone(bench: Bench) -> None:
    bench.driver.set_window_size(500, 900)
    wide = bench.driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
    bench.driver.set_window_size(1500, 1200)
    assert wide <= 0


def test_two_tabs_share_one_session(bench: Bench) -> None:
    first = bench.driver.current_window_handle
    bench.driver.switch_to.new_window("tab")
    bench.driver.get(bench.address.partition("?")[0])
    bench.until(lambda: bench.all("#curves svg"))
    bench.driver.close()
    bench.driver.switch_to.window(first)


def test_a_screening_and_a_text_are_answered(bench: Bench) -> None:
    bench.one('[data-view="screening"]').click()
    bench.one("#history").send_keys("pregnant")
    bench.one("#screen").click()
    assert "absolute" in bench.until(lambda: bench.one("#findings").text)
    bench.one('[data-view="claims"]').click()
    bench.one("#brochure").send_keys("Microneedling is completely painless.")
    bench.one("#check").click()
    assert "contradicted" in bench.until(lambda: bench.one("#hits").text)
    bench.one('[data-view="build"]').click()


def test_tissue_around_a_channel_follows_time_and_field(bench: Bench) -> None:
    bench.small()
    bench.until(lambda: len(bench.all("#tissue rect.tissue")) == 5 * 2 * 3)
    first = bench.one("#tissue-words").text
    assert first.startswith("Active TGF-beta")
    bench.driver.execute_script(
        "const m = document.getElementById('moment'); m.value = m.max; m.dispatchEvent(new Event('input'));"
    )
    bench.until(lambda: bench.one("#tissue-words").text not in (first, ""))
    bench.driver.execute_script(
        "const f = document.getElementById('field'); f.value = 'collagen_new';"
        "f.dispatchEvent(new Event('change'));"
    )
    assert bench.one("#tissue-words").text.startswith("New collagen")
    photograph(bench, "workbench-course")


def test_a_plan_gives_the_front_of_the_command_line(bench: Bench) -> None:
    from needlework.plan.compute import compute
    from needlework.plan.load import load_plan

    bench.one('[data-view="plan"]').click()
    for name, values in {
        "depth": "0.5 mm, 1.5 mm",
        "density": "",
        "sessions": "1, 2",
        "interval": "",
    }.items():
        field = bench.one(f'[name="vary.{name}"]')
        field.clear()
        field.send_keys(values)
    bench.one("#weigh").click()
    bench.until(lambda: len(bench.all("#weighed svg")) == 2, 120)
    vary = {"depth": ["0.5 mm", "1.5 mm"], "sessions": [1, 2]}
    sizes = {"draws": 48, "population": {"persons": 4}, "schema": "needlework/limits/1"}
    answer = compute(load_plan({**load_study(bench.text).to_dict(), **sizes, "vary": vary}))
    shown = [row.text for row in bench.all("#weighed tbody tr td:first-child")]
    assert sorted(shown) == sorted(answer.options[i].candidate.name for i in answer.front)
    photograph(bench, "workbench-plan")
    bench.one('[name="vary.depth"]').send_keys(", 40 mm")
    bench.one("#weigh").click()
    bench.until(lambda: "at most 5 mm" in bench.one("#weighed").text)
    bench.one('[data-view="build"]').click()


def test_a_trial_is_drafted_and_drawn(bench: Bench) -> None:
    bench.one('[data-view="trial"]').click()
    bench.one("#draft").click()
    script = (
        "const t = document.getElementById('design-text'), d = JSON.parse(t.value);"
        "Object.assign(d.cohort, {draws: 20, persons: 2});"
        "Object.assign(d, {n: [10, 20], trials: 100, null_trials: 1000});"
        "d.visits.at = ['1 month']; t.value = JSON.stringify(d);"
    )
    bench.driver.execute_script(script)
    bench.one("#assure").click()
    bench.until(lambda: bench.all("#assured svg") or bench.all("#assured .fault"), 240)
    assert bench.all("#assured svg"), bench.one("#assured").text
    photograph(bench, "workbench-trial")
    bench.driver.execute_script("document.getElementById('design-text').value = '{\"schema\": 1}'")
    bench.one("#assure").click()
    bench.until(lambda: bench.all("#assured .fault"))
    bench.one('[data-view="build"]').click()


def test_nothing_is_logged_but_refusals(bench: Bench) -> None:
    logged = [e["message"] for e in bench.driver.get_log("browser")]
    assert [m for m in logged if not re.search(r"/api/\w+ - Failed to load resource.*(422|401)", m)] == []


def test_a_lost_server_is_said_and_nothing_is_lost(bench: Bench) -> None:
    assert bench.stop().strip() == "workbench: ended"
    assert bench.server.returncode == 0
    bench.put("skin.age", "57 years")
    bench.until(lambda: "does not answer" in bench.one("#server").text)
    bench.start(bench.address.rpartition(":")[2].partition("/")[0])
    bench.open()
    assert bench.one('[data-key="skin.age"]').get_property("value") == "57 years"
