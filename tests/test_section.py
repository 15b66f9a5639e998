"""The plane through a channel holds what the layers of a run hold."""

import numpy as np
import pytest

from needlework.model import Model
from needlework.population import design
from needlework.section import section, section_fields
from needlework.simulation import simulate_lanes
from needlework.spec import load_study
from needlework.subject import Course, Skin

DEVICES = {
    "needles": {"device": "pen_12", "depth": "1.5 mm", "density": "250 per cm2"},
    "columns": {"device": "fractional_co2", "energy": "16 mJ", "coverage": "10 %"},
    "sheet": {"device": "dermabrasion", "depth": "200 um"},
}


def _lane(course: dict):
    study = load_study(
        {
            "schema": "needlework/study/1",
            "skin": {"age": "32 years", "phototype": "IV"},
            "course": {"sessions": 2, "interval": "28 days", **course},
            "horizon": "90 days",
        }
    )
    return design(Skin.of(study), Course.from_spec(study.course), 1, 1, 7).lanes(slice(0, 1))


@pytest.mark.parametrize("device", DEVICES)
def test_ring_means_are_the_layers_of_a_run(device: str) -> None:
    lane, model, days = _lane(DEVICES[device]), Model(5, 3), [1.0, 14.0, 30.0, 60.0]
    found = section(lane, model, days)
    share = np.diff(found.radii**2, axis=1) / found.radii[:, -1:] ** 2
    trace = simulate_lanes(lane, model.engine(), np.array(days), 90.0)
    for field in section_fields():
        if field.over:
            continue
        expected = sum(trace.species(s)[0] for s in field.species)
        mean = np.einsum("tkr,tr->tk", found.fields[field.id], share)
        np.testing.assert_allclose(mean, expected, rtol=5e-3, atol=2e-4)


def test_damage_sits_around_the_channel_at_first() -> None:
    found = section(_lane(DEVICES["needles"]), Model(5, 3), [0.0, 3.0])
    first = found.fields["damage"][0, 0]
    assert first[0] > 5.0 * first[-1]
    assert (np.diff(found.edges) > 0).all()
    assert found.depth[0] == pytest.approx(_lane(DEVICES["needles"]).depth[0])


def test_fields_over_before_the_course_are_whole_in_skin_that_is_not_reached() -> None:
    found = section(
        _lane({"device": "pen_12", "depth": "0.5 mm", "density": "20 per cm2"}), Model(5, 3), [0.0]
    )
    assert found.fields["collagen_total"][0, -1] == pytest.approx(np.ones(3), abs=1e-9)
    assert found.fields["elastin"][0, -1] == pytest.approx(np.ones(3), abs=1e-9)
