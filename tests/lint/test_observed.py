"""Lint of what another client has sent: its mistakes are found, what edge-tui or the gateway would add is left out."""

import json

from edge_tui.lint import Context, lint
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.tui.stage import NOON

# As the Web SDK sends it: no _id, and the state of the visitor's cookies.
SENT = {
    "events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"url": "x"}}}}],
    "meta": {"state": {"domain": "shop.example", "cookiesEnabled": True, "entries": [{"key": "a", "value": "b"}]}},
}


def rules(body: object, *, is_observed: bool) -> set[str]:
    """The rules that have a finding."""
    context = Context(NOON, Action.INTERACT, ApiVersion.V1, is_observed=is_observed)
    return {finding.rule for finding in lint(json.dumps(body), context)}


def test_what_is_added_when_it_is_sent_is_worth_no_word_once_it_was_sent() -> None:
    gone = rules(SENT, is_observed=False) - rules(SENT, is_observed=True)
    assert gone == {"required-field", "client-state"}


def test_mistakes_of_the_site_are_found_all_the_same() -> None:
    assert {"unknown-field", "event-measure"} <= rules(SENT, is_observed=True)
    broken = {**SENT, "meta": {"state": {"cookiesEnabled": True, "entries": [{"value": 1}]}}}
    assert "client-state" in rules(broken, is_observed=True)


def test_a_page_of_localhost_has_no_domain_for_cookies() -> None:
    state = {"meta": {"state": {"domain": "", "cookiesEnabled": True}}}
    assert "client-state" in rules({**SENT, **state}, is_observed=False)
    assert "client-state" not in rules({**SENT, **state}, is_observed=True)
