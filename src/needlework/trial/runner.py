"""Filling a store: parts that are there are reused, damaged ones made again, missing ones made, anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from needlework.errors import NumericalError
from needlework.numerics.ode import StopFlag, cores
from needlework.trial.baselines import Baselines, read_baselines
from needlework.trial.cluster import check_scheduler, there
from needlework.trial.schema import Design
from needlework.trial.simulate import Part, Simulator
from needlework.trial.store import Store, cohort_key, shard_parts
from needlework.trial.truth import Truth

Tell = Callable[[str, int, int], None]  # what is being done, how much of it, of how much

_MOST_FAILED = 0.01  # share of lanes


@dataclass(frozen=True)
class Filled:
    """What filling a store took: parts reused, made again because damaged, and made."""

    store: Store
    reused: tuple[int, ...]
    redone: tuple[int, ...]
    made: tuple[int, ...]
    seconds: float


def baselines_of(design: Design, beside: Path | None) -> Baselines | None:
    """Return the baselines of a design's CSV file, which stands beside the design."""
    if design.cohort.csv is None:
        return None
    return read_baselines((beside or Path()) / design.cohort.csv, design.cohort)


def fill(
    design: Design,
    baselines: Baselines | None,
    folder: Path,
    *,
    shard: tuple[int, int] | None = None,
    scheduler: str | None = None,
    tell: Tell = lambda what, done, total: None,
    stop: StopFlag | None = None,
) -> Filled:
    """Simulate what a folder lacks of a design's cohort.

    Parameters
    ----------
    design, baselines
        What to simulate.
    folder
        Of the run.
    shard
        ``(i, of)``: only every of-th part, from the i-th.
    scheduler
        Address of a Dask scheduler; this machine if None.
    tell
        Called with what is being done, how much of it is done, and of how much.
    stop
        Ends what this machine simulates from another thread; finished parts are kept.

    Raises
    ------
    InputError
        The folder holds another cohort, or the disk is full.
    Stopped
        The flag was raised.
    NumericalError
        More than one lane in a hundred did not finish.
    """
    started = time.monotonic()
    if scheduler is not None:
        check_scheduler(scheduler)  # before anything is written
    source = Simulator(design, baselines, stop)
    store = Store(folder, cohort_key(design, baselines), source.parts)
    store.open()
    wanted = shard_parts(source.parts, shard)
    states = {n: store.state(n) for n in wanted}
    reused = tuple(n for n in wanted if states[n] == "whole")
    redone = tuple(n for n in wanted if states[n] == "damaged")
    todo = [n for n in wanted if states[n] != "whole"]
    if reused or redone:
        again = f", {len(redone)} damaged and made again" if redone else ""
        tell(f"reused {len(reused)} of {len(wanted)} parts{again}", len(reused), len(wanted))
    made = _made(source, todo, scheduler)
    for done, part in enumerate(made, start=1):
        _check_lanes(part)
        store.write(part)
        tell("parts of the cohort", done, len(todo))
    new = tuple(n for n in todo if n not in redone)
    return Filled(store, reused, redone, new, time.monotonic() - started)


def _made(source: Simulator, todo: Sequence[int], scheduler: str | None) -> Iterator[Part]:
    if not todo:
        return iter(())
    return _here(source, todo, cores()) if scheduler is None else there(source, todo, scheduler)


def _here(source: Simulator, todo: Sequence[int], workers: int) -> Iterator[Part]:
    """Yield parts made on this machine, as they are done; never more at once than workers."""
    source.model.engine().warm_up()
    with ThreadPoolExecutor(workers) as pool:
        waiting, left = [], list(todo)
        while left or waiting:
            while left and len(waiting) < workers:
                waiting.append(pool.submit(source.part, left.pop(0)))
            yield waiting.pop(0).result()


def _check_lanes(part: Part) -> None:
    lanes = sum(v.shape[0] * v.shape[1] for k, v in part.persons.items() if k.startswith("kept/"))
    if len(part.failed) > max(1.0, _MOST_FAILED * lanes):
        raise NumericalError(
            f"{len(part.failed)} of {lanes} lanes did not finish; the first: {part.failed[0]}"
        )


def truth_of(store: Store, source: Simulator, wanted: Sequence[str]) -> tuple[Truth, dict[str, int]]:
    """Read a whole cohort, of its outcomes those that are wanted, and what screening did."""
    places: tuple[dict[str, Any], ...] = ({}, {}, {})
    failed: list[str] = []
    screened: dict[str, int] = {}
    for number in range(store.parts):
        part = store.read(number, wanted)
        rows = slice(
            number * source.per_part, number * source.per_part + len(next(iter(part.draws.values())))
        )
        for place, given in zip(places, (part.values, part.draws, part.persons), strict=True):
            for k, v in given.items():
                if k not in place:
                    place[k] = np.empty((source.design.cohort.draws, *v.shape[1:]), v.dtype)
                place[k][rows] = v
        for reason, count in part.screened.items():
            screened[reason] = screened.get(reason, 0) + count
        failed += part.failed
    by_name = {t.name: t for t in source.treatments}
    return Truth(*places, by_name, tuple(failed)), screened
