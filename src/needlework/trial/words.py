"""The answer on the screen: at most 14 lines."""

from __future__ import annotations

from needlework.pages.disclaimer import BRIEF
from needlework.trial.document import best_cell, warnings
from needlework.trial.grid import Cell
from needlework.trial.labels import contrast_title, endpoint_title, visit_title
from needlework.trial.least import Least
from needlework.trial.operating import Rate
from needlework.trial.plan import Answer
from needlework.trial.unread import not_used

_MOST = 14
_SHOWN = 5


def lines(answer: Answer, report: str | None) -> list[str]:
    """Return what a trial run says on the screen.

    Parameters
    ----------
    answer
        What was found.
    report
        Where the report is, if one was written.
    """
    design, said = answer.design, [_head(answer)]
    cell = best_cell(answer)
    if cell is None:
        said.append("no figures: more than 1 % of the fits failed in every cell")
    else:
        said += [_verdict(answer, cell), *_figures(answer, cell)]
    said += [_least(answer, least) for least in answer.least[:_SHOWN]]
    last = [f"report: {report}"] if report else []
    last.append(BRIEF)
    notes = [f"not used: {n['field']} ({n['why']})" for n in not_used(design)]
    notes += [f"note: {w}" for w in warnings(answer)]
    return [*said, *notes[: max(_MOST - len(said) - len(last), 0)], *last]


def _head(answer: Answer) -> str:
    design = answer.design
    draws, persons = answer.truth.shape
    reused = len(answer.filled.reused)
    cohort = f"{draws * persons:,} virtual persons ({draws:,} draws of what nobody knows x {persons})"
    title = design.title or "Trial"
    again = f"; {reused} of {answer.filled.store.parts} parts reused" if reused else ""
    return f"{title}: {design.layout.kind.replace('_', '-')}, {cohort}{again}"


def _verdict(answer: Answer, cell: Cell) -> str:
    design = answer.design
    what = contrast_title(design, design.contrasts[cell.contrast])
    by = endpoint_title(design.endpoints[cell.endpoint])
    where = f"{cell.n} persons, by {by}, {visit_title(cell.visit_days, design.visits.after)}"
    if cell.assurance.value >= design.wanted:
        return f"worth testing: {what}, {where}"
    count = len(design.contrasts)
    none = f"none of {count} comparisons is" if count > 1 else "this comparison is not"
    most = max(c.n for c in answer.cells)
    return f"{none} worth testing with up to {most} persons; the nearest is {what}, {where}"


def _figures(answer: Answer, cell: Cell) -> list[str]:
    lump = answer.design.prior.no_effect
    beside = f", with {100 * lump:.0f} % of belief on no effect" if lump else ""
    found = [
        f"  assurance {percent(cell.assurance)}{beside}; "
        f"power at the median effect {percent(cell.power_at_median)}",
        f"  chance that the effect is zero or the other way {percent(cell.p_effect_le_0)}; "
        f"type I error {percent(cell.type_one, 2)}",
    ]
    share = cell.mechanism_only_share
    if share is None:
        found.append("  assurance is not above what no effect at all would give")
    elif share > 0.0:
        found.append(
            f"  {100 * share:.0f} % of the assurance above chance is mechanism only: no trial varied this"
        )
    else:
        found.append("  the usual course would do as well: nothing here rests on the mechanism alone")
    return found


def _least(answer: Answer, least: Least) -> str:
    design = answer.design
    what = contrast_title(design, design.contrasts[least.contrast])
    by = endpoint_title(design.endpoints[least.endpoint])
    if least.n is None:
        return (
            f"{what}, {by}: no size up to {least.most} reaches {100 * design.wanted:.0f} % "
            f"(assurance there {percent(least.ceiling)})"
        )
    ends = [str(n) if n is not None else f"over {least.most}" for n in sorted_ends(least)]
    return (
        f"{what}, {by}: {least.n} persons for {100 * design.wanted:.0f} % "
        f"(Monte Carlo error: {ends[0]} to {ends[1]})"
    )


def sorted_ends(least: Least) -> tuple[int | None, int | None]:
    """Return the ends of the interval of a least size, the smaller first; None is beyond what was tried."""
    low, high = sorted(least.interval, key=lambda n: n if n is not None else 10**9)
    return low, high


def percent(rate: Rate, digits: int = 0) -> str:
    """Return a rate with its Monte Carlo error, such as ``81 % (+- 1)``."""
    if not rate.known:
        return "not given (too many fits failed)"
    return f"{100 * rate.value:.{digits}f} % (+- {100 * rate.mc_error:.{max(digits, 1)}f})"
