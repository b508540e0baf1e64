"""The `demdex` cookie of Audience Manager, on .demdex.net only: a third-party ID of the browser."""

import re
from datetime import datetime

from edge_tui.model.node import Node, Tone
from edge_tui.values.reading import Reading

KIND = "demdex-cookie"
MARK = None

_NAMED = re.compile(r"demdex=\s*(.+)", re.IGNORECASE)


def read(text: str, now: datetime) -> Reading | None:
    """The cookie with its name, or None: the value alone looks like an ECID."""
    named = _NAMED.fullmatch(text.strip())
    return read_cookie(named[1], now) if named else None


def read_cookie(text: str, now: datetime) -> Reading:  # noqa: ARG001
    """Reads a text that is known to be a demdex cookie."""
    uuid = text.strip()
    is_id = re.fullmatch("[0-9]{38}", uuid) is not None
    problem = "" if is_id else "It isn't a number of 38 digits."
    parts = [Node("ID", uuid)]
    if uuid == "NOTARGET":
        problem = ""
        parts = [Node("opt-out", "the visitor opted out of Audience Manager", Tone.WARNING)]
    return Reading(
        KIND,
        "demdex cookie",
        f"ID {uuid}",
        {"demdexId": uuid} | ({"problem": problem} if problem else {}),
        tuple(parts),
        "The third-party ID of Audience Manager. It isn't the ECID: the gateway maps it to CORE, and may derive a new "
        "ECID from it (source THIRD_PARTY_ID in the identity cookie).",
        "Audience Manager documentation, cookies; Edge Network identity, CORE",
        problem,
    )
