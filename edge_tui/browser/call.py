"""One call as it becomes known, piece by piece and from two domains of the protocol."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from edge_tui.model.headers import Headers
from edge_tui.model.origin import Frame
from edge_tui.model.sightings import Answered, Began

MAX_FRAMES = 20
_MAX_PAGE_BODY = 1 << 20


@dataclass(slots=True)
class Call:
    """What is known of a call. `network_id` is empty for one that only the Fetch domain saw.

    `is_passed_on` says that a page made it and a service worker sent it.
    """

    id: str
    at: datetime
    seen_at: float
    method: str
    url: str
    network_id: str = ""
    fetch_id: str = ""
    session: str = ""
    frame: str = ""
    loader: str = ""
    headers: Headers = ()
    wire_headers: Headers = ()
    body: bytes | None = None
    page_url: str = ""
    is_page_known: bool = False
    tab: str = ""
    initiator: tuple[Frame, ...] = ()
    is_unload: bool = False
    is_from_worker: bool = False
    is_passed_on: bool = False
    # Where a rule sent it, and the names of the rules that changed its request.
    sent_to: str = ""
    changed: tuple[str, ...] = ()
    has_network: bool = False
    # Seconds of the browser's clock, and of ours, as `seen_at` is.
    started: float | None = None
    released_at: float | None = None
    status: int | None = None
    response_headers: Headers = ()
    address: str = ""
    is_reading: bool = False
    answer: Answered | None = None
    # Its response without the body, which the Network domain may have; and how the body's arrival ended, if it did:
    # empty, or why the browser didn't read it.
    unread: Answered | None = None
    body_end: str | None = None
    is_answered: bool = False
    is_failed: bool = False
    told: Began | None = field(default=None, repr=False)

    @property
    def has_ended(self) -> bool:
        """Whether its response or its failure was told."""
        return self.is_answered or self.is_failed

    @property
    def has_response(self) -> bool:
        """Whether its response was told, or is there to be told."""
        return self.is_answered or self.answer is not None or self.is_reading or self.unread is not None

    def began(self) -> Began:
        """What is known of its request.

        Its page is what the Network domain says, if that says anything. The Fetch domain, which comes from another
        process, is often ahead of the news that a frame has another document.
        """
        return Began(
            self.id,
            self.at,
            self.method,
            self.url,
            merged_headers(self.headers, self.wire_headers),
            self.body,
            self.page_url if self.is_page_known else "",
            self.tab,
            self.is_unload,
            self.initiator,
            self.sent_to,
        )


def merged_headers(headers: Headers, others: Headers) -> Headers:
    """Headers, and others that replace those of the same name in any case."""
    names = {name.lower() for name, _ in others}
    return (*((name, value) for name, value in headers if name.lower() not in names), *others)


def headers_of(members: object) -> Headers:
    """The headers of an object of names and values; those that begin with a colon are HTTP/2's own."""
    if not isinstance(members, Mapping):
        return ()
    return tuple((str(name), str(value)) for name, value in members.items() if not str(name).startswith(":"))


def headers_of_list(entries: object) -> Headers:
    """The headers of a list of `{name, value}`."""
    if not isinstance(entries, list):
        return ()
    return tuple((str(each.get("name", "")), str(each.get("value", ""))) for each in entries if isinstance(each, dict))


def body_of(request: Mapping[str, Any]) -> bytes | None:
    """The exact bytes of a request's body, b"" when it has none, None when the browser doesn't give it here."""
    entries = request.get("postDataEntries")
    if isinstance(entries, list) and entries and all(isinstance(each, dict) and "bytes" in each for each in entries):
        try:
            return b"".join(base64.b64decode(each["bytes"]) for each in entries)
        except (binascii.Error, TypeError, ValueError):
            pass
    text = request.get("postData")
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    return None if request.get("hasPostData") else b""


def decoded_body(result: Mapping[str, Any]) -> bytes:
    """The body in a result of `getResponseBody`."""
    text = str(result.get("body", ""))
    return base64.b64decode(text) if result.get("base64Encoded") else text.encode("utf-8", "surrogatepass")


def stack_of(initiator: object) -> tuple[Frame, ...]:
    """The frames of an initiator with those of its asynchronous parents, nearest first.

    Lines and columns count from 1.
    """
    if not isinstance(initiator, Mapping):
        return ()
    frames: list[Frame] = []
    stack = initiator.get("stack")
    while isinstance(stack, Mapping) and len(frames) < MAX_FRAMES:
        frames += [
            Frame(
                str(each.get("functionName", "")),
                str(each.get("url", "")),
                int(each.get("lineNumber", -1)) + 1,
                int(each.get("columnNumber", -1)) + 1,
            )
            for each in stack.get("callFrames") or ()
        ]
        stack = stack.get("parent")
    return tuple(frames[:MAX_FRAMES])


def page_url_in(body: bytes | None, origin: str) -> str:
    """The page's URL in the first event of a body, if it is of the origin that the request names."""
    if not body or len(body) > _MAX_PAGE_BODY or not origin:
        return ""
    try:
        events = json.loads(body)["events"]
        url = events[0]["xdm"]["web"]["webPageDetails"]["URL"]
        parts = urlsplit(url)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    return str(url) if f"{parts.scheme}://{parts.netloc}" == origin else ""
