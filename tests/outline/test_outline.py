"""An exchange as one tree."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.node import Node, Tone
from edge_tui.model.origin import Origin, Source
from edge_tui.model.request import InteractRequest
from edge_tui.outline import outline, outline_of_body
from tests.answers import ANSWER, GATEWAY_ID, OFFER_SCOPE, ORG, REFUSAL, SENT_ID
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REQUESTED = {
    "event": {"xdm": {"eventType": "decisioning.propositionFetch"}},
    "query": {
        "identity": {"fetch": ["ECID", "CORE"]},
        "personalization": {"decisionScopes": ["__view__", "mbox", OFFER_SCOPE], "surfaces": ["web://acme.example/"]},
    },
}


def sent(body: Any = None) -> Exchange:
    request = InteractRequest(SENT_ID, "https://edge.adobedc.net/ee/v2/interact", (), json.dumps(body or {"event": {}}))
    return Exchange(Draft("{}"), request, "profile", "visitor", NOW)


def answered(status: int, body: Any, request: Any = None, **headers: str) -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return sent(request).ended(Response(status, named, data, Timings(1.0)))


def children(exchange: Exchange) -> list[tuple[str, str]]:
    return [(node.label, node.value) for node in outline(exchange, NOW).children()]


def child(node: Node, label: str) -> Node:
    return next(each for each in node.children() if each.label == label)


def test_errors_come_first_then_warnings_then_what_is_missing_then_handles() -> None:
    root = outline(answered(207, ANSWER, REQUESTED), NOW)
    assert (root.label, root.value) == ("207 Multi-Status", "14 handles · 1 error · 1 warning")
    labels = [node.label for node in root.children()]
    assert labels[:5] == ["errors", "warnings", "No decision for", "Not returned", "identity:result"]
    assert labels[-3:] == ["state:store", "requestId", "visitor"]


def test_handles_of_one_type_share_a_group() -> None:
    group = child(outline(answered(200, ANSWER), NOW), "personalization:decisions")
    assert group.value == "2 handles · TGT · ODE · AJO · 3 propositions"
    assert [node.value for node in group.children()] == [
        "event 0 · TGT · 1 proposition",
        "event 0 · ODE · AJO · 2 propositions",
    ]


def test_missing_decisions_and_identities_are_shown_with_a_reason() -> None:
    root = outline(answered(207, ANSWER, REQUESTED), NOW)
    (scope,) = child(root, "No decision for").children()
    (namespace,) = child(root, "Not returned").children()
    assert [(node.label, node.value) for node in (scope, namespace)] == [("scope", "mbox"), ("namespace", "CORE")]
    assert "EXEG-0201-503" in scope.children()[0].value
    assert "third-party" in namespace.note


def test_an_empty_response_names_every_requested_scope() -> None:
    body = {"requestId": GATEWAY_ID, "handle": [{"type": "personalization:decisions", "payload": [], "eventIndex": 0}]}
    root = outline(answered(200, body, REQUESTED), NOW)
    assert child(root, "No decision for").value == "3 scopes, 1 surface"
    assert child(root, "Not returned").value == "2 namespaces, 1 identity cookie"
    assert child(root, "personalization:decisions").value == "decisions for 0 of 4 scopes"


def test_an_opt_out_is_the_reason_for_missing_decisions() -> None:
    warning = {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0301-200",
        "status": 200,
        "title": "User consent is missing",
    }
    root = outline(answered(200, {"handle": [], "warnings": [warning]}, REQUESTED), NOW)
    assert "opted out" in child(root, "No decision for").children()[0].note


def test_nothing_is_missing_when_the_state_was_sent() -> None:
    request = {"event": {}, "meta": {"state": {"entries": [{"key": ORG + "identity", "value": "x"}]}}}
    body = {"handle": [{"type": "locationHint:result", "payload": []}]}
    assert "Not returned" not in dict(children(answered(200, body, request)))
    assert "Not returned" in dict(children(answered(200, body)))


@pytest.mark.parametrize("name", [f"{ORG}identity", f"{ORG}cluster"])
@pytest.mark.parametrize("place", ["recorded", "sent", "set"])
def test_an_identity_cookie_is_not_missing_where_one_was_sent_or_set(place: str, name: str) -> None:
    body = {"handle": [{"type": "locationHint:result", "payload": []}]}
    exchange = answered(200, body, **({"set_cookie": f"{name}=x; Path=/"} if place == "set" else {}))
    if place == "recorded":
        exchange = replace(exchange, origin=Origin(Source.CHROMIUM, "sale", "1", cookies_sent=("session", name)))
    elif place == "sent":
        headers = (*exchange.request.headers, ("Cookie", f"session=1; {name}=x"))
        exchange = replace(exchange, request=replace(exchange.request, headers=headers))
    assert ("Not returned" in dict(children(exchange))) == name.endswith("cluster")


def test_a_refusal_is_explained_at_once() -> None:
    root = outline(answered(400, REFUSAL), NOW)
    assert (root.label, root.value, root.tone) == (
        "400 Bad Request",
        "EXEG-0003-400 · Invalid datastream ID",
        Tone.ERROR,
    )
    (problem,) = root.children()
    assert problem.opened
    assert [node.label for node in problem.children()][:3] == ["What it means", "Usual cause", "Fix"]
    assert child(problem, "detail").value == REFUSAL["detail"]


def test_a_refusal_leads_to_what_caused_it() -> None:
    root = outline(answered(400, REFUSAL), NOW)
    where_to_look = child(root.children()[0], "Where to look")
    assert where_to_look.request_location == "profile:datastream_id"
    broken = {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0305-400",
        "title": "Invalid identity provided",
        "status": 400,
    }
    body = {"event": {"xdm": {"identityMap": {"ECID": [{"id": "12"}]}}}}
    assert child(outline(answered(400, broken, body), NOW).children()[0], "Where to look").request_location == (
        "/event/xdm/identityMap/ECID/0/id"
    )


def test_a_failure_says_how_to_fix_it() -> None:
    root = outline(sent().ended(Failure(FailureKind.UNREACHABLE, "Nothing listens at 127.0.0.1:1.")), NOW)
    assert root.label == "no response"
    (failure,) = root.children()
    assert failure.value == "Nothing listens at 127.0.0.1:1."
    assert "URL in the profile" in child(failure, "Fix").value
    assert child(failure, "Where to look").request_location == "profile:url"


def test_an_exchange_without_an_outcome_is_unfinished() -> None:
    assert outline(sent(), NOW).label == "unfinished"


def test_notes_come_before_everything() -> None:
    assert children(answered(200, ANSWER).noted("The history could not be written."))[0] == (
        "note",
        "The history could not be written.",
    )


@pytest.mark.parametrize("status", [202, 204])
def test_no_body_is_fine_where_none_is_expected(status: int) -> None:
    (node,) = outline(answered(status, b""), NOW).children()
    assert node.label == "accepted by Edge"


@pytest.mark.parametrize("body", [b"", b" \n", b'{"requestId": "a", "handle": [{"ty'])
def test_an_empty_or_truncated_response_is_not_called_accepted(body: bytes) -> None:
    found = outline(answered(200, body), NOW)
    assert found.tone is Tone.ERROR
    assert "accepted by Edge" not in [node.label for node in found.walk()]


def test_a_response_without_handles_is_called_accepted() -> None:
    assert children(answered(202, {"requestId": GATEWAY_ID}))[0] == ("accepted by Edge", "202 has no handles")
    assert children(answered(200, {"requestId": GATEWAY_ID, "handle": []}))[0] == (
        "accepted by Edge",
        "no handles in the response",
    )


def test_accepted_never_means_ingested() -> None:
    for body in (ANSWER, {"handle": []}):
        texts = [outline(answered(200, body, REQUESTED), NOW)]
        assert "Accepted by Edge" in texts[0].note
        assert not any("ingested" in f"{node.value}{node.note}".lower() for node in texts[0].walk())


def test_html_from_a_proxy_is_named_and_shown() -> None:
    page = b"<!DOCTYPE html>\n<html><head><title>502 Bad\n Gateway</title></head></html>"
    root = outline(answered(502, page, retry_after="30"), NOW)
    assert [(node.label, node.value) for node in root.children()] == [
        ("502 Bad Gateway", "without a problem from the gateway"),
        ("retry-after", "30 s"),
        ("HTML", "502 Bad Gateway"),
        ("body", "3 lines"),
    ]
    assert [node.content for node in root.children()[-1].children()] == page.decode().split("\n")


def test_truncated_json_shows_the_place_where_it_breaks() -> None:
    root = outline(answered(200, b'{"requestId": "a",\n "handle": [{"ty'), NOW)
    parse_error = root.children()[0]
    assert (parse_error.label, parse_error.value) == (
        "not JSON",
        "line 2, column 14: unterminated string: add the closing quote",
    )
    assert parse_error.children()[0].value == ' "handle": [{▸"ty'
    assert "truncated" in parse_error.note or "damaged" in parse_error.note


def test_an_empty_404_suggests_the_location_hint() -> None:
    root = outline(answered(404, b""), NOW)
    explained = {node.label: node.value for node in root.children()[0].children()}
    assert "location hint" in explained["Usual cause"]
    assert "location hint" in explained["Fix"]
    assert root.children()[-1].value == "empty"


def test_bytes_that_are_not_utf8_are_still_shown() -> None:
    root = outline_of_body(b"\xff\xfe\n{}", NOW)
    assert child(root, "not UTF-8").value == "byte 1 is 0xff"
    assert child(root, "body").children()[0].content == "ÿþ"


def test_a_redirect_shows_its_location() -> None:
    sent = answered(302, b"", location="https://login.example/")
    assert ("redirect", "https://login.example/") in children(sent)
    assert "edge-tui doesn't follow" in child(outline(sent, NOW), "redirect").note
    # A site's call has no profile.
    recorded = replace(sent, origin=Origin(Source.CHROMIUM, "sale", "1"))
    redirect = child(outline(recorded, NOW), "redirect")
    assert "profile" not in f"{redirect.note}{redirect.request_location}"
    assert child(outline(replace(answered(302, b""), origin=recorded.origin), NOW), "redirect").value == "not recorded"


@pytest.mark.parametrize("document", [[1, 2], "x", None, {"a": 1}])
def test_a_200_that_is_not_an_envelope_is_not_called_accepted(document: Any) -> None:
    root = outline(answered(200, document), NOW)
    assert root.tone is Tone.WARNING
    assert not any("ccepted" in f"{node.label} {node.value} {node.note}" for node in root.walk())


def test_json_that_is_not_an_envelope_is_shown_and_named() -> None:
    assert children(answered(200, [1, {"a": 2}])) == [
        ("not an envelope", "this is JSON, but not a gateway response"),
        ("0", "1"),
        ("1", "{1}"),
    ]


def test_a_response_to_another_request_is_noticed() -> None:
    body = {"requestId": "other-f46e48eb52594815", "handle": []}
    assert "request ID mismatch" in dict(children(answered(200, body)))
    for same in (GATEWAY_ID, SENT_ID):
        assert "request ID mismatch" not in dict(children(answered(200, {"requestId": same, "handle": []})))


@pytest.mark.parametrize(("carries_it", "noticed"), [(True, True), (False, False)])
def test_a_recorded_request_without_an_id_has_none_that_could_differ(carries_it: bool, noticed: bool) -> None:
    exchange = answered(200, {"requestId": "other-f46e48eb52594815", "handle": []})
    url = f"https://edge.example/ee/v2/interact?dataStreamId=d{f'&requestId={SENT_ID}' if carries_it else ''}"
    recorded = replace(exchange, request=replace(exchange.request, url=url), origin=Origin(Source.PROXY, "px", "1"))
    assert ("request ID mismatch" in dict(children(recorded))) is noticed


def test_children_are_computed_only_when_a_node_is_opened() -> None:
    class Untouched(dict[str, Any]):
        def items(self) -> Any:
            raise AssertionError("computed too early")

        values = __iter__ = items

    response = Response(200, (), b"", Timings(1.0))
    read = Response(200, (), json.dumps({"handle": [{"type": "a:b", "payload": [{}]}]}).encode(), Timings(1.0)).parsed()
    assert not isinstance(read, tuple)
    read.document["handle"][0]["payload"][0] = Untouched(x=1)  # type: ignore[union-attr]
    response._read.append(read)
    root = outline(sent().ended(response), NOW)
    group = child(root, "a:b")
    assert group.children()[0].value == "{1}"
    with pytest.raises(AssertionError, match="too early"):
        group.children()[0].children()


@pytest.mark.parametrize(
    ("coding", "shown"),
    [("gzip, gzip", "gzip, gzip"), ("BR", "br"), ("gzip", None), ("deflate", None), ("identity", None)],
)
def test_a_body_that_is_still_compressed_says_so(coding: str, shown: str | None) -> None:
    nodes = dict(children(answered(200, b"\x1f\x8b\x08", content_encoding=coding)))
    assert nodes.get("content-encoding") == shown


def scope_reasons(query: dict[str, Any], response: dict[str, Any], **request: Any) -> list[tuple[str, str]]:
    """The labels and sentences of the reasons for the first missing decision."""
    body: dict[str, Any] = {"event": {"xdm": request.get("xdm", {})}, "query": {"personalization": query}}
    if consent := request.get("consent"):
        body["meta"] = {"state": {"entries": [{"key": ORG + "consent", "value": f"general={consent}"}]}}
    (scope, *_) = child(outline(answered(200, response, body), NOW), "No decision for").children()
    return [(node.label, node.value) for node in scope.children()]


EMPTY: dict[str, Any] = {"handle": [{"type": "personalization:decisions", "payload": [], "eventIndex": 0}]}
PAGE = {"web": {"webPageDetails": {"URL": "https://shop.example.com/"}}}
HTML, DOM = (f"https://ns.adobe.com/personalization/{name}" for name in ("html-content-item", "dom-action"))
OPTED_OUT = {**EMPTY, "warnings": [{"type": "https://ns.adobe.com/aep/errors/EXEG-0301-200", "status": 200}]}


@every_row(
    ("query", "response", "request_", "expected"),
    [
        ({"decisionScopes": ["__view__"], "schemas": [HTML]}, EMPTY, {"xdm": PAGE}, ("Likely reason", "dom-action")),
        ({"decisionScopes": ["__view__"], "schemas": [DOM]}, EMPTY, {"xdm": PAGE}, ("Possible reason", "live")),
        ({"decisionScopes": ["__view__"]}, EMPTY, {"xdm": PAGE}, ("Possible reason", "live activity")),
        ({"decisionScopes": ["__view__"], "schemas": [DOM]}, EMPTY, {}, ("Likely reason", "no URL")),
        ({"decisionScopes": ["mbox"], "schemas": [HTML]}, EMPTY, {}, ("Possible reason", "misspelled")),
        ({"decisionScopes": ["mbox"], "schemas": ["x"]}, EMPTY, {}, ("Likely reason", "json-content-item")),
        ({"decisionScopes": ["mbox"]}, EMPTY, {"consent": "out"}, ("Likely reason", "general=out")),
        ({"decisionScopes": ["mbox"]}, EMPTY, {"consent": "pending"}, ("Possible reason", "general=pending")),
        ({"decisionScopes": ["mbox"]}, EMPTY, {"consent": "in"}, ("Possible reason", "misspelled")),
        ({"decisionScopes": ["mbox"]}, OPTED_OUT, {"consent": "out"}, ("Reason", "sent is general=out")),
        ({"decisionScopes": ["mbox"]}, OPTED_OUT, {"consent": "out"}, ("Reason", "opted out (EXEG-0301-200).")),
        ({"decisionScopes": ["mbox"]}, OPTED_OUT, {"consent": "pending"}, ("Reason", "because consent is pending")),
        ({"decisionScopes": ["mbox"]}, OPTED_OUT, {}, ("Reason", "opted out, or hasn't decided yet (EXEG-0301")),
        ({"decisionScopes": ["mbox"]}, {"requestId": "r", "handle": []}, {}, ("Possible reason", "not be enabled")),
    ],
)
def test_a_reason_for_a_missing_decision_is_checked_and_says_how_sure_it_is(
    query: dict[str, Any], response: dict[str, Any], request_: dict[str, Any], expected: tuple[str, str]
) -> None:
    label, words = scope_reasons(query, response, **request_)[0]
    assert label == expected[0]
    assert expected[1] in words


def test_a_certain_reason_excludes_all_others() -> None:
    query = {"decisionScopes": ["__view__"], "schemas": [HTML]}
    assert [label for label, _ in scope_reasons(query, OPTED_OUT)] == ["Reason"]


def test_the_visitor_comes_first_only_if_something_is_odd() -> None:
    ecid = "41861666193140161934276845651148876988"
    request: dict[str, Any] = {"event": {"xdm": {"identityMap": {"ECID": [{"id": ecid}]}}}}
    body = {
        "requestId": GATEWAY_ID,
        "handle": [{"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}],
    }
    usual = outline(answered(200, body, request), NOW).children()
    assert usual[-1].label == "visitor"
    assert "in identityMap" in usual[-1].value
    request["event"]["xdm"]["identityMap"]["FPID"] = [{"id": "5f1c0000-0000-4000-8000-000000000001"}]
    odd = outline(answered(200, body, request), NOW).children()[0]
    assert (odd.label, odd.tone, odd.value) == ("visitor", Tone.WARNING, "ECID 41861666…6988 · FPID not used")
    assert odd.children()[0].value == "certain · The visitor is already known by the ECID in identityMap."
    assert odd.note.startswith("The visitor is already known"), "what is odd comes before the rules"
