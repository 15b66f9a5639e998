"""What made courses equal, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NAMES = {"downtime": "downtime", "darkening": "chance of darkening", "benefit": "benefit"}


def equal_words(same: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield one sentence for each course that was made equal to the first; nothing where none was."""
    if same is None:
        return
    day = "" if same["time_days"] is None else f" on day {same['time_days']:g}"
    for each in same["reached"]:
        yield (
            f"Equal {_NAMES[same['measure']]}{day} ({_value(same)}, {same['reference']}): "
            f"{each['name']} at a {each['by']} of {each['setting']}{_unsure(each)}{_more(each)}"
        )


def _value(same: Mapping[str, Any]) -> str:
    if same["unit"] == "1":
        return f"{100.0 * same['value']:.2g} %"
    return f"{same['value']:.3g} {'days' if same['unit'] == 'day' else same['unit']}"


def _unsure(each: Mapping[str, Any]) -> str:
    low, high = each["setting_interval"]
    least, most = each["range"]
    ends = (f"below {least}" if low is None else low, f"above {most}" if high is None else high)
    return f" (9 in 10 draws: {ends[0]} to {ends[1]})"


def _more(each: Mapping[str, Any]) -> str:
    found = []
    if each["share_reached"] < 1.0:
        found.append(
            f"{100.0 * each['share_reached']:.0f} % of draws reach it within {' to '.join(each['range'])}"
        )
    if each["crossings"] > 1:
        found.append(f"equal at {each['crossings']} settings, this is the least")
    return "".join(f"; {words}" for words in found)
