"""pydantic's findings as faults a person can act on: what was expected, what came, one next step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from needlework.errors import Fault, shown
from needlework.spec.document import Document, KeyPath
from needlework.spec.fields import is_personal_key, personal_key_fault, suggestion
from needlework.spec.schema import Block, Study
from needlework.spec.spelling import instead, meant

_EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "a block of keys",
    "model_attributes_type": "a block of keys",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length} item",
    "too_long": "at most {max_length} items",
    "string_pattern_mismatch": "a short name in lower case such as 'ascorbic_acid'",
}


_Block = TypeVar("_Block", bound=Block)


def validated(document: Document, root: type[_Block]) -> tuple[_Block | None, list[Fault]]:
    """Return a document as a block of keys, or None and what is wrong with it."""
    try:
        return root.model_validate(document.tree), []
    except ValidationError as error:
        return None, faults_of(error, document, root)


def faults_of(error: ValidationError, document: Document, root: type[Block] = Study) -> list[Fault]:
    """Return pydantic's findings as faults of a document."""
    found = error.errors(include_url=False)
    return [explain(details, document, root) for details in found if not _short_by_its_items(details)]


def _short_by_its_items(details: ErrorDetails) -> bool:
    """Return whether a list is only too short for pydantic, which does not count items that are at fault."""
    given, least = details["input"], details.get("ctx", {}).get("min_length", 0)
    return details["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= least


def explain(details: ErrorDetails, document: Document, root: type[Block] = Study) -> Fault:
    """Turn one of pydantic's findings about a file of the form ``root`` into a fault at its line."""
    path, kind, context = _path(details["loc"]), details["type"], details.get("ctx", {})
    where, received = document.where(path), shown(details["input"])
    if kind == "needlework":
        return Fault(where, context["expected"], context["received"], context["next_step"])
    if kind == "missing":
        example = _example(path, root)
        return Fault(document.where(path[:-1]), f"the key '{path[-1]}'", "nothing", f"add it{example}")
    if kind == "extra_forbidden":
        return _unknown(where, path, root)
    if kind == "literal_error":
        return _not_listed(where, context["expected"], details["input"])
    expected = _EXPECTED[kind].format(**context) if kind in _EXPECTED else details["msg"]
    if kind.startswith("model_"):
        return Fault(where, expected, received, f"write its keys{_example_of_keys(path, root)}")
    if kind == "string_type" and isinstance(details["input"], dict):
        return Fault(where, expected, received, "put it in quotes: a colon makes keys of it")
    if kind == "tuple_type" and isinstance(details["input"], dict):
        return Fault(where, expected, received, "write a list, each item behind a dash")
    if kind == "int_type" and _A_RANGE.fullmatch(str(details["input"])):
        return Fault(where, expected, received, "give one number, or leave the key out if it is not known")
    return Fault(where, expected, received, f"correct it{_example(path, root)}")


_A_RANGE = re.compile(r"\s*\d+\s*(?:-|–|to|or)\s*\d+\s*")
_FORMS = {"device": ("key", "inline"), "radius": ("one", "profile")}


def _path(location: tuple[str | int, ...]) -> KeyPath:
    """Return where a value stands in the file.

    Marks that pydantic adds for the forms of a field are dropped; a field that stands in the place of another
    (its alias starts with ``=``) is named as that other.
    """
    steps = zip(("", *location), location, strict=False)
    kept = [step for before, step in steps if step not in _FORMS.get(str(before), ())]
    found: list[str | int] = []
    for before, step in zip(("", *kept), kept, strict=False):
        if before == "=concern" and isinstance(step, int):
            found.append(step + 1)  # the first of the list leads
        else:
            found.append(step.removeprefix("=") if isinstance(step, str) else step)
    return tuple(found)


def _unknown(where: str, path: KeyPath, root: type[Block]) -> Fault:
    key, known = str(path[-1]), _keys(_model_at(path[:-1], root))
    if is_personal_key(key):
        return personal_key_fault(where, key)
    advice = _instead_of(key, known, root)
    if path[0] == "zones" and key in _keys(_model_at(("course",), root)):
        advice = (
            "all places share the course's; for another course write a study and use 'needlework compare'"
        )
    return Fault(where, f"only the keys {', '.join(known)}", f"the key {shown(key)}", advice)


def _instead_of(key: str, known: Iterable[str], root: type[Block]) -> str:
    """Return the key to write instead of one that does not stand here, and where it stands."""
    places = _places(root)
    name = str(meant(key, "keys", places))
    if name in known:
        return f"write '{name}'"
    if near := suggestion(key, known):
        return f"did you mean '{near}'?"
    if name not in places:
        return "remove it"
    at = places[name]
    return f"write '{name}' {'at the top of the file' if '' in at else 'under ' + ' or '.join(map(repr, at))}"


def _places(root: type[Block]) -> dict[str, list[str]]:
    """Return every key of a form with the blocks it stands in, two at most, nearest to the top first."""
    found: dict[str, list[str]] = {}
    blocks = {"": root}
    while blocks:
        for at, model in blocks.items():
            for key in _keys(model):
                kept = found.setdefault(key, [])
                if len(kept) < 2 and not any(at.split(".")[0] == other.split(".")[0] for other in kept):
                    kept.append(at)
        blocks = {f"{at}.{k}".lstrip("."): b for at, m in blocks.items() for k, b in _blocks(m).items()}
    return found


def _not_listed(where: str, expected: str, value: object) -> Fault:
    known = re.findall(r"'([^']+)'", expected)
    if "VI" in known and (advice := _phototype(value, known)):
        return Fault(where, f"one of: {', '.join(known)}", shown(value), advice)
    near = suggestion(value, known) if isinstance(value, str) else None
    advice = instead(value) or (f"did you mean '{near}'?" if near else "choose one of these")
    return Fault(where, f"one of: {', '.join(known)}", shown(value), advice)


def _phototype(value: object, known: list[str]) -> str | None:
    """Return what to write for a phototype in figures, or for several."""
    if str(value) in ("1", "2", "3", "4", "5", "6"):
        return f"write '{known[int(str(value)) - 1]}'"
    several = len(re.findall(r"\b(?:[IV]+|[1-6])\b", str(value))) > 1
    return "choose one; a group's shares go into 'population.phototype'" if several else None


def _example(path: KeyPath, root: type[Block]) -> str:
    """Return ``, for example 'depth: 1.5 mm'`` for a path of the schema, or nothing without an example."""
    keys = [step for step in path if isinstance(step, str)]
    field = _keys(_model_at(tuple(keys[:-1]), root)).get(keys[-1]) if keys else None
    if field is None or not field.examples:
        return ""
    example = field.examples[0]
    text = f"[{', '.join(map(str, example))}]" if isinstance(example, list) else str(example)
    return f", for example '{keys[-1]}: {text}'"


def _example_of_keys(path: KeyPath, root: type[Block]) -> str:
    """Return an example of a block of keys, the first two that have one."""
    fields = _keys(_model_at(path, root)).items()
    plain = [
        f"{key}: {f.examples[0]}" for key, f in fields if f.examples and not isinstance(f.examples[0], dict)
    ]
    if not (plain and path):
        return ""
    head = "-" if isinstance(path[-1], int) else f"{path[-1]}:"
    return f", for example '{head} {{{', '.join(plain[:2])}}}'"


def _model_at(path: KeyPath, root: type[Block]) -> type[Block]:
    """Return the block of keys that stands at a path of the schema."""
    model = root
    for step in path:
        if isinstance(step, str):
            model = _blocks(model).get(step, model)
    return model


def _blocks(model: type[Block]) -> dict[str, type[Block]]:
    """Return the blocks below a block by the key they are written under."""
    found: dict[str, type[Block]] = {}
    for name, field in model.model_fields.items():
        if block := _block_in(field.annotation):
            found.setdefault((field.alias or name).removeprefix("="), block)
    return found


def _keys(model: type[Block]) -> dict[str, FieldInfo]:
    """Return the keys of a block as files write them."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return {key: field for key, field in fields.items() if not key.startswith("=")}


def _block_in(annotation: object) -> type[Block] | None:
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return annotation
    return next((block for part in get_args(annotation) if (block := _block_in(part))), None)
