"""Exchanges as HTTP Archive 1.2, the export format of browsers and proxies."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from edge_tui import __version__
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.outgoing import headers_of, response_headers_of
from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, pretty
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.text import escaped_json

# A year: anything longer is not a plausible duration.
_MAX_MS = 366 * 86_400_000


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
    creator = {"name": "edge-tui", "version": __version__}
    return escaped_json(pretty({"log": {"version": "1.2", "creator": creator, "entries": [entry]}})) + "\n"


def parse(text: str) -> Imported | None:
    """The first request to the Edge Network in an archive, or in a single entry."""
    return next(iter(parse_all(text)), None)


def parse_all(text: str) -> tuple[Imported, ...]:
    """Every request to the Edge Network in an archive, in order; none for any other text."""
    document = parse_json(text) if text.lstrip().startswith("{") else None
    if document is None or isinstance(document, ParseError):
        return ()
    return tuple(imported for entry in _entries(document) if (imported := _import(entry)))


def _entries(document: JsonValue) -> Iterator[JsonObject]:
    listed = at(document, "/log/entries")
    candidates = listed if isinstance(listed, list) else [document]
    for entry in candidates:
        if isinstance(at(entry, "/request/url"), str):
            yield entry


def _import(entry: JsonObject) -> Imported | None:
    body = at(entry, "/request/postData/text", "")
    imported = import_request(
        entry["request"]["url"],
        _headers(at(entry, "/request/headers")),
        body if isinstance(body, str) else "",
        _recorded_response(entry),
    )
    if imported is None:
        return None
    return replace(imported, sent_at=read_moment(entry.get("startedDateTime")))


def _recorded_response(entry: JsonObject) -> Response | None:
    status = at(entry, "/response/status")
    if not isinstance(status, int) or not 100 <= status <= 999:
        return None
    text, elapsed_ms = at(entry, "/response/content/text", ""), entry.get("time")
    milliseconds = float(elapsed_ms) if isinstance(elapsed_ms, int | float) and 0 <= elapsed_ms < _MAX_MS else 0.0
    return Response(status, tuple(_headers(at(entry, "/response/headers"))), _bytes(entry, text), Timings(milliseconds))


def _bytes(entry: JsonObject, text: object) -> bytes:
    if not isinstance(text, str):
        return b""
    if at(entry, "/response/content/encoding") == "base64":
        try:
            return b64decode(text)
        except ValueError:
            return b""
    return text.encode("utf-8", "surrogatepass")


def _headers(listed: object) -> list[tuple[str, str]]:
    """Name and value of each header, without HTTP/2 pseudo-headers such as `:authority`."""
    return [
        (item["name"], item["value"])
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
        if not item["name"].startswith(":")
    ]


def read_moment(text: object) -> datetime | None:
    """An ISO 8601 timestamp with an offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


def _request(exchange: Exchange, token: str | None) -> JsonObject:
    request = exchange.request
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    return {
        "method": "POST",
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
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
        return {**_EMPTY, "status": 0, "statusText": "", "headers": [], "content": content, "_error": message}
    content = {"size": len(response.body), "mimeType": response.header("content-type") or "", **_text(response.body)}
    return {
        **_EMPTY,
        "status": response.status,
        "statusText": response.reason,
        "headers": _named(response_headers_of(response)),
        "content": content,
        "bodySize": len(response.body),
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
