"""A diffusion cell: excised skin between an endless donor and a receptor that takes everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from needlework.numerics.layered import Stack, all_done, solve, start
from needlework.numerics.quantiles import normal_ppf
from needlework.population import Lanes, design
from needlework.spec import load_study
from needlework.subject import Course, Session, Skin
from needlework.subject.actives import _described
from needlework.uptake.films import Film
from needlework.uptake.permeability import records
from needlework.uptake.skin import Uptake

DRAWS = 400
SKIN_UM = 500.0  # depth from which the receptor takes what arrives
_ENDLESS = 1e9
_SWEPT = 1e3  # 1/h below that depth


@dataclass(frozen=True)
class Cell:
    """Excised skin with a substance: its lanes, and how they are needled."""

    uptake: Uptake
    session: Session
    denser: np.ndarray

    @property
    def lanes(self) -> Lanes:
        return self.uptake.lanes

    def permeated(self, hours: np.ndarray, share: np.ndarray | float | None) -> np.ndarray:
        """Return what has reached the receptor (um of donor), shape (lanes, hours).

        ``share`` of the channels conducts; None leaves the skin intact.
        """
        stack = self._stack(share)
        none = np.zeros(len(self.lanes))
        state = start(stack, none + _ENDLESS, none + _ENDLESS, none + 1.0)
        _, found, status = solve(stack, state, 0.0, float(hours[-1]), hours)
        assert all_done(status)
        return found.taken

    def released(self, hours: np.ndarray) -> np.ndarray:
        """Return the share that has reached the receptor of what the needles hold, shape (lanes, hours).

        They stay in the skin, so every channel conducts, and nothing lies on top.
        """
        stack = self._stack(1.0)
        none = np.zeros(len(self.lanes))
        state = start(stack, none, none + _ENDLESS, none + 1.0)
        held = stack.channel_volume / stack.channel_volume.sum(axis=1, keepdims=True)
        state[:, -2 * stack.cells + 1 :: 2] = held
        _, found, status = solve(stack, state, 0.0, float(hours[-1]), hours)
        assert all_done(status)
        return found.taken

    def _stack(self, share: np.ndarray | float | None) -> Stack:
        none = np.zeros(len(self.lanes))
        session = None if share is None else self.session
        endless = Film(none, none + _ENDLESS, none + _ENDLESS, none + 1.0)
        stack = self.uptake.stack(session, none + 1.0, none, endless)
        factor = 0.0 if share is None else self.denser * share / self.lanes["delivery.open_fraction"]
        scale = np.reshape(factor + none, (-1, 1))
        deep = self.uptake.depths.centre > SKIN_UM
        return replace(
            stack,
            clearance=np.where(deep, _SWEPT, 0.0),
            channel_volume=stack.channel_volume * scale,
            channel_conductance=stack.channel_conductance * scale,
            lateral=stack.lateral * scale,
            evaporation=none,
        )


def cell(substance: Mapping[str, Any], needles: Mapping[str, Any], seed: int = 1) -> Cell:
    """Return a diffusion cell.

    Parameters
    ----------
    substance
        mw, log_kow, and where known pka, charge, ph.
    needles
        length_um, per_cm2 with its gsd (1 where it is known), kind.
    """
    course = {
        "device": {"kind": needles.get("kind", "roller")},
        "sessions": 1,
        "depth": f"{needles['length_um']} um",
        "density": f"{needles['per_cm2']} per cm2",
    }
    study = load_study(
        {"schema": "needlework/study/1", "skin": {"site": "abdomen"}, "course": course, "horizon": "30 days"}
    )
    active = _described("solute", "solute", {k: float(v) for k, v in substance.items() if k != "ph"})
    own = {record.id: record for record in (*records().values(), *active.numbers.values())}
    error = "active.solute.kp_error"
    own[error] = replace(records()["kp_error"], id=error)
    plan = Course.from_spec(study.course)
    population = design(Skin.resolve(study.skin), plan, DRAWS, 1, seed, None, own)
    lanes = population.lanes(slice(population.size))
    z = normal_ppf((np.random.default_rng(seed).permutation(DRAWS) + 0.5) / DRAWS)
    uptake = Uptake(lanes, active, float(substance.get("ph", 7.0)))
    return Cell(uptake, plan.sessions[0], float(needles.get("gsd", 1.0)) ** z)
