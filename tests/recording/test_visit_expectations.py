"""Expectations of a visit: counts, places, quantifiers, and what was sent."""

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.sightings import Blocked, Cause, CommandState
from edge_tui.model.visit import Visit
from edge_tui.recording.expectations import read_visit_expectation
from edge_tui.visit import check_visit
from tests.recording.transcript import (
    SHOP,
    VIEW,
    answered,
    at,
    began,
    body_of,
    command,
    configured,
    event,
    identity,
    observed,
    opened,
    url_of,
)
from tests.tables import every_row

SEEN = f"interact {VIEW} on /checkout/done"
BOUGHT = "interact commerce.purchases on /checkout/done"
BLOCKED = "interact on /checkout/done blocked"
BY_REASON = f"status is 207: {BOUGHT}; no response: {BLOCKED}; status is 204: collect x on /checkout/done"


def shop() -> Visit:
    """Two pages: a page view on each, one twice, a purchase, a blocked call, and a beacon."""
    purchase = event(
        "commerce.purchases", "/checkout/done", commerce={"order": {"purchaseID": "A-1", "priceTotal": 42.5}}
    )
    told = [
        opened(0),
        configured(),
        began("1", 1),
        answered("1", 1.1, identity()),
        opened(5, "/checkout/done"),
        began("2", 6, path="/checkout/done"),
        answered("2", 6.1),
        began("3", 6.2, path="/checkout/done"),
        answered("3", 6.3),
        began("4", 7, path="/checkout/done", body=body_of(purchase)),
        answered("4", 7.1, status=207),
        Blocked(at(8), url_of("r-5"), Cause.CSP, "", f"{SHOP}/checkout/done", "1"),
        command("c", 8.5, name="getIdentity", event_type=""),
        command("c", 8.6, CommandState.REJECTED, name="getIdentity", event_type="", error="no"),
        began(
            "6",
            9,
            body=body_of(event("x", "/checkout/done")),
            path="/checkout/done",
            url=url_of("r-6", "collect"),
            is_unload=True,
        ),
        answered("6", 9.1, status=204),
    ]
    return observed(told, ends=10).visit


@every_row(
    ("expression", "ok", "found"),
    [
        ("page:/ call:web.webpagedetails.pageViews == 1", True, ""),
        ("page:/checkout/* call:web.webpagedetails.pageViews == 1", False, f"got 2: {SEEN} (2)"),
        ("page:/checkout/* call:commerce.purchases sent:/events/0/xdm/commerce/order/purchaseID", True, ""),
        (
            "page:/checkout/* call:commerce.* sent:/events/0/xdm/commerce/order/priceTotal > 100",
            False,
            "sent:/events/0/xdm/commerce/order/priceTotal is 42.5",
        ),
        ('call:commerce.purchases sent:/events/*/xdm/commerce/order/purchaseID ~ "^A-"', True, ""),
        ("page:/nowhere sent:/events/0/xdm", False, "no call on /nowhere"),
        ("page:/nowhere call:interact", False, "got none"),
        ("no page:/nowhere call:interact", True, ""),
        (
            "every status == 200",
            False,
            f"3 of 6 calls: {BY_REASON}",
        ),
        ("page:/ every status == 200", True, ""),
        ("every page:/ status == 200", True, ""),
        ("every page:/nowhere status == 200", False, "no call on /nowhere"),
        ("status == 207", True, ""),
        ("any handle:identity:result", True, ""),
        (
            "any handle:personalization:decisions",
            False,
            "expected handle personalization:decisions, got none; no response",
        ),
        ("no handle:personalization:decisions", True, ""),
        ("no status == 207", False, f"1 of 6 calls: {BOUGHT}"),
        ("no blocked", False, f"got 1: {BLOCKED}"),
        ("page:/ no blocked", True, ""),
        ("blocked == 1", True, ""),
        ("unload == 1", True, ""),
        ("no unanswered", False, f"got 1: {BLOCKED}"),
        ("calls == 6", True, ""),
        ("calls < 6", False, f"got 6: interact {VIEW} on /, {SEEN} (2), {BOUGHT} and 2 more"),
        ("pages == 2", True, ""),
        ("pages == 1", False, f"got 2: {SHOP}/, {SHOP}/checkout/done"),
        ("page:/checkout/* pages == 1", True, ""),
        ("tried == 0", False, "got 1: getIdentity on /, rejected"),
        ("tried:getIdentity == 1", True, ""),
        ("no tried:sendEvent", True, ""),
        ("no finding:changed-ecid", True, ""),
        ("no finding:double-page-view", False, "got 1: double-page-view on page 2"),
        ("page:/ no finding:double-page-view", True, ""),
        ("no findings", False, "got 4: double-page-view on page 2, consent on page 1, blocked on page 2 and 1 more"),
        ("call:collect == 1", True, ""),
        ('page:"/checkout/done" call:"commerce.purchases" == 1', True, ""),
        (f"page:{SHOP}/ calls == 1", True, ""),
        (f"page:{SHOP}/* calls == 6", True, ""),
        ("no errors", True, ""),
        ("page:/checkout/don[e] calls >= 0", True, ""),
        ("page:/checkout/don[e] call:interact", False, "got none"),
        ("page:/checkout/?one call:interact", False, "got none"),
    ],
)
def test_an_expectation_of_a_visit(expression: str, ok: bool, found: str) -> None:
    visit = shop()
    verdict = read_visit_expectation(expression).check(visit, check_visit(visit))
    assert (verdict.expression, verdict.ok, verdict.found) == (expression, ok, found)


@every_row(
    ("expression", "words"),
    [
        ("", "has no subject"),
        ("== 3", "has no subject"),
        ("every page:/", "nothing that every call could meet"),
        ("page:/ page:/b calls == 1", "two places"),
        ("stat == 3", "Of a visit also calls, blocked"),
        ("no finding:doubled", "unknown check 'doubled'. Use double-page-view"),
        ('status ~ "("', "regular expression"),
        ('sent:/x ~ "("', "regular expression"),
        ('page:"/ calls', "can't be read"),
        ("sent:x", "unknown subject"),
        ("sent:/x < null", "The expectation 'sent:/x < null' compares with null"),
        ("calls == x", "The expectation 'calls == x' compares a count with something else. Use a whole number."),
        ("no findings ~ 1", "compares a count"),
        ("page:/ tried == 1.5", "compares a count"),
    ],
)
def test_an_invalid_expectation_says_what_there_is(expression: str, words: str) -> None:
    with pytest.raises(SetupError) as error:
        read_visit_expectation(expression)
    assert words in str(error.value)
