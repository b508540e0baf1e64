"""Request headers of a draft's own, written a line each as `Name: value`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]

# RFC 9110, section 5: names are tokens; values are printable, with blanks inside. They are sent as latin-1.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[^\x20-\x7e\t\xa0-\xff]")
_BLANKS = " \t"

_SECRET = "a draft and history are files, and it is a secret"
_REFUSED = {
    "authorization": f"{_SECRET}: the profile's own authentication sends it",
    "proxy-authorization": _SECRET,
    "cookie": "cookies are the visitor's: they are sent to a gateway on the website's own domain",
    "x-user-token": _SECRET,
    "host": "it follows from the profile's URL",
    "content-length": "it follows from the body",
    "transfer-encoding": "the body is sent in one piece",
    "connection": "it belongs to the connection, not to the request",
}


@dataclass(frozen=True, slots=True)
class HeaderError:
    """Why a line is no header that may be sent; `line` counts from 1."""

    line: int
    message: str


def read_headers(text: str) -> tuple[Headers, tuple[HeaderError, ...]]:
    """The headers that lines of `Name: value` say, and the lines that cannot be sent. Blank lines do not count."""
    headers, errors = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        # Only these blanks are no part of a value: Python's own `strip` would take a no-break space too.
        name, value = name.strip(_BLANKS + "\r"), value.strip(_BLANKS + "\r")
        problem = header_problem(name, value) if colon else "a header is written as `Name: value`"
        if problem:
            errors.append(HeaderError(number, problem))
        else:
            headers.append((name.lower(), value))
    return tuple(headers), tuple(errors)


def header_problem(name: str, value: str) -> str:
    """Why a header may not be sent with a draft, in a sentence; empty when it may."""
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name of a header"
    if reason := _REFUSED.get(name.lower()):
        return f"{name} is not sent from here: {reason}"
    if problem := value_problem(value):
        return f"the value of {name} {problem}"
    return ""


def value_problem(value: str) -> str:
    """Why no header can carry a value, to be read after its name; empty when one can.

    Says the character and where it is, never the value: it may be a secret.
    """
    beyond = _UNSENDABLE.search(value)
    if beyond:
        character = f"U+{ord(beyond[0]):04X} as character {beyond.start() + 1}"
        return f"holds {character}, which a header cannot carry: write it in plain ASCII"
    if value != value.strip(_BLANKS):
        return "begins or ends with a blank, which a header cannot carry: remove it"
    return ""


def write_headers(headers: Iterable[tuple[str, str]]) -> str:
    """Headers a line each, as `read_headers` takes them."""
    return "\n".join(f"{name}: {value}" for name, value in headers)


def merged(headers: Iterable[tuple[str, str]], own: Headers) -> Headers:
    """Headers with a draft's own, which take the place of those of the same name."""
    named = {name for name, _ in own}
    return (*((name, value) for name, value in headers if name not in named), *own)
