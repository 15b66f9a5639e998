"""Generated parts of the validation page: what `needlework validate` found, misses first.

`take` copies what the page shows from a folder of ``needlework validate`` into ``docs/data/validation.json``
and is called by ``build_docs.py --validation DIR``; everything else reads that file, which names its fit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs_links import link, linked
from docs_predictions import fit_fingerprint
from docs_text import cell, code, folded, number, table

from needlework.draws import current_fit
from needlework.evidence.fit import load_fit
from needlework.predictions.picture import BELOW, picture

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "data" / "validation.json"
FIRST = {
    "fail": "Targets and checks that fail",
    "miss": "Published figures that were missed",
    "rival": "Rivals that do as well or better",
}
_IDS = ("observation", "record", "source", "outcome")
_DIGITS = 4
_NOTICEABLE = 10.0  # percent of the width of the shipped interval


@dataclass(frozen=True, slots=True)
class Pick:
    """Tables of a part that the page shows.

    Attributes
    ----------
    id
        Their id, or how the ids of several begin.
    columns
        Keys of the columns shown; all if none.
    per, most
        Of the rows with the same value in the column ``per`` only the first ``most``.
    keep
        Which rows are shown at all.
    note
        What is said of rows left out.
    """

    id: str
    columns: Sequence[str] = ()
    per: str | None = None
    most: int = 0
    keep: Callable[[Mapping[str, Any]], bool] = lambda row: True
    note: str = ""


def _moves(row: Mapping[str, Any]) -> bool:
    """Return whether a row is of the shipped structure, or of one that moves the median noticeably."""
    return row["shift"] is None or abs(row["shift"]) >= _NOTICEABLE


_BEHAVIOUR = ("what", "ok", "verdict", "share", "measure", "median", "interval", "unit", "observations")
_ERRORS = ("outcome", "day", "median", "unit", "of", "strata", "rings", "step", "reports")
PICKS: Mapping[str, Sequence[Pick]] = {
    "scorecards": (Pick("families"), Pick("figures")),
    "retrodiction": (Pick("trials"),),
    "behaviours": (Pick("built_in", _BEHAVIOUR), Pick("fitted", _BEHAVIOUR), Pick("emergent", _BEHAVIOUR)),
    "claims": (Pick("verdicts"),),
    "sensitivity": (
        Pick("groups", per="outcome", most=4, note="Here the first four of each outcome."),
        Pick(
            "drivers",
            ("outcome", "grade", "shown", "count", "record", "share", "basis"),
            per="outcome",
            most=2,
            note="Here the first two drivers of each outcome.",
        ),
    ),
    "structure": (
        Pick(
            "headlines",
            ("question", "alternative", "outcome", "unit", "median", "interval", "shift", "inside"),
            keep=_moves,
            note=f"Here only changes of at least {_NOTICEABLE:.0f} % of the width.",
        ),
        Pick(
            "fitted",
            ("question", "alternative", "met", "figures", "against", "verdict", "unhealthy"),
        ),
        Pick("directions"),
    ),
    "verification": (
        Pick("medians", (*_ERRORS, "draws", "persons", "grid_ok", "sample_ok")),
        Pick("rings"),
        Pick("draws"),
    ),
}
_HEADINGS = {
    "scorecards": "Scorecards by family",
    "retrodiction": "Published trials, run again",
    "behaviours": "Built in, fitted, emergent",
    "claims": "Claims",
    "sensitivity": "Sensitivity",
    "structure": "Structures left open",
    "verification": "Calculation verification",
}


# ---- from a folder of `needlework validate` ---------------------------------------------------------------


def take(folder: Path) -> None:
    """Copy what the page shows from a folder of ``needlework validate``.

    Raises
    ------
    SystemExit
        The folder holds no dossier, belongs to another fit, or a part lacks a table that the page shows.
    """
    if not (folder / "dossier.json").is_file():
        raise SystemExit(f"{folder}: expected the folder that 'needlework validate --out' wrote")
    dossier = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
    if not _is_of_this_fit(dossier):
        raise SystemExit(f"{folder}: belongs to another fit; run 'needlework validate' again")
    provenance = dossier["provenance"]
    found = {
        "fit": fit_fingerprint(),
        "version": provenance["version"],
        "seed": provenance["seed"],
        "seconds": provenance["seconds"],
        "parts": [part for key in PICKS if (part := _part(folder, key))],
    }
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {', '.join(part['id'] for part in found['parts'])}")


def _is_of_this_fit(dossier: Mapping[str, Any]) -> bool:
    """Return whether a dossier was made with the shipped fit: the same figures, fitted the same."""
    fit = load_fit()
    if fit is None or dossier["provenance"]["fit_void"]:
        return False
    shipped = {row["id"]: row["median"] for row in (*fit.record["figures"], *fit.record["scale_figures"])}
    return shipped == {row["id"]: row["median"] for row in dossier["fitted"]["table"]["rows"]}


def _part(folder: Path, key: str) -> dict[str, Any] | None:
    path = folder / f"{key}.json"
    if not path.is_file():
        return None
    part = json.loads(path.read_text(encoding="utf-8"))
    tables = []
    for pick in PICKS[key]:
        picked = [_picked(t, pick) for t in part["tables"] if _is(t, pick.id)]
        if not picked:
            raise SystemExit(f"{path}: no table has the id {pick.id!r}; correct tools/docs_validation.py")
        tables += picked
    kept = {name: part[name] for name in ("id", "title", "question", "summary", "findings", "passed")}
    return {**kept, "tables": tables}


def _is(shown: Mapping[str, Any], id: str) -> bool:
    """Return whether a table has an id, or belongs to the family of tables that the id names."""
    return shown["id"] == id or shown["id"].startswith(f"{id}-")


def _picked(shown: Mapping[str, Any], pick: Pick) -> dict[str, Any]:
    keys = pick.columns or tuple(shown["columns"])
    rows = [{key: _rounded(row.get(key)) for key in keys} for row in _first(shown["rows"], pick)]
    columns = {key: shown["columns"][key] for key in keys}
    note = f"{shown['note']} {pick.note} The dossier has all." if pick.note else shown["note"]
    return {
        "id": shown["id"],
        "title": shown["title"],
        "note": note.strip(),
        "columns": columns,
        "rows": rows,
    }


def _first(rows: Sequence[Mapping[str, Any]], pick: Pick) -> Iterator[Mapping[str, Any]]:
    seen: Counter[Any] = Counter()
    for row in filter(pick.keep, rows):
        same = row.get(pick.per) if pick.per else None
        seen[same] += 1
        if not pick.per or seen[same] <= pick.most:
            yield row


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    return [_rounded(v) for v in value] if isinstance(value, list) else value


# ---- the page ---------------------------------------------------------------------------------------------


def validation() -> dict[str, Any] | None:
    """Return what is on file of the last validation, or None."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else None


_NONE = (
    "**No validation is on file.** Run `needlework validate --out dossier` and then "
    "`python tools/build_docs.py --validation dossier`."
)


def state() -> str:
    """Return which fit the numbers belong to, and whether they are outdated."""
    found = validation()
    if found is None:
        return _NONE
    why = outdated(found)
    warning = (
        f"**Outdated: {why}. The numbers below describe that fit, not the one in use.**\n\n" if why else ""
    )
    missing = _missing(found)
    rows = [
        ("fit", code(found["fit"])),
        ("version", code(found["version"])),
        ("seed", str(found["seed"])),
        ("made in", f"{found['seconds'] / 60:.0f} minutes"),
        *([("parts not run", ", ".join(missing))] if missing else []),
    ]
    return warning + table(("these numbers belong to", ""), rows)


def _missing(found: Mapping[str, Any]) -> list[str]:
    made = {part["id"] for part in found["parts"]}
    return [key for key in PICKS if key not in made]


def outdated(found: Mapping[str, Any]) -> str | None:
    """Return why the numbers no longer describe the program, or None."""
    if found["fit"] != fit_fingerprint():
        return f"the fit was made anew since (now {code(fit_fingerprint())})"
    void = current_fit()[1]
    return void.split(":")[0] if void else None


def in_one_picture() -> str:
    """Return the picture of all predictions, with the sentence that sums it up."""
    found = validation()
    cards = next((part for part in found["parts"] if part["id"] == "scorecards"), None) if found else None
    if cards is None:
        return _NONE
    rows = next(t for t in cards["tables"] if t["id"] == "figures")["rows"]
    rivals = sum(f["kind"] == "rival" for f in cards["findings"])
    verdict = f"{rivals} comparisons with a rival are lost; they stand below."
    return "\n\n".join(
        [
            _safe(cards["summary"]) + f" {verdict}",
            f'<figure class="wide">{picture(rows)}<figcaption>{BELOW}</figcaption></figure>',
        ]
    )


def misses() -> str:
    """Return every failed target, miss and rival of all parts, before anything else."""
    found = validation()
    if found is None:
        return _NONE
    missing = _missing(found)
    parts = [f"**Not run, so not here: {', '.join(missing)}.**"] if missing else []
    for kind, heading in FIRST.items():
        lines = [
            f"- [{_HEADINGS[part['id']]}](#{part['id']}): {linked(_safe(f['text']))}"
            for part in found["parts"]
            for f in part["findings"]
            if f["kind"] == kind
        ]
        head = f"{heading}: {len(lines) or 'none'}"
        parts += [folded(head, "\n".join(lines)) if lines else f"{head}."]
    return "\n\n".join(parts)


def parts() -> str:
    """Return every part with question, summary, notes and tables; those not run are said to be so."""
    found = validation()
    known = {part["id"]: part for part in found["parts"]} if found else {}
    return "\n\n".join(_shown(known[key]) if key in known else _headed(key, "Not run.") for key in PICKS)


def _headed(key: str, *blocks: str) -> str:
    head = f'<a id="{key}"></a>\n\n## {_HEADINGS[key]}'
    return "\n\n".join(block for block in (head, *blocks) if block)


def _shown(part: Mapping[str, Any]) -> str:
    verdict = {True: "Its targets are met.", False: "**Its targets are not met.**", None: ""}[part["passed"]]
    notes = [f"- {linked(_safe(f['text']))}" for f in part["findings"] if f["kind"] == "note"]
    return _headed(
        part["id"],
        f"*{_safe(part['question'])}*",
        " ".join(filter(None, (linked(_safe(part["summary"])), verdict))),
        "\n".join(notes),
        *(_table(t) for t in part["tables"]),
    )


def _table(shown: Mapping[str, Any]) -> str:
    columns = shown["columns"]
    head = [_head(column) for column in columns.values()]
    rows = [[_cell(columns[key], row[key]) for key in columns] for row in shown["rows"]]
    note = f"\n\n{linked(_safe(shown['note']))}" if shown["note"] else ""
    title = f"{_safe(shown['title'])} ({len(rows)} rows)"
    return folded(title, f"{table(head, rows)}{note}")


def _head(column: Mapping[str, Any]) -> str:
    return cell(f"{column['title']} ({column['unit']})" if column["unit"] else column["title"])


def _cell(column: Mapping[str, Any], value: Any) -> str:
    """Return a value as the Markdown of a cell, by the kind of its column."""
    kind = column["kind"]
    if value is None or value == "" or value == []:
        return "–"
    if kind in _IDS:
        return ", ".join(link(id) for id in ([value] if isinstance(value, str) else value))
    if kind == "ok":
        return "yes" if value else "**no**"
    if kind == "number":
        return number(value)
    if kind == "interval":
        return f"{number(value[0])} to {number(value[1])}"
    return linked(cell(value))


def _safe(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")


# ---- for the page of limits -------------------------------------------------------------------------------


def missed_figures() -> str:
    """Return the published figures that predictions without them missed, and trials run again that miss."""
    found = validation()
    if found is None:
        return _NONE
    by_id = {part["id"]: part for part in found["parts"]}
    cards, trials = by_id.get("scorecards"), by_id.get("retrodiction")
    pieces = [f"**Outdated: {why}.**"] if (why := outdated(found)) else []
    pieces += [_missed_cards(cards)] if cards else ["The scorecards were not run."]
    pieces += [_missed_trials(trials)] if trials else ["Published trials were not run again."]
    return "\n\n".join(pieces)


def _missed_cards(part: Mapping[str, Any]) -> str:
    every = next(t for t in part["tables"] if t["id"] == "figures")
    missed = [r for r in every["rows"] if r["inside"] is False or r["right_way"] is False]
    keys = ("id", "standing", "published", "median", "interval", "unit", "inside", "right_way")
    shown = {**every, "columns": {key: every["columns"][key] for key in keys}, "rows": missed}
    count = f"{part['summary']} The {len(missed)} that lie outside or point the wrong way:"
    return f"{_safe(count)}\n\n{_table({**shown, 'title': 'Figures and directions', 'note': every['note']})}"


def _missed_trials(part: Mapping[str, Any]) -> str:
    (every,) = part["tables"]
    missed = [r for r in every["rows"] if r["met"] is False]
    shown = {**every, "title": "Published trials, run again", "rows": missed}
    return _table(shown) if missed else f"### {shown['title']}\n\nNone missed."
