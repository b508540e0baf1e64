"""Events and requests in YAML: a body, an event or its `xdm`, or the requests of a load or API test."""

import re
from collections.abc import Iterator
from typing import cast

from edge_tui.formats.body import import_document
from edge_tui.formats.imported import Imported
from edge_tui.formats.reading import Reading
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_request import HttpRequest
from edge_tui.formats.yaml_document import YamlError, read_yaml_with_shared
from edge_tui.model.json.document import JsonObject, JsonValue, at, compact

_NAME = r"[\"']?(?:xdm|events?|eventType|consent)[\"']?[ \t]*:(?:[ \t]|$)"
_MARK = re.compile(rf"(?<![\w.-]){_NAME}", re.MULTILINE)
_MARK_OF_LINE = re.compile(rf"^[ \t]*(?:-[ \t]+)*{_NAME}", re.MULTILINE)
# The first line with something on it belongs to a mapping or a list.
_FIRST = re.compile(r"(?:[ \t]*(?:#[^\n]*|---[^\n]*|%YAML[^\n]*)?\n)*+[ \t]*(?:-[ \t]+)*[\w\"'.-]+[ \t]*:(?:\s|$)")
_KIND = "YAML event"
_FIX_ALIAS = "Write the value in place of the alias."
_FIX = "Fix the indentation there: YAML needs spaces, no tabs, and a space after each colon."
_BODIES = ("json", "body", "data", "payload")
_MAX_OBJECTS = 20_000
# What makes a mapping a request or an event, and what else may be in one.
_HOLDERS = ("event", "events", "xdm", "consent")
_MEMBERS = (*_HOLDERS, "data", "query", "meta", "identityMap")


def read_yaml_text(text: str) -> Reading | None:
    """The events or the requests of a YAML document; None for any other text."""
    if not _FIRST.match(text) or not _MARK.search(text):
        return None
    try:
        document, shared = read_yaml_with_shared(text)
    except YamlError as error:
        if not _MARK_OF_LINE.search(text):
            return None
        return Reading(
            _KIND, missing=f"The text looks like YAML, but {error}.", fix=_FIX_ALIAS if "alias" in str(error) else _FIX
        )
    requests = list(_requests(document))
    if requests:
        return reading_of("YAML test", requests)
    document, notes = _without_shared(document, shared)
    events = document if isinstance(document, list) else [document]
    found = [each for each in map(_imported, events) if each is not None]
    return Reading(_KIND, tuple(found), notes) if found else None


def _without_shared(document: JsonValue, shared: tuple[str, ...]) -> tuple[JsonValue, tuple[str, ...]]:
    """A request without the members beside it that are only there for their anchors, and a note about them."""
    if not isinstance(document, dict) or not any(name in document for name in _HOLDERS):
        return document, ()
    left_out = [name for name in shared if name not in _MEMBERS]
    if not left_out:
        return document, ()
    note = f"Left out, since only aliases need it: {', '.join(left_out)}."
    return {name: value for name, value in document.items() if name not in left_out}, (note,)


def _imported(document: JsonValue) -> Imported | None:
    return import_document(document) if isinstance(document, dict) else None


def _requests(document: JsonValue) -> Iterator[HttpRequest]:
    """The objects in a document that have a URL and a body, with the host that the document names above them."""
    base = at(document, "/config/target")
    waiting: list[JsonValue] = [document]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            url, body = each.get("url"), next((each[name] for name in _BODIES if name in each), None)
            if isinstance(url, str) and isinstance(body, dict | str):
                yield _request(url, body, each.get("headers"), base if isinstance(base, str) else "")
            else:
                waiting += reversed(list(each.values()))


def _request(url: str, body: JsonObject | str, headers: JsonValue, base: str) -> HttpRequest:
    if url.startswith("/") and base:
        url = base.rstrip("/") + url
    named = headers.items() if isinstance(headers, dict) else ()
    text = body if isinstance(body, str) else compact(cast("JsonValue", body))
    return HttpRequest(url, tuple((name, value) for name, value in named if isinstance(value, str)), text)
