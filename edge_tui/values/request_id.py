"""Request IDs as the gateway returns them: the ID that was sent plus a suffix of 16 hex digits."""

import re
from datetime import datetime

from edge_tui.model.node import Node
from edge_tui.values.reading import Reading

KIND = "request-id"
MARK = None

_SUFFIXED = re.compile(r"(.+)-([0-9a-f]{16})", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def sent_id_of(gateway_request_id: str) -> str:
    """The client's part of `<requestId>-<16 hex>`; the whole ID without such a suffix."""
    match = _SUFFIXED.fullmatch(gateway_request_id)
    return match[1] if match else gateway_request_id


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A request ID with the gateway's suffix; None for a bare UUID, which could be anything."""
    whole = text.strip()
    sent = sent_id_of(whole)
    if sent == whole or not re.fullmatch(r"[\w:.-]+", sent):
        return None
    suffix = whole[len(sent) + 1 :]
    parts = [Node("sent", sent, note="The ID of the request; use it to search history and Assurance.")]
    if not _UUID.fullmatch(sent):
        parts.append(Node("form", "not a UUID, unlike most clients"))
    parts.append(Node("suffix", suffix, note="Added by the gateway, different for every request."))
    return Reading(
        KIND,
        "request ID",
        f"sent {sent} · suffix {suffix}",
        {"requestId": sent, "suffix": suffix},
        tuple(parts),
        "The gateway returns the ID that was sent plus its own suffix, so match the two by prefix.",
        "Edge Network API reference, requestId",
    )
