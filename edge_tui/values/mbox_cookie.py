"""Target's `mbox` cookie: the session and the device, which the gateway takes over with target migration."""

import re
from datetime import datetime

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone
from edge_tui.values.encoded_text import fully_unquoted
from edge_tui.values.instants import instant, since
from edge_tui.values.reading import Reading

KIND = "mbox-cookie"
MARK = None

_PART = re.compile(r"(session|PC|check|disable)#([^#|]*)(?:#([0-9]{1,12}))?")
_CLUSTER = re.compile(r"\.([0-9]{1,3})_[0-9]+$")
_LABELS = {"session": "Target session", "PC": "device", "check": "cookie check", "disable": "Target disabled"}
_FIELDS = {"session": "sessionId", "PC": "deviceId", "check": "check", "disable": "disable"}


def read(text: str, now: datetime) -> Reading | None:
    """The cookie with or without its name, or None."""
    value = fully_unquoted(re.sub(r"^\s*mbox=", "", text.strip()))
    parts = [match for part in value.split("|") if (match := _PART.fullmatch(part.strip()))]
    if not any(part[1] in ("session", "PC") for part in parts):
        return None
    fields: dict[str, JsonValue] = {}
    nodes = []
    for part in parts:
        kind, value, expiry = part[1], part[2], part[3]
        fields[_FIELDS[kind]] = value
        nodes.append(Node(_LABELS[kind], value))
        if expiry:
            expires_ms = int(expiry) * 1000
            is_expired = expires_ms <= now.timestamp() * 1000
            fields[f"{kind.lower()}ExpiresAt"] = instant(expires_ms)
            words = f"{instant(expires_ms)} · {since(expires_ms, now)}"
            nodes.append(
                Node("expired" if is_expired else "expires", words, Tone.WARNING if is_expired else Tone.PLAIN)
            )
        if kind == "PC" and (cluster := _CLUSTER.search(value)):
            fields["edgeCluster"] = cluster[1]
            nodes.append(Node("edge cluster", cluster[1], note="Target's edge cluster that knows this device."))
    return Reading(
        KIND,
        "mbox cookie",
        " · ".join(f"{_LABELS[part[1]]} {part[2]}" for part in parts if part[1] in ("session", "PC")),
        fields,
        tuple(nodes),
        "Target's own cookie of at.js. The Web SDK sends it only with targetMigrationEnabled; then it keeps its "
        "session ID.",
        "Target documentation, at.js cookies; Web SDK, targetMigrationEnabled",
    )
