"""Edge destinations: audiences and attributes returned to the page or server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.emulator.upstreams.edge_segmentation import Audience, audiences_of

SERVICE = "com.adobe.experience_platform.edge_destinations"
PER_REQUEST = False


@dataclass(frozen=True)
class Lookup:
    """A custom personalization destination: the audiences (by default all) and attributes it returns."""

    destination_id: str
    alias: str
    audiences: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def encoded_attributes(self) -> EncodedJson:
        """The attributes as JSON."""
        return encoded({name: {"value": value} for name, value in self.attributes.items()})


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie destination. `${audiences}` in the value is replaced by the audience IDs, joined by commas."""

    name: str
    value: str
    domain: str = ""
    path: str = ""
    ttl_days: int = 30


@dataclass(frozen=True, slots=True)
class Url:
    """A URL destination. `${ecid}` in the URL is replaced."""

    id: int
    url: str
    hide_referrer: bool = True
    ttl_minutes: int = 10_080


@dataclass(frozen=True, slots=True)
class Settings:
    """`lookups` are returned in `activation:pull`, `cookies` and `urls` in `activation:push`."""

    lookups: tuple[Lookup, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    urls: tuple[Url, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `activation:pull` (empty without a profile) and `activation:push`."""
    members = audiences_of(context, event)
    if settings.lookups:
        found: list[Any] = []
        if context.ecid or context.authenticated:
            found = [_lookup(context, lookup, members) for lookup in settings.lookups]
        context.add("activation:pull", found, event)
    pushed = [cookie_push(cookie, [member.id for member in members]) for cookie in settings.cookies if members]
    pushed += [url_push(url, context.ecid) for url in settings.urls]
    if pushed:
        context.add("activation:push", pushed, event)


def _lookup(context: RequestContext, lookup: Lookup, members: list[Audience]) -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": "profileLookup",
        "destinationId": lookup.destination_id,
        "alias": lookup.alias,
        "segments": [
            {"id": member.id, "namespace": member.namespace}
            for member in members
            if not lookup.audiences or member.id in lookup.audiences
        ],
    }
    # Attributes may be personal data: only authenticated calls get them.
    if context.authenticated and lookup.attributes:
        item["attributes"] = lookup.encoded_attributes
    return item


def cookie_push(cookie: Cookie, audiences: list[str]) -> dict[str, Any]:
    """An `activation:push` item that makes the client set a cookie."""
    spec: dict[str, Any] = {"name": cookie.name, "value": cookie.value.replace("${audiences}", ",".join(audiences))}
    if cookie.domain:
        spec["domain"] = cookie.domain
    if cookie.path:
        spec["path"] = cookie.path
    return {"type": "cookie", "spec": {**spec, "ttlDays": cookie.ttl_days}}


def url_push(url: Url, ecid: str) -> dict[str, Any]:
    """An `activation:push` item that makes the client call a URL."""
    spec = {"url": url.url.replace("${ecid}", ecid), "hideReferrer": url.hide_referrer, "ttlMinutes": url.ttl_minutes}
    return {"type": "url", "id": url.id, "spec": spec}
