"""Shards of a cohort put together: every part once, none missing, all of the same design."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from needlework.errors import Fault, InputError
from needlework.files import cannot_write
from needlework.trial.baselines import Baselines
from needlework.trial.folder import read_plan
from needlework.trial.schema import Design
from needlework.trial.simulate import Simulator
from needlework.trial.store import Store, cohort_hash, cohort_key


def merged(folders: list[Path], out: Path) -> tuple[Design, Baselines | None]:
    """Copy the parts of all shards into one folder, and return the design they are of.

    Raises
    ------
    InputError
        Shards of different cohorts; parts that are missing, damaged or there twice, each by its number.
    """
    plans = _plans(folders)
    design, baselines = plans[0]
    key = cohort_key(design, baselines)
    faults = [
        Fault(str(folder), f"a shard of the cohort {cohort_hash(key)}", "another cohort", "leave it out")
        for folder, (other, beside) in zip(folders, plans, strict=True)
        if cohort_hash(cohort_key(other, beside)) != cohort_hash(key)
    ]
    parts = Simulator(design, baselines).parts
    stores = [Store(folder, key, parts) for folder in folders]
    states = [{n: store.state(n) for n in range(parts)} for store in stores]
    faults += _part_faults(folders, states, parts)
    if faults:
        raise InputError(faults)
    whole = Store(out, key, parts)
    whole.open()
    for store, state in zip(stores, states, strict=True):
        for n in (n for n, s in state.items() if s == "whole"):
            try:
                for suffix in (".npz", ".sha256"):  # the content first: its hash says that it is whole
                    shutil.copyfile(store.path(n).with_suffix(suffix), whole.path(n).with_suffix(suffix))
            except OSError as error:
                raise cannot_write(whole.path(n), error) from None
    return design, baselines


def _plans(folders: list[Path]) -> list[tuple[Design, Baselines | None]]:
    """Return the plan of every shard; all folders that have none are told at once."""
    plans: list[tuple[Design, Baselines | None]] = []
    faults: list[Fault] = []
    for folder in folders:
        try:
            plans.append(read_plan(folder))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return plans


def _part_faults(folders: list[Path], states: list[dict[int, str]], parts: int) -> list[Fault]:
    faults = [
        Fault(f"{folder}, part {n}", "a whole part", "a damaged one", "make the shard again with --resume")
        for folder, state in zip(folders, states, strict=True)
        for n, s in state.items()
        if s == "damaged"
    ]
    count = Counter(n for state in states for n, s in state.items() if s != "missing")
    missing = [n for n in range(parts) if count[n] == 0]
    twice = [n for n, times in sorted(count.items()) if times > 1]
    if missing:
        advice = "run the shards that make them"
        faults.append(Fault("merge", "every part", f"parts {_listed(missing)} missing", advice))
    if twice:
        faults.append(
            Fault("merge", "each part once", f"parts {_listed(twice)} twice", "leave one shard out")
        )
    return faults


def _listed(numbers: list[int], most: int = 12) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most} more"
