"""Identity, as Adobe's functional specs have it: who the visitor is, across pages, sites and domains."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.values.identity_cookie import decode
from tests.alloy.browser import FIRST_PARTY, OTHER_SITE, SITE, THIRD_PARTY_DOMAIN, Visitor

ECID = "41861666193140161934276845651148876988"
EDGE = "edge.adobedc.net"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
BOTH = {"namespaces": ["ECID", "CORE"]}


def identity(visitor: Visitor, *namespaces: str) -> dict[str, str]:
    return dict(visitor.alloy("getIdentity", {"namespaces": list(namespaces or ("ECID",))})["identity"])


def again(visitor: Visitor, site: str = SITE, path: str = "/again", **options: Any) -> None:
    """Another page, with the SDK configured."""
    visitor.open(path, site)
    visitor.configure(**options)


def test_a_visitor_without_third_party_cookies_is_another_one_on_another_site(visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE)
    here = visitor.ecid()
    again(visitor, OTHER_SITE, edgeDomain=EDGE)

    assert visitor.ecid() != here


def test_the_third_party_identity_is_the_same_on_two_sites(visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE, thirdPartyCookiesEnabled=True)
    here = identity(visitor, "ECID", "CORE")
    again(visitor, OTHER_SITE, edgeDomain=EDGE, thirdPartyCookiesEnabled=True)
    there = identity(visitor, "ECID", "CORE")

    assert here == there
    assert {call.host for call in visitor.calls} == {THIRD_PARTY_DOMAIN}
    (cookie,) = visitor.context.cookies(f"https://{THIRD_PARTY_DOMAIN}")
    assert (cookie["name"], cookie["domain"], cookie["value"]) == ("demdex", ".demdex.net", here["CORE"])


def test_a_third_party_identity_outlives_the_cookies_of_the_site(visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE, thirdPartyCookiesEnabled=True)
    before = visitor.ecid()
    visitor.context.clear_cookies(domain=".shop.example")
    again(visitor, edgeDomain=EDGE, thirdPartyCookiesEnabled=True)

    assert visitor.ecid() == before
    assert decode(visitor.cookies()["identity"]["value"]).source == 1


def test_core_is_known_on_the_edge_domain_after_the_third_party_domain(visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE, thirdPartyCookiesEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)
    found = identity(visitor, "ECID", "CORE")

    assert [call.host for call in visitor.calls][:2] == [THIRD_PARTY_DOMAIN, EDGE]
    (cookie,) = visitor.context.cookies(f"https://{THIRD_PARTY_DOMAIN}")
    assert found["CORE"] == cookie["value"]


def test_core_is_not_asked_for_without_third_party_cookies(visitor: Visitor) -> None:
    visitor.configure()

    assert "CORE" in visitor.refused("getIdentity", BOTH)
    assert visitor.calls == []


@pytest.mark.parametrize("fpid", ["UUID", "visitor-6842980", "20231011000000000000000000000000000001"])
def test_an_fpid_of_another_format_gives_the_same_ecid_each_time(fpid: str, visitor: Visitor) -> None:
    found = []
    for _ in range(2):
        visitor.context.clear_cookies()
        again(visitor)
        visitor.alloy("sendEvent", {"xdm": {"identityMap": {"FPID": [{"id": fpid}]}}})
        found.append(visitor.ecid())

    assert found[0] == found[1]
    assert {call.status for call in visitor.calls} == {200}


def test_an_fpid_cookie_of_another_format_counts_too(visitor: Visitor) -> None:
    cookie: Any = {"name": "FPID", "value": "customer-17", "domain": ".shop.example", "path": "/", "secure": True}
    visitor.context.add_cookies([cookie])
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert decode(visitor.cookies()["identity"]["value"]).source == 2


def test_an_ecid_beats_a_later_fpid(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    before = visitor.ecid()
    visitor.alloy("sendEvent", {"xdm": {"identityMap": {"FPID": [{"id": "a-later-one"}]}}})

    assert visitor.ecid() == before
    assert visitor.logged("FPID not used: the visitor is already known")


def test_an_ecid_in_the_first_event_is_the_visitors(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {"xdm": {"identityMap": {"ECID": [{"id": ECID}]}}})

    assert visitor.ecid() == ECID
    assert decode(visitor.cookies()["identity"]["value"]).source == 3


def test_a_link_to_another_domain_carries_the_visitor(visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE)
    before = visitor.ecid()
    url = visitor.alloy("appendIdentityToUrl", {"url": OTHER_SITE + "/landing"})["url"]
    visitor.page.goto(url)
    visitor.configure(edgeDomain=EDGE)
    visitor.alloy("sendEvent", PAGE_VIEW)

    (parameter,) = parse_qs(urlsplit(url).query)["adobe_mc"]
    assert f"MCMID={before}" in parameter
    assert visitor.calls[-1].sent["xdm"]["identityMap"]["ECID"][0]["id"] == before
    assert visitor.ecid() == before


@pytest.mark.parametrize(("change", "words"), [(r"TS=\d+", "TS=1"), (r"MCORGID=[^&]+", "MCORGID=OTHER%40AdobeOrg")])
def test_a_link_that_is_old_or_of_another_organization_is_ignored(change: str, words: str, visitor: Visitor) -> None:
    visitor.configure(edgeDomain=EDGE)
    before = visitor.ecid()
    url = visitor.alloy("appendIdentityToUrl", {"url": OTHER_SITE + "/landing"})["url"]
    (parameter,) = parse_qs(urlsplit(url).query)["adobe_mc"]
    again(
        visitor,
        OTHER_SITE,
        "/landing?adobe_mc=" + re.sub(change, words, parameter).replace("|", "%7C"),
        edgeDomain=EDGE,
    )

    assert visitor.ecid() != before


def test_a_legacy_cookie_is_taken_over(visitor: Visitor) -> None:
    name = "AMCV_" + EMULATOR_ORG_ID.replace("@", "%40")
    cookie: Any = {"name": name, "value": f"MCMID|{ECID}", "domain": ".shop.example", "path": "/"}
    visitor.context.add_cookies([cookie])
    visitor.configure(idMigrationEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert visitor.calls[0].sent["xdm"]["identityMap"]["ECID"][0]["id"] == ECID
    assert visitor.ecid() == ECID


def test_a_new_ecid_is_written_for_the_legacy_library(visitor: Visitor) -> None:
    visitor.configure(idMigrationEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)

    values = [
        str(cookie["value"]) for cookie in visitor.context.cookies(SITE) if str(cookie["name"]).startswith("AMCV_")
    ]
    assert [visitor.ecid() in value for value in values] == [True]


@pytest.mark.parametrize("value", ["not base64", "YmFzZTY0IGJ1dCBubyBwcm90b2J1Zg"])
def test_an_unreadable_identity_cookie_is_replaced_by_a_call(value: str, visitor: Visitor) -> None:
    name = "kndctr_" + EMULATOR_ORG_ID.replace("@", "_") + "_identity"
    cookie: Any = {"name": name, "value": value, "domain": ".shop.example", "path": "/", "secure": True}
    visitor.context.add_cookies([cookie])
    visitor.configure()

    assert len(visitor.ecid()) == 38
    assert [call.path for call in visitor.calls] == ["/ee/v1/identity/acquire"]
    assert visitor.calls[0].host == FIRST_PARTY
