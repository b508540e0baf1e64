"""An outline arranged for a screen: what matters first, no line that only repeats another, and nothing lost."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.node import Node
from edge_tui.model.request import InteractRequest
from edge_tui.outline import outline
from edge_tui.outline.arrangement import arranged, start_of
from tests.answers import ANSWER, ECID, ENVELOPES, GATEWAY_ID, HANDLES, SENT_ID
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKING = {"query": {"personalization": {"decisionScopes": ["__view__", "hero"]}, "identity": {"fetch": ["ECID"]}}}
ASKING_FOR_ECID = {"query": {"identity": {"fetch": ["ECID"]}}}
TIMEOUT = {
    "type": "https://ns.adobe.com/aep/errors/EXEG-0201-503",
    "status": 503,
    "title": "The 'com.adobe.target' service is unavailable for the moment. Try again later.",
    "report": {"eventIndex": 0},
}


def proposition(scope: str, provider: str = "TGT") -> dict[str, Any]:
    return {"id": f"p-{scope}", "scope": scope, "scopeDetails": {"decisionProvider": provider}, "items": []}


def decisions(*items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "personalization:decisions", "eventIndex": 0, "payload": list(items)}


def identity(ecid: str = ECID) -> dict[str, Any]:
    return {"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}


def exchange(document: Any, request: Any = None, status: int = 200) -> Exchange:
    sent = InteractRequest(SENT_ID, "https://edge.adobedc.net/ee/v2/interact", (), json.dumps(request or {}))
    response = Response(status, (), json.dumps(document).encode(), Timings(1.0))
    return Exchange(Draft("{}"), sent, "p", "default", NOW, response)


def tree(document: Any, request: Any = None, status: int = 200) -> Node:
    shown = exchange(document, request, status)
    return arranged(outline(shown, NOW), shown.request)


def labels(node: Node) -> list[str]:
    return [child.label for child in node.children()]


def named(node: Node, label: str) -> Node:
    return next(child for child in node.children() if child.label == label)


def envelope(*handles: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"requestId": GATEWAY_ID, "handle": list(handles), **members}


BOTH = decisions(proposition("hero"), proposition("__view__"))
# With an ECID in the event, no identity cookie is missed.
KNOWN: dict[str, Any] = {"event": {"xdm": {"identityMap": {"ECID": [{"id": ECID}]}}}}
SESSION_START = {"event": {"xdm": {**KNOWN["event"]["xdm"], "eventType": "media.sessionStart"}}}


def test_decisions_come_first_and_the_request_id_last() -> None:
    handles = [{"type": name, "payload": []} for name in ("consent:preferences", "identity:exchange", "state:store")]
    document = envelope(*handles, {"type": "a:b", "payload": []}, identity(), decisions(proposition("hero")))
    found = labels(tree(document, KNOWN))
    assert found[:6] == [
        "personalization:decisions",
        "a:b",
        "identity:result",
        "state:store",
        "identity:exchange",
        "consent:preferences",
    ]
    assert found[-1] == "requestId"


def test_problems_stand_alone_with_their_explanation_open_and_their_json_folded() -> None:
    root = tree(envelope(errors=[TIMEOUT]), ASKING, 207)
    first = root.children()[0]
    assert (first.label, first.opened) == ("EXEG-0201-503", True)
    assert not first.value.startswith("event 0")
    shown = labels(first)
    assert shown[0] == "What it means"
    assert shown[-1] == "details"
    assert not {"type", "status", "title"} & set(shown)
    assert {"type", "status", "title"} <= set(labels(named(first, "details")))


def test_the_title_of_a_known_problem_is_a_plain_sentence_and_adobes_own_words_are_below() -> None:
    problem = tree(envelope(errors=[TIMEOUT]), ASKING, 207).children()[0]
    assert problem.value == "Adobe Target didn't respond"
    meaning, details = named(problem, "What it means"), named(problem, "details")
    assert meaning.value == "All other services responded. Non-fatal: the rest of the event was processed."
    assert details.value == details.note == TIMEOUT["title"]
    detailed = tree(envelope(errors=[{**TIMEOUT, "detail": "Timed out after 1 s."}]), ASKING, 207).children()[0]
    assert named(detailed, "details").value == "Timed out after 1 s."
    assert named(detailed, "details").note == f"{TIMEOUT['title']}\nTimed out after 1 s."


@pytest.mark.parametrize("code", ["EXEG-0999-400", "https://errors.example.com/odd"])
def test_the_title_of_any_other_problem_is_the_gateways(code: str) -> None:
    kind = code if ":" in code else f"https://ns.adobe.com/aep/errors/{code}"
    problem = tree(envelope(errors=[{"type": kind, "status": 400, "title": "Odd"}]), ASKING, 207).children()[0]
    assert problem.value == "Odd"
    assert "Fatal" not in named(problem, "What it means").value


def test_the_cause_in_the_event_takes_the_place_of_the_usual_one() -> None:
    request = {"event": {"data": {"__emulator": {"upstreams": {"target": "unavailable"}}}}, **ASKING}
    found = tree(envelope(errors=[TIMEOUT]), request, 207).children()[0]
    assert "Where to look" in labels(found)
    assert "Usual cause" not in labels(found)
    assert "Usual cause" in labels(named(found, "details"))
    unlocated = {**TIMEOUT, "type": "https://ns.adobe.com/aep/errors/EXEG-0205-503"}
    assert "Usual cause" in labels(tree(envelope(errors=[unlocated]), {}, 207).children()[0])


def test_many_problems_stay_a_group() -> None:
    for count in (6, 2000):
        group = tree(envelope(errors=[TIMEOUT] * count), ASKING, 207).children()[0]
        assert group.label == "errors"
        problems = [node for node in group.walk() if node.label == "EXEG-0201-503"]
        assert len(problems) == count
        assert {(node.value, node.opened) for node in problems} == {("Adobe Target didn't respond", False)}


def test_one_missing_scope_is_one_line_and_several_are_a_group() -> None:
    one = tree(envelope(decisions(proposition("hero"))), ASKING).children()[0]
    assert (one.label, one.value, one.content) == ("No decision for", "__view__", "__view__")
    several = tree(envelope(decisions()), ASKING).children()[0]
    assert (several.label, several.value) == ("No decision for", "2 scopes · __view__, hero")


def test_a_missing_scope_is_folded_below_the_problem_that_explains_it() -> None:
    root = tree(envelope(decisions(proposition("hero")), errors=[TIMEOUT]), ASKING, 207)
    assert not named(root, "No decision for").opened
    assert named(tree(envelope(decisions(proposition("hero"))), ASKING), "No decision for").opened


def test_only_what_the_query_asked_for_is_open() -> None:
    root = tree(envelope(identity(), {"type": "state:store", "payload": []}, decisions(proposition("hero"))), ASKING)
    assert [node.label for node in root.children() if node.opened and node.tone.value == "heading"] == [
        "personalization:decisions"
    ]
    assert not named(tree(envelope(decisions(proposition("hero")))), "personalization:decisions").opened


def test_items_of_several_handles_are_siblings_and_no_line_counts_handles_or_events() -> None:
    root = tree(envelope(decisions(proposition("hero")), decisions(), decisions(proposition("b", "AJO"))), ASKING)
    group = named(root, "personalization:decisions")
    assert labels(group) == ["hero", "b"]
    assert group.value == "2 propositions"


def test_with_several_events_each_handle_keeps_its_event() -> None:
    second = {**decisions(proposition("b")), "eventIndex": 1}
    request = {"events": [{"xdm": {}}, {"xdm": {}}], **ASKING}
    group = named(tree(envelope(decisions(proposition("hero")), second), request), "personalization:decisions")
    assert [node.value.split(" · ")[0] for node in group.children()] == ["event 0", "event 1"]
    assert "eventIndex" in labels(group.children()[1])


def test_an_item_that_says_what_its_group_says_gives_its_place_to_its_members() -> None:
    group = named(tree(envelope(identity())), "identity:result")
    assert group.value == f"ECID {ECID[:8]}…{ECID[-4:]}"
    assert [(child.label, child.value) for child in group.children()] == [("id", ECID), ("namespace", "ECID")]


@pytest.mark.parametrize(
    ("request_body", "handle"),
    [
        (SESSION_START, "media-analytics:new-session"),
        ({"consent": [{"standard": "Adobe", "version": "2.0"}], **ASKING_FOR_ECID}, "consent:preferences"),
        (ASKING, "personalization:decisions"),
        (ASKING_FOR_ECID, "identity:result"),
    ],
)  # fmt: skip
def test_what_was_asked_for_comes_first_is_open_and_has_the_cursor(request_body: Any, handle: str) -> None:
    types = ["activation:pull", "state:store", "consent:preferences", "media-analytics:new-session"]
    others = [{"type": name, "payload": [{"sessionId": "1"}]} for name in types]
    root = tree(envelope(*others, identity(), BOTH), {**KNOWN, **request_body})
    groups = [node for node in root.children() if ":" in node.label]
    (start,) = start_of(root)
    assert groups[0].label == start.label == handle
    assert [node.label for node in groups if node.opened] == [handle]


def test_a_status_without_a_problem_is_titled_in_plain_words() -> None:
    first = tree({"requestId": GATEWAY_ID, "handle": []}, {}, 429).children()[0]
    assert (first.label, first.value) == (
        "429 Too Many Requests",
        "The organization has exceeded its rate limit",
    )
    assert named(first, "details").value == "without a problem from the gateway"


def test_identities_are_open_when_nothing_else_was_asked_for() -> None:
    for fetched, scopes, opened in ((["ECID"], [], True), (["ECID"], ["hero"], False), ([], [], False)):
        query = {"identity": {"fetch": fetched}, "personalization": {"decisionScopes": scopes}}
        root = tree(envelope({"type": "a:b", "payload": []}, identity()), {**KNOWN, "query": query})
        assert named(root, "identity:result").opened == opened
        (start,) = start_of(root)
        assert (start.label == "identity:result") == opened


@every_row(
    ("document", "request_body", "status", "start"),
    [
        (envelope(identity(), errors=[TIMEOUT]), ASKING, 207, "EXEG-0201-503"),
        (envelope(decisions(proposition("hero")), warnings=[TIMEOUT]), ASKING, 200, "EXEG-0201-503"),
        (envelope(identity(), decisions(proposition("hero"))), ASKING, 200, "No decision for"),
        (envelope(decisions(proposition("x"))), ASKING, 200, "No decision for/scope"),
        (envelope(errors=[TIMEOUT] * 7), ASKING, 207, "errors/EXEG-0201-503"),
        (envelope(identity(), BOTH), {**KNOWN, **ASKING}, 200, "personalization:decisions"),
        (envelope(identity()), KNOWN, 200, "identity:result"),
        ({"type": TIMEOUT["type"], "status": 503, "title": "x"}, {}, 503, "EXEG-0201-503"),
    ],
)  # fmt: skip
def test_the_cursor_starts_on_what_matters(document: Any, request_body: Any, status: int, start: str) -> None:
    way = start_of(tree(document, request_body, status))
    assert "/".join(node.label for node in way) == start


def test_a_failure_and_an_empty_body_have_a_start() -> None:
    shown = exchange({})
    failed = Exchange(Draft("{}"), shown.request, "p", "default", NOW, Failure(FailureKind.TIMEOUT, "No response."))
    (start,) = start_of(arranged(outline(failed, NOW), failed.request))
    assert start.opened
    empty = Exchange(Draft("{}"), shown.request, "p", "default", NOW, Response(204, (), b"", Timings(1.0)))
    assert start_of(arranged(outline(empty, NOW), empty.request))


def reached(root: Node) -> set[tuple[str | None, str]]:
    return {(node.pointer, repr(node.content)) for node in root.walk() if not isinstance(node.content, dict | list)}


def lost(document: Any, request: Any = None) -> set[tuple[str | None, str]]:
    """The values with a node in the outline and none in the arranged one, but the index of the only event."""
    shown = exchange(document, request)
    plain = outline(shown, NOW)
    gone = reached(plain) - reached(arranged(plain, shown.request))
    return {each for each in gone if not (each[0] or "").endswith("/eventIndex") and "ABSENT" not in each[1]}


@pytest.mark.parametrize("request_body", [{}, ASKING, {"events": [{}, {}]}])
def test_no_value_of_a_full_response_is_lost(request_body: Any) -> None:
    assert lost(ANSWER, request_body) == set()
    assert lost(envelope(*HANDLES, *HANDLES), request_body) == set()


@given(ENVELOPES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_value_of_any_envelope_is_lost(document: Any) -> None:
    assert lost(document, ASKING) == set()
