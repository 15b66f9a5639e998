"""Figures as files: whole SVG documents that need nothing else."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping

import pytest

from needlework.report import figures

from .conftest import context_of


@pytest.fixture(scope="module")
def drawn(needled) -> Mapping[str, str]:  # noqa: ANN001
    return figures(needled, context_of(needled).summary)


def test_there_is_one_for_each_outcome_over_time(drawn: Mapping[str, str], needled) -> None:  # noqa: ANN001
    series = {f"outcome-{id}" for id, values in needled.values.items() if values.ndim == 3}
    assert set(drawn) == {"filmstrip", "course"} | series


def test_each_is_a_document_with_a_title_and_colours(drawn: Mapping[str, str]) -> None:
    for name, text in drawn.items():
        root = ET.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert float(root.attrib["width"]) > 100
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert "var(" not in text
        assert 'href="#frame' not in text


def test_width_and_height_keep_the_shape(drawn: Mapping[str, str]) -> None:
    for text in drawn.values():
        root = ET.fromstring(text)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert float(root.attrib["width"]) / float(root.attrib["height"]) == pytest.approx(
            width / height, rel=0.01
        )
