"""How the Web SDK sends: beacons, hooks, merge IDs, datasets, Assurance, and what it collects by itself."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID
from tests.alloy.browser import FIRST_PARTY, SITE, Visitor

PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}


def test_a_page_that_unloads_sends_a_beacon_to_collect(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    with visitor.page.expect_response("**/v1/collect*") as told:
        visitor.alloy("sendEvent", {**PAGE_VIEW, "documentUnloading": True})

    assert told.value.status == 204
    assert visitor.logged("/ee/or2/v1/collect")


def test_a_page_that_unloads_without_an_identity_uses_interact(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "documentUnloading": True})

    assert [call.path for call in visitor.calls] == ["/ee/v1/interact"]


@pytest.mark.parametrize(("returned", "calls"), [("true", 1), ("false", 0)])
def test_a_hook_sees_each_event_and_may_keep_it(returned: str, calls: int, visitor: Visitor) -> None:
    options = {"datastreamId": EMULATOR_DATASTREAM_ID, "orgId": EMULATOR_ORG_ID, "edgeDomain": FIRST_PARTY}
    script = f"""
        async options => {{
            const hook = content => {{ content.xdm.changed = "yes"; return {returned}; }};
            await window.alloy("configure", {{ ...options, onBeforeEventSend: hook }});
            await window.alloy("sendEvent", {{ xdm: {{ eventType: "a" }} }});
        }}
    """
    visitor.page.evaluate(script, {**options, "thirdPartyCookiesEnabled": False})

    assert len(visitor.calls) == calls
    assert all(call.sent["events"][0]["xdm"]["changed"] == "yes" for call in visitor.calls)


@pytest.mark.parametrize(
    ("option", "place", "value"),
    [
        ({"mergeId": "m-1"}, ("events", 0, "xdm", "eventMergeId"), "m-1"),
        ({"type": "a.b"}, ("events", 0, "xdm", "eventType"), "a.b"),
        ({"data": {"a": 1}}, ("events", 0, "data"), {"a": 1}),
        (
            {"datasetId": "65f00000000000000000e009"},
            ("meta", "configOverrides", "com_adobe_experience_platform", "datasets", "event", "datasetId"),
            "65f00000000000000000e009",
        ),
    ],
    ids=["merge ID", "type", "data", "dataset"],
)
def test_an_option_has_its_place_in_the_body(
    option: dict[str, Any], place: tuple[Any, ...], value: Any, visitor: Visitor
) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {"xdm": {}, **option})

    found: Any = visitor.calls[0].sent
    for step in place:
        found = found[step]
    assert (found, visitor.calls[0].status) == (value, 200)


def test_what_is_collected_by_itself_is_accepted(visitor: Visitor) -> None:
    visitor.configure(context=["web", "device", "environment", "placeContext", "highEntropyUserAgentHints"])
    visitor.alloy("sendEvent", PAGE_VIEW)

    (call,) = visitor.calls
    xdm = call.sent["events"][0]["xdm"]
    assert {"web", "device", "environment", "placeContext", "implementationDetails", "timestamp"} <= xdm.keys()
    assert call.status == 200


def test_a_click_on_a_link_is_collected(visitor: Visitor) -> None:
    visitor.configure(clickCollectionEnabled=True, clickCollection={"internalLinkEnabled": True})
    visitor.alloy("sendEvent", PAGE_VIEW)
    link = '<a id="file" href="/price-list.pdf" download>Prices</a>'
    visitor.page.evaluate("link => document.body.insertAdjacentHTML('beforeend', link)", link)
    with visitor.page.expect_response("**/v1/collect*") as told:
        visitor.page.locator("#file").click()

    assert told.value.status == 204
    assert visitor.logged("analytics: link")


def test_a_session_of_assurance_is_in_the_url(visitor: Visitor) -> None:
    visitor.page.goto(SITE + "/?adb_validation_sessionid=a-1")
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    (token,) = parse_qs(urlsplit(visitor.calls[0].url).query)["adobeAepValidationToken"]
    assert token.startswith("a-1|")
    assert visitor.calls[0].status == 200


def test_the_time_that_an_event_waited_is_sent(visitor: Visitor) -> None:
    visitor.configure(defaultConsent="pending")
    visitor.page.evaluate("event => { window.waiting = window.alloy('sendEvent', event); }", PAGE_VIEW)
    consent = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
    visitor.alloy("setConsent", consent)
    visitor.page.evaluate("() => window.waiting")

    event = visitor.calls[-1]
    assert (event.path.rsplit("/", 1)[-1], event.status) == ("interact", 200)
    assert isinstance(event.sent["meta"].get("queueTimeMillis", 0), int)


def test_an_advertising_click_is_a_conversion_and_is_kept(visitor: Visitor) -> None:
    visitor.page.goto(SITE + "/?s_kwcid=AL!3579!3!1&ef_id=click-1")
    visitor.configure(
        edgeDomain="edge.adobedc.net", advertising={"advertiserSettings": [{"advertiserId": "1", "enabled": True}]}
    )
    with visitor.page.expect_response(lambda answer: "advertising.enrichment_ct" in (answer.request.post_data or "")):
        visitor.alloy("sendEvent", PAGE_VIEW)

    conversions = [call for call in visitor.calls if "conversionDetails" in str(call.sent)]
    details = conversions[0].sent["events"][0]["xdm"]["_experience"]["adcloud"]["conversionDetails"]
    assert details == {"trackingCode": "AL!3579!3!1", "trackingIdentities": "click-1"}
    assert conversions[0].status == 200
    assert "advertising" in visitor.cookies()
