"""A credential behind base64, compression, percent-encoding or several of them is one, and other values are none."""

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.credential_text import has_secret, masked_document, without_secrets
from edge_tui.model.encoded_credentials import MAX_LAYERS, text_behind
from edge_tui.model.request import MASK
from tests.tables import every_row

CANARY = "CANARYcanary1234567890"
TEXTS = (
    json.dumps({"access_token": CANARY, "token_type": "bearer", "expires_in": 86399}),
    f"client_secret={CANARY}&grant_type=client_credentials",
    f"Authorization: Bearer {CANARY}",
    f"eyJhbGciOiJSUzI1NiJ9.eyJhYmMiOiJkZWYifQ.{CANARY}",
)


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _deflated(text: str) -> bytes:
    """Without a header, as SAML has it."""
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(text.encode()) + stream.flush()


ENCODINGS: tuple[Callable[[str], str], ...] = (
    base64,
    lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    lambda text: quote(text, safe=""),
    lambda text: b64encode(gzip.compress(text.encode())).decode(),
    lambda text: b64encode(zlib.compress(text.encode())).decode(),
    lambda text: b64encode(_deflated(text)).decode(),
    lambda text: b64encode(text.encode("utf-16")).decode(),
    lambda text: quote(base64(text), safe=""),
    lambda text: json.dumps({"inner": base64(text)}),
    lambda text: f"https://shop.example/path/{base64(text)}",
)


@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(ENCODINGS), max_size=2))
def test_a_credential_behind_encodings_is_found_and_masked(text: str, encodings: list[Callable[[str], str]]) -> None:
    for encode in encodings:
        text = encode(text)
    is_found = has_secret(text)
    assert is_found
    masked = without_secrets(text)
    is_left = has_secret(masked) or CANARY in masked
    assert not is_left
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        "AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9",
        "CiYxNjMwNTM1MjU5MDU2NjgzOTc0ODQxOTEwNTkxNjk5NzEwNDExOVISCLjJxKeiNBABGAEqA09SMjAA8AG4ycSnojQ",
        "https://shop.example/a/b/c?next=https%3A%2F%2Fshop.example%2Faccess%2Ftoken",
        base64(json.dumps({"xdm:activityId": "xcore:offer-activity:11cf", "xdm:placementId": "xcore:offer:11"})),
        "x" * 100_000,
        "%41" * 10_000,
    ],
)
def test_other_encoded_values_are_left_alone(text: str) -> None:
    assert not has_secret(text)
    assert without_secrets(text) == text


def test_what_is_beside_an_encoded_credential_stays() -> None:
    masked = masked_document({"a": f"https://shop.example/?state={base64(TEXTS[0])}&page=home", "b": ["open"]})
    assert masked == {"a": f"https://shop.example/?state={MASK}&page=home", "b": ["open"]}


@every_row("name", ["access_%74oken", "%61ccess_token", "client%5Fsecret", "id%5ftoke%6E"])
def test_a_name_with_an_encoded_character_still_tells_what_its_value_is(name: str) -> None:
    text = f"https://shop.example/?a=b&{name}={CANARY}&page=home"
    assert has_secret(text)
    assert without_secrets(text) == f"https://shop.example/?a=b&{MASK}&page=home"
    assert not has_secret(f"https://shop.example/?a=b&prod%75ct={CANARY}&page=home")


def test_a_pasted_event_with_values_that_look_encoded_is_not_changed() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + Random(7).randbytes(4_000)
    offer = {"xdm:activityId": "xcore:offer-activity:11b2d3", "xdm:placementId": "xcore:offer-placement:22"}
    values = [
        "40000822335137559702444726551020104471",
        "5f1c0000-0000-4000-8000-000000000001",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "CiY0MDAwMDgyMjMzNTEzNzU1OTcwMjQ0NDcyNjU1MTAyMDEwNDQ3MVIQCIDm5tasMxgBKgRJUkwx8AGInY7WrDM=",
        base64(json.dumps(offer)),
        "AT:" + base64('{"activityId":"126486","experienceId":"0"}'),
        "data:image/png;base64," + b64encode(picture).decode(),
        b64encode(gzip.compress(picture)).decode(),
        quote("session#abcdef1234567890abcdef#1700000000|PC#abcdef1234567890.35_0#1760000000"),
        "adobe_mc=TS%3D1700000000%7CMCMID%3D40000822335137559702444726551020104471%7CMCORGID%3DAAAA%2540AdobeOrg",
        "PRYzqLRrXOmpPrLWIPkHUmqipfsIHvVzTQxHolz2IpTMromRrB5ztP5VMxjHbs7c6qPG9UF4rvQTJZniWgqbOw==",
    ]
    values += [b64encode(Random(seed).randbytes(16 + seed)).decode() for seed in range(500)]
    text = json.dumps({"event": {"xdm": {"identityMap": {"ECID": [{"id": each} for each in values]}}}}, indent=2)
    assert without_secrets(text) == text


def test_what_expands_a_lot_is_looked_into_only_at_its_beginning() -> None:
    bomb = b64encode(gzip.compress(b"a b" * 10_000_000)).decode()
    assert len(text_behind(bomb)) <= 40 * len(bomb)
    assert len(text_behind(bomb[:2_000])) <= 40 * 2_000


def test_so_many_layers_are_looked_behind() -> None:
    text = TEXTS[0]
    for _ in range(MAX_LAYERS):
        text = base64(text)
    is_found = has_secret(text)
    assert is_found
    is_still_found = has_secret(base64(text))
    assert not is_still_found
