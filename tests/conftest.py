"""Studies small enough for tests, run once per process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import settings

from needlework.result import Result
from needlework.runner import run
from needlework.spec import Study, load_study
from tests.browsing import opened_browser

# Timings say nothing where cores are shared; CI draws the same cases every time, people draw new ones.
settings.register_profile("shared machine", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("shared machine")


def study_of(**changes: Any) -> Study:
    """Return a scar study with some keys of skin, course or the top level changed."""
    skin = {"site": "cheek", "age": "32 years", "phototype": "IV", "concern": {"kind": "atrophic_scar"}}
    course = {
        "device": "pen_12",
        "sessions": 3,
        "interval": "4 weeks",
        "depth": "1.5 mm",
        "density": "250 per cm2",
    }
    top = {"horizon": "200 days", "population": {"persons": 1}, "draws": 1, "seed": 3}
    for key, value in changes.items():
        place = skin if key in ("site", "age", "phototype", "concern", "phenotype") else course
        place = top if key in ("horizon", "population", "draws", "seed", "model") else place
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    return load_study({"schema": "needlework/study/1", "skin": skin, "course": course, **top})


@cache
def _typical(key: tuple[tuple[str, Any], ...]) -> Result:
    return run(study_of(**dict(key)))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Open a quiet browser for the tests of one file."""
    yield from opened_browser(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="session")
def typical() -> Callable[..., Result]:
    """Return a function that runs the typical person with central values, changed as asked."""
    return lambda **changes: _typical(tuple(sorted(changes.items())))


@pytest.fixture(scope="session")
def crowd() -> Result:
    """Return a small result with draws and persons."""
    return run(study_of(draws=30, population={"persons": 6}, horizon="140 days"))
