"""A visit that is watched: every call of the page is seen, once, as what it is, and the page doesn't suffer."""

import json
import os
from typing import Any

import pytest

from edge_tui.model.sightings import (
    Blocked,
    Cause,
    Console,
    CookiesSeen,
    PageOpened,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    SourceNotice,
)
from tests.alloy.shop import EDGE, KINDS, SHOP, goes_at_once
from tests.alloy.watching import Seen, Shop, Watched

PAGES = 40 if "EDGE_TUI_THOROUGH" in os.environ else 15
# What each kind's call ends with: a status, or why there is none.
ENDS: dict[str, int | Cause] = {
    **dict.fromkeys(KINDS, 200),
    "beacon": 204,
    "large": 413,
    "aborted": Cause.CANCELED,
    "gone": Cause.PAGE_GONE,
    "dns": Cause.DNS,
    "refused": Cause.REFUSED,
    "cors": Cause.CORS,
    "mixed": Cause.MIXED_CONTENT,
}
# Pages that only open others, what isn't an Edge call, and what never becomes a request.
WITHOUT_CALL = {"popup", "frames", "foreign", "csp"}
# They are sent by a page that another kind opens.
OPENED_BY_OTHERS = {"in-popup", "in-frame-0", "in-frame-1"}


def test_every_call_that_arrives_is_seen_with_its_body_also_those_that_pages_send_as_they_go(
    watched_shop: Shop,
) -> None:
    watched = watched_shop.watch(urls=(f"{SHOP}/visit?n=0&pages={PAGES}",))
    watched.until(lambda: any(page.url == f"{SHOP}/last" for page in watched.of(PageOpened)), 120)
    watched.source.stop()

    arrived = [line for line in watched_shop.lines if line.method == "POST"]
    assert len(arrived) > PAGES * 5
    calls = {call.request_id: call for call in watched.calls}
    assert len(calls) == len(watched.calls)
    # The log has the gateway's ID: the request's, a hyphen, and 16 digits more.
    seen = [(line, calls.get(line.request_id[:36])) for line in arrived]
    assert [line for line, call in seen if call is None or not call.began.body] == []
    assert all(json.loads(call.began.body) for _, call in seen if call is not None and call.began.body)
    whole = [line for line, call in seen if call and call.answer is not None and len(call.answer) == line.size]
    assert len(whole) >= 0.95 * len(arrived)
    assert [call for call in watched.calls if len(call.answered) + len(call.failed) != 1] == []
    for call in watched.calls:
        page = call.tag.partition("-")[0]
        assert f"n={page}&" in call.began.page_url
        assert call.began.is_unload or "auto" in call.tag
        # What the SDK held back until its first response may be sent by a page that has begun to go.
        assert not call.began.is_unload or "auto" not in call.tag or goes_at_once(page)
    assert len(watched.of(PageOpened)) == PAGES + 1
    # Also of calls that only the Fetch domain sees.
    sent = {cookies.call for cookies in watched.of(CookiesSeen) if any("identity" in name for name, _ in cookies.sent)}
    unload = {call.began.call for call in watched.calls if call.began.is_unload and "edge.shop" in call.began.url}
    assert len(unload) >= PAGES
    assert len(unload & sent) >= 0.9 * len(unload)


@pytest.fixture
def kinds(watched_shop: Shop) -> Watched:
    """A visit to a page for each kind of call, one after another."""
    names = [name for name in KINDS if name not in OPENED_BY_OTHERS | {"popup"}]
    # Without a click of a person a popup is blocked.
    steps = f"goto {SHOP}/kinds/popup\nwait #done\nclick #buy\nwait 500ms\n"
    steps += "".join(f"goto {SHOP}/kinds/{name}\nwait #done\n" for name in names)
    # A page that goes at once cancels its calls, too, and nothing tells the two apart.
    steps = steps.replace("/aborted\nwait #done\n", "/aborted\nwait #done\nwait 1s\n")
    watched = watched_shop.watch(f"{steps}goto {SHOP}/last\nwait 500ms")
    assert watched.source.wait_for_steps(120)
    assert watched.source.step_error == ""
    watched.source.stop()
    return watched


def test_every_kind_of_call_is_seen_once_as_what_it_is(kinds: Watched, watched_shop: Shop) -> None:
    calls = {call.request_id: call for call in kinds.calls}
    assert sorted(call.request_id for call in kinds.calls) == sorted(set(KINDS) - WITHOUT_CALL)
    ends: dict[str, Any] = {}
    for name, call in calls.items():
        assert len(call.failed) <= 1
        assert len(call.answered) <= 1
        ends[name] = call.failed[0].cause if call.failed else call.answered[0].status
        body = json.loads(call.began.body or b"")
        assert body["events"][0]["data"]["tag"] == name
    assert ends == {name: ENDS[name] for name in calls}
    assert len(calls["large"].began.body or b"") > 300_000

    sizes = {line.request_id[:-17]: line.size for line in watched_shop.lines if line.method == "POST"}
    sizes["cors"] = len(b"{}")
    answered = {name: len(call.answer) for name, call in calls.items() if call.answer is not None}
    # The browser keeps a no-cors response from everybody, and refuses one without CORS headers to the page alone.
    assert answered == {name: size for name, size in sizes.items() if name in answered}
    assert set(calls) - set(answered) == {"no-cors", "aborted", "gone", "dns", "refused", "mixed"}
    assert "no-cors" in calls["no-cors"].answered[0].missing
    assert {name for name, call in calls.items() if call.began.is_unload} == {"unload"}
    assert [(blocked.cause, blocked.detail) for blocked in kinds.of(Blocked)] == [(Cause.CSP, "connect-src")]
    for name in ("fetch", "worker", "unload", "in-frame-0"):
        assert calls[name].began.page_url == f"{SHOP}/kinds/{name}"
    assert calls["in-popup"].began.tab == "2"
    # A service worker belongs to no tab, or to the one that was there first.
    tabs = {name: call.began.tab for name, call in calls.items() if name not in ("in-popup", "service-worker")}
    assert tabs == dict.fromkeys(tabs, "1")
    assert calls["fetch"].began.initiator[0].function == "post"


def check_redirect(calls: list[Seen]) -> None:
    """A redirect is one call, and where it leads another."""
    first, second = calls
    assert (first.began.url.partition("/ee")[0], second.began.url.partition("/ee")[0]) == (SHOP, EDGE)
    assert [answered.status for answered in (*first.answered, *second.answered)] == [307, 200]
    assert (first.failed, second.failed) == ([], [])
    assert "redirect" in first.answered[0].missing
    assert first.began.body == second.began.body
    assert json.loads(second.answer or b"")["requestId"].startswith("redirected")


def calls_of(watched: Watched, page: str) -> list[Seen]:
    """The calls of a page whose path begins like this."""
    return [call for call in watched.calls if call.began.page_url.startswith(f"{SHOP}/{page}")]


def test_untouched_pages_have_no_monitor_and_hold_no_call_and_the_loss_is_named(watched_shop: Shop) -> None:
    """The pages of other tests, as they are without what is put into them."""
    pages = ("redirected", "sdk?views=2&alloy_debug=true", "tagged")
    steps = "".join(f"goto {SHOP}/{page}\nwait #done\nwait 500ms\n" for page in pages)
    watched = watched_shop.watch(steps, untouched=True)
    assert watched.source.wait_for_steps(60)
    watched.source.stop()

    assert watched.source.longest_held_ms == 0
    assert watched.of(SdkConfigured) == watched.of(SdkRequest) == watched.of(SdkCommand) == watched.of(Console) == []
    assert watched.of(SourceNotice)[0].text.startswith("Untouched: ")
    assert [call.answered[0].status for call in calls_of(watched, "sdk")] == [200, 200, 200]
    assert all(call.answer for call in calls_of(watched, "sdk"))
    assert {call.tag for call in calls_of(watched, "tagged")} >= {"first", "own", "late"}
    check_redirect(calls_of(watched, "redirected"))


def test_a_redirect_is_one_call_and_the_last_calls_of_closed_tabs_are_seen_as_sent_as_they_went(
    watched_shop: Shop,
) -> None:
    pages = ("redirected", "kinds/unload")
    watched = watched_shop.watch("".join(f"goto {SHOP}/{page}\nwait #done\nwait 500ms\n" for page in pages))
    assert watched.source.wait_for_steps(60)
    assert calls_of(watched, "kinds/unload") == []
    watched.source.stop()

    check_redirect(calls_of(watched, "redirected"))
    (call,) = calls_of(watched, "kinds/unload")
    assert len(watched.calls) == 3
    assert call.began.is_unload
    assert call.answered[0].status == 200
    sizes = {line.request_id[:-17]: line.size for line in watched_shop.lines if line.method == "POST"}
    assert len(call.answer or b"") == sizes["unload"]
