"""What each code makes suspicious in a request."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from edge_tui.model.document import JsonObject, JsonValue, at, compact, join
from edge_tui.model.identity import is_ecid
from edge_tui.model.request import InteractRequest

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Suspect:
    """A part of the request's body, or a field of the profile, and why it is suspected."""

    sentence: str
    pointer: str | None = None
    profile_field: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and its body, read."""

    request: InteractRequest
    body: JsonValue


def _datastream(sent: Sent) -> Iterator[Suspect]:
    query = parse_qs(urlsplit(sent.request.url).query)
    used = next((query[name][0] for name in ("datastreamId", "configId") if query.get(name)), None)
    told = f"The datastream id that was sent is {used}." if used else "The profile has no datastream id."
    yield Suspect(told, profile_field="datastream_id")


def _envelope(sent: Sent) -> Iterator[Suspect]:
    is_single = urlsplit(sent.request.url).path.endswith("/v2/interact")
    wrong, right = ("events", "event") if is_single else ("event", "events")
    if isinstance(sent.body, dict) and wrong in sent.body and right not in sent.body:
        yield Suspect(f"This endpoint takes {right}, not {wrong}.", join("", wrong))
    elif not isinstance(sent.body, dict):
        yield Suspect("The body is to be an object.", "")
    for pointer in ("/xdm", "/data"):
        if at(sent.body, pointer) is not None:
            yield Suspect(f"{pointer[1:]} belongs inside {right}, not beside it.", pointer)


def _cookies(sent: Sent) -> Iterator[Suspect]:
    if at(sent.body, "/meta/state/cookiesEnabled") is True:
        yield Suspect("cookiesEnabled is true here and needs a domain beside it.", "/meta/state")


def _size(sent: Sent) -> Iterator[Suspect]:
    size = len(sent.request.body.encode("utf-8", "surrogatepass"))
    pointer, value = "", sent.body
    while isinstance(value, dict | list) and value:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        token, largest = max(inner, key=lambda each: len(compact(each[1])))
        if len(compact(largest)) < size / 2:
            break
        pointer, value = join(pointer, token), largest
    yield Suspect(f"The body has {size:,} bytes of {_LIMIT_BYTES:,} allowed; most of them are here.", pointer)


def _overrides(sent: Sent) -> Iterator[Suspect]:
    overrides = at(sent.body, "/meta/configOverrides")
    for service, settings in overrides.items() if isinstance(overrides, dict) else ():
        place = join("/meta/configOverrides", service)
        if at(settings, "/enabled") is True:
            yield Suspect("Only enabled: false may be sent.", place + "/enabled")
        elif isinstance(at(settings, "/idSyncContainerId"), str):
            yield Suspect("idSyncContainerId is a number.", place + "/idSyncContainerId")
        else:
            yield Suspect("This override must be declared on the datastream.", place)
    if not isinstance(overrides, dict):
        yield Suspect("The overrides come from the profile.", profile_field="config_overrides")


def _consent(sent: Sent) -> Iterator[Suspect]:
    entries = at(sent.body, "/meta/state/entries")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        value = at(entry, "/value")
        if str(at(entry, "/key")).endswith("_consent") and isinstance(value, str) and "out" in value:
            yield Suspect("The visitor's state says general=out.", f"/meta/state/entries/{index}/value")
    for place, event in events_of(sent.body):
        if at(event, "/xdm/consentStrings"):
            yield Suspect("The event brings a consent string of its own.", place + "/xdm/consentStrings")


def _fetched(sent: Sent) -> Iterator[Suspect]:
    for place in ("/query/identity/fetch", "/event/query/identity/fetch", "/events/0/query/identity/fetch"):
        namespaces = at(sent.body, place)
        for index, namespace in enumerate(namespaces if isinstance(namespaces, list) else ()):
            if namespace != "ECID":
                yield Suspect(f"{namespace} may not be told.", f"{place}/{index}")


def _identities(sent: Sent) -> Iterator[Suspect]:
    """Ids that are not of their namespace's form."""
    for place, namespace, identity in _identity_items(sent.body):
        identifier = identity.get("id")
        if namespace == "ECID" and not (isinstance(identifier, str) and is_ecid(identifier)):
            yield Suspect("An ECID has 38 digits, and is a string.", place + "/id")
        elif namespace == "FPID" and not (isinstance(identifier, str) and _UUID4.fullmatch(identifier)):
            yield Suspect("An FPID is a version 4 UUID.", place + "/id")
        elif not isinstance(identifier, str) or not identifier:
            yield Suspect("An identity has an id, and it is a string.", place)


def _primary(sent: Sent) -> Iterator[Suspect]:
    primary = [place for place, _, identity in _identity_items(sent.body) if identity.get("primary") in (True, "true")]
    if len(primary) > 1:
        yield from (Suspect("More than one identity is primary.", place + "/primary") for place in primary)
        return
    for place, event in events_of(sent.body):
        if at(event, "/xdm/identityMap") is not None:
            yield Suspect("No identity in here is primary.", place + "/xdm/identityMap")
        elif at(event, "/xdm") is not None:
            yield Suspect("This event has no identityMap.", place + "/xdm")


def _authentication(sent: Sent) -> Iterator[Suspect]:
    if sent.request.authenticated:
        yield Suspect("The token comes from the IMS host and the client of the profile.", profile_field="credentials")
        missing = {"x-api-key", "x-gw-ims-org-id"} - {name.lower() for name, _ in sent.request.headers}
        fields = {"x-api-key": "credentials", "x-gw-ims-org-id": "org_id"}
        yield from (Suspect(f"The header {name} was not sent.", profile_field=fields[name]) for name in sorted(missing))
    else:
        yield Suspect("The profile sends without a token.", profile_field="authentication")


def events_of(body: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(at(body, "/event"), dict):
        yield "/event", at(body, "/event")
    events = at(body, "/events")
    for index, event in enumerate(events if isinstance(events, list) else ()):
        yield f"/events/{index}", event


def _identity_items(body: JsonValue) -> Iterator[tuple[str, str, JsonObject]]:
    places = [place + "/xdm/identityMap" for place, _ in events_of(body)] + ["/xdm/identityMap", "/identityMap"]
    for place in places:
        found = at(body, place)
        for namespace, identities in found.items() if isinstance(found, dict) else ():
            for index, identity in enumerate(identities if isinstance(identities, list) else ()):
                if isinstance(identity, dict):
                    yield join(place, namespace, index), namespace, identity


_Search = Callable[[Sent], Iterator[Suspect]]
SUSPECTS: dict[str, _Search] = {
    **dict.fromkeys(("0002", "0003", "0004", "0010", "0011", "0012", "0013"), _datastream),
    "0101": _envelope,
    "0110": _cookies,
    "0112": _size,
    "0113": _overrides,
    "0301": _consent,
    "0303": _fetched,
    **dict.fromkeys(("0304", "0305", "0308"), _identities),
    "0306": _primary,
    **dict.fromkeys(("0500", "0501", "0502", "0503", "0504", "0505", "0506"), _authentication),
}
