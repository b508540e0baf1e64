"""Allowlists for imported requests and responses: only what edge-tui or the gateway would send is kept.

Anything else may be a secret of the website it was recorded on, so it is left out and reported by name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from edge_tui.model.cookies import is_gateway_cookie, read_cookies
from edge_tui.model.credential_text import masked_body
from edge_tui.model.headers import header_problem

# Never exported.
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "x-user-token"})

# Words in the names of custom headers that contain secrets.
_SECRET_WORDS = re.compile(r"token|secret|passw|credential|session|auth|api-?key", re.IGNORECASE)

# Headers that describe the visitor's browser and location (Adobe's hybrid-personalization page).
VISITOR_HEADERS = frozenset(
    (
        *("user-agent", "referer", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"),
        *("sec-ch-ua", "sec-ch-ua-arch", "sec-ch-ua-bitness", "sec-ch-ua-form-factors", "sec-ch-ua-full-version"),
        *("sec-ch-ua-full-version-list", "sec-ch-ua-mobile", "sec-ch-ua-model", "sec-ch-ua-platform"),
        *("sec-ch-ua-platform-version", "sec-ch-ua-wow64", "x-adobe-aep-validation-token"),
    )
)
REQUEST_HEADERS = VISITOR_HEADERS | {
    *("content-type", "accept", "accept-language", "origin"),
    *("x-gw-ims-org-id", "x-api-key", "x-request-id"),
}
# Added by browsers and tools to every request, or derived from the rest: left out without a notice.
_EXPECTED = SECRET_HEADERS | {
    *("content-length", "host", "cookie", "connection", "keep-alive", "accept-encoding", "accept-charset"),
    *("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "sec-fetch-storage-access", "sec-gpc"),
    *("priority", "pragma", "cache-control", "dnt", "te", "content-encoding", "transfer-encoding", "expect"),
    *("upgrade-insecure-requests", "postman-token"),
}
# Headers whose value is a URL, which may contain a password or a token.
_URL_HEADERS = ("referer", "origin")

# The gateway's own (captures in Adobe's guides), and those of servers and browser security.
RESPONSE_HEADERS = frozenset(
    (
        *("content-type", "content-length", "content-encoding", "content-language", "transfer-encoding", "date"),
        *("server", "vary", "age", "expires", "etag", "last-modified", "cache-control", "pragma", "connection"),
        *("x-request-id", "x-adobe-edge", "x-konductor", "x-rate-limit-remaining", "retry-after", "x-debug-id"),
        *("strict-transport-security", "x-xss-protection", "x-content-type-options", "timing-allow-origin"),
        *("access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-headers"),
        *("access-control-allow-methods", "access-control-expose-headers", "access-control-max-age"),
        *("cross-origin-resource-policy", "referrer-policy", "x-frame-options", "alt-svc", "allow", "warning"),
    )
)

# The datastream's ID in its spellings, the request's, `silent` of collect, Assurance's.
QUERY_PARAMETERS = frozenset({"configid", "datastreamid", "requestid", "silent", "adobeaepvalidationtoken"})

_COOKIE_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "secure", "httponly", "partitioned"}
)
_ATTRIBUTE = re.compile(r"[\w ,:./+-]{0,60}")
_COOKIE_OCTETS = re.compile(r'[^\s,;"\\\x00-\x1f\x7f]*')

# A longer name, or one with other characters, may be a value in the place of a name.
_PRINTABLE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,39}")
_PATH_PARAMETERS = re.compile(r"(;|%3[bB])[^/]*")
# What is a credential whatever the header is called: one with its scheme before it, or a JSON Web Token.
_CREDENTIAL = re.compile(r"\b(bearer|basic|digest|negotiate)\s+\S|\beyJ[\w-]+\.[\w-]+", re.IGNORECASE)
_MAX_PAGE_LENGTH = 4000
_PAIRS = re.compile(r"&|;(?=[^=;&]*=)")

Headers = list[tuple[str, str]]


@dataclass
class LeftOut:
    """The names of everything left out, never values; `unnamed` counts the parts without a printable name,
    `bodies` those with masked credentials.
    """

    headers: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)
    response_headers: set[str] = field(default_factory=set)
    parts_of_url: set[str] = field(default_factory=set)
    unnamed: int = 0
    bodies: int = 0

    def add(self, names: set[str], name: str, value: str = "x") -> None:
        """Adds a name, or counts it when it may be a value itself."""
        if _PRINTABLE_NAME.fullmatch(name) and value.strip("="):
            names.add(name)
        else:
            self.unnamed += 1

    def masked(self, body: str) -> str:
        """A body with its credentials masked, which are counted by bodies."""
        masked = masked_body(body)
        self.bodies += masked != body
        return masked

    def sentences(self) -> Iterator[str]:
        """A sentence for each kind of part that was left out."""
        for words, names in (
            ("headers", self.headers),
            ("query parameters", self.parameters),
            ("cookies", self.cookies),
            ("response headers", self.response_headers),
        ):
            if names:
                yield f"These {words} were not imported: {', '.join(sorted(names))}."
        if self.parts_of_url:
            yield f"Removed from URLs: {', '.join(sorted(self.parts_of_url))}."
        if self.bodies:
            yield f"Masked: credentials that {'a body' if self.bodies == 1 else f'{self.bodies} bodies'} would send."
        if self.unnamed:
            yield f"Other parts without a printable name were left out: {self.unnamed}."


def allowed_url(url: str, left_out: LeftOut) -> str:
    """A gateway URL without user, fragment, path parameters, and query parameters unknown to the protocol."""
    parts = urlsplit(url)
    kept = []
    for pair in filter(None, _PAIRS.split(parts.query)):
        name, _, value = pair.partition("=")
        if unquote_plus(name).casefold() in QUERY_PARAMETERS:
            kept.append(pair)
        else:
            left_out.add(left_out.parameters, unquote_plus(name), value)
    path = _without_path_parameters(parts.path)
    _note_parts(left_out, ("path parameters", path != parts.path), *_common_parts(parts.netloc, parts.fragment))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "&".join(kept), ""))


def allowed_headers(headers: Iterable[tuple[str, str]], left_out: LeftOut) -> Headers:
    """The request headers to keep, names in lower case; cookies and secrets are handled separately."""
    kept: Headers = []
    for written, value in headers:
        name = written.strip().lower()
        if name == "content-type":
            value = _media_type(value)  # noqa: PLW2901
        if name in REQUEST_HEADERS and not header_problem(name, value.strip()) and not _CREDENTIAL.search(value):
            kept.append((name, _without_query(value.strip(), left_out) if name in _URL_HEADERS else value.strip()))
        elif name not in _EXPECTED:
            left_out.add(left_out.headers, name, value)
    return kept


def _media_type(value: str) -> str:
    """A content type without the parameters that no gateway reads."""
    kind, *parameters = value.split(";")
    return ";".join((kind, *(each for each in parameters if each.strip().casefold().startswith("charset="))))


def allowed_cookies(header: str, left_out: LeftOut) -> list[tuple[str, str]]:
    """The gateway's cookies; others may be sessions of the website."""
    kept = []
    for name, value in read_cookies(header):
        if is_gateway_cookie(name) and _COOKIE_OCTETS.fullmatch(value):
            kept.append((name, value))
        else:
            left_out.add(left_out.cookies, name, value)
    return kept


def cookie_names(pairs: Iterable[tuple[str, str]], left_out: LeftOut) -> tuple[str, ...]:
    """The names of cookies, sorted; one that may be a value itself is counted."""
    names: set[str] = set()
    for name, value in pairs:
        if is_gateway_cookie(name) and _COOKIE_OCTETS.fullmatch(name):
            names.add(name)
        else:
            left_out.add(names, name, value)
    return tuple(sorted(names))


def allowed_response_headers(headers: Iterable[tuple[str, str]], left_out: LeftOut) -> tuple[tuple[str, str], ...]:
    """The response headers to keep. From `Set-Cookie`, joined with line feeds by browsers, the gateway's cookies."""
    kept: Headers = []
    for written, value in headers:
        name = written.strip()
        if name.lower() == "set-cookie":
            cookies = (_allowed_cookie(line, left_out) for line in value.splitlines() if line.strip())
            kept += [(name, cookie) for cookie in cookies if cookie]
        elif name.lower() in RESPONSE_HEADERS and value.strip().isprintable():
            kept.append((name, value.strip()))
        else:
            left_out.add(left_out.response_headers, name.lower(), value)
    return tuple(kept)


def is_secret_header(name: str) -> bool:
    """Whether exports mask a header: a secret of the protocol, or one whose name suggests a secret."""
    lowered = name.strip().lower()
    return lowered in SECRET_HEADERS or (lowered not in REQUEST_HEADERS and bool(_SECRET_WORDS.search(lowered)))


def is_allowed_set_cookie(value: str) -> bool:
    """Whether a `Set-Cookie` header is exactly one of the gateway's own cookies."""
    return "\n" not in value and bool(_allowed_cookie(value, LeftOut()))


def _allowed_cookie(line: str, left_out: LeftOut) -> str:
    pair, *attributes = line.strip().split(";")
    name, equals, value = pair.strip().partition("=")
    value = value.strip().strip('"')
    if not equals or not is_gateway_cookie(name) or not _COOKIE_OCTETS.fullmatch(value):
        left_out.add(left_out.cookies, name, value)
        return ""
    kept = [f"{name}={value}"]
    for attribute in attributes:
        key, _, given = attribute.strip().partition("=")
        if key.strip().lower() in _COOKIE_ATTRIBUTES and _ATTRIBUTE.fullmatch(given.strip()):
            kept.append(attribute.strip())
    return "; ".join(kept)


def _without_query(url: str, left_out: LeftOut) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        _note_parts(left_out, ("an invalid URL", True))
        return ""
    path = _without_path_parameters(parts.path)
    of_page = ("page query", bool(parts.query)), ("path parameters", path != parts.path)
    _note_parts(left_out, *of_page, *_common_parts(parts.netloc, parts.fragment))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))


def page_url(url: str, left_out: LeftOut) -> str:
    """The URL of a page or a script, with the names of its query but not their values; empty for no web address.

    Nothing but the values is left out of a page's query, so they aren't reported.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > _MAX_PAGE_LENGTH:
        return ""
    names: set[str] = set()
    kept = []
    for pair in filter(None, _PAIRS.split(parts.query)):
        name, _, value = pair.partition("=")
        before = len(names)
        left_out.add(names, unquote_plus(name), value)
        kept += [unquote_plus(name)] if len(names) > before else []
    path = _without_path_parameters(parts.path)
    _note_parts(left_out, *_common_parts(parts.netloc, parts.fragment))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "&".join(kept), ""))


def _without_path_parameters(path: str) -> str:
    return _PATH_PARAMETERS.sub("", path)


def _common_parts(netloc: str, fragment: str) -> tuple[tuple[str, bool], ...]:
    return ("user name and password", "@" in netloc), ("fragment", bool(fragment))


def _note_parts(left_out: LeftOut, *parts: tuple[str, bool]) -> None:
    left_out.parts_of_url |= {words for words, is_there in parts if is_there}
