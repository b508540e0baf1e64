"""Lines of another proxy: which are Edge calls, what they tell, and that no line is too odd."""

import json
from datetime import UTC, datetime
from importlib import resources
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats.har_sightings import sightings_of
from edge_tui.model.sightings import Answered, Began, Cause, Failed, SourceNotice

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://edge.adobedc.net/ee/v1/interact?configId=a&requestId=r"
BODY = '{"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews"}}]}'


def entry(**changes: Any) -> dict[str, Any]:
    """An entry of a call, complete unless it's changed."""
    request = {
        "method": "POST",
        "url": URL,
        "headers": [{"name": "Origin", "value": "https://shop.example"}],
        "postData": {"text": BODY},
    }
    response = {"status": 200, "headers": [], "content": {"text": '{"handle": []}'}}
    whole = {"startedDateTime": "2026-03-02T11:59:59.500+00:00", "time": 43.5, "request": request, "response": response}
    return {**whole, **changes}


def test_an_entry_is_a_call_and_its_response() -> None:
    began, answered = sightings_of(entry(), "1", NOW)
    assert began == Began(
        "1",
        datetime(2026, 3, 2, 11, 59, 59, 500_000, tzinfo=UTC),
        "POST",
        URL,
        (("Origin", "https://shop.example"),),
        BODY.encode(),
    )
    assert answered == Answered("1", NOW, 200, (), b'{"handle": []}', elapsed_ms=43.5)


def test_an_entry_without_a_response_is_a_call_that_failed() -> None:
    _, failed = sightings_of(entry(response={"status": 0}), "1", NOW)
    assert failed == Failed("1", NOW, Cause.BROKEN)


def test_a_body_that_the_line_lacks_is_named() -> None:
    began, answered = sightings_of(
        entry(
            request={"method": "POST", "url": URL},
            response={"status": 200, "headers": [], "content": {"size": 9}},
            startedDateTime="2026-03-02T11:00:00",
        ),
        "1",
        NOW,
    )
    assert isinstance(began, Began)
    assert isinstance(answered, Answered)
    assert (began.body, began.at) == (None, NOW)
    assert answered.body is None
    assert answered.missing


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "url": URL},
        {"method": "OPTIONS", "url": URL},
        {"method": "POST", "url": "https://www.shop.example/cart"},
        {"method": "POST", "url": "https://api.other.example/v1/collect", "postData": {"text": '{"a": 1}'}},
        {"method": "POST", "url": 7},
    ],
)
def test_other_requests_tell_nothing(request_: dict[str, Any]) -> None:
    assert sightings_of(entry(request=request_), "1", NOW) == ()


def test_a_refused_certificate_is_a_notice() -> None:
    [notice] = sightings_of({"tlsFailed": "edge.adobedc.net" * 100}, "1", NOW)
    assert isinstance(notice, SourceNotice)
    assert "edge.adobedc.net" in notice.text
    assert len(notice.text) < 400


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(line=_JSON, member=st.sampled_from(["request", "response", "time", "startedDateTime", "tlsFailed"]))
def test_no_line_is_an_error(line: Any, member: str) -> None:
    sightings_of(line, "1", NOW)
    sightings_of(entry(**{member: line}), "1", NOW)
    for name in ("url", "postData", "headers"):
        sightings_of(entry(request={"method": "POST", "url": URL, name: line}), "1", NOW)


class _Headers(dict[str, str]):
    def items(self, multi: bool = False) -> Any:
        """As mitmproxy has them."""
        assert multi
        return super().items()


def test_the_add_on_writes_lines_that_are_calls(capsys: pytest.CaptureFixture[str]) -> None:
    text = resources.files("edge_tui.cli.intermediary").joinpath("mitmproxy_addon.txt").read_text("utf-8")
    addon: dict[str, Any] = {}
    exec(compile(text, "addon", "exec"), addon)

    def message(body: bytes, **more: Any) -> Any:
        return SimpleNamespace(headers=_Headers({"X-A": "b"}), get_content=lambda strict: body, **more)

    def flow(method: str, path: str, response: Any) -> Any:
        url = f"https://edge.adobedc.net{path}"
        request = message(BODY.encode(), method=method, path=path, pretty_url=url, timestamp_start=1772452799.5)
        return SimpleNamespace(request=request, response=response)

    path = "/ee/v1/interact?configId=a&requestId=r"
    addon["response"](flow("POST", path, message(b"{}", status_code=200, timestamp_end=1772452799.6)))
    addon["error"](flow("POST", path, None))
    addon["response"](flow("GET", path, None))
    addon["response"](flow("POST", "/cart", None))
    addon["tls_failed_client"](SimpleNamespace(conn=SimpleNamespace(sni="edge.adobedc.net")))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (began, answered), (_, failed), (notice,) = (sightings_of(line, "1", NOW) for line in lines)
    assert isinstance(began, Began)
    assert (began.url, began.body) == (URL, BODY.encode())
    assert isinstance(answered, Answered)
    assert (answered.body, round(answered.elapsed_ms or 0)) == (b"{}", 100)
    assert isinstance(failed, Failed)
    assert isinstance(notice, SourceNotice)
