"""Words of the trade as a study may write them: products, what numbs, signs at which an operator stops."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from needlework.errors import shown
from needlework.files import packaged
from needlework.spec.fields import catalogue, custom, suggestion

_TAIL = re.compile(
    r"(_\d+(_?(percent|%))?|_(serum|cream|gel|peel|solution|lotion|toner|ointment|oil|powder))+$"
)
_FORMS = {"cream", "gel", "ointment", "topical", "with", "and", "plus", "eutectic", "mixture", "of", "in"}


def spelt(text: str) -> str:
    """Return a name as the table writes it: "Vitamin C" is vitamin_c."""
    return re.sub(r"[\s\-_]+", "_", text.strip().casefold())


@cache
def product_names() -> Mapping[str, str]:
    """Return every name of what is put on needled skin -> the id of its product."""
    records = packaged("care/topicals.yaml")
    named = {spelt(name): r["id"] for r in records for name in (r["title"], r["id"])}
    return named | {term: r["id"] for r in records for term in r["terms"]}


def product_id(active: str) -> str | None:
    """Return the id of the product that a name in any spelling means; None where it is not on file."""
    name, known = spelt(active), product_names()
    return known.get(name) or known.get(_TAIL.sub("", name)) or known.get(name.removesuffix("s"))


@cache
def _substances() -> frozenset[str]:
    """Return the ids and further names of the substances that delivery knows."""
    keys = catalogue("actives")
    records = [packaged(f"actives/{key}.yaml") for key in keys]
    return frozenset({*keys, *(spelt(name) for r in records for name in r.get("names", ()))})


def is_known(active: str) -> bool:
    """Return whether a name in any spelling is that of a product or a substance on file."""
    return product_id(active) is not None or spelt(active) in _substances()


def nearest(active: str) -> str:
    """Return up to three known names that a name was most likely meant to be, in words."""
    known = [*product_names(), *_substances()]
    close = difflib.get_close_matches(spelt(active), known, n=3, cutoff=0.6)
    return " or ".join(f"'{name}'" for name in dict.fromkeys(close))


@cache
def numbing_words() -> frozenset[str]:
    """Return the words that name an anaesthetic, each alone or joined with others and a strength."""
    records = packaged("care/session.yaml")["anaesthetics"]
    words = {word for r in records for term in (r["id"], *r["terms"]) for word in term.split("_")}
    topical = next(r for r in packaged("care/topicals.yaml") if r["id"] == "numbing")["terms"]
    words |= {word for term in topical for word in term.split("_")}
    return frozenset(w for w in words if not w.isdigit()) | {"lignocaine", "amethocaine"}


def _nearest(word: str, known: Iterable[str]) -> str:
    near = suggestion(word, known)
    return f"did you mean '{near}'?" if near else "see the table of products in the documentation"


def _read_numbing(value: object) -> str:
    """Return a numbing product by its words; what is not one is refused."""
    text = value if isinstance(value, str) else ""
    name = re.sub(r"_?percent", "", spelt(text.replace("/", " ").replace("%", " percent")))
    words = [w for w in name.split("_") if w not in _FORMS and not re.fullmatch(r"[\d.]+", w)]
    if words and all(word in numbing_words() for word in words):
        return "_".join(w for w in name.replace(".", "_").split("_") if w not in _FORMS)
    if words == [] and name in ("cream", "numbing_cream"):
        return "cream"
    raise custom(
        "a numbing product such as 'lidocaine_5' or 'lidocaine_prilocaine'",
        shown(value),
        _nearest(name, numbing_words()),
    )


def _text(examples: list[str], about: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": about, "examples": examples})


NumbingName = Annotated[
    str, BeforeValidator(_read_numbing), _text(["lidocaine_5"], "a numbing product, by name and strength")
]

SIGNS = (
    "pinpoint bleeding",
    "punctate bleeding",
    "petechiae",
    "uniform erythema",
    "erythema",
    "redness",
    "oozing",
    "frosting",
    "whitening",
    "oedema",
    "swelling",
)


def read_sign(text: object) -> str:
    """Return a sign at which the operator stops."""
    words = " ".join(text.casefold().split()) if isinstance(text, str) else ""
    words = words.removeprefix("until ").replace("_", " ").replace("-", " ").replace("pin point", "pinpoint")
    if words in SIGNS:
        return words
    raise custom(f"a sign: {', '.join(SIGNS)}", shown(text), _nearest(words, SIGNS))


Sign = Annotated[
    str, BeforeValidator(read_sign), _text(["pinpoint bleeding"], "the sign at which the operator stops")
]
