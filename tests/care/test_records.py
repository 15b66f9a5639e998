import re
from importlib.resources import files

import pytest

from needlework.care import records
from needlework.care.comparisons import comparison_table
from needlework.care.page import same_question
from needlework.care.pain import measured
from needlework.care.session import anaesthetics
from needlework.evidence.observations import load_observations
from needlework.evidence.sources import load_sources, short
from needlework.outcomes import outcomes
from needlework.subject.products import products
from needlework.wording import faults_in

FILES = sorted(
    file.name for file in (files("needlework") / "data" / "care").iterdir() if file.name.endswith(".yaml")
)
CITED = re.compile(r"source: ([a-z0-9_]+)")


def text_of(name: str) -> str:
    return (files("needlework") / "data" / "care" / name).read_text(encoding="utf-8")


def cited() -> set[str]:
    written = {key for name in FILES for key in CITED.findall(text_of(name))}
    return written | {o.source for o in measured()}


def test_the_files_are_those_the_room_reads() -> None:
    expected = "aftercare comparisons labels lasting preparation schools session tiers topicals warning_signs"
    assert [name.removesuffix(".yaml") for name in FILES] == expected.split()


def test_every_cited_source_is_on_file_with_its_kind() -> None:
    assert cited() <= set(load_sources())
    assert {records.tier_of(key) for key in cited()} == set("ABCD")


def test_a_source_has_one_kind_and_is_used() -> None:
    grouped = [key for tier, keys in records.load("tiers").items() if tier != "words" for key in keys]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= cited() | {"feng2024"}


def test_clinic_pages_are_called_what_clinics_say() -> None:
    clinics = [key for key in cited() if key.startswith(("clinic_", "home_"))]
    assert clinics
    assert {records.tier_words(records.tier_of(key)) for key in clinics} == {"what clinics say"}


def test_care_sources_are_cited_by_care_or_by_observations() -> None:
    text = (files("needlework") / "data" / "sources" / "care.yaml").read_text(encoding="utf-8")
    own = set(re.findall(r"^([a-z0-9_]+):", text, re.MULTILINE))
    assert own <= cited() | {o.source for o in load_observations().values()}


@pytest.mark.parametrize("items", [records.preparation(), records.gates()])
def test_positions_run_from_least_to_most(items: tuple[records.Item, ...]) -> None:
    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.positions
        for position in item.positions:
            assert position.days is None or 0.0 <= position.days[0] <= position.days[1]


def test_the_range_of_an_item_is_that_of_its_positions() -> None:
    sun = next(item for item in records.preparation() if item.id == "sun")
    assert sun.days == (1.0, 30.0)


def test_sources_disagree_on_sunscreen_and_nothing_settles_it() -> None:
    sunscreen = next(item for item in records.gates() if item.id == "sunscreen")
    assert sunscreen.days == (0.0, 1.0)
    assert sunscreen.conflict


def test_clocks_are_outcomes_of_the_model() -> None:
    clocks = {item.clock for item in records.gates()} - {None}
    assert clocks <= set(outcomes())


def test_warning_signs_come_with_the_most_urgent_first() -> None:
    signs = records.warning_signs()
    order = [records.URGENCIES.index(sign.ask) for sign in signs]
    assert order == sorted(order)
    assert {"infection", "granuloma", "darkening", "tracks"} <= {sign.id for sign in signs}


def test_terms_name_one_product_of_each_kind() -> None:
    for found in (products(), anaesthetics()):
        assert len({p.id for p in found}) == len(found)
    terms = [term for product in products() for term in product.terms]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("name", FILES)
def test_the_files_keep_to_the_wording(name: str) -> None:
    assert faults_in(text_of(name), name) == []


def test_the_page_and_the_tables_keep_to_the_wording() -> None:
    assert faults_in(same_question(compute=False), "page") == []
    found = [row.found for c in comparison_table("atrophic_scar").comparisons for row in c.rows]
    assert faults_in("\n".join(found), "table") == []


def test_a_recalled_source_says_so() -> None:
    assert short("alstergraham_depths_recalled") == "Alster 2018, recalled"
    assert short("gupta2011") == "Gupta 2011"
    assert short("hkjdv2018") == "Hong Kong J Dermatol Venereol 2018"
