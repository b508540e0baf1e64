"""Encoding responses: constant parts once, the rest per request, to the bytes Python's own encoder writes."""

import json
from typing import Any

import msgspec

EncodedJson = msgspec.Raw

_encode_quickly = msgspec.json.Encoder().encode


def encoded(value: Any) -> EncodedJson:
    """A value as JSON to put into other values. Everything that may contain a number with an exponent needs this.

    msgspec writes `1e+22` as `1e22`; apart from such numbers its JSON is that of `json`.
    """
    return EncodedJson(_encode_thoroughly(value))


def encode(value: Any) -> bytes:
    """The JSON of a value, which may contain `encoded` parts."""
    try:
        return _encode_quickly(value)
    except (UnicodeEncodeError, TypeError):
        return _encode_thoroughly(value)


def _encode_thoroughly(value: Any) -> bytes:
    text = _encode_text(value)
    # JSON can contain a lone surrogate, UTF-8 can't: it's returned as its escape.
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def _decode(part: EncodedJson) -> Any:
    return json.loads(bytes(part))


# Everything encoded was built here or parsed from JSON, so it can't contain cycles.
_encode_text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_decode).encode
