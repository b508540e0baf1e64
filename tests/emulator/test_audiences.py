"""Audiences: pushed to the page, pulled by it, with attributes for those who may know them."""

from tests.emulator.edge import ALL_ON, AUTHENTICATED, PAGE_VIEW, Edge, failing, named


async def test_a_page_view_fires_cookie_and_url_destinations(edge: Edge) -> None:
    reply = await edge.interact()

    cookie, url = reply.payload("activation:push")
    assert cookie["spec"] == {"name": "aam_seg", "value": "segs=1001,1002", "path": "/", "ttlDays": 30}
    assert url["type"] == "url"
    assert url["spec"]["hideReferrer"] is True


async def test_audiences_depend_on_the_event(edge: Edge) -> None:
    async def audiences(event_type: str) -> list[str]:
        reply = await edge.interact({"xdm": {"eventType": event_type}})
        return [segment["id"][-2:] for segment in reply.payload("activation:pull")[0]["segments"]]

    assert await audiences("web.webpagedetails.pageViews") == ["a1"]
    assert await audiences("commerce.productViews") == ["a1", "a2"]


async def test_attributes_are_returned_to_authenticated_calls_only(edge: Edge) -> None:
    event = named("Email", "a@example.com", primary=True)
    anonymous = await edge.interact(event)
    trusted = await edge.interact(event, datastream=AUTHENTICATED, headers=await edge.credentials())

    (lookup,) = anonymous.payload("activation:pull")
    assert (lookup["type"], lookup["alias"]) == ("profileLookup", "homepage-personalization")
    assert "attributes" not in lookup
    assert trusted.payload("activation:pull")[0]["attributes"]["loyaltyTier"] == {"value": "gold"}


async def test_a_token_where_none_is_asked_for_is_not_looked_at(edge: Edge) -> None:
    headers = {"authorization": "Bearer nonsense"}
    reply = await edge.interact(datastream=ALL_ON, headers=headers)

    assert reply.status == 200
    assert "attributes" not in reply.payload("activation:pull")[0]


async def test_without_segmentation_a_destination_knows_no_audience(edge: Edge) -> None:
    off = {"com_adobe_experience_platform": {"com_adobe_edge_segmentation": {"enabled": False}}}
    overridden = await edge.interact(meta={"configOverrides": off})
    failed = await edge.interact(failing(edge_segmentation="timeout"))

    assert overridden.payload("activation:pull")[0]["segments"] == []
    assert failed.payload("activation:pull")[0]["segments"] == []
    assert failed.codes("errors") == ["EXEG-0200-504"]


async def test_audience_manager_knows_nobody_without_an_ecid(edge: Edge) -> None:
    event = named("Email", "a@example.com", primary=True)
    reply = await edge.interact(event, datastream=AUTHENTICATED, headers=await edge.credentials())

    assert "activation:push" not in reply.types


async def test_every_event_has_its_own_audiences(edge: Edge) -> None:
    purchase = {"xdm": {"eventType": "commerce.purchases", "commerce": {"order": {"purchaseID": "1"}}}}
    reply = await edge.post("/ee/v1/interact", {"events": [PAGE_VIEW, purchase]})

    pulled = [handle for handle in reply.body["handle"] if handle["type"] == "activation:pull"]
    assert [len(handle["payload"][0]["segments"]) for handle in pulled] == [1, 2]
