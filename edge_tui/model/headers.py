"""Custom request headers of a draft, one `Name: value` per line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]

# RFC 9110, section 5: names are tokens; values are printable, with spaces inside. They are sent as latin-1.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[^\x20-\x7e\t\xa0-\xff]")
_BLANKS = " \t"

_SECRET = "it is a secret, and drafts and history are files"
# Names that a draft can't have, and why.
REFUSED = {
    "authorization": f"{_SECRET}; set it in the profile's authentication",
    "proxy-authorization": _SECRET,
    "cookie": "cookies belong to the visitor and are sent to a first-party domain",
    "x-user-token": _SECRET,
    "host": "it is set from the profile's URL",
    "content-length": "it is set from the body",
    "transfer-encoding": "the body is not sent in chunks",
    "connection": "it applies to the connection, not to the request",
}


@dataclass(frozen=True, slots=True)
class HeaderError:
    """Why the header on a line can't be sent; `line` counts from 1."""

    line: int
    message: str


def read_headers(text: str) -> tuple[Headers, tuple[HeaderError, ...]]:
    """The headers in lines of `Name: value`, and the lines that can't be sent. Blank lines are ignored."""
    headers, errors = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        header, problem = read_header(line)
        if problem:
            errors.append(HeaderError(number, problem))
        else:
            headers.append(header)
    return tuple(headers), tuple(errors)


def read_header(line: str) -> tuple[tuple[str, str], str]:
    """The header in `Name: value`, its name in lower case, and why it can't be sent; the reason is empty if it can."""
    name, colon, value = line.partition(":")
    # Only these are whitespace around a value: Python's `strip` would remove a no-break space too.
    name, value = name.strip(_BLANKS + "\r"), value.strip(_BLANKS + "\r")
    problem = header_problem(name, value) if colon else "expected `Name: value`"
    return (name.lower(), value), problem


def header_problem(name: str, value: str) -> str:
    """Why a draft's header can't be sent, in a sentence; empty when it can."""
    if not _NAME.fullmatch(name):
        return f"{name!r} is not a valid header name"
    if reason := REFUSED.get(name.lower()):
        return f"{name} can't be set here: {reason}"
    if problem := value_problem(value):
        return f"the value of {name} {problem}"
    return ""


def value_problem(value: str) -> str:
    """Why a header can't carry a value, as a predicate for its name; empty when it can.

    Names the character and its position, never the value: it may be a secret.
    """
    unsendable = _UNSENDABLE.search(value)
    if unsendable:
        character = f"U+{ord(unsendable[0]):04X} as character {unsendable.start() + 1}"
        return f"contains {character}, which a header can't carry: write it in plain ASCII"
    if value != value.strip(_BLANKS):
        return "starts or ends with whitespace, which a header can't carry: remove it"
    return ""


def write_headers(headers: Iterable[tuple[str, str]]) -> str:
    """Headers one per line, as `read_headers` reads them."""
    return "\n".join(f"{name}: {value}" for name, value in headers)


def merged(headers: Iterable[tuple[str, str]], own: Headers) -> Headers:
    """Headers with a draft's own, which override those of the same name."""
    named = {name for name, _ in own}
    return (*((name, value) for name, value in headers if name not in named), *own)
