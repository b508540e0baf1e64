"""Exchanges as HTTP Archive 1.2, the export format of browsers and proxies."""

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl

from edge_tui import __version__
from edge_tui.formats.har_archive import read_archive
from edge_tui.formats.imported import Imported
from edge_tui.formats.outgoing import headers_of, response_headers_of
from edge_tui.model.exchange import Exchange, Timings
from edge_tui.model.json.document import JsonObject, pretty
from edge_tui.model.origin import Origin
from edge_tui.model.text import escaped_json


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """An archive with one entry; without a token it is masked."""
    response = exchange.response
    elapsed_ms = exchange.elapsed_ms or 0.0
    entry: JsonObject = {
        "startedDateTime": exchange.sent_at.isoformat(),
        "time": elapsed_ms,
        "request": _request(exchange, token),
        "response": _response(exchange),
        "cache": {},
        "timings": _timings(response.timings if response else Timings(elapsed_ms)),
    }
    log: JsonObject = {"version": "1.2", "creator": {"name": "edge-tui", "version": __version__}, "entries": [entry]}
    if exchange.origin is not None:
        entry |= _seen(exchange.origin)
        log |= _pages(exchange.origin, exchange.sent_at.isoformat())
    return escaped_json(pretty({"log": log})) + "\n"


def parse(text: str) -> Imported | None:
    """The first request to the Edge Network in an archive, or in a single entry."""
    reading = read_archive(text)
    return reading.requests[0] if reading and reading.requests else None


def _seen(origin: Origin) -> JsonObject:
    """The members that Chromium writes about where a request came from."""
    members: JsonObject = {"_resourceType": "ping"} if origin.is_unload else {}
    if origin.page is not None:
        members["pageref"] = f"page_{origin.page.number}"
    if origin.address:
        members["serverIPAddress"] = origin.address
    if origin.initiator:
        frames = [
            {"functionName": frame.function, "url": _with_values(frame.url), "lineNumber": max(0, frame.line - 1)}
            | ({"columnNumber": frame.column - 1} if frame.column else {})
            for frame in origin.initiator
        ]
        members["_initiator"] = {"type": "script", "stack": {"callFrames": frames}}
    return members


def _pages(origin: Origin, sent_at: str) -> JsonObject:
    """The page, with the URL as its title, as Chromium writes it."""
    page = origin.page
    if page is None:
        return {}
    started = sent_at if page.loaded_at is None else page.loaded_at.isoformat()
    listed = {
        "startedDateTime": started,
        "id": f"page_{page.number}",
        "title": _with_values(page.url),
        "pageTimings": {},
    }
    return {"pages": [listed]}


def _with_values(url: str) -> str:
    """A URL of which only the names of the query are known: each with a sign that its value was left out."""
    address, mark, query = url.partition("?")
    return address + mark + "&".join(f"{name}=…" for name in query.split("&") if name)


def _request(exchange: Exchange, token: str | None) -> JsonObject:
    request = exchange.request
    # `urlsplit` refuses some hosts, and any URL may be in history.
    query = parse_qsl(request.url.partition("#")[0].partition("?")[2], keep_blank_values=True)
    return {
        "method": "POST",
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        # Names only: what is kept of values is in the headers.
        "cookies": _named([(name, "") for name in exchange.origin.cookies_sent] if exchange.origin else []),
        "headers": _named(headers_of(exchange, token)),
        "queryString": _named(query),
        "postData": {"mimeType": "application/json", "text": request.body},
        "headersSize": -1,
        "bodySize": len(request.body.encode()),
    }


def _response(exchange: Exchange) -> JsonObject:
    """The response; a failure has status 0 and its message in `_error`, as in browsers."""
    response = exchange.response
    if response is None:
        message = exchange.failure.message if exchange.failure else "unfinished"
        content: JsonObject = {"size": 0, "mimeType": ""}
        failed = {**_EMPTY, "status": 0, "statusText": "", "headers": [], "content": content, "_error": message}
        name = _NAMES.get(exchange.failure.cause, "") if exchange.failure else ""
        return failed | ({"_failureText": name} if name else {})
    content = {"size": len(response.body), "mimeType": response.header("content-type") or "", **_text(response.body)}
    return {
        **_EMPTY,
        "status": response.status,
        "statusText": response.reason,
        "headers": _named(response_headers_of(response)),
        "redirectURL": (response.header("location") or "") if response.is_redirect else "",
        "content": content,
        "bodySize": len(response.body),
    }


# The name of an error that Chromium or Firefox gives for a cause, so that another reader knows it.
_NAMES = {
    "extension": "net::ERR_BLOCKED_BY_CLIENT",
    "csp": "net::ERR_BLOCKED_BY_CSP",
    "cors": "NS_ERROR_DOM_BAD_URI",
    "mixed-content": "net::ERR_INSECURE_RESPONSE",
    "blocked": "net::ERR_FAILED",
    "dns": "net::ERR_NAME_NOT_RESOLVED",
    "refused": "net::ERR_CONNECTION_REFUSED",
    "tls": "net::ERR_CERT_INVALID",
    "timed-out": "net::ERR_TIMED_OUT",
    "broken": "net::ERR_CONNECTION_RESET",
    "canceled": "net::ERR_ABORTED",
    "page-gone": "net::ERR_ABORTED",
}
_EMPTY: JsonObject = {
    "httpVersion": "HTTP/1.1",
    "cookies": [],
    "redirectURL": "",
    "headersSize": -1,
    "bodySize": -1,
}


def _text(body: bytes) -> JsonObject:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"text": b64encode(body).decode(), "encoding": "base64"}
    return {"text": text}


def _named(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _timings(timings: Timings) -> JsonObject:
    """The duration of each phase in milliseconds; -1 for one that didn't happen."""
    resolved, connected, secured = timings.resolved, timings.connected, timings.secured
    first_byte = timings.first_byte
    begun = secured or connected or 0.0
    return {
        "blocked": -1,
        "dns": -1 if resolved is None else resolved,
        "connect": -1 if connected is None else begun - (resolved or 0.0),
        "ssl": -1 if secured is None else secured - (connected or 0.0),
        "send": 0,
        "wait": max(0.0, (first_byte if first_byte is not None else timings.elapsed_ms) - begun),
        "receive": max(0.0, timings.elapsed_ms - first_byte) if first_byte is not None else 0,
    }
