"""A hundred thousand person-years through the whole simulation, in bounded memory.

    python benchmarks/population.py [--persons 100] [--draws 1000]

Four sessions at 28 days, one year, 5 strata x 3 rings; each part is reduced to a mean and dropped.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np

from needlework.draws import current_fit
from needlework.ensemble import views
from needlework.model import Model
from needlework.population import design
from needlework.spec import load_study
from needlework.subject import Course, Skin
from needlework.subject.catalogue import read
from needlework.view import COLLAGEN


def main() -> None:
    """Run and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--persons", type=int, default=100)
    size = parser.parse_args()
    study = load_study(read("reference_course.yaml"))
    skin, course = Skin.resolve(study.skin), Course.from_spec(study.course)
    population = design(skin, course, size.draws, size.persons, 1, current_fit()[0])
    model = Model()
    model.engine().warm_up()
    times = np.array([0.0, 168.0, 365.0])
    memory, gains = [], []
    started = time.perf_counter()
    for view in views(population, model, times, 365.0, usual={}):
        gains.append(float(np.nanmean(view.dermis(*COLLAGEN)[:, -1])) - 1.0)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    seconds = time.perf_counter() - started
    figures = {
        "lanes": population.size,
        "seconds": round(seconds, 1),
        "ms_per_person_year": round(1e3 * seconds / population.size, 3),
        "peak_mb_after_tenth": memory[len(memory) // 10],
        "peak_mb": memory[-1],
        "mean_gain_percent": round(100.0 * float(np.mean(gains)), 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
