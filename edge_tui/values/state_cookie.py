"""Small cookies of the gateway: `kndctr_<org>_consent_check`, `_optout`, `_cluster`, and session IDs."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.node import Node
from edge_tui.values.edge_region import PLACES
from edge_tui.values.reading import Reading

KIND = "state-cookie"
MARK = None

_NAMED = re.compile(
    r"(?:kndctr_[\w@%]+?_)?(?P<key>consent_check|optout|cluster|personalization_sessionId|bc_session_id|advertising)"
    r"\s*=\s*(?P<value>[^;\n]*)"
)
# Key, lifetime and meaning (Experience Platform documentation, client state management; Alloy, Brand Concierge).
_MEANINGS = {
    "consent_check": "The gateway looked up the visitor's stored consent. While this cookie is there, for two hours, "
    "it doesn't look again, so a change made elsewhere shows up later.",
    "optout": "The gateway looked up the visitor's opt-outs. It does so again after two hours.",
    "cluster": "The edge location that currently serves the visitor, for half an hour. The Web SDK puts it into the "
    "path as the location hint.",
    "personalization_sessionId": "The visitor's session in Target.",
    "bc_session_id": "The visitor's session with Brand Concierge; the Web SDK writes it itself.",
}


def read(text: str, now: datetime) -> Reading | None:
    """A cookie with its name, or None: the values alone say nothing."""
    named = _NAMED.fullmatch(text.strip().strip(";"))
    if named is None:
        return None
    key, value = named["key"], unquote(named["value"].strip())
    if key == "advertising":
        from edge_tui.values.advertising_cookie import read_cookie

        return read_cookie(value, now, KIND)
    place = PLACES.get(value.upper(), "") if key == "cluster" else ""
    shown = value or "empty"
    return Reading(
        KIND,
        f"{key} cookie",
        f"{shown} · {place}" if place else shown,
        {"key": key, "value": value},
        (Node(key, f"{shown} · {place}" if place else shown),),
        _MEANINGS[key],
        "Experience Platform documentation, client state management",
    )
