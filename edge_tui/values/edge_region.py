"""The `x-adobe-edge` header: the edge location that handled the request."""

import re
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.json.document import JsonValue
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
    """An edge location and its Audience Manager region ID; None when the header has no ID."""

    region: str
    region_id: int | None = None


def decode(text: str) -> EdgeRegion:
    """Parses a header such as `OR2;9`; raises `ValueError` when it doesn't start with a region.

    Takes the leading digits of the second part as the ID, as Alloy does (injectExtractEdgeInfo).
    """
    match = _HEADER.fullmatch(text.strip())
    if not match:
        raise ValueError("It doesn't start with a region such as OR2.")
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
        Node(
            "location hint", hint, note="Put it before the API version in the path to keep a visitor at this location."
        ),
        _region_id(found.region_id, text),
    ]
    summary = " · ".join(part for part in (found.region, place) if part)
    return Reading(
        KIND,
        "edge location",
        summary if found.region_id is None else f"{summary} · region ID {found.region_id}",
        fields,
        tuple(parts),
        "The edge location that handled the request, and its Audience Manager region ID.",
        "Alloy, packages/core/src/core/edgeNetwork/injectExtractEdgeInfo.js",
    )


def _region_id(number: int | None, text: str) -> Node:
    given = text.partition(";")[2].strip()
    if number is None and given:
        return Node(
            "region ID", f"{given} isn't a number", Tone.WARNING, note="The Web SDK logs a warning and ignores it."
        )
    return Node("region ID", "not given" if number is None else str(number))
