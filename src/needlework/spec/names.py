"""Words of the trade as a study may write them: products, what numbs, signs at which an operator stops."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from needlework.errors import shown
from needlework.files import packaged
from needlework.spec.fields import catalogue, custom, suggestion

_TAIL = re.compile(
    r"(_\d+(_?(percent|%))?|_(serum|cream|gel|peel|solution|lotion|toner|ointment|oil|powder))+$"
)
_ABBREVIATED = re.compile(r"([^()]+?)_?\(([a-z]{2,5})\)")
_NOT_TOPICAL = {
    "general",
    "sedation",
    "infiltration",
    "injected",
    "injection",
    "nerve",
    "block",
    "nitrous",
    "none",
    "propofol",
}
_FORMS = {"cream", "gel", "ointment", "topical", "with", "and", "plus", "eutectic", "mixture", "of", "in"}


def spelt(text: str) -> str:
    """Return a name as the table writes it: "Vitamin C" is vitamin_c.

    What says whose plasma it is goes, and an abbreviation of the name in brackets behind it.
    """
    name = re.sub(r"[\s\-_]+", "_", text.strip().casefold())
    name = re.sub(r"^(autologous|activated)_(?=pr[pf]|plat)", "", name)
    match = _ABBREVIATED.fullmatch(name)
    return match[1] if match and _shortens(match[2], match[1]) else name


def _shortens(letters: str, name: str) -> bool:
    """Tell whether letters stand in a name in their order: txa in tranexamic_acid."""
    rest = iter(name)
    return all(letter in rest for letter in letters)


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
    close = difflib.get_close_matches(spelt(active), known, n=3, cutoff=0.65)
    return " or ".join(f"'{name}'" for name in dict.fromkeys(close))


@cache
def numbing_words() -> frozenset[str]:
    """Return the words that name an anaesthetic, each alone or joined with others and a strength."""
    records = packaged("care/session.yaml")["anaesthetics"]
    words = {word for r in records for term in (r["id"], *r["terms"]) for word in term.split("_")}
    topical = next(r for r in packaged("care/topicals.yaml") if r["id"] == "numbing")["terms"]
    words |= {word for term in topical for word in term.split("_")}
    return frozenset(w for w in words if not w.isdigit()) | {"lignocaine", "amethocaine"}


def _read_numbing(value: object) -> str:
    """Return a numbing product by its words; what is not one is refused."""
    text = value if isinstance(value, str) else ""
    name = re.sub(r"_?percent", "", spelt(text.replace("/", " ").replace("%", " percent")))
    words = [w for w in name.split("_") if w not in _FORMS and not re.fullmatch(r"[\d.]+", w)]
    if words and all(word in numbing_words() for word in words):
        return "_".join(w for w in name.replace(".", "_").split("_") if w not in _FORMS)
    if words == [] and name in ("cream", "numbing_cream"):
        return "cream"
    otherwise = "only what numbs from the surface is computed: leave the block out"
    near = suggestion(name, numbing_words())
    step = (
        f"did you mean '{near}'?"
        if near
        else "name what numbs in it, such as 'lidocaine 23 % tetracaine 7 %'"
    )
    step = otherwise if _NOT_TOPICAL & set(name.split("_")) else step
    raise custom("a numbing product such as 'lidocaine_5' or 'lidocaine_prilocaine'", shown(value), step)


def _text(examples: list[str], about: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": about, "examples": examples})


NumbingName = Annotated[
    str, BeforeValidator(_read_numbing), _text(["lidocaine_5"], "a numbing product, by name and strength")
]

SIGNS = ("pinpoint bleeding", "petechiae", "uniform erythema", "oozing", "whitening", "frosting", "oedema")


_A_SIGN = re.compile(
    r"bleed|ha?emorrhag|petechia|erythema|redness|redden|flush|ooz|exudat|frost|whiten|blanch|o?edema|swelling"
)
_UNTIL = re.compile(r"(?:(?:up )?until|till?)\s+")
_SEEN = re.compile(
    r"\s+(?:(?:is|are|was|were|has|have)\s+)?(?:been\s+)?"
    r"(?:seen|reached|visible|noted|achieved|observed|appears?|appeared|occurs?|occurred|develops?)"
)
_DEPTH_AND_SIGN = re.compile(r"(.*?\d.*?)[,;]?\s+((?:until|till?)\s+\D+)", re.IGNORECASE)


def _is_sign(value: object) -> bool:
    """Return whether a text names a sign, or begins as one, where a depth or passes may stand."""
    words = value.strip().casefold() if isinstance(value, str) else ""
    return bool(_UNTIL.match(words) or (_A_SIGN.search(words) and not re.search(r"\d", words)))


def signs_in(block: Mapping[str, Any]) -> list[str]:
    """Return the keys of a block that hold a sign at which the operator stops."""
    found = [key for key in ("depth", "passes") if _is_sign(block.get(key))]
    return found if block.get("endpoint") is None else [*found, "endpoint"]


def signs_apart(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block with the sign that stands in its depth or passes as its endpoint."""
    found = dict(block)
    depth = found.get("depth")
    both = _DEPTH_AND_SIGN.fullmatch(depth.strip()) if isinstance(depth, str) else None
    if both and found.get("endpoint") is None:
        found |= {"depth": both[1], "endpoint": both[2]}
    for key in ("depth", "passes"):
        if _is_sign(found.get(key)) and found.get("endpoint") is None:
            found["endpoint"] = found.pop(key)
    return found


def read_sign(text: object) -> str:
    """Return a sign at which the operator stops, without the words around it."""
    words = " ".join(text.casefold().split()) if isinstance(text, str) else ""
    words = words.replace("_", " ").replace("-", " ").replace("pin point", "pinpoint")
    words = _SEEN.sub("", _UNTIL.sub("", words, count=1))
    if len(words) <= 60 and _A_SIGN.search(words) and not re.search(r"\d", words):
        return words
    raise custom(f"a sign, such as {', '.join(SIGNS)}", shown(text), "write one of these, alone")


Sign = Annotated[
    str, BeforeValidator(read_sign), _text(["pinpoint bleeding"], "the sign at which the operator stops")
]
