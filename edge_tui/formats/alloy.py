"""A request as a call of the Web SDK: `alloy("sendEvent", {…})`."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from edge_tui.formats.address import read_address
from edge_tui.formats.incoming import import_body
from edge_tui.formats.outgoing import EMULATOR_NOTE, is_emulated, reachable_url
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, pretty
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action, reshape
from edge_tui.model.text import escaped_json


def render(exchange: Exchange, *, token: str | None = None) -> str:  # noqa: ARG001 (a page has no token)
    """Web SDK calls that send an equivalent request; differences are noted in comments."""
    document = reshape(parse_json(exchange.request.body), exchange.draft.action, ApiVersion.V2)
    calls = [_call("configure", _configuration(exchange, document))]
    notes = [EMULATOR_NOTE] if is_emulated(exchange) else []
    if exchange.request.authenticated:
        notes.append("The request had an access token, which a web page never has.")
    if _port_of(reachable_url(exchange)) not in (None, 443):
        notes.append("edgeDomain takes no port: the browser must lead the host's port 443 to the gateway's.")
    match exchange.draft.action:
        case Action.SET_CONSENT:
            calls.append(_call("setConsent", _picked(document, "identityMap", "consent")))
        case Action.ACQUIRE:
            calls.append(_call("getIdentity", {"namespaces": at(document, "/query/identity/fetch", ["ECID"])}))
        case Action.MEDIA:
            events = at(document, "/events")
            several = events if isinstance(events, list) else []
            calls += [_call("sendMediaEvent", {"xdm": at(event, "/xdm", {})}) for event in several]
        case _:
            calls += [_call("sendEvent", options) for options in _events(document)]
    comments = "".join(f"// {note}\n" for note in notes)
    return comments + "\n".join(calls)


def _call(command: str, options: JsonValue) -> str:
    return f"alloy({json.dumps(command)}, {escaped_json(pretty(options))});\n"


def _port_of(url: str) -> int | None:
    """The port that a URL names; None without one, or for a text that isn't a URL."""
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def _configuration(exchange: Exchange, document: JsonValue) -> JsonObject:
    address = read_address(reachable_url(exchange))
    options: JsonObject = {"datastreamId": address.datastream_id if address else "", "orgId": ""}
    headers = dict(exchange.request.headers)
    imported = import_body(document) if isinstance(document, dict) else None
    options["orgId"] = headers.get("x-gw-ims-org-id") or (imported.profile.org_id if imported else "") or "ORG@AdobeOrg"
    if address:
        options |= {"edgeDomain": urlsplit(address.url).hostname or "", "edgeBasePath": address.base_path}
    return options


def _events(document: JsonValue) -> Iterator[JsonObject]:
    """The options of a `sendEvent` for each event; none for a body that isn't JSON."""
    if isinstance(document, ParseError):
        return
    several = at(document, "/events")
    for event in several if isinstance(several, list) else [at(document, "/event", {})]:
        options = _picked(event, "xdm", "data")
        asked = at(event, "/query/personalization") or at(document, "/query/personalization")
        personalization = _picked(asked, "decisionScopes", "surfaces", "schemas")
        scopes = personalization.get("decisionScopes")
        if isinstance(scopes, list) and "__view__" in scopes:
            options["renderDecisions"] = True
            personalization["decisionScopes"] = [scope for scope in scopes if scope != "__view__"]
        kept = {name: value for name, value in personalization.items() if value}
        if kept:
            options["personalization"] = kept
        overrides = at(document, "/meta/configOverrides")
        yield {**options, "edgeConfigOverrides": overrides} if overrides else options


def _picked(holder: JsonValue, *names: str) -> JsonObject:
    return {name: holder[name] for name in names if name in holder} if isinstance(holder, dict) else {}
