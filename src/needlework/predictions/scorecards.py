"""Scorecards: coverage, direction and scores against three rivals, per family of scales and instruments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from needlework.numerics.pareto import GOOD
from needlework.parts import CheckTable, Column, Finding, Part
from needlework.predictions import picture
from needlework.predictions.judged import RIVALS, STANDINGS, Judged
from needlework.predictions.leave_out import ENOUGH, LeftOut

COVERAGE = (0.80, 0.95)  # of 90 % intervals; a wider share means intervals that are too wide
DIRECTIONS = 0.85
FEWEST = 5  # figures of a family from which too low a coverage is called so
MANY = 20  # from which too high a coverage is: of fewer, all may lie inside by chance

SCALES = ("scores", "grades", "shares of people", "darkening")
_ALL = "all scales together"
Way = tuple[str, LeftOut]  # by whom, and how a cohort was left out

_RIVALS = dict(zip(("_none", "_mean", "_proportional"), RIVALS, strict=True))  # suffix of a column -> rival
_FAMILY = {
    "family": Column("family"),
    "standing": Column("standing"),
    "figures": Column("figures", "number"),
    "cohorts": Column("cohorts", "number"),
    "coverage": Column("inside 90 % interval", "number", "%"),
    "right_way": Column("right direction", "number", "%"),
    "crps": Column("CRPS, model", "number"),
    "crps_none": Column("CRPS, no mechanism", "number"),
    "crps_mean": Column("CRPS, literature mean", "number"),
    "crps_proportional": Column("CRPS, in proportion", "number"),
    "score": Column("interval score, model", "number"),
    "score_none": Column("interval score, no mechanism", "number"),
    "score_mean": Column("interval score, literature mean", "number"),
    "score_proportional": Column("interval score, in proportion", "number"),
    "compared": Column("figures with all rivals", "number"),
    "log_score": Column("log score of counts, model", "number"),
    "log_score_none": Column("log score of counts, no mechanism", "number"),
    "log_score_proportional": Column("log score of counts, in proportion", "number"),
    "counted": Column("counts", "number"),
}
_FIGURE = {
    "id": Column("figure", "observation"),
    "family": Column("family"),
    "standing": Column("standing"),
    "published": Column("published", "number"),
    "median": Column("predicted", "number"),
    "interval": Column("a new study would print (9 in 10)", "interval"),
    "unit": Column("unit"),
    "without": Column("no mechanism predicts", "number"),
    "literature": Column("the literature mean predicts", "number"),
    "inside": Column("inside", "ok"),
    "right_way": Column("right direction", "ok"),
}


def part(judged: Sequence[Judged], left_out: Mapping[str, Sequence[LeftOut]]) -> Part:
    """Return the scorecards.

    Parameters
    ----------
    judged
        Every prediction that was judged.
    left_out
        How each cohort was left out, by the model and by the rivals that are fits.
    """
    ways = [(by, left) for by, found in left_out.items() for left in found]
    rows = [_family_row(family, standing, found) for (family, standing), found in _groups(judged).items()]
    every = [j for j in judged if j.inside is not None]
    signed = [j.right_way for j in judged if j.right_way is not None]
    coverage, right = _share(j.inside for j in every), _share(signed)
    findings = [*_misses(every), *_rivals(rows), *_targets(coverage, right, rows), *_untrusted(ways)]
    wrong = sum(not way for way in signed)
    figures = [_figure_row(j) for j in _misses_first(judged)]
    return Part(
        id="scorecards",
        title="Scorecards",
        question="Do figures that a fit did not see fall where it says? Do simpler rivals do as well?",
        summary=(
            f"{len(every)} published figures of {len({j.cohort for j in every})} cohorts were predicted by "
            f"fits that had not seen them: {100 * coverage:.0f} % lie inside the 90 % interval of a new "
            f"study (target 80 to 95). Of {len(signed)} published directions {wrong} are predicted the wrong "
            f"way ({100 * right:.0f} % right, target 85). {ordering(judged)}{_doubt(ways)}"
        ),
        tables=[
            CheckTable("families", "By family", _FAMILY, rows, _NOTE),
            CheckTable(
                "figures",
                "Every figure, misses first",
                _FIGURE,
                figures,
                _STANDS,
            ),
            _cohort_table(ways),
        ],
        figures={picture.TITLE: str(picture.picture(figures))} if figures else {},
        findings=findings,
        passed=bool(COVERAGE[0] <= coverage <= COVERAGE[1] and right >= DIRECTIONS and not _rivals(rows)),
    )


_NOTE = (
    "CRPS and interval score in percentage points (of the score before the course, of people) or in the unit "
    "of the figures; less is better, and a wide interval costs. Rivals are compared on the figures for which "
    "both speak. No mechanism: the same statistical layer, every needled arm responding as to the usual "
    "course. Literature mean: mean and spread of what other cohorts printed. In proportion: the same layer, "
    "effects in proportion to the tissue's response. Log score: minus ln of the chance of just that count."
)
_STANDS = " ".join(f"{key.capitalize()}: {text}." for key, text in STANDINGS.items())


def _groups(judged: Iterable[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """Return predictions by family and standing; all scales together first: rivals compare best there."""
    found: dict[tuple[str, str], list[Judged]] = {}
    for j in judged:
        found.setdefault((j.family, j.standing), []).append(j)
        if j.family in SCALES and j.crps[1] is not None:
            found.setdefault((_ALL, j.standing), []).append(j)
    return dict(sorted(found.items(), key=lambda item: (item[0][0] != _ALL, item[0])))


def _family_row(family: str, standing: str, found: Sequence[Judged]) -> dict[str, Any]:
    sized = [j for j in found if j.inside is not None]
    signed = [j.right_way for j in found if j.right_way is not None]
    row: dict[str, Any] = {
        "family": family,
        "standing": standing,
        "figures": len(sized),
        "cohorts": len({j.cohort for j in found}),
        "coverage": 100.0 * _share(j.inside for j in sized) if sized else None,
        "right_way": 100.0 * _share(signed) if signed else None,
    }
    alike = family == _ALL or len({j.unit for j in sized}) == 1  # all scales are in percentage points
    both = [j for j in sized if j.crps[0] is not None and j.crps[2] is not None and alike]
    counted = [j for j in sized if j.log_score[0] is not None]
    row |= {"compared": len(both), "counted": len(counted)}
    for name, own in (("crps", both), ("score", both), ("log_score", counted)):
        row |= {f"{name}{rival}": mean for rival, mean in _means(name, own).items()}
    return row


def _means(name: str, judged: Sequence[Judged]) -> dict[str, float | None]:
    """Return the mean score of the model and of each rival; None where a rival does not speak of all."""
    found: dict[str, float | None] = {}
    for i, rival in enumerate(("", *_RIVALS)):
        values = [getattr(j, name)[i] for j in judged]
        known = bool(values) and all(v is not None for v in values)
        found[rival] = float(np.mean(np.array(values, dtype=np.float64))) if known else None
    return found


def ordering(judged: Sequence[Judged]) -> str:
    """Return in one line what the order of courses is worth on scales: with it, without it, in proportion."""
    own = [j for j in judged if j.family in SCALES and all(j.crps[i] is not None for i in (0, 1, 3))]
    if not own:
        return ""
    with_it, without, proportional = (
        float(np.mean(np.array([j.crps[i] for j in own], dtype=np.float64))) for i in (0, 1, 3)
    )
    worth = 100.0 * (without - with_it) / without
    told = f"makes predictions {abs(worth):.1f} % {'better' if worth > 0 else 'worse'}"
    return (
        f"The order of courses on scales {told}: mean CRPS {with_it:.2f} with it, {without:.2f} without, "
        f"{proportional:.2f} in proportion to the tissue's response ({len(own)} figures)."
    )


def _figure_row(j: Judged) -> dict[str, Any]:
    return {
        "id": j.id,
        "family": j.family,
        "standing": j.standing,
        "published": j.published,
        "median": j.median,
        "interval": [j.low, j.high],
        "unit": j.unit,
        "without": j.rivals[0],
        "literature": j.rivals[1],
        "inside": j.inside,
        "right_way": j.right_way,
    }


def _misses_first(judged: Sequence[Judged]) -> list[Judged]:
    return sorted(judged, key=lambda j: (j.inside is not False, j.right_way is not False, j.family, j.id))


def _misses(judged: Sequence[Judged]) -> list[Finding]:
    missed = [j for j in judged if not j.inside]
    return [
        Finding(
            "miss",
            f"{j.id}: published {j.published:.3g} {j.unit}, predicted {j.median:.3g} "
            f"({j.low:.3g} to {j.high:.3g}); {j.standing}.",
        )
        for j in sorted(missed, key=lambda j: -_far(j))
    ]


def _far(j: Judged) -> float:
    """Return how far outside a figure lies, in widths of the interval."""
    value = j.published or 0.0
    return max(j.low - value, value - j.high) / max(j.high - j.low, 1e-9)


def _rivals(rows: Sequence[Mapping[str, Any]]) -> list[Finding]:
    found = []
    for row in rows:
        for rival, name in _RIVALS.items():
            own, other = row["crps"], row["crps" + rival]
            if own is not None and other is not None and other <= own:
                found.append(
                    Finding(
                        "rival",
                        f"{row['family']} ({row['standing']}, {row['compared']} figures): {name} predicts as "
                        f"well or better (CRPS {other:.3g} against {own:.3g}).",
                    )
                )
    return found


def _targets(coverage: float, right: float, rows: Sequence[Mapping[str, Any]]) -> list[Finding]:
    found = []
    if not COVERAGE[0] <= coverage <= COVERAGE[1]:
        found.append(
            Finding(
                "fail", f"Coverage of 90 % intervals is {100 * coverage:.0f} %; the target is 80 to 95 %."
            )
        )
    if right < DIRECTIONS:
        found.append(Finding("fail", f"{100 * right:.0f} % of directions are right; the target is 85 %."))
    for row in rows:
        low = row["figures"] >= FEWEST and row["coverage"] < 100 * COVERAGE[0]
        high = row["figures"] >= MANY and row["coverage"] > 100 * COVERAGE[1]
        if low or high:
            where = f"{row['family']} ({row['standing']})"
            text = f"{where}: {row['coverage']:.0f} % of {row['figures']} inside; intervals are too "
            found.append(Finding("fail", text + ("narrow." if low else "wide.")))
    return found


def _cohort_table(ways: Sequence[Way]) -> CheckTable:
    columns = {
        "by": Column("by"),
        "cohort": Column("cohort"),
        "k": Column("Pareto shape", "number"),
        "effective": Column("draws in effect", "number"),
        "sound": Column("weights can be trusted", "ok"),
    }
    rows = [
        {
            "by": by,
            "cohort": _left(left),
            "k": left.pareto_k,
            "effective": left.effective,
            "sound": left.sound,
        }
        for by, left in sorted(ways, key=lambda way: -way[1].pareto_k)
    ]
    return CheckTable(
        "cohorts", "How each cohort of people and scales was left out", columns, rows, _WEIGHTED
    )


_WEIGHTED = (
    "One set of draws each of the model and of the rivals that are fits, weighted for the posterior without "
    f"each cohort; weights can be trusted up to a Pareto shape of {GOOD:g} and from {ENOUGH:.0f} draws in "
    "effect. Their middle is off by about one standard deviation over the root of the draws in effect."
)


def _untrusted(ways: Sequence[Way]) -> list[Finding]:
    return [
        Finding(
            "fail",
            f"Scales by {_said(way)}: the weights that stand for such a fit cannot be trusted (Pareto shape "
            f"{way[1].pareto_k:.2f}, {way[1].effective:.0f} draws in effect).",
        )
        for way in ways
        if not way[1].sound
    ]


def _doubt(ways: Sequence[Way]) -> str:
    """Return in one line which fits rest on weights that cannot be trusted; nothing where all can."""
    unsound = [_said(way) for way in ways if not way[1].sound]
    of = f" Of {len(ways)} fits without a cohort the weights of {len(unsound)} cannot be trusted: "
    return f"{of}{'; '.join(unsound)}." if unsound else ""


def _said(way: Way) -> str:
    by, left = way
    return f"{by}, without {_left(left)}"


def _left(left: LeftOut) -> str:
    return left.cohort or "those never fitted"


def _share(values: Iterable[bool | None]) -> float:
    known = [bool(v) for v in values]
    return sum(known) / len(known) if known else float("nan")
