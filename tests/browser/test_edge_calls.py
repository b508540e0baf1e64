"""A path proves nothing by itself: an Edge call has one more sign of it."""

import re

from edge_tui.browser.edge_calls import EdgeCalls
from tests.tables import every_row

INCLUDED = [
    "https://edge.adobedc.net/ee/v1/interact?configId=ds",
    "https://edge.adobedc.net/ee/or2/v1/interact",
    "https://adobedc.demdex.net/ee/v1/identity/acquire?configId=ds",
    "https://server.adobedc.net/ee/v2/interact?dataStreamId=ds",
    "https://edge.adobedc.net/ee/v1/privacy/set-consent",
    "https://edge.adobedc.net/ee/va/v1/sessionStart?configId=ds",
    "https://data.shop.example/odd/base/path/v1/collect?CONFIGID=ds",
    "https://first.shop.example/ee/v1/interact",
    "http://first.shop.example:8443/ee/v1/interact/",
]
EXCLUDED = [
    "https://api.github.com/v1/collect",
    "https://www.google-analytics.com/v1/collect?v=2",
    "https://edge.adobedc.net/ee/v1/interaction?configId=ds",
    "https://edge.adobedc.net/ee/v3/interact?configId=ds",
    "https://evil-adobedc.net/ee/v1/interact",
    "https://shop.example/?next=/ee/v1/interact",
    "ws://edge.adobedc.net/ee/v1/interact",
    "data:text/plain,/v1/interact?configId=ds",
    "https://[/ee/v1/interact?configId=ds",
    "",
]


@every_row("url", INCLUDED)
def test_an_edge_call_is_recognized_and_paused(url: str) -> None:
    calls = EdgeCalls(["First.Shop.example:443"])
    assert calls.includes("POST", url)
    assert not calls.includes("OPTIONS", url)
    assert any(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), url) for pattern in EdgeCalls.PATTERNS)


@every_row("url", EXCLUDED)
def test_another_request_is_none(url: str) -> None:
    assert not EdgeCalls(["first.shop.example"]).includes("POST", url)
