"""Names of contrasts, endpoints and visits, the same wherever they are shown."""

from __future__ import annotations

from needlework.outcomes import outcomes
from needlework.trial.schema import ContrastSpec, Design, EndpointSpec
from needlework.units import render


def contrast_name(contrast: ContrastSpec) -> str:
    """Return a contrast for programs: ``a over b``, ``a + b over c`` or ``trend over a, b, c``."""
    if contrast.trend:
        return f"trend over {', '.join(contrast.trend)}"
    word = "over" if contrast.alternative == "superior" else "against"
    return f"{' + '.join(contrast.better or ())} {word} {' + '.join(contrast.than or ())}"


def endpoint_name(endpoint: EndpointSpec) -> str:
    """Return an endpoint for programs: the outcome, with the share that counts as a response."""
    if endpoint.responder is None:
        return endpoint.outcome
    return f"{endpoint.outcome} improved by {render(endpoint.responder, 'share')}"


def endpoint_title(endpoint: EndpointSpec) -> str:
    """Return an endpoint for people."""
    title = outcomes()[endpoint.outcome].title
    return (
        title if endpoint.responder is None else f"{title}, improved by {render(endpoint.responder, 'share')}"
    )


def arm_title(design: Design, name: str) -> str:
    """Return an arm for people."""
    arm = design.arms[name]
    return arm.title or name.replace("_", " ")


def contrast_title(design: Design, contrast: ContrastSpec) -> str:
    """Return a contrast for people."""
    if contrast.trend:
        return "trend over " + ", ".join(arm_title(design, n) for n in contrast.trend)
    sides = [
        " or ".join(arm_title(design, n) for n in names or ()) for names in (contrast.better, contrast.than)
    ]
    return f"{sides[0]} against {sides[1]}"


def span_title(days: float) -> str:
    """Return a time for people: half or whole months, such as ``3 months``, or days."""
    halves = round(days * 24.0 / 365.25)
    if halves >= 1 and abs(days * 24.0 / 365.25 - halves) < 0.05:
        return f"{halves / 2:g} month{'s' if halves != 2 else ''}"
    return f"{days:.3g} days"


def visit_title(days: float, anchor: str) -> str:
    """Return a visit for people, such as ``3 months after the last session``."""
    return f"{span_title(days)} after the {anchor.replace('_', ' ')}"
