"""An import keeps only parts of the protocol; other parts are reported by name, and their values are nowhere."""

import json
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import FORMATS, Imported, read
from edge_tui.formats.allowed import (
    QUERY_PARAMETERS,
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    SECRET_HEADERS,
    LeftOut,
    allowed_headers,
    allowed_response_headers,
    allowed_url,
)
from edge_tui.formats.incoming import import_request
from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.request import MASK
from tests.formats.exchanges import SENT_AT, exchange
from tests.tables import every_row

CANARY = "CANARY7f3a"
URL = "https://edge.example.com/ee/v2/interact?datastreamId=4f1c&requestId=r1"
NAMES = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=24)


def imported(
    url: str = URL, headers: list[tuple[str, str]] | None = None, response: Response | None = None
) -> Imported:
    found = import_request(url, headers or [], '{"event": {}}', response)
    assert found is not None
    return found


def written(found: Imported) -> str:
    """Every part of an import that is stored, exported or shown."""
    assert found.request is not None
    whole = Exchange(found.draft, found.request, "imported", "imported", SENT_AT, found.response)
    exports = [each.render(whole) for each in FORMATS.values()]
    return "\n".join([*exports, repr(found), *found.notes])


@every_row(
    "name",
    [
        *("x-auth-token", "api-key", "X-API-KEY-2", "authorization", "Proxy-Authorization", "x-user-token"),
        *("X-USER-TOKEN", "x-amz-security-token", "x-csrf-token", "sec-secret", "x-forwarded-access-token"),
        *("x-forwarded-user", "referer-token", "user-agent-secret", "content-secret", "accept-token", "origin-key"),
        *(" authorization ", "x-auth-token\t", "x-gw-ims-org", "if-none-match", "x-sandbox-name"),
    ],
)
def test_a_header_that_edge_tui_does_not_send_is_not_kept(name: str) -> None:
    found = imported(headers=[(name, f"Bearer {CANARY}"), ("user-agent", "Firefox")])
    assert CANARY not in written(found)
    assert found.draft.headers == (("user-agent", "Firefox"),)


@every_row("name", sorted(REQUEST_HEADERS))
def test_a_header_that_edge_tui_sends_is_kept(name: str) -> None:
    found = imported(headers=[(name.title(), "https://a.example/page")])
    assert found.request is not None
    assert dict(found.request.headers)[name] == "https://a.example/page"
    assert found.notes == ()


_CREDENTIALS = (
    f"Bearer {CANARY}",
    f"basic\t{CANARY}",
    f"x Digest {CANARY}",
    f"a eyJhbGciOiJSUzI1NiJ9.eyJ{CANARY}.c2ln",
)
_URLS = (
    *(f"https://a.example/page;jsessionid={CANARY}", f"https://a.example/a%3Bsid={CANARY}/b?t=1"),
    *(f"https://u:{CANARY}@a.example/", f"https://a.example/#access_token={CANARY}"),
)


@every_row(
    ("name", "value"),
    [
        *((name, value) for name in sorted(REQUEST_HEADERS) for value in _CREDENTIALS),
        *((name, value) for name in ("referer", "origin") for value in _URLS),
    ],
)
def test_a_secret_in_the_value_of_a_header_that_is_kept_does_not_survive(name: str, value: str) -> None:
    assert CANARY not in written(imported(headers=[(name, value)]))


@pytest.mark.parametrize("value", [f"application/json; token={CANARY}", f"a/b;charset=utf-8;boundary={CANARY}"])
def test_of_a_content_type_only_the_character_set_is_kept_besides_the_type(value: str) -> None:
    found = imported(headers=[("Content-Type", value)])
    assert CANARY not in written(found)
    assert found.request is not None
    assert dict(found.request.headers)["content-type"] in ("application/json", "a/b;charset=utf-8")


@pytest.mark.parametrize("option", ["-G -d", "--get --data", "-sGd", "-G --data-urlencode", "--url-query"])
def test_what_a_curl_command_sends_in_the_query_is_not_a_body(option: str) -> None:
    reading = read(f"curl '{URL}' {option} access_token={CANARY}")
    assert (reading.requests, "has no body" in reading.missing) == ((), True)
    assert CANARY not in repr(reading)


@given(NAMES)
def test_any_other_header_is_kept_neither_in_request_nor_response(name: str) -> None:
    if name.lower() not in REQUEST_HEADERS:
        assert CANARY not in str(allowed_headers([(name, CANARY)], LeftOut()))
    if name.lower() not in RESPONSE_HEADERS:
        assert CANARY not in str(allowed_response_headers([(name, CANARY)], LeftOut()))


@given(NAMES, st.sampled_from(["&", ";"]))
def test_any_other_query_parameter_is_removed(name: str, joined: str) -> None:
    left_out = LeftOut()
    url = allowed_url(f"{URL}{joined}{name}={CANARY}", left_out)
    assert (CANARY in url) is (name.lower() in QUERY_PARAMETERS)
    assert CANARY not in " ".join(left_out.sentences())


@every_row(
    "url",
    [
        f"https://anna:{CANARY}@edge.example.com/ee/v2/interact?datastreamId=1",
        f"https://{CANARY}@edge.example.com/ee/v2/interact?datastreamId=1",
        f"https://edge.example.com/ee/v2/interact?datastreamId=1&access_token={CANARY}",
        f"https://edge.example.com/ee/v2/interact?datastreamId=1&access%5Ftoken={CANARY}",
        f"https://edge.example.com/ee/v2/interact?{CANARY}&datastreamId=1",
        f"https://edge.example.com/ee/v2/interact?{CANARY}==&datastreamId=1",
        f"https://edge.example.com/ee/v2/interact?datastreamId=1;token={CANARY}",
        f"https://edge.example.com/ee/v2/interact;jsessionid={CANARY}?datastreamId=1",
        f"https://edge.example.com/ee%3Bsid={CANARY}/v2/interact?datastreamId=1",
        f"https://edge.example.com/ee/v2/interact?datastreamId=1#{CANARY}",
    ],
)
def test_parts_of_a_url_unknown_to_the_protocol_are_not_kept(url: str) -> None:
    found = imported(url)
    assert CANARY not in written(found)
    assert found.profile.datastream_id == "1"
    assert found.notes


@every_row(
    "value",
    [
        f"https://shop.example/page?session={CANARY}",
        f"https://anna:{CANARY}@shop.example/page",
        f"https://shop.example/page#{CANARY}",
        f"https://[{CANARY}",
    ],
)
@every_row("name", ["referer", "origin"])
def test_a_page_is_kept_without_its_query_and_its_user(name: str, value: str) -> None:
    assert CANARY not in written(imported(headers=[(name, value)]))


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\r\n "])
def test_a_folded_header_is_not_kept(break_: str) -> None:
    found = imported(headers=[("user-agent", f"Firefox{break_}x-auth-token: {CANARY}")])
    assert CANARY not in written(found)


@pytest.mark.parametrize(
    "cookie",
    [
        f"session={CANARY}",
        f"kndctr_A_AdobeOrg_identity=v, session={CANARY}",
        f"kndctr_A_AdobeOrg_identity=v\nsession={CANARY}",
        f"{CANARY}",
        f"{CANARY}=",
        f"mboxSession={CANARY}",
        f"FPID_SECRET={CANARY}",
    ],
)
def test_a_cookie_of_the_website_is_kept_neither_in_request_nor_response(cookie: str) -> None:
    found = imported(headers=[("Cookie", "kndctr_A_AdobeOrg_cluster=or2"), ("cookie", cookie)])
    assert CANARY not in written(found)
    assert "kndctr_A_AdobeOrg_cluster" in [entry.key for entry in found.entries]
    response = Response(200, (("Set-Cookie", cookie), ("set-cookie", "kndctr_A_x=v; Path=/")), b"{}", Timings(1.0))
    found = imported(response=response)
    assert CANARY not in written(found)
    assert found.response is not None
    assert ("set-cookie", "kndctr_A_x=v; Path=/") in found.response.headers


@pytest.mark.parametrize("attribute", [f"Comment={CANARY}", f"Path=/; {CANARY}", f"Expires=Thu, 01 Jan; s={CANARY}"])
def test_only_standard_attributes_of_a_cookie_are_kept(attribute: str) -> None:
    response = Response(200, (("set-cookie", f"kndctr_A_x=v; Max-Age=60; {attribute}"),), b"{}", Timings(1.0))
    found = imported(response=response)
    assert CANARY not in written(found)
    assert found.response is not None
    assert "Max-Age=60" in (found.response.header("set-cookie") or "")


def test_left_out_parts_are_reported_by_name() -> None:
    response = Response(200, (("set-cookie", "session=1"), ("x-internal", "2")), b"{}", Timings(1.0))
    headers = [("x-auth-token", "3"), ("cookie", "login=4")]
    notes = imported("https://u:p@edge.example.com/ee/v2/interact?access_token=5#f", headers, response).notes
    assert notes == (
        "These headers were not imported: x-auth-token.",
        "These query parameters were not imported: access_token.",
        "These cookies were not imported: login, session.",
        "These response headers were not imported: x-internal.",
        "Removed from URLs: fragment, user name and password.",
    )


@every_row("name", sorted(SECRET_HEADERS))
@every_row("format_name", sorted(FORMATS))
def test_a_secret_header_is_in_no_import_and_in_no_export(name: str, format_name: str) -> None:
    sent = exchange()
    spelled = name.title()
    bare = Exchange(sent.draft, sent.request, "acme", "anna", SENT_AT)
    with_secret = Exchange(
        sent.draft,
        type(sent.request)(
            sent.request.request_id,
            sent.request.url,
            (*sent.request.headers, (spelled, f"Bearer {CANARY}")),
            sent.request.body,
        ),
        "acme",
        "anna",
        SENT_AT,
    )
    text = FORMATS[format_name].render(with_secret)
    assert CANARY not in text
    assert (MASK in text) is (format_name not in ("alloy", "body"))
    assert MASK not in FORMATS[format_name].render(bare)
    carried = read(f"curl -H '{spelled}: Bearer {CANARY}' -d '{{}}' {URL}").requests[0]
    assert CANARY not in written(carried)


def test_the_secret_headers_are_these() -> None:
    assert {"authorization", "proxy-authorization", "x-user-token"} == SECRET_HEADERS
    assert not SECRET_HEADERS & REQUEST_HEADERS


def test_only_the_messages_of_an_archive_are_kept() -> None:
    post = {
        "mimeType": "application/json",
        "text": '{"event": {}}',
        "params": [{"name": "token", "value": CANARY}],
        "comment": CANARY,
    }
    request = {
        "method": "POST",
        "url": URL,
        "headers": [],
        "cookies": [{"name": "a", "value": CANARY}],
        "queryString": [{"name": "access_token", "value": CANARY}],
        "postData": post,
    }
    parsed = {"status": 200, "headers": [], "cookies": [{"name": "s", "value": CANARY}], "redirectURL": CANARY}
    entry = {
        "request": request,
        "response": parsed,
        "_initiator": {"url": f"https://a.example/?t={CANARY}"},
        "_webSocketMessages": [{"data": CANARY}],
        "comment": CANARY,
        "serverIPAddress": CANARY,
    }
    other = {"request": {"url": f"https://login.example/?t={CANARY}", "headers": []}}
    log = {"entries": [other, entry], "comment": CANARY, "pages": [{"title": CANARY}]}
    (found,) = read(json.dumps({"log": log})).requests
    assert CANARY not in written(found)


@every_row(
    "options",
    [
        f"-u anna:{CANARY}",
        f"--user anna:{CANARY}",
        f"--oauth2-bearer {CANARY}",
        f"-U p:{CANARY}",
        f"--proxy-user p:{CANARY}",
        f"--proxy-header 'Proxy-Authorization: {CANARY}'",
        f"-H {CANARY}",
        f"-H '{CANARY};'",
        f"--pass {CANARY}",
        f"-b s={CANARY}",
        f"-x http://u:{CANARY}@proxy:3128",
    ],
)
def test_no_curl_option_imports_a_secret(options: str) -> None:
    (found,) = read(f"curl {options} -d '{{}}' '{URL}'").requests
    assert CANARY not in written(found)


@pytest.mark.parametrize("format_name", ["har", "bundle"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("Set-Cookie", f"session={CANARY}; Path=/"), ("set-cookie", f"{CANARY}"), ("x-auth-token", CANARY)],
)
def test_a_cookie_that_is_not_the_gateways_is_masked_in_an_export(format_name: str, name: str, value: str) -> None:
    sent = exchange(outcome=Response(200, ((name, value), ("set-cookie", "kndctr_A_x=v")), b"{}", Timings(1.0)))
    text = FORMATS[format_name].render(sent)
    assert CANARY not in text
    assert "kndctr_A_x=v" in text


@pytest.mark.parametrize("name", ["x-auth-token", "Api-Key", "x-session", "x-my-secret", "x-amz-security-token"])
def test_a_header_with_a_secret_name_is_masked_in_an_export(name: str) -> None:
    sent = exchange()
    own = replace(sent, request=replace(sent.request, headers=((name, CANARY), ("x-api-key", "client-1"))))
    for format_name in ("curl", "har", "httpie", "python", "bundle"):
        assert CANARY not in FORMATS[format_name].render(own)
        assert "client-1" in FORMATS[format_name].render(own)
