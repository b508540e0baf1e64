"""An Assurance session: its link, or the token that an Edge request joins it with."""

import re
from datetime import datetime

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import fully_unquoted
from edge_tui.values.reading import Reading

KIND = "assurance-link"
MARK = None

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_SESSION = re.compile(rf"\badb_validation_sessionid(?:=|%3D)({_UUID})", re.IGNORECASE)
_TOKEN = re.compile(
    rf"(?:adobeAepValidationToken=|X-Adobe-AEP-Validation-Token:?)\s*({_UUID})(?:\|({_UUID}))?", re.IGNORECASE
)


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A link with `adb_validation_sessionid`, or a validation token with its name; None for anything else."""
    plain = fully_unquoted(text.strip())
    link, token = _SESSION.search(plain), _TOKEN.search(plain)
    found = link or token
    if found is None:
        return None
    session, client = found[1].lower(), (token[2] or "") if token and not link else ""
    fields: dict[str, JsonValue] = {"sessionId": session}
    parts = [Node("session", session, note="Requests with this ID appear in the session.")]
    if client:
        fields["clientId"] = client.lower()
        parts.append(Node("client", client.lower(), note="The browser, as the Web SDK numbers it."))
    parts.append(
        Node(
            "header",
            f"X-Adobe-AEP-Validation-Token: {session}",
            note="Send an event with this header to see it in the session.",
        )
    )
    return Reading(
        KIND,
        "Assurance link" if link else "Assurance token",
        f"session {session}",
        fields,
        tuple(parts),
        "Opens a session in Assurance, where each request is traced through the services. Whoever has the link can "
        "join.",
        "Assurance documentation; Alloy, createGetAssuranceValidationTokenParams; Journey Optimizer, samples",
    )
