"""Sending a call to another datastream or another gateway."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from edge_tui.model.cookies import is_gateway_cookie
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import JsonObject, JsonValue, compact
from edge_tui.model.passing import GoElsewhere, PassingRequest
from edge_tui.model.request import DATASTREAM_PARAMETERS
from edge_tui.rewriting.conditions import Call

_PARAMETER = re.compile(rf"(?<=[?&])({'|'.join(DATASTREAM_PARAMETERS)})=[^&#]*", re.IGNORECASE)
# What mobile SDKs call the datastream where a body names it.
_MEMBERS = (*DATASTREAM_PARAMETERS, "edgeconfigid")


@dataclass(frozen=True, slots=True)
class Destination:
    """The `to` table: a datastream, a gateway's scheme and host, or both. Path, hint and query stay.

    `profile` and `emulator` name a gateway and its datastream; a file's reader replaces them by these.
    """

    datastream: str = ""
    url: str = ""
    profile: str = ""
    emulator: bool = False

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """No destination, two, or a URL with more than scheme and host."""
        named = [name for name in ("url", "profile", "emulator") if getattr(self, name)]
        if len(named) > 1:
            yield named[1], f"can't be combined with {named[0]}"
        if not named and not self.datastream:
            yield "datastream", "is missing: give a datastream, a url, a profile, or emulator = true"
        if any(character.isspace() or ord(character) < 32 for character in self.datastream):
            yield "datastream", "must be an ID, without spaces"
        if self.url and not is_origin(self.url):
            yield "url", "must be a scheme and a host, such as https://edge.adobedc.net"

    def sent_there(self, call: Call, rule: str) -> GoElsewhere | None:
        """The request to this destination; None when it goes there anyway."""
        request = call.request
        url = _PARAMETER.sub(lambda match: f"{match[1]}={quote(self.datastream, safe=':')}", request.url)
        url = _on_origin(url if self.datastream else request.url, self.url)
        body = _with_datastream(call.document, self.datastream) if self.datastream else None
        if url == request.url and body is None:
            return None
        headers = () if _origin(url) == _origin(request.url) else _without_foreign_cookies(request)
        return GoElsewhere(rule, url, headers, None if body is None else compact(body).encode())

    def __str__(self) -> str:
        named = [
            f"to {self.url}" if self.url else "",
            f"to the profile {self.profile}" if self.profile else "",
            "to the built-in emulator" if self.emulator else "",
            f"to datastream {self.datastream}" if self.datastream else "",
        ]
        return " ".join(filter(None, named))


def is_origin(url: str) -> bool:
    """Whether a URL is a scheme and a host, with or without a port, and nothing else."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    spaced = any(character.isspace() for character in url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port_is_valid and bare and not spaced


def _on_origin(url: str, origin: str) -> str:
    if not origin:
        return url
    target, parts = urlsplit(origin), urlsplit(url)
    return urlunsplit((target.scheme, target.netloc, *parts[2:]))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _without_foreign_cookies(request: PassingRequest) -> Headers:
    """The `Cookie` header with the gateway's own cookies: another host has no right to a site's sessions."""
    given = [value for name, value in request.headers if name.lower() == "cookie"]
    if not given:
        return ()
    pairs = [pair.strip() for value in given for pair in value.split(";")]
    return (("cookie", "; ".join(pair for pair in pairs if is_gateway_cookie(pair.partition("=")[0].strip()))),)


def _with_datastream(document: JsonValue, datastream: str) -> JsonValue:
    """The body with another ID wherever it names one; None when it names none."""
    if not isinstance(document, dict):
        return None
    changed = _renamed(document, datastream)
    for name in ("meta", "event"):
        if isinstance(inner := document.get(name), dict):
            changed[name] = _renamed(inner, datastream)
    events = document.get("events")
    if isinstance(events, list):
        changed["events"] = [_renamed(event, datastream) if isinstance(event, dict) else event for event in events]
    return None if changed == document else changed


def _renamed(holder: JsonObject, datastream: str) -> JsonObject:
    return {
        name: datastream if name.casefold() in _MEMBERS and isinstance(value, str) else value
        for name, value in holder.items()
    }
