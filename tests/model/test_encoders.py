"""Any text in a header, a cookie, a URL or a body is sent exactly, or rejected with a message."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.cookies import apply_cookies, cookie_header, cookie_problem, read_cookies, refused_cookies
from edge_tui.model.errors import SetupError
from edge_tui.model.headers import header_problem, read_headers, value_problem
from edge_tui.model.placeholders import Sources, fill
from edge_tui.model.profile import Authentication, Credentials, Profile
from edge_tui.model.request import Action, InteractRequest, compose, left_out, url_of
from edge_tui.model.response import read_response
from edge_tui.model.visitor import Identity
from tests.tables import every_row

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
# Any text, including lone surrogates, with many characters that are special to encoders.
MEANING = st.sampled_from(
    [*"\0\r\n\t ;,=%&+/?#\"'\\.é\xa0\xffč…", "\x1b", "\x7f", "\x9b", "\ud800", "\udcff", "😀", "%C3%A9", "%41"]
)
TEXT = st.lists(MEANING | st.text(st.characters(), max_size=4), max_size=6).map("".join)
SITE = Profile("site", "https://edge.acme.example", datastream_id="ds", org_id="O@AdobeOrg", site_domain="acme.example")
ELSEWHERE = replace(SITE, name="elsewhere", site_domain="")
SERVER = replace(ELSEWHERE, name="server", authentication=Authentication.OAUTH, credentials=Credentials("client"))


def carried(request: InteractRequest) -> None:
    """Encodes a request as the gateway client does, and checks it with an HTTP parser."""
    url = httpx.URL(request.url)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in request.headers]
    h11.Connection(h11.CLIENT).send(h11.Request(method="POST", target=url.raw_path, headers=[("host", "h"), *headers]))
    request.body.encode()


def refusal_of(profile: Profile, action: Action, document: Any, request_id: str, state: ClientState) -> str:
    """The message a request is rejected with; empty when it can be sent."""
    try:
        request = compose(profile, action, document, request_id, state)
    except SetupError as refusal:
        return str(refusal)
    carried(request)
    return ""


def cookies_of(request: InteractRequest) -> dict[str, str]:
    """The cookies of a request, decoded as by a server."""
    pairs = (pair.partition("=") for pair in dict(request.headers).get("cookie", "").split("; ") if pair)
    return {unquote(name): unquote(value) for name, _, value in pairs}


@given(TEXT)
def test_a_header_is_sent_exactly_or_rejected_without_quoting_it(value: str) -> None:
    problem = header_problem("x-any", value)
    if not problem:
        carried(InteractRequest("r", "https://h/", (("x-any", value),), "{}"))
        assert read_headers(f"x-any: {value}")[0] == (("x-any", value),)
    assert len(value) < 4 or value not in problem


@pytest.mark.parametrize("value", ["Zürich", "a\xa0b", "\xa0", "\xff", "a\tb", ""])
def test_any_latin_1_text_can_be_a_header(value: str) -> None:
    assert header_problem("x-any", value) == ""
    carried(InteractRequest("r", "https://h/", (("x-any", value),), "{}"))


@every_row("value", ["č", "\x00", "\r", "\n", "a\r\nb", "\x7f", "\x80", "\x9f", " a", "a ", "a\t", "\ud800", "Ā"])
def test_a_value_that_no_header_can_carry_is_rejected(value: str) -> None:
    assert "a header can't carry" in header_problem("x-any", value)


@every_row(
    "name",
    [
        *("authorization", "proxy-authorization", "cookie", "x-user-token", "host", "content-length"),
        *("transfer-encoding", "connection"),
    ],
)
@every_row("spelled", [str.lower, str.upper, str.title])
def test_a_reserved_header_is_rejected_in_any_case(name: str, spelled) -> None:
    line = f"{spelled(name)}: CANARY"
    headers, (error,) = read_headers(line)
    assert headers == ()
    assert "can't be set here" in error.message
    assert "CANARY" not in error.message


@every_row("name", ["", "a b", "é", "a:b", "a\n", "\ud800", "(x)", "a\0"])
def test_an_invalid_header_name_is_rejected(name: str) -> None:
    assert "not a valid header name" in header_problem(name, "v")


@given(st.dictionaries(TEXT, TEXT, max_size=4))
def test_entries_are_sent_as_cookies_exactly_or_reported(values: dict[str, str]) -> None:
    state = ClientState(tuple(StateEntry(key, value) for key, value in values.items()))
    request = compose(SITE, Action.INTERACT, {"event": {}}, "r", state)
    carried(request)
    problems = [entry for entry in state.entries if cookie_problem(entry)]
    assert cookies_of(request) == {entry.key: entry.value for entry in state.entries if entry not in problems}
    assert len(left_out(SITE, state)) == len(problems)


@given(st.dictionaries(TEXT, TEXT, max_size=4))
def test_any_entries_are_sent_in_the_body_exactly(values: dict[str, str]) -> None:
    state = ClientState(tuple(StateEntry(f"kndctr_{key}", value) for key, value in values.items()))
    for profile in (ELSEWHERE, SERVER):
        request = compose(profile, Action.INTERACT, {"event": {}}, "r", state)
        carried(request)
        sent = json.loads(request.body.encode()).get("meta", {}).get("state", {}).get("entries", [])
        wanted = [{"key": entry.key, "value": entry.value} for entry in state.entries]
        # Two adjacent halves of a surrogate pair are one character to any JSON parser.
        assert sent == json.loads(json.dumps(wanted))
        assert left_out(profile, state) == ()


@given(st.lists(st.fixed_dictionaries({"key": TEXT}, optional={"value": TEXT, "maxAge": st.just(60)}), max_size=4))
def test_the_next_request_can_be_sent_whatever_a_gateway_stores(items: list[dict[str, object]]) -> None:
    body = json.dumps({"requestId": "r", "handle": [{"type": "state:store", "payload": items}]}).encode()
    response = read_response(body)
    state = ClientState().apply_response(response, NOW)
    for profile in (SITE, ELSEWHERE, SERVER):
        request = compose(profile, Action.INTERACT, {"event": {}}, "r", state)
        carried(request)
        said = left_out(profile, state)
        total = len(cookies_of(request)) if profile is SITE else len(state.entries)
        assert total + len(said) == len(state.entries)


@given(TEXT, TEXT, st.sampled_from(["", "; Path=/; Secure", "; Max-Age=60"]))
def test_a_cookie_is_sent_back_unchanged_or_reported(name: str, value: str, rest: str) -> None:
    header = f"kndctr_{name}={value}{rest}".encode("utf-8", "surrogatepass").decode("latin-1")
    headers = [("set-cookie", header)]
    state = apply_cookies(ClientState(), headers, "edge.acme.example", NOW)
    request = compose(SITE, Action.INTERACT, {"event": {}}, "r", state)
    carried(request)
    assert left_out(SITE, state) == ()
    refused = refused_cookies(headers, "edge.acme.example")
    pair = header.split(";")[0].strip(" \t")
    set_name, equals, set_value = pair.partition("=")
    if not equals or "max-age" in header.lower().removesuffix("max-age=60") or "expires" in header.lower():
        return
    assert bool(state.entries) != bool(refused)
    for sent_name, sent_value in cookies_of(request).items():
        assert sent_name == unquote(set_name.strip(" \t"))
        assert sent_value == unquote(set_value.strip(" \t").strip('"').encode("latin-1").decode())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("kndctr_\xe9=v", "its name"),
        ("kndctr_%zz=v", "its name"),
        ("kndctr_a b=v", "its name"),
        ("kndctr_x=a\0b", "control character"),
        ("kndctr_x=\r\nset-cookie: y=z", "control character"),
        ("kndctr_x=\xe9", "not UTF-8"),
        ("kndctr_x=%ff", "not UTF-8"),
    ],
)
def test_a_cookie_that_cannot_be_sent_back_is_reported_and_not_stored(header: str, words: str) -> None:
    assert apply_cookies(ClientState(), [("set-cookie", header)], "a.example", NOW) == ClientState()
    (sentence,) = refused_cookies([("set-cookie", header)], "a.example")
    assert words in sentence


@given(TEXT)
def test_pasted_cookies_are_sent_unchanged(text: str) -> None:
    entries = [StateEntry(name, value) for name, value in read_cookies(text)]
    again = read_cookies(cookie_header(entries))
    assert again == tuple((entry.key, entry.value) for entry in entries if not cookie_problem(entry))


@every_row(
    ("domain", "host", "is_kept"),
    [
        ("acme.example", "edge.acme.example", True),
        (".acme.example", "edge.acme.example", True),
        ("ACME.example", "edge.acme.example", True),
        ("edge.acme.example", "edge.acme.example", True),
        ("", "edge.acme.example", True),
        ("acme.example", "notacme.example", False),
        ("acme.example", "evilacme.example", False),
        ("example.com", "evilexample.com", False),
        ("edge.acme.example", "acme.example", False),
        ("acme.example.evil", "acme.example", False),
        ("other.example", "edge.acme.example", False),
    ],
)
def test_a_cookie_is_valid_for_its_domain_and_subdomains(domain: str, host: str, is_kept: bool) -> None:
    state = apply_cookies(ClientState(), [("set-cookie", f"kndctr_x=v; Domain={domain}")], host, NOW)
    assert bool(state.entries) is is_kept


@pytest.mark.parametrize(
    ("host", "is_first_party"),
    [
        ("acme.example", True),
        ("edge.acme.example", True),
        ("notacme.example", False),
        ("acme.example.evil", False),
        ("acme-example", False),
    ],
)
def test_cookies_go_only_to_a_first_party_domain(host: str, is_first_party: bool) -> None:
    profile = replace(SITE, url=f"https://{host}")
    request = compose(profile, Action.INTERACT, {"event": {}}, "r", ClientState((StateEntry("kndctr_x", "v"),)))
    assert ("cookie" in dict(request.headers)) is is_first_party


@every_row(
    ("attribute", "seconds"),
    [
        ("Max-Age=60", 60),
        ("Max-Age=0060", 60),
        ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 60),
        ("Expires=Sun, 01 Mar 2026 10:30:00 GMT", 3600),
        ("Expires=Sun, 01 Mar 2026 10:30:00 +0000", 3600),
        ("Expires=Sun, 01 Mar 2026 10:30:00 +0030", 1800),
        ("Expires=Sun, 01 Mar 2026 10:30:00 -0500", 6 * 3600),
        ("Expires=Sun, 01 Mar 2026 10:30:00 EST", 6 * 3600),
        ("Expires=Sun, 01 Mar 2026 10:30:00", 3600),
    ],
)
def test_a_cookie_lasts_for_its_lifetime_in_any_time_zone(attribute: str, seconds: int) -> None:
    (entry,) = apply_cookies(ClientState(), [("set-cookie", f"kndctr_x=v; {attribute}")], "a.example", NOW).entries
    assert entry.max_age_seconds == seconds
    assert entry.expires_at == NOW + timedelta(seconds=seconds)


ABSURD = [
    *("Expires=Thu, 01 Jan 1970 00:00:00 +99999999999999999999", "Expires=Thu, 01 Jan 99999 00:00:00 GMT"),
    *("Expires=Thu, 01 Jan 0000 00:00:00 GMT", "Expires=0", "Expires=-1", "Expires=never", "Expires=", "Expires"),
    *("Expires=Thu, 99 Jan 2026 99:99:99 GMT", "Expires=Thu, 01 Jan 2026 00:00:00 +9999", "Expires=,", "Expires=:"),
    f"Expires={'9' * 400}",
    f"Expires=Thu, 01 Jan 2026 {'9' * 400}:00:00 GMT",
    *("Max-Age=-1", "Max-Age=1e9", "Max-Age=", "Max-Age=٣", f"Max-Age={'9' * 400}", f"Max-Age=-{'9' * 400}"),
    f"Max-Age={'9' * 5000}",
]


@every_row("attribute", ABSURD, ids=lambda attribute: attribute[:40])
def test_an_absurd_lifetime_does_not_raise(attribute: str) -> None:
    state = apply_cookies(ClientState(), [("set-cookie", f"kndctr_x=v; {attribute}")], "a.example", NOW)
    assert state.live(NOW) == state
    # Converting to another time zone must not overflow.
    for entry in state.entries:
        assert entry.expires_at is None or entry.expires_at.astimezone(None)


@given(st.text("0123456789:+- ,;.ThuJanGMTESTeé", max_size=40))
def test_any_date_can_be_read(text: str) -> None:
    apply_cookies(ClientState(), [("set-cookie", f"kndctr_x=v; Expires={text}")], "a.example", NOW)


def test_an_age_with_hundreds_of_digits_lasts_and_a_negative_one_deletes() -> None:
    for written, is_kept in ((f"Max-Age={'9' * 400}", True), (f"Max-Age=-{'9' * 400}", False), ("Max-Age=0", False)):
        before = ClientState((StateEntry("kndctr_x", "old"),))
        state = apply_cookies(before, [("set-cookie", f"kndctr_x=v; {written}")], "a.example", NOW)
        assert bool(state.entries) is is_kept
        assert state.live(NOW + timedelta(days=10_000)).entries == state.entries


@every_row("age", [1e300, -1e300, 10**400, -(10**400), 1e15, True, "60", None, [], 0.5])
def test_any_max_age_of_a_handle_is_read(age: object) -> None:
    handle = {"type": "state:store", "payload": [{"key": "k", "value": "v", "maxAge": age}]}
    hint = {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": age}]}
    response = read_response(json.dumps({"requestId": "r", "handle": [handle, hint]}).encode())
    state = ClientState().apply_response(response, NOW)
    is_number = isinstance(age, int | float) and not isinstance(age, bool)
    assert bool(state.entries) is not (is_number and age < 1)
    assert bool(state.hint) is (is_number and age >= 1)


@given(TEXT, TEXT)
def test_ids_are_in_the_url_exactly_or_rejected_by_name(datastream_id: str, request_id: str) -> None:
    profile = replace(ELSEWHERE, datastream_id=datastream_id)
    if refusal := refusal_of(profile, Action.INTERACT, {"event": {}}, request_id, ClientState()):
        assert re.search("(datastream|request) ID contains half", refusal)
        return
    request = compose(profile, Action.INTERACT, {"event": {}}, request_id, ClientState())
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    assert query["requestId"] == [request_id]
    assert query.get("datastreamId", [""]) == [datastream_id]


@given(TEXT, st.sampled_from([Action.INTERACT, Action.MEDIA]))
def test_a_path_segment_is_exact_or_rejected(text: str, action: Action) -> None:
    document = {"events": [{"xdm": {"eventType": f"media.{text}"}}]}
    state = ClientState((), LocationHint(text, NOW + timedelta(hours=1)) if text else None)
    # The preview of the URL never raises.
    assert url_of(ELSEWHERE, action, "r", text, document).isascii()
    if refusal := refusal_of(ELSEWHERE, action, document, "r", state):
        assert action is Action.MEDIA
        assert "event type" in refusal
        return
    request = compose(ELSEWHERE, action, document, "r", state)
    segments = [unquote(segment) for segment in httpx.URL(request.url).raw_path.decode().partition("?")[0].split("/")]
    hinted = [] if left_out(ELSEWHERE, state) or not text else [text]
    called = ["va", "v1", *([text] if text else [])] if action is Action.MEDIA else ["v2", "interact"]
    assert segments == ["", "ee", *hinted, *called]


@pytest.mark.parametrize("event", ["media..", "media...", "media.\ud800", ".", ".."])
def test_an_event_type_never_leads_to_another_path(event: str) -> None:
    with pytest.raises(SetupError, match="event type"):
        compose(ELSEWHERE, Action.MEDIA, {"events": [{"xdm": {"eventType": event}}]}, "r", ClientState())


@given(TEXT)
def test_the_callers_ids_are_sent_exactly_or_rejected_by_name(text: str) -> None:
    for profile, words in (
        (replace(SERVER, org_id=text), "The organization ID"),
        (replace(SERVER, credentials=Credentials(text)), "The client ID"),
    ):
        if refusal := refusal_of(profile, Action.INTERACT, {"event": {}}, "r", ClientState()):
            assert refusal.startswith(words)
            assert value_problem(text)
            assert len(text) < 4 or text not in refusal
        else:
            request = compose(profile, Action.INTERACT, {"event": {}}, "r", ClientState())
            assert text in ("", *dict(request.headers).values())


@given(
    st.recursive(
        TEXT | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    )
)
def test_a_body_is_sent_exactly_with_lone_surrogates_escaped(value: object) -> None:
    request = compose(ELSEWHERE, Action.INTERACT, {"event": {"data": value}}, "r", ClientState())
    assert json.loads(request.body.encode())["event"]["data"] == json.loads(json.dumps(value))


def test_an_imported_body_can_always_be_sent() -> None:
    assert InteractRequest("r", "https://h/", (), '{"a":"\ud800é"}').body == '{"a":"\\ud800é"}'


def test_an_identity_that_cannot_be_a_cookie_is_reported() -> None:
    fpid = [Identity("FPID", "\ud800")]
    assert "cookie" not in dict(
        compose(SITE, Action.INTERACT, {"event": {}}, "r", ClientState(), identities=fpid).headers
    )
    (sentence,) = left_out(SITE, ClientState(), fpid)
    assert sentence.startswith("FPID of the visitor was not sent")


@pytest.mark.parametrize("is_primary", [True, False])
def test_the_visitors_primary_identity_is_not_added_to_the_events_own(is_primary: bool) -> None:
    own = {"identityMap": {"Email": [{"id": "a@b.example", "primary": is_primary}]}}
    anna = [Identity("CRM", "anna", is_primary=True)]
    for document, where in (
        ({"event": {"xdm": own}}, ("event", "xdm")),
        ({"events": [{"xdm": own}]}, ("events", 0, "xdm")),
    ):
        found = json.loads(compose(ELSEWHERE, Action.INTERACT, document, "r", ClientState(), identities=anna).body)
        for step in where:
            found = found[step]
        primaries = [item for items in found["identityMap"].values() for item in items if item.get("primary")]
        assert len(primaries) == 1
        assert (primaries[0]["id"] == "anna") is not is_primary


def test_hashing_half_a_surrogate_pair_is_rejected_with_a_message() -> None:
    sources = Sources(NOW, lambda: "u", "1", {})
    filled = fill({"a": "{{sha256:\ud800}}"}, sources)
    assert "can't be hashed" in filled.unresolved[0].reason
