"""A workbench in a browser for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.workbench.bench import Bench


@pytest.fixture(scope="module")
def bench(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(browser, tmp_path_factory.mktemp("bench"))
    try:
        made.open()
        made.small()
        yield made
    finally:
        made.server.stop()
