"""Personalization, as Adobe's functional specs have it: what is requested, rendered, reported and counted."""

from typing import Any

import pytest

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.values.decision_scope import DecisionScope, encode
from tests.alloy.browser import Visitor

TARGET_ONLY = EMULATOR_DATASTREAM_ID[:-1] + "5"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
PREFIX = "https://ns.adobe.com/personalization/"
HERO = {"hero": {"selector": "#hero", "actionType": "setHtml"}}
OFFER = encode(DecisionScope("xcore:offer-activity:1111111111111111", "xcore:offer-placement:2222222222222222"))
UNKNOWN_OFFER = encode(DecisionScope("xcore:offer-activity:0", "xcore:offer-placement:0"))


def ask(visitor: Visitor, *scopes: str, **event: Any) -> list[dict[str, Any]]:
    found = visitor.alloy("sendEvent", {**PAGE_VIEW, **event, "personalization": {"decisionScopes": list(scopes)}})
    return [dict(proposition) for proposition in found["propositions"]]


def of(propositions: list[dict[str, Any]], scope: str) -> dict[str, Any]:
    return next(proposition for proposition in propositions if proposition["scope"] == scope)


def reported(visitor: Visitor, event_type: str) -> list[dict[str, Any]]:
    """The `_experience.decisioning` of each event of a type."""
    events = [event for call in visitor.calls for event in call.sent["events"]]
    return [
        event["xdm"]["_experience"]["decisioning"]
        for event in events
        if event["xdm"].get("eventType") == f"decisioning.proposition{event_type}"
    ]


def test_a_measurement_comes_back_though_its_schema_is_not_requested(visitor: Visitor) -> None:
    visitor.configure()
    gold = {"data": {"__adobe": {"target": {"profile.tier": "gold"}}}}
    found = of(ask(visitor, "loyalty-offer", **gold), "loyalty-offer")

    requested = visitor.calls[0].sent["events"][0]["query"]["personalization"]["schemas"]
    assert PREFIX + "measurement" not in requested
    assert [item["schema"].removeprefix(PREFIX) for item in found["items"]] == ["json-content-item", "measurement"]


@pytest.mark.parametrize(("datastream", "is_there"), [(TARGET_ONLY, True), (EMULATOR_DATASTREAM_ID, False)])
def test_the_token_for_analytics_is_there_while_analytics_is_off(
    datastream: str, is_there: bool, visitor: Visitor
) -> None:
    visitor.configure(datastreamId=datastream)
    found = of(ask(visitor, "hero"), "hero")

    assert ("analyticsToken" in found["scopeDetails"]["characteristics"]) == is_there


def test_an_unknown_offer_scope_leaves_the_others_their_decisions(visitor: Visitor) -> None:
    visitor.configure()
    found = ask(visitor, OFFER, UNKNOWN_OFFER, "hero")

    assert {OFFER, "hero"} <= {proposition["scope"] for proposition in found}
    (call,) = visitor.calls
    assert call.status == 207
    assert [error["type"].rsplit("/", 1)[-1] for error in call.body["errors"]] == ["ODE-0001-404"]


@pytest.mark.parametrize(
    ("action", "html"),
    [
        ("setHtml", "<h2>Run into spring</h2>"),
        ("replaceHtml", "<h2>Run into spring</h2>"),
        ("appendHtml", "<b>before</b><h2>Run into spring</h2>"),
    ],
)
def test_a_form_based_offer_is_applied_where_the_page_says(action: str, html: str, visitor: Visitor) -> None:
    visitor.configure()
    found = ask(visitor, "hero")
    visitor.page.evaluate("() => { document.querySelector('#hero').innerHTML = '<b>before</b>'; }")
    metadata = {"hero": {"selector": "#hero", "actionType": action}}
    visitor.alloy("applyPropositions", {"propositions": found, "metadata": metadata})

    assert html in visitor.page.locator("body").inner_html()


def test_a_display_can_be_reported_at_the_bottom_of_the_page(visitor: Visitor) -> None:
    visitor.configure()
    top = {"renderDecisions": True, "personalization": {"sendDisplayEvent": False}}
    visitor.alloy("sendEvent", {**PAGE_VIEW, **top})
    assert reported(visitor, "Display") == []
    bottom = {"personalization": {"includeRenderedPropositions": True, "defaultPersonalizationEnabled": False}}
    visitor.alloy("sendEvent", {**PAGE_VIEW, **bottom})

    event = visitor.calls[-1].sent["events"][0]["xdm"]
    assert event["eventType"] == "web.webpagedetails.pageViews"
    assert event["_experience"]["decisioning"]["propositionEventType"] == {"display": 1}
    assert visitor.logged("TGT display of __view__")


def test_a_display_that_the_page_reports_itself_counts(visitor: Visitor) -> None:
    visitor.configure()
    hero = of(ask(visitor, "hero"), "hero")
    shown = {name: hero[name] for name in ("id", "scope", "scopeDetails")}
    decisioning = {"propositions": [shown], "propositionEventType": {"display": 1}}
    event = {"eventType": "decisioning.propositionDisplay", "_experience": {"decisioning": decisioning}}
    visitor.alloy("sendEvent", {"xdm": event})

    assert visitor.logged("TGT display of hero")


def test_a_display_without_its_token_does_not_count(visitor: Visitor) -> None:
    visitor.configure()
    hero = of(ask(visitor, "hero"), "hero")
    shown = {"id": hero["id"], "scope": "hero", "scopeDetails": {"decisionProvider": "TGT"}}
    decisioning = {"propositions": [shown], "propositionEventType": {"display": 1}}
    event = {"eventType": "decisioning.propositionDisplay", "_experience": {"decisioning": decisioning}}
    visitor.alloy("sendEvent", {"xdm": event})

    assert visitor.logged("TGT display of hero not counted: wrong event token")


def test_the_page_is_decided_for_once_unless_it_is_asked_again(visitor: Visitor) -> None:
    visitor.configure()
    for _ in range(2):
        visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"defaultPersonalizationEnabled": True}})

    asked = ["query" in call.sent["events"][0] for call in visitor.calls]
    assert asked == [True, False, True]


@pytest.mark.parametrize("surface", ["#hero", "web://www.shop.example/#hero"])
def test_a_surface_of_the_page_is_decided_by_journey_optimizer(surface: str, visitor: Visitor) -> None:
    visitor.configure()
    found = visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"surfaces": [surface]}})["propositions"]

    hero = [dict(each) for each in found if each["scope"] == "web://www.shop.example/#hero"]
    assert {each["scopeDetails"]["decisionProvider"] for each in hero} == {"AJO"}
    assert {item["schema"].removeprefix(PREFIX) for each in hero for item in each["items"]} >= {"json-content-item"}


def test_another_page_is_personalized_by_its_address(visitor: Visitor) -> None:
    visitor.open("/old-landing")
    visitor.configure()
    found = visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"decisionScopes": ["__view__"]}})

    activities = {each["scopeDetails"]["activity"]["id"] for each in found["propositions"]}
    assert "649333" in activities


def test_a_failing_target_leaves_the_page_as_it_was(visitor: Visitor) -> None:
    visitor.configure()
    failing = {"data": {"__emulator": {"upstreams": {"target": "timeout"}}}}
    visitor.alloy("sendEvent", {**PAGE_VIEW, **failing, "renderDecisions": True})

    assert visitor.page.locator("#personalized").inner_text() == "As it was"
    assert (
        visitor.page.evaluate("() => getComputedStyle(document.querySelector('#personalized')).visibility") == "visible"
    )


def test_a_response_of_a_server_is_applied_in_the_page(visitor: Visitor) -> None:
    visitor.configure()
    ask(visitor, "__view__")
    body = visitor.calls[-1].body
    visitor.open("/second")
    visitor.configure()
    visitor.alloy("applyResponse", {"renderDecisions": True, "responseBody": body, "responseHeaders": {}})

    assert visitor.page.locator("#personalized").inner_html() == "<strong>Decided by the emulator</strong>"
