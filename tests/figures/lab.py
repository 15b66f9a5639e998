"""A figure as tests need it."""

from needlework.evidence.observations import Observation


def figure(**given: object) -> Observation:
    """Return an observation with what a test needs."""
    plain = {
        "id": "s.x",
        "study": "s",
        "source": "s",
        "design": "series",
        "species": "human",
        "endpoint": "score",
        "kind": "absolute",
        "read": "abstract",
    }
    return Observation(**{**plain, **given})  # type: ignore[arg-type]
