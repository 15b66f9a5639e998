import json
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B.plandefinition import PlanDefinition

from needlework.care.calendar import calendar
from needlework.care.fhir import to_fhir
from needlework.result import Result
from needlework.spec import Study
from tests.care.conftest import study_of


def actions(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in document["action"]:
        yield group
        yield from group.get("action", ())


def test_the_published_models_accept_it(result: Result) -> None:
    document = to_fhir(calendar(result.study, result))
    read = PlanDefinition.model_validate(json.loads(json.dumps(document)))
    assert read.status == "draft"
    assert read.experimental is True
    assert len(read.action) == len(result.study.course.session_days) + 1


def test_every_entry_is_an_action(study: Study) -> None:
    made = calendar(study)
    leaves = [a for a in actions(to_fhir(made)) if "action" not in a]
    assert len(leaves) == len(made.entries)


def test_actions_refer_to_sessions_that_exist(study: Study) -> None:
    found = list(actions(to_fhir(calendar(study))))
    ids = [action["id"] for action in found]
    assert len(ids) == len(set(ids))
    targets = {related["actionId"] for action in found for related in action.get("relatedAction", ())}
    assert targets == {"session-1", "session-2", "session-3"} & set(ids)


def test_later_sessions_count_from_the_first(study: Study) -> None:
    second = next(a for a in actions(to_fhir(calendar(study))) if a["id"] == "session-2")
    assert second["relatedAction"][0]["offsetDuration"]["value"] == 28.0


def test_it_is_about_no_person(study: Study) -> None:
    private = study_of(
        course={"preparation": {"stopped": ["tretinoin 7 days"]}}, history=["herpes labialis in 2022"]
    )
    text = json.dumps(to_fhir(calendar(private)))
    assert "herpes labialis" not in text
    assert "tretinoin" not in text
    assert "subject" not in to_fhir(calendar(study))


def test_sources_stand_as_citations(study: Study) -> None:
    artifacts = to_fhir(calendar(study))["relatedArtifact"]
    assert {"gupta2011", "clinic_monarch"} <= {artifact["label"] for artifact in artifacts}
    assert all(artifact["type"] == "citation" for artifact in artifacts)
