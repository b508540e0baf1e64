"""The `x-adobe-edge` header: which edge location answered."""

import re
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node, Tone
from edge_tui.values.reading import Reading

KIND = "edge-region"
MARK = None

PLACES = {
    "OR2": "Oregon",
    "VA6": "Virginia",
    "IRL1": "Ireland",
    "SGP3": "Singapore",
    "IND1": "India",
    "JPN3": "Japan",
    "AUS3": "Australia",
}
_HEADER = re.compile(r"([A-Za-z]{2,4}[0-9]{1,2})(?:;[ \t]*([^;\n]*))?(?:;.*)?")
_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class EdgeRegion:
    """A location, and the number Audience Manager has for it; None where no number is told."""

    region: str
    region_id: int | None = None


def decode(text: str) -> EdgeRegion:
    """Reads a header such as `OR2;9`; raises `ValueError` when it does not start with a region.

    The number is read as Alloy reads it: what of the second part is digits, anything else is
    no number (Alloy, injectExtractEdgeInfo).
    """
    match = _HEADER.fullmatch(text.strip())
    if not match:
        raise ValueError("It does not start with a region such as OR2.")
    number = _NUMBER.match(match[2] or "")
    return EdgeRegion(match[1].upper(), int(number[1]) if number else None)


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A region header, or None."""
    try:
        found = decode(text)
    except ValueError:
        return None
    place = PLACES.get(found.region, "")
    hint = found.region.lower()
    fields: dict[str, JsonValue] = {"region": found.region, "hint": hint, "regionId": found.region_id}
    parts = [
        Node("region", f"{found.region} · {place}" if place else found.region),
        Node("location hint", hint, note="Put before the API version in the path, it keeps a visitor here."),
        _region_id(found.region_id, text),
    ]
    summary = " · ".join(part for part in (found.region, place) if part)
    return Reading(
        KIND,
        "edge location",
        summary if found.region_id is None else f"{summary} · region id {found.region_id}",
        fields,
        tuple(parts),
        "The edge location that answered, and the number by which Audience Manager knows it.",
        "Alloy, packages/core/src/core/edgeNetwork/injectExtractEdgeInfo.js",
    )


def _region_id(number: int | None, text: str) -> Node:
    told = text.partition(";")[2].strip()
    if number is None and told:
        return Node("region id", f"{told} is no number", Tone.WARNING, note="The Web SDK warns and takes no region id.")
    return Node("region id", "not told" if number is None else str(number))
