"""Published studies as studies, and figures that were never fitted beside what a run predicts."""

import numpy as np
import pytest

from needlework.evidence.observations import load_observations
from needlework.evidence.split import load_split
from needlework.figures.arms import needling_alone, untreated
from needlework.figures.comparability import why_not
from needlework.figures.courses import figure_day, phototype, study_of
from needlework.predictions.outside import outside
from needlework.subject import Course, Skin

ON_FILE = load_observations()


def test_every_figure_of_needling_alone_makes_a_study_that_holds() -> None:
    found = [o for o in ON_FILE.values() if o.species == "human" and (needling_alone(o) or untreated(o))]
    assert len(found) > 100
    for o in found:
        study = study_of(o)
        Skin.resolve(study.skin)
        Course.from_spec(study.course)
        assert study.horizon > figure_day(o, study)


def test_what_was_added_or_is_no_needle_does_not_count_as_needling_alone() -> None:
    assert needling_alone(ON_FILE["asif2016.gbq_water"])
    for key in ("asif2016.gbq_prp", "idoj2024.gbl_co2", "alam2014.control_90d", "microplasma.ecca_needles"):
        assert not needling_alone(ON_FILE[key]), key


def test_what_is_not_reported_stays_latent() -> None:
    study = study_of(ON_FILE["leheta2011.severity_pci"])
    assert study.course.depth is None
    assert study.course.density is None
    assert study.skin.age is None
    assert (study.course.sessions, study.course.interval) == (4, 28.0)


def test_a_stated_score_is_the_start_of_the_study() -> None:
    baseline = study_of(ON_FILE["malik2024.gbq_alone"]).skin.concern
    assert baseline is not None
    assert baseline.baseline is not None
    assert baseline.baseline.value == 20.62


@pytest.mark.parametrize(
    ("key", "mean"), [("lotfi2013.pih", 3.5), ("fabbrocini2014.pih", 3.5), ("alqam2022.lemperle_90d", 2.375)]
)
def test_types_count_by_their_middle_or_their_shares(key: str, mean: float) -> None:
    assert phototype(ON_FILE[key]) == pytest.approx(mean)


def test_days_count_from_the_first_session() -> None:
    o = ON_FILE["lotfi2013.masson_56d"]
    assert figure_day(o, study_of(o)) == pytest.approx(120.0 + 56.0)
    acute = ON_FILE["naspolini2019.pain_needling"]
    assert figure_day(acute, study_of(acute)) == pytest.approx(0.02)


def test_nothing_fitted_is_called_outside() -> None:
    key = "malik2024.gbq_alone"
    assert why_not(ON_FILE[key]) is None
    fitted = [ON_FILE[k] for k in load_split().fitted]
    assert not list(outside(fitted, 1))


def test_predictions_of_a_held_out_study_are_in_its_unit() -> None:
    (found,) = outside([ON_FILE["malik2024.gbq_alone"]], 1)
    assert found.unit == "points"
    assert found.published == -10.08
    low, high = np.percentile(found.reported, (5, 95))
    assert low < -5.0 < high < 5.0
    assert np.median(found.true) < 0
