"""A response that is split before parsing has the same outline as one that is parsed whole."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui import outline
from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.node import Node
from edge_tui.model.request import InteractRequest
from edge_tui.outline import huge_body, outline_of_body
from edge_tui.outline.huge_body import split
from tests.answers import ANSWER, ENVELOPES, HANDLES, OFFER_SCOPE, mutated_answers
from tests.outline.test_fuzz import CAPTURES, DAMAGES, ROUNDS, Damage, damaged
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def lines(root: Node) -> list[tuple[str, str, str, str | None, bool]]:
    """The tree below a node, without the node that searches a huge body for anomalies."""
    kept = [node for node in root.children() if node.label != "unusual JSON"]
    return [
        (each.label, each.value, each.tone, each.pointer, each.has_children) for node in kept for each in node.walk()
    ]


def both(body: bytes) -> tuple[Node, Node]:
    """The outline of a body as an ordinary and as a huge one."""
    whole = outline_of_body(body, NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "HUGE_BYTES", 0)
        return whole, outline_of_body(body, NOW)


def anomalies(body: bytes) -> list[Node]:
    """The anomalies found in a huge body."""
    (search,) = (node for node in both(body)[1].children() if node.label == "unusual JSON")
    return list(search.children())


def same(document: Any) -> None:
    whole, huge = both(json.dumps(document).encode())
    assert (huge.label, huge.value, huge.tone) == (whole.label, whole.value, whole.tone)
    assert lines(huge) == lines(whole)


def test_a_full_response_is_split_and_shows_the_same() -> None:
    assert split(json.dumps(ANSWER).encode()) is not None
    same(ANSWER)


@every_row("handle", HANDLES, ids=lambda handle: handle["type"])
def test_each_handle_type_shows_the_same(handle: dict[str, Any]) -> None:
    same({"requestId": "a-0123456789abcdef", "handle": [handle, {**handle, "eventIndex": 1, "more": [1]}], "x": {}})


@given(ENVELOPES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_envelope_shows_the_same(document: Any) -> None:
    same(document)


@given(mutated_answers())
def test_a_mutated_response_shows_the_same(document: Any) -> None:
    same(document)


REQUESTS = st.fixed_dictionaries(
    {"event": st.just({"xdm": {"eventType": "test"}})},
    optional={
        "query": st.fixed_dictionaries(
            {
                "personalization": st.fixed_dictionaries(
                    {"decisionScopes": st.lists(st.sampled_from(["__view__", "hero", "target-scope", OFFER_SCOPE]))}
                ),
                "identity": st.just({"fetch": ["ECID", "CORE"]}),
            }
        ),
        "meta": st.just({"state": {"cookiesEnabled": True, "entries": []}}),
    },
)


@given(document=ENVELOPES | mutated_answers(), request=REQUESTS, status=st.sampled_from([200, 207, 429]))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_explorer_shows_the_same_before_a_response_is_parsed(document: Any, request: Any, status: int) -> None:
    body = json.dumps(document).encode()
    sent = InteractRequest("sent", "https://edge.adobedc.net/ee/v2/interact", (), json.dumps(request))
    response = Response(status, (("retry-after", "3"),), body, Timings(1.0))
    exchange = Exchange(Draft("{}"), sent, "p", "default", NOW, response, notes=("a note",))
    early = outline.early_outline(exchange, NOW)
    if early is None:
        assert split(body) is None
        return
    early_lines = lines(early)
    assert not response._read
    whole = outline.outline(exchange, NOW)
    assert (early.label, early.value, early.tone) == (whole.label, whole.value, whole.tone)
    assert early_lines == [each for each in lines(whole) if each[0] != "duplicate names"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", CAPTURES)
def test_a_damaged_capture_that_is_split_hides_nothing(name: str, damage: Damage) -> None:
    """If splitting accepts a body that parsing rejects, the anomalies say so."""
    for body in damaged(name, damage, ROUNDS // 2):
        whole, huge = both(body)
        shown = lines(huge)
        if shown != lines(whole):
            assert next(node.label for node in anomalies(body)) in ("not JSON", "unusual JSON", "duplicate names")


def test_duplicate_names_are_found_on_request() -> None:
    body = b'{"handle":[],"handle":[{"type":"a:b","payload":[{"x":1,"x":2,"y":1e999}]}]}'
    whole, huge = both(body)
    assert {("x", "1 · overridden"), ("x", "2"), ("y", "1e999")} <= {(each[0], each[1]) for each in lines(huge)}
    assert [(node.label, node.value) for node in anomalies(body)] == [
        (node.label, node.value) for node in whole.children() if node.label in ("unusual JSON", "duplicate names")
    ]
    assert [node.label for node in anomalies(body)] == ["unusual JSON", "duplicate names"]


def test_an_ordinary_response_has_no_anomalies() -> None:
    assert [node.label for node in anomalies(json.dumps(ANSWER).encode())] == ["nothing unusual"]


@every_row(
    "body",
    [
        b"",
        b"[]",
        b'{"handle":{}}',
        b'{"handle":[{"type":1,"payload":[]}]}',
        b'{"handle":[{"type":"a:b","payload":{}}]}',
        b'{"handle":[{"type":"a:b"}]}',
        b'\xef\xbb\xbf{"handle":[]}',
        b'{"handle":[{"type":"a:b","payload":["\xff"]}]}',
        b'{"handle":[{"type":"a:b","payload":[' + b"[" * 5000 + b"]" * 5000 + b"]}]}",
        b'{"handle":[]} {"handle":[]}',
        b"\x1f\x8b",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_cannot_be_split_is_parsed_whole(body: bytes) -> None:
    whole, huge = both(body)
    assert split(body) is None
    assert list(huge.walk()) == list(whole.walk())


def test_the_propositions_of_a_large_response_are_read_once_for_all_that_is_said_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    decoded = huge_body._decoded

    def counting(decoder: Any, texts: Any) -> Any:
        read.append(len(texts))
        return decoded(decoder, texts)

    monkeypatch.setattr(huge_body, "_decoded", counting)
    payload = [{"id": "a", "scope": f"place-{n}", "scopeDetails": {"decisionProvider": "TGT"}} for n in range(50)]
    body = json.dumps({"requestId": "a", "handle": [{"type": "personalization:decisions", "payload": payload}]})
    asked = json.dumps({"event": {}, "query": {"personalization": {"decisionScopes": ["place-1", "missing"]}}})
    request = InteractRequest("a", "https://edge.adobedc.net/ee/v2/interact", (), asked)
    exchange = Exchange(Draft("{}"), request, "p", "default", NOW, Response(200, (), body.encode(), Timings(1.0)))
    early = outline.early_outline(exchange, NOW)
    assert early is not None
    assert {"No decision for", "personalization:decisions"} <= {node.label for node in early.children()}
    assert read == [50]
