"""Requests and responses of Adobe's other services, which people take for the Edge Network's.

Sources: Adobe Target Delivery API, Analytics data insertion, Experience Cloud ID service, IMS, Streaming Ingestion
API, in Adobe's developer documentation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_tui.logs.excerpt import named
from edge_tui.model.json.document import JsonObject, JsonValue

_TARGET_HINT = "Over the Edge Network, ask for it with query.personalization.decisionScopes."


@dataclass(frozen=True, slots=True)
class OtherService:
    """What a text is, as a noun with its service, and what to do instead."""

    what: str
    fix: str

    @property
    def sentence(self) -> str:
        """That it isn't the Edge Network's."""
        return f"This is {named(self.what)}, not of the Edge Network."


_TARGET_RESPONSE = OtherService(
    "response of Adobe Target's delivery API",
    f"at.js and Target's server SDKs ask that API directly. {_TARGET_HINT}",
)
_TARGET_REQUEST = OtherService("request to Adobe Target's delivery API", _TARGET_HINT)
_ID_SERVICE = OtherService(
    "response of the Experience Cloud ID service (demdex.net)",
    "The Edge Network returns the ECID as identity:result. Ask for it with query.identity.fetch.",
)
_TOKEN = OtherService(
    "response of Adobe IMS with an access token",
    "Give the credentials to a profile: edge-tui profiles login. `edge-tui decode` reads a token.",
)
_STREAMING = OtherService(
    "response of the Streaming Ingestion API",
    "It has no handles. Send the event to the Edge Network to get some.",
)
_ANALYTICS = OtherService(
    "hit of Adobe Analytics (AppMeasurement)",
    "Over the Edge Network, Analytics gets data.__adobe.analytics or the fields of the event.",
)
_COLLECTION = OtherService(
    "request to the Streaming Ingestion API", "Pass its body: its xdmEntity is read as an event."
)


def other_service(document: JsonValue) -> OtherService | None:
    """The service whose request or response a document without handles is; None for any other."""
    members = document if isinstance(document, dict) else {}
    return next((service for service, matches in _SHAPES if matches(members)), None)


def service_of_url(url: str) -> OtherService | None:
    """The service that a URL belongs to; None for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    where = f"{(parts.hostname or '').casefold()}{parts.path}"
    return next((service for pattern, service in _ADDRESSES if pattern.search(where)), None)


def _has_delivery(document: JsonObject) -> bool:
    return any(isinstance(document.get(name), dict) for name in ("execute", "prefetch"))


_SHAPES: tuple[tuple[OtherService, Callable[[JsonObject], bool]], ...] = (
    (_TARGET_RESPONSE, lambda each: _has_delivery(each) and "client" in each and "status" in each),
    (_TARGET_REQUEST, lambda each: _has_delivery(each) and isinstance(each.get("context"), dict)),
    (_ID_SERVICE, lambda each: "d_mid" in each and ("d_blob" in each or "dcs_region" in each or "id_sync_ttl" in each)),
    (_TOKEN, lambda each: isinstance(each.get("access_token"), str) and "token_type" in each),
    (_STREAMING, lambda each: "inletId" in each and "xactionId" in each),
)
_ADDRESSES = (
    (re.compile(r"^[^/]*/rest/v1/delivery\b|^[^/]*/m2/[^/]+/mbox/"), _TARGET_REQUEST),
    (re.compile(r"^[^/]*/b/ss/"), _ANALYTICS),
    (re.compile(r"\bdemdex\.net/(?:id|event)\b"), _ID_SERVICE),
    (re.compile(r"^dcs\.(?:[\w-]+\.)?adobedc\.net/collection\b"), _COLLECTION),
)
