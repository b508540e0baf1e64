"""What is known of Edge beyond its first documentation: each fact by name, with what can be observed and its source.

Where Adobe's pages and Adobe's live tests differ, the emulator does what was seen live, `strict` what is
documented, and lint says which it is.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import edge_tui
from edge_tui.lint import lint
from edge_tui.lint.context import Context
from edge_tui.model.profile import ApiVersion
from edge_tui.problems import explain
from edge_tui.values.decision_scope import DecisionScope, encode
from edge_tui.values.tc_string import ADOBE_VENDOR
from tests.answers import tc_string
from tests.emulator.edge import ECID, NOON, PAGE_VIEW, PENDING, PREFIX, TARGET_ONLY, Edge, Reply, named
from tests.emulator.media_bodies import WHOLE_SESSION, downloaded
from tests.tables import every_row

ROOT = Path(edge_tui.__file__).parent
FETCH = {"identity": {"fetch": ["ECID", "CORE"]}}
HERO = {"personalization": {"decisionScopes": ["hero"]}}
ITEM = "https://ns.adobe.com/personalization/"


Observation = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Fact:
    """A fact, and where its source is named: a module, and words of it."""

    observe: Observation
    module: str
    source: str


FACTS: dict[str, Fact] = {}


def fact(name: str, module: str, source: str) -> Callable[[Observation], Observation]:
    def register(observe: Observation) -> Observation:
        assert name not in FACTS
        FACTS[name] = Fact(observe, module, source)
        return observe

    return register


def ids(reply: Reply) -> dict[str, str]:
    return {item["namespace"]["code"]: item["id"] for item in reply.payload("identity:result")}


def findings(body: dict[str, Any], version: ApiVersion = ApiVersion.V2) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in lint(body, Context(NOON, version=version)):
        found[each.rule] = "\n".join(filter(None, (found.get(each.rule), f"{each.severity}: {each.message}")))
    return found


def characteristics(reply: Reply) -> dict[str, Any]:
    details = reply.payload("personalization:decisions")[0]["scopeDetails"]
    assert isinstance(details, dict)
    return dict(details["characteristics"])


@fact("an FPID of another format", "emulator/identities.py", "Alloy's functional specs (Identity)")
async def _() -> None:
    replies = [await Edge().interact(named("FPID", "UUID"), query=FETCH) for _ in range(2)]
    assert replies[0].status == 200
    assert ids(replies[0]) == ids(replies[1])
    assert (await Edge(strict=True).interact(named("FPID", "UUID"))).code == "EXEG-0308-400"
    assert findings({"event": named("FPID", "UUID")})["fpid"].startswith("warning: Adobe documents")


@fact("an FPID of a known visitor", "lint/fpid.py", "Alloy's specifications; Experience League")
async def _() -> None:
    event = named("FPID", "UUID")
    event["xdm"]["identityMap"]["ECID"] = [{"id": ECID}]
    for strict in (False, True):
        assert ids(await Edge(strict=strict).interact(event, query=FETCH))["ECID"] == ECID
    assert "won't be used" in findings({"event": event})["fpid"]


@fact("analyticsToken while Analytics is off", "emulator/upstreams/target.py", "client-side and")
async def _() -> None:
    assert "analyticsToken" not in characteristics(await Edge().interact(query=HERO))
    assert (
        characteristics(await Edge().interact(query=HERO, datastream=TARGET_ONLY))["analyticsToken"] == "649328:0:0|2"
    )


@fact("a measurement that no client requests", "emulator/decisions.py", "spec C5805676")
async def _() -> None:
    event = {**PAGE_VIEW, "data": {"__adobe": {"target": {"profile.tier": "gold"}}}}
    query = {"personalization": {"decisionScopes": ["loyalty-offer"], "schemas": [ITEM + "html-content-item"]}}
    (proposition,) = (await Edge().interact(event, query=query)).payload("personalization:decisions")
    (item,) = proposition["items"]
    assert set(item) == {"id", "schema", "data"}
    assert item["id"] == proposition["scopeDetails"]["activity"]["id"]
    assert (await Edge(strict=True).interact(event, query=query)).payload("personalization:decisions") == []


@fact("default content", "emulator/upstreams/target.py", "spec C5805676")
async def _() -> None:
    reply = await Edge().interact(query={"personalization": {"decisionScopes": ["footer"]}})
    (item,) = reply.payload("personalization:decisions")[0]["items"]
    assert (item["id"], item["meta"]["offer.name"], "data" in item) == ("0", "Default Content", False)


@fact("a positive TC string in an event", "emulator/consent.py", "C224676")
async def _() -> None:
    string = tc_string({1, 10}, {ADOBE_VENDOR})
    consent = {"consentStandard": "IAB TCF", "consentStandardVersion": "2.0", "consentStringValue": string}
    event = {"xdm": {**PAGE_VIEW["xdm"], "consentStrings": [{**consent, "gdprApplies": True}]}}
    reply = await Edge().interact(event, query=FETCH)
    assert reply.state["consent"]["value"] == "general=in"
    assert "ECID" in ids(reply)
    assert not [code for code in reply.codes("warnings") if "0301" in code]


@fact("codes of other services", "problems/other_services.py", "Alloy, integration specs")
async def _() -> None:
    unknown = encode(DecisionScope("xcore:offer-activity:0", "xcore:offer-placement:0"))
    reply = await Edge().interact(query={"personalization": {"decisionScopes": [unknown, "hero"]}})
    assert (reply.status, reply.codes("errors")) == (207, ["ODE-0001-404"])
    assert len(reply.payload("personalization:decisions")) == 1
    titles = {code: explain(code) for code in ("ODE-0001-404", "EXEG-0001-500", "EXEG-3032-401", "va-edge-0400-400")}
    assert len({found.title for found in titles.values() if found}) == len(titles)


@fact("a downloaded media session", "emulator/media_fields.py", "Adobe's guide to the")
async def _() -> None:
    reply = await Edge().post("/ee/va/v1/downloaded", {"events": [{"xdm": downloaded(*WHOLE_SESSION)}]})
    assert reply.status == 200
    assert {"locationHint:result", "state:store"} <= set(reply.types)


@fact("a migration from at.js", "emulator/target_memory.py", "functional specs of")
async def _() -> None:
    entries = [{"key": "mbox", "value": f"session#s-1#{2_000_000_000}"}]
    meta = {"target": {"migration": True}, "state": {"entries": entries}}
    stored = {item["key"]: item for item in (await Edge().interact(query=HERO, meta=meta)).payload("state:store")}
    assert re.fullmatch(r"session#s-1#\d+\|PC#.+#\d+", stored["mbox"]["value"])
    assert (stored["mboxEdgeCluster"]["value"], stored["mboxEdgeCluster"]["maxAge"]) == ("35", 1860)


@fact("CORE on the edge domain", "emulator/upstreams/identity.py", "spec C19160486")
async def _() -> None:
    edge = Edge()
    first = await edge.interact(query=FETCH, headers={"host": "adobedc.demdex.net"})
    later = await edge.interact(query=FETCH, headers={"host": "edge.adobedc.net"}, state=first.entries)
    assert ids(later)["CORE"] == ids(first)["CORE"]


@fact("a profile attribute sent once", "emulator/target_memory.py", "Alloy's functional specs of")
async def _() -> None:
    edge, query = Edge(), {"personalization": {"decisionScopes": ["loyalty-offer"]}}
    event = named("ECID", ECID)
    await edge.interact({**event, "data": {"__adobe": {"target": {"profile.tier": "gold"}}}})
    assert len((await edge.interact(event, query=query)).payload("personalization:decisions")) == 1


@fact("overrides on v2", "emulator/validation.py", "says in a box")
async def _() -> None:
    meta = {"configOverrides": {"com_adobe_analytics": {"reportSuites": ["one"]}}}
    body = {"event": PAGE_VIEW, "meta": meta}
    assert (await Edge().interact(meta=meta)).status == 200
    assert (await Edge(strict=True).interact(meta=meta)).code == "EXEG-0113-400"
    assert "SDKs send them with v1" in findings(body)["override-support"]
    in_url = {"event": PAGE_VIEW, "meta": {"configOverrides": {"datastreamId": "x"}}}
    assert "in the request's URL" in findings(in_url)["config-overrides"]


@fact("the hint in a server host, and dataStreamId", "emulator/regions.py", "Adobe's own Node sample")
async def _() -> None:
    edge = Edge()
    headers = {**await edge.credentials(), "host": "or2.server.adobedc.net"}
    event = {"xdm": {"identityMap": {"CRMID": [{"id": "1", "primary": True}]}}}
    reply = await edge.request(
        "POST", "/ee/v2/interact", params={"dataStreamId": TARGET_ONLY}, json={"event": event}, headers=headers
    )
    assert (reply.status, reply.headers["x-adobe-edge"]) == (200, "OR2;9")


@fact("a media session without a timestamp", "emulator/media_fields.py", "the example of `sessionStart` in the guide")
async def _() -> None:
    details = WHOLE_SESSION[0][1]
    body = {"events": [{"xdm": {"eventType": "media.sessionStart", "mediaCollection": details}}]}
    assert (await Edge().post("/ee/va/v1/sessionStart", body)).status == 200
    assert (await Edge(strict=True).post("/ee/va/v1/sessionStart", body)).status == 207


@fact("email in small letters", "lint/identity_map.py", "Adobe Commerce and the collect sample")
async def _() -> None:
    event = named("email", "someone@example.com")
    assert (await Edge(strict=True).interact(event)).status == 200
    assert findings({"event": event})["identity-map"].startswith("info: ")


@fact("pending consent", "emulator/inferred.py", "its Consent component")
async def _() -> None:
    out = [{"key": PREFIX + "consent", "value": "general=out"}]
    waiting, refused = await Edge().interact(datastream=PENDING), await Edge().interact(state=out)
    assert waiting.codes("warnings") == refused.codes("warnings") == ["EXEG-0301-200"]
    assert "pending" in waiting.body["warnings"][0]["detail"]
    assert "opted out" in refused.body["warnings"][0]["detail"]


@fact("rules of a datastream", "emulator/dynamic_configuration.py", "Experience League")
async def _() -> None:
    edge = Edge()
    await edge.interact({"xdm": {"web": {"webPageDetails": {"URL": "https://staging.example.com/"}}}})
    assert 'rule "Staging isn\'t reported" applied' in edge.lines[-1].notes


@fact("a conversation with Brand Concierge", "emulator/concierge.py", "Alloy's BrandConcierge component")
async def _() -> None:
    event = {"query": {"conversation": {"message": "shoes"}}, "xdm": {"identityMap": {"ECID": [{"id": None}]}}}
    reply = await Edge().post("/brand-concierge/conversations", {"events": [event]}, params={"sessionId": "1"})
    assert reply.headers["content-type"].startswith("text/event-stream")


@fact("feedback on a conversation", "emulator/concierge.py", "The mobile SDKs have")
async def _() -> None:
    xdm = {"eventType": "conversation.feedback", "conversation": {"turnID": "1", "feedback": {"rating": {"score": 1}}}}
    body = {"events": [{"xdm": xdm, "meta": {"consent": {"state": "in"}}}]}
    assert (await Edge().post("/brand-concierge/conversations", body, params={"sessionId": "1"})).status == 204


@fact("the inbox of Journey Optimizer", "model/item_schemas.py", "messaging-ios and messaging-android for the inbox")
async def _() -> None:
    query = {"personalization": {"surfaces": ["mobileapp://com.example/#inbox"], "schemas": [ITEM + "message/inbox"]}}
    (proposition,) = (await Edge().interact(query=query)).payload("personalization:decisions")
    content = proposition["items"][0]["data"]["content"]
    assert set(content) == {"heading", "emptyStateSettings", "layout", "isUnreadEnabled"}


@fact("event types of Adobe's own clients", "lint/event_type.py", "messaging-ios and messaging-android")
async def _() -> None:
    for event_type in ("decisioning.propositionDisqualify", "liveActivity.start", "pushTracking.receive"):
        assert "event-type" not in findings({"event": {"xdm": {"eventType": event_type}}})


@fact("the advertising state", "values/advertising_cookie.py", "Alloy, Advertising component")
async def _() -> None:
    state = [{"key": PREFIX + "advertising", "value": "%7B%22surferId%22%3A%22s%22%7D"}]
    details = {"conversionDetails": {"trackingCode": "AL!1", "trackingIdentities": "ef"}}
    event = {"xdm": {"eventType": "advertising.enrichment_ct", "_experience": {"adcloud": details}}}
    assert (await Edge(strict=True).interact(event, state=state)).status == 200
    assert "unknown-field" not in findings({"event": event})


@fact("fields that Edge fills in", "lint/schema.py", "Experience League, data collection")
async def _() -> None:
    assert findings({"event": {"xdm": {}}})["required-field"] == "info: Edge will fill in _id and timestamp."


@pytest.mark.parametrize("name", FACTS)
async def test_a_fact_can_be_observed(name: str) -> None:
    await FACTS[name].observe()


@every_row("name", FACTS)
def test_a_fact_names_its_source_where_it_is_implemented(name: str) -> None:
    found = FACTS[name]
    text = re.sub(r"\s*\n\s*(?:# )?", " ", (ROOT / found.module).read_text(encoding="utf-8"))
    assert found.source in text
