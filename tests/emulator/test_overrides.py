"""Configuration overrides: applied where they are declared, refused where they are not."""

from typing import Any

import pytest

from edge_tui.emulator.overrides import SWITCHES
from tests.emulator.edge import PAGE_VIEW, TARGET_ONLY, Edge, Reply

PLATFORM = "com_adobe_experience_platform"
ASK = {"personalization": {"decisionScopes": ["hero"], "surfaces": ["web://shop.example/#hero"]}}


async def override(edge: Edge, overrides: dict[str, Any], **options: Any) -> Reply:
    return await edge.interact(meta={"configOverrides": overrides}, query=ASK, **options)


def nested(path: str, to: Any) -> dict[str, Any]:
    overrides = to
    for name in reversed(path.split(".")):
        overrides = {name: overrides}
    assert isinstance(overrides, dict)
    return overrides


@pytest.mark.parametrize("path", SWITCHES)
async def test_every_service_can_be_switched_off_by_a_declared_override(path: str, edge: Edge) -> None:
    assert (await override(edge, nested(path, to=False))).status == 200


async def test_a_service_switched_off_does_not_answer(edge: Edge) -> None:
    both = await override(edge, {})
    without = await override(edge, nested("com_adobe_target.enabled", to=False))
    neither = await override(
        edge, {**nested("com_adobe_target.enabled", to=False), **nested(f"{PLATFORM}.enabled", to=False)}
    )

    assert [reply.types.count("personalization:decisions") for reply in (both, without, neither)] == [2, 1, 0]
    assert "activation:pull" not in neither.types
    assert "activation:push" in neither.types


@pytest.mark.parametrize(
    ("overrides", "word"),
    [
        (nested("com_adobe_target.enabled", to=True), "false"),
        (nested("com_adobe_identity.idSyncContainerId", to="30793"), "string"),
        (nested("com_adobe_analytics.reportSuites", to="suite"), "string"),
        (nested("com_adobe_analytics.reportSuites", to=[]), "empty"),
        (nested("com_adobe_target.propertyToken", to=""), "empty"),
        (nested("com_adobe_unknown.enabled", to=False), "known"),
        (nested(f"{PLATFORM}.datasets.event", to="x"), "object"),
        (nested("com_adobe_analytics.reportSuites", to=[1]), "strings"),
        (nested("com_adobe_target", to={}), "empty"),
    ],
)
async def test_a_malformed_override_is_refused_and_named(overrides: dict[str, Any], word: str, edge: Edge) -> None:
    reply = await override(edge, overrides)

    assert (reply.code, reply.body["title"]) == ("EXEG-0113-400", "Invalid request")
    assert word in reply.body["report"]["details"]


async def test_an_override_that_is_not_declared_is_refused(edge: Edge) -> None:
    reply = await override(edge, nested("com_adobe_target.enabled", to=False), datastream=TARGET_ONLY)

    assert reply.code == "EXEG-0113-400"
    assert "com_adobe_target.enabled" in reply.body["report"]["details"]


async def test_v1_takes_overrides_too(edge: Edge) -> None:
    meta = {"configOverrides": {"com_adobe_analytics": {"reportSuites": ["one", "two"]}}}
    reply = await edge.post("/ee/v1/interact", {"events": [PAGE_VIEW], "meta": meta})

    assert reply.status == 200


async def test_analytics_switched_off_brings_the_token_that_the_client_sends_to_analytics(edge: Edge) -> None:
    on = await override(edge, nested("com_adobe_audiencemanager.enabled", to=False))
    off = await override(edge, nested("com_adobe_analytics.enabled", to=False))

    found = [
        reply.payload("personalization:decisions")[0]["scopeDetails"]["characteristics"].get("analyticsToken")
        for reply in (on, off)
    ]
    assert found == [None, "649328:0:0|2"]


@pytest.mark.parametrize(("version", "code"), [("v1", None), ("v2", "EXEG-0113-400")])
async def test_strictly_overrides_are_for_v1_only(version: str, code: str | None) -> None:
    edge = Edge(strict=True)
    meta = {"configOverrides": {"com_adobe_analytics": {"reportSuites": ["one"]}}}
    body = {"event": PAGE_VIEW} if version == "v2" else {"events": [PAGE_VIEW]}
    reply = await edge.post(f"/ee/{version}/interact", {**body, "meta": meta})

    assert (reply.code if reply.status >= 400 else None) == code
