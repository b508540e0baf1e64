"""Exchanges are exported as HAR and imported again."""

import json

import pytest

from edge_tui.formats import FORMATS, har, read
from edge_tui.model.exchange import Response
from edge_tui.model.request import MASK
from tests.formats.exchanges import FAILED, SENT_AT, TOKEN, URL, answered, exchange


def test_an_exchange_is_read_back_from_its_archive() -> None:
    sent = exchange(outcome=answered())
    imported = har.parse(har.render(sent))
    assert imported is not None
    assert imported.request is not None
    assert (imported.request.url, imported.request.body) == (URL, sent.request.body)
    assert imported.response is not None
    assert imported.response.body == answered().body
    assert imported.response.status == 200
    assert imported.response.timings.elapsed_ms == 143.2
    assert imported.sent_at == SENT_AT


def test_the_phases_add_up_to_the_whole() -> None:
    timings = json.loads(har.render(exchange(outcome=answered())))["log"]["entries"][0]["timings"]
    assert timings["connect"] == 45.0
    assert timings["ssl"] == 25.0
    assert sum(timings[name] for name in ("connect", "send", "wait", "receive")) == pytest.approx(143.2)


def test_binary_data_is_written_as_base64() -> None:
    outcome = Response(200, (), b"\xff\x00\xfe", answered().timings)
    imported = har.parse(har.render(exchange(outcome=outcome)))
    assert imported is not None
    assert imported.response is not None
    assert imported.response.body == b"\xff\x00\xfe"


def test_a_failure_has_status_zero_and_its_message() -> None:
    entry = json.loads(har.render(exchange(outcome=FAILED)))["log"]["entries"][0]
    assert entry["response"]["status"] == 0
    assert entry["response"]["_error"] == FAILED.message
    imported = har.parse(har.render(exchange(outcome=FAILED)))
    assert imported is not None
    assert imported.response is None


def test_the_token_is_masked_unless_given() -> None:
    assert MASK in har.render(exchange(authenticated=True))
    assert TOKEN in har.render(exchange(authenticated=True), token=TOKEN)


def test_only_requests_to_edge_are_imported_from_an_archive() -> None:
    def entry(url: str) -> dict[str, object]:
        headers = [{"name": ":authority", "value": "a"}, {"name": "Authorization", "value": f"Bearer {TOKEN}"}]
        post = {"mimeType": "application/json", "text": '{"events":[{}]}'}
        return {"request": {"method": "POST", "url": url, "headers": headers, "postData": post}}

    urls = ["https://www.example.com/app.js", "https://edge.example.com/ee/v1/interact?configId=1"]
    urls.append("https://edge.example.com/ee/v1/collect?configId=2")
    found = read(json.dumps({"log": {"entries": [entry(url) for url in urls]}})).requests
    assert [each.profile.datastream_id for each in found] == ["1", "2"]
    assert found[0].secrets == {"access_token": TOKEN}
    assert TOKEN not in repr(found)


def test_a_single_entry_of_an_archive_is_imported() -> None:
    archive = json.loads(har.render(exchange(outcome=answered())))
    assert har.parse(json.dumps(archive["log"]["entries"][0])) is not None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"log": 1}', '{"log": {"entries": [1, {"request": 2}, {"request": {"url": 3}}]}}'],
)
def test_other_text_is_not_imported_as_an_archive(text: str) -> None:
    assert har.parse(text) is None


def test_an_archive_with_invalid_members_is_imported_as_far_as_possible() -> None:
    request = {"url": URL, "headers": [1, {"name": 2}], "postData": {"text": 3}}
    odd = {"startedDateTime": "soon", "time": "long", "request": request, "response": {"status": 200, "content": 1}}
    imported = har.parse(json.dumps({"log": {"entries": [odd]}}))
    assert imported is not None
    assert imported.sent_at is None
    assert imported.response is not None
    assert imported.response.body == b""


def test_every_format_renders_every_outcome() -> None:
    for name, each in FORMATS.items():
        for outcome in (None, FAILED, answered(), answered(status=500)):
            assert each.render(exchange(outcome=outcome)), name
