"""What Target remembers: profile attributes, the session, and at.js's cookies of a site that migrates."""

import re
from typing import Any

import pytest

from edge_tui.emulator.datastreams import read_config
from edge_tui.emulator.memory import MAX_PROFILES
from edge_tui.emulator.target_memory import MAX_ATTRIBUTES
from tests.emulator.edge import ALL_ON, ECID, PAGE_VIEW, Edge, Reply

LOYALTY = {"personalization": {"decisionScopes": ["loyalty-offer"]}}
HERO = {"personalization": {"decisionScopes": ["hero"]}}
MIGRATING = {"target": {"migration": True}}


def by(ecid: str = "", **target: Any) -> dict[str, Any]:
    """A page view by a visitor, with Target's data."""
    identity = {"identityMap": {"ECID": [{"id": ecid}]}} if ecid else {}
    return {"xdm": {**PAGE_VIEW["xdm"], **identity}, "data": {"__adobe": {"target": target}}}


def scopes(reply: Reply) -> list[str]:
    return [found["scope"] for found in reply.payload("personalization:decisions")]


async def test_an_attribute_sent_once_qualifies_the_next_request_of_the_same_visitor(edge: Edge) -> None:
    before = await edge.interact(by(ECID), query=LOYALTY)
    await edge.interact(by(ECID, **{"profile.tier": "gold"}))
    after = await edge.interact(by(ECID), query=LOYALTY)
    other = await edge.interact(by(ECID[::-1]), query=LOYALTY)

    assert [scopes(reply) for reply in (before, after, other)] == [[], ["loyalty-offer"], []]


@pytest.mark.parametrize("path", ["/ee/v1/collect", "/ee/v1/interact"])
@pytest.mark.parametrize("name", ["__adobe", "__adobe.target"])
async def test_an_attribute_is_remembered_however_it_was_sent(path: str, name: str, edge: Edge) -> None:
    attributes = {"profile.tier": "gold"}
    data = {name: {"target": attributes} if name == "__adobe" else attributes}
    await edge.post(path, {"events": [{**by(ECID), "data": data}]})

    assert scopes(await edge.interact(by(ECID), query=LOYALTY)) == ["loyalty-offer"]


async def test_the_last_value_of_an_attribute_counts_and_parameters_are_forgotten(edge: Edge) -> None:
    await edge.interact(by(ECID, **{"profile.tier": "gold", "tier": "gold"}))
    silver = await edge.interact(by(ECID, **{"profile.tier": "silver"}), query=LOYALTY)
    still = await edge.interact(by(ECID), query=LOYALTY)

    assert [scopes(silver), scopes(still)] == [[], []]


async def test_a_customer_is_known_on_another_device(edge: Edge) -> None:
    await edge.interact(by(ECID, mbox3rdPartyId="c-1", **{"profile.tier": "gold"}))
    elsewhere = await edge.interact(by(ECID[::-1], mbox3rdPartyId="c-1"), query=LOYALTY)
    stranger = await edge.interact(by("7" * 38, mbox3rdPartyId="c-2"), query=LOYALTY)

    assert [scopes(elsewhere), scopes(stranger)] == [["loyalty-offer"], []]


async def test_an_opted_out_visitor_is_not_remembered(edge: Edge) -> None:
    state = [{"key": "kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_consent", "value": "general=out"}]
    await edge.interact(by(ECID, **{"profile.tier": "gold"}), state=state)

    assert scopes(await edge.interact(by(ECID), query=LOYALTY)) == []


async def test_what_is_remembered_is_bounded(edge: Edge) -> None:
    await edge.interact(by(ECID, **{f"profile.{number}": "x" for number in range(MAX_ATTRIBUTES + 9)}))
    await edge.interact(by(ECID, **{"profile.tier": "gold", "profile.0": "y" * 1_000, "profile.1": ["z"]}))
    (profile,) = edge.app.gateway.memory.profiles._kept.values()
    assert len(profile) == MAX_ATTRIBUTES
    assert {profile["profile.0"], profile["profile.1"]} == {"x"}
    profiles = edge.app.gateway.memory.profiles
    assert profiles._most == MAX_PROFILES
    profiles._most = 20
    for number in range(25):
        await edge.interact(by(f"{number:038}", **{"profile.tier": "gold"}))
    assert len(profiles) == 20


async def test_a_session_is_stored_once(edge: Edge) -> None:
    first = await edge.interact(query=HERO)
    second = await edge.interact(query=HERO, state=first.entries)

    assert "maxAge" not in first.state["personalization_sessionId"]
    assert "personalization_sessionId" not in second.state


def mbox(reply: Reply) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in reply.payload("state:store") if item["key"].startswith("mbox")}


async def test_a_migrating_site_gets_the_cookies_of_at_js(edge: Edge) -> None:
    reply = await edge.interact(by(ECID), query=HERO, meta=MIGRATING)

    found = mbox(reply)
    now = int(edge.now.timestamp())
    session, device = found["mbox"]["value"].split("|")
    assert re.fullmatch(rf"session#{ECID}-[a-z]{{6}}#{now + 1860}", session)
    assert re.fullmatch(rf"PC#[0-9a-f]{{32}}\.35_0#{now + 63_244_800}", device)
    assert (found["mboxEdgeCluster"]["value"], found["mboxEdgeCluster"]["maxAge"]) == ("35", 1860)
    assert "personalization_sessionId" not in reply.state
    assert reply.types[-2:] == ["state:store", "state:store"]
    assert mbox(await edge.interact(by(ECID), query=HERO)) == {}


async def test_an_mbox_that_was_sent_keeps_its_session_and_its_device(edge: Edge) -> None:
    entries = [{"key": "mbox", "value": f"session#abc-1#{2_000_000_000}|PC#dev.38_0#{2_000_000_000}"}]
    meta = {**MIGRATING, "state": {"entries": entries}}
    kept = await edge.interact(by(ECID), query=HERO, meta=meta)
    by_cookie = await edge.interact(
        by(ECID), query=HERO, meta=MIGRATING, headers={"cookie": f"mbox=session%23abc-1%23{2_000_000_000}"}
    )
    edge.later(days=10_000)
    expired = await edge.interact(by(ECID), query=HERO, meta=meta)

    assert mbox(kept)["mbox"]["value"].startswith("session#abc-1#")
    assert "|PC#dev.38_0#" in mbox(kept)["mbox"]["value"]
    assert mbox(by_cookie)["mbox"]["value"].startswith("session#abc-1#")
    assert "abc-1" not in mbox(expired)["mbox"]["value"]
    assert "dev.38" not in mbox(expired)["mbox"]["value"]


async def test_a_device_of_at_js_is_known_by_another_ecid(edge: Edge) -> None:
    entries = [{"key": "mbox", "value": f"PC#dev.38_0#{2_000_000_000}"}]
    meta = {**MIGRATING, "state": {"entries": entries}}
    await edge.interact(by(ECID, **{"profile.tier": "gold"}), meta=meta)

    assert scopes(await edge.interact(by(ECID[::-1]), query=LOYALTY, meta=meta)) == ["loyalty-offer"]
    assert scopes(await edge.interact(by("7" * 38), query=LOYALTY)) == []


async def test_on_its_own_domain_the_cookies_of_at_js_are_set(edge: Edge) -> None:
    meta = {**MIGRATING, "state": {"domain": "shop.example", "cookiesEnabled": True}}
    reply = await edge.interact(by(ECID), query=HERO, meta=meta, headers={"host": "edge.shop.example"})

    names = [value.split("=")[0] for value in reply.headers.get_list("set-cookie")]
    assert names[-2:] == ["mbox", "mboxEdgeCluster"]
    assert "state:store" not in reply.types


@pytest.mark.parametrize(
    ("agent", "expected"), [("Mozilla/5.0 (iPhone) Mobile/1", ["app-banner"]), ("Mozilla/5.0 (X11)", []), ("", [])]
)
async def test_a_decision_may_depend_on_a_header(agent: str, expected: list[str], edge: Edge) -> None:
    query = {"personalization": {"decisionScopes": ["app-banner"]}}

    assert scopes(await edge.interact(query=query, headers={"user-agent": agent})) == expected


@pytest.mark.parametrize("name", ["X-Store", "x-store"])
async def test_a_header_in_a_condition_is_written_in_any_case(name: str) -> None:
    config = read_config(
        f"""
[[datastreams]]
id = "{ALL_ON}"
name = "one"
[[datastreams.upstreams.target.decisions]]
scope = "shelf"
activity = {{ id = "1" }}
where = {{ "/headers/{name}" = "berlin-*" }}
items = [{{ schema = "html-content-item", data = {{ content = "x" }} }}]
""",
        "test.toml",
    )
    query = {"personalization": {"decisionScopes": ["shelf"]}}
    edge = Edge(config)

    assert scopes(await edge.interact(query=query, headers={"X-STORE": "berlin-7"})) == ["shelf"]
    assert scopes(await edge.interact(query=query, headers={"X-STORE": "bonn-7"})) == []
