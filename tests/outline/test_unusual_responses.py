"""Unusual responses that can still be read."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from edge_tui.model.node import Node, Tone
from edge_tui.outline import outline_of_body
from tests.answers import ANSWER, HANDLES, REFUSAL

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = json.dumps(ANSWER).encode()


def child(node: Node, label: str) -> Node:
    return next(each for each in node.children() if each.label == label)


def test_a_compressed_body_is_decompressed() -> None:
    root = outline_of_body(gzip.compress(BODY), NOW)
    assert root.value == "14 handles · 1 error · 1 warning"
    assert child(root, "gzip").value == f"decompressed to {len(BODY)} bytes"


def test_a_truncated_compressed_body_says_so() -> None:
    root = outline_of_body(gzip.compress(BODY)[:-20], NOW)
    assert child(root, "gzip").value == "truncated"
    damaged = gzip.compress(BODY)[:40] + b"\0" * 40
    assert child(outline_of_body(damaged, NOW), "gzip").value.startswith(("damaged", "truncated"))


def test_headers_before_the_body_are_separated() -> None:
    head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/2 207 \r\nx-adobe-edge: OR2;9\r\n\r\n"
    root = outline_of_body(head + BODY, NOW)
    assert len(root.children()) > 10
    headers = child(root, "headers")
    assert (headers.value, headers.children()[0].value) == ("HTTP/2 207", "OR2;9")


def test_a_stream_shows_its_handles_together_and_its_envelopes_in_order() -> None:
    parts = [{"handle": HANDLES[:1]}, {"handle": HANDLES[1:2]}]
    root = outline_of_body("".join(f"\0{json.dumps(part)}\n" for part in parts).encode(), NOW)
    assert [node.label for node in root.children()] == ["identity:result", "identity:exchange", "stream"]
    assert [node.content for node in child(root, "stream").children()] == parts
    assert root.children()[0].children()[0].pointer == "/0/handle/0/payload/0"


def test_a_duplicate_name_is_reported_and_its_earlier_value_shown() -> None:
    body = b'{"handle":[{"type":"state:store","payload":[{"key":"a","value":"1","value":"2"}]}]}'
    root = outline_of_body(body, NOW)
    duplicates = child(root, "duplicate names")
    assert [(node.label, node.value) for node in duplicates.children()] == [("/handle/0/payload/0", "value")]
    cookie = child(root, "state:store").children()[0]
    assert [(node.label, node.value) for node in cookie.children()] == [
        ("key", "a"),
        ("value", "2"),
        ("value", "1 · overridden"),
    ]


@pytest.mark.parametrize("text", ["1e999", "NaN", "1.00000000000000000001"])
def test_a_number_that_loses_precision_is_reported(text: str) -> None:
    root = outline_of_body(f'{{"handle":[{{"type":"a:b","payload":[{text}]}}]}}'.encode(), NOW)
    assert child(root, "a:b").children()[0].value == text
    assert text in child(root, "unusual JSON").value


def test_large_integers_keep_all_their_digits() -> None:
    root = outline_of_body(b'{"handle":[],"n":12345678901234567890123456789012345678}', NOW)
    assert child(root, "n").value == "12345678901234567890123456789012345678"


@pytest.mark.parametrize("depth", [150, 350, 5000])
def test_deep_nesting_is_shown_as_text_below_a_limit(depth: int) -> None:
    body = ('{"handle":[{"type":"a:b","payload":[' + "[" * depth + "7" + "]" * depth + "]}]}").encode()
    nodes = list(outline_of_body(body, NOW).walk())
    assert any(node.content == 7 for node in nodes) == (depth < 400)
    assert any(isinstance(node.content, str) and "7" in node.content for node in nodes) == (depth > 200)


def test_a_problem_in_another_case_is_explained() -> None:
    body = json.dumps({name.upper(): value for name, value in REFUSAL.items()}).encode()
    (problem,) = outline_of_body(body, NOW).children()
    assert problem.label == "EXEG-0003-400"
    assert [node.label for node in problem.children()][-2:] == ["DETAIL", "REPORT"]


@pytest.mark.parametrize("text", ["[1, 2]", '"x"', "null", "12", "true", "{}", '{"a": 1}'])
def test_json_that_is_not_an_envelope_is_not_called_a_response(text: str) -> None:
    root = outline_of_body(text.encode(), NOW)
    assert (root.label, root.tone) == ("body", Tone.WARNING)
    assert root.children()[0].label == "not an envelope"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_unicode_encoding_is_read_and_reported(encoding: str) -> None:
    root = outline_of_body(BODY.decode().encode(encoding), NOW)
    assert root.value == "14 handles · 1 error · 1 warning"
    assert encoding[:6].upper() in child(root, "unusual JSON").value


@pytest.mark.parametrize(
    ("body", "words"),
    [(b'{"handle":[],"a":"caf\xe9"}', "byte 22 is 0xe9"), (b'\xef\xbb\xbf{"handle":[]}', "order mark")],
)
def test_json_with_unusual_bytes_is_read_and_reported(body: bytes, words: str) -> None:
    root = outline_of_body(body, NOW)
    assert root.value == "0 handles"
    assert words in child(root, "unusual JSON").value
