"""The study file: YAML or JSON in, a checked `Study` out, and every fault with its line."""

from needlework.spec.load import dump_study, load_study, study_schema
from needlework.spec.schema import (
    AftercareSpec,
    AnaesthesiaSpec,
    BaselineSpec,
    ConcernSpec,
    CourseSpec,
    DeviceSpec,
    ModelSpec,
    OperatorSpec,
    PopulationSpec,
    PreparationSpec,
    SkinSpec,
    Study,
    TopicalSpec,
)

__all__ = [
    "AftercareSpec",
    "AnaesthesiaSpec",
    "BaselineSpec",
    "ConcernSpec",
    "CourseSpec",
    "DeviceSpec",
    "ModelSpec",
    "OperatorSpec",
    "PopulationSpec",
    "PreparationSpec",
    "SkinSpec",
    "Study",
    "TopicalSpec",
    "dump_study",
    "load_study",
    "study_schema",
]
