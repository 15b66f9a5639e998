import math

import pytest

from needlework.errors import InputError
from needlework.evidence.parameters import load_parameters
from needlework.spec import SkinSpec, load_study
from needlework.spec.fields import catalogue
from needlework.subject import Skin
from needlework.subject.catalogue import read
from needlework.subject.skin import LAYERS, phototypes


def skin(**keys):
    return Skin.resolve(SkinSpec.model_validate(keys))


def test_cheek_at_the_reference_age_is_the_site_file():
    cheek = skin(site="cheek", age="40 years", phototype="III")
    assert [layer.name for layer in cheek.layers] == list(LAYERS)
    assert cheek.layer("stratum_corneum").mean_um == 15.0
    papillary, reticular = cheek.layer("papillary_dermis"), cheek.layer("reticular_dermis")
    assert papillary.mean_um + reticular.mean_um == pytest.approx(1005.0)
    assert math.hypot(papillary.sd_um, reticular.sd_um) == pytest.approx(319.0)
    assert cheek.depth_um("reticular_dermis")[0] == pytest.approx(15 + 45 + (1005 + 1390) / 2)
    assert cheek.penetration_measured
    assert not cheek.unknown


def test_a_depth_covers_what_both_methods_give():
    for site in ("cheek", "nose", "periorbital", "neck"):
        measured = read(f"sites/{site}.yaml")["layers"]["dermis"]
        mean, sd = skin(site=site, age="40 years").depth_um("reticular_dermis")
        above = sum(
            read(f"sites/{site}.yaml")["layers"][n]["mean"] for n in ("stratum_corneum", "viable_epidermis")
        )
        for method in (measured["mean"], measured["histology"]["mean"]):
            assert abs(method + above - mean) < sd, site


def test_age_thins_the_dermis_only_and_widens_its_spread():
    young, old = skin(site="cheek", age="40 years"), skin(site="cheek", age="70 years")
    rate = load_parameters()["skin.dermal_thinning"].value
    ratio = old.layer("papillary_dermis").mean_um / young.layer("papillary_dermis").mean_um
    assert ratio == pytest.approx(1 - 3 * rate)
    assert old.layer("viable_epidermis") == young.layer("viable_epidermis")
    relative = [s.layer("papillary_dermis").sd_um / s.layer("papillary_dermis").mean_um for s in (young, old)]
    assert relative[1] > relative[0]


def test_the_dermis_does_not_thicken_below_the_age_it_thins_from():
    assert skin(site="cheek", age="20 years").layers == skin(site="cheek", age="30 years").layers


@pytest.mark.parametrize("site", catalogue("sites"))
@pytest.mark.parametrize("age", ["18 years", "90 years"])
def test_every_layer_stays_positive(site, age):
    for layer in skin(site=site, age=age).layers:
        assert layer.thickness.ppf(1e-6) > 0.0
        assert layer.mean_um > 0.0


def test_an_unreported_site_is_the_spread_of_the_face():
    face, cheek = skin(age="40 years"), skin(site="cheek", age="40 years")
    assert face.site is None
    assert not face.penetration_measured
    assert 800 < face.layer("reticular_dermis").mean_um < 1000
    assert face.layer("hypodermis").sd_um < cheek.layer("hypodermis").mean_um
    means = [skin(site=s, age="40 years").layer("viable_epidermis").mean_um for s in catalogue("sites")]
    assert min(means) < face.layer("viable_epidermis").mean_um < max(means)


def test_an_unreported_age_is_drawn():
    unknown = skin(site="cheek").unknown["age"]
    assert unknown.ppf([0.0001, 0.9999]) == pytest.approx([18, 80], abs=3)


def test_phototypes_are_ordered_and_their_shares_add_up():
    types = list(phototypes().values())
    assert [t.key for t in types] == ["I", "II", "III", "IV", "V", "VI"]
    assert [t.ordinal for t in types] == [1, 2, 3, 4, 5, 6]
    assert sum(t.share for t in types) == pytest.approx(1.0)
    melanin, colour = [t.melanin.median for t in types], [t.ita_deg.mean for t in types]
    assert melanin == sorted(melanin)
    assert colour == sorted(colour, reverse=True)
    assert types[2].melanin.median == types[2].closure.median == 1.0


def test_concern_of_the_full_example():
    spec = load_study(
        {
            "schema": "needlework/study/1",
            "skin": {"concern": {"kind": "atrophic_scar", "morphology": "boxcar", "age": "6 years"}},
            "course": {"sessions": 1},
            "horizon": "90 days",
        }
    ).skin
    concern = Skin.resolve(spec).concern
    assert concern.title == "Atrophic acne scars, boxcar"
    assert concern.age_years == 6.0
    assert concern.state["depth"].id == "concern.atrophic_scar.boxcar.depth"
    assert concern.state["collagen"].value < 1.0
    assert "melanin" not in concern.state


def test_healthy_skin_has_no_concern():
    assert skin(site="cheek").concern is None
    assert skin(site="cheek").phenotype.factors == {}


def test_keloid_prone_changes_healing_parameters_that_exist():
    factors = skin(phenotype="keloid_prone").phenotype.factors
    assert factors["healing.dY"].median < 1 < factors["healing.kaY"].median
    assert set(factors) <= set(load_parameters())


def test_an_unknown_site_is_an_input_error():
    with pytest.raises(InputError, match="one of: abdomen"):
        Skin.resolve(SkinSpec.model_construct(site="moon"))


# ---- a scar of stated thickness ------------------------------------------------------------------------


def skin_with(**concern):
    return skin(site="back", age="40 years", concern=concern)


@pytest.mark.parametrize("thickness", ["0.2 mm", "1.5 mm", "8 mm"])
def test_a_scar_of_stated_thickness_is_the_layer_that_is_repaired(thickness: str) -> None:
    scarred = skin_with(kind="hypertrophic_scar", thickness=thickness)
    papillary, reticular = (scarred.layer(name) for name in ("papillary_dermis", "reticular_dermis"))
    assert papillary.mean_um + reticular.mean_um == pytest.approx(1000.0 * float(thickness.split()[0]))
    assert min(papillary.mean_um, reticular.mean_um) > 0.0
    assert reticular.thickness.ppf(0.99) == pytest.approx(reticular.mean_um)
    assert scarred.layer("hypodermis") == skin(site="back", age="40 years").layer("hypodermis")


def test_a_concern_without_a_layer_of_its_own_keeps_that_of_the_site() -> None:
    assert skin_with(kind="melasma", thickness="3 mm").layers == skin_with(kind="melasma").layers


def test_a_scar_thicker_than_any_is_refused() -> None:
    concern, course = {"kind": "stria", "thickness": "6 cm"}, {"device": "pen_12", "sessions": 1}
    with pytest.raises(InputError, match="at most 20 mm"):
        load_study({"schema": "needlework/study/1", "skin": {"concern": concern}, "course": course})
