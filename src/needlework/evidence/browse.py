"""Look up records: one by its id, many by words, sources as BibTeX."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from needlework.errors import Fault, InputError
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import Parameter, load_parameters
from needlework.evidence.sources import Source, load_sources


def show(id: str) -> str:
    """Return everything on file about a parameter, an observation or a source, as plain text.

    Raises
    ------
    InputError
        When nothing has this id; the nearest id is suggested.
    """
    found = _find(id)
    match found:
        case Parameter():
            return _show_parameter(found)
        case Observation():
            return _show_observation(found)
        case Source():
            return _show_source(found)


def search(words: str | Iterable[str]) -> list[dict[str, str]]:
    """Return the records that hold every word, without regard to case.

    Returns
    -------
    list of dict
        With ``kind`` (parameter, observation, source), ``id`` and a one-line ``summary``.
    """
    wanted = [w.casefold() for w in (words.split() if isinstance(words, str) else words)]
    rows = [
        *(("parameter", p.id, _parameter_line(p)) for p in load_parameters().values()),
        *(("observation", o.id, _finding(o)) for o in load_observations().values()),
        *(("source", s.key, s.citation) for s in load_sources().values()),
    ]
    return [
        {"kind": kind, "id": id, "summary": summary}
        for kind, id, summary in rows
        if all(w in show(id).casefold() for w in wanted)
    ]


def bibtex(keys: Iterable[str]) -> str:
    """Return BibTeX entries of sources, in the order given.

    Raises
    ------
    InputError
        Naming every key that is not on file.
    """
    sources = load_sources()
    keys = list(keys)
    faults = [_missing(key, sources) for key in keys if key not in sources]
    if faults:
        raise InputError(faults)
    return "\n\n".join(_entry(sources[key]) for key in keys)


def _find(id: str) -> Parameter | Observation | Source:
    collections = (load_parameters(), load_observations(), load_sources())
    for collection in collections:
        if id in collection:
            return collection[id]
    raise InputError([_missing(id, [key for collection in collections for key in collection])])


def _missing(key: str, known: Iterable[str]) -> Fault:
    close = difflib.get_close_matches(key, list(known), n=1)
    next_step = f"did you mean {close[0]!r}?" if close else "search by words"
    return Fault("evidence", "the id of a record", repr(key), next_step)


def _show_parameter(p: Parameter) -> str:
    lower, upper = p.distribution.interval(0.95)
    rows = {
        "value": _quantity(f"{p.value:.4g}", p.unit),
        "95 % of draws": _quantity(f"{lower:.3g} to {upper:.3g}", p.unit),
        "basis": p.basis.replace("_", " ") + ("" if p.basis == p.grade else f" ({p.grade})"),
        "source": _cited(p.source, p.locator),
        "as reported": p.as_reported,
        "conversion": p.conversion,
        "applies to": ", ".join(f"{key} {value}" for key, value in p.applies.items()),
        "rationale": p.rationale,
        "note": p.note,
        "record": p.where,
    }
    return _page(f"{p.id}: {p.meaning}", rows)


def _parameter_line(p: Parameter) -> str:
    return f"{p.meaning.rstrip('.')}: {_quantity(f'{p.value:.4g}', p.unit)}, {p.grade}"


def _show_observation(o: Observation) -> str:
    course, people = o.course, o.population
    done = [
        course.device,
        f"{course.depth_mm:g} mm" if course.depth_mm else None,
        f"{course.sessions} sessions" if course.sessions else None,
        f"every {course.interval_days:g} days" if course.interval_days else None,
        f"with {course.adjunct}" if course.adjunct else None,
    ]
    phototypes = f"phototypes {people.phototypes}" if people.phototypes else None
    who = [o.species.replace("_", " "), people.site, people.concern, phototypes]
    rows = {
        "finding": _finding(o),
        "time": _time(o),
        "arm": o.arm,
        "outcome": o.outcome,
        "scale": o.family and o.family.replace("_", " "),
        "counts as": class_of(o),
        "course": ", ".join(filter(None, done)),
        "population": ", ".join(filter(None, who)),
        "design": o.design + (", blinded" if o.blinded else "") + (", open label" if o.open_label else ""),
        "persons": str(o.n) if o.n else None,
        "source": _cited(o.source, f"{o.locator or ''} (read: {o.read.replace('_', ' ')})".strip()),
        "used in fit": "yes" if o.used_in_fit else "no, held out" if o.held_out else "no",
        "note": o.note,
        "record": o.where,
    }
    return _page(f"{o.id}: {o.endpoint}", rows)


def class_of(o: Observation) -> str | None:
    """Return in words what a share of persons counts: at least so much, or an exclusive class."""
    if o.threshold:
        words = o.threshold.replace("_", " ")
        return "no amount of effect" if o.threshold == "none" else f"at least {words}"
    if o.band is None:
        return None
    lower, upper = ((word or "").replace("_", " ") for word in o.band)
    return " but ".join(filter(None, [lower and f"at least {lower}", upper and f"less than {upper}"]))


def _finding(o: Observation) -> str:
    defined = f" ({o.definition})" if o.definition else ""
    spread = f", SD {o.sd:g}" if o.sd else f", SE {o.se:g}" if o.se else ""
    interval = f", 95 % CI {o.ci95[0]:g} to {o.ci95[1]:g}" if o.ci95 else ""
    p = f", p {o.p}" if o.p else ""
    return f"{o.endpoint}{defined}: {o.kind.replace('_', ' ')} {_said(o)}{spread}{interval}{p}"


def _said(o: Observation) -> str:
    if o.n_of:
        return f"{o.n_of[0]} of {o.n_of[1]}"
    if o.value is not None:
        bound = f"{o.bound.replace('_', ' ')} " if o.bound else ""
        return bound + _quantity(f"{o.value:g}", o.unit)
    if o.range:
        return _quantity(f"{o.range[0]:g} to {o.range[1]:g}", o.unit)
    return {"up": "higher", "down": "lower", "none": "unchanged"}.get(o.direction or "", "see note")


def _quantity(number: str, unit: str) -> str:
    return number if unit == "1" else f"{number} {unit}"


def _time(o: Observation) -> str | None:
    if o.time_range:
        days = f"{o.time_range[0]:g} to {o.time_range[1]:g} days"
    elif o.time_days is not None:
        days = f"{o.time_days:g} days"
    else:
        return None
    return days + ("" if o.time_anchor == "unknown" else f" after {o.time_anchor.replace('_', ' ')}")


def _show_source(s: Source) -> str:
    rows = {"read": s.read.replace("_", " "), "note": s.note, "record": s.where}
    return _page(f"{s.key}: {s.citation}", rows)


def _cited(key: str | None, detail: str | None) -> str | None:
    if key is None:
        return None
    source = load_sources().get(key)
    text = source.citation if source else key
    return f"{text} [{key}]" + (f" {detail}" if detail else "")


def _page(title: str, rows: dict[str, str | None]) -> str:
    width = max(map(len, rows))
    return "\n".join([title, *(f"  {name:<{width}}  {text}" for name, text in rows.items() if text)])


def _entry(s: Source) -> str:
    fields = {
        "author": _authors(s.authors) if s.authors else None,
        "title": s.title,
        "journal": s.container,
        "year": str(s.year) if s.year else None,
        "doi": s.doi,
        "pmid": s.pmid,
        "url": s.url,
        "note": f"accessed {s.accessed}" if s.accessed else None,
    }
    kind = "article" if s.container else "misc"
    body = ",\n".join(f"  {name} = {{{_tex(text)}}}" for name, text in fields.items() if text)
    return f"@{kind}{{{s.key},\n{body}\n}}"


def _authors(text: str) -> str:
    """Turn "Lotfi R, Moneib H, et al" into BibTeX names; names without initials are kept whole."""
    names = []
    for name in re.split(r"[,;] ?", text):
        person = re.fullmatch(r"(.+) ([A-Z]+)", name)
        names.append(
            "others" if name.startswith("et al") else f"{person[1]}, {person[2]}" if person else f"{{{name}}}"
        )
    return " and ".join(names)


def _tex(text: str) -> str:
    for character in "&%#_":
        text = text.replace(character, "\\" + character)
    return text
