"""A visit is made of what a source tells, in any order and with any of it missing."""

import gzip
import json
import pickle
import random
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.model.exchange import Exchange
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    CallsDeleted,
    Cause,
    CommandState,
    Failed,
    PageOpened,
    RulesChanged,
    Sighting,
)
from edge_tui.model.visit import CallState, Visit
from tests.examples import examples
from tests.recording.transcript import (
    SECRETS,
    SHOP,
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
    others,
    url_of,
    visit,
)
from tests.tables import every_row

TRANSCRIPT = visit()


def ids(seen: Visit) -> Counter[str]:
    """The request IDs of a visit's calls."""
    return Counter(call.exchange.request_id for call in seen.calls)


def states(seen: Visit) -> dict[str, CallState]:
    """How far each call has come."""
    return {call.exchange.request_id: call.state for call in seen.calls}


def test_a_visit_has_its_pages_in_order_and_each_call_on_its_page() -> None:
    seen = observed(TRANSCRIPT, ends=7).visit
    assert [page.url for page in seen.pages] == [f"{SHOP}/", f"{SHOP}/product/42?sku", f"{SHOP}/cart?voucher"]
    assert {call.exchange.request_id: call.page_number for call in seen.calls} == {
        "r-1": 1,
        "r-2": 1,
        "r-3": 1,
        "r-4": 2,
        "r-5": 2,
        "r-6": 3,
        "r-7": 3,
    }
    assert states(seen) == {
        "r-1": CallState.ANSWERED,
        "r-2": CallState.ANSWERED,
        "r-3": CallState.ANSWERED,
        "r-4": CallState.BLOCKED,
        "r-5": CallState.CANCELED,
        "r-6": CallState.BLOCKED,
        "r-7": CallState.CANCELED,
    }
    assert [call.is_unload for call in seen.calls] == [False, False, True, False, True, False, False]


def test_a_call_is_kept_as_an_import_of_a_har_keeps_it() -> None:
    first = observed(TRANSCRIPT).visit.calls[0].exchange
    assert dict(first.request.headers) == {"user-agent": "Test/1", "cookie": "kndctr_A_AdobeOrg_cluster=or2"}
    assert first.request.authenticated
    assert json.loads(first.request.body)["events"][0]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    response, origin = first.response, first.origin
    assert response is not None
    assert response.headers == (("x-adobe-edge", "OR2;9"), ("set-cookie", "kndctr_A_AdobeOrg_identity=abc; Path=/"))
    assert origin is not None
    assert origin.cookies_sent == ("kndctr_A_AdobeOrg_cluster", "login")
    assert origin.cookies_refused == (("FPID", "SameSiteLax"),)
    assert [frame.url for frame in origin.initiator] == [f"{SHOP}/launch.js?key", f"{SHOP}/x.js"]
    assert (origin.sdk, origin.held_ms) == ("alloy 2.33.1", 6.0)


@settings(max_examples=examples(50))
@given(st.randoms(use_true_random=False))
def test_in_whatever_order_no_call_is_lost_and_none_is_there_twice(chance: random.Random) -> None:
    shuffled = TRANSCRIPT + others()
    chance.shuffle(shuffled)
    observer = observed([])
    taken: dict[str, Exchange] = {}
    while shuffled:
        for _ in range(chance.randint(1, 6)):
            if shuffled:
                observer.see(shuffled.pop())
        taken |= {_key(each): each for each in observer.take()}
    observer.end(at(7))
    taken |= {_key(each): each for each in observer.take()}
    assert ids(observer.visit) == Counter({f"r-{number}": 1 for number in range(1, 8)})
    assert states(observer.visit) == states(observed(TRANSCRIPT, ends=7).visit)
    # What history has is what the visit shows.
    assert taken == {call.key: call.exchange for call in observer.visit.calls}


def _key(exchange: Exchange) -> str:
    assert exchange.origin is not None
    return exchange.origin.source_id


@settings(max_examples=examples(50))
@given(st.lists(st.sampled_from(range(len(TRANSCRIPT))), unique=True))
def test_with_any_sightings_missing_every_call_with_a_beginning_is_there(missing: list[int]) -> None:
    kept = [each for index, each in enumerate(TRANSCRIPT) if index not in missing]
    expected = {_request_id(each) for each in kept if isinstance(each, Began | Blocked)}
    seen = observed(kept, ends=7).visit
    assert ids(seen) == Counter(expected)
    assert all(call.state is not CallState.WAITING for call in seen.calls)


def _request_id(sighting: Began | Blocked) -> str:
    return sighting.url.rpartition("requestId=")[2]


@settings(max_examples=examples(40))
@given(st.randoms(use_true_random=False), st.integers(0, len(TRANSCRIPT)))
def test_no_secret_of_the_site_is_in_any_record(chance: random.Random, count: int) -> None:
    shuffled = [*TRANSCRIPT, *others()]
    chance.shuffle(shuffled)
    observer = observed(shuffled[:count] if count else shuffled)
    observer.end(at(7))
    everything = repr(observer.take()) + repr(observer.visit) + repr(observer.visit.recording.console)
    assert not [secret for secret in SECRETS if secret in everything]


def test_calls_to_other_services_and_preflights_are_not_kept() -> None:
    assert observed(others()).visit.calls == ()


def test_what_other_services_are_sent_is_not_remembered_for_long() -> None:
    body = b'{"metrics": [1]}'
    observer = observed([began("1", 1)])
    for number in range(5000):
        url = f"https://metrics.example/v1/collect?requestId=m-{number}"
        observer.see(Began(f"o{number}", at(2), "POST", url, (), body, f"{SHOP}/", "1"))
        observer.see(Answered(f"other{number}", at(2), 200))
    observer.see(answered("1", 9))
    [call] = observer.visit.calls
    assert call.status == 200
    kept = pickle.dumps(vars(observer._calls)["_by_key"])
    assert len(kept) < 1_000_000


def test_a_call_to_a_host_that_only_the_sdk_names_is_kept_once_the_sdk_has_named_it() -> None:
    body = json.dumps({"anything": 1}).encode()
    unknown = began("x", 1, body=body, url="https://metrics.shop.example/odd/v1/interact?requestId=r-x")
    observer = observed([unknown, answered("x", 1.1)])
    assert observer.take() == []
    observer.see(configured(2, edgeDomain="metrics.shop.example"))
    assert [each.request_id for each in observer.take()] == ["r-x"]
    assert observed([unknown], hosts=["metrics.shop.example:443"]).visit.calls != ()


def test_a_call_without_a_request_id_gets_one_and_keeps_it() -> None:
    observer = observed([began("x", 1, url=f"https://edge.adobedc.net/ee/v1/interact?configId={'a' * 36}")])
    [first] = observer.take()
    observer.see(answered("x", 1.2))
    [second] = observer.take()
    assert first.request_id == second.request_id != ""


@every_row(
    ("cause", "detail", "state", "words"),
    [
        (Cause.EXTENSION, "net::ERR_BLOCKED_BY_CLIENT", CallState.BLOCKED, "ad blocker"),
        (Cause.CSP, "default-src 'self'", CallState.BLOCKED, "default-src"),
        (Cause.CORS, "MissingAllowOriginHeader", CallState.BLOCKED, "CORS"),
        (Cause.MIXED_CONTENT, "", CallState.BLOCKED, "https:"),
        (Cause.DNS, "net::ERR_NAME_NOT_RESOLVED", CallState.FAILED, "ERR_NAME_NOT_RESOLVED"),
        (Cause.REFUSED, "net::ERR_CONNECTION_REFUSED", CallState.FAILED, "refused"),
        (Cause.TIMED_OUT, "", CallState.FAILED, "in time"),
        (Cause.TLS, "", CallState.FAILED, "certificate"),
        (Cause.BROKEN, "SECRET in words", CallState.FAILED, "broke"),
        (Cause.CANCELED, "net::ERR_ABORTED", CallState.CANCELED, "canceled"),
        (Cause.PAGE_GONE, "", CallState.CANCELED, "page went"),
    ],
)
def test_a_failed_call_says_why_and_how_to_fix_it(cause: Cause, detail: str, state: CallState, words: str) -> None:
    [call] = observed([began("x", 1), Failed("x", at(1.5), cause, detail)]).visit.calls
    assert call.state is state
    failure = call.exchange.failure
    assert failure is not None
    assert words in failure.message
    assert "SECRET" not in failure.message
    assert (failure.cause, failure.elapsed_ms) == (str(cause), 500)


def test_a_response_that_the_page_never_got_is_a_refusal_and_one_that_it_left_is_a_response() -> None:
    refused = observed([began("x", 1), Failed("x", at(1.5), Cause.CORS), answered("x", 1.4)]).visit.calls[0]
    assert refused.state is CallState.BLOCKED
    left = observed([began("x", 1), answered("x", 1.4), Failed("x", at(1.5), Cause.PAGE_GONE)]).visit.calls[0]
    assert left.state is CallState.ANSWERED


@pytest.mark.parametrize("reverse", [False, True])
def test_a_blocked_call_that_is_also_known_by_its_request_is_one_call(reverse: bool) -> None:
    told: list[Sighting] = [
        Blocked(at(1), url_of("r-x"), Cause.CSP, "connect-src 'self'", f"{SHOP}/", "1"),
        began("x", 1, url=url_of("r-x")),
        Failed("x", at(1.1), Cause.CANCELED, "net::ERR_ABORTED"),
        Blocked(at(1), url_of("r-x"), Cause.CSP, "connect-src 'self'", f"{SHOP}/", "1"),
    ]
    [call] = observed(reversed(told) if reverse else told).visit.calls
    assert call.state is CallState.BLOCKED
    assert call.events
    assert call.exchange.failure is not None
    assert call.exchange.failure.cause == "csp"


def test_a_retry_is_another_call_with_the_same_request_id() -> None:
    told = [
        began("a", 1, url=url_of("r-x")),
        answered("a", 1.1, status=503),
        began("b", 2, url=url_of("r-x")),
        answered("b", 2.1),
    ]
    assert [call.status for call in observed(told).visit.calls] == [503, 200]


def test_a_second_beginning_adds_what_the_first_did_not_know() -> None:
    first = Began("x", at(1), "POST", url_of("r-x"), tab="1")
    observer = observed([opened(0), first])
    assert observer.take()[0].request.body == ""
    observer.see(began("x", 1.01, url=url_of("r-x"), is_unload=True))
    [exchange] = observer.take()
    assert exchange.event_type == "web.webpagedetails.pageViews"
    assert exchange.origin is not None
    assert exchange.origin.is_unload
    assert exchange.sent_at == at(1)


def test_a_response_without_its_body_says_why_and_does_not_look_empty() -> None:
    told = [began("x", 1), answered("x", 1.1, body=None, missing="the page went first")]
    [call] = observed(told).visit.calls
    assert call.exchange.notes == ("The body of this response wasn't recorded: the page went first",)
    assert observed([began("x", 1), answered("x", 1.1, status=204, body=None)]).visit.calls[0].exchange.notes == ()


def test_an_unload_call_belongs_to_the_page_that_it_left() -> None:
    told = [
        opened(0, "/a"),
        opened(2, "/a"),
        began("x", 1.99, path="/a", is_unload=True),
        began("y", 2.0, path="/b", body=body_of(event(path="/a")), is_unload=True),
        opened(2.01, "/b"),
        # The source learns of a page after its first call.
        began("z", 1.95, path="/a"),
    ]
    seen = observed(told).visit
    assert {call.exchange.request_id: call.page_number for call in seen.calls} == {"r-x": 1, "r-y": 2, "r-z": 2}


@pytest.mark.parametrize("is_unload", [False, True])
def test_pages_that_differ_in_the_values_of_their_queries_have_their_own_calls(is_unload: bool) -> None:
    paths = [f"/list?page={number}" for number in range(5)]
    pages = [opened(number / 4, path) for number, path in enumerate(paths)]
    calls = [
        began(f"{number}", number / 4 + 0.2, path=path, body=body_of(event(path=path)), is_unload=is_unload)
        for number, path in enumerate(paths)
    ]
    # Whichever is learned of first.
    for told in ([*pages, *calls], [*calls, *pages]):
        seen = observed(told).visit
        assert {page.url for page in seen.pages} == {f"{SHOP}/list?page"}
        assert len(seen.pages) == len(paths)
        found = {call.exchange.request_id: call.page_number for call in seen.calls}
        assert found == {f"r-{number}": number + 1 for number in range(len(paths))}


def test_a_page_that_shows_the_address_of_one_before_it_by_script_has_its_own_calls() -> None:
    told = [opened(0, "/list?page=1"), opened(5, "/list?page=2"), began("x", 9, path="/list?page=1")]
    assert [call.page_number for call in observed(told).visit.calls] == [2]


def test_a_page_that_is_learned_of_after_its_calls_is_one_page() -> None:
    observer = observed([began("x", 1.0)])
    assert [page.loaded_at for page in observer.visit.pages] == [None]
    observer.see(opened(0.5))
    [page] = observer.visit.pages
    assert page.loaded_at == at(0.5)
    assert observer.visit.calls[0].page == page


def test_calls_of_a_frame_and_of_a_worker_are_on_the_page_of_their_tab() -> None:
    told = [opened(0, "/"), opened(0, "/other", tab="2"), began("x", 1, path="/frame.html"), began("y", 1, tab="")]
    assert [call.page_number for call in observed(told).visit.calls] == [1, 1]


@pytest.mark.parametrize("reverse", [False, True])
def test_an_sdk_whose_version_comes_later_is_one_sdk(reverse: bool) -> None:
    told = [configured(), replace(configured(), version="")]
    assert [sdk.version for sdk in observed(reversed(told) if reverse else told).visit.recording.sdks] == ["2.33.1"]
    assert len(observed([*told, configured(debugEnabled=True)]).visit.recording.sdks) == 2


@every_row(
    ("name", "value", "kept"),
    [
        ("datastreamId", {"id": "x"}, None),
        ("datastreamId", ["x", "y"], None),
        ("edgeDomain", ["edge.shop.example"], None),
        ("defaultConsent", {"in": 1}, None),
        ("context", ["web", "device"], "web, device"),
        ("context", ["web", {}], None),
        ("edgeConfigOverrides", {"datastreamId": "x"}, True),
        ("autoCollectPropositionInteractions", {"AJO": "always"}, True),
        ("debugEnabled", 1, 1),
    ],
)
def test_a_setting_of_an_sdk_with_another_kind_of_value_is_left_out(name: str, value: object, kept: object) -> None:
    [sdk] = observed([configured(**{name: value})]).visit.recording.sdks
    assert sdk.setting(name) == kept


def test_snapshots_do_not_change_and_are_made_once() -> None:
    observer = observed([began("x", 1)])
    first = observer.visit
    assert observer.visit is first
    observer.see(answered("x", 1.1, identity()))
    assert first.calls[0].state is CallState.WAITING
    assert observer.visit.calls[0].state is CallState.ANSWERED


def test_an_exchange_is_given_once_and_again_when_it_has_changed() -> None:
    observer = observed([began("x", 1)])
    assert len(observer.take()) == 1
    assert observer.take() == []
    observer.see(PageOpened(at(2), f"{SHOP}/next", "1"))
    assert observer.take() == []
    observer.see(Answered("x", at(3), 200, (), b"{}"))
    assert len(observer.take()) == 1


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT"])
def test_only_a_post_is_a_call(method: str) -> None:
    told: Any = Began("x", at(1), method, url_of("r-x"), (), b"{}")
    assert observed([told]).visit.calls == ()


def test_rules_that_held_for_a_while_are_recorded_in_their_order() -> None:
    changes = [RulesChanged(at(1), ("a",)), RulesChanged(at(2), ("a", "b")), RulesChanged(at(3))]
    assert observed([opened(0), *changes], ends=5).visit.recording.rules == ("a", "b")


def test_a_deleted_call_stays_deleted_whatever_comes_later() -> None:
    told = [
        opened(0),
        configured(),
        command("c", 1),
        began("1", 1.1),
        began("2", 1.2),
        command("c", 1.3, CommandState.RESOLVED),
    ]
    observer = observed(told, ends=None)
    key = observer.visit.calls[0].key
    observer.take()
    observer.see(CallsDeleted(at(2), (key,)))
    observer.see(answered("1", 3))
    observer.see(answered("2", 3))
    assert [each.origin.source_id for each in observer.take() if each.origin] == [observer.visit.calls[0].key]
    assert [call.key for call in observer.visit.calls] != [key]
    assert len(observer.visit.calls) == 1
    observer.end(at(20))
    assert observer.visit.recording.tried == (), "its command made a call"


@given(limits=st.lists(st.integers(1, 4), min_size=1, max_size=30), takes=st.booleans())
def test_looks_that_bring_some_calls_up_to_date_end_with_the_whole_visit(limits: list[int], takes: bool) -> None:
    whole = observed(TRANSCRIPT).visit
    observer = observed(TRANSCRIPT)
    before = 0
    for limit in limits:
        looked_at, is_all = observer.latest(limit)
        assert before <= len(looked_at.calls) <= before + limit
        assert is_all == (observer.untaken == len(looked_at.calls))
        before = len(looked_at.calls)
    if takes:
        # Whoever writes makes the rest, which no sighting tells of.
        observer.take()
    while not is_all:
        looked_at, is_all = observer.latest(1)
    assert ids(looked_at) == ids(whole)
    assert states(looked_at) == states(whole)
    assert looked_at.recording.tried == whole.recording.tried


def test_a_page_that_was_open_before_is_another_one_once_it_is_loaded_again() -> None:
    earlier = PageOpened(at(0), f"{SHOP}/a", "1", was_open=True)
    told = [earlier, began("x", 1, path="/a"), opened(5, "/a"), began("y", 6, path="/a")]
    visit = observed(told, ends=9).visit
    assert [page.loaded_at for page in visit.pages] == [None, at(5)]
    assert [call.page_number for call in visit.calls] == [1, 2]


def test_a_call_that_a_rule_only_delays_was_not_sent_elsewhere() -> None:
    own = url_of("r-1")
    for url, is_elsewhere in ((own, False), (own.replace("edge.shop.example", "127.0.0.1:9"), True)):
        [call] = observed([began("1", 1, sent_to=url)]).visit.calls
        assert call.exchange.origin is not None
        assert (call.exchange.origin.sent_to is not None) == is_elsewhere


@every_row(
    ("coding", "sent", "is_read"),
    [
        ("gzip", gzip.compress(body_of(event())), True),
        ("x-gzip", gzip.compress(body_of(event())), True),
        ("GZIP", gzip.compress(body_of(event())), True),
        ("deflate", zlib.compress(body_of(event())), True),
        ("identity", body_of(event()), True),
        # Decompressed on its way, or never compressed.
        ("gzip", body_of(event()), True),
        ("br", b"\x0b\x02\x80abc\x03", False),
        ("gzip, gzip", gzip.compress(gzip.compress(body_of(event()))), False),
    ],
)
def test_a_compressed_body_is_read_and_one_of_an_unknown_coding_is_not_known(
    coding: str, sent: bytes, is_read: bool
) -> None:
    headers = (("Content-Encoding", coding), ("content-type", "application/json"))
    made = began("1", 1, body=sent, headers=headers)
    for told in ([made], [made, made], [replace(made, body=None), made]):
        [call] = observed([opened(0), *told, answered("1", 1.1)]).visit.calls
        assert call.exchange.request.body == (body_of(event()).decode() if is_read else "")
        assert bool(call.events) is is_read
        assert any("body of this request" in note for note in call.exchange.notes) is not is_read


def test_a_body_that_would_fill_the_memory_when_decompressed_stays_as_it_was_sent() -> None:
    packed = gzip.compress(bytes(50_000_000))
    headers = (("content-encoding", "gzip"),)
    [call] = observed([opened(0), began("1", 1, body=packed, headers=headers), answered("1", 1.1)]).visit.calls
    assert len(call.exchange.request.body) <= len(packed)


@pytest.mark.parametrize(
    ("status", "location", "note"),
    [
        (
            307,
            "https://www.shop.example/landed?secret=SECRET",
            "to https://www.shop.example/landed?secret, which isn't an",
        ),
        (
            302,
            "/maintenance",
            "to https://edge.shop.example/maintenance, which isn't an Edge path: what followed isn't",
        ),
        (308, url_of("r-1", base="https://other.example/ee/v1"), "to https://other.example/ee/v1/interact"),
        (307, "https://[::bad/", ""),
        (307, "javascript:alert(1)", ""),
        (200, "/elsewhere", ""),
    ],
)
def test_where_a_redirect_leads_is_a_note_without_the_values_of_a_query(status: int, location: str, note: str) -> None:
    redirect = answered("1", 1.1, status=status, headers=(("Location", location),))
    [call] = observed([opened(0), began("1", 1), redirect]).visit.calls
    notes = " ".join(call.exchange.notes)
    assert note in notes
    assert ("redirected" in notes) == bool(note)
    response = call.exchange.response
    assert response is not None
    assert (response.header("location") or "no location") in notes + "no location"
    assert "SECRET" not in f"{notes}{response.headers}"
