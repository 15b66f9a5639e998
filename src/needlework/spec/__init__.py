"""The study file: YAML or JSON in, a checked `Study` out, and every fault with its line."""

from needlework.spec.load import dump_study, load_study, study_schema
from needlework.spec.people import (
    AgesSpec,
    BaselineSpec,
    ConcernSpec,
    PopulationSpec,
    SeveritySpec,
    SkinSpec,
)
from needlework.spec.schema import ModelSpec, Study, ZoneSpec
from needlework.spec.treatment import (
    AftercareSpec,
    AnaesthesiaSpec,
    CourseSpec,
    DeviceSpec,
    OperatorSpec,
    PreparationSpec,
    SessionSpec,
    TopicalSpec,
)

__all__ = [
    "AftercareSpec",
    "AgesSpec",
    "AnaesthesiaSpec",
    "BaselineSpec",
    "ConcernSpec",
    "CourseSpec",
    "DeviceSpec",
    "ModelSpec",
    "OperatorSpec",
    "PopulationSpec",
    "PreparationSpec",
    "SessionSpec",
    "SeveritySpec",
    "SkinSpec",
    "Study",
    "TopicalSpec",
    "ZoneSpec",
    "dump_study",
    "load_study",
    "study_schema",
]
