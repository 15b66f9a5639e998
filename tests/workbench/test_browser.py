"""The course in a real browser: build, drag, run, stop, reload, lose the server, by keyboard."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from needlework.spec import load_study
from tests.workbench.bench import SMALL, Bench, Server, photograph

pytestmark = pytest.mark.browser

pytest.importorskip("starlette", reason="the extra browser is not installed")


def outcomes_of(study: Path, out: Path) -> str:
    """Return the outcomes of `needlework run` on a file."""
    command = [sys.executable, "-m", "needlework", "run", str(study), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (out / "outcomes.csv").read_text(encoding="utf-8")


def test_the_token_has_left_the_address(bench: Bench) -> None:
    assert bench.driver.current_url == bench.home


def test_the_page_is_small_and_asks_nobody_else(bench: Bench) -> None:
    script = "return performance.getEntriesByType('resource').map(r => [r.name, r.decodedBodySize])"
    loaded = bench.js(script)
    page = [r for r in loaded if "/api/" not in r[0]]
    first = loaded.index(next(r for r in loaded if r[0].endswith("/api/typical")))
    assert all(name.startswith(bench.home) for name, _ in loaded)
    assert first + 2 <= 12  # with the page itself, until the first answer
    assert sum(size for _, size in page) + len(bench.driver.page_source) < 300_000


def test_a_new_user_gets_from_the_map_to_a_saved_study_and_a_report(bench: Bench, tmp_path: Path) -> None:
    bench.one('[data-site="forehead"]').click()
    bench.until(lambda: "site: forehead" in bench.text)
    bench.put("course.device", "roller_192")
    bench.put("title", "Made by hand")
    bench.until(lambda: "roller_192" in bench.text and "Made by hand" in bench.text)
    bench.all("#line .pin")[1].send_keys("\ue014")  # arrow to the right
    bench.until(lambda: load_study(bench.text).course.session_days == (0.0, 29.0))
    name = bench.run()
    bench.click("#save")
    saved = bench.file("study.yaml")
    assert load_study(saved) == load_study(bench.text)
    kept = bench.folder / "runs" / name / "outcomes.csv"
    assert outcomes_of(saved, tmp_path / "again") == kept.read_text(encoding="utf-8")
    here = bench.driver.current_window_handle
    bench.driver.switch_to.new_window("tab")
    bench.driver.get(f"{bench.home}api/runs/{name}/report.html")
    assert "Forehead" in bench.said("h1")
    assert bench.js("return document.documentElement.classList.contains('scripted')")
    assert bench.js("return origin") == "null"  # nothing in a report reaches the workbench
    bench.driver.close()
    bench.driver.switch_to.window(here)
    bench.small()


def test_a_field_changes_the_file_and_the_file_the_field(bench: Bench) -> None:
    bench.put("skin.age", "51 years")
    bench.until(lambda: "age: 51 years" in bench.text)
    bench.type(SMALL.replace("32 years", "44 years"))
    bench.until(lambda: bench.value("skin.age") == "44 years")


def test_what_is_typed_is_not_overwritten_by_an_edit_still_on_its_way(bench: Bench) -> None:
    bench.js(
        """const age = document.querySelector('[data-key="skin.age"]'), t = document.getElementById('text');
        age.value = '61 years'; age.dispatchEvent(new Event('input', {bubbles: true}));
        setTimeout(() => { t.value = arguments[0]; t.dispatchEvent(new Event('input')); }, 100);""",
        SMALL.replace("32 years", "45 years"),
    )
    bench.until(lambda: bench.value("skin.age") == "45 years")
    assert "45 years" in bench.text


def test_a_fault_stands_beside_its_field_in_the_words_of_the_command_line(bench: Bench) -> None:
    bench.put("horizon", "soon")
    bench.until(lambda: "received 'soon'" in bench.said(".fault"))
    field = bench.one('[data-key="horizon"]')
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == bench.one(".fault").get_attribute("id")
    with pytest.raises(Exception, match="horizon") as caught:
        load_study({**load_study(SMALL).to_dict(), "horizon": "soon"})
    told = [f.text for f in bench.all(".fault")]
    assert told == [str(fault) for fault in caught.value.faults]  # pyright: ignore[reportAttributeAccessIssue]
    bench.put("horizon", "84 days")
    bench.until(lambda: not bench.all(".fault"))


def test_a_session_moves_by_hand_and_has_settings_of_its_own(bench: Bench) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    bench.small()
    bench.until(lambda: len(bench.all("#line .pin")) == 2)
    ActionChains(bench.driver).drag_and_drop_by_offset(bench.all("#line .pin")[1], 60, 0).perform()
    bench.until(lambda: load_study(bench.text).course.session_days[1] > 35.0)
    bench.js("document.querySelectorAll('#line .pin')[1].focus()")
    bench.put("course.sessions[1].depth", "0.5 mm")
    bench.until(lambda: [s.depth for s in load_study(bench.text).course.plan] == [None, 500.0])
    assert "own" in bench.all("#line .pin")[1].get_attribute("class")
    bench.put("course.sessions[1].day", "soon")
    bench.until(lambda: "received 'soon'" in bench.said("#session .fault"))
    bench.put("course.sessions[1].day", "6 weeks")
    bench.until(lambda: load_study(bench.text).course.session_days == (0.0, 42.0))


def test_zones_and_products_have_fields_of_their_own(bench: Bench) -> None:
    bench.small()
    for _ in range(2):
        bench.click("#add-zone")
    bench.until(lambda: bench.all('[data-key="zones[1].depth"]'))
    bench.put("zones[0].depth", "0.5 mm")
    bench.put("zones[1].depth", "9 mm")
    bench.until(lambda: "zones[1].depth" in bench.said("#zones li:nth-child(2) .fault"))
    bench.put("zones[1].depth", "1 mm")
    bench.until(lambda: len(bench.all("#place option")) == 2)
    shallow = bench.said("#figures")
    bench.js("const p = document.getElementById('place'); p.value = 1; p.dispatchEvent(new Event('change'))")
    bench.until(lambda: bench.said("#figures") not in (shallow, ""))
    bench.click("#add-topical")
    bench.until(lambda: "Hyaluronic acid" in bench.said("#entering") and bench.all("#entering svg"))
    bench.small()
    bench.until(lambda: not bench.all("#zones li, #topicals li, #entering svg"))


@pytest.mark.parametrize("rest", [0, 300])
def test_another_place_is_shown_with_the_edits_that_are_on_their_way(bench: Bench, rest: int) -> None:
    bench.small(SMALL + "zones: [{name: left, site: cheek}, {name: right, site: cheek}]\n")
    bench.until(lambda: len(bench.all("#place option")) == 2 and bench.all('[data-key="zones[1].depth"]'))
    deep = bench.said("#figures")
    script = """const [rest, done] = arguments, e = document.querySelector('[data-key="zones[1].depth"]');
    e.value = '0.7 mm'; e.dispatchEvent(new Event('input', {bubbles: true}));
    setTimeout(() => { const p = document.getElementById('place');
      p.value = 1; p.dispatchEvent(new Event('change')); done(); }, rest)"""
    bench.driver.execute_async_script(script, rest)
    bench.until(lambda: "depth: 700 um" in bench.text)
    bench.until(lambda: bench.said("#figures") not in (deep, ""))
    assert bench.js("return document.getElementById('place').value") == "1"
    bench.small()


def test_a_device_of_ones_own_is_described_in_the_form(bench: Bench) -> None:
    bench.put("course.device", "inline")
    bench.until(lambda: bench.one('[data-key="course.device.needles"]').is_displayed())
    bench.put("course.device.needles", "24")
    bench.until(lambda: "needles: 24" in bench.text)
    bench.put("course.device.kind", "columns")
    bench.until(lambda: "radius: 60" in bench.text)
    assert bench.one('[data-key="course.device.radius"]').is_displayed()
    assert not bench.one('[data-key="course.device.needles"]').is_displayed()
    bench.put("course.device.radius", "wide")
    bench.until(lambda: "received 'wide'" in bench.said("#own-device .fault"))
    bench.small()


def test_a_typical_person_follows_the_hand(bench: Bench) -> None:
    before = bench.said("#figures")
    bench.js(
        "const d = document.getElementById('depth'); d.value = 0.5; d.dispatchEvent(new Event('input'));"
    )
    bench.until(lambda: load_study(bench.text).course.depth == pytest.approx(500.0))
    assert bench.js("return document.getElementById('depth').value") == "0.5"
    bench.put("course.depth", "1200 um")
    bench.until(lambda: bench.js("return document.getElementById('depth').value") == "1.2")
    bench.until(lambda: bench.said("#figures") not in (before, ""))
    bench.small()


def test_a_number_leads_to_its_records_and_what_would_move_it(bench: Bench) -> None:
    bench.why("#figures button")
    assert "depth 1.5 mm to 2 mm" in bench.said("#record-body")
    bench.click("#record-body table .link")
    bench.until(lambda: "spread" in bench.said("#record-body"))
    bench.click("#record-close")
    bench.until(lambda: not bench.one("#record").is_displayed())


def test_a_run_is_stopped(bench: Bench) -> None:
    bench.small(SMALL.replace("draws: 3", "draws: 900").replace("persons: 2", "persons: 5"))
    bench.until(lambda: bench.value("draws") == "900")
    bench.click("#run")
    bench.until(lambda: bench.one("#stop").is_enabled())
    bench.click("#stop")
    bench.until(lambda: "stopped" in bench.said("#state"), 120)
    bench.small()


def test_what_was_entered_pinned_and_run_outlives_a_reload(bench: Bench) -> None:
    bench.put("skin.age", "39 years")
    bench.until(lambda: "age: 39 years" in bench.text)
    bench.run()
    bench.click("#pin")
    bench.until(lambda: bench.all("#curves .band"))
    bench.driver.refresh()
    bench.until(lambda: bench.all("#curves .band"))  # the run's answer is found again
    assert "age: 39 years" in bench.text
    assert bench.said("#pin") == "Pin (1 of 4)"
    bench.js("localStorage.removeItem('needlework.pins')")


def test_tissue_around_a_channel_follows_time_and_field(bench: Bench) -> None:
    bench.small()
    bench.until(lambda: len(bench.all("#tissue rect.tissue")) == 5 * 2 * 3)
    first = bench.said("#tissue-words")
    assert first.startswith("Active TGF-beta")
    bench.js(
        "const m = document.getElementById('moment'); m.value = m.max; m.dispatchEvent(new Event('input'));"
    )
    bench.until(lambda: bench.said("#tissue-words") not in (first, ""))
    bench.js(
        "const f = document.getElementById('field'); f.value = 'collagen_new';"
        "f.dispatchEvent(new Event('change'));"
    )
    assert bench.said("#tissue-words").startswith("New collagen")
    photograph(bench, "workbench-course")
    bench.click("#vti")
    assert bench.file("sections-vti.zip").stat().st_size > 1000


def test_the_map_is_worked_by_keyboard(bench: Bench) -> None:
    bench.one('[data-site="chin"]').send_keys("\ue007")
    bench.until(lambda: "site: chin" in bench.text)
    bench.until(lambda: bench.one('[data-site="chin"]').get_attribute("aria-pressed") == "true")
    bench.small()


def test_two_tabs_share_one_session(bench: Bench) -> None:
    first = bench.driver.current_window_handle
    bench.driver.switch_to.new_window("tab")
    bench.driver.get(bench.home)
    bench.until(lambda: bench.all("#curves svg"))
    bench.driver.close()
    bench.driver.switch_to.window(first)


def test_nothing_is_logged_but_refusals(bench: Bench) -> None:
    logged = [e["message"] for e in bench.driver.get_log("browser")]
    assert [m for m in logged if not re.search(r"/api/\w+ - Failed to load resource.*(422|401)", m)] == []


def test_a_lost_server_is_said_and_nothing_is_lost(bench: Bench) -> None:
    port = bench.server.port
    out, err = bench.server.stop()
    assert (out, err.strip()) == ("", "workbench: ended")
    assert bench.server.process.returncode == 0
    bench.put("skin.age", "57 years")
    bench.until(lambda: "does not answer" in bench.said("#server"))
    bench.server = Server(bench.folder, port)
    bench.open()
    assert bench.value("skin.age") == "57 years"
