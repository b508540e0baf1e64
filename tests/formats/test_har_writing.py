"""A HAR is read however a tool wrote it: its bodies, statuses and times, several archives in one file, one cut off."""

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC
from typing import Any

from edge_tui.formats import Reading, read
from edge_tui.formats.har_body import body_in
from tests.formats.visits import Entry, archive, call, event
from tests.tables import every_row

BODY = {"events": [event()], "data": {"name": "Café"}}
TEXT = json.dumps(BODY, ensure_ascii=False)
BYTES = TEXT.encode()
IN_BASE64 = b64encode(BYTES).decode()
SENT_AT = "2026-08-01T10:00:00.123000+00:00"

_HELD: list[Any] = [
    ("text", {"text": TEXT}, None),
    ("a byte order mark", {"text": "\ufeff" + TEXT}, None),
    ("only the text", TEXT, None),
    ("JSON itself", {"text": BODY}, None),
    ("base64", {"text": IN_BASE64, "encoding": "base64"}, None),
    ("base64, in Playwright's spelling", {"text": IN_BASE64, "_encoding": "base64"}, None),
    ("base64 without padding", {"text": IN_BASE64.rstrip("="), "encoding": "base64"}, None),
    ("base64 for URLs", {"text": urlsafe_b64encode(BYTES).decode(), "encoding": "base64"}, None),
    (
        "base64 in lines",
        {"text": "\n".join(IN_BASE64[at : at + 76] for at in range(0, len(IN_BASE64), 76)), "encoding": "base64"},
        None,
    ),
    ("base64 that isn't named", {"text": IN_BASE64}, None),
    ("a data URL", {"text": f"data:text/plain;charset=utf-8;base64,{IN_BASE64}"}, None),
    ("gzip in base64", {"text": b64encode(gzip.compress(BYTES)).decode(), "encoding": "base64"}, None),
    ("zlib in base64", {"text": b64encode(zlib.compress(BYTES)).decode(), "encoding": "base64"}, None),
    ("gzip, a character for each byte", {"text": gzip.compress(BYTES).decode("latin-1")}, None),
    ("a character for each byte", {"text": BYTES.decode("latin-1")}, len(BYTES)),
]


@every_row(("how", "holder", "size"), _HELD)
def test_a_body_is_the_same_however_it_is_written(how: str, holder: Any, size: int | None) -> None:
    entry = call()
    entry["request"] |= {"postData": holder, "bodySize": -1 if size is None else size}
    sent = read(archive(entry)).requests[0].draft.text
    assert json.loads(sent) == BODY, how
    entry = call()
    entry["response"]["content"] = (
        {**holder, "size": size or 0} if isinstance(holder, dict) else {"text": holder, "size": 1}
    )
    response = read(archive(entry)).requests[0].response
    assert response is not None
    assert json.loads(response.body.decode("utf-8-sig")) == BODY, how


@every_row(
    ("holder", "size"),
    [
        # An event whose text was encoded twice before it was sent has other bytes than characters.
        ({"text": "CafÃ© is what the page sent"}, 28),
        ({"text": "CafÃ© is what the page sent"}, None),
        # Words of letters and digits that aren't JSON in base64.
        ({"text": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="}, None),
        ({"text": "aWordOfLettersAndDigits0123456789"}, None),
        ({"text": "data: is not a URL;base64,here"}, None),
    ],
)
def test_a_text_that_only_looks_encoded_is_unchanged(holder: dict[str, str], size: int | None) -> None:
    assert body_in(holder, size) == holder["text"].encode()


@every_row("holder", [None, 5, [], {"text": None}, {"text": 5}, {"text": "!", "encoding": "base64"}, {}])
def test_what_holds_no_body_has_none(holder: Any) -> None:
    assert body_in(holder) is None


@every_row(
    ("status", "expected"),
    [
        ("200", 200),
        (200.0, 200),
        (207, 207),
        ("0", None),
        (0, None),
        (True, None),
        (99999, None),
        ("two hundred", None),
    ],
)
def test_a_status_is_a_number_of_three_digits_in_any_type(status: Any, expected: int | None) -> None:
    found = read(archive(call(status=status))).requests[0]
    assert (found.response.status if found.response else None) == expected
    assert (found.failure is None) is (expected is not None)


@every_row("moment", ["2026-08-01 10:00:00.123Z", 1785578400123, 1785578400123.0, "2026-08-01T12:00:00.1230000+0200"])
def test_a_time_may_be_milliseconds(moment: Any) -> None:
    entry = call() | {"startedDateTime": moment}
    sent_at = read(archive(entry)).requests[0].sent_at
    assert sent_at is not None
    assert sent_at.astimezone(UTC).isoformat() == SENT_AT


def test_headers_may_be_an_object() -> None:
    entry = call()
    entry["request"]["headers"] = {":authority": "edge.adobedc.net", "Referer": "https://shop.example.com/a", "x": 5}
    request = read(archive(entry)).requests[0].request
    assert request is not None
    assert ("referer", "https://shop.example.com/a") in request.headers


def _log(*entries: Entry) -> Any:
    return json.loads(archive(*entries))["log"]


def _two() -> list[Any]:
    first, second = call(request_id="a1"), call(request_id="a2")
    return [first | {"pageref": "p"}, second | {"pageref": "p"}]


def _paged(entry: Entry, url: str) -> Any:
    return {**_log(entry), "pages": [{"id": "p", "title": url, "startedDateTime": SENT_AT}]}


_SEVERAL: list[tuple[str, Callable[[Any, Any], str]]] = [
    ("an array", lambda one, two: json.dumps([{"log": one}, {"log": two}])),
    ("in log", lambda one, two: json.dumps({"log": [one, two]})),
    ("lines", lambda one, two: json.dumps({"log": one}) + "\n" + json.dumps({"log": two}) + "\n"),
    ("text sequences", lambda one, two: "".join("\x1e" + json.dumps({"log": each}) + "\n" for each in (one, two))[1:]),
]


@every_row(("how", "write"), _SEVERAL)
def test_several_archives_are_read_as_one_visit(how: str, write: Callable[[Any, Any], str]) -> None:
    one, two = _two()
    shop, other = "https://shop.example.com/a", "https://other.example.com/b"
    reading = read(write(_paged(one, shop), _paged(two, other)))
    assert reading.kind == "HAR file", how
    assert [each.request.request_id for each in reading.requests if each.request] == ["a1", "a2"]
    # Each on its own page, although both files call theirs the same.
    pages = [each.origin.page.url for each in reading.requests if each.origin and each.origin.page]
    assert pages == [shop, other], how
    assert reading.notes == ()


@every_row(
    "text",
    [
        json.dumps({"log": {"entries": {"0": call()}}}),
        json.dumps(archive(call())),
        archive(call()).replace('"time": 110.0', '"time": NaN'),
        archive(call(), more=float("-inf")),
        json.dumps(call()) + "\n" + json.dumps(call(request_id="a2")),
    ],
)
def test_an_archive_that_is_nearly_one_has_its_responses(text: str) -> None:
    requests = read(text).requests
    assert requests
    assert all(each.response is not None and each.response.status == 200 for each in requests)


def _cut(text: str, before: str) -> Reading:
    return read(text[: text.rindex(before) + 3])


@every_row(
    ("before", "count", "missing"),
    [
        # In the second call: behind its body, in its body, and in its URL.
        ('"content"', 2, "body of this response"),
        ('"response"', 2, "response to this request"),
        ('"text": "{\\"events', 1, ""),
        ('"url"', 1, ""),
    ],
)
def test_an_archive_that_is_cut_off_is_read_up_to_there(before: str, count: int, missing: str) -> None:
    # A member of `response` behind the text of the event, as browsers write it.
    reading = _cut(archive(call(), call(request_id="a2")), before)
    assert len(reading.requests) == count
    assert reading.notes[0].startswith("The HAR is damaged: ")
    assert all(each.failure is None for each in reading.requests)
    last = " ".join(reading.requests[-1].missing)
    assert missing in last
    assert bool(missing) is bool(last)
