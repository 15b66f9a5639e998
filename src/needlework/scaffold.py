"""A first study file: commented text that loads, with the course that reports of its concern describe."""

from __future__ import annotations

from importlib import resources

from needlework.errors import Fault, InputError, shown
from needlework.files import packaged
from needlework.units import parse

_TEXT = """\
# A study for Needlework. Leave out what you do not know: it is then simulated as unknown, not filled in.
schema: needlework/study/1
title: "{title}"
skin:
  site: {site}
  age: 35 years
  phototype: III          # Fitzpatrick I to VI
  phenotype: normal       # normal | hypertrophic_prone | keloid_prone{concern}
history: []               # free words for screening, such as: herpes labialis in 2022
course:
  # Depth, sessions and interval: {note}.
  device: pen_12          # a key of the device catalogue, or a description of your own
  sessions: {sessions}             # 0 is the untreated course
  interval: {interval}
  depth: {depth:<15}  # the setting, or the needle length
  density: 250 per cm2    # or passes, or hand_speed and track, or time and area
  operator: {{skill: trained, needles: single_use}}
  topicals: []            # such as: {{active: ascorbic_acid, strength: 15 %, when: after, for: 8 hours}}
  aftercare: {{occlusion: none, sun: protected}}
horizon: 12 months        # from the first session
population: {{persons: 5}}   # how people differ; 1 is the typical person
draws: 160                # what nobody knows
seed: 7
"""
_CONCERN = "\n  concern: {{kind: {kind}}}   # its morphology, age and a baseline score may be added"


_KINDS = {"needlework/design/1": " (trial)", "needlework/limits/1": " (plan)"}


def new_study(concern: str | None, site: str) -> str:
    """Return the text of a study file to start from.

    Parameters
    ----------
    concern
        A kind of concern, such as ``atrophic_scar``; None for healthy skin.
    site
        A key of the skin atlas, such as ``cheek``.

    Raises
    ------
    InputError
        An unknown concern or site.
    """
    concerns = packaged("skins/concerns.yaml")
    kinds = tuple(kind for kind in concerns if not kind.startswith("_"))
    _check(site, concern, _sites(), kinds)
    record, atlas = concerns[concern or "_healthy"], packaged(f"sites/{site}.yaml")
    studied = record["studied"]
    depth = min(studied["depth"], atlas["usual_dial"][1], key=lambda text: parse(text, "length", "depth"))
    lowered = "" if depth == studied["depth"] else "; depth lowered to what practice charts say for this site"
    return _TEXT.format(
        title=f"{record['title']}, {atlas['title'][0].lower()}{atlas['title'][1:]}",
        site=site,
        concern=_CONCERN.format(kind=concern) if concern else "",
        note=studied["note"] + lowered,
        sessions=studied["sessions"],
        interval=studied["interval"],
        depth=depth,
    )


def _check(site: str, concern: str | None, sites: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    faults = [
        Fault(where, f"one of: {', '.join(known)}", shown(word), "choose one of these")
        for where, word, known in (("site", site, sites), ("concern", concern, kinds))
        if word is not None and word not in known
    ]
    if faults:
        raise InputError(faults)


def _sites() -> tuple[str, ...]:
    files = (resources.files("needlework") / "data" / "sites").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files))


def example_titles() -> dict[str, str]:
    """Return the shipped files by name, with their titles: studies, then what is none, and said."""
    files = sorted((resources.files("needlework") / "data" / "examples").iterdir(), key=lambda f: f.name)
    found = {f.name.removesuffix(".yaml"): packaged(f"examples/{f.name}") for f in files}
    kinds = {name: _KINDS.get(str(tree.get("schema")), "") for name, tree in found.items()}
    ordered = sorted(found, key=lambda name: (kinds[name], name))
    return {name: found[name].get("title", "") + kinds[name] for name in ordered}


def example_text(name: str) -> str:
    """Return the text of a shipped study, design or limits file.

    Raises
    ------
    InputError
        No such example.
    """
    known = tuple(example_titles())
    if name not in known:
        raise InputError(
            [Fault("example", f"one of: {', '.join(known)}", shown(name), "choose one of these")]
        )
    return (resources.files("needlework") / "data" / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
