from pathlib import Path

import pytest

from needlework.evidence.lint import lint

OURS = ("healing", "transport", "clinical", "tissue", "models")


def test_a_sound_folder_has_no_faults(build) -> None:
    assert lint(*build()) == []


@pytest.mark.parametrize("drop", ["source", "locator", "as_reported", "conversion"])
def test_a_measurement_needs_its_provenance(build, drop: str) -> None:
    (fault,) = lint(*build(drop=drop))
    assert str(fault) == (
        f"data/parameters/a.yaml:1: expected {drop} (measured_animal); received nothing; "
        f"next: add {drop} to healing.kW"
    )


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        ({"basis": "assumed"}, ["rationale (assumed)"]),
        ({"basis": "definition", "distribution": {"family": "fixed"}}, ["rationale (definition)"]),
        (
            {
                "basis": "assumed",
                "rationale": "a guess",
                "distribution": {"family": "lognormal", "gsd": 1.29},
            },
            ["an assumed spread of gsd 1.3 or its like"],
        ),
        ({"distribution": {"family": "fixed"}}, ["a spread"]),
        ({"value": 0.25}, ["0.01 1/h x 24 h/day = 0.24"]),
        ({"conversion": "= nothing"}, ["a conversion that can be computed"]),
        ({"unit": "per day"}, ["a unit such as 1/day, um2/day or %"]),
        ({"distribution": {"family": "beta", "a": 2, "b": 5}}, ["value a/(a+b) = 0.2857"]),
        (
            {"distribution": {"family": "uniform", "lower": 0.3, "upper": 1}},
            ["value within its own 0.3004 to 0.9996"],
        ),
        (
            {"distribution": {"family": "normal", "sd": 0.1, "lower": 0.3}},
            ["value within its own 0.3 to 0.6038"],
        ),
        ({"source": "smith1999"}, ["a source on file"]),
    ],
)
def test_faults_of_a_parameter(build, spoilt: dict, expected: list[str]) -> None:
    assert [fault.expected for fault in lint(*build(parameter=spoilt))] == expected


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        ({"ci95": [0.01, -4.8]}, "ci95 from low to high"),
        ({"ci95": [0.01, 4.8]}, "ci95 around -2.4"),
        ({"range": [2, 3]}, "range around -2.4"),
        ({"direction": "up"}, "a sign for up"),
        ({"sd": -0.6}, "sd above 0"),
        ({"n": 0}, "n above 0"),
        ({"time_days": -1}, "time_days from 0"),
        ({"n_of": [7, 5]}, "n_of: [k, n] with k within n"),
        ({"unit": "marks"}, "a unit such as 1/day, um2/day or %"),
        ({"outcome": "happiness"}, "the id of an outcome"),
        ({"id": "alam2014.gbq_90d", "read": "memory"}, "a fitted figure that was read"),
        ({"id": "alam2014.gbq_90d", "held_out": True}, "a fitted figure that was read"),
    ],
)
def test_faults_of_a_result(build, spoilt: dict, expected: str) -> None:
    (fault,) = lint(*build(result=spoilt))
    assert fault.expected == expected
    assert fault.where == "data/observations/a.yaml:7"


def test_a_source_that_nothing_cites_is_a_fault(build) -> None:
    data, code = build()
    with (data / "sources/a.yaml").open("a") as file:
        file.write("lonely2000: {title: Alone, read: memory}\n")
    (fault,) = lint(data, code)
    assert (fault.expected, fault.received) == ("a source that some record cites", "lonely2000")


@pytest.mark.parametrize(
    ("code", "network", "used"),
    [
        ('P.select("healing.")', "W -> ; kW*W;", True),
        ('P.select("healing.")', "W -> ; kX*W;", False),
        ('P["healing.kW"]', "", True),
        ('P[f"healing.{symbol}"]', "W -> ; kW*W;", True),
        ('P[f"healing.{name}"]; lost(kW)', "", True),
        ("nothing", "W -> ; kW*W;", False),
    ],
)
def test_a_parameter_must_be_used(build, code: str, network: str, used: bool) -> None:
    faults = lint(*build(code=code, network=network))
    assert [fault.received for fault in faults] == ([] if used else ["healing.kW"])


def test_a_parameter_that_another_data_file_names_is_used(build) -> None:
    data, code = build(code="nothing")
    (data / "devices").mkdir()
    (data / "devices/pen.yaml").write_text("rate: healing.kW\n")
    assert lint(data, code) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: [", "YAML"),
        ("just words", "a list or a mapping of records"),
        ("- one\n- two\n", "a record (a mapping)"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_alone(build, text: str, expected: str) -> None:
    data, code = build()
    (data / "parameters/b.yaml").write_text(text)
    (fault,) = lint(data, code)
    assert fault.expected == expected
    assert fault.where.startswith("data/parameters/b.yaml")


def test_a_key_that_stands_twice_in_a_record_is_a_fault(build) -> None:
    data, code = build()
    path: Path = data / "parameters/a.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "  note: one\n  note: two\n")
    (fault,) = lint(data, code)
    assert (fault.expected, fault.received) == ("each key once", "'note' twice")


def test_an_id_that_stands_twice_is_a_fault(build) -> None:
    data, code = build()
    (data / "parameters/b.yaml").write_text((data / "parameters/a.yaml").read_text(encoding="utf-8"))
    (fault,) = lint(data, code)
    assert fault.received == "healing.kW of data/parameters/a.yaml:1"


def test_the_packaged_healing_and_study_records_are_sound() -> None:
    faults = [f for f in lint() if Path(f.where.split(":")[0]).stem in OURS]
    assert [str(f) for f in faults if f.expected != "a parameter that something uses"] == []
