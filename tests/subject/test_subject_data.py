"""The catalogues' own lint: every figure has a source or a reason, and assumed figures are wide."""

from importlib import resources
from typing import get_args

import pytest
import yaml

from needlework.evidence.parameters import load_parameters
from needlework.evidence.sources import load_sources
from needlework.spec.blocks import Kind, Phototype
from needlework.spec.fields import catalogue
from needlework.spec.people import MorphologyName, SkinSpec
from needlework.units import parse

DATA = resources.files("needlework") / "data"
HOUSE_SITES = (
    "forehead periorbital cheek nose upper_lip chin neck chest abdomen back shoulder upper_arm forearm "
    "dorsal_hand thigh buttock"
)
FILED = ("stratum_corneum", "viable_epidermis", "papillary_dermis", "dermis", "hypodermis")


def read(path):
    return yaml.safe_load(DATA.joinpath(path).read_text("utf-8"))


def literals(model, name):
    return set(get_args(model.model_fields[name].annotation))


def test_the_sites_are_those_of_the_study_file():
    assert set(catalogue("sites")) == set(HOUSE_SITES.split())


@pytest.mark.parametrize("site", catalogue("sites"))
def test_every_thickness_has_a_source_or_a_reason(site):
    record = read(f"sites/{site}.yaml")
    assert set(record["layers"]) == set(FILED)
    assert record["region"] in ("face", "neck", "trunk", "limb")
    assert parse(record["usual_dial"][0], "length", "") < parse(record["usual_dial"][1], "length", "")
    for name, layer in record["layers"].items():
        if layer["basis"] == "assumed":
            assert layer["rationale"], name
            assert layer["sd"] / layer["mean"] >= 0.25, name
        else:
            assert layer["basis"] == "derived", name
            assert layer["how"], name
            assert layer["sources"], name
        assert set(layer.get("sources", ())) <= set(load_sources()), name


@pytest.mark.parametrize("site", catalogue("sites"))
def test_layers_are_ordered_and_evidence_is_cited(site):
    record = read(f"sites/{site}.yaml")
    means = {name: layer["mean"] for name, layer in record["layers"].items()}
    assert 5 < means["stratum_corneum"] < means["viable_epidermis"] < means["dermis"] < 3000
    assert means["papillary_dermis"] < 0.3 * means["dermis"]
    for row in record["evidence"]:
        assert row["source"] in load_sources()
        assert row["layer"] in (*FILED, "epidermis", "skin")
        assert ("value" in row) != ("range" in row)


@pytest.mark.parametrize("site", catalogue("sites"))
def test_derived_thickness_lies_within_what_was_reported(site):
    record = read(f"sites/{site}.yaml")
    for name, layer in record["layers"].items():
        rows = [r for r in record["evidence"] if r["layer"] == name and r.get("read") != "memory"]
        ends = [end for row in rows for end in row.get("range", [row.get("value")])]
        if layer["basis"] == "derived" and len(ends) > 1:
            assert 0.95 * min(ends) <= layer["mean"] <= 1.05 * max(ends), name


@pytest.mark.parametrize("key", catalogue("devices"))
def test_every_device_is_cited(key):
    assert set(read(f"devices/{key}.yaml")["sources"]) <= set(load_sources())


def test_concerns_are_those_of_the_study_file():
    concerns = {key: record for key, record in read("skins/concerns.yaml").items() if not key.startswith("_")}
    assert set(concerns) == set(get_args(Kind))
    assert set(concerns["atrophic_scar"]["morphologies"]) == set(get_args(MorphologyName))
    for record in concerns.values():
        states = [record["state"], *(m["state"] for m in record.get("morphologies", {}).values())]
        assert {key for state in states for key in state.values()} <= set(load_parameters())
        assert record["studied"].get("source") in {None, *load_sources()}
        assert record["studied"]["note"]


def test_types_and_tendencies_are_those_of_the_study_file():
    types = read("skins/phototypes.yaml")
    assert {key for key in types if not key.startswith("_")} == set(get_args(Phototype))
    assert {types["_sources"][key] for key in ("ita", "melanin", "closure")} <= set(load_sources())
    tendencies = read("skins/phenotypes.yaml")
    assert set(tendencies) == literals(SkinSpec, "phenotype")
    for record in tendencies.values():
        assert record["factors"] == {} or record["rationale"]
        assert all(factor["gsd"] >= 1.3 for factor in record["factors"].values())
        assert set(record["factors"]) <= set(load_parameters())
