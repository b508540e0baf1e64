"""The `adobe_mc` query parameter, which hands a visitor's ECID from one domain to another."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.document import JsonValue
from edge_tui.model.identity import is_ecid
from edge_tui.model.node import Node, Tone
from edge_tui.values.instants import instant, since
from edge_tui.values.reading import Reading

KIND = "adobe-mc"
MARK = re.compile(r"(?:TS|MCMID|MCAID|MCORGID)(?:=|%3D)[^\s&]+(?:\||%7C)(?:TS|MCMID|MCAID|MCORGID)(?:=|%3D)[^\s&]+")

_VALID_SECONDS = 300
_NAMES = {"TS": "made", "MCMID": "ECID", "MCORGID": "organisation", "MCAID": "Analytics id"}
_FIELDS = {"TS": "createdAt", "MCMID": "ecid", "MCORGID": "orgId", "MCAID": "analyticsId"}


def read(text: str, now: datetime) -> Reading | None:
    """A parameter's value, percent-encoded or not, or None."""
    plain = unquote(text.strip().removeprefix("adobe_mc="))
    pairs = dict(pair.split("=", 1) for pair in plain.split("|") if "=" in pair)
    if not {"MCMID", "MCORGID"} <= set(pairs) or not set(pairs) <= set(_NAMES):
        return None
    made = int(pairs["TS"]) * 1000 if re.fullmatch(r"[0-9]{1,12}", pairs.get("TS", "")) else None
    fields: dict[str, JsonValue] = {_FIELDS[name]: value for name, value in pairs.items()}
    parts = [Node(_NAMES[name], value) for name, value in pairs.items() if name != "TS"]
    if made is not None:
        expired = now.timestamp() * 1000 - made > _VALID_SECONDS * 1000
        fields |= {"createdAt": instant(made), "expired": expired}
        told = "expired: it holds for five minutes" if expired else "it holds for five minutes"
        tone = Tone.WARNING if expired else Tone.PLAIN
        parts.append(Node("made", f"{instant(made)} · {since(made, now)} · {told}", tone))
    if not is_ecid(pairs["MCMID"]):
        parts.append(Node("odd", "MCMID is no ECID: it has not 38 digits", Tone.WARNING))
    return Reading(
        KIND,
        "adobe_mc parameter",
        f"ECID {pairs['MCMID']}",
        fields,
        tuple(parts),
        "A link to another domain carries it, so that the visitor keeps the ECID there. It holds for five minutes.",
        "Web SDK documentation, appendIdentityToUrl",
    )
