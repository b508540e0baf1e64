"""The request ID that the gateway returns, apart from the response: `edge-tui decode` reads one alone."""

import re

_SUFFIXED = re.compile(r"(.+)-([0-9a-f]{16})", re.DOTALL)


def sent_id_of(gateway_request_id: str) -> str:
    """The client's part of `<requestId>-<16 hex>`; the whole ID without such a suffix."""
    match = _SUFFIXED.fullmatch(gateway_request_id)
    return match[1] if match else gateway_request_id
