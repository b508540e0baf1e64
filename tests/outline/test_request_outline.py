"""What was sent as a tree: the event's fields by their paths, and what lint found where it is."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import JsonObject
from edge_tui.model.node import Node, Tone
from edge_tui.outline.request import request_outline
from tests.answers import ECID
from tests.formats.exchanges import exchange
from tests.tui.stage import NOON


def tree(body: object, *findings: Finding) -> Node:
    """The tree of a body."""
    text = body if isinstance(body, str) else json.dumps(body)
    return request_outline(replace(exchange(text), sent_at=NOON), findings, NOON)


def named(node: Node, label: str) -> Node:
    """A node by its label, without the sign before it."""
    return next(each for each in node.walk() if each.label.lstrip("✖▲· ") == label)


EVENT: dict[str, Any] = {
    "xdm": {
        "timestamp": "2026-03-14T11:59:59.998Z",
        "web": {"webPageDetails": {"name": "home", "URL": "https://shop.example/"}},
        "eventType": "web.webpagedetails.pageViews",
        "identityMap": {"ECID": [{"id": ECID, "primary": True}], "CRM": [{"id": "7"}]},
        "device": {"screenWidth": 1},
        "implementationDetails": {"name": "x"},
    },
    "data": {"__adobe": {"analytics": {"prop1": "a"}}},
}


def test_the_type_comes_first_and_fields_have_their_paths() -> None:
    (event, *_) = tree({"events": [EVENT]}).children()
    assert (event.label, event.value, event.opened) == ("events[0]", "web.webpagedetails.pageViews", True)
    labels = [node.label for node in event.children()]
    assert labels[0] == "eventType"
    assert "web.webPageDetails.name" in labels
    assert "data.__adobe.analytics.prop1" in labels
    assert labels[-1] == "added by the SDK"
    assert named(event, "web.webPageDetails.name").pointer == "/events/0/xdm/web/webPageDetails/name"


def test_identities_are_named_with_the_primary_one_and_the_time_counts_from_the_request() -> None:
    root = tree({"event": EVENT})
    assert named(root, "identityMap").value == "ECID 4186…6988 primary · CRM 7"
    assert named(root, "timestamp").value.endswith("−2 ms")


def test_a_query_says_what_it_asks_for() -> None:
    query = {"personalization": {"decisionScopes": ["__view__", "hero"]}, "identity": {"fetch": ["ECID"]}}
    root = tree({"event": {"xdm": {}}, "query": query, "meta": {"state": {"cookiesEnabled": True, "entries": []}}})
    assert named(root, "query.personalization").value == "2 scopes: __view__, hero"
    assert named(root, "query.identity").value == "1 namespace: ECID"
    assert named(root, "meta.state").value == "0 entries · cookiesEnabled"
    root = tree({"event": {"xdm": {}}, "meta": {"state": {"cookiesEnabled": True, "domain": ""}}})
    assert named(root, "meta.state").value == "cookiesEnabled"


def test_a_finding_is_shown_on_its_field_and_without_one_on_the_event() -> None:
    url = Finding("page-url", Severity.WARNING, "/event/xdm/web/webPageDetails/URL", "It differs.")
    missing = Finding("event-measure", Severity.INFO, "/event/xdm/web/webPageDetails/pageViews", "It has no measure.")
    whole = Finding("size", Severity.ERROR, "", "Too large.")
    root = tree({"event": EVENT}, url, missing, whole)
    field = named(root, "web.webPageDetails.URL")
    assert (field.label, field.tone, field.note) == ("▲ web.webPageDetails.URL", Tone.WARNING, "It differs.")
    assert named(root, "event measure").value == "It has no measure."
    assert named(root, "size").tone is Tone.ERROR
    assert sum("differs" in each.note for each in root.walk()) == 1


def test_the_worst_finding_gives_the_sign() -> None:
    place = "/event/xdm/eventType"
    both = Finding("a", Severity.INFO, place, "One."), Finding("b", Severity.ERROR, place, "Other.")
    node = named(tree({"event": EVENT}, *both), "eventType")
    assert node.label.startswith("✖")
    assert node.note == "Other.\nOne."


def test_a_body_that_is_missing_or_no_json_says_so() -> None:
    assert [node.value for node in tree("").children()] == ["not recorded"]
    assert [node.value for node in tree("{").children()] == ["not JSON"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


def leaves(value: object) -> int:
    """The number of values below one."""
    if isinstance(value, dict) and value:
        return sum(map(leaves, value.values()))
    if isinstance(value, list) and value:
        return sum(map(leaves, value))
    return 1


@given(st.dictionaries(st.sampled_from(["event", "events", "query", "meta", "xdm", "x"]), JSON, max_size=5))
def test_every_value_of_any_body_is_in_the_tree(body: JsonObject) -> None:
    ends = {node.pointer for node in tree(body).walk() if not node.children() and node.pointer is not None}
    assert len(ends) >= (leaves(body) if body else 0)
