"""Generated parts of the page on the fit: what was fitted, how the samplers did, what the data taught."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from docs_learned import Learned, Lesson, lesson
from docs_links import link
from docs_records import GROUPS
from docs_text import cell, code, number, source_link, table

from needlework.calibration.fit import ordering_said
from needlework.draws import current_fit
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.parameters import load_parameters
from needlework.evidence.records import data_root
from needlework.evidence.split import load_split
from needlework.figures.arms import people_of

_UNITS = {
    "ratio": "% of the score before",
    "points": "points",
    "grade": "grades",
    "share": "% of people so rated",
    "dark": "% of people darkened",
}
_WIDTH, _ROW = 620.0, 18.0
_LEFT, _RIGHT = 250.0, 560.0  # ends of the axis of the picture
_ROUNDING = 1e-3  # of figures in the record of the fit
_SETTLED = 0.25  # standard deviations: a difference that is small beside what is not known


def fit_record() -> dict[str, Any]:
    """Return the record of the shipped fit."""
    return json.loads((data_root() / "fit" / "record.json").read_text(encoding="utf-8"))


# ---- what was fitted --------------------------------------------------------------------------------------


def fit_state() -> str:
    """Return whether the shipped fit is in use, and the hashes that decide it."""
    record, why = fit_record(), current_fit()[1]
    rows = [
        ("in use", f"**no**: {why}" if why else "yes"),
        ("network", code(record["network"])),
        ("records with their priors", code(record["records"])),
        ("split", code(record["split"])),
        ("seed", str(record["seed"])),
        ("joint draws shipped", str(record["particles"])),
    ]
    return table(("the fit", ""), rows)


def fit_blocks() -> str:
    """Return, for each block, what it is fitted to and how many records it may move."""
    split, moved = load_split(), Counter(r.block for r in lesson().records)
    instruments = [i for ids in split.tissue.values() for i in ids]
    kinds = Counter(row["kind"] for row in fit_record()["scale_figures"])
    rows = [
        ("A, clocks of healing", _counted(list(split.clocks)), "days", str(moved["tissue"])),
        ("B, instruments", _counted(instruments), "ratios to baseline", "the same"),
        (
            "C, people and scales",
            _counted(list(split.scales)),
            ", ".join(f"{n} {_KINDS[kind]}" for kind, n in kinds.most_common()),
            str(moved["people"]),
        ),
    ]
    return table(("block", "figures", "of what", "records it may move"), rows)


_KINDS = {
    "ratio": "relative changes of a score",
    "points": "changes in points",
    "grade": "changes of a grade",
    "share": "shares of people who improved",
    "dark": "shares of people who darkened",
}


def _counted(ids: Sequence[str]) -> str:
    observed = [load_observations()[i] for i in ids]
    cohorts = len({people_of(o) for o in observed})
    return f"{len(ids)}, from {cohorts} {'group' if cohorts == 1 else 'groups'} of people or animals"


def fit_excluded() -> str:
    """Return the figures that could be fitted by their shape and are not, and how many are held out."""
    held = [o for o in load_observations().values() if o.held_out]
    rows = [(link(id), cell(why)) for id, why in load_split().excluded.items()]
    kept = (
        f"{len(held)} figures of {len({o.study for o in held})} studies have been kept out since they came "
        "on file: [Validation](validation.md) is tried on them."
    )
    return f"{table(('could be fitted, and is not', 'why'), rows)}\n\n{kept}"


def fit_dose() -> str:
    """Return in one line what the order of courses is worth on scales."""
    said = ordering_said(fit_record()["dose_exponent"])
    return f"**{said[:1].upper()}{said[1:]}.**"


# ---- samplers ---------------------------------------------------------------------------------------------


def fit_convergence() -> str:
    """Return how both samplers did, with a picture of how far independent runs lie apart."""
    record = fit_record()
    people = record["people"]
    rows = [
        ("A and B: independent runs of particles", str(record["runs"])),
        ("particles in all, of these distinct", f"{record['particles']}, {record['distinct']}"),
        (
            "independent draws they are worth, judged by how far the runs differ",
            f"{record['effective_draws']}",
        ),
        ("moves accepted at the end", f"{100 * record['acceptance']:.0f} %"),
        ("largest difference between the runs' means", f"{max(record['run_difference'].values()):.2f} sd"),
        ("C: draws of four chains", str(people["draws"])),
        ("largest split R-hat of any record", f"{people['largest_r_hat']:.3f}"),
        ("fewest effective draws of any record", str(people["least_effective"])),
        ("divergent transitions", str(people["divergences"])),
    ]
    picture = _wide(_apart(record["run_difference"]), "Difference of the runs")
    return f"{table(('sampler', ''), rows)}\n\n{picture}"


def _apart(found: dict[str, float]) -> str:
    """Return a picture of how far the runs' means lie apart for each figure, in standard deviations."""
    order = sorted(found.items(), key=lambda item: -item[1])
    most = max(0.5, order[0][1])
    x = lambda sd: _LEFT + (_RIGHT - _LEFT) * sd / most  # noqa: E731
    height = 12 + _ROW * len(order) + 38
    foot = 12 + _ROW * len(order)
    told = "; ".join(f"{id} {sd:.2f}" for id, sd in order)
    parts = [
        f'<svg role="img" aria-labelledby="apart-title apart-desc" viewBox="0 0 {_WIDTH:g} {height:g}" '
        f'width="{_WIDTH:g}" height="{height:g}" xmlns="http://www.w3.org/2000/svg" font-size="12" '
        'font-family="inherit" fill="currentColor">',
        '<title id="apart-title">Difference between the means of two independent runs</title>'
        f'<desc id="apart-desc">In standard deviations of a run: {told}.</desc>',
        f'<line x1="{x(_SETTLED):.1f}" y1="4" x2="{x(_SETTLED):.1f}" y2="{foot:g}" stroke="currentColor" '
        'stroke-dasharray="3 3" stroke-opacity="0.6"/>',
    ]
    for i, (id, sd) in enumerate(order):
        y = 20 + _ROW * i
        parts.append(
            f'<text x="0" y="{y:g}">{id}</text><rect x="{_LEFT:g}" y="{y - 10:g}" '
            f'width="{max(x(sd) - _LEFT, 1):.1f}" height="11" fill-opacity="0.55"/>'
            f'<text x="{x(sd) + 6:.1f}" y="{y:g}">{sd:.2f}</text>'
        )
    for tick in (0.0, _SETTLED, 0.5):
        parts.append(f'<text x="{x(tick):.1f}" y="{foot + 16:g}" text-anchor="middle">{tick:g}</text>')
    middle = (_LEFT + _RIGHT) / 2
    parts.append(
        f'<text x="{middle:g}" y="{foot + 32:g}" text-anchor="middle">standard deviations</text></svg>'
    )
    return "\n".join(parts)


def _wide(svg: str, label: str) -> str:
    return f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{label}">\n{svg}\n</div>'


# ---- agreement --------------------------------------------------------------------------------------------


def fit_figures() -> str:
    """Return the figures of the tissue beside what the fit predicts for them, the worst first."""
    rows = []
    for f in sorted(fit_record()["figures"], key=_worst_first):
        o = load_observations()[f["id"]]
        clock = f["id"] in load_split().clocks
        rows.append((*_named(o), "days" if clock else "times baseline", *_agreement(f, 1.0)))
    return _counts(fit_record()["figures"]) + table(_HEAD, rows)


def fit_scale_figures() -> str:
    """Return the figures of people and scales beside what the fit predicts for them, the worst first."""
    rows = []
    for f in sorted(fit_record()["scale_figures"], key=_worst_first):
        o = load_observations()[f["id"]]
        in_percent = 100.0 if f["kind"] in ("share", "dark") else 1.0
        unit = _UNITS[f["kind"]]
        size = o.n_of[1] if o.n_of else o.n
        rows.append((*_named(o), f"{unit} (n {size})" if size else unit, *_agreement(f, in_percent)))
    return _counts(fit_record()["scale_figures"]) + table(_HEAD, rows)


_HEAD = ("figure", "what", "source", "unit", "published", "fitted (9 in 10)", "inside")


def _named(o: Observation) -> Sequence[str]:
    return link(o.id), cell(f"{o.arm}: {o.endpoint}" if o.arm else o.endpoint), source_link(o.source)


def _agreement(f: dict[str, Any], factor: float) -> Sequence[str]:
    value, middle, low, high = (factor * f[k] for k in ("published", "median", "low", "high"))
    said = f"{number(middle)} ({number(low)} to {number(high)})"
    return number(value), said, "yes" if _inside(f) else "**no**"


def _counts(figures: Sequence[dict[str, Any]]) -> str:
    return f"{sum(not _inside(f) for f in figures)} of {len(figures)} lie outside.\n\n"


def _inside(f: dict[str, Any]) -> bool:
    """Return whether a figure lies within 9 in 10 fitted means; a share, as so few people count it."""
    low, high = f["low"], f["high"]
    if f.get("kind") in ("share", "dark"):
        o = load_observations()[f["id"]]
        n = o.n_of[1] if o.n_of else o.n or 1
        low, high = _quantile(n, low, 0.05) / n, _quantile(n, high, 0.95) / n
    return low <= f["published"] + _ROUNDING and f["published"] - _ROUNDING <= high


def _quantile(n: int, share: float, level: float) -> int:
    """Return the least number of n people that is reached with a probability, each counted with a chance."""
    total = 0.0
    for k in range(n + 1):
        total += math.comb(n, k) * share**k * (1.0 - share) ** (n - k)
        if total >= level:
            return k
    return n


def _worst_first(f: dict[str, Any]) -> tuple[bool, float]:
    """Return a key that puts figures outside first, then those far from the median in half-widths."""
    half = f["high"] - f["median"] if f["published"] > f["median"] else f["median"] - f["low"]
    far = abs(f["published"] - f["median"]) / half if half > 0 else float(f["published"] != f["median"])
    return _inside(f), -far


def fit_misses() -> str:
    """Return the fitted figures that the fit does not meet, and those it meets worst."""
    record = fit_record()
    parts = []
    for name, figures in (("tissue", record["figures"]), ("people and scales", record["scale_figures"])):
        order = sorted(figures, key=_worst_first)
        outside = [f["id"] for f in order if not _inside(f)]
        named = f": {', '.join(map(link, outside))}" if outside else ""
        parts.append(
            f"- **{name}**: {len(outside)} of {len(figures)} lie outside 9 in 10 fitted means{named}."
        )
    return "\n".join(parts)


# ---- what the data said -----------------------------------------------------------------------------------


def fit_informed() -> str:
    """Return prior against posterior of every fitted record, by group, and how many were informed."""
    found = lesson()
    groups = sorted({r.group for r in found.records}, key=lambda g: list(GROUPS).index(g))
    head = ("record", "prior (9 in 10)", "posterior (9 in 10)", "both", "spread left", "shift", "the data")
    parts = [_informed_count(found)]
    for group in groups:
        order = lambda r: (not found.informed(r), r.spread)  # noqa: E731
        own = sorted((r for r in found.records if r.group == group), key=order)
        parts.append(f"### {GROUPS[group]}\n\n{table(head, [_learned_row(r, found) for r in own])}")
    return "\n\n".join(parts)


def _informed_count(found: Lesson) -> str:
    whole = Counter(r.block for r in found.records)
    informed = Counter(r.block for r in found.records if found.informed(r))
    count = (
        f"**The data informed {informed['tissue']} of {whole['tissue']} records of the tissue and "
        f"{informed['people']} of {whole['people']} of people and scales, as far as these draws can tell.**"
    )
    limit = load_parameters()["limits.informed"].value
    yardstick = (
        f"The {fit_record()['particles']} joint draws of the tissue are worth about "
        f"{found.worth['tissue']:.0f} independent ones, so chance alone narrows a little. "
        f"One is informed where at most {100 * limit:.0f} % of its spread is left."
    )
    return f"{count}\n\n{yardstick}"


def _learned_row(r: Learned, found: Lesson) -> Sequence[str]:
    said = "**informed**" if found.informed(r) else "never informed"
    return (
        f"{link(r.id)} {cell(r.unit)}".removesuffix(" 1"),
        _range(r.prior),
        _range(r.posterior),
        _bar(r),
        f"{100 * r.spread:.0f} %",
        f"{r.shift:+.2f}".replace("-", "−"),
        said,
    )


def _range(ends: Iterable[float]) -> str:
    low, middle, high = ends
    return f"{number(middle)} ({number(low, 2)} to {number(high, 2)})"


def _bar(r: Learned) -> str:
    """Return the prior as a pale bar, the posterior as a dark one; the figures stand beside."""
    x = lambda score: 70.0 + 22.0 * max(-3.1, min(3.1, score))  # noqa: E731
    (low, _, high), (from_, middle, to) = r.prior_scores, r.posterior_scores
    return (
        '<svg aria-hidden="true" width="140" height="16" viewBox="0 0 140 16" fill="currentColor">'
        f'<rect x="{x(low):.0f}" y="1" width="{x(high) - x(low):.0f}" height="14" fill-opacity="0.18"/>'
        f'<rect x="{x(from_):.0f}" y="5" width="{x(to) - x(from_):.0f}" height="6" fill-opacity="0.6"/>'
        f'<rect x="{x(middle) - 1:.0f}" y="2" width="2" height="12"/></svg>'
    )
