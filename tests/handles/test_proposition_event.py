"""Events that report on propositions."""

import json
from typing import Any

import pytest
from hypothesis import given

from edge_tui.handles.proposition_event import Report, proposition_at, proposition_event
from edge_tui.handles.query import add_scope, read_query
from edge_tui.model.json.document import at
from tests.answers import ANSWER, ANY_JSON, MESSAGE, OFFER, TARGET_PROPOSITION

FETCH = {
    "event": {
        "xdm": {
            "eventType": "decisioning.propositionFetch",
            "web": {"webPageDetails": {"URL": "https://acme.example/"}},
            "identityMap": {"FPID": [{"id": "6f0c1d2e-0000-4000-8000-000000000000"}]},
        }
    }
}
DECISIONING = "/event/xdm/_experience/decisioning"


@pytest.mark.parametrize(
    ("report", "event_type"),
    [
        (Report.DISPLAY, "decisioning.propositionDisplay"),
        (Report.INTERACT, "decisioning.propositionInteract"),
        (Report.DISMISS, "decisioning.propositionDismiss"),
        (Report.TRIGGER, "decisioning.propositionTrigger"),
        (Report.SUPPRESS_DISPLAY, "decisioning.propositionSuppressDisplay"),
        (Report.DISQUALIFY, "decisioning.propositionDisqualify"),
    ],
)
def test_an_event_echoes_id_scope_and_details(report: Report, event_type: str) -> None:
    body = proposition_event(report, [TARGET_PROPOSITION, MESSAGE])
    assert at(body, "/event/xdm/eventType") == event_type
    assert at(body, DECISIONING + "/propositionEventType") == {str(report): 1}
    assert at(body, DECISIONING + "/propositions") == [
        {name: each[name] for name in ("id", "scope", "scopeDetails")} for each in (TARGET_PROPOSITION, MESSAGE)
    ]
    assert at(body, DECISIONING + "/propositionAction") == (
        {"reason": "Conflict"} if report is Report.SUPPRESS_DISPLAY else None
    )


def test_page_and_identities_are_copied_from_the_requesting_event() -> None:
    xdm = at(proposition_event(Report.DISPLAY, [MESSAGE], FETCH), "/event/xdm")
    assert {name: xdm[name] for name in ("web", "identityMap")} == {
        name: FETCH["event"]["xdm"][name] for name in ("web", "identityMap")
    }


def test_a_click_names_the_item() -> None:
    item = {"id": "0", "characteristics": {"trackingLabel": "buy"}}
    clicked = {**MESSAGE, "items": [{"id": "1"}, item]}
    body = proposition_event(Report.INTERACT, [clicked], item=item)
    assert at(body, DECISIONING + "/propositions/0/items") == [item]
    assert at(body, DECISIONING + "/propositionAction") == {"label": "buy"}


def test_the_older_format_echoes_item_ids_instead_of_scope_details() -> None:
    echoed = at(proposition_event(Report.DISPLAY, [OFFER]), DECISIONING + "/propositions/0")
    assert echoed == {"id": OFFER["id"], "scope": OFFER["scope"], "items": [{"id": "xcore:personalized-offer:1"}]}


def test_a_view_sets_the_view_name() -> None:
    details = {"characteristics": {"scopeType": "view"}}
    body = proposition_event(Report.DISPLAY, [{"id": "1", "scope": "cart", "scopeDetails": details}], FETCH)
    assert at(body, "/event/xdm/web/webPageDetails") == {"URL": "https://acme.example/", "viewName": "cart"}


@pytest.mark.parametrize(
    ("pointer", "has_item"),
    [
        ("/handle/4/payload/0", False),
        ("/handle/4/payload/0/scopeDetails/activity/id", False),
        ("/handle/4/payload/0/items/0/data/content", True),
        ("/handle/4/payload/0/items/7", False),
    ],
)
def test_a_proposition_is_found_from_any_pointer_inside(pointer: str, has_item: bool) -> None:
    found = proposition_at(ANSWER, pointer)
    assert found is not None
    assert found[0] == TARGET_PROPOSITION
    assert (found[1] is not None) == has_item
    assert proposition_at([ANSWER], "/0" + pointer) is not None


@pytest.mark.parametrize("pointer", ["", "/handle/0/payload/0", "/handle/4", "/handle/99/payload/0", "/errors/0"])
def test_pointers_elsewhere_have_no_proposition(pointer: str) -> None:
    assert proposition_at(ANSWER, pointer) is None


@given(ANY_JSON, ANY_JSON)
def test_any_proposition_and_any_request_give_an_event(proposition: Any, requested_by: Any) -> None:
    whole = proposition if isinstance(proposition, dict) else {"items": proposition}
    for report in Report:
        json.dumps(proposition_event(report, [{**whole, "scope": "s"}], requested_by))


def test_a_scope_is_added_to_the_existing_query() -> None:
    assert read_query(add_scope({"event": {}}, "hero")).scopes == ("hero",)
    assert read_query(add_scope({"event": {}}, "web://acme.example/")).surfaces == ("web://acme.example/",)
    body = {"events": [{"query": {"personalization": {"decisionScopes": ["a"]}}}]}
    assert add_scope(add_scope(body, "b"), "a") == {
        "events": [{"query": {"personalization": {"decisionScopes": ["a", "b"]}}}]
    }
    with pytest.raises(ValueError, match="isn't an array"):
        add_scope({"query": {"personalization": {"decisionScopes": 1}}}, "a")
