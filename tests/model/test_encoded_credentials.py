"""A credential behind base64, compression, percent-encoding or several of them is one, and other values are none."""

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.credential_text import has_secret, masked_document, without_secrets
from edge_tui.model.encoded_credentials import MAX_LAYERS
from edge_tui.model.request import MASK

CANARY = "CANARYcanary1234567890"
TEXTS = (
    json.dumps({"access_token": CANARY, "token_type": "bearer", "expires_in": 86399}),
    f"client_secret={CANARY}&grant_type=client_credentials",
    f"Authorization: Bearer {CANARY}",
    f"eyJhbGciOiJSUzI1NiJ9.eyJhYmMiOiJkZWYifQ.{CANARY}",
)


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


ENCODINGS: tuple[Callable[[str], str], ...] = (
    base64,
    lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    lambda text: quote(text, safe=""),
    lambda text: b64encode(gzip.compress(text.encode())).decode(),
    lambda text: b64encode(zlib.compress(text.encode())).decode(),
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


def test_so_many_layers_are_looked_behind() -> None:
    text = TEXTS[0]
    for _ in range(MAX_LAYERS):
        text = base64(text)
    is_found = has_secret(text)
    assert is_found
    is_still_found = has_secret(base64(text))
    assert not is_still_found
