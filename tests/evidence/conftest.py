"""A small, faultless data folder that tests spoil one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

SOURCE = {"title": "On needles", "read": "abstract", "doi": "10.1000/needles"}
PARAMETER = {
    "id": "healing.kW",
    "symbol": "kW",
    "meaning": "Decay of the signal.",
    "value": 0.24,
    "unit": "1/day",
    "distribution": {"family": "lognormal", "gsd": 1.6},
    "basis": "measured_animal",
    "source": "smith2020",
    "locator": "table 2",
    "as_reported": "0.01 1/h",
    "conversion": "x 24 h/day",
}
RESULT = {
    "id": "smith2020.score",
    "endpoint": "score",
    "kind": "change_absolute",
    "value": -2.4,
    "unit": "score",
    "ci95": [-4.8, 0.01],
    "outcome": "ecca",
}
STUDY = {
    "study": "smith2020",
    "source": "smith2020",
    "design": "series",
    "species": "human",
    "read": "abstract",
}

Folders = tuple[Path, Path]
Build = Callable[..., Folders]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Write a data folder and a code folder; keywords replace fields, ``drop`` takes some away."""

    def write(
        parameter: dict | None = None,
        result: dict | None = None,
        study: dict | None = None,
        source: dict | None = None,
        drop: str = "",
        code: str = 'P.select("healing.")',
        network: str = "W -> ; kW*W;",
    ) -> Folders:
        parameters = [{k: v for k, v in {**PARAMETER, **(parameter or {})}.items() if k != drop}]
        results = [{**RESULT, **(result or {})}]
        files = {
            "sources/a.yaml": {"smith2020": {**SOURCE, **(source or {})}},
            "parameters/a.yaml": parameters,
            "observations/a.yaml": [{**STUDY, **(study or {}), "results": results}],
            "outcomes/a.yaml": [{"id": "ecca"}],
        }
        data, programs = tmp_path / "data", tmp_path / "code"
        for name, content in files.items():
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            (data / name).write_text(yaml.safe_dump(content, sort_keys=False))
        (data / "networks").mkdir(exist_ok=True)
        (data / "networks" / "dermis.ant").write_text(network)
        programs.mkdir(exist_ok=True)
        (programs / "model.py").write_text(code)
        return data, programs

    return write
