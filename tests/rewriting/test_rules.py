"""What rules do with calls: tables of cases, and what holds for any call."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, Kept, PassingRequest, PassingResponse, Rewriter
from edge_tui.rewriting.conditions import fits_pattern
from edge_tui.rewriting.responses import DECISIONS
from edge_tui.rewriting.rule_file import Gateways, read_rules
from edge_tui.rewriting.rules import Rules
from tests.tables import every_row

OTHER = "5f1c0000-0000-4000-8000-00000000000b"
URL = "https://edge.shop.example/ee/or2/v1/interact?configId=ds-1&requestId=r1"
PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}


def rewriter(text: str) -> Rules:
    """The rules of a text."""
    return Rules(read_rules(text, "rules.toml", Gateways()))


def call(url: str = URL, body: object = None, **headers: str) -> PassingRequest:
    """A POST to the API."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return PassingRequest("POST", url, named, json.dumps(body or {"events": [PAGE_VIEW]}).encode())


def response(document: Any, **headers: str) -> PassingResponse:
    """A response with a JSON body."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return PassingResponse(200, (("content-type", "application/json"), *named), json.dumps(document).encode())


@pytest.mark.parametrize(
    ("to", "url", "expected"),
    [
        (f"datastream='{OTHER}:dev'", URL, URL.replace("ds-1", f"{OTHER}:dev")),
        (f"datastream='{OTHER}'", "https://h/ee/v2/interact?dataStreamId=a&requestId=r", f"https://h/ee/v2/interact?dataStreamId={OTHER}&requestId=r"),
        ("datastream='a&b'\nto.url='https://edge.shop.example'", URL, URL.replace("ds-1", "a%26b")),
        ("url='http://127.0.0.1:9'", URL, URL.replace("https://edge.shop.example", "http://127.0.0.1:9")),
        ("datastream='ds-1'\nto.url='https://edge.shop.example'", URL, None),
        (f"datastream='{OTHER}'", "https://h/ee/va/v1/ping", None),
        (f"datastream='{OTHER}'", "https://h/ee/v1/interact?xconfigId=a", None),
    ],
)  # fmt: skip
def test_a_destination_changes_the_datastream_or_the_origin_and_nothing_else(
    to: str, url: str, expected: str | None
) -> None:
    action = rewriter(f"[[rules]]\nname='r'\nto.{to}").on_request(call(url))
    assert (action.url if isinstance(action, GoElsewhere) else None) == expected
    assert action is None or isinstance(action, GoElsewhere)
    assert action is None or action.body is None


@every_row(
    ("rule", "kept"),
    [
        ("to.url='http://127.0.0.1:9'", Kept.ALL),
        ("response.json={}\nwhen.paths=['*/interact']\nwhen.datastreams=['ds-*']", Kept.ALL),
        ("fault.network='off'\nwhen.paths=['*/collect']", Kept.NONE),
        ("fault.status=503\nwhen.events=['commerce.*']", Kept.SOME),
        ("fault.status=503\nwhen.every=2", Kept.SOME),
        ("to.url='http://127.0.0.1:9'\nwhen.pages=['https://www.shop.example/*']", Kept.SOME),
        ("to.datastream='11111111-2222-4333-8444-555555555555'", Kept.NONE),
        ("fault.delay_ms=9", Kept.NONE),
        ("offer.scope='hero'\noffer.text='a'", Kept.NONE),
        ("to.url='http://127.0.0.1:9'\nenabled=false", Kept.NONE),
    ],
)
def test_a_url_tells_whether_its_calls_get_to_its_host(rule: str, kept: Kept) -> None:
    rules = rewriter(f"[[rules]]\nname='r'\n{rule}")
    assert rules.kept_of(URL) is kept
    actions = [rules.on_request(call()) for _ in range(2)]
    leaves = [
        action is not None and getattr(action, "url", "").partition("/ee")[0] != URL.partition("/ee")[0]
        for action in actions
    ]
    assert kept is Kept.SOME or all(leaves) == any(leaves) == (kept is Kept.ALL)
    assert rules.kept_of("https://edge.shop.example/other") is Kept.NONE


@every_row(
    ("rule", "keeps_back"),
    [
        (f"to.datastream='{OTHER}:dev'", True),
        ("to.url='http://127.0.0.1:9'\nwhen.events=['x']", True),
        ("response.status=204", True),
        ("fault.status=503", True),
        ("fault.network='off'", True),
        ("fault.delay_ms=200", False),
        ("offer.scope='hero'\noffer.text='x'", False),
        ("enabled=false\nto.datastream='b:dev'", False),
    ],
)
def test_calls_are_kept_back_where_a_rule_keeps_any_from_its_site(rule: str, keeps_back: bool) -> None:
    assert rewriter(f"[[rules]]\nname='r'\n{rule}").keeps_back == keeps_back


def test_a_media_body_that_names_its_datastream_gets_the_other() -> None:
    body = {
        "events": [{"configId": "a", "xdm": {"eventType": "media.ping", "configId": "kept"}}],
        "meta": {"edgeConfigId": "a"},
    }
    action = rewriter(f"[[rules]]\nto.datastream='{OTHER}'").on_request(call("https://h/ee/va/v1/ping", body))
    assert isinstance(action, GoElsewhere)
    assert action.body is not None
    assert json.loads(action.body) == {
        "events": [{"configId": OTHER, "xdm": {"eventType": "media.ping", "configId": "kept"}}],
        "meta": {"edgeConfigId": OTHER},
    }


def test_a_site_s_cookies_do_not_go_to_another_gateway() -> None:
    made = call(Cookie="session=SECRET; kndctr_A_identity=x; FPID=y")
    elsewhere = rewriter("[[rules]]\nto.url='https://other.example'").on_request(made)
    assert isinstance(elsewhere, GoElsewhere)
    assert elsewhere.headers == (("cookie", "kndctr_A_identity=x; FPID=y"),)
    same = rewriter(f"[[rules]]\nto.datastream='{OTHER}'").on_request(made)
    assert isinstance(same, GoElsewhere)
    assert same.headers == ()


_WHEN = {
    "events=['web.*']": True,
    "events=['commerce.*', 'web.webpagedetails.pageViews']": True,
    "events=['commerce.*']": False,
    "scopes=['hero']": True,
    "scopes=['her']": False,
    "scopes=['web://shop.example/*']": True,
    "paths=['*/interact']": True,
    "paths=['*/collect']": False,
    "datastreams=['ds-*']": True,
    "datastreams=['ds']": False,
    "pages=['https://www.shop.example/cart*']": True,
    "pages=['https://www.shop.example/cart']": False,
}


@every_row("when", _WHEN)
def test_a_rule_is_for_the_calls_that_its_conditions_fit(when: str) -> None:
    event = {
        "xdm": {"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"URL": "https://www.shop.example/cart?a=b"}}},
        "query": {"personalization": {"decisionScopes": ["hero"], "surfaces": ["web://shop.example/cart"]}},
    }  # fmt: skip
    action = rewriter(f"[[rules]]\nfault.status=503\nwhen.{when}").on_request(call(body={"events": [event]}))
    assert (action is not None) == _WHEN[when]


def test_the_page_is_what_the_source_knows_then_what_the_event_says_then_the_referer() -> None:
    rules = rewriter("[[rules]]\nfault.status=503\nwhen.pages=['https://known/*']")
    assert rules.on_request(call(Referer="https://known/")) is not None
    assert rules.on_request(call(Referer="https://other/")) is None
    page = PassingRequest("POST", URL, (("referer", "https://other/"),), None, "https://known/a")
    assert rules.on_request(page) is not None


@pytest.mark.parametrize(
    ("when", "turns"),
    [
        ("share=0.5", [2, 4, 6, 8]),
        ("share=0.25", [4, 8]),
        ("every=3", [3, 6]),
        ("nth=2", [2]),
        ("every=1", [*range(1, 9)]),
    ],
)
def test_a_share_is_spread_evenly_and_the_same_every_time(when: str, turns: list[int]) -> None:
    rules = rewriter(f"[[rules]]\nfault.status=503\nwhen.{when}")
    assert [number for number in range(1, 9) if rules.on_request(call())] == turns


def test_only_calls_that_fit_are_counted() -> None:
    rules = rewriter("[[rules]]\nfault.status=503\nwhen.nth=2\nwhen.events=['web.*']")
    other = call(body={"events": [{"xdm": {"eventType": "commerce.purchases"}}]})
    assert [bool(rules.on_request(each)) for each in (call(), other, other, call(), call())] == [0, 0, 0, 1, 0]


def test_a_call_that_another_rule_ends_is_counted_too() -> None:
    rules = rewriter("[[rules]]\nfault.status=503\nwhen.nth=1\n[[rules]]\nname='off'\nfault.network='off'\nwhen.nth=2")
    assert [type(rules.on_request(call())) for _ in range(3)] == [AnswerWith, CutOff, type(None)]


def test_a_refusal_has_a_problem_body_and_headers_that_let_the_page_read_it() -> None:
    text = (
        "[[rules]]\nname='busy'\nfault.status=503\nfault.code='0201'\nfault.retry_after_seconds=5\nfault.delay_ms=250"
    )
    action = rewriter(text).on_request(call(Origin="https://www.shop.example"))
    assert isinstance(action, AnswerWith)
    assert (action.rule, action.delay_ms, action.response.status) == ("busy", 250, 503)
    headers = dict(action.response.headers)
    assert headers["access-control-allow-origin"] == "https://www.shop.example"
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["retry-after"] == "5"
    assert headers["content-type"].startswith("application/problem+json")
    assert json.loads(action.response.body)["type"] == "https://ns.adobe.com/aep/errors/EXEG-0201-503"


def test_no_network_and_a_delay_alone() -> None:
    assert rewriter("[[rules]]\nname='off'\nfault.network='off'").on_request(call()) == CutOff("off")
    slow = rewriter("[[rules]]\nname='slow'\nfault.delay_ms=900").on_request(call())
    assert slow == GoElsewhere("slow", URL, delay_ms=900)


def test_destinations_and_delays_add_up_and_a_fault_ends_them() -> None:
    text = (
        f"[[rules]]\nname='dev'\nto.datastream='{OTHER}'\n"
        "[[rules]]\nname='local'\nto.url='http://127.0.0.1:9'\n"
        "[[rules]]\nname='slow'\nfault.delay_ms=700\n[[rules]]\nname='slower'\nfault.delay_ms=700\n"
    )
    action = rewriter(text).on_request(call())
    url = URL.replace("https://edge.shop.example", "http://127.0.0.1:9").replace("ds-1", OTHER)
    assert action == GoElsewhere("dev, local, slow, slower", url, delay_ms=1000)
    ended = rewriter(text + "[[rules]]\nname='off'\nfault.network='off'").on_request(call())
    assert ended == CutOff("off", 1000)


def test_a_made_up_response_is_given_with_its_type() -> None:
    action = rewriter("[[rules]]\nname='a'\nresponse.json={requestId='r'}").on_request(call())
    assert isinstance(action, AnswerWith)
    assert action.response.body == b'{"requestId":"r"}'
    assert dict(action.response.headers)["access-control-allow-origin"] == "*"


HERO = {"id": "1", "scope": "hero"}
FOOTER = {"id": "2", "scope": "footer"}
STATE = {"type": "state:store", "payload": []}


@pytest.mark.parametrize(
    ("handles", "expected"),
    [
        ([], [["edge-tui:hero"]]),
        ([STATE], [None, ["edge-tui:hero"]]),
        ([{"type": DECISIONS, "eventIndex": 0, "payload": [HERO]}], [["edge-tui:hero"]]),
        ([{"type": DECISIONS, "payload": [HERO, FOOTER]}, STATE], [["2", "edge-tui:hero"], None]),
        ([{"type": DECISIONS, "payload": [HERO]}, {"type": DECISIONS, "payload": [FOOTER]}], [["2", "edge-tui:hero"]]),
        ([{"type": DECISIONS, "payload": "odd"}, 7], [None, None, ["edge-tui:hero"]]),
    ],
)
def test_an_offer_takes_the_place_of_the_scope_s_propositions(handles: list[Any], expected: list[Any]) -> None:
    rules = rewriter("[[rules]]\nname='o'\noffer.scope='hero'\noffer.html='<b>x</b>'")
    assert rules.wants_response(call())
    changed = rules.on_response(call(), response({"requestId": "r", "handle": handles}, content_encoding="gzip"))
    assert changed is not None
    assert changed[0] == "o"
    assert dict(changed[1].headers) == {"content-type": "application/json"}
    found = json.loads(changed[1].body)["handle"]
    ids = [
        [each["id"] for each in handle["payload"]]
        if isinstance(handle, dict) and handle["type"] == DECISIONS and isinstance(handle["payload"], list)
        else None
        for handle in found
    ]
    assert ids == expected


def test_parts_of_a_response_are_replaced_removed_and_merged() -> None:
    text = """
    [[rules]]
    name = "parts"
    change.status = 207
    change.remove_handles = ["activation:pull"]
    change.handles = [{type = "locationHint:result", payload = [{hint = "or2"}]}]
    change.merge = '{"requestId": null, "errors": [{"title": "made up"}]}'
    """
    given = {"requestId": "r", "handle": [{"type": "activation:pull"}, STATE, {"type": "locationHint:result"}]}
    changed = rewriter(text).on_response(call(), response(given))
    assert changed is not None
    assert changed[1].status == 207
    assert json.loads(changed[1].body) == {
        "handle": [STATE, {"type": "locationHint:result", "payload": [{"hint": "or2"}]}],
        "errors": [{"title": "made up"}],
    }


@pytest.mark.parametrize(
    "given",
    [
        PassingResponse(204, (), b""),
        PassingResponse(200, (("content-type", "text/html"),), b"<html>"),
        PassingResponse(200, (("Content-Type", "text/event-stream"),), b'{"handle": []}'),
        PassingResponse(200, (), b"[1]"),
        PassingResponse(200, (), b"\xff\xfe{"),
    ],
)
def test_a_response_without_a_json_object_passes_as_it_is(given: PassingResponse) -> None:
    assert rewriter("[[rules]]\noffer.scope='hero'\noffer.text='x'").on_response(call(), given) is None


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("OPTIONS", URL),
        ("GET", URL),
        ("POST", "https://www.shop.example/cart"),
        ("POST", "https://h/ee/v1/interact/more"),
        ("POST", "https://[bad/ee/v1/interact"),
    ],
)
def test_other_traffic_is_never_changed(method: str, url: str) -> None:
    rules = rewriter("[[rules]]\nfault.network='off'\n[[rules]]\noffer.scope='a'\noffer.text='b'")
    other = PassingRequest(method, url)
    assert rules.on_request(other) is None
    assert not rules.wants_response(other)
    assert rules.on_response(other, response({})) is None


def test_a_conversation_can_be_sent_elsewhere_but_its_stream_is_never_held() -> None:
    url = "https://edge.adobedc.net/brand-concierge/conversations?configId=a"
    rules = rewriter(f"[[rules]]\nto.datastream='{OTHER}'\n[[rules]]\noffer.scope='a'\noffer.text='b'")
    assert rules.on_request(call(url)) is not None
    assert not rules.wants_response(call(url))


_NAMES = ("handle", "events", "event", "query", "payload", "type", "scope", "xdm", "meta", "configId")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12) | st.sampled_from(_NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)
_EVERY_KIND = """
[[rules]]
to.datastream='5f1c0000-0000-4000-8000-00000000000b'
when.events=['a*']
[[rules]]
to.url='https://other.example'
when.share=0.5
[[rules]]
offer.scope='hero'
offer.json={a=1}
[[rules]]
change.remove_handles=['state:store']
when.scopes=['*']
[[rules]]
fault.status=503
when.pages=['*x*']
"""


@given(url=st.text(max_size=60), body=st.binary(max_size=60) | st.none(), document=_JSON, page=st.text(max_size=20))
def test_no_call_makes_a_rule_raise(url: str, body: bytes | None, document: Any, page: str) -> None:
    rules: Rewriter = rewriter(_EVERY_KIND)
    bodies = [body, json.dumps(document).encode()]
    for target in (url, URL + url, f"https://{url}/ee/v1/interact?configId=a"):
        for each in bodies:
            request = PassingRequest("POST", target, (("Cookie", page), ("Referer", page)), each, page)
            rules.on_request(request)
            rules.wants_response(request)
            rules.on_response(request, PassingResponse(200, (("x", url),), each or b""))


@given(document=st.dictionaries(st.text(max_size=8), _JSON, max_size=5))
def test_an_offer_changes_nothing_but_the_handles(document: dict[str, Any]) -> None:
    rules = rewriter("[[rules]]\noffer.scope='hero'\noffer.text='x'")
    changed = rules.on_response(call(), response(document))
    assert changed is not None
    after = json.loads(changed[1].body)
    handles = after.pop("handle")
    assert after == {name: value for name, value in document.items() if name != "handle"}
    assert json.dumps(handles).count('"edge-tui:hero"') == 1


@given(pattern=st.text("a*b", max_size=8), text=st.text("ab", max_size=12))
def test_a_pattern_means_what_the_same_regular_expression_means(pattern: str, text: str) -> None:
    import re

    assert fits_pattern(pattern, text) == bool(re.fullmatch(pattern.replace("*", ".*"), text))


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=30), st.integers(1, 9))
def test_of_any_calls_a_share_takes_that_part(events: list[str], tenths: int) -> None:
    rules = rewriter(f"[[rules]]\nfault.status=503\nwhen.share={tenths / 10}\nwhen.events=['a']")
    taken = sum(rules.on_request(call(body={"events": [{"xdm": {"eventType": e}}]})) is not None for e in events)
    assert abs(taken - events.count("a") * tenths / 10) < 1
