import pytest

from needlework.errors import InputError
from needlework.evidence.observations import Observation, index_observations, load_observations
from needlework.evidence.sources import load_sources


@pytest.fixture(scope="module")
def on_file() -> dict[str, Observation]:
    return dict(load_observations())


def test_both_files_are_there(on_file: dict[str, Observation]) -> None:
    clinical = {o.study for o in on_file.values() if "clinical.yaml" in o.where}
    tissue = [o for o in on_file.values() if "tissue.yaml" in o.where]
    assert len(clinical) >= 88
    assert len(tissue) >= 138


def test_every_observation_cites_a_source_on_file(on_file: dict[str, Observation]) -> None:
    assert {o.source for o in on_file.values()} <= set(load_sources())


def test_alam_2014_keeps_the_signs_of_its_intervals(on_file: dict[str, Observation]) -> None:
    rows = {key: on_file[f"alam2014.{key}"] for key in ("gbq_90d", "gbq_180d", "control_90d", "control_180d")}
    assert {key: (o.value, o.ci95) for key, o in rows.items()} == {
        "gbq_90d": (-2.4, (-4.8, 0.01)),
        "gbq_180d": (-3.4, (-6.5, -0.2)),
        "control_90d": (-1.0, (-3.4, 1.4)),
        "control_180d": (-0.4, (-3.5, 2.3)),
    }
    assert all(o.blinded and not o.open_label and o.n == 15 for o in rows.values())


@pytest.mark.parametrize(
    ("key", "outcome", "value", "days"),
    [
        ("lotfi2013.masson_56d", "collagen_masson_area", 53.2, 56),
        ("lotfi2013.epidermis_56d", "epidermal_thickness", 50, 56),
        ("kenkel2021.echo_density_90d", "echo_density", 101.86, 90),
        ("kenkel2021.oct_30d", "oct_attenuation", 15.65, 30),
        ("kenkel2021.flow_neck_90d", None, -42.3, 90),
        ("alqam2022.lemperle_90d", "wrinkle_grade", -0.86, 90),
        ("dogra2014.score_30d", None, 6.5, 30),
    ],
)
def test_load_bearing_figures(
    on_file: dict[str, Observation], key: str, outcome: str | None, value: float, days: float
) -> None:
    found = on_file[key]
    assert (found.outcome, found.value, found.time_days, found.time_anchor) == (
        outcome,
        value,
        days,
        "last_session",
    )


def test_one_cohort_is_named_as_one(on_file: dict[str, Observation]) -> None:
    studies = {o.study: o.cohort for o in on_file.values() if o.cohort}
    assert set(studies) == {"kenkel2021", "alqam2022", "jocd2023face"}
    assert len(set(studies.values())) == 1


def test_hyperpigmentation_is_counted(on_file: dict[str, Observation]) -> None:
    assert on_file["dogra2014.pih"].n_of == (5, 30)
    assert on_file["fabbrocini2014.pih"].n_of == (0, 60)


def test_a_result_overrides_its_study(on_file: dict[str, Observation]) -> None:
    face, neck = on_file["kenkel2021.flow_face_90d"], on_file["kenkel2021.flow_neck_90d"]
    assert (face.population.site, neck.population.site) == ("face", "neck")
    assert neck.population.phototypes == face.population.phototypes == "I-IV"
    assert on_file["alqam2022.subject_30d"].n == 30
    assert on_file["gupta2011.occluded"].read == "memory"


def test_a_suspect_spread_is_left_out(on_file: dict[str, Observation]) -> None:
    white = on_file["ogunjimi2020.white"]
    assert white.sd is None
    assert "misprint" in (white.note or "")


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"kind": "guess"}, "kind one of absolute, change_absolute"),
        ({"time_anchor": "today"}, "time_anchor one of baseline"),
        ({"ci95": [1]}, r"ci95 as \[number, number\]"),
        ({"ci95": "0.1 to 4"}, r"ci95 as \[number, number\]"),
        ({"value": "2.4 points"}, "value a finite number"),
        ({"held_out": "maybe"}, "held_out true or false"),
        ({"population": {"sites": "face"}}, "did you mean 'site'"),
        ({"course": "four sessions"}, "course as a mapping"),
        ({"kind": "responders", "value": None}, r"n_of: \[k, n\]"),
    ],
)
def test_malformed_results_are_refused(build, spoilt: dict, message: str) -> None:
    data, _ = build(result=spoilt)
    with pytest.raises(InputError, match=message):
        index_observations(data)
