"""The type of Analytics hit, row by row of Adobe's table."""

from typing import Any

import pytest

from edge_tui.lint.analytics_hit import A4T, analytics_hit
from edge_tui.model.json.document import put
from tests.tables import every_row

PAGE = {"webPageDetails": {"name": "home"}}
EXIT = {"webInteraction": {"type": "exit", "name": "Partner"}}
DECISIONS = {"decisioning": {"propositions": []}}


def _hit(xdm: dict[str, Any] | None = None, analytics: dict[str, Any] | None = None) -> str:
    event: Any = {"xdm": xdm or {}}
    return analytics_hit({"event": put(event, "/data/__adobe/analytics", analytics) if analytics else event})


@every_row(
    ("xdm", "counted"),
    [
        ({"web": PAGE}, "page view: home"),
        ({"web": {"webPageDetails": {"URL": "https://a.example/"}}}, "page view: https://a.example/"),
        ({"eventType": "web.webpagedetails.pageViews"}, "page view"),
        ({"web": EXIT}, "exit link: Partner"),
        ({"web": {"webInteraction": {"type": "download", "URL": "/a.pdf"}}}, "download link: /a.pdf"),
        ({"web": {**PAGE, "webInteraction": {"type": "other"}}}, "custom link: home"),
        ({"eventType": "decisioning.propositionDisplay", "_experience": DECISIONS}, A4T),
        ({"eventType": "decisioning.propositionFetch", "web": PAGE, "_experience": DECISIONS}, A4T),
        ({"eventType": "decisioning.propositionInteract", "_experience": DECISIONS}, A4T),
        ({"eventType": "decisioning.propositionInteract", "web": EXIT}, "exit link: Partner"),
    ],
)
def test_an_event_counts_by_its_xdm(xdm: dict[str, Any], counted: str) -> None:
    assert _hit(xdm) == counted


@pytest.mark.parametrize(
    "xdm",
    [
        {},
        {"web": {"webPageDetails": {"url": "https://a.example/"}}},
        {"commerce": {"purchases": {"value": 1}}},
        {"eventType": "decisioning.propositionFetch", "web": PAGE},
        {"eventType": "decisioning.propositionInteract", "web": PAGE},
    ],
)
def test_an_event_that_is_not_counted_says_why(xdm: dict[str, Any]) -> None:
    assert _hit(xdm).startswith("nothing: ")


@pytest.mark.parametrize(
    ("analytics", "counted"),
    [
        ({"pageName": "home"}, "page view: home"),
        ({"linkType": "e", "linkName": "Partner"}, "exit link: Partner"),
        ({"linkType": "o", "linkURL": "/a", "pageName": "home"}, "custom link: /a"),
    ],
)
def test_an_event_counts_by_its_data(analytics: dict[str, Any], counted: str) -> None:
    assert _hit(None, analytics) == counted


def test_a_link_takes_precedence_over_a_page_view() -> None:
    assert _hit({"web": PAGE}, {"linkType": "d", "linkName": "PDF"}) == "download link: PDF"


def test_a_page_named_after_a_link_counts_as_a_page() -> None:
    assert _hit({"web": {"webPageDetails": {"name": "the link"}}}, {"linkType": "d", "linkName": "PDF"}) == (
        "download link: PDF"
    )


def test_a_dotted_name_in_data_is_read_too() -> None:
    assert analytics_hit({"event": {"data": {"__adobe.analytics": {"pageName": "a"}}}}) == "page view: a"


def test_events_of_a_batch_are_counted_separately() -> None:
    assert analytics_hit({"events": [{"xdm": {"web": PAGE}}, {"xdm": {"web": EXIT}}]}) == (
        "page view: home; exit link: Partner"
    )


@pytest.mark.parametrize("document", [None, [], {}, {"event": 1}, {"events": [1]}, {"events": {"a": 1}}])
def test_any_document_has_a_hit(document: Any) -> None:
    assert analytics_hit(document).startswith("nothing")
