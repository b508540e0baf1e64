"""Sample exchanges."""

import json
from datetime import UTC, datetime
from typing import Any

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import Action, InteractRequest

SENT_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
URL = "https://edge.adobedc.net/ee/or2/v2/interact?datastreamId=4f1c9e2b-0000&requestId=708e4f90"
EVENT: dict[str, Any] = {
    "event": {
        "xdm": {"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"name": "It's home"}}},
        "data": {"__adobe": {"target": {"profile.tier": "gold"}}},
    },
    "query": {"personalization": {"decisionScopes": ["__view__", "hero"]}},
}
TOKEN = "eyJhbGciOiJSUzI1NiJ9.secret.signature"

# Bodies that break sloppy quoting; the last one isn't JSON.
NASTY = [
    '{"a":"it\'s"}',
    '{"a":"\\"quoted\\" \\\\ back"}',
    '{"a":"$HOME `whoami` $(id) !history"}',
    '{"a":"%PATH% ^caret & | < > ; #"}',
    '{"a":"Grüße 👋 \u202eأهلا"}',
    '{"a":"line\\nbreak\\ttab\\u0000nul"}',
    '{"a":"@file"}',
    '{"a":"\x7f\x9b\u2066\u200f\u061c\u200b\ufeff\U000e0041f0 it\'s \\\\ back"}',
    '{ "spaced" : [ 1,\n\t2 ] }',
    "@not json 'at' all\\",
]


def exchange(
    body: str | None = None,
    *,
    url: str = URL,
    action: Action = Action.INTERACT,
    authenticated: bool = False,
    outcome: Response | Failure | None = None,
) -> Exchange:
    """An exchange as created by a session."""
    text = body if body is not None else json.dumps(EVENT, separators=(",", ":"), ensure_ascii=False)
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"), ("accept", "application/json"))
    if authenticated:
        headers += (("x-gw-ims-org-id", "ABC@AdobeOrg"), ("x-api-key", "client-1"))
    request = InteractRequest("708e4f90", url, headers, text, authenticated)
    return Exchange(Draft(text, action), request, "acme", "anna", SENT_AT, outcome)


def answered(document: object = None, status: int = 200) -> Response:
    """A response of the gateway."""
    body = json.dumps(document or {"requestId": "708e4f90-0123456789abcdef", "handle": []}).encode()
    headers = (("content-type", "application/json;charset=utf-8"), ("x-adobe-edge", "OR2;9"), ("x-request-id", "r-1"))
    return Response(status, headers, body, Timings(143.2, 20.0, 45.0, 130.0))


FAILED = Failure(FailureKind.TIMEOUT, "No response within 10 s.", 10_000.0)
