"""Lasers, coring, abrasion and peels as studies: they run, and what cannot be is refused."""

import numpy as np
import pytest

from needlework.errors import InputError
from needlework.injury.make import margin, reached, surface_radius
from needlework.runner import run
from needlework.spec import load_study
from needlework.subject import Course, Device, Skin, study_warnings

HEAD = {"schema": "needlework/study/1", "horizon": "120 days", "draws": 6, "seed": 2}
COLUMNS = {"kind": "columns", "radius": "60 um", "margin": "30 um", "removed": "100 %", "means": "ablative"}


def study(device, site="cheek", **course):
    skin = {"site": site, "age": "35 years", "phototype": "III"}
    return load_study({**HEAD, "skin": skin, "course": {"device": device, "sessions": 1, **course}})


def once(result, outcome) -> float:
    return float(np.mean(result.values[outcome]))


@pytest.mark.parametrize(
    ("device", "course"),
    [
        ("fractional_co2", {"energy": "20 mJ", "coverage": "10 %"}),
        ("fractional_er_yag", {"energy": "20 mJ", "density": "400 per cm2"}),
        ("fractional_1550", {"depth": "700 um", "coverage": "15 %"}),
        ("rf_needles", {"energy": "60 mJ", "density": "100 per cm2"}),
        ("micro_coring", {"coverage": "7 %"}),
        ("dermabrasion", {}),
        ("microdermabrasion", {}),
        ("peel_tca", {"strength": "35 %"}),
        (COLUMNS, {"depth": "900 um", "density": "1000 per cm2"}),
        (
            {**COLUMNS, "radius": [["0 um", "90 um"], ["900 um", "20 um"]]},
            {"depth": "900 um", "coverage": "10 %"},
        ),
        ({"kind": "sheet", "means": "chemical"}, {"depth": "150 um"}),
    ],
)
def test_every_device_runs_through_the_path_of_needles(device, course) -> None:
    result = run(study(device, **course))
    assert not result.provenance["failed"]
    for name in ("collagen_total", "reepithelialisation_time", "downtime", "pih_probability", "tewl"):
        assert np.isfinite(result.values[name]).all(), name
    assert np.all((result.values["scarring_probability"] >= 0) & (result.values["scarring_probability"] <= 1))
    assert "pain_vas" not in result.values  # nothing is known of it beyond needles


def test_more_coverage_injures_more_and_a_covered_surface_closes_sooner() -> None:
    little, much = (run(study("fractional_co2", energy="20 mJ", coverage=f"{c} %")) for c in (5, 20))
    assert once(little, "injured_fraction") < once(much, "injured_fraction")
    assert once(little, "pih_probability") < once(much, "pih_probability")
    assert once(little, "reepithelialisation_time") < once(much, "reepithelialisation_time")
    assert once(little, "scarring_probability") < once(much, "scarring_probability")
    assert once(little, "downtime") < once(much, "downtime")
    covered = run(study("fractional_1550", energy="20 mJ", coverage="20 %"))
    assert once(covered, "reepithelialisation_time") < once(much, "reepithelialisation_time")


def test_more_energy_at_the_same_coverage_is_more_harm() -> None:
    """Wider, deeper columns under longer pulses: none of these falls as zones of fewer columns take over."""
    little, much = (run(study("fractional_co2", energy=f"{e} mJ", coverage="10 %")) for e in (5, 40))
    for harm in ("downtime", "pih_probability", "scarring_probability", "reepithelialisation_time"):
        assert once(little, harm) < once(much, harm)


def test_a_depth_that_is_stated_wins_over_the_series() -> None:
    stated, given = (run(study("fractional_co2", energy="20 mJ", **d)) for d in ({"depth": "300 um"}, {}))
    assert np.allclose(stated.values["channel_depth"], 300.0)
    assert np.ptp(given.values["channel_depth"]) > 0.0


LASER = Device.resolve("fractional_co2")


class Lane:
    """One lane of a laser of which depth and radius rise with the energy."""

    records = {  # noqa: RUF012
        "depth": 500.0, "depth_exponent": 0.5, "radius": 60.0, "radius_exponent": 0.25,
        "margin": 40.0, "margin_exponent": 0.5,
    }  # fmt: skip
    epidermis = np.ones(1)

    def __len__(self):
        return 1

    def __getitem__(self, name):
        return np.full(1, 7.0)

    def device(self, session):
        return LASER

    def tissue(self, session):
        return LASER.tissue

    def of_device(self, session, name):
        return np.full(1, self.records[name])

    def density(self, session):
        return np.ones(1)


def session_of(**course):
    return Course.from_spec(study("fractional_co2", coverage="10 %", **course).course).sessions[0]


def test_a_stated_depth_stands_for_the_energy_that_reaches_it() -> None:
    session = session_of(depth="250 um")
    assert reached(Lane(), session) == pytest.approx(250.0)
    assert surface_radius(Lane(), session) == pytest.approx(60.0 * 0.5 ** (0.25 / 0.5))


def test_energy_counts_relative_to_that_of_the_series() -> None:
    session = session_of(energy="35 mJ")
    over = 35.0 / LASER.tissue.series.reference
    assert reached(Lane(), session) == pytest.approx(500.0 * over**0.5)
    assert surface_radius(Lane(), session) == pytest.approx(60.0 * over**0.25)
    assert margin(Lane(), session) == pytest.approx(40.0 * over**0.5)


def test_an_energy_that_nobody_states_is_drawn() -> None:
    assert reached(Lane(), session_of()) == pytest.approx(500.0 * 7.0**0.5)


@pytest.mark.parametrize(
    ("device", "course", "words"),
    [
        (COLUMNS, {"depth": "900 um", "coverage": "120 %"}, "between 0 and 100 %"),
        (COLUMNS, {"depth": "900 um", "density": "20000 per cm2"}, "a coverage of at most 100 %"),
        ({**COLUMNS, "margin": "-3 um"}, {"depth": "900 um"}, "give a value between 0"),
        (
            {"kind": "sheet", "means": "chemical"},
            {"depth": "0.2 mm", "density": "9 per cm2"},
            "no density for a sheet",
        ),
        ("dermabrasion", {"coverage": "10 %"}, "no density for a sheet"),
        ("pen_12", {"energy": "20 mJ"}, "a device with a series for energy"),
        ("dermabrasion", {"energy": "20 mJ"}, "a device with a series for energy"),
        ("fractional_co2", {"strength": "35 %"}, "a device with a series for strength"),
        (COLUMNS, {"coverage": "10 %"}, "the key 'depth' for columns or a sheet"),
        (COLUMNS, {"depth": "9 mm"}, "at most 5 mm"),
        (
            {**COLUMNS, "radius": [["900 um", "20 um"], ["0 um", "90 um"]]},
            {"depth": "900 um"},
            "radii at increasing depths",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_may_be(device, course, words) -> None:
    with pytest.raises(InputError, match=words):
        study(device, **course)


def test_deeper_than_skin_and_fat_is_refused_and_outside_the_series_is_marked() -> None:
    def warned(made):
        skin, course = Skin.resolve(made.skin), Course.from_spec(made.course)
        return study_warnings(made, skin, course.device)

    with pytest.raises(InputError, match="within skin and fat"):
        warned(study("micro_coring", site="periorbital", depth="5 mm", coverage="5 %"))
    strong = warned(study("fractional_co2", energy="100 mJ", coverage="5 %"))
    assert any(
        "outside the measured series of Fractional CO2 laser (5 mJ to 40 mJ)" in line for line in strong
    )
    deep = warned(study("micro_coring", depth="3 mm", coverage="5 %"))
    assert any("passes the dermis" in line for line in deep)
    assert not any(
        "depth" in line for line in warned(study("fractional_co2", energy="20 mJ", coverage="5 %"))
    )


def needled(site="cheek", **course):
    return run(study("pen_12", site, density="275 per cm2", **{"depth": "1.5 mm"} | course))


def test_the_site_moves_depth() -> None:
    cheek, bone, loose, lip = (needled(s) for s in ("cheek", "forehead", "neck", "upper_lip"))
    assert once(bone, "channel_depth") > once(cheek, "channel_depth") > once(loose, "channel_depth")
    assert once(lip, "channel_depth") == pytest.approx(once(cheek, "channel_depth"))  # nothing told apart


@pytest.mark.parametrize(
    ("device", "doses"),
    [
        ("pen_12", [{"depth": d, "density": "275 per cm2"} for d in ("0.5 mm", "1 mm", "2 mm")]),
        ("pen_12", [{"depth": "1.5 mm", "density": f"{n} per cm2"} for n in (100, 600, 3000)]),
        ("fractional_co2", [{"energy": "20 mJ", "coverage": f"{c} %"} for c in (5, 10, 30)]),
        ("fractional_co2", [{"energy": f"{e} mJ", "coverage": "10 %"} for e in (5, 15, 40)]),
        ("fractional_1550", [{"energy": "20 mJ", "coverage": f"{c} %"} for c in (5, 10, 30)]),
        ("peel_tca", [{"strength": f"{s} %"} for s in (20, 35, 50)]),
        ("dermabrasion", [{"depth": f"{d} um"} for d in (100, 200, 400)]),
    ],
)
def test_days_off_and_redness_rise_with_depth_coverage_and_energy(device, doses) -> None:
    found = [run(study(device, **dose)) for dose in doses]
    for name in ("erythema_duration", "downtime"):
        days = [once(result, name) for result in found]
        assert days == sorted(days), name
        assert days[-1] > 1.05 * days[0], name


def test_a_covered_surface_spares_days_off() -> None:
    inline = {**COLUMNS, "margin": "30 um", "radius": "90 um"}
    bare, covered = (
        run(study({**inline, "surface": surface, "means": "coagulative", "removed": "0 %"},
                  depth="600 um", coverage="10 %"))
        for surface in ("open", "covered")
    )  # fmt: skip
    assert once(covered, "downtime") < once(bare, "downtime")


def test_a_wound_of_given_depth_is_a_smaller_share_of_a_thicker_scar() -> None:
    def acts(thickness: str) -> tuple[float, float]:
        """Return the injured share, and how far the score moves either way: signs differ between draws."""
        concern = {"kind": "hypertrophic_scar", "age": "3 years", "thickness": thickness}
        skin = {"site": "chest", "age": "35 years", "phototype": "III", "concern": concern}
        course = {"device": COLUMNS, "sessions": 1, "depth": "800 um", "coverage": "10 %"}
        result = run(load_study({**HEAD, "skin": skin, "course": course}))
        left = result.values["vancouver_scar_scale"] - result.untreated["vancouver_scar_scale"]
        return once(result, "injured_fraction"), float(np.mean(np.abs(left[:, :, -1])))

    thin, middle, thick = acts("0.8 mm"), acts("2 mm"), acts("5 mm")
    assert thin[0] > middle[0] > thick[0]
    assert thin[1] > middle[1] > thick[1] > 0.0
