"""One visit, written as each browser and proxy writes a HAR."""

import json
from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from typing import Any

EDGE = "https://edge.adobedc.net/ee/or2/v1"
DATASTREAM = "11111111-2222-4333-8444-555555555555"
PAGE = "https://shop.example.com/home"
STARTED = "2026-08-01T10:00:00.123Z"

Entry = dict[str, Any]


def event(kind: str = "web.webpagedetails.pageViews", url: str = PAGE) -> dict[str, Any]:
    """An event as the Web SDK sends it."""
    details = {"name": "https://ns.adobe.com/experience/alloy", "version": "2.33.1", "environment": "browser"}
    page = {"webPageDetails": {"name": "home", "URL": url}}
    return {"xdm": {"eventType": kind, "web": page, "implementationDetails": details}}


def call(
    path: str = "interact",
    body: object = None,
    *,
    request_id: str = "a1",
    status: int = 200,
    response: object = None,
    url: str | None = None,
) -> Entry:
    """An entry with the members that HAR 1.2 demands."""
    sent = json.dumps({"events": [event()]} if body is None else body)
    content = {"requestId": request_id, "handle": []} if response is None else response
    return {
        "startedDateTime": STARTED,
        "time": 110.0,
        "request": {
            "method": "POST",
            "url": url or f"{EDGE}/{path}?configId={DATASTREAM}&requestId={request_id}",
            "httpVersion": "h2",
            "headers": [
                {"name": "content-type", "value": "text/plain; charset=UTF-8"},
                {"name": "referer", "value": "https://shop.example.com/"},
            ],
            "queryString": [],
            "cookies": [{"name": "kndctr_A_AdobeOrg_cluster", "value": "or2"}, {"name": "login", "value": "x"}],
            "postData": {"mimeType": "text/plain; charset=UTF-8", "text": sent},
            "headersSize": -1,
            "bodySize": len(sent),
        },
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "h2",
            "headers": [{"name": "x-adobe-edge", "value": "OR2;9"}],
            "cookies": [],
            "content": {"size": 2, "mimeType": "application/json", "text": json.dumps(content)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"blocked": 5, "dns": 10, "connect": 30, "ssl": 20, "send": 1, "wait": 59, "receive": 5},
    }


def archive(*entries: Entry, pages: list[Any] | None = None, **log: Any) -> str:
    """The entries as a file."""
    return json.dumps({"log": {"version": "1.2", "pages": pages or [], "entries": list(entries), **log}})


def document_entry() -> Entry:
    """The page itself."""
    entry = call(url=PAGE + "?token=1")
    entry["request"] |= {"method": "GET"}
    del entry["request"]["postData"]
    entry["response"]["content"] = {"size": 5, "mimeType": "text/html", "text": "<html>"}
    return entry


_ON_PAGE = [{"startedDateTime": STARTED, "id": "page_1", "title": PAGE + "?token=1", "pageTimings": {}}]


def _on_page(entry: Entry, **members: Any) -> Entry:
    return {**deepcopy(entry), "pageref": "page_1", **members}


def _chrome(entry: Entry) -> str:
    stack = {
        "callFrames": [{"functionName": "send", "url": "https://shop.example.com/alloy.js?v=1", "lineNumber": 41}],
        "parent": {"callFrames": [{"functionName": "", "url": "https://shop.example.com/launch.js", "lineNumber": 0}]},
    }
    chrome = _on_page(
        entry,
        _initiator={"type": "script", "stack": stack},
        _priority="High",
        _resourceType="fetch",
        _connectionId="12",
        _webSocketMessages=[{"type": "send", "data": "x"}],
        serverIPAddress="192.0.2.1",
        connection="443",
    )
    return archive(chrome, pages=_ON_PAGE)


def _firefox(entry: Entry) -> str:
    firefox = _on_page(entry, startedDateTime="2026-08-01T12:00:00.123+02:00", serverIPAddress="192.0.2.1")
    firefox["request"]["postData"]["params"] = []
    titled = [{**_ON_PAGE[0], "title": "Shop | Home"}]
    page = {**document_entry(), "pageref": "page_1"}
    return archive(page, firefox, pages=titled, browser={"name": "Firefox", "version": "153.8.0"}, comment="")


def _safari(entry: Entry) -> str:
    safari = _on_page(entry, _fetchType="Network Load", _priority="high", serverIPAddress="[192.0.2.1]")
    content = safari["response"]["content"]
    content |= {"text": b64encode(content["text"].encode()).decode(), "encoding": "base64", "compression": 0}
    return archive(safari, pages=_ON_PAGE, creator={"name": "WebKit Web Inspector", "version": "1.0"})


def _charles(entry: Entry) -> str:
    charles = {**deepcopy(entry), "serverIPAddress": "192.0.2.1", "_charlesStatus": "COMPLETE"}
    charles["request"]["headers"].insert(0, {"name": ":method", "value": "POST", "comment": ""})
    charles["startedDateTime"] = "2026-08-01T10:00:00.123+0000"
    return archive(charles, creator={"name": "Charles Proxy", "version": "4.6"}, comment="a proxy")


def _proxyman(entry: Entry) -> str:
    proxyman = {**deepcopy(entry), "comment": "", "_name": "interact", "_isHTTPS": True, "_id": 7}
    text = proxyman["request"]["postData"]["text"]
    proxyman["request"]["postData"] |= {"text": b64encode(text.encode()).decode(), "encoding": "base64"}
    return archive(proxyman)


def _fiddler(entry: Entry) -> str:
    fiddler = {**deepcopy(entry), "comment": "[#12]", "startedDateTime": "2026-08-01T15:30:00.1230000+05:30"}
    tunnel = call(url="edge.adobedc.net:443")
    tunnel["request"]["method"] = "CONNECT"
    return "\ufeff" + archive(tunnel, fiddler, pages=[], creator={"name": "Fiddler", "version": "5"})


def _http_toolkit(entry: Entry) -> str:
    toolkit = deepcopy(entry)
    text = toolkit["request"].pop("postData")["text"]
    toolkit["request"]["_requestBodyStatus"] = "discarded:not-representable"
    toolkit["request"]["_content"] = {"text": b64encode(text.encode()).decode(), "size": 1, "encoding": "base64"}
    return archive(toolkit, pages=[{"id": "page_0", "title": "shop.example.com"}])


def _mitmproxy(entry: Entry) -> str:
    mitmproxy = {**deepcopy(entry), "startedDateTime": "2026-08-01T10:00:00.123000+00:00", "connection": "c1"}
    mitmproxy["request"]["postData"]["params"] = []
    mitmproxy["response"]["content"]["compression"] = 0
    return archive(mitmproxy, creator={"name": "mitmproxy", "version": "11", "comment": ""})


def _form(entry: Entry) -> str:
    """A tool that read the body as a form: it was split at its equals signs."""
    form = deepcopy(entry)
    name, equals, value = form["request"].pop("postData")["text"].partition("=")
    parameter = {"name": name, "value": value} if equals else {"name": name}
    form["request"]["postData"] = {"mimeType": "application/x-www-form-urlencoded", "params": [parameter]}
    return archive(form)


def _without_time_zone(entry: Entry) -> str:
    return archive({**deepcopy(entry), "startedDateTime": "2026-08-01 10:00:00.123"})


WRITERS: dict[str, Callable[[Entry], str]] = {
    "Chrome": _chrome,
    "Firefox": _firefox,
    "Safari": _safari,
    "Charles": _charles,
    "Proxyman": _proxyman,
    "Fiddler": _fiddler,
    "HTTP Toolkit": _http_toolkit,
    "mitmproxy": _mitmproxy,
    "a form reader": _form,
    "a clock without a zone": _without_time_zone,
}
