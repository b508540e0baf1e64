"""Lenient parsing of received JSON and of streams."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.json.document import ParseError, compact
from edge_tui.model.json.nesting import MAX_DEPTH, nests_deeper
from edge_tui.model.json.received import Received, RepeatedNames, receive
from edge_tui.model.json.stream import read_stream
from edge_tui.model.response import InteractResponse, is_problem, read_problem, read_response
from tests.answers import ANSWER, ANY_JSON, ERROR, GATEWAY_ID, HANDLES, REFUSAL
from tests.tables import every_row

ENVELOPES = [{"requestId": GATEWAY_ID, "handle": HANDLES[:2]}, {"handle": HANDLES[2:], "errors": [ERROR]}]


def received(text: str) -> Received:
    found = receive(text)
    assert isinstance(found, Received)
    return found


def response(body: bytes) -> InteractResponse:
    found = read_response(body)
    assert isinstance(found, InteractResponse)
    return found


@given(ANY_JSON)
def test_ordinary_json_is_parsed_as_by_json_loads(document: Any) -> None:
    found = received(json.dumps(document))
    assert found.document == json.loads(json.dumps(document))
    assert found.repeated == ()


def test_a_duplicate_name_keeps_its_earlier_values() -> None:
    found = received('{"a": {"b": 1, "c": 2, "b": 3, "b": 4}}')
    assert found.document == {"a": {"b": 4, "c": 2}}
    (repeated,) = found.repeated
    assert isinstance(repeated, RepeatedNames)
    assert repeated.earlier == (("b", 1), ("b", 3))


@every_row(
    "text",
    [
        "1e999",
        "-1e999",
        "NaN",
        "Infinity",
        "-Infinity",
        "0.123456789012345678901",
        "1." + "7" * 30,
        "9" * 5000,
        "1E-400",
    ],
)
def test_a_number_without_an_exact_representation_stays_text(text: str) -> None:
    found = received(f"[{text}]")
    assert found.document == [text]
    assert len(found.anomalies) == 1


@pytest.mark.parametrize("text", ["9" * 38, "-1", "0.5", "1e10", "0.0", "-0e5", "12345678901234567890"])
def test_a_number_with_an_exact_representation_stays_a_number(text: str) -> None:
    (number,) = received(f"[{text}]").document
    assert isinstance(number, int | float)


@given(st.integers(1, 3000), st.booleans())
def test_any_depth_can_be_parsed(depth: int, is_array: bool) -> None:
    opening, closing = ("[", "]") if is_array else ('{"a":', "}")
    found = received(opening * depth + "1" + closing * depth)
    assert bool(found.anomalies) == (depth > MAX_DEPTH)
    compact(found.document)
    value = found.document
    for _ in range(min(depth, MAX_DEPTH)):
        value = value[0 if is_array else "a"]
    assert value == (1 if depth <= MAX_DEPTH else opening * (depth - MAX_DEPTH) + "1" + closing * (depth - MAX_DEPTH))


def test_brackets_inside_strings_do_not_count_as_depth() -> None:
    document = {"a": "[" * 1000, "b": ["{" * 1000 + '"\\']}
    found = received(json.dumps(document))
    assert (found.document, found.anomalies) == (document, ())


@given(ANY_JSON, st.integers(0, 9))
def test_depth_is_measured(document: Any, limit: int) -> None:
    def depth(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    text = json.dumps(document)
    if depth(document) > limit:
        assert nests_deeper(text, limit)


@pytest.mark.parametrize("text", ["", " ", "[" * 100_000, '{"a":' * 100_000, "[1,", "hello", '{"a":1}}'])
def test_text_that_is_not_json_is_a_parse_error(text: str) -> None:
    assert isinstance(receive(text), ParseError)


@given(st.text())
def test_any_text_is_received_or_a_parse_error(text: str) -> None:
    assert isinstance(receive(text), Received | ParseError)
    read_stream(text)


@pytest.mark.parametrize(
    ("before", "after"), [("\0", "\n"), ("", "\n"), ("\x1e", "\n"), ("<RS>", "\n"), ("", ""), ("", "\r\n\r\n")]
)
def test_records_become_one_response(before: str, after: str) -> None:
    body = "".join(before + compact(envelope) + after for envelope in ENVELOPES).encode()
    read = response(body)
    assert [handle.type for handle in read.handles] == [handle["type"] for handle in HANDLES]
    assert (read.handles[2].pointer, read.errors[0].pointer) == ("/1/handle/0", "/1/errors/0")
    assert (read.request_id, read.framing, read.parse_error) == (GATEWAY_ID, "records", None)


def test_an_interrupted_stream_keeps_the_documents_before() -> None:
    body = ("\0" + compact(ENVELOPES[0]) + "\n\0" + compact(ENVELOPES[1])[:40]).encode()
    read = response(body)
    assert len(read.handles) == 2
    assert read.parse_error is not None
    assert (read.parse_error.line, read.parse_error.column) == (2, 2)


def test_server_sent_events_become_one_response() -> None:
    first, second = (json.dumps(envelope, indent=1) for envelope in ENVELOPES)
    events = [f"data: {line}" for line in first.split("\n")] + ["", ": ping", "", "id: 2", "event: x"]
    events += [f"data:{line}" for line in second.split("\n")] + ["", "data: [DONE]", "", ""]
    read = response("\r\n".join(events).encode())
    assert len(read.handles) == len(HANDLES)
    assert read.document[-1] == "[DONE]"
    assert read.framing == "server-sent events"


@every_row("text", ['{"a":1} x', "1 2", '"a" "b"', 'hello {"a":1}', '{"a":1', "<html>", "data", ": ping\n\n"])
def test_text_that_only_resembles_a_stream_is_none(text: str) -> None:
    assert read_stream(text) is None


@pytest.mark.parametrize("recase", [str.upper, str.title, str.lower])
def test_a_problem_is_recognized_in_any_case(recase: Any) -> None:
    members = {recase(name): value for name, value in REFUSAL.items()}
    assert is_problem(members)
    problem = read_problem(members, "")
    assert (problem.code, problem.status, problem.detail) == ("0003", 400, REFUSAL["detail"])
    assert problem.members == members


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_with_a_byte_order_mark_is_read(encoding: str) -> None:
    assert len(response(json.dumps(ANSWER, ensure_ascii=False).encode(encoding)).handles) == len(HANDLES)
