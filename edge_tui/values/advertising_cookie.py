"""The advertising cookie, `kndctr_<org>_advertising`: click and display IDs that the Web SDK collects."""

from collections.abc import Iterator
from datetime import datetime

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line
from edge_tui.values import encoded_json
from edge_tui.values.instants import instant, since
from edge_tui.values.reading import Reading

_CLICK = "_les_lsc"
# Members of the cookie (Alloy, Advertising component): label and meaning.
_IDS = {
    "surferId": ("surfer ID", "The visitor's ID at Adobe Advertising."),
    "id5Id": ("ID5 ID", ""),
    "rampId": ("RampID", ""),
    "hashedIPAddr": ("hashed IP address", ""),
    "ev_lcc": ("display click", "The last click on a display ad."),
}
_CLICK_LABELS = {
    "skwcid": ("tracking code", "Sent as conversionDetails.trackingCode; from the page's parameter s_kwcid."),
    "efid": ("tracking identities", "Sent as conversionDetails.trackingIdentities; from the page's parameter ef_id."),
}
_NOTE = (
    "What the Web SDK knows of the visitor's clicks on ads. It writes this cookie itself; where it can't be sent as a "
    "cookie, it is a state entry. Conversions are in xdm._experience.adcloud.conversionDetails."
)
_PROVENANCE = "Alloy, Advertising component"


def read_cookie(text: str, now: datetime, kind: str) -> Reading:
    """Reads the value of an advertising cookie; a damaged one gives a reading with a problem."""
    try:
        _, document = encoded_json.decode(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        problem = "It isn't percent-encoded JSON, as an advertising cookie is."
        return Reading(kind, "advertising cookie", "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem)
    nodes = tuple(_nodes(document, now))
    summary = " · ".join(f"{node.label} {node.value}" for node in nodes[:2]) or one_line(
        "{" + ", ".join(document) + "}"
    )
    return Reading(kind, "advertising cookie", summary, document, nodes, _NOTE, _PROVENANCE, document=document)


def _nodes(document: dict[str, JsonValue], now: datetime) -> Iterator[Node]:
    click = document.get(_CLICK)
    if isinstance(click, dict):
        for name, (label, note) in _CLICK_LABELS.items():
            if isinstance(value := click.get(name), str):
                yield Node(label, one_line(value), note=note)
        if type(at_ms := click.get("click_time")) is int:
            yield Node("clicked", f"{instant(at_ms)} · {since(at_ms, now)}")
    for name, (label, note) in _IDS.items():
        if isinstance(value := document.get(name), str):
            yield Node(label, one_line(value), note=note)
    for name, expires_ms in document.items():
        if name.endswith("Expires") and type(expires_ms) is int:
            words = f"{instant(expires_ms)} · {since(expires_ms, now)}"
            yield Node(one_line(name), words)
