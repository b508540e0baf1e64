"""A safe export has no ID, address or cookie of a visitor in any encoding, and is otherwise unchanged."""

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats import FORMATS
from edge_tui.formats.personal_data import counts_of, masked, words
from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.origin import Frame, Origin, Page, Source
from edge_tui.values import identity_cookie
from tests.formats.exchanges import answered, exchange
from tests.tables import every_row

MAIL, ECID = "anna.smith+x@acme.example", "41861666193140161934276845651148876988"
CRM, PHONE, FPID = "CRM-8812-Anna", "+49 170 1234567", "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
COOKIE = identity_cookie.encode(identity_cookie.IdentityCookie(ECID, created_at_ms=1_700_000_000_000, region="or2"))
CARD = "4111 1111 1111 1111"
PLANTED = (MAIL, ECID, CRM, FPID, COOKIE, PHONE, CARD)


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


ENCODINGS: dict[str, Any] = {
    "plain": str,
    "within a sentence": lambda text: f"it was {text}, they said",
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "every byte in percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "query of a URL": lambda text: f"https://a.example/p?x=1&v={quote(text, safe='')}&y=2",
    "base64": b64,
    "base64url": lambda text: urlsafe_b64encode(f"??>{text}".encode()).decode().rstrip("="),
    "base64 behind a slash": lambda text: f"a/bc/{b64(text + ' and more')}",
    "base64 in percent": lambda text: quote(b64(text + "?"), safe=""),
    "base64 of base64": lambda text: b64(b64(text)),
    "base64 of bytes": lambda text: b64encode(b"\xff\xfe\x00" + text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "JSON": lambda text: json.dumps({"a": [{"b": text}]}),
    "JSON in JSON": lambda text: json.dumps({"a": json.dumps([text])}),
    "escapes": lambda text: "so: " + "".join(f"\\u{ord(each):04x}" for each in text),
    "HTML": lambda text: f"<p>{text.replace('@', '&#64;').replace('-', '&#45;')}</p>",
    "decision scope": lambda text: b64(json.dumps({"xdm:activityId": "a", "xdm:name": text})),
    "adobe_mc": lambda text: (
        "https://a.example/?adobe_mc=" + quote(f"TS=1|MCMID={ECID}|MCORGID=A@AdobeOrg|x={text}", safe="")
    ),
    "token": lambda text: f"e30.{urlsafe_b64encode(json.dumps({'sub': text}).encode()).decode().rstrip('=')}.c2ln",
}


def planted(encoded: str) -> Exchange:
    """An exchange with IDs in their usual places, and `encoded` in every place for text."""
    identities = {"CRMID": [{"id": CRM, "primary": True}], "Email": [{"id": MAIL}], "Phone": [{"id": PHONE}]}
    entries = [
        {"key": "kndctr_A_AdobeOrg_identity", "value": COOKIE},
        {"key": "kndctr_A_AdobeOrg_cluster", "value": "or2"},
    ]
    body = {
        "event": {
            "xdm": {"identityMap": identities, "note": encoded, encoded: 1},
            "data": {"deep": [{"er": encoded}], "pay": CARD},
        },
        "query": {"personalization": {"decisionScopes": [encoded]}},
        "meta": {"state": {"entries": entries}},
    }
    result = {"id": ECID, "namespace": {"code": "ECID"}}
    document = {
        "requestId": "708e4f90-0123456789abcdef",
        "handle": [
            {"type": "identity:result", "payload": [result]},
            {"type": "personalization:decisions", "payload": [{"items": [{"data": {"content": encoded}}]}]},
            {"type": "state:store", "payload": entries},
        ],
    }
    set_cookie = f"kndctr_A_AdobeOrg_identity={quote(COOKIE)}; Path=/"
    response = answered(document)
    response = replace(response, headers=(*response.headers, ("set-cookie", set_cookie), ("x-note", encoded)))
    sent = exchange(json.dumps(body), outcome=response)
    headers = (
        *sent.request.headers,
        ("cookie", f"FPID={FPID}; kndctr_A_AdobeOrg_identity={quote(COOKIE)}"),
        ("user-agent", "Mozilla/5.0 (X11)"),
        ("x-forwarded-for", "203.0.113.7"),
        ("referer", f"https://a.example/?q={quote(encoded, safe='')}"),
    )
    url = sent.request.url + "&note=" + quote(encoded, safe="")
    page = f"https://a.example/orders/{quote(encoded, safe='')}?mail"
    origin = Origin(Source.HAR, encoded, "a1", Page(page, 1), (Frame("send", page, 3),), cookies_sent=(encoded,))
    request = replace(sent.request, headers=headers, url=url)
    return replace(sent, request=request, notes=(f"It said {encoded}",), origin=origin)


@every_row("value", PLANTED)
@every_row("encoding", ENCODINGS)
def test_no_planted_value_is_in_a_safe_export(encoding: str, value: str) -> None:
    encode = ENCODINGS[encoding]
    safe = masked(planted(encode(value)), b"salt").exchange
    for name in ("bundle", "har"):
        text = FORMATS[name].render(safe)
        for each in PLANTED:
            assert each not in text, name
            assert quote(each, safe="") not in text, name
        assert encode(value) not in text, name


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from([name for name in ENCODINGS if name not in ("adobe_mc", "within a sentence")]),
        min_size=1,
        max_size=3,
    ),
    st.from_regex(r"[a-z]{2,8}[0-9]{2,6}@[a-z]{3,8}\.(?:com|example)", fullmatch=True),
)
def test_an_address_is_masked_under_several_encodings(encodings: list[str], mail: str) -> None:
    encoded = mail
    for name in encodings:
        encoded = ENCODINGS[name](encoded)
    text = FORMATS["bundle"].render(masked(planted(encoded), b"salt").exchange)
    assert mail not in text
    assert encoded not in text


@given(
    st.text("abcdefghijKLMNOP0123456789-_.:", min_size=6, max_size=30).filter(lambda text: any(map(str.isdigit, text)))
)
def test_any_id_of_an_identity_map_is_masked_everywhere(identity: str) -> None:
    body = {"event": {"xdm": {"identityMap": {"OWN": [{"id": identity}]}, "again": f"<{identity}>"}}}
    text = FORMATS["bundle"].render(masked(exchange(json.dumps(body)), b"salt").exchange)
    assert identity not in text


def test_everything_a_ticket_needs_is_kept() -> None:
    text = FORMATS["bundle"].render(masked(planted("a note"), b"salt").exchange)
    for kept in ("708e4f90-0123456789abcdef", "4f1c9e2b-0000", "OR2;9", "203.0.113.7", "Mozilla/5.0 (X11)", "a note"):
        assert kept in text
    assert "region=or2" in text
    assert "kndctr_A_AdobeOrg_cluster" in text


def test_a_value_has_one_hash_per_export_and_another_in_the_next() -> None:
    once, twice = (masked(planted("x"), salt).exchange for salt in (b"a", b"b"))
    first, second = (json.loads(each.request.body)["event"]["xdm"]["identityMap"] for each in (once, twice))
    assert first != second
    fields = json.loads(once.request.body)["meta"]["state"]["entries"][0]["value"]
    assert once.response is not None
    ecid = json.loads(once.response.body)["handle"][0]["payload"][0]["id"]
    assert ecid in fields


def test_masked_values_are_counted_by_kind() -> None:
    counts = counts_of(planted("x"))
    assert list(counts.values()) == [1, 1, 2, 1, 1, 1]
    assert words(counts) == (
        "1 e-mail address, 1 identity cookie, 2 identities, 1 visitor cookie, 1 phone number and "
        "1 payment card or account"
    )
    assert words(counts_of(exchange())) == ""


def test_an_exchange_without_personal_data_stays_as_it_is() -> None:
    for outcome in (None, answered(), Failure(FailureKind.TIMEOUT, "No response within 10 s.")):
        sent = exchange(outcome=outcome)
        assert masked(sent, b"salt").exchange == sent


@pytest.mark.parametrize("body", [b"\x00{}\n", b"data: {}\n\n", b"not json {}", b"<html>{}</html>"])
def test_a_body_that_is_not_json_is_searched_too(body: bytes) -> None:
    inner = json.dumps({"handle": [{"payload": [{"id": CRM, "namespace": {"code": "X"}}]}], "mail": MAIL}).encode()
    sent = exchange(outcome=Response(200, (), body.replace(b"{}", inner), Timings(1.0)))
    text = FORMATS["har"].render(masked(sent, b"salt").exchange)
    assert MAIL not in text
    assert body.startswith((b"not", b"<")) or CRM not in text


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
def test_any_body_can_be_masked(body: bytes) -> None:
    masked(exchange(body.decode("latin-1"), outcome=Response(200, (), body, Timings(1.0))), b"salt")


def test_masking_deep_and_long_bodies_terminates() -> None:
    texts = ("[" * 5000, "%25" * 20_000, '{"a":' * 400 + "1" + "}" * 400, "&amp;" * 3000, b64("a" * 9000))
    for text in (*texts, "a@b.example " + "a" * 100_000):
        masked(exchange(text), b"salt")
