"""A request as a call of the Web SDK: `alloy("sendEvent", {…})`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from edge_tui.formats.address import read_address
from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.incoming import import_body
from edge_tui.formats.outgoing import EMULATOR_NOTE, is_emulated, reachable_url
from edge_tui.formats.script_literal import NotLiteralError, Reader
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, pretty, put
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action, reshape
from edge_tui.model.text import escaped_json

_CALL = re.compile(r"""\b[A-Za-z_$][\w$]*\s*\(\s*(["'])(sendEvent|setConsent|getIdentity|configure)\1\s*""")
# No real script has more, and parsing each may take as long as the rest of the script.
_MAX_UNREADABLE = 50
_PREFIX = "https://ns.adobe.com/personalization/"
# The schemas Alloy requests for rendering (packages/core/src/constants/schema.js).
_RENDERED = tuple(
    _PREFIX + name
    for name in (
        "default-content-item",
        "html-content-item",
        "json-content-item",
        "redirect-item",
        "ruleset-item",
        "message/in-app",
        "message/content-card",
        "dom-action",
    )
)


def render(exchange: Exchange, *, token: str | None = None) -> str:  # noqa: ARG001 (a page has no token)
    """Web SDK calls that send an equivalent request; differences are noted in comments."""
    document = reshape(parse_json(exchange.request.body), exchange.draft.action, ApiVersion.V2)
    calls = [_call("configure", _configuration(exchange, document))]
    notes = [EMULATOR_NOTE] if is_emulated(exchange) else []
    if exchange.request.authenticated:
        notes.append("The request had an access token, which a web page never has.")
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


def _configuration(exchange: Exchange, document: JsonValue) -> JsonObject:
    address = read_address(reachable_url(exchange))
    options: JsonObject = {"datastreamId": address.datastream_id if address else "", "orgId": ""}
    headers = dict(exchange.request.headers)
    imported = import_body(document) if isinstance(document, dict) else None
    options["orgId"] = headers.get("x-gw-ims-org-id") or (imported.profile.org_id if imported else "") or "ORG@AdobeOrg"
    if address:
        options |= {"edgeDomain": urlsplit(address.url).netloc, "edgeBasePath": address.base_path}
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


@dataclass
class _Calls:
    """The calls in a script, and the expressions in them that couldn't be evaluated."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    configuration: JsonObject = field(default_factory=dict)
    expressions: list[str] = field(default_factory=list)


def parse(text: str) -> Imported | None:
    """The first `sendEvent`, `setConsent` or `getIdentity` in a script; None without one.

    The profile is taken from a `configure` call. Computed values are kept as their source text.
    """
    calls = _read(text)
    if not calls.sent:
        return None
    command, options = calls.sent[0]
    options = options if isinstance(options, dict) else {}
    implied = _implied(calls.configuration)
    body = {"sendEvent": _event_body, "setConsent": _consent_body, "getIdentity": _identity_body}[command](options)
    imported = import_body(body, implied)
    if imported is None:
        return None
    notes = tuple(f"{source} is computed by the page: replace it with a value." for source in calls.expressions)
    if len(calls.sent) > 1:
        notes = (*notes, f"Only the first of {len(calls.sent)} calls was imported.")
    return Imported(imported.draft, implied, imported.entries, notes=notes)


def _read(text: str) -> _Calls:
    calls = _Calls()
    at_offset, unreadable = 0, 0
    while unreadable < _MAX_UNREADABLE and (match := _CALL.search(text, at_offset)):
        at_offset = match.end()
        reader = Reader(text, match.end())
        options: JsonValue = {}
        if reader.skip() == ",":
            reader.at += 1
            try:
                options = reader.value() if reader.skip() != ")" else {}
            except NotLiteralError:
                unreadable += 1
                continue
        # Calls inside a call's arguments are skipped: they would be parsed repeatedly.
        at_offset = max(at_offset, reader.at)
        if match[2] == "configure":
            calls.configuration = options if isinstance(options, dict) else {}
        else:
            if not calls.sent:
                calls.expressions = reader.expressions
            calls.sent.append((match[2], options))
    return calls


def _implied(configuration: JsonObject) -> Implied:
    def text(*names: str) -> str:
        found = (configuration.get(name) for name in names)
        return next((value for value in found if isinstance(value, str)), "")

    domain = text("edgeDomain")
    return Implied(
        url=f"https://{domain}" if domain else "",
        base_path=text("edgeBasePath") or None,
        api_version=None,
        datastream_id=text("datastreamId", "edgeConfigId"),
        org_id=text("orgId"),
    )


def _event_body(options: JsonObject) -> JsonObject:
    xdm = options.get("xdm", {})
    for option, pointer in (("type", "/eventType"), ("mergeId", "/eventMergeId")):
        if isinstance(options.get(option), str) and isinstance(xdm, dict):
            xdm = put(xdm, pointer, options[option])
    body: JsonObject = {"event": {"xdm": xdm, **_picked(options, "data")}}
    personalization = _personalization(options)
    if personalization:
        body = put(body, "/query/personalization", personalization)
    if options.get("edgeConfigOverrides"):
        body = put(body, "/meta/configOverrides", options["edgeConfigOverrides"])
    if isinstance(options.get("datasetId"), str):
        pointer = "/meta/configOverrides/com_adobe_experience_platform/datasets/event/datasetId"
        body = put(body, pointer, options["datasetId"])
    return body


def _personalization(options: JsonObject) -> JsonObject:
    """The query that Alloy builds from `personalization`, `decisionScopes` and `renderDecisions`."""
    asked = options.get("personalization")
    query = _picked(asked, "decisionScopes", "surfaces", "schemas")
    scopes = [*_strings(options.get("decisionScopes")), *_strings(query.get("decisionScopes"))]
    if options.get("renderDecisions") is True:
        scopes = ["__view__", *(scope for scope in scopes if scope != "__view__")]
        query.setdefault("schemas", list(_RENDERED))
    return {**query, "decisionScopes": scopes} if scopes else query


def _strings(value: JsonValue) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _consent_body(options: JsonObject) -> JsonObject:
    return {**_picked(options, "identityMap"), "consent": options.get("consent", [])}


def _identity_body(options: JsonObject) -> JsonObject:
    return {"query": {"identity": {"fetch": _strings(options.get("namespaces")) or ["ECID"]}}}
