import pytest

from needlework.errors import InputError
from needlework.evidence.distributions import Fixed
from needlework.spec import DeviceSpec
from needlework.spec.fields import catalogue
from needlework.subject import Device


def test_a_pen_of_the_catalogue():
    pen = Device.resolve("skinpen_precision")
    assert (pen.kind, pen.needles) == ("pen", 14)
    assert pen.rate == pytest.approx(7000 / 60)
    assert pen.labelled_depth == 1500.0
    assert pen.dial == (250.0, 2500.0)
    assert pen.single_use
    assert not pen.regular


@pytest.mark.parametrize("key", ["pen_12", "pen_36", "roller_192", "roller_540_home", "stamp_35"])
def test_keys_that_programs_rely_on(key):
    device = Device.resolve(key)
    kind, count = key.split("_")[:2]
    assert (device.kind, device.needles) == (kind, int(count))
    assert device.generic
    assert device.home == key.endswith("home")


@pytest.mark.parametrize("key", catalogue("devices"))
def test_every_device_says_how_deep_it_is_thought_to_go(key):
    device = Device.resolve(key)
    if device.tissue is not None:
        assert {"margin", "depth_cv", "depth"} <= set(device.penetration)
        assert (device.kind == "sheet") != ("radius" in device.penetration)
        return
    assert device.penetration["share"].id == f"penetration.share_{device.kind}"
    assert set(device.penetration) == {"share", "base_radius", "tip_length", "rho", "margin", "channel_cv"}
    assert device.sources
    assert 0.0 < device.penetration["share"].value < 1.0


def test_a_stated_diameter_replaces_the_prior():
    roller, home = Device.resolve("roller_192"), Device.resolve("roller_540_home")
    assert roller.penetration["base_radius"].distribution == Fixed(125.0)
    assert home.penetration["base_radius"].distribution.sd > 0.0


def test_a_device_of_ones_own():
    spec = DeviceSpec.model_validate(
        {"kind": "stamp", "needles": 20, "head_area": "2 cm2", "tip_length": "0.4 mm"}
    )
    device = Device.resolve(spec)
    assert device.regular
    assert device.head_area == 2.0
    assert device.penetration["tip_length"].value == 400.0
    assert device.key is None


def test_an_unreported_device_is_wide():
    unknown, pen = Device.resolve(None), Device.resolve("pen_12")
    assert unknown.kind == "unreported"
    assert unknown.penetration["share"].distribution.sd > pen.penetration["share"].distribution.sd


def test_an_unknown_device_is_an_input_error():
    with pytest.raises(InputError, match="roller_192"):
        Device.resolve("laser")
