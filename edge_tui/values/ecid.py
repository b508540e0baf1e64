"""A bare ECID: 38 digits, as in identityMap, `identity:result` and most cookies."""

from datetime import datetime

from edge_tui.model.identity import is_ecid
from edge_tui.model.node import Node
from edge_tui.values.reading import Reading

KIND = "ecid"
MARK = None


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """An ECID alone, or None."""
    ecid = text.strip()
    if not is_ecid(ecid):
        return None
    return Reading(
        KIND,
        "ECID",
        ecid,
        {"ecid": ecid},
        (Node("ECID", ecid, note="Experience Cloud ID: identifies this visitor across Adobe products."),),
        "It is a number without further content: when and where it was created is only in the identity cookie. The "
        "demdex cookie of .demdex.net has the same form, but another ID.",
        "Adobe's mobile SDK, aepsdk-edgeidentity-ios, ECID.swift: two numbers of 19 digits",
    )
