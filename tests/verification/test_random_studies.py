"""Random valid studies: they are many kinds, repeatable, and print nothing impossible."""

from dataclasses import replace

import numpy as np
import pytest

from needlework.verification.random_studies import random_study, searched, strays, valid_studies


def test_the_same_number_is_the_same_study_and_another_another() -> None:
    assert random_study(1, 5) == random_study(1, 5)
    assert random_study(1, 5) != random_study(1, 6) != random_study(2, 6)


def test_every_kind_of_device_and_concern_turns_up_and_most_drafts_are_valid() -> None:
    drafts = [random_study(1, n) for n in range(300)]
    devices = {d if isinstance(d := s["course"]["device"], str) else d["means"] for s in drafts}
    assert {"pen_12", "roller_192", "stamp_35", "fractional_co2", "peel_tca", "dermabrasion"} <= devices
    assert {"mechanical", "ablative", "coagulative", "radiofrequency", "chemical"} <= devices
    assert len({s["skin"]["concern"]["kind"] for s in drafts if "concern" in s["skin"]}) == 10
    *_, (_, refused) = valid_studies(1, 100)
    assert refused < 100


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_nothing_leaves_its_possible_range() -> None:
    found = list(searched(7, 20))
    assert [stray for _, each, _ in found for stray in each] == []
    assert sum(why is None for *_, why in found) >= 15


def test_a_stray_value_is_found(typical) -> None:
    result = typical()
    assert not list(strays(result))
    wrong = {**result.values, "pih_probability": np.full_like(result.values["pih_probability"], 1.2)}
    (stray,) = strays(replace(result, values=wrong))
    assert (stray.outcome, stray.value) == ("pih_probability", 1.2)
