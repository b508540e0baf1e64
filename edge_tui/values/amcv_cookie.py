"""The `AMCV_<org>` cookie of the older Visitor API, whose ECID the Web SDK can migrate."""

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from urllib.parse import unquote

from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.values.reading import Reading

KIND = "amcv-cookie"
MARK = re.compile(r"(?:-?[0-9]+(?:\||%7C))?MC(?:MID|IDTS|AID|OPTOUT|AAMB|CIDH|SYNCSOP)(?:\||%7C)\S+")

_NAMES = {
    "MCMID": "ECID",
    "MCIDTS": "last ID sync, in days since 1970",
    "MCAID": "Analytics ID",
    "MCOPTOUT": "opt-out",
    "MCAAMLH": "Audience Manager region",
    "MCAAMB": "Audience Manager blob",
    "MCCIDH": "customer ID hash",
    "MCSYNCSOP": "ID sync state",
    "vVersion": "Visitor API version",
}


def read_s_ecid(text: str, now: datetime) -> Reading | None:
    """A text that is known to be the `s_ecid` cookie, which holds the ECID alone (Visitor API documentation)."""
    found = read(text, now)
    note = "A copy of the ECID that the customer's own server sets, so that it outlives limits on script cookies."
    return replace(found, title="s_ecid cookie", note=note) if found else None


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A cookie's value, percent-encoded or not, or None."""
    tokens = unquote(text.strip()).split("|")
    named = [(name.split("-")[0], value) for name, value in pairwise(tokens)]
    pairs = {name: value for name, value in named if name in _NAMES}
    ecid = pairs.get("MCMID", "")
    if not is_ecid(ecid):
        return None
    fields: dict[str, JsonValue] = {"ecid": ecid, **{name: value for name, value in pairs.items() if name != "MCMID"}}
    return Reading(
        KIND,
        "AMCV cookie",
        f"ECID {ecid}",
        fields,
        tuple(Node(_NAMES[name], value) for name, value in pairs.items()),
        "The older Visitor API stores the ECID here. With idMigrationEnabled, the Web SDK migrates it.",
        "Web SDK documentation, idMigrationEnabled",
    )
