"""What a pasted text is, and what is offered for it, without a screen."""

import html
import json
from collections.abc import Callable

import pytest

from edge_tui.formats import read
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.response import InteractResponse
from edge_tui.tui.imports.offer import parts_of, tree_lines
from edge_tui.tui.imports.pasted import Kind, Pasted, recognize_pasted
from tests.formats.test_collections import item, postman
from tests.formats.visits import archive, call
from tests.tables import every_row
from tests.tui.stage import NOON

ORG = "53A16ACB5CC1D3760A495C99"
ID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
CURL = "curl 'https://edge.adobedc.net/ee/v1/interact?configId=4f1c' --data-raw '{\"events\":[{\"xdm\":{}}]}'"
HANDLES = '{"requestId":"r1","handle":[{"type":"state:store","payload":[]}]}'
PROBLEM = '{"type":"https://ns.adobe.com/aep/errors/EXEG-0104-422","status":422,"title":"Invalid request"}'
SCOPE = "eyJhY3Rpdml0eUlkIjoieGNvcmU6b2ZmZXItYWN0aXZpdHk6MTEiLCJwbGFjZW1lbnRJZCI6Inhjb3JlOm9mZmVyLXBsYWNlbWVudDoxMSJ9"

PROPOSITION = '{"id":"AT:x","scope":"__view__","scopeDetails":{"decisionProvider":"TGT"},"items":[]}'
RESULT = f'{{"propositions":[{PROPOSITION}],"decisions":[{PROPOSITION}],"destinations":[]}}'
SDK_LOG = "[alloy] Network response {statusCode: 200} " + HANDLES
IO_ERROR = '{"error_code":"403010","message":"Oauth token is missing"}'

KINDS: list[tuple[str, Kind | None]] = [
    (CURL, Kind.REQUEST),
    ('alloy("sendEvent", {xdm: {eventType: "a"}})', Kind.REQUEST),
    (archive(call(), call()), Kind.REQUEST),
    (postman(item()), Kind.REQUEST),
    ('{"event": {"xdm": {}}}', Kind.REQUEST),
    (HANDLES, Kind.RESPONSE),
    (PROBLEM, Kind.RESPONSE),
    (f"HTTP/1.1 207 Multi-Status\nx-request-id: r1\n\n{HANDLES}", Kind.RESPONSE),
    ("HTTP/2 502\r\nserver: none\r\n\r\n<html>", Kind.RESPONSE),
    (f"Cookie: session=a; kndctr_{ORG}_AdobeOrg_identity=CiY", Kind.COOKIES),
    (f"kndctr_{ORG}_AdobeOrg_cluster=or2; FPID={ID}", Kind.COOKIES),
    ("EXEG-0104-422", Kind.CODE),
    ("  exeg-0201-504\n", Kind.CODE),
    ("https://ns.adobe.com/aep/errors/EXEG-0104-422", Kind.CODE),
    ("va-edge-0400-400", Kind.CODE),
    (SCOPE, Kind.VALUE),
    (ID, Kind.REQUEST_ID),
    (f"{ID}-0123456789abcdef", Kind.REQUEST_ID),
    (f'requestId: "{ID}"', Kind.REQUEST_ID),
    (RESULT, Kind.RESPONSE),
    (PROPOSITION, Kind.RESPONSE),
    (f"[{PROPOSITION}]", Kind.RESPONSE),
    ('{"identity":{"ECID":"1","CORE":null}}', Kind.RESPONSE),
    ('[{"type":"state:store","payload":[]}]', Kind.RESPONSE),
    (SDK_LOG, Kind.RESPONSE),
    (f"{HANDLES}\n{HANDLES}", Kind.RESPONSE),
    ("{'requestId': 'r1', 'handle': [{'type': 'state:store', 'payload': []}]}", Kind.RESPONSE),
    (IO_ERROR, Kind.VALUE),
    ("", None),
    ("   \n", None),
    ("hello", None),
    ("404", None),
    ("0104", None),
    ("https://shop.example.com/?a=b", None),
    ("curl https://example.com/", None),
    ("session=a; theme=dark", None),
    ('{"title": "Event", "type": "object", "properties": {}}', None),
    ('{"errors": "none"}', None),
    ('["handle", "type"]', None),
    ("The error EXEG-0104-422 came back.", None),
    ('{"log": {"entries": []}}', None),
]


@every_row(("text", "kind"), KINDS)
def test_a_text_is_of_one_kind_or_only_text(text: str, kind: Kind | None) -> None:
    pasted = recognize_pasted(text, NOON)
    assert (pasted.kind if pasted else None) is kind
    if pasted is not None:
        assert pasted.title


def recognized(text: str) -> Pasted:
    """The recognized text."""
    pasted = recognize_pasted(text, NOON)
    assert pasted is not None
    return pasted


@pytest.mark.parametrize("text", [text for text, kind in KINDS if kind is Kind.REQUEST])
def test_only_the_json_of_an_event_is_plain(text: str) -> None:
    assert recognized(text).is_plain_body is text.startswith('{"event"')


@pytest.mark.parametrize(
    ("text", "status"),
    [(HANDLES, 200), (PROBLEM, 422), (f"HTTP/1.1 207 Multi-Status\n\n{HANDLES}", 207)],
)
def test_a_response_has_the_status_that_its_text_tells(text: str, status: int) -> None:
    response = recognized(text).response
    assert response is not None
    assert response.status == status


def test_a_response_keeps_no_header_that_may_hold_a_secret() -> None:
    response = recognized("HTTP/1.1 200 OK\nset-cookie: session=CANARY\nx-request-id: r1\n\n{}").response
    assert response is not None
    assert response.headers == (("x-request-id", "r1"),)


@pytest.mark.parametrize("text", ["EXEG-0104-422", SCOPE])
def test_a_code_or_a_value_is_a_tree_of_lines(text: str) -> None:
    node = recognized(text).node
    assert node is not None
    lines = list(tree_lines(node))
    assert len(lines) >= 3
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("headers", "parts"),
    [
        ((), {"event": True, "version": False, "profile": False}),
        (("user-agent: a",), {"event": True, "version": False, "headers": True, "profile": False}),
        (
            (f"cookie: kndctr_{ORG}_AdobeOrg_identity=CiY",),
            {"event": True, "version": False, "visitor": True, "profile": False},
        ),
    ],
)
def test_a_request_offers_the_parts_that_it_has(headers: tuple[str, ...], parts: dict[str, bool]) -> None:
    pasted = recognized(CURL + "".join(f" -H '{header}'" for header in headers))
    offered = parts_of(pasted, pasted.reading.requests[0], EMULATOR_PROFILE)
    assert {part.key: part.is_on for part in offered} == parts


def test_what_import_reads_is_recognized_with_the_same_requests() -> None:
    for text, kind in KINDS:
        if kind is Kind.REQUEST:
            assert recognized(text).reading == read(text.strip())


def test_a_large_event_is_still_plain() -> None:
    text = json.dumps({"event": {"xdm": {"eventType": "a", "_id": "x" * 500_000}}})
    assert recognized(text).is_plain_body


@pytest.mark.parametrize(
    "document",
    [
        {"messages": [{"body": {"xdmEntity": {"_id": "1"}}}]},
        {"body": {"xdmEntity": {"_id": "1"}}},
        {"level": "info", "sent": {"event": {"xdm": {}}}},
    ],
)
def test_json_around_an_event_is_offered_and_not_put_into_the_editor(document: object) -> None:
    found = recognized(json.dumps(document))
    assert (found.kind, found.is_plain_body) == (Kind.REQUEST, False)


@every_row(
    ("text", "status", "types", "is_rebuilt"),
    [
        (RESULT, 200, ["personalization:decisions", "activation:pull"], True),
        (PROPOSITION, 200, ["personalization:decisions"], True),
        ('{"identity":{"ECID":"1","CORE":null}}', 200, ["identity:result"], True),
        ('{"type":"state:store","payload":[]}', 200, ["state:store"], True),
        (SDK_LOG, 200, ["state:store"], False),
        (f"11-28 14:00:00.1 1 2 D AEP: {HANDLES}\n{HANDLES}", 200, ["state:store", "state:store"], False),
        (f'{{"requestId":"a","url":"u","statusCode":207,"body":{json.dumps(HANDLES)}}}', 207, ["state:store"], False),
        (PROBLEM.replace('"status":422,', ""), 422, [], False),
    ],
)
def test_the_handles_of_a_text_are_shown_as_a_response(
    text: str, status: int, types: list[str], is_rebuilt: bool
) -> None:
    pasted = recognized(text)
    assert pasted.response is not None
    assert pasted.response.status == status
    parsed = pasted.response.parsed()
    assert isinstance(parsed, InteractResponse)
    assert [each.type for each in parsed.handles] == types
    assert bool(pasted.note) is is_rebuilt


def test_propositions_are_pasted_into_an_event() -> None:
    assert recognized(PROPOSITION).is_plain_body
    assert recognized(f"[{PROPOSITION}]").is_plain_body
    assert not recognized(RESULT).is_plain_body


def test_an_error_of_another_gateway_is_explained() -> None:
    pasted = recognized(IO_ERROR)
    assert pasted.title == "Adobe I/O error · 403010 · Oauth token is missing"
    assert pasted.node is not None
    assert any("Adobe I/O" in line for line in tree_lines(pasted.node))


@every_row("encode", [html.escape, lambda text: 'a,"{}"'.format(text.replace('"', '""'))])
def test_an_encoded_response_is_a_response_whose_encoding_is_named(encode: Callable[[str], str]) -> None:
    text = encode('{"requestId": "a", "handle": [{"type": "state:store", "payload": []}]}')
    pasted = recognize_pasted(text, NOON)

    assert pasted is not None
    assert (pasted.kind, pasted.text) == (Kind.RESPONSE, text)
    assert pasted.title.endswith("1 handle")
    assert pasted.note.startswith("The text ")


def test_an_encoded_response_of_another_service_keeps_its_token_to_itself() -> None:
    pasted = recognize_pasted(html.escape('{"access_token": "s3cr3t-t0ken-value", "token_type": "bearer"}'), NOON)

    assert pasted is not None
    assert pasted.title.endswith("not of the Edge Network")
    assert pasted.node is not None
    assert "s3cr3t" not in "".join(tree_lines(pasted.node))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"$ {CURL}\n{HANDLES}\n", "Curl command and a response"),
        (f"{CURL}\n\nHTTP/2 207\ncontent-type: application/json\n\n{HANDLES}\n", "Curl command and a response"),
        (f"{CURL} -w '%{{http_code}}'\n\n{PROBLEM}\n", "Curl command and a response"),
        (f'Request body:\n{{"event": {{"xdm": {{}}}}}}\nResponse body:\n{HANDLES}\n', ""),
    ],
)
def test_a_text_with_requests_and_a_response_has_both(text: str, title: str) -> None:
    pasted = recognize_pasted(text, NOON)
    assert pasted is not None
    assert pasted.kind is Kind.REQUEST
    assert title in pasted.title
    assert len(pasted.reading.requests) == 1
    assert pasted.response is not None
    parsed = pasted.response.parsed()
    assert isinstance(parsed, InteractResponse)
    assert parsed.request_id == "r1" or parsed.problem is not None


@pytest.mark.parametrize(
    "text",
    [
        CURL,
        archive(call(), call()),
        '{"event": {"xdm": {"_experience": {"decisioning": {"propositions": [' + PROPOSITION + "]}}}}}",
        "curl 'https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c' --data-raw "
        '\'{"event":{"xdm":{"_experience":{"decisioning":{"propositions":[' + PROPOSITION + "]}}}}}'",
    ],
)
def test_a_request_alone_has_no_response_beside_it(text: str) -> None:
    pasted = recognize_pasted(text, NOON)
    assert pasted is not None
    assert (pasted.kind, pasted.response) == (Kind.REQUEST, None)
