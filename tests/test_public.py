"""The public names: complete, lazy, and never hidden by a module."""

import pkgutil
import subprocess
import sys

import pytest

import needlework


@pytest.mark.parametrize("name", needlework.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(needlework, name).__doc__
    assert name in dir(needlework)


def test_the_list_of_names_and_the_places_agree() -> None:
    assert sorted(needlework._PLACES) == sorted(needlework.__all__) == needlework.__all__


def test_no_module_bears_a_public_name() -> None:
    modules = {m.name for m in pkgutil.iter_modules(needlework.__path__)}
    assert not modules & set(needlework.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        _ = needlework.runn  # pyright: ignore[reportAttributeAccessIssue]


def test_the_import_is_lazy() -> None:
    code = """
import sys, needlework
heavy = {"numpy", "numba", "pydantic", "yaml"}
loaded = {m for m in sys.modules if m.startswith("needlework") or m in heavy}
assert loaded == {"needlework"}, loaded
needlework.run, needlework.Study
assert callable(needlework.run)
import needlework.runner, needlework.spec
assert callable(needlework.run)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_command_line_starts_without_the_science() -> None:
    code = """
import sys, needlework.cli
assert not {"numpy", "numba", "pydantic", "jinja2", "yaml"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
