"""Request ids as the gateway returns them: the id that was sent, and sixteen hexadecimal digits of its own."""

import re
from datetime import datetime

from edge_tui.model.node import Node
from edge_tui.model.response import sent_id_of
from edge_tui.values.reading import Reading

KIND = "request-id"
MARK = None

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A request id with the gateway's suffix, or None: a bare UUID says nothing of what it is."""
    whole = text.strip()
    sent = sent_id_of(whole)
    if sent == whole or not re.fullmatch(r"[\w:.-]+", sent):
        return None
    suffix = whole[len(sent) + 1 :]
    parts = [Node("sent", sent, note="The id of the request; search history and Assurance with it.")]
    if not _UUID.fullmatch(sent):
        parts.append(Node("form", "not a UUID, which clients usually send"))
    parts.append(Node("suffix", suffix, note="Added by the gateway, another one for every request."))
    return Reading(
        KIND,
        "request id",
        f"sent {sent} · suffix {suffix}",
        {"requestId": sent, "suffix": suffix},
        tuple(parts),
        "The gateway answers with the id it was sent and a suffix of its own, so the two match by prefix only.",
        "Edge Network API reference, requestId",
    )
