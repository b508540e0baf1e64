"""Opaque values, decoded on request and in place."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edge_tui.values as room
from edge_tui.values import VALUES, readings, recognize
from edge_tui.values.consent_cookie import decode as decode_consent
from edge_tui.values.consent_cookie import encode as encode_consent
from edge_tui.values.edge_region import EdgeRegion
from edge_tui.values.edge_region import decode as decode_region
from edge_tui.values.instants import instant, since, span
from edge_tui.values.opening import node_of, node_of_reading
from edge_tui.values.reading import Reading
from tests.answers import ECID, IDENTITY, OFFER_SCOPE, ORG
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def base64_of(document: Any) -> str:
    return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def token(claims: dict[str, Any]) -> str:
    return f"{base64_of({'alg': 'RS256'})}.{base64_of(claims)}.c2lnbmF0dXJlc2lnbmF0dXJl"


def only(text: str) -> Reading:
    (reading,) = readings(text, NOW)
    return reading


def test_every_value_is_named_as_its_module_is() -> None:
    files = {path.stem for path in Path(room.__file__).parent.glob("*.py")}
    assert {value.KIND.replace("-", "_") for value in VALUES.values()} < files
    readers = {stem for stem in files if "\ndef read(" in (Path(room.__file__).parent / f"{stem}.py").read_text()}
    assert readers == {value.KIND.replace("-", "_") for value in VALUES.values()}


def test_an_identity_cookie_has_the_documented_fields() -> None:
    reading = only(IDENTITY)
    assert reading.kind == "identity-cookie"
    assert reading.fields == {
        "ecid": ECID,
        "createdAt": "2025-04-30T21:51:56.494Z",
        "isNew": False,
        "deviceType": "browser",
        "region": "OR2",
        "source": "THIRD_PARTY_ID",
        "lastSync": "2025-04-30T21:51:56.498Z",
        "idSyncContainerId": 21570,
        "writeTime": "2025-04-30T21:51:56.494Z",
    }


@pytest.mark.parametrize("text", [quote(IDENTITY), IDENTITY.rstrip("="), f"{ORG}identity={IDENTITY}", f" {IDENTITY}\n"])
def test_a_cookie_is_read_however_it_was_copied(text: str) -> None:
    assert only(text).fields["ecid"] == ECID


def test_a_damaged_identity_cookie_shows_its_bytes() -> None:
    damaged = (
        "CiQ0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg=="
    )
    reading = only(damaged)
    assert "36 digits" in reading.problem
    lines = {node.label: node for node in node_of_reading(reading, "value", damaged, None, NOW).children()}
    assert lines["problem"].value == reading.problem
    assert lines["bytes"].children()[0].value.startswith("0a 24 34 31")


@every_row(
    ("text", "kind", "words"),
    [
        ("general=maybe", "consent-cookie", "must be in, out or pending"),
        (f"{ORG}consent=in", "consent-cookie", "'in' doesn't match"),
        (f"{ORG}identity=not base64!", "identity-cookie", "isn't base64"),
        (f"{ORG}identity=aGVsbG8gd29ybGQ", "identity-cookie", "wire type 4"),
        ("AT:", "target-proposition-id", "Nothing follows"),
        ("AT:eyJhY3Rpdml0eUlk", "target-proposition-id", "truncated"),
        (OFFER_SCOPE[:60], "decision-scope", "truncated"),
        (token({"client_id": "abc"}).replace(".ey", ".ez"), "access-token", "claims"),
    ],
)
def test_a_damaged_value_says_what_is_wrong(text: str, kind: str, words: str) -> None:
    reading = only(text)
    assert reading.kind == kind
    assert words in reading.problem


@pytest.mark.parametrize("text", ["AT:eyJhY3Rpdml0eUlk", OFFER_SCOPE[:60]])
def test_a_damaged_value_shows_its_bytes(text: str) -> None:
    lines = {node.label: node for node in node_of_reading(only(text), "value", text, None, NOW).children()}
    assert '{"activityId' in lines["bytes"].children()[0].value


def test_the_attributes_of_a_cookie_are_not_part_of_its_value() -> None:
    header = f"Set-Cookie: {ORG}identity={IDENTITY}; Path=/; Max-Age=34128000; SameSite=None"
    assert only(header).fields["ecid"] == ECID
    assert only(f"{ORG}consent=general=in;ads=out; Secure").fields == {"general": "in", "ads": "out"}


def test_a_region_id_that_is_not_a_number_is_shown() -> None:
    lines = {node.label: node.value for node in only("VA6;bad").parts}
    assert lines["region ID"] == "bad isn't a number"


def test_consent_is_shown_for_each_purpose() -> None:
    assert only("general=out").fields == {"general": "out"}
    assert only("general%3Din%3Bads%3Dout").fields == {"general": "in", "ads": "out"}
    assert encode_consent(decode_consent("general=in;ads=out")) == "general=in;ads=out"


@every_row(
    ("text", "region", "number"),
    [
        ("OR2;9", "OR2", 9),
        ("or2;35", "OR2", 35),
        ("OR2;9;x", "OR2", 9),
        ("OR2;011", "OR2", 11),
        ("VA7;-1", "VA7", -1),
        ("OR2", "OR2", None),
        ("VA6;", "VA6", None),
        ("VA6;bad", "VA6", None),
    ],
)
def test_the_region_header_is_parsed_as_in_the_web_sdk(text: str, region: str, number: int | None) -> None:
    assert decode_region(text) == EdgeRegion(region, number)


def test_an_access_token_shows_its_claims_and_never_itself() -> None:
    made = int((NOW - timedelta(hours=1)).timestamp() * 1000)
    text = token({"client_id": "abc", "created_at": str(made), "expires_in": "86400000", "scope": "openid,AdobeID"})
    reading = only(text)
    assert reading.kind == "access-token"
    assert reading.fields["secondsLeft"] == 23 * 3600
    assert reading.fields["expired"] is False
    assert reading.fields["scopes"] == ["openid", "AdobeID"]
    node = node_of_reading(reading, "value", text, None, NOW)
    shown = "".join(f"{each.label}{each.value}{each.content}{each.note}" for each in node.walk())
    parts = text.split(".")
    assert not any(part in shown + json.dumps(dict(reading.fields)) for part in parts)


def test_an_expired_token_says_so() -> None:
    reading = only("Bearer " + token({"iat": 1_600_000_000, "exp": 1_600_003_600}))
    assert reading.fields["expired"] is True
    assert reading.summary.startswith("expired")


def test_an_ecid_passed_to_another_domain_is_read() -> None:
    made = int(NOW.timestamp()) - 60
    text = f"TS={made}|MCMID={ECID}|MCORGID=53A16ACB5CC1D3760A495C99@AdobeOrg"
    for form in (text, quote(text), f"adobe_mc={quote(text)}"):
        assert only(form).fields["ecid"] == ECID
        assert only(form).fields["expired"] is False
    assert only(text.replace(str(made), str(made - 300))).fields["expired"] is True
    assert recognize(text, NOW) is not None


@pytest.mark.parametrize("times", range(3))
def test_the_organization_of_such_a_parameter_is_plain_however_often_it_was_encoded(times: int) -> None:
    org = "53A16ACB5CC1D3760A495C99@AdobeOrg"
    for _ in range(times):
        org = quote(org)
    text = f"TS=1700000000|MCMID={ECID}|MCORGID={org}"
    for form in (text, quote(text)):
        assert only(form).fields["orgId"] == "53A16ACB5CC1D3760A495C99@AdobeOrg"


def test_an_ecid_of_the_older_visitor_api_is_read() -> None:
    text = f"179643557|MCIDTS|19730|MCMID|{ECID}|MCAAMLH-1705436371|9|MCOPTOUT-1704838771s|NONE|vVersion|5.5.0"
    for form in (text, quote(text), f"AMCV_53A16ACB5CC1D3760A495C99%40AdobeOrg={quote(text)}"):
        assert only(form).fields == {
            "ecid": ECID,
            "MCIDTS": "19730",
            "MCAAMLH": "9",
            "MCOPTOUT": "NONE",
            "vVersion": "5.5.0",
        }
    assert recognize(text, NOW) is not None


def test_a_request_id_is_split_from_its_suffix() -> None:
    assert only("a-b-f46e48eb52594815").fields == {"requestId": "a-b", "suffix": "f46e48eb52594815"}


@every_row("document", [{"a": [1, {"b": None}]}, [{"x": "y"}], {}])
@every_row("encode", [base64_of, json.dumps, lambda document: quote(json.dumps(document))])
def test_json_inside_a_text_is_found(document: Any, encode: Any) -> None:
    assert only(encode(document)).fields["document"] == document


def test_a_decision_scope_is_not_also_shown_as_json() -> None:
    assert only(OFFER_SCOPE).kind == "decision-scope"


@pytest.mark.parametrize("text", ["", "hello", "__view__", "web://acme.example/", "4071", "home page"])
def test_an_ordinary_text_has_no_reading(text: str) -> None:
    assert readings(text, NOW) == ()
    assert recognize(text, NOW) is None


def test_an_opaque_string_is_decoded_deep_inside_a_document() -> None:
    root = node_of("payload", {"a": [{"b": OFFER_SCOPE}]}, "/payload", NOW)
    node = next(each for each in root.walk() if each.pointer == "/payload/a/0/b")
    assert node.content == OFFER_SCOPE
    assert [part.value for part in node.children()][:1] == ["xcore:offer-activity:11cfb1fa93381aca"]


@given(st.text())
def test_no_text_breaks_a_decoder(text: str) -> None:
    for reading in readings(text, NOW):
        json.dumps(dict(reading.fields))
        assert list(node_of_reading(reading, "value", text, None, NOW).walk())


@given(st.binary(max_size=60))
def test_no_base64_breaks_a_decoder(data: bytes) -> None:
    text = urlsafe_b64encode(data).decode()
    for each in (text, "AT:" + text, "Ci" + text, f"{text}.{text}.{text}", "ey" + text):
        for reading in readings(each, NOW):
            json.dumps(dict(reading.fields))


@every_row(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (1800, "30 min"),
        (5400, "1 h 30 min"),
        (34128000, "395 d"),
        (90000, "1 d 1 h"),
        (-60, "-1 min"),
        (True, ""),
        ("9", ""),
        (None, ""),
        (1e300, ""),
        (float("nan"), ""),
        (86_400 * 2, "2 d"),
    ],
)
def test_a_span_is_shown_in_its_largest_units(seconds: Any, words: str) -> None:
    assert span(seconds) == words


def test_times_out_of_range_are_numbers() -> None:
    assert instant(2**62) == str(2**62)
    assert since(2**62, NOW) == ""
    assert since(int(NOW.timestamp() * 1000) + 1000, NOW) == "in 1 s"


@pytest.mark.parametrize("kind", [kind for kind, value in VALUES.items() if value.MARK])
@given(data=st.data())
def test_a_texts_first_character_excludes_no_decoder_that_applies(kind: str, data: st.DataObject) -> None:
    mark = VALUES[kind].MARK
    assert mark is not None
    text = data.draw(st.from_regex(mark, fullmatch=True))
    # Blanks before JSON that no encoder writes are left to the reader.
    if not text[0].isspace():
        assert text[0] in room._FIRST_CHARACTERS[kind]
