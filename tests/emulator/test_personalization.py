"""Decisions: for scopes, views, surfaces and offer scopes, in every schema there is."""

import json
from base64 import b64decode
from typing import Any

import pytest

from edge_tui.emulator.datastreams import read_config
from edge_tui.model.item_schemas import OFFER_SCHEMAS, PERSONALIZATION_SCHEMAS
from edge_tui.values.decision_scope import DecisionScope, encode
from edge_tui.values.target_proposition_id import decode
from tests.emulator.edge import ALL_ON, PAGE_VIEW, Edge, Reply

PREFIX = "https://ns.adobe.com/personalization/"
OFFER = DecisionScope("xcore:offer-activity:1111111111111111", "xcore:offer-placement:2222222222222222")
OFFERS = DecisionScope("xcore:offer-activity:1111111111111112", "xcore:offer-placement:2222222222222223", 3)


async def ask(edge: Edge, *scopes: str, event: dict[str, Any] | None = None, **query: Any) -> Reply:
    personalization = {"decisionScopes": list(scopes), **query} if scopes else query
    return await edge.interact(event, query={"personalization": personalization})


def decisions(reply: Reply) -> list[dict[str, Any]]:
    return reply.payload("personalization:decisions")


def decision_handles(reply: Reply) -> list[list[dict[str, Any]]]:
    return [handle["payload"] for handle in reply.body["handle"] if handle["type"] == "personalization:decisions"]


async def test_nothing_is_decided_when_nothing_is_asked(edge: Edge) -> None:
    assert "personalization:decisions" not in (await edge.interact()).types


async def test_an_mbox_is_answered_with_its_proposition(edge: Edge) -> None:
    reply = await ask(edge, "hero")

    (proposition,) = decisions(reply)
    assert proposition["scope"] == "hero"
    assert decode(proposition["id"]).activity_id == proposition["scopeDetails"]["activity"]["id"]
    details = proposition["scopeDetails"]
    assert details["decisionProvider"] == "TGT"
    assert details["characteristics"]["eventToken"]
    (item,) = proposition["items"]
    assert item["schema"] == PREFIX + "html-content-item"
    assert item["meta"]["activity.name"] == "Hero, spring"
    assert item["data"]["format"] == "text/html"


async def test_what_nobody_decides_is_an_empty_payload(edge: Edge) -> None:
    assert decision_handles(await ask(edge, "no-such-mbox")) == [[]]


async def test_the_page_wide_scope_brings_its_views_along(edge: Edge) -> None:
    reply = await ask(edge, "__view__")

    scopes = {found["scope"]: found["scopeDetails"]["characteristics"].get("scopeType") for found in decisions(reply)}
    assert scopes == {"__view__": None, "cart": "view"}


async def test_a_decision_shows_only_where_its_conditions_hold(edge: Edge) -> None:
    def member(**data: Any) -> dict[str, Any]:
        return {**PAGE_VIEW, "data": data}

    nested = await ask(edge, "loyalty-offer", event=member(__adobe={"target": {"profile.tier": "gold"}}))
    dotted = await ask(edge, "loyalty-offer", event=member(**{"__adobe.target": {"profile.tier": "gold"}}))
    silver = await ask(edge, "loyalty-offer", event=member(__adobe={"target": {"profile.tier": "silver"}}))
    nothing = await ask(edge, "loyalty-offer")

    assert [len(decisions(reply)) for reply in (nested, dotted, silver, nothing)] == [1, 1, 0, 0]


async def test_only_schemas_the_client_can_render_come_back(edge: Edge) -> None:
    html = await ask(edge, "hero", "footer", schemas=[PREFIX + "html-content-item"])
    both = await ask(edge, "hero", "footer", schemas=[PREFIX + "html-content-item", PREFIX + "default-content-item"])

    assert [found["scope"] for found in decisions(html)] == ["hero"]
    assert [found["scope"] for found in decisions(both)] == ["hero", "footer"]


async def test_a_measurement_comes_back_whatever_schemas_are_requested(edge: Edge) -> None:
    gold = {**PAGE_VIEW, "data": {"__adobe": {"target": {"profile.tier": "gold"}}}}
    (proposition,) = decisions(await ask(edge, "loyalty-offer", event=gold, schemas=[PREFIX + "html-content-item"]))
    strictly = await ask(Edge(strict=True), "loyalty-offer", event=gold, schemas=[PREFIX + "html-content-item"])

    assert proposition["items"] == [
        {
            "id": proposition["scopeDetails"]["activity"]["id"],
            "schema": PREFIX + "measurement",
            "data": {"type": "click", "format": "application/vnd.adobe.target.metric"},
        }
    ]
    assert decisions(strictly) == []


async def test_default_content_has_the_tokens_of_no_offer(edge: Edge) -> None:
    (proposition,) = decisions(await ask(edge, "footer"))

    (item,) = proposition["items"]
    assert (item["id"], item.get("data")) == ("0", None)
    assert item["meta"] == {
        "activity.id": "649332",
        "activity.name": "Footer test",
        "experience.id": "0",
        "offer.id": "0",
        "offer.name": "Default Content",
    }


async def test_scopes_is_understood_like_decision_scopes(edge: Edge) -> None:
    reply = await edge.interact(query={"personalization": {"scopes": ["hero"]}})

    assert [found["scope"] for found in decisions(reply)] == ["hero"]


async def test_v1_asks_inside_its_event(edge: Edge) -> None:
    event = {**PAGE_VIEW, "query": {"personalization": {"decisionScopes": ["hero"]}}}
    reply = await edge.post("/ee/v1/interact", {"events": [PAGE_VIEW, event]}, datastream=ALL_ON)

    found = [handle for handle in reply.body["handle"] if handle["type"] == "personalization:decisions"]
    assert [handle["eventIndex"] for handle in found] == [1]


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("prefixed", [True, False])
async def test_an_offer_scope_is_answered_in_either_form(padded: bool, prefixed: bool, edge: Edge) -> None:
    scope = encode(DecisionScope(OFFER.activity_id, OFFER.placement_id, None, prefixed), padded=padded)
    (proposition,) = decisions(await ask(edge, scope))

    assert proposition["scope"] == scope
    assert proposition["activity"] == {"id": OFFER.activity_id, "etag": "8"}
    assert proposition["placement"]["id"] == OFFER.placement_id
    assert len(proposition["items"]) == 1
    assert proposition["items"][0]["schema"].endswith("offer-management/content-component-html")


async def test_an_offer_scope_brings_as_many_items_as_it_asks_for(edge: Edge) -> None:
    (proposition,) = decisions(await ask(edge, encode(OFFERS)))

    assert [item["schema"].rsplit("-", 1)[-1] for item in proposition["items"]] == ["json", "imagelink", "text"]
    assert "deliveryURL" in proposition["items"][1]["data"]


@pytest.mark.parametrize(
    ("schemas", "is_returned"),
    [
        ([PREFIX + "html-content-item"], True),
        (["https://ns.adobe.com/experience/offer-management/content-component-html"], True),
        (["https://ns.adobe.com/experience/offer-management/content-component-text"], False),
    ],
)
async def test_schemas_limit_offers_only_if_they_name_one_of_theirs(
    schemas: list[str], is_returned: bool, edge: Edge
) -> None:
    assert bool(decisions(await ask(edge, encode(OFFER), schemas=schemas))) == is_returned


async def test_each_provider_returns_its_own_handle(edge: Edge) -> None:
    unknown = DecisionScope("xcore:offer-activity:0", "xcore:offer-placement:0")
    reply = await ask(edge, "hero", encode(unknown), surfaces=["web://shop.example/#hero"])
    handles = decision_handles(reply)

    assert [[found["scopeDetails"]["decisionProvider"] for found in payload] for payload in handles] == [
        ["TGT"],
        [],
        ["AJO", "AJO", "AJO"],
    ]
    assert (reply.status, reply.codes("errors")) == (207, ["ODE-0001-404"])
    assert reply.body["errors"][0]["detail"] == f"The following scope was not found: {encode(unknown)}"


async def test_a_surface_is_answered_by_rank(edge: Edge) -> None:
    reply = await ask(
        edge,
        surfaces=["web://shop.example/#hero"],
        schemas=[PREFIX + "json-content-item", PREFIX + "html-content-item"],
    )

    details = [found["scopeDetails"] for found in decisions(reply)]
    assert [detail["rank"] for detail in details] == [1, 2]
    assert [detail["activity"]["priority"] for detail in details] == [10, 5]
    assert details[0]["activity"]["matchedSurfaces"] == ["web://shop.example/#hero"]
    token = json.loads(b64decode(details[0]["characteristics"]["eventToken"]))
    assert token["messageExecution"]["messageID"] == details[0]["activity"]["id"]


@pytest.mark.parametrize(
    ("surface", "schema"),
    [("web://shop.example/", "message/in-app"), ("web://shop.example/#cards", "message/content-card")],
)
async def test_messages_travel_in_rulesets_with_their_dates(surface: str, schema: str, edge: Edge) -> None:
    reply = await ask(edge, surfaces=[surface], schemas=[PREFIX + "ruleset-item"])

    found = [
        consequence["detail"]
        for proposition in decisions(reply)
        for rule in proposition["items"][0]["data"]["rules"]
        for consequence in rule["consequences"]
    ]
    detail = next(detail for detail in found if detail["schema"] == PREFIX + schema)
    now = int(edge.now.timestamp())
    assert (detail["data"]["publishedDate"], detail["data"]["expiryDate"]) == (now, now + 30 * 24 * 3600)


async def test_the_redirect_is_for_its_page_only(edge: Edge) -> None:
    page = {"xdm": {"web": {"webPageDetails": {"URL": "https://www.example.com/old-landing?x=1"}}}}
    there = await ask(edge, "__view__", event=page, schemas=[PREFIX + "redirect-item"])
    elsewhere = await ask(edge, "__view__", schemas=[PREFIX + "redirect-item"])

    assert decisions(there)[0]["items"][0]["data"]["content"].endswith("/new-landing")
    assert decisions(elsewhere) == []


async def test_a_notification_is_taken_and_answered_without_decisions(edge: Edge) -> None:
    (shown,) = decisions(await ask(edge, "hero"))
    proposition = {key: shown[key] for key in ("id", "scope", "scopeDetails")}
    decisioning = {"propositions": [proposition], "propositionEventType": {"display": 1}}
    event = {"xdm": {"eventType": "decisioning.propositionDisplay", "_experience": {"decisioning": decisioning}}}
    reply = await edge.interact(event)

    assert reply.status == 200
    assert "personalization:decisions" not in reply.types
    assert "analytics: A4T" in edge.lines[-1].text()


@pytest.mark.parametrize(
    ("query", "provider"),
    [({"decisionScopes": ["hero"]}, "TGT"), ({"surfaces": ["web://shop.example/#hero"]}, "AJO")],
)
async def test_the_log_tells_whether_a_notification_brings_its_token_back(
    query: dict[str, Any], provider: str, edge: Edge
) -> None:
    shown = decisions(await ask(edge, **query))[0]
    spoiled = {**shown, "scopeDetails": {"decisionProvider": provider}}
    decisioning = {"propositions": [shown, spoiled], "propositionEventType": {"display": 1}}
    await edge.interact(
        {"xdm": {"eventType": "decisioning.propositionDisplay", "_experience": {"decisioning": decisioning}}}
    )

    told = [note for note in edge.lines[-1].notes if note.startswith(provider)]
    assert told == [
        f"{provider} display of {shown['scope']}",
        f"{provider} display of {shown['scope']} not counted: wrong event token",
    ]


async def test_a_decision_of_another_property_needs_its_token(edge: Edge) -> None:
    text = f"""
    [[datastreams]]
    id = "{ALL_ON}"
    name = "One property"
    overrides = ["com_adobe_target.propertyToken"]
    [datastreams.upstreams.target]
    property_token = "main"
    [[datastreams.upstreams.target.decisions]]
    scope = "hero"
    property_token = "other"
    activity = {{ id = "1" }}
    items = [{{ schema = "html-content-item", data = {{ content = "x" }} }}]
    """
    edge.config = read_config(text, "test.toml")
    overrides = {"com_adobe_target": {"propertyToken": "other"}}
    query = {"personalization": {"decisionScopes": ["hero"]}}

    assert decisions(await edge.interact(query=query)) == []
    assert len(decisions(await edge.interact(query=query, meta={"configOverrides": overrides}))) == 1


async def test_every_schema_the_sdks_render_can_be_had_from_what_ships(edge: Edge) -> None:
    scopes = ["hero", "footer", "__view__", encode(OFFER), encode(OFFERS)]
    event = {
        "xdm": {"web": {"webPageDetails": {"URL": "https://www.example.com/old-landing"}}},
        "data": {"__adobe": {"target": {"profile.tier": "gold"}}},
    }
    surfaces = [f"web://shop.example/#{name}" for name in ("hero", "cards", "inbox")]
    reply = await ask(edge, *scopes, "loyalty-offer", event=event, surfaces=surfaces)

    text = json.dumps(decisions(reply))
    missing = [name for name in (*PERSONALIZATION_SCHEMAS, *OFFER_SCHEMAS) if f'/{name}"' not in text]
    assert not missing
