"""A site that moves from at.js to the Web SDK: Target's cookies, sessions and profile attributes go along."""

import re
from typing import Any

import pytest

from edge_tui.model.profile import EMULATOR_ORG_ID
from tests.alloy.browser import SITE, Visitor

EDGE = "edge.adobedc.net"
HERO = {"xdm": {"eventType": "web.webpagedetails.pageViews"}, "personalization": {"decisionScopes": ["hero"]}}
FAR = 2_000_000_000


def remember(visitor: Visitor, name: str, value: str) -> None:
    cookie: Any = {"name": name, "value": value, "domain": ".shop.example", "path": "/"}
    visitor.context.add_cookies([cookie])


def at_js(visitor: Visitor) -> dict[str, str]:
    found = {str(cookie["name"]): str(cookie["value"]) for cookie in visitor.context.cookies(SITE)}
    return {name: value.replace("%23", "#").replace("%7C", "|") for name, value in found.items() if "mbox" in name}


@pytest.mark.parametrize("domain", [None, EDGE], ids=["first party", "third party"])
def test_targets_cookies_are_stored(domain: str | None, visitor: Visitor) -> None:
    visitor.configure(targetMigrationEnabled=True, **({"edgeDomain": domain} if domain else {}))
    visitor.alloy("sendEvent", HERO)

    found = at_js(visitor)
    assert re.fullmatch(r"session#\S+#\d+\|PC#\S+\.35_0#\d+", found["mbox"])
    assert found["mboxEdgeCluster"] == "35"
    assert visitor.calls[0].sent["meta"]["target"] == {"migration": True}


def test_without_the_option_there_are_none(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", HERO)

    assert at_js(visitor) == {}
    assert "personalization_sessionId" in visitor.cookies()


@pytest.mark.parametrize("domain", [None, EDGE], ids=["first party", "third party"])
def test_the_session_and_the_device_of_at_js_are_kept(domain: str | None, visitor: Visitor) -> None:
    remember(visitor, "mbox", f"session#at-js-1#{FAR}|PC#device-1.38_0#{FAR}")
    visitor.configure(targetMigrationEnabled=True, **({"edgeDomain": domain} if domain else {}))
    visitor.alloy("sendEvent", HERO)

    assert at_js(visitor)["mbox"].startswith("session#at-js-1#")
    assert "|PC#device-1.38_0#" in at_js(visitor)["mbox"]


def test_a_session_is_kept_from_page_to_page(visitor: Visitor) -> None:
    visitor.configure(targetMigrationEnabled=True)
    visitor.alloy("sendEvent", HERO)
    before = at_js(visitor)["mbox"].split("#")[1]
    visitor.open("/second")
    visitor.configure(targetMigrationEnabled=True)
    visitor.alloy("sendEvent", HERO)

    assert at_js(visitor)["mbox"].split("#")[1] == before


def test_targets_qa_mode_is_sent_along(visitor: Visitor) -> None:
    remember(visitor, "at_qa_mode", "%7B%22token%22%3A%22q%22%7D")
    visitor.configure(edgeDomain=EDGE)
    visitor.alloy("sendEvent", HERO)

    entries = visitor.calls[0].sent["meta"]["state"]["entries"]
    assert [entry["key"] for entry in entries] == ["at_qa_mode"]


def test_an_attribute_sent_once_qualifies_the_next_page(visitor: Visitor) -> None:
    loyalty = {"personalization": {"decisionScopes": ["loyalty-offer"]}}
    visitor.configure()
    before = visitor.alloy("sendEvent", loyalty)
    visitor.alloy("sendEvent", {"data": {"__adobe": {"target": {"profile.tier": "gold"}}}})
    visitor.open("/second")
    visitor.configure()
    after = visitor.alloy("sendEvent", loyalty)

    scopes = [[found["scope"] for found in result["propositions"]] for result in (before, after)]
    assert ["loyalty-offer" in found for found in scopes] == [False, True]


def test_a_visitor_of_the_legacy_library_stays_the_same(visitor: Visitor) -> None:
    ecid = "41861666193140161934276845651148876988"
    remember(visitor, "AMCV_" + EMULATOR_ORG_ID.replace("@", "%40"), f"MCMID|{ecid}")
    visitor.configure(targetMigrationEnabled=True, idMigrationEnabled=True)
    visitor.alloy("sendEvent", HERO)

    assert visitor.ecid() == ecid
    assert at_js(visitor)["mbox"].startswith(f"session#{ecid}-")
