"""Copied texts as trees: results of the Web SDK, lone handles, other services' errors, logs."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.node import Node
from edge_tui.model.request import InteractRequest
from edge_tui.outline import outline, outline_of_body
from edge_tui.outline.log_text import outline_of_text
from tests.answers import ANY_JSON, ENVELOPES, GATEWAY_ID, REFUSAL, TARGET_PROPOSITION, mutated_answers

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HANDLE = {"type": "identity:result", "payload": [{"id": "4" * 38, "namespace": {"code": "ECID"}}]}
RESPONSE = {"requestId": GATEWAY_ID, "handle": [HANDLE]}
SDK_RESULT = {
    "propositions": [TARGET_PROPOSITION | {"renderAttempted": True}],
    "decisions": [],
    "destinations": [{"type": "profileLookup", "alias": "news", "destinationId": "d", "segments": [{"id": "s"}]}],
    "inferences": [],
}


def read(document: Any) -> tuple[Node, str]:
    text = document if isinstance(document, str) else json.dumps(document)
    read = outline_of_text(text.encode(), NOW)
    return read.tree, read.sentence


def lines(tree: Node) -> list[tuple[str, str]]:
    return [(node.label, node.value) for node in tree.walk()]


def test_the_result_of_the_web_sdk_is_read_like_its_handles() -> None:
    tree, sentence = read(SDK_RESULT)
    assert (tree.label, tree.value) == (
        "Web SDK result",
        "1 proposition · 0 decisions · 1 destination · 0 inferences",
    )
    assert sentence == "Read a Web SDK result."
    found = {node.pointer: node for node in tree.walk()}
    handles = outline_of_body(
        json.dumps({"handle": [{"type": "personalization:decisions", "payload": []}]}).encode(), NOW
    )
    assert found["/propositions/0"].label == "__view__"
    assert "649328" in found["/propositions/0"].value
    assert found["/destinations/0"].label == "news"
    assert found["/decisions"].value == "none"
    assert found["/propositions"].note.endswith(handles.children()[0].note)


def test_an_array_of_propositions_is_read_like_the_result_that_it_was_taken_from() -> None:
    tree, sentence = read([TARGET_PROPOSITION, TARGET_PROPOSITION])
    assert (tree.value, sentence) == ("2 propositions", "Read an array of propositions.")
    found = {node.pointer: node for node in tree.walk()}
    assert [found[f"/{index}"].label for index in range(2)] == ["__view__"] * 2


@pytest.mark.parametrize("identity", [{"ECID": "4" * 38}, {"ECID": "4" * 38, "CORE": None}, {"CORE": "1"}])
def test_the_result_of_get_identity_is_one_of_the_web_sdk(identity: dict[str, Any]) -> None:
    for document in ({"identity": identity}, {"identity": identity, "edge": {"regionId": 7}}):
        tree, _ = read(document)
        assert (tree.label, tree.value) == ("Web SDK result", f"ECID {identity.get('ECID', 'none')}")
    assert read({"identity": identity, "other": 1})[0].label == "body"


# As Node.js, Python and people write an object, each with where it stops being JSON.
WRITTEN = (
    "{requestId: 'r', handle: [{type: 'identity:result', payload: [{id: '7', namespace: {code: 'ECID'}}]}],};",
    "{'requestId': 'r', 'handle': [{'type': 'identity:result', 'payload': [{'id': '7', 'namespace': {'code': 'ECID'}, "
    "'a': None, 'b': True}]}]}",
    '{"requestId": "r", // first\n"handle": [{"type": "identity:result", "payload": [{"id": "7", "namespace": {"code":'
    ' "ECID"},},],},],}',
    "[{type: 'identity:result', payload: [{id: '7', namespace: {code: `ECID`}}]}]",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_response_that_a_program_wrote_is_read_whole(text: str) -> None:
    tree, sentence = read(text)
    assert ("ECID", "7") in lines(tree)
    assert "written as an object of a program" in sentence
    for broken in (
        text[: text.index("7")],
        text.replace("'r'", "[Array]").replace('"r"', "NaN").replace("`ECID`", "f("),
    ):
        assert "written as" not in read(broken)[1]


def test_cookies_of_the_website_are_shown_by_name() -> None:
    head = "HTTP/2 200\r\nSet-Cookie: session=CANARY; Path=/\r\nset-cookie: kndctr_A_AdobeOrg_cluster=or2\r\n\r\n"
    tree, _ = read(head + json.dumps(RESPONSE))
    shown = [f"{value} {node.content}" for node in tree.walk() for value in (node.value,)]
    assert not any("CANARY" in each for each in shown)
    assert any("session=" in each for each in shown)
    assert any("cluster=or2" in each for each in shown)


def test_an_empty_proposition_without_items_says_so() -> None:
    proposition = {**TARGET_PROPOSITION, "items": []}
    tree, _ = read({"propositions": [proposition], "decisions": [], "destinations": [], "inferences": []})
    assert any("no items" in value for _, value in lines(tree))


@pytest.mark.parametrize(
    ("document", "label", "sentence"),
    [
        ([HANDLE, HANDLE], "array of handles", "Read an array of handles."),
        (HANDLE, "handle", "Read a handle."),
        (HANDLE | {"requestId": GATEWAY_ID, "requestEventId": "e"}, "handle", "Read a handle."),
        ({"requestId": "r", "statusCode": 200, "parsedBody": RESPONSE}, "Web SDK network response", ""),
    ],
)
def test_handles_alone_are_grouped_and_decoded(document: Any, label: str, sentence: str) -> None:
    tree, said = read(document)
    assert tree.label == label
    assert not sentence or said == sentence
    group = next(node for node in tree.walk() if node.label == "identity:result")
    assert "ECID" in group.value


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"error_code": "403010", "message": "Oauth token is missing"}, "no access token"),
        ({"error_code": "403003", "message": "Api Key is invalid"}, "API key"),
        ({"error_code": "401013", "message": "Oauth token is not valid"}, "can't use the access token"),
        (
            {"error": "invalid_client", "error_description": "invalid client_id parameter"},
            "The client ID or the client secret is wrong",
        ),
    ],
)
def test_an_error_of_another_service_says_who_returned_it_and_why(document: dict[str, str], words: str) -> None:
    tree, sentence = read(document)
    shown = lines(tree)
    assert words in next(value for label, value in shown if label == "What it means")
    assert "Fix" in dict(shown)
    assert {label for label, _ in shown} >= set(document)
    assert sentence in ("Read an Adobe I/O error.", "Read an IMS error.")


def test_an_exchange_explains_an_adobe_io_error_as_well() -> None:
    body = b'{"error_code":"403003","message":"Api Key is invalid"}'
    request = InteractRequest("r", "https://platform.adobe.io/ee/v2/interact", (), "{}")
    exchange = Exchange(Draft("{}"), request, "p", "v", NOW, Response(403, (), body, Timings(1.0)))
    shown = lines(outline(exchange, NOW))
    assert shown[0][1] == "not an envelope, but an Adobe I/O error"
    assert any(label == "API key is invalid" for label, _ in shown)


def test_a_log_shows_requests_and_responses_with_their_lines() -> None:
    documents = ({"events": [{"xdm": {}}]}, RESPONSE, REFUSAL)
    tree, sentence = read("\n".join(f"[alloy] line {json.dumps(document)}" for document in documents))
    assert (tree.label, tree.value) == ("Web SDK log", "1 request · 1 response · 1 problem")
    assert [(node.label, node.value.split(" · ")[0]) for node in tree.children()] == [
        ("request", "line 1"),
        ("response", "line 2"),
        ("refused", "line 3"),
    ]
    assert sentence.startswith("Read a Web SDK log: ")


def test_records_of_requests_and_responses_are_a_log_and_records_of_responses_a_stream() -> None:
    request, response = json.dumps({"events": [{"xdm": {}}]}), json.dumps(RESPONSE)
    assert read(f"{request}\n{response}\n")[0].value == "1 request · 1 response"
    assert read(f"\0{response}\n\0{response}\n") == (outline_of_body(f"\0{response}\n\0{response}\n".encode(), NOW), "")
    events = f"data: {response}\n\n: ping\n\ndata: {response}\n\n"
    assert read(events) == (outline_of_body(events.encode(), NOW), "")


def test_a_response_that_is_cut_off_is_shown_with_what_is_missing() -> None:
    tree, sentence = read(json.dumps(RESPONSE)[:-4])
    assert tree.children()[0].label == "cut off"
    assert "It is cut off at the end" in sentence
    shown = [label for label, _ in lines(tree)]
    assert "identity:result" in shown
    # The text itself is there as well, with the position of the parse error.
    assert {"not JSON", "body"} <= set(shown)


@given(document=ENVELOPES.filter(lambda envelope: "handle" in envelope))
def test_a_plain_response_is_read_as_before(document: Any) -> None:
    body = json.dumps({**document, "handle": [HANDLE]}).encode()
    found = outline_of_text(body, NOW)
    assert (found.tree, found.sentence) == (outline_of_body(body, NOW), "")
    assert lines(found.tree) == lines(outline_of_body(body, NOW))


@given(document=ANY_JSON | mutated_answers())
def test_every_string_of_a_recognized_document_is_shown(document: Any) -> None:
    for wrapped in (document, {"propositions": [document], "x": document}, [HANDLE | {"y": document}]):
        tree = outline_of_text(json.dumps(wrapped).encode(), NOW).tree
        assert list(tree.walk())


@given(st.binary(max_size=300))
def test_any_bytes_have_a_tree(body: bytes) -> None:
    assert list(outline_of_text(b"[alloy] " + body, NOW).tree.walk())
