"""The headers of `--header`, by the rules of the explorer's Headers tab."""

from collections.abc import Sequence
from dataclasses import replace

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.headers import REFUSED, merged, read_header

_EXAMPLE = "Write --header 'Name: value', such as --header 'X-Forwarded-For: 203.0.113.7'."
_LEAVE_OUT = "Omit it."
# What to do instead, for each of `REFUSED`.
FIXES = {
    "authorization": "Give the profile a token: `edge-tui profiles edit NAME --auth token`.",
    "proxy-authorization": "Put the proxy's user and password into HTTPS_PROXY.",
    "cookie": "Send as a visitor who has them: `edge-tui import FILE --visitor NAME`, then `send --visitor NAME`.",
    "x-user-token": _LEAVE_OUT,
    "host": "Set it in the profile: `edge-tui profiles edit NAME --url URL`.",
    "content-length": _LEAVE_OUT,
    "transfer-encoding": _LEAVE_OUT,
    "connection": _LEAVE_OUT,
}


def with_headers(draft: Draft, lines: Sequence[str]) -> Draft:
    """The draft with the headers in texts of `Name: value`, which replace those of the same name that it has.

    Raises `SetupError` for one that can't be sent; never quotes a value.
    """
    return replace(draft, headers=merged(draft.headers, tuple(map(_read, lines))))


def _read(line: str) -> tuple[str, str]:
    header, problem = read_header(line)
    if problem:
        name = header[0]
        raise SetupError(f"Invalid --header: {problem}.", FIXES[name] if name in REFUSED else _EXAMPLE)
    return header
