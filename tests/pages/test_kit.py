"""The page kit is the only one: one environment, one disclaimer, one vocabulary of reading, one frame."""

import re
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

import needlework
from needlework.evidence.sources import READ
from needlework.pages.disclaimer import BRIEF, DISCLAIMER, DISCLAIMER_LONG
from needlework.pages.reading import read_words
from needlework.pages.templates import render
from needlework.terminal import BRIEF as SAID
from needlework.wording import faults_in

ROOT = Path(needlework.__file__).parent
PROJECT = ROOT.parents[1]
TEMPLATES = sorted(ROOT.rglob("*.html.j2"))


def test_only_the_kit_makes_an_environment() -> None:
    makers = [p for p in ROOT.rglob("*.py") if re.search(r"\b(Environment|Template)\(", p.read_text("utf-8"))]
    assert [p.relative_to(ROOT).as_posix() for p in makers] == ["pages/templates.py"]


def test_only_the_frame_opens_a_page() -> None:
    framed = [t.relative_to(ROOT).as_posix() for t in TEMPLATES if "<html" in t.read_text("utf-8")]
    assert framed == ["pages/templates/base.html.j2"]


def test_every_way_of_reading_has_its_words_and_no_other() -> None:
    assert len({read_words(read) for read in READ}) == len(READ)
    with pytest.raises(KeyError):
        read_words("skimmed")
    elsewhere = [
        p.relative_to(PROJECT).as_posix()
        for folder in (ROOT, PROJECT / "tools")
        for p in folder.rglob("*.py")
        if "full text read" in p.read_text("utf-8")
    ]
    assert elsewhere == ["src/needlework/pages/reading.py"]


def test_the_disclaimer_is_written_once() -> None:
    pattern = re.compile(r"not\s+medical\s+advice|not a medical\s+device", re.I)
    holding = [
        p.relative_to(ROOT).as_posix()
        for p in sorted(ROOT.rglob("*"))
        if p.suffix in (".py", ".j2", ".css") and pattern.search(p.read_text("utf-8"))
    ]
    assert holding == ["pages/disclaimer.py"]
    assert SAID is BRIEF
    for text in (BRIEF, DISCLAIMER, DISCLAIMER_LONG):
        assert not faults_in(text)


@pytest.mark.parametrize("page", ["README.md", "docs/index.md", "docs/intended-use.md", "mkdocs.yml"])
def test_prose_quotes_the_disclaimer(page: str) -> None:
    text = " ".join((PROJECT / page).read_text("utf-8").split())
    for sentence in re.split(r"(?<=\.) ", DISCLAIMER):
        assert sentence in text, f"{page}: {sentence}"


def test_a_page_without_a_value_is_an_error_and_text_is_escaped() -> None:
    with pytest.raises(UndefinedError):
        render("claims/check.html.j2")
    with pytest.raises(TemplateNotFound):
        render("nowhere/page.html.j2")
    assert "needlework.cli" not in render("pages/base.html.j2")


def test_every_template_finds_what_it_imports() -> None:
    macros = set(re.findall(r"macro (\w+)\(", (ROOT / "pages/templates/blocks.html.j2").read_text("utf-8")))
    for template in TEMPLATES:
        for names in re.findall(
            r'from "pages/blocks\.html\.j2" import ([\w, ]+)', template.read_text("utf-8")
        ):
            assert {name.strip() for name in names.split(",")} <= macros, template
