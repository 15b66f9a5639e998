"""Predictions of published figures by fits that did not see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from needlework.calibration.fit import RESPONSES, Tissue, fit_tissue
from needlework.calibration.people import Priors
from needlework.calibration.predictive import Prediction
from needlework.calibration.responses import responses
from needlework.calibration.scale_layer import Layout, fitted_records
from needlework.calibration.scales import figures, smallest_course, usable
from needlework.evidence.fit import TISSUE, Fit
from needlework.evidence.observations import Observation, load_observations
from needlework.evidence.split import load_split
from needlework.figures.arms import people_of
from needlework.figures.literature import literature_of_others
from needlework.numerics.sampling import stream
from needlework.predictions.judged import MODEL, RIVALS, Judged, Standing, judge
from needlework.predictions.leave_out import ALL, LeftOut, left_out, tissue_cohorts, tissue_reports
from needlework.predictions.outside import Outside, outside
from needlework.predictions.rivals import comparable_change, literature_mean

Array = NDArray[np.float64]
Progress = Callable[[str], None]
Fits = Mapping[str, Sequence[LeftOut]]  # how each cohort was left out, by `MODEL` or rival that is a fit

PARTICLES, MOVES = 300, 2  # of each fit of the tissue without a cohort
_NONE, _, _PROPORTIONAL = RIVALS
_FAMILY = {"score": "scores", "grade": "grades", "share": "shares of people"}


def scales(shipped: Fit, blind: Mapping[str, Fit], seed: int, progress: Progress) -> Fits:
    """Predict every score, grade, share and darkening by a fit without its cohort.

    Parameters
    ----------
    shipped
        The shipped fit.
    blind
        Fits of the tissue without a cohort, by cohort: of people who were also measured with instruments the
        biology must not have seen either.
    seed
        Seed of everything random.
    progress
        Called with a line of text per stage.
    """
    split = load_split()
    observed = [o for o in load_observations().values() if usable(o) and (o.held_out or o.id in split.scales)]
    held_out = frozenset(people_of(o) for o in observed if o.held_out)

    cohorts = {people_of(o) for o in observed}
    tissue = Fit({k: v for k, v in shipped.draws.items() if k.startswith(TISSUE)}, {})
    fits = {ALL: tissue, **{c: fit for c, fit in blind.items() if c in cohorts}}
    found = {name: responses(observed, fit, RESPONSES, seed) for name, fit in fits.items()}
    with_it = figures(observed, found[ALL])
    layouts = {name: Layout.of(figures(observed, response)) for name, response in found.items()}
    priors = Priors(fitted_records(), smallest_course(f for f in with_it if f.id in split.fitted))
    start = priors.scores(shipped.draws, stream(seed, "shipped"))
    progress("scales, cohort by cohort")
    own = left_out(layouts, priors, start, held_out, seed)
    progress("scales, the rival in proportion to the tissue")
    proportional = left_out(layouts, priors, start, held_out, seed, 1.0)
    progress("scales, the rival without mechanism")
    plain = {ALL: Layout.of(figures(observed, found[ALL], mechanism=False))}
    without = left_out(plain, priors, start, held_out, seed, 0.0)
    return {MODEL: own, _NONE: without, _PROPORTIONAL: proportional}


def _together(parts: Iterable[LeftOut]) -> dict[str, Prediction]:
    return {key: p for part in parts for key, p in part.predictions.items()}


def judged_scales(found: Fits, seed: int) -> Iterator[Judged]:
    """Yield the scales, judged in percentage points of the score before or of people."""
    on_file = load_observations()
    own, without, in_proportion = (_together(found[name]) for name in (MODEL, _NONE, _PROPORTIONAL))
    for key, p in own.items():
        rivals = without[key], in_proportion[key]
        none, proportional = (np.asarray(comparable_change(q, q.reported)) for q in rivals)
        mean = literature_mean(p, own, stream(seed, f"literature {key}"))
        f = p.figure
        signed = f.kind in ("ratio", "points", "grade") and p.published != 0.0 and f.needled
        yield judge(
            key,
            f.cohort,
            "darkening" if f.kind == "dark" else _FAMILY[f.spread],
            "held out" if on_file[key].held_out else "left out",
            "% of people" if f.kind in ("share", "dark") else "% of score",
            float(comparable_change(p, p.published)),
            np.asarray(comparable_change(p, p.reported)),
            rivals=(none, mean, proportional),
            right_way=bool(np.sign(np.median(p.typical)) == np.sign(p.published)) if signed else None,
            log_score=(_minus(p), _minus(rivals[0]), None, _minus(rivals[1])),
        )


def _minus(p: Prediction) -> float | None:
    return None if p.log_mass is None else -p.log_mass


def blind_tissues(seed: int, progress: Progress) -> dict[str, Tissue]:
    """Return fits of the tissue without each of its cohorts, by cohort."""
    found = {}
    for cohort, ids in tissue_cohorts().items():
        progress(f"tissue without {cohort}")
        found[cohort] = fit_tissue(PARTICLES, MOVES, seed, lambda line: None, ids)
    return found


def judged_tissue(blind: Mapping[str, Tissue], seed: int) -> Iterator[Judged]:
    """Yield instruments and clocks, each predicted by a fit of the tissue without its cohort."""
    for cohort, ids in tissue_cohorts().items():
        fit = blind[cohort]
        whole = type(fit.problem)(seed)
        z = fit.z.reshape(-1, fit.z.shape[2])
        for f in whole.figures(z):
            reports = tissue_reports(f, stream(seed, f"tissue {cohort}"))
            for i in (i for i, key in enumerate(f.ids) if key in ids):
                yield _tissue(f.ids[i], cohort, f.published[i], reports[:, i], f.predicted[:, i])


def _tissue(key: str, cohort: str, published: float, reports: Array, predicted: Array) -> Judged:
    """Judge one figure: changes in percent, times in days."""
    if key in load_split().clocks:
        return judge(key, cohort, "clocks", "left out", "days", float(np.exp(published)), np.exp(reports))
    right = bool(np.sign(np.median(predicted)) == np.sign(published))
    change = 100.0 * np.expm1(reports)
    return judge(
        key,
        cohort,
        "tissue and instruments",
        "left out",
        "%",
        100.0 * float(np.expm1(published)),
        change,
        right_way=right,
    )


def judged_outside(seed: int, skip: frozenset[str]) -> Iterator[Judged]:
    """Yield what was never fitted and `run` predicts: figures and directions."""
    on_file = [o for o in load_observations().values() if o.id not in skip]
    found = list(outside(on_file, seed))
    for x in found:
        o = x.observation
        yield judge(
            o.id,
            people_of(o),
            _outside_family(o),
            _standing(o),
            x.unit,
            x.published,
            x.reported,
            rivals=(None, _mean_of_others(x, found, seed), None),
            bound=o.bound,
            right_way=_right_way(x),
        )


def _standing(o: Observation) -> Standing:
    return "held out" if o.held_out else "not fitted"


def _outside_family(o: Observation) -> str:
    if o.outcome == "pih_probability":
        return "darkening"
    if o.outcome == "responder_fraction":
        return "shares of people"
    plain = {
        "pain": "pain",
        "redness": "first days",
        "downtime": "first days",
        "barrier": "barrier and pores",
    }
    tissue = ("histology", "ultrasound", "oct", "elasticity", "colorimetry")
    return plain.get(o.family or "", "tissue and instruments" if o.family in tissue else "scores")


def _right_way(x: Outside) -> bool | None:
    """Return whether the predicted mean moves as published; None where the figure is no change."""
    sign = {"up": 1.0, "down": -1.0}.get(x.observation.direction or "")
    if sign is None or x.outcome.rows == "once":
        return None
    return bool(sign * np.median(x.true) > 0.0)


def _mean_of_others(x: Outside, found: Sequence[Outside], seed: int) -> Array | None:
    """Return what the mean of other cohorts' figures of the same outcome and unit predicts."""
    said = (
        (people_of(y.observation), y.published)
        for y in found
        if y.outcome.id == x.outcome.id
        and y.unit == x.unit
        and y.published is not None
        and y.observation.bound is None
    )
    mean = literature_of_others(people_of(x.observation), said)
    return mean.new_study(len(x.reported), stream(seed, f"others {x.observation.id}")) if mean else None


def judged(fit: Fit, seed: int, progress: Progress) -> tuple[list[Judged], Fits]:
    """Return every judged prediction, and how each cohort of people and scales was left out."""
    blind = blind_tissues(seed, progress)
    found = scales(fit, {c: t.fit for c, t in blind.items()}, seed, progress)
    every = [*judged_scales(found, seed), *judged_tissue(blind, seed)]
    progress("figures that were never fitted")
    every += judged_outside(seed, frozenset(j.id for j in every))
    return every, found
