"""A study and a made-up run of it: known figures instead of a simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from needlework.result import Result
from needlework.spec import Study, load_study

DRAWS, PERSONS = 5, 4


def study_of(
    *, skin: dict[str, Any] | None = None, course: dict[str, Any] | None = None, **top: Any
) -> Study:
    """Return a scar study with some keys changed; None removes one."""
    whole = {
        "skin": {"site": "cheek", "age": "32 years", "phototype": "IV", "concern": {"kind": "atrophic_scar"}},
        "course": {"device": "pen_12", "sessions": 3, "interval": "4 weeks", "depth": "1.5 mm", "passes": 6},
    }
    for name, changes in (("skin", skin), ("course", course)):
        merged = {**whole[name], **(changes or {})}
        whole[name] = {key: value for key, value in merged.items() if value is not None}
    return load_study({"schema": "needlework/study/1", "horizon": "1 years", **whole, **top})


def run_of(study: Study) -> Result:
    """Return a run whose durations are 1 to 20 hours (lanes in order) and whose redness falls from 10 a*."""
    times = np.array([0.0, 0.02, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 7.0, 28.0, 365.25])
    lanes = np.arange(1.0, DRAWS * PERSONS + 1).reshape(DRAWS, PERSONS)
    fading = np.where(times > 0.0, 10.0 * np.exp(-times), 0.0)
    values = {
        "erythema_index": np.ones((DRAWS, PERSONS, 1)) * fading,
        "oedema": np.zeros((DRAWS, PERSONS, len(times))),
        "tewl": np.full((DRAWS, PERSONS, len(times)), 12.0),
    }
    for key in ("erythema_duration", "downtime", "barrier_recovery_time", "pore_closure_time"):
        values[key] = lanes / 24.0
    values["reepithelialisation_time"] = lanes  # in hours
    return Result(
        study=study,
        times=times,
        rows=np.ones(len(times), dtype=bool),
        values=values,
        parameters={key: np.full(DRAWS, 0.2) for key in ("study.instrument_spread", "study.measurement_sd")},
        profile=np.zeros((len(times), 1, 1)),
        species=("F",),
        geometry={"depth_um": [900.0, 1200.0, 1400.0]},
        provenance={"version": "test", "runtime_s": 0.0},
    )


@pytest.fixture
def study() -> Study:
    """Return the scar study."""
    return study_of()


@pytest.fixture
def result(study: Study) -> Result:
    """Return its made-up run."""
    return run_of(study)
