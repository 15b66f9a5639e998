"""What the page on extending shows is accepted as it stands."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from needlework.outcomes.registry import FUNCTIONS
from needlework.outcomes.table import Outcome
from tests.test_outcomes import view_of

PAGE = (Path(__file__).parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


OUTCOME, DEVICE, RULE, ACTIVE = (yaml.safe_load(text) for text in fenced("yaml"))


@pytest.fixture
def added() -> Any:
    """Run the function of the page and take it out of the register again."""
    before = dict(FUNCTIONS)
    space: dict[str, Any] = {}
    exec(fenced("python-function")[0], space)  # noqa: S102 - the text of our own page
    (name,) = set(FUNCTIONS) - set(before)
    yield name, FUNCTIONS[name]
    FUNCTIONS.clear()
    FUNCTIONS.update(before)


def test_an_outcome_is_one_record_and_one_function(added) -> None:
    name, function = added
    (record,) = OUTCOME
    outcome = Outcome(**{k: tuple(v) if isinstance(v, list) else v for k, v in record.items()})
    assert outcome.id == name
    view = view_of(persons=2, horizon=30.0, sessions=1, interval=None)
    values = function(view)
    low, high = outcome.bounds
    assert values.shape == (2, len(view.times))
    assert np.all((values >= low) & (values <= high))
    assert np.ptp(values) > 0


def test_every_key_of_a_record_is_explained_on_the_page() -> None:
    own = {
        "id",
        "title",
        "unit",
        "label",
        "observation",
        "instrument",
        "definition",
        "threshold",
        "printed_as",
    }
    named = own | {"own_records", "no_interval"}
    table = set(re.findall(r"`(\w+)`", PAGE))
    assert set(Outcome.__dataclass_fields__) - named <= table


def test_a_device_is_one_record() -> None:
    from needlework.subject.device import Device

    shipped = yaml.safe_load(
        (Path(__file__).parents[1] / "src/needlework/data/devices/pen_36.yaml").read_text(encoding="utf-8")
    )
    assert set(DEVICE) <= set(shipped) | set(Device.__dataclass_fields__)


def test_a_rule_is_one_record() -> None:
    from needlework.evidence.records import Record
    from needlework.screening.rules import check_rule, parse_rule

    record = Record(RULE[0], "page")
    assert check_rule(record) == []
    assert parse_rule(record).id == "EXTENDING_EXAMPLE"


def test_an_active_is_one_record() -> None:
    from needlework.subject.actives import actives

    assert actives()
    folder = Path(__file__).parents[1] / "src/needlework/data/actives"
    keys = set().union(*(yaml.safe_load(f.read_text(encoding="utf-8")) for f in folder.glob("*.yaml")))
    assert set(ACTIVE) <= keys
