"""The `adobe_mc` query parameter, which passes a visitor's ECID to another domain."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone
from edge_tui.values.instants import instant, since
from edge_tui.values.reading import Reading

KIND = "adobe-mc"
MARK = re.compile(r"(?:TS|MCMID|MCAID|MCORGID)(?:=|%3D)[^\s&]+(?:\||%7C)(?:TS|MCMID|MCAID|MCORGID)(?:=|%3D)[^\s&]+")

_VALID_SECONDS = 300
_NAMES = {"TS": "created", "MCMID": "ECID", "MCORGID": "organization", "MCAID": "Analytics ID"}
_FIELDS = {"TS": "createdAt", "MCMID": "ecid", "MCORGID": "orgId", "MCAID": "analyticsId"}


def read(text: str, now: datetime) -> Reading | None:
    """A parameter's value, percent-encoded or not, or None."""
    plain = unquote(text.strip().removeprefix("adobe_mc="))
    # The SDK encodes the organization before it encodes the whole value (Alloy, injectAppendIdentityToUrl).
    pairs = {
        name: unquote(unquote(value)) for name, _, value in (pair.partition("=") for pair in plain.split("|")) if value
    }
    if not {"MCMID", "MCORGID"} <= set(pairs) or not set(pairs) <= set(_NAMES):
        return None
    created_ms = int(pairs["TS"]) * 1000 if re.fullmatch(r"[0-9]{1,12}", pairs.get("TS", "")) else None
    fields: dict[str, JsonValue] = {_FIELDS[name]: value for name, value in pairs.items()}
    parts = [Node(_NAMES[name], value) for name, value in pairs.items() if name != "TS"]
    if created_ms is not None:
        expired = now.timestamp() * 1000 - created_ms > _VALID_SECONDS * 1000
        fields |= {"createdAt": instant(created_ms), "expired": expired}
        validity = "expired: valid for five minutes" if expired else "valid for five minutes"
        tone = Tone.WARNING if expired else Tone.PLAIN
        parts.append(Node("created", f"{instant(created_ms)} · {since(created_ms, now)} · {validity}", tone))
    if not is_ecid(pairs["MCMID"]):
        parts.append(Node("problem", "MCMID isn't an ECID of 38 digits", Tone.WARNING))
    return Reading(
        KIND,
        "adobe_mc parameter",
        f"ECID {pairs['MCMID']}",
        fields,
        tuple(parts),
        "Added to links to another domain so that the visitor keeps the ECID there. Valid for five minutes.",
        "Web SDK documentation, appendIdentityToUrl",
    )
