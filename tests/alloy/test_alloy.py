"""Adobe's own Web SDK, unmodified, against the emulator."""

from typing import Any

import pytest

from edge_tui.model.identity import is_ecid
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.values.identity_cookie import decode
from tests.alloy.browser import FIRST_PARTY, THIRD_PARTY_DOMAIN, Visitor

DISABLED = EMULATOR_DATASTREAM_ID[:-1] + "3"
PENDING = EMULATOR_DATASTREAM_ID[:-1] + "4"
ECID = "41861666193140161934276845651148876988"
FPID = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}


def types(call: Any) -> list[str]:
    return [handle["type"] for handle in call.body["handle"]]


def test_get_identity_is_answered_and_the_cookie_is_read_back(visitor: Visitor) -> None:
    visitor.configure()
    first = visitor.alloy("getIdentity")

    assert is_ecid(first["identity"]["ECID"])
    assert first["edge"]["regionId"] == 9
    (call,) = visitor.calls
    assert call.path == "/ee/v1/identity/acquire"
    visitor.open("/second")
    visitor.configure()
    assert visitor.alloy("getIdentity")["identity"]["ECID"] == first["identity"]["ECID"]
    # The SDK read the ECID out of the identity cookie: no second call was needed.
    assert len(visitor.calls) == 1


def test_an_event_is_taken_and_the_next_one_is_by_the_same_visitor(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    first, second = visitor.calls
    assert (first.status, second.status) == (200, 200)
    assert first.path == "/ee/v1/interact"
    assert "identity:result" in types(first)
    assert decode(visitor.cookies()["identity"]["value"]).ecid == visitor.ecid()


def test_on_a_first_party_domain_the_gateway_sets_the_cookies(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    (call,) = visitor.calls
    assert call.sent["meta"]["state"] == {"domain": "shop.example", "cookiesEnabled": True}
    assert "state:store" not in types(call)
    cookies = visitor.cookies()
    assert {"identity", "cluster"} <= cookies.keys()
    for cookie in cookies.values():
        assert (cookie["domain"], cookie["secure"], cookie["sameSite"]) == (".shop.example", True, "None")


def test_on_a_third_party_domain_the_sdk_sets_them_itself_and_sends_them_back(visitor: Visitor) -> None:
    visitor.configure(edgeDomain="edge.adobedc.net")
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    first, second = visitor.calls
    assert first.host == second.host == "edge.adobedc.net"
    assert "state:store" in types(first)
    assert {"identity", "cluster"} <= visitor.cookies().keys()
    keys = [entry["key"].rsplit("_", 1)[-1] for entry in second.sent["meta"]["state"]["entries"]]
    assert "identity" in keys
    assert decode(visitor.cookies()["identity"]["value"]).ecid == visitor.ecid()


def test_with_third_party_cookies_the_first_call_goes_to_the_third_party_domain(visitor: Visitor) -> None:
    visitor.configure(thirdPartyCookiesEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)
    identity = visitor.alloy("getIdentity", {"namespaces": ["ECID", "CORE"]})["identity"]

    first, second, *_ = visitor.calls
    assert (first.host, second.host) == (THIRD_PARTY_DOMAIN, FIRST_PARTY)
    assert "identity:exchange" in types(first)
    assert is_ecid(identity["ECID"])
    assert is_ecid(identity["CORE"])


def test_the_location_hint_is_used_on_the_next_call(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert [call.path for call in visitor.calls] == ["/ee/v1/interact", "/ee/or2/v1/interact"]


def test_targets_old_cluster_cookie_becomes_a_hint(visitor: Visitor) -> None:
    cookie: Any = {"name": "mboxEdgeCluster", "value": "38", "domain": ".shop.example", "path": "/"}
    visitor.context.add_cookies([cookie])
    visitor.configure(targetMigrationEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert [call.path for call in visitor.calls] == ["/ee/t38/v1/interact", "/ee/sgp3/v1/interact"]


def test_a_decision_is_rendered_into_the_page_and_its_display_is_reported(visitor: Visitor) -> None:
    visitor.configure()
    with visitor.page.expect_response(lambda answer: "propositionDisplay" in (answer.request.post_data or "")):
        shown = visitor.alloy("sendEvent", {**PAGE_VIEW, "renderDecisions": True})

    element = visitor.page.locator("#personalized")
    assert element.inner_html() == "<strong>Decided by the emulator</strong>"
    assert element.evaluate("element => getComputedStyle(element).color") == "rgb(0, 102, 204)"
    rendered = [found for found in shown["propositions"] if found["renderAttempted"]]
    assert {found["scope"] for found in rendered} == {"__view__"}
    notification = visitor.calls[-1]
    decisioning = notification.sent["events"][0]["xdm"]["_experience"]["decisioning"]
    assert decisioning["propositionEventType"] == {"display": 1}
    sent = {found["id"]: found["scopeDetails"] for found in decisioning["propositions"]}
    assert sent[rendered[0]["id"]] == rendered[0]["scopeDetails"]
    assert (notification.status, types(notification).count("personalization:decisions")) == (200, 0)


def test_decisions_that_are_not_rendered_come_back_to_the_caller(visitor: Visitor) -> None:
    visitor.configure()
    found = visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"decisionScopes": ["hero", "nobody"]}})

    (hero,) = [proposition for proposition in found["propositions"] if proposition["scope"] == "hero"]
    assert "Run into spring" in hero["items"][0]["data"]["content"]
    applied = visitor.alloy(
        "applyPropositions",
        {"propositions": found["propositions"], "metadata": {"hero": {"selector": "#hero", "actionType": "setHtml"}}},
    )
    assert "hero" in [found["scope"] for found in applied["propositions"] if found["renderAttempted"]]
    assert "Run into spring" in visitor.page.locator("#hero").inner_html()


def test_a_view_waits_until_it_is_shown(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "renderDecisions": True})
    before = visitor.page.locator("#cart-banner").inner_text()
    event = {"renderDecisions": True, "xdm": {"web": {"webPageDetails": {"viewName": "cart"}}}}
    visitor.alloy("sendEvent", event)

    assert (before, visitor.page.locator("#cart-banner").inner_text()) == ("", "Free shipping from 50 €")


def test_an_event_without_decisions_asks_for_none(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"defaultPersonalizationEnabled": False}})

    (call,) = visitor.calls
    assert "personalization:decisions" not in types(call)


def consent(value: str) -> dict[str, Any]:
    return {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": value}}]}


def test_pending_events_wait_for_consent_and_an_opt_out_ends_them(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.alloy("setConsent", consent("in"))
    visitor.alloy("sendEvent", PAGE_VIEW)
    assert visitor.cookies()["consent"]["value"] in ("general=in", "general%3Din")
    visitor.alloy("setConsent", consent("out"))
    told = visitor.alloy("sendEvent", PAGE_VIEW)

    assert [call.path.rsplit("/", 1)[-1] for call in visitor.calls] == ["set-consent", "interact", "set-consent"]
    assert told == {}


def test_a_wrong_consent_is_the_gateways_problem_in_the_sdks_words(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    wrong = {"consent": [{"standard": "IAB TCF", "version": "2.0", "value": "", "gdprApplies": True}]}

    assert "EXEG-0104-422" in visitor.refused("setConsent", wrong)


def test_overrides_reach_the_gateway_and_change_its_answer(visitor: Visitor) -> None:
    visitor.configure()
    ask = {**PAGE_VIEW, "personalization": {"decisionScopes": ["hero"]}}
    off = {"com_adobe_target": {"enabled": False}, "com_adobe_analytics": {"reportSuites": ["another"]}}
    visitor.alloy("sendEvent", ask)
    visitor.alloy("sendEvent", {**ask, "edgeConfigOverrides": off})

    with_target, without = visitor.calls
    assert without.sent["meta"]["configOverrides"] == off
    assert "personalization:decisions" in types(with_target)
    assert "personalization:decisions" not in types(without)


def test_another_datastream_can_be_chosen_for_one_event(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "edgeConfigOverrides": {"datastreamId": PENDING}})

    (call,) = visitor.calls
    assert call.datastream == PENDING
    assert call.sent["meta"]["sdkConfig"]["datastream"]["original"] == EMULATOR_DATASTREAM_ID
    assert [warning["type"][-13:] for warning in call.body["warnings"]] == ["EXEG-0301-200"]


@pytest.mark.parametrize(("datastream", "code"), [("no-such-datastream", "EXEG-0003-400"), (DISABLED, "EXEG-0004-422")])
def test_a_datastream_that_cannot_be_used_is_named_by_its_code(datastream: str, code: str, visitor: Visitor) -> None:
    visitor.configure(datastreamId=datastream)

    assert code in visitor.refused("sendEvent", PAGE_VIEW)


def test_an_fpid_cookie_seeds_the_ecid_of_every_browser_alike(visitor: Visitor) -> None:
    cookie: Any = {"name": "FPID", "value": FPID, "domain": ".shop.example", "path": "/", "secure": True}
    visitor.context.add_cookies([cookie])
    visitor.configure()
    seeded = visitor.ecid()
    visitor.context.clear_cookies()
    visitor.context.add_cookies([cookie])
    visitor.open("/again")
    visitor.configure()

    assert visitor.ecid() == seeded
    assert decode(visitor.cookies()["identity"]["value"]).source == 2


def test_an_fpid_in_the_identity_map_seeds_it_too(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {"xdm": {"identityMap": {"FPID": [{"id": FPID}]}}})

    assert decode(visitor.cookies()["identity"]["value"]).source == 2


def test_an_ecid_that_is_none_is_refused(visitor: Visitor) -> None:
    visitor.configure()

    assert "EXEG-0305-400" in visitor.refused("sendEvent", {"xdm": {"identityMap": {"ECID": [{"id": "INVALID_ID"}]}}})


def test_audience_destinations_set_their_cookie_in_the_page(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    names = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies("https://www.shop.example")}
    assert "aam_seg" in names


def test_a_failing_upstream_is_a_partial_answer_the_sdk_lives_with(visitor: Visitor) -> None:
    visitor.configure()
    event = {**PAGE_VIEW, "data": {"__emulator": {"upstreams": {"target": "unavailable"}}}}
    visitor.alloy("sendEvent", {**event, "personalization": {"decisionScopes": ["hero"]}})

    assert visitor.calls[0].status == 207


def test_the_sdk_comes_back_after_a_429_or_503(visitor: Visitor) -> None:
    visitor.configure()
    event = {**PAGE_VIEW, "data": {"__emulator": {"refuse": "0000", "retry_after_seconds": 1}}}

    assert "EXEG-0000-503" in visitor.refused("sendEvent", event)
    assert [call.status for call in visitor.calls] == [503] * 4


def test_a_media_session_starts_and_carries_on(visitor: Visitor) -> None:
    visitor.configure(streamingMedia={"channel": "shop", "playerName": "player"})
    details = {"name": "film-1", "length": 90, "contentType": "VOD"}
    session = {
        "xdm": {"eventType": "media.sessionStart", "mediaCollection": {"playhead": 0, "sessionDetails": details}}
    }
    started = visitor.alloy("createMediaSession", session)
    play = {"eventType": "media.play", "mediaCollection": {"playhead": 1, "sessionID": started["sessionId"]}}
    visitor.alloy("sendMediaEvent", {"xdm": play})

    assert len(started["sessionId"]) == 64
    assert [(call.path.rsplit("/", 2)[-1], call.status) for call in visitor.calls] == [("interact", 200), ("play", 204)]
