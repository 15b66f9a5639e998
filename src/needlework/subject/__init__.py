"""Who is treated, with what, when: the nouns of a study, resolved against the catalogues."""

from needlework.subject.applicability import study_warnings
from needlework.subject.course import Course, Session
from needlework.subject.device import Device
from needlework.subject.skin import Concern, Layer, Phenotype, Phototype, Skin
from needlework.subject.topical import Topical
from needlework.subject.unused import NotUsed, not_used

__all__ = [
    "Concern",
    "Course",
    "Device",
    "Layer",
    "NotUsed",
    "Phenotype",
    "Phototype",
    "Session",
    "Skin",
    "Topical",
    "not_used",
    "study_warnings",
]
