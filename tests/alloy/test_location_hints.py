"""Location hints, as Adobe's functional specs have them: which calls carry one, and where it is from."""

from typing import Any

import pytest

from tests.alloy.browser import FIRST_PARTY, Visitor

PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
CONSENT = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}


def remember(visitor: Visitor, name: str, value: str) -> None:
    cookie: Any = {"name": name, "value": value, "domain": ".shop.example", "path": "/"}
    visitor.context.add_cookies([cookie])


def paths(visitor: Visitor) -> list[str]:
    return [call.path for call in visitor.calls]


def test_a_hint_is_for_every_kind_of_call(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("setConsent", CONSENT)
    visitor.context.clear_cookies(name=visitor.cookies()["identity"]["name"])
    visitor.open("/second")
    visitor.configure()
    visitor.ecid()

    assert paths(visitor) == [
        "/ee/v1/interact",
        "/ee/or2/v1/privacy/set-consent",
        "/ee/or2/v1/identity/acquire",
    ]


def test_without_the_cluster_cookie_there_is_no_hint(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.context.clear_cookies(name=visitor.cookies()["cluster"]["name"])
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor) == ["/ee/v1/interact", "/ee/v1/interact"]


def test_the_hint_outlives_a_page(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.open("/second")
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor)[-1] == "/ee/or2/v1/interact"


def test_targets_cluster_counts_without_a_migration_too(visitor: Visitor) -> None:
    remember(visitor, "mboxEdgeCluster", "38")
    visitor.configure()
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor) == ["/ee/t38/v1/interact"]


@pytest.mark.parametrize(("cluster", "region"), [("34", "va6"), ("37", "irl1"), ("99", "or2")])
def test_targets_cluster_becomes_the_gateways_hint(cluster: str, region: str, visitor: Visitor) -> None:
    remember(visitor, "mboxEdgeCluster", cluster)
    visitor.configure(targetMigrationEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor) == [f"/ee/t{cluster}/v1/interact", f"/ee/{region}/v1/interact"]
    (hint,) = [
        item["hint"]
        for handle in visitor.calls[0].body["handle"]
        if handle["type"] == "locationHint:result"
        for item in handle["payload"]
        if item["scope"] == "EdgeNetwork"
    ]
    assert hint == region


def test_the_gateways_hint_comes_before_targets(visitor: Visitor) -> None:
    visitor.configure(targetMigrationEnabled=True)
    visitor.alloy("sendEvent", PAGE_VIEW)
    remember(visitor, "mboxEdgeCluster", "38")
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor) == ["/ee/v1/interact", "/ee/or2/v1/interact"]


def test_a_custom_base_path_comes_before_the_hint(visitor: Visitor) -> None:
    visitor.configure(edgeBasePath="ee-pre-prd")
    visitor.alloy("sendEvent", PAGE_VIEW)
    visitor.alloy("sendEvent", PAGE_VIEW)

    assert paths(visitor) == ["/ee-pre-prd/v1/interact", "/ee-pre-prd/or2/v1/interact"]
    assert {call.host for call in visitor.calls} == {FIRST_PARTY}
