"""Entries of a HAR that arrive one by one, as what a source sees: the way in for other proxies."""

from datetime import datetime

from edge_tui.formats.har_entry import elapsed_of, headers_of_entry, request_body, response_of
from edge_tui.formats.har_evidence import EntryKind, kind_of_entry
from edge_tui.model.json.document import JsonValue, at, parse
from edge_tui.model.sightings import Answered, Began, Cause, Failed, Sighting, SourceNotice

# The member of a line that isn't an entry: the host whose certificate a client refused.
TLS_FAILED = "tlsFailed"
_CALLS = (EntryKind.EDGE, EntryKind.CONVERSATION)
_NO_BODY = "The line doesn't hold the body of this response."
_MAX_HOST = 253


def sightings_of(line: JsonValue, call: str, now: datetime) -> tuple[Sighting, ...]:
    """What a line tells of a call that is identified by `call`; nothing when it isn't an Edge call.

    A line is an entry of HAR 1.2, complete or without a response. A moment that can't be read is `now`.
    """
    if not isinstance(line, dict):
        return ()
    host = line.get(TLS_FAILED)
    if isinstance(host, str):
        return (SourceNotice(now, f"A client refused the proxy's certificate for {host[:_MAX_HOST]}."),)
    url, method = at(line, "/request/url"), at(line, "/request/method")
    body = request_body(line)
    if not isinstance(url, str) or kind_of_entry(method, url, parse(body or "")) not in _CALLS:
        return ()
    began_at = _moment(line.get("startedDateTime")) or now
    headers = tuple(headers_of_entry(at(line, "/request/headers")))
    began = Began(call, began_at, "POST", url, headers, None if body is None else body.encode("utf-8", "replace"))
    response = response_of(line)
    if response is None:
        return began, Failed(call, now, Cause.BROKEN)
    is_held = isinstance(at(line, "/response/content/text"), str)
    address = line.get("serverIPAddress")
    answered = Answered(
        call,
        now,
        response.status,
        response.headers,
        response.body if is_held else None,
        "" if is_held else _NO_BODY,
        elapsed_of(line),
        address=address if isinstance(address, str) else "",
    )
    return began, answered


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
