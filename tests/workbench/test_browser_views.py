"""The views beside the course in a real browser: compare, plan, trial, what sources say, past runs."""

from __future__ import annotations

import pytest

from needlework.spec import load_study
from tests.workbench.bench import SMALL, Bench, axe_faults, photograph

pytestmark = pytest.mark.browser

pytest.importorskip("starlette", reason="the extra browser is not installed")

VIEWS = ("build", "pinned", "plan", "trial", "screening", "calendar", "claims", "runs")


def test_pinned_courses_stand_in_clouds_beside_published_points(bench: Bench) -> None:
    many = SMALL.replace("draws: 3", "draws: 24")
    bench.small(many)
    bench.until(lambda: bench.value("draws") == "24")
    bench.click("#pin")
    laser = "device: fractional_co2, sessions: 2, interval: 28 days, depth: 0.6 mm, coverage: 10 %"
    course = SMALL[SMALL.index("device") : SMALL.index("}\nhorizon")]
    bench.small(many.replace(course, laser))
    bench.until(lambda: bench.value("course.device") == "fractional_co2")
    bench.until(lambda: "CO2" in bench.said("#scenario"))
    bench.click("#pin")
    bench.view("pinned")
    bench.click("#compare")
    bench.until(lambda: len(bench.all("#compared svg")) == 2, 120)
    said = bench.said("#compared")
    assert "days of downtime" in said
    assert "people who darken" in said
    assert "Both published by" in said
    photograph(bench, "workbench-compare")
    bench.why("#compared td .link")
    assert not axe_faults(bench)
    bench.click("#record-close")
    bench.view("build")
    bench.small()


def test_a_screening_and_a_text_are_answered(bench: Bench) -> None:
    bench.view("screening")
    bench.one("#history").send_keys("pregnant")
    bench.until(lambda: "pregnant" in bench.text)
    bench.click("#screen")
    bench.until(lambda: "absolute" in bench.said("#findings"))
    assert len(bench.all("#findings article:first-child .cards > div")) > 1  # what each source says
    bench.view("claims")
    bench.one("#brochure").send_keys("Microneedling is completely painless.")
    bench.click("#check")
    bench.until(lambda: "contradicted" in bench.said("#hits"))
    bench.view("build")


def test_a_calendar_comes_with_handouts(bench: Bench) -> None:
    bench.view("calendar")
    bench.until(lambda: len(bench.all("#papers button")) == 2)
    day = "const d = document.getElementById('start-day'); d.value = '2026-12-01';"
    bench.js(f"{day} d.dispatchEvent(new Event('change'))")
    bench.until(lambda: len(bench.all("#papers button")) == 3)
    bench.until(lambda: "day 0" in bench.said("#days"))  # as the page and the handouts have it
    for button in bench.all("#papers button"):
        button.click()
    assert "DTSTART" in bench.file("course.ics").read_text(encoding="utf-8")
    assert "<html" in bench.file("plain-language.html").read_text(encoding="utf-8")
    bench.view("build")


def test_a_past_run_is_opened_again(bench: Bench) -> None:
    bench.small(SMALL.replace("draws: 3", "draws: 4"))
    bench.until(lambda: bench.value("draws") == "4")
    name = bench.run()
    bench.small()
    bench.until(lambda: bench.value("draws") == "3")
    bench.view("runs")
    bench.click(f'[aria-label="Edit {name}"]')
    bench.until(lambda: bench.value("draws") == "4")
    bench.small()


def test_a_dropped_file_is_read_and_a_bad_one_told(bench: Bench) -> None:
    script = """const moved = new DataTransfer(); moved.items.add(new File([arguments[0]], 's.yaml'));
    document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: moved, bubbles: true}))"""
    bench.js(script, SMALL.replace("32 years", "48 years"))
    bench.until(lambda: bench.value("skin.age") == "48 years")
    bench.js(script, "a: &a [x, x]\nb: [*a, *a]\n")
    bench.until(lambda: "alias" in bench.said("#form").lower())
    assert bench.value("skin.age") == "48 years"
    bench.js(script, "x" * 1_000_001)
    bench.until(lambda: "a study file of at most 1 MB; received a larger one" in bench.said("#form"))
    bench.small()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_an_accessibility_fault(bench: Bench, view: str, scheme: str) -> None:
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    bench.view(view)
    told = axe_faults(bench)
    bench.view("build")
    assert not told


@pytest.mark.parametrize("view", VIEWS)
def test_it_fits_a_phone(bench: Bench, view: str) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    bench.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    bench.view(view)
    wide = bench.js("return document.documentElement.scrollWidth - innerWidth")
    bench.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    bench.view("build")
    assert wide <= 0


def test_a_plan_gives_the_front_of_the_command_line(bench: Bench) -> None:
    from needlework.plan.compute import compute
    from needlework.plan.document import rows
    from needlework.plan.load import load_plan

    bench.view("plan")
    tried = {"depth": "0.5 mm, 1.5 mm", "density": "", "sessions": "1, 2", "interval": ""}
    for name, values in tried.items():
        field = bench.one(f'[name="vary.{name}"]')
        field.clear()
        field.send_keys(values)
    bench.click("#weigh")
    bench.until(lambda: len(bench.all("#weighed svg")) == 2, 120)
    vary = {"depth": ["0.5 mm", "1.5 mm"], "sessions": [1, 2]}
    sizes = {"draws": 48, "population": {"persons": 4}, "schema": "needlework/limits/1"}
    answer = compute(load_plan({**load_study(bench.text).to_dict(), **sizes, "vary": vary}))
    lines = "[...document.querySelectorAll('#weighed tbody tr')]"
    shown = bench.js(f"return {lines}.map(r => [...r.cells].map(c => c.textContent))")
    assert shown == [list(row[1:]) for row in rows(answer)]
    photograph(bench, "workbench-plan")
    bench.why("#weighed td .link")
    bench.click("#record-close")
    bench.one('[name="vary.depth"]').send_keys(", 40 mm")
    bench.click("#weigh")
    bench.until(lambda: "at most 5 mm" in bench.said("#weighed"))
    bench.view("build")


def test_a_trial_is_drafted_and_drawn(bench: Bench) -> None:
    bench.view("trial")
    bench.click("#draft")
    script = (
        "const t = document.getElementById('design-text'), d = JSON.parse(t.value);"
        "Object.assign(d.cohort, {draws: 20, persons: 2});"
        "Object.assign(d, {n: [10, 20], trials: 100, null_trials: 1000});"
        "d.visits.at = ['1 month']; t.value = JSON.stringify(d);"
    )
    bench.js(script)
    bench.click("#assure")
    bench.until(lambda: bench.all("#assured svg") or bench.all("#assured .fault"), 240)
    assert bench.all("#assured svg"), bench.said("#assured")
    photograph(bench, "workbench-trial")
    bench.js("document.getElementById('design-text').value = '{\"schema\": 1}'")
    bench.click("#assure")
    bench.until(lambda: bench.all("#assured .fault"))
    bench.view("build")
