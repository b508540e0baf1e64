"""Requests in a log: `[alloy]` lines, logcat, Xcode's console, an Assurance export, or any text with JSON in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from edge_tui.formats import script
from edge_tui.formats.body import has_command_options, import_document
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.logs import Excerpt, Kind, Log, kind_of_document, read_log, source_of
from edge_tui.logs.embedded import embedded_documents
from edge_tui.model.exchange import Response, Timings
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, compact, parse
from edge_tui.model.json.nesting import MAX_DEPTH, nests_deeper
from edge_tui.model.response import read_response
from edge_tui.values.request_id import sent_id_of

_FIX = (
    "Copy the lines with the request as well, or a curl command or HAR from the browser; `edge-tui handles` reads "
    "responses."
)
_MAX_REQUESTS = 1_000
_NEXT = re.compile(r"[\s,\x1e\0]{0,1000}")
_TOO_DEEP = f"It is nested deeper than {MAX_DEPTH} levels; what is deeper became text."
# Longer ones are data, which no script has.
_MAX_LITERAL = 1_000_000
_LIST = re.compile(r'\s*(?:\[\s*\{|\{\s*"messages"\s*:\s*\[)')
_SEVERAL = "series of JSON documents"
# Their events ask for nothing that they don't say, as those of the Web SDK do.
_APPS = frozenset({"Android log", "iOS log"})
_IMPORTED = (Kind.REQUEST, Kind.EVENT, Kind.SENT_BY_SDK)


def read_known_log(text: str) -> Reading | None:
    """As `read_requests`, of a text whose lines are a known log's: such a text isn't a script."""
    is_json = text.lstrip()[:1] == "{"
    return read_requests(text) if not is_json and source_of(text) else None


def read_several(text: str) -> Reading | None:
    """The requests of JSON documents that follow one another, such as lines of JSON; None for one document.

    Where every document is a request, each is read as it would be alone; otherwise they are read as a log.
    """
    if _LIST.match(text):
        return _read_list(text)
    documents = list(islice(_documents(text), 2))
    if len(documents) < 2 or (documents[1] is None and _body(documents[0]) is None):
        return None
    found: list[Imported] = []
    for document in _documents(text):
        if (imported := _body(document)) is None:
            logged = read_requests(text) or Reading("log", missing="None of the documents is a request.", fix=_FIX)
            return replace(logged, kind=_SEVERAL)
        if len(found) == _MAX_REQUESTS:
            return Reading(_SEVERAL, tuple(found), (only_the_first(_MAX_REQUESTS, "requests"),))
        found.append(imported)
    return Reading(_SEVERAL, tuple(found))


def _read_list(text: str) -> Reading | None:
    """The bodies or events of an array, such as rows of a dataset; None when it has anything else.

    The Streaming Ingestion API takes several events as `messages` (Experience Platform
    documentation, Send multiple messages in one HTTP request).
    """
    document = parse(text)
    if isinstance(document, ParseError):
        from edge_tui.formats.scripts.literal import literal

        document = literal(text) if len(text) <= _MAX_LITERAL else None
    listed = at(document, "/messages", document)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return None
    found: list[Imported] = []
    for each in listed[:_MAX_REQUESTS]:
        if (imported := _body(each)) is None:
            return None
        found.append(imported)
    notes = (only_the_first(_MAX_REQUESTS, "requests"),) if len(listed) > _MAX_REQUESTS else ()
    return Reading("array of events", tuple(found), notes) if found else None


def _body(document: JsonObject | None) -> Imported | None:
    return None if document is None or has_command_options(document) else import_document(document)


def _documents(text: str) -> Iterator[JsonObject | None]:
    """The JSON objects that a text consists of, one by one; None, as the last, for anything else."""
    decoder = json.JSONDecoder()
    at_offset = 0
    while start := _NEXT.match(text, at_offset):
        if start.end() == len(text):
            return
        try:
            document, at_offset = decoder.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or nests_deeper(text[start.end() : at_offset]):
            yield None
            return
        yield document


def read_requests(text: str) -> Reading | None:
    """The requests in a log, with their URLs and responses if it has them; None when it has nothing of Edge."""
    log = read_log(text)
    if not log.excerpts:
        return None
    # The options of a call are those of the request that the SDK logs after it.
    has_requests = any(each.kind in (Kind.REQUEST, Kind.SENT_BY_SDK) for each in log.excerpts)
    wanted = [each for each in log.excerpts if not (has_requests and each.kind is Kind.EVENT)]
    everything = [imported for each in wanted for imported in _requests(each, is_of_app=log.source in _APPS)]
    found = everything[:_MAX_REQUESTS]
    responses = _responses(log) if found else {}
    requests = tuple(_with_response(imported, responses) for imported in found)
    notes = [f"Line {each.line}: {each.cut_off}" for each in log.excerpts if each.cut_off]
    notes += [f"Line {each.line}: {_TOO_DEEP}" for each in wanted if nests_deeper(each.text)]
    kind = "log" if log.source == "text" else log.source
    if not requests:
        return Reading(kind, notes=tuple(notes), missing=f"The {kind} has no request: {log.summary}.", fix=_FIX)
    if any(each.kind not in _IMPORTED for each in log.excerpts):
        notes.append(f"The {kind} has {log.summary}; only requests are imported, with their responses.")
    if len(everything) > _MAX_REQUESTS:
        notes.append(only_the_first(_MAX_REQUESTS, "requests"))
    return Reading(kind, requests, tuple(notes))


def _requests(excerpt: Excerpt, *, is_of_app: bool) -> list[Imported]:
    """The request that a document is, or, in an Assurance event, those that it holds."""
    if excerpt.kind in (Kind.REQUEST, Kind.EVENT):
        return _imported(excerpt.document, excerpt.url, is_of_app=is_of_app)
    if excerpt.kind is Kind.SENT_BY_SDK:
        return _imported(excerpt.document["payload"], excerpt.document["url"], is_of_app=is_of_app)
    if excerpt.kind is Kind.ASSURANCE_EVENT:
        inside = embedded_documents(excerpt.document["payload"])
        found = [each for each in inside if each.kind in (Kind.REQUEST, Kind.EVENT)]
        return [imported for each in found for imported in _imported(each.document, each.url, is_of_app=True)]
    return []


def _imported(document: JsonValue, url: str, *, is_of_app: bool) -> list[Imported]:
    """A body with its URL; without one, or with one that isn't of the Edge Network, the body alone.

    Options of the Web SDK's sendEvent are read as that call; the event of an app asks for nothing by itself.
    """
    if not isinstance(document, dict):
        return []
    if isinstance(xdm := document.get("xdmData"), dict):
        others = {name: document[name] for name in ("data", "query") if name in document}
        document = {"event": {"xdm": xdm, **others}}
    if kind_of_document(document) is Kind.EVENT and (not is_of_app or has_command_options(document)):
        call = script.read(f'alloy("sendEvent", {compact(document)})')
        return list(call.requests) if call else []
    found = import_request(url, (), compact(document)) if url else None
    found = found or import_document(document)
    return [found] if found else []


def _responses(log: Log) -> dict[str, Response]:
    """The responses whose status the log says, by the request ID that was sent."""
    found: dict[str, Response] = {}
    for each in log.excerpts:
        body, status = each.text, each.status
        if each.kind is Kind.RECEIVED_BY_SDK:
            body, status = _body_of(each.document), each.document["statusCode"]
        elif each.kind not in (Kind.RESPONSE, Kind.PROBLEM):
            continue
        request_id = getattr(read_response(body.encode("utf-8", "surrogatepass")), "request_id", None)
        if request_id and status is not None and not each.cut_off:
            found[sent_id_of(request_id)] = Response(status, (), body.encode("utf-8", "surrogatepass"), Timings(0.0))
    return found


def _body_of(document: JsonValue) -> str:
    body = at(document, "/body")
    return body if isinstance(body, str) else compact(at(document, "/parsedBody", body))


def _with_response(imported: Imported, responses: dict[str, Response]) -> Imported:
    request_id = imported.request.request_id if imported.request else ""
    return replace(imported, response=responses.get(request_id)) if request_id in responses else imported
