"""Cookies of a first-party gateway: written to requests, read from responses or pasted text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from edge_tui.model.client_state import ClientState, StateEntry, entry_of

# The gateway's own cookies; a load balancer in front of it may set others.
_STATE = ("kndctr_", "at_qa_mode")
# With the first-party ID, and cookies of older Adobe libraries with an ECID: a website's own are none of these.
_GATEWAY_PREFIXES = ("kndctr_", "AMCV_")
_GATEWAY_NAMES = frozenset({"FPID", "s_ecid", "at_qa_mode"})
# Characters that are valid in a cookie's value (RFC 6265, cookie-octet) and name (a token), except the
# percent sign: the Web SDK's cookie library doesn't encode them.
_SAFE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_SAFE_IN_NAMES = "!#$&'*+-.^_`|~"
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Longer lifetimes are capped: the date would be outside any calendar.
_MAX_SECONDS = 10**15 - 1
_HEADER = re.compile(r"\s*cookie\s*:", re.IGNORECASE)


def is_gateway_cookie(name: str) -> bool:
    """Whether a cookie is for the gateway or an Adobe library, so that it can't be a session of the website."""
    return name.startswith(_GATEWAY_PREFIXES) or name in _GATEWAY_NAMES


def cookie_header(entries: Iterable[StateEntry]) -> str:
    """Entries as the value of a `Cookie` header, encoded like the Web SDK's own cookies; always plain ASCII.

    Entries with a `cookie_problem` are left out.
    """
    return "; ".join(_pair(entry) for entry in entries if not cookie_problem(entry))


def cookie_problem(entry: StateEntry) -> str:
    """Why a cookie can't carry an entry, as a predicate for its key; empty when it can."""
    if not entry.key:
        return "has no name"
    if _SURROGATE.search(entry.key + entry.value):
        return "contains half of a surrogate pair, which UTF-8 can't encode"
    return ""


def _pair(entry: StateEntry) -> str:
    return f"{_written_name(entry.key)}={quote(entry.value, safe=_SAFE)}"


def _written_name(name: str) -> str:
    return quote(name, safe=_SAFE_IN_NAMES, errors="surrogatepass")


def read_cookies(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values in `document.cookie` or a `Cookie:` header; if a name repeats, the first wins."""
    found: dict[str, str] = {}
    for pair in re.split(r"[;\n]", _HEADER.sub("", text.strip(), count=1)):
        name, equals, value = pair.strip().partition("=")
        if equals and name.strip() and not re.search(r"[\s\x00-\x1f]", name.strip()):
            name = name.strip()
            decoded = unquote(name)
            # Names are encoded when sent: one that wouldn't encode back to itself is taken literally.
            is_encoded = _written_name(decoded) == name
            found.setdefault(decoded if is_encoded else name, unquote(value.strip().strip('"')))
    return tuple(found.items())


def apply_cookies(
    state: ClientState, headers: Iterable[tuple[str, str]], host: str, now: datetime, origin: str = ""
) -> ClientState:
    """The state after the `Set-Cookie` headers of a response from `host`, received at `now`.

    As in a browser, a cookie for another domain is ignored and an expired one is deleted. Only the
    gateway's own cookies count.
    """
    for name, value in headers:
        if name.lower() == "set-cookie":
            state = _apply_cookie(state, value, host, now, origin)
    return state


def refused_cookies(headers: Iterable[tuple[str, str]], host: str) -> tuple[str, ...]:
    """A sentence for each gateway cookie that isn't stored because it couldn't be sent back unchanged."""
    found = (_read(value) for name, value in headers if name.lower() == "set-cookie")
    return tuple(
        f"The cookie {each.name[:80]} was not stored: {each.problem}."
        for each in found
        if each and each.problem and is_within(host, each.domain or host)
    )


@dataclass(frozen=True, slots=True)
class _SetCookie:
    """One `Set-Cookie` of the gateway, decoded; `problem` says why it couldn't be sent back unchanged."""

    name: str
    value: str
    attributes: dict[str, str]
    problem: str = ""

    @property
    def domain(self) -> str:
        return self.attributes.get("domain", "").lstrip(".").lower()


def _read(header: str) -> _SetCookie | None:
    """A `Set-Cookie` header; None when it isn't one of the gateway's state cookies."""
    pair, *rest = header.split(";")
    name, equals, value = pair.strip(" \t").partition("=")
    name, value = name.strip(" \t"), value.strip(" \t")
    if not equals or not name.startswith(_STATE):
        return None
    attributes = {key.strip().lower(): given.strip() for key, _, given in (part.partition("=") for part in rest)}
    if _CONTROLS.search(header):
        return _SetCookie(name, value, attributes, "it contains a control character, which browsers reject")
    decoded = unquote(name)
    if _written_name(decoded) != name:
        return _SetCookie(name, value, attributes, "its name has characters a cookie name can't have")
    try:
        # Headers arrive as latin-1, which recovers their bytes.
        text = unquote(value.strip('"').encode("latin-1").decode(), errors="strict")
    except UnicodeError:
        return _SetCookie(decoded, value, attributes, "its value is not UTF-8")
    return _SetCookie(decoded, text, attributes)


def _apply_cookie(state: ClientState, header: str, host: str, now: datetime, origin: str) -> ClientState:
    cookie = _read(header)
    if cookie is None or cookie.problem or not is_within(host, cookie.domain or host):
        return state
    seconds = _seconds(cookie.attributes, now)
    if seconds is not None and seconds <= 0:
        return state.without_entry(cookie.name)
    return state.with_entry(entry_of(cookie.name, cookie.value, seconds, now, origin))


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain or one of its subdomains."""
    return bool(domain) and (host == domain or host.endswith("." + domain))


def _seconds(attributes: dict[str, str], now: datetime) -> int | None:
    """A cookie's lifetime; `Max-Age` takes precedence over `Expires` (RFC 6265, section 5.3)."""
    from email.utils import parsedate_to_datetime

    age = re.fullmatch(r"(-?)0*([0-9]+)", attributes.get("max-age", ""))
    if age:
        return 0 if age[1] else int(age[2]) if len(age[2]) <= len(str(_MAX_SECONDS)) else _MAX_SECONDS
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int((moment - now).total_seconds())
    except (ValueError, OverflowError, TypeError, IndexError):
        # Which exception Python raises for an invalid date depends on how it is invalid.
        return None
