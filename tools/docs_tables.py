"""Generated parts of the docs that are made of the program itself: schema, outcomes, network, fit."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docs_text import block, cell, code, table

from needlework.evidence.records import data_root
from needlework.outcomes import not_modelled, outcomes

ROOT = Path(__file__).resolve().parents[1]
NETWORK = ROOT / "src" / "needlework" / "data" / "networks" / "dermis.ant"
LABELS = {"built_in": "built in", "fitted": "fitted", "emergent": "emergent"}
_SECTION = re.compile(r"// ---- (.+?) -+$")
_REACTION = re.compile(r"^\s+(\w+):\s+(.*?)\s*->\s*(.*?);\s+(.+);$")
_RULE = re.compile(r"^\s+(\w+)\s*:=\s*(.+?);\s*(?://\s*(.*))?$")


# ---- the study file ---------------------------------------------------------------------------------------


def study_keys() -> str:
    """Return one table per block of the study file, from its JSON Schema."""
    schema = json.loads((data_root() / "study.schema.json").read_text(encoding="utf-8"))
    parts = [_keys("The file", schema)]
    parts += [_keys(name.removesuffix("Spec"), model) for name, model in _in_order(schema)]
    return "\n\n".join(parts)


def _in_order(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the blocks in the order in which the file uses them."""
    waiting, seen = _references(schema), set()
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            model = schema["$defs"][name]
            yield name, model
            waiting = _references(model) + waiting


def _references(model: dict[str, Any]) -> list[str]:
    return re.findall(r'"#/\$defs/(\w+)"', json.dumps(model["properties"]))


def _keys(title: str, model: dict[str, Any]) -> str:
    needed = model.get("required", ())
    rows = [
        (code(key), _kind(field), "required" if key in needed else _default(field), _example(field))
        for key, field in model["properties"].items()
    ]
    about = f"{model['description']}\n\n" if "description" in model else ""
    return f"### {title}\n\n{about}" + table(("key", "what it takes", "if left out", "example"), rows)


def _kind(field: dict[str, Any]) -> str:
    options = [o for o in field.get("anyOf", field.get("oneOf", [field])) if o.get("type") != "null"]
    return " or ".join(_one_kind(o) for o in options)


def _one_kind(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1].removesuffix("Spec")
        return f"a [{name}](#{name.lower()}) block"
    if "oneOf" in field or "anyOf" in field:
        return _kind(field)
    if "const" in field:
        return code(field["const"])
    if "enum" in field:
        return " · ".join(code(word) for word in field["enum"])
    if field.get("type") == "array":
        return f"a list of: {_one_kind(field['items'])}"
    if "description" in field:
        return cell(field["description"])
    words = {"integer": "a whole number", "number": "a number", "string": "text"}[field["type"]]
    ends = [
        f"{name} {field[key]:g}"
        for key, name in (("minimum", "at least"), ("maximum", "at most"))
        if key in field
    ]
    return cell(", ".join([words, *ends]))


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    if value is None:
        return "unknown"
    return "" if isinstance(value, dict | list) else code(value)


def _example(field: dict[str, Any]) -> str:
    if not field.get("examples"):
        return ""
    example = field["examples"][0]
    return code(json.dumps(example) if isinstance(example, list) else example)


def study_example() -> str:
    """Return the fullest shipped study."""
    return block("yaml", (ROOT / "examples" / "rolling-scars.yaml").read_text(encoding="utf-8"))


def devices() -> str:
    """Return the device catalogue."""
    from needlework.subject.catalogue import read

    rows = []
    for file in sorted((data_root() / "devices").iterdir(), key=lambda f: f.name):
        d = read(f"devices/{file.name}")
        shown = [
            code(file.name.removesuffix(".yaml")),
            cell(d.get("title")),
            cell(d.get("kind")),
            cell(d.get("needles")),
        ]
        rows.append([*shown, cell(d.get("labelled_depth", ""))])
    return table(("key", "device", "kind", "needles", "labelled depth"), rows)


# ---- outcomes ---------------------------------------------------------------------------------------------


def outcome_table() -> str:
    """Return the outcome table."""
    head = ("id", "title", "unit", "rows", "concerns", "label", "observation model", "intervals not given")
    rows = [
        (
            code(o.id),
            cell(o.title),
            cell(o.unit) + (" change from baseline" if o.form == "change" else ""),
            "one figure" if o.rows == "once" else "over time",
            ", ".join(o.concerns) or "all",
            LABELS[o.label],
            cell(o.observation) + (f" ({cell(o.instrument)})" if o.instrument else ""),
            "; ".join(f"{who}: {cell(why)}" for who, why in (o.no_interval or {}).items()),
        )
        for o in outcomes().values()
    ]
    return table(head, rows)


def not_modelled_table() -> str:
    """Return what the program declares it does not model."""
    rows = [
        (code(r["id"]), cell(r["title"]), cell(r["why"]), cell(r["what_trials_found"]))
        for r in not_modelled()
    ]
    return table(("id", "title", "why", "what trials found"), rows)


def labels() -> str:
    """Return the outcomes by label."""
    found = {label: [o.id for o in outcomes().values() if o.label == label] for label in LABELS}
    return "\n".join(
        f"- **{LABELS[label]}**: {', '.join(code(i) for i in ids)}" for label, ids in found.items()
    )


# ---- the network ------------------------------------------------------------------------------------------


def network_states() -> str:
    """Return the species with their names and healthy values."""
    text = NETWORK.read_text(encoding="utf-8")
    names = dict(re.findall(r'(\w+)\s+is "([^"]+)"', text))
    healthy = dict(re.findall(r"(\w+) = ([^;]+);", text.split("---- healthy skin")[1]))
    return table(
        ("state", "what it is", "in healthy skin"),
        [(code(s), cell(n), code(healthy[s])) for s, n in names.items()],
    )


def network_rules() -> str:
    """Return the quantities that several laws use."""
    lines = NETWORK.read_text(encoding="utf-8").splitlines()
    found = [(i, m) for i, line in enumerate(lines, 1) if (m := _RULE.match(line))]
    rows = [(code(m[1]), code(m[2].replace("|", "\\|")), cell(m[3]), f"line {i}") for i, m in found]
    return table(("quantity", "definition", "what it is", "in `dermis.ant`"), rows)


def network_processes() -> str:
    """Return every process of the network with its law and its line in the file."""
    parts: dict[str, list[tuple[str, ...]]] = {}
    section = ""
    for i, line in enumerate(NETWORK.read_text(encoding="utf-8").splitlines(), 1):
        if m := _SECTION.search(line):
            section = m[1].strip()
        elif m := _REACTION.match(line):
            change = f"{m[2] or '∅'} → {m[3] or '∅'}"
            parts.setdefault(section, []).append((code(m[1]), code(change), code(m[4]), f"line {i}"))
    head = ("process", "from → to", "rate per day", "in `dermis.ant`")
    return "\n\n".join(
        f"#### {name[0].upper()}{name[1:]}\n\n{table(head, rows)}" for name, rows in parts.items()
    )


# ---- commands, rooms, words -------------------------------------------------------------------------------


def commands() -> str:
    """Return the verbs of the command line."""
    return table(
        ("command", "what it does"), [(code(f"needlework {name}"), cell(text)) for name, text in _verbs()]
    )


def _verbs() -> Iterator[tuple[str, str]]:
    import typer

    from needlework.cli import app

    for name, command in typer.main.get_command(app).commands.items():  # pyright: ignore[reportAttributeAccessIssue]
        for verb in command.commands.values() if hasattr(command, "commands") else [command]:
            full = name if verb is command else f"{name} {verb.name}"
            yield full, (verb.help or "").strip().split("\n")[0]


def layers() -> str:
    """Return the rooms and who may import whom, from the contract that is checked."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rows = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    return block("text", "\n".join(row.replace("needlework.", "") for row in rows))


def glossary() -> str:
    """Return the glossary that reports use."""
    path = ROOT / "src" / "needlework" / "pages" / "glossary.yaml"
    terms = yaml.safe_load(path.read_text(encoding="utf-8"))
    return "\n".join(
        f"- **{cell(t['term'])}**: {cell(t['means'])}" for t in sorted(terms, key=lambda t: t["term"].lower())
    )
