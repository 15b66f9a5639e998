"""The answer to a new paper in plain words, made from its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

_MOST = 12  # rows of a table
_PARTS = {"people": "people and scales", "tissue": "tissue and instruments"}
_KINDS = {
    "change_percent": "change",
    "change_absolute": "change",
    "contrast": "difference between arms",
    "ratio": "ratio",
    "absolute": "level",
    "p_value": "p value only",
    "qualitative": "words only",
    "responders": "share of people",
}


def lines(document: Row) -> list[str]:
    """Return what `evidence add` prints."""
    return [*_read(document), "", *_predicted(document), "", *_moved(document), "", *_next(document)]


def _read(document: Row) -> Iterator[str]:
    figures = document["figures"]
    count = sum(f["compared"] for f in figures)
    yield f"Read: {document['source']['citation']}"
    yield f"  {_count(len(figures), 'figure')}, {count} of which can be compared with a prediction"
    yield from (f"  note: {note}" for note in document["notes"])
    for f in figures:
        yield f"- {f['id']}: {f['endpoint']}{', ' + f['arm'] if f['arm'] else ''}"
        outcome = f["outcome"] or "no outcome"
        yield f"    {_printed(f)}; {outcome}, {f['family'] or 'no family'}; informs {_informs(f)}"
        if f["why_not"]:
            yield f"    not compared: {f['why_not']}"


def _informs(figure: Row) -> str:
    if figure["held_out"]:
        return "no part of the fit (held out)"
    return _PARTS[figure["informs"]] if figure["informs"] else "no part of the fit"


def _printed(figure: Row) -> str:
    kind, unit = _KINDS[figure["kind"]], "" if figure["unit"] == "1" else f" {figure['unit']}"
    if figure["n_of"]:
        return f"{figure['n_of'][0]} of {figure['n_of'][1]} people"
    if figure["range"]:
        return f"{kind} {_span(figure['range'])}{unit}"
    if figure["value"] is None:
        return f"{kind}, {figure['direction'] or 'no direction'}"
    return f"{kind} {_plain(figure['value'])}{unit}" + (f", n {figure['n']}" if figure["n"] else "")


def _predicted(document: Row) -> Iterator[str]:
    found = [f for f in document["figures"] if f["prediction"]]
    if not found:
        yield "Predicted: nothing, because no figure can be compared."
        return
    known = document["seen_by_fit"]
    told = f"by a fit that was given {', '.join(known)}" if known else "without having seen the paper"
    yield f"Predicted for these people and this course, {told}"
    for f in found:
        p = f["prediction"]
        yield f"- {f['id']} ({p['outcome']}, {p['unit']})"
        said = "a direction only" if p["published"] is None else _plain(p["published"])
        yield (
            f"    published {said}; a new study would print {_plain(p['median'])} "
            f"(9 in 10: {_span(p['study_interval'])}){_verdict(p)}"
        )


def _verdict(prediction: Row) -> str:
    words = {
        "inside": {True: "inside", False: "OUTSIDE"},
        "right_direction": {True: "right direction", False: "WRONG DIRECTION"},
    }
    said = [told[prediction[key]] for key, told in words.items() if prediction[key] is not None]
    return ": " + ", ".join(said) if said else ""


def _moved(document: Row) -> Iterator[str]:
    found = document["moved"]
    if found is None:
        yield f"What would move: not computed; {document['moved_why']}."
        return
    yield "What would move (the shipped draws weighted by how well they meet the paper; nothing is fitted)"
    yield from (_part(part, found["draws"]) for part in found["parts"])
    if not all(part["reliable"] for part in found["parts"]):
        yield (
            "  NOT RELIABLE: with k above 0.7, or fewer than 50 draws in effect, weighting does not stand "
            "for a fit. Read what follows as a direction at most, and fit again."
        )
    yield from _told(found)
    yield "  Records, in standard deviations before"
    yield from _table(found["records"], "no record moves by more than chance")
    course = found["usual_course"]
    yield f"  A usual course, {course['concern'] or 'no concern'}, typical person, at its end"
    if len(found["parts"]) > 1:
        both = found["together"]
        said = "" if both["reliable"] else "; NOT RELIABLE, fit again"
        yield f"    both parts together: {both['effective_draws']:,.0f} draws in effect{said}"
    yield from _table(course["outcomes"], "no outcome moves by more than chance")


def _told(found: Row) -> Iterator[str]:
    parts = {p["part"] for p in found["parts"]}
    if "tissue" not in parts:
        yield "  Scores and shares of people do not bend the tissue: its records stay as they are."
    else:
        yield "  What a changed tissue does to the reading of older scores, only a new fit shows."


def _part(part: Row, draws: int) -> str:
    k = "not defined" if part["pareto_k"] is None else f"{part['pareto_k']:.2f}"
    said = "reliable" if part["reliable"] else "not reliable"
    remain = f"{part['effective_draws']:,.0f} of {draws:,} draws remain in effect"
    return (
        f"  {_PARTS[part['part']]}: {_count(len(part['figures']), 'figure')}; {remain}; Pareto k {k} ({said})"
    )


def _table(rows: Sequence[Row], none: str) -> Iterator[str]:
    clear = [r for r in rows if r["more_than_chance"]][:_MOST]
    if not clear:
        yield f"    {none}"
    width = max((len(r["id"]) for r in clear), default=0)
    for r in clear:
        yield (
            f"    {r['id']:{width}s}  {r['moved_sd']:+.2f} sd   {_ends(r['before'])} -> {_ends(r['after'])} "
            f"{'' if r['unit'] == '1' else r['unit']}".rstrip()
        )
    if clear and (rest := len(rows) - len(clear)):
        yield f"    and {rest} more that move less, or no more than chance"


def _ends(ends: Row) -> str:
    return f"{_plain(ends['median'])} ({_span(ends['interval'])})"


def _next(document: Row) -> Iterator[str]:
    yield "Next (nothing was put on file)"
    yield from (f"{i}. {step}" for i, step in enumerate(document["next"], 1))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _plain(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.0f}" if 1e3 <= abs(value) < 1e6 else f"{value:.3g}"


def _span(pair: Sequence[float | None]) -> str:
    return f"{_plain(pair[0])} to {_plain(pair[1])}"
