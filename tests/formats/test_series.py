"""Several request bodies in one text: each is read as it would be alone, and what a limit leaves out is said."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats import read
from tests.examples import examples

BODY = {"event": {"xdm": {"eventType": "a.b"}}}
BODIES: list[Any] = [
    BODY,
    {"events": [{"xdm": {"eventType": "c"}}, {"xdm": {"eventType": "d"}}]},
    {"xdm": {"eventType": "e"}, "data": {"k": 1}},
    {"eventType": "f", "web": {"webPageDetails": {"name": "home"}}},
    {"consent": [{"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}}}]},
]
SEPARATORS = ["\n", "\r\n", "\n\n", ",\n", " ", "\x1e"]


def drafted(document: Any) -> Any:
    (alone,) = read(json.dumps(document)).requests
    return alone.draft.action, json.loads(alone.draft.text)


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.sampled_from(BODIES), min_size=2, max_size=6),
    st.sampled_from(SEPARATORS),
    st.sampled_from([None, 2]),
)
def test_each_document_is_read_as_it_would_be_alone(documents: list[Any], separator: str, indent: int | None) -> None:
    found = read(separator.join(json.dumps(each, indent=indent) for each in documents))
    assert [(each.draft.action, json.loads(each.draft.text)) for each in found.requests] == [
        drafted(each) for each in documents
    ]
    assert found.notes == ()


@pytest.mark.parametrize("other", ['{"level": "info"}', "end of file", "[1]", '{"event": {'])
def test_documents_that_are_no_requests_do_not_hide_those_that_are(other: str) -> None:
    line = json.dumps(BODY)
    for text in (f"{line}\n{line}\n{other}", f"{line}\n{other}\n{line}"):
        found = [json.loads(each.draft.text) for each in read(text).requests]
        assert [each for each in found if each == BODY] == [BODY, BODY]


def test_documents_without_a_request_are_said_to_have_none() -> None:
    found = read('{"a": 1}\n{"a": 2}\n')
    assert (found.requests, found.missing) == ((), "None of the documents is a request.")


HTTP = "POST https://edge.adobedc.net/ee/v2/interact?datastreamId=a HTTP/1.1\n\n{body}\n\n###\n"
BRUNO = (
    "meta {{\n  name: a\n}}\n\n"
    "post {{\n  url: https://edge.adobedc.net/ee/v2/interact\n}}\n\n"
    "body:json {{\n  {body}\n}}\n"
)


@pytest.mark.parametrize(
    ("one", "read_of"),
    [
        (json.dumps(BODY) + "\n", 1_000),
        (HTTP.format(body=json.dumps(BODY)), 1_000),
        (f"12:00 sent {json.dumps(BODY)}\n", 1_000),
        (f"fetch('https://edge.adobedc.net/ee/v2/interact', {{body: '{json.dumps(BODY)}'}});\n", 500),
    ],
)
def test_a_limit_of_requests_is_said(one: str, read_of: int) -> None:
    found = read(one * (read_of + 5))
    assert len(found.requests) == read_of
    assert f"Only the first {read_of:,} requests were read." in found.notes
    whole = read(one * read_of)
    assert len(whole.requests) == read_of
    assert not [note for note in whole.notes if "Only the first" in note]


@pytest.mark.parametrize(
    ("start", "kept"),
    [(HTTP.format(body=json.dumps(BODY)), 2_000_000), (BRUNO.format(body=json.dumps(BODY)), 1_000_000)],
)
def test_a_limit_of_characters_is_said(start: str, kept: int) -> None:
    text = start + " " * kept + start
    found = read(text)
    assert len(found.requests) == 1
    assert f"Only the first {kept:,} characters were read." in found.notes
