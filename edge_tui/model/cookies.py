"""Cookies of a first-party gateway: written into a request, read out of an answer or a text that was pasted."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from edge_tui.model.client_state import ClientState, StateEntry, entry_of

# What the gateway itself keeps in cookies; a load balancer before it may set others.
_STATE = ("kndctr_", "at_qa_mode")
# What may stand in a cookie's value as it is (RFC 6265, cookie-octet), the percent sign aside.
_SAFE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_HEADER = re.compile(r"\s*cookie\s*:", re.IGNORECASE)


def cookie_header(entries: Iterable[StateEntry]) -> str:
    """Entries as the value of a `Cookie` header, encoded as the Web SDK's own cookies are."""
    return "; ".join(f"{entry.key}={quote(entry.value, safe=_SAFE)}" for entry in entries)


def read_cookies(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values in the text of `document.cookie` or of a `Cookie:` header; of one name the first wins."""
    found: dict[str, str] = {}
    for pair in re.split(r"[;\n]", _HEADER.sub("", text.strip(), count=1)):
        name, equals, value = pair.strip().partition("=")
        if equals and name.strip() and not re.search(r"[\s\x00-\x1f]", name.strip()):
            found.setdefault(name.strip(), unquote(value.strip().strip('"')))
    return tuple(found.items())


def absorb_cookies(
    state: ClientState, headers: Iterable[tuple[str, str]], host: str, now: datetime, origin: str = ""
) -> ClientState:
    """The state after the `Set-Cookie` headers of an answer from a host, received at `now`.

    As in a browser a cookie for another domain is not kept, and one whose time is up is
    deleted. Only what the gateway keeps there is taken.
    """
    for name, value in headers:
        if name.lower() == "set-cookie":
            state = _absorb(state, value, host, now, origin)
    return state


def _absorb(state: ClientState, header: str, host: str, now: datetime, origin: str) -> ClientState:
    pair, *rest = header.split(";")
    name, equals, value = pair.strip().partition("=")
    attributes = {key.strip().lower(): given.strip() for key, _, given in (part.partition("=") for part in rest)}
    domain = attributes.get("domain", host).lstrip(".").lower()
    if not equals or not name.startswith(_STATE) or not is_within(host, domain):
        return state
    seconds = _seconds(attributes, now)
    if seconds is not None and seconds <= 0:
        return state.without_entry(name)
    return state.with_entry(entry_of(name, unquote(value.strip('"')), seconds, now, origin))


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain or one of its subdomains."""
    return bool(domain) and (host == domain or host.endswith("." + domain))


def _seconds(attributes: dict[str, str], now: datetime) -> int | None:
    """How long a cookie lasts; `Max-Age` comes before `Expires` (RFC 6265, section 5.3)."""
    from email.utils import parsedate_to_datetime

    if re.fullmatch(r"-?\d{1,15}", attributes.get("max-age", "")):
        return int(attributes["max-age"])
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int((moment - now).total_seconds())
