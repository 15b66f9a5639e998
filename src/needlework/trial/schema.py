"""The design file, version 1, as pydantic models; quantities are in canonical units, shares in 0-1."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema, model_validator

from needlework.spec.blocks import (
    Age,
    Block,
    FileBlock,
    Name,
    Number,
    Share,
    Span,
    Sun,
    Time,
    Words,
)
from needlework.spec.fields import Key, catalogue, custom
from needlework.spec.people import AgesSpec, PhototypeShares, Scale, SexShares, SkinSpec
from needlework.spec.schema import ModelSpec
from needlework.spec.treatment import CourseSpec
from needlework.spec.values import Shares

Phenotype = Literal["normal", "hypertrophic_prone", "keloid_prone"]
Sex = Literal["female", "male", "other"]
Kind = Literal["split_face", "parallel", "crossover"]
Analysis = Literal[
    "paired_t",
    "signed_rank",
    "mcnemar",
    "mixed_model",
    "ancova",
    "proportional_odds",
    "logistic",
    "fisher_exact",
]
Strategy = Literal["treatment_policy", "hypothetical", "composite"]
Trait = Literal[
    "age",
    "phototype",
    "sex",
    "site",
    "phenotype",
    "severity",
    "sun",
    "adherence",
    "response",
    "synthesis",
    "inflammation",
    "closure",
    "pigment",
]
Count = Annotated[StrictInt, Field(ge=1)]
SiteShares = Annotated[dict[str, float], Shares(catalogue("sites"))]
PhenotypeShares = Annotated[dict[str, float], Shares(get_args(Phenotype))]
SunShares = Annotated[dict[str, float], Shares(get_args(Sun))]


class AgeMix(AgesSpec):
    """Ages of a cohort: normal, cut at the limits of enrolment."""

    least: Age | None = Field(None, examples=["18 years"])
    most: Age | None = Field(None, examples=["50 years"])

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Youngest and oldest (years)."""
        low, high = super().ends
        return (self.least if low is None else low, self.most if high is None else high)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """Check that no end is stated in two ways, of which one would move nothing."""
        for key, end in zip(("least", "most"), super().ends, strict=True):
            if getattr(self, key) is not None and end is not None:
                other = "range" if self.range else {"least": "min", "most": "max"}[key]
                raise custom(f"'{key}' or '{other}'", "both", "remove one")
        return self


class SeverityMix(Block):
    """Scores before the course: lognormal with this mean and standard deviation, or those of a CSV file."""

    scale: Scale = Field(examples=["goodman_baron_quantitative"])
    mean: Number | None = Field(None, gt=0, le=1000, examples=[16])
    sd: Number | None = Field(None, ge=0, le=1000, examples=[3])


class Correlation(Block):
    """Correlation of two traits: of their normal scores, whatever their distributions."""

    between: Annotated[tuple[Trait, ...], Field(min_length=2, max_length=2)] = Field(
        examples=[["age", "severity"]]
    )
    r: Number = Field(examples=[0.3])


class CohortSpec(Block):
    """Who could be enrolled; what is not given is as in the skin, or as in trials of such skin."""

    preset: Annotated[str, Key("trials/cohorts")] | None = Field(None, examples=["kenkel_2021"])
    csv: Annotated[str, Field(min_length=1, max_length=500)] | None = Field(None, examples=["baselines.csv"])
    persons: Annotated[StrictInt, Field(ge=2, le=100_000)] = Field(8, examples=[8])
    draws: Annotated[StrictInt, Field(ge=2, le=100_000)] = Field(2000, examples=[2000])
    skin: SkinSpec = SkinSpec.model_validate({})
    age: AgeMix | None = None
    phototype: PhototypeShares | None = Field(None, examples=[{"III": "50 %", "IV": "50 %"}])
    sex: SexShares | None = Field(None, examples=[{"female": "60 %", "male": "40 %"}])
    site: SiteShares | None = Field(None, examples=[{"cheek": "100 %"}])
    phenotype: PhenotypeShares | None = Field(None, examples=[{"normal": "100 %"}])
    severity: SeverityMix | None = None
    sun: SunShares | None = Field(None, examples=[{"protected": "80 %", "exposed": "20 %"}])
    history: dict[Words, Share] = Field({}, examples=[{"isotretinoin stopped 2 months ago": "5 %"}])
    correlations: Annotated[tuple[Correlation, ...], Field(max_length=50)] = ()


class ArmSpec(Block):
    """One treatment: a course, as in a study file."""

    title: Words | None = Field(None, examples=["every 4 weeks"])
    course: CourseSpec
    dose: Number | None = Field(None, examples=[1.5])


class Factorial(Block):
    """Arms made by crossing: every combination of the values of two or more keys of the course."""

    base: CourseSpec
    factors: dict[Name, Annotated[tuple[Any, ...], Field(min_length=2, max_length=6)]] = Field(
        examples=[{"depth": ["1 mm", "1.5 mm"], "interval": ["2 weeks", "6 weeks"]}]
    )


class LayoutSpec(Block):
    """Who gets what: both sides of each person, different persons, or one after the other."""

    kind: Kind = Field(examples=["split_face"])
    allocation: dict[Name, Annotated[StrictInt, Field(ge=1, le=20)]] = Field({}, examples=[{"needled": 2}])
    centres: Annotated[StrictInt, Field(ge=1, le=50)] = Field(1, examples=[3])
    centre_spread: Share = Field(0.0, examples=["10 %"])
    operators: Annotated[StrictInt, Field(ge=1, le=50)] = Field(1, examples=[2])
    operator_spread: Share = Field(0.0, examples=["10 %"])
    washout: Span | None = Field(None, examples=["6 months"])


class VisitsSpec(Block):
    """When endpoints are read."""

    after: Literal["last_session", "first_session"] = Field("last_session", examples=["last_session"])
    at: Annotated[tuple[Span, ...], Field(min_length=1, max_length=40)] = Field(
        examples=[["3 months", "6 months"]]
    )


class RatersSpec(Block):
    """How many rate each picture, what is made of their ratings, and how many know the treatment."""

    number: Annotated[StrictInt, Field(ge=1, le=9)] = Field(1, examples=[2])
    adjudication: Literal["mean", "median", "third_when_apart"] = Field("mean", examples=["mean"])
    apart: Share = Field(0.15, examples=["15 %"])
    unblinded: Share = Field(0.0, examples=["0 %"])
    own_scatter: Share = Field(
        0.5, examples=["50 %"]
    )  # of a grade's variance; assumed, nobody has measured it


class EndpointSpec(Block):
    """What is measured, and how it is analysed."""

    outcome: Name = Field(examples=["goodman_baron_quantitative"])
    analysis: Analysis = Field(examples=["paired_t"])
    responder: Share | None = Field(None, examples=["25 %"])
    role: Literal["primary", "secondary"] = Field("primary", examples=["primary"])
    raters: RatersSpec = RatersSpec.model_validate({})


def _as_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_ARM = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}
Arms = Annotated[
    tuple[Name, ...],
    Field(min_length=1, max_length=20),
    BeforeValidator(_as_several),
    WithJsonSchema({"anyOf": [_ARM, {"type": "array", "items": _ARM, "minItems": 1, "maxItems": 20}]}),
]


class ContrastSpec(Block):
    """What is compared: one arm (or several, pooled) with another, or a trend over doses."""

    better: Arms | None = Field(None, examples=["needled"])
    than: Arms | None = Field(None, examples=["untreated"])
    trend: Annotated[tuple[Name, ...], Field(min_length=3, max_length=20)] | None = Field(
        None, examples=[["shallow", "usual", "deep"]]
    )
    alternative: Literal["superior", "different"] = Field("superior", examples=["superior"])


class DropoutSpec(Block):
    """Who is lost by the last visit, and whether those who do badly are lost more often."""

    share: Share = Field(0.0, examples=["10 %"])
    mechanism: Literal["completely_at_random", "not_at_random"] = Field(
        "completely_at_random", examples=["not_at_random"]
    )
    odds_ratio: Number = Field(2.0, ge=1.0, le=20.0, examples=[2.0])


class ConductSpec(Block):
    """What goes otherwise than planned."""

    dropout: DropoutSpec = DropoutSpec.model_validate({})
    missed: Share = Field(0.0, examples=["5 %"])
    missed_spread: Number = Field(0.0, ge=0.0, le=5.0, examples=[1.0])
    late: Share = Field(0.0, examples=["10 %"])
    late_by: Time = Field(7.0, examples=["7 days"])


class InclusionSpec(Block):
    """Who is let in: the rules of `needlework screen`, and limits of age."""

    screening: Literal["label_strict", "consensus", "none"] = Field("none", examples=["label_strict"])
    exclude: Annotated[tuple[Literal["absolute", "consult", "caution"], ...], Field(min_length=1)] = Field(
        ("absolute",), examples=[["absolute"]]
    )


class EstimandSpec(Block):
    """What is estimated when something intervenes (ICH E9(R1))."""

    missed_session: Strategy = Field("treatment_policy", examples=["treatment_policy"])
    dropout: Strategy = Field("hypothetical", examples=["hypothetical"])


class InterimSpec(Block):
    """One look before the end."""

    at: Share = Field(examples=["50 %"])
    spending: Literal["obrien_fleming", "pocock"] = Field("obrien_fleming", examples=["obrien_fleming"])


class AnalysisSpec(Block):
    """Level, several hypotheses, and one look before the end."""

    alpha: Share = Field(0.05, examples=["5 %"])
    multiplicity: Literal["none", "bonferroni", "holm", "hochberg", "fixed_sequence"] = Field(
        "none", examples=["holm"]
    )
    interim: InterimSpec | None = None


class PriorSpec(Block):
    """What is believed beside the model."""

    no_effect: Share = Field(0.0, examples=["30 %"])


class Design(FileBlock):
    """The file a trialist saves."""

    schema_name: Literal["needlework/design/1"] = Field(alias="schema", examples=["needlework/design/1"])
    title: Words | None = Field(None, examples=["Sessions every 2, 4 or 6 weeks"])
    question: Words | None = Field(None, examples=["Which interval is worth comparing?"])
    cohort: CohortSpec
    arms: Annotated[dict[Name, ArmSpec], Field(max_length=20)] = Field({}, examples=[{}])
    factorial: Factorial | None = None
    layout: LayoutSpec
    visits: VisitsSpec
    endpoints: Annotated[tuple[EndpointSpec, ...], Field(min_length=1, max_length=20)]
    contrasts: Annotated[tuple[ContrastSpec, ...], Field(min_length=1, max_length=40)]
    conduct: ConductSpec = ConductSpec.model_validate({})
    inclusion: InclusionSpec = InclusionSpec.model_validate({})
    estimand: EstimandSpec = EstimandSpec.model_validate({})
    analysis: AnalysisSpec = AnalysisSpec.model_validate({})
    prior: PriorSpec = PriorSpec.model_validate({})
    n: Annotated[
        tuple[Annotated[StrictInt, Field(ge=2, le=5000)], ...], Field(min_length=1, max_length=60)
    ] = Field(examples=[[20, 40, 80]])
    wanted: Share = Field(0.8, examples=["80 %"])
    trials: Annotated[StrictInt, Field(ge=100, le=1_000_000)] = Field(2000, examples=[2000])
    null_trials: Annotated[StrictInt, Field(ge=1000, le=1_000_000)] = Field(20_000, examples=[20_000])
    seed: Annotated[StrictInt, Field(ge=0, le=2**32 - 1)] = Field(1, examples=[14])
    model: ModelSpec = ModelSpec.model_validate({})
