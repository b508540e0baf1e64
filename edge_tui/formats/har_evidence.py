"""Which entries of a HAR are calls to the Edge Network: a path alone proves nothing."""

import re
from collections.abc import Collection
from enum import StrEnum
from urllib.parse import urlsplit

from edge_tui.formats.address import read_address
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.request import datastream_in

# Adobe's own domains (developer.adobe.com, Edge Network API; the third-party domain of the Web SDK).
_KNOWN_DOMAINS = ("adobedc.net", "demdex.net")
_CONVERSATIONS = "/conversations"
_SDK = re.compile(r"[\w.+/-]{1,40}")


class EntryKind(StrEnum):
    """What an entry is to the record of a visit."""

    EDGE = "Edge call"
    PREFLIGHT = "preflight"
    CONVERSATION = "Brand Concierge conversation"
    OTHER = "other request"


def kind_of_entry(method: object, url: str, body: JsonValue, hosts: Collection[str] = ()) -> EntryKind:
    """What a request is. `body` is the parsed one, anything else when there is none.

    `hosts` are more hosts of the Edge Network, in lower case, such as those of an SDK's configuration.

    An Edge call is a POST to a path of the API, and has one more sign of it: Adobe's domain, a
    datastream in the URL, or a body of this shape. `/v1/collect` is a path of other services too. A
    file without the method has requests that were written by hand: they count as POST.
    """
    verb = method.upper() if isinstance(method, str) else "POST"
    is_marked = bool(datastream_in(url)) or _is_known(url, hosts)
    if verb == "POST" and is_marked and _is_conversation(url):
        return EntryKind.CONVERSATION
    if read_address(url) is None:
        return EntryKind.OTHER
    if verb == "OPTIONS":
        return EntryKind.PREFLIGHT if is_marked else EntryKind.OTHER
    return EntryKind.EDGE if verb == "POST" and (is_marked or has_shape(body)) else EntryKind.OTHER


def has_shape(body: JsonValue) -> bool:
    """Whether a body is one of the Edge Network's: events with `xdm` or `data`, consent, or a query of identities."""
    event, events, consent = at(body, "/event"), at(body, "/events"), at(body, "/consent")
    listed = [event, *(events if isinstance(events, list) else [])]
    if any(isinstance(each, dict) and isinstance(each.get("xdm", each.get("data")), dict) for each in listed):
        return True
    if isinstance(consent, list) and any(isinstance(each, dict) and "standard" in each for each in consent):
        return True
    return isinstance(at(body, "/query/identity/fetch"), list)


def _is_known(url: str, hosts: Collection[str]) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in hosts or any(host == domain or host.endswith(f".{domain}") for domain in _KNOWN_DOMAINS)


def _is_conversation(url: str) -> bool:
    """`/brand-concierge[/{region}]/conversations` at the root of the host (BrandConcierge of @adobe/alloy)."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return path.startswith("/brand-concierge") and path.endswith(_CONVERSATIONS)


def sdk_of(document: JsonValue) -> str:
    """The SDK in `implementationDetails`: the name's last part and the version (XDM, Implementation Details)."""
    event = at(document, "/event", at(document, "/events/0"))
    name = at(event, "/xdm/implementationDetails/name")
    version = at(event, "/xdm/implementationDetails/version")
    if not isinstance(name, str) or not isinstance(version, str):
        return ""
    short = name.rstrip("/").rpartition("/experience/")[2]
    return f"{short} {version}" if _SDK.fullmatch(short) and _SDK.fullmatch(version) else ""
