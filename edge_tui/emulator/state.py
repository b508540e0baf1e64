"""State entries: what a client sends back, and how it is told what to keep."""

from urllib.parse import unquote

from edge_tui.emulator.visit import Visit
from edge_tui.model.document import JsonObject

IDENTITY_SECONDS = 34_128_000
CLUSTER_SECONDS = 1_800
CONSENT_SECONDS = 15_552_000
CONSENT_CHECK_SECONDS = 7_200

# `demdex` is the third-party domain: its cookies are never somebody's first-party ones.
THIRD_PARTY_DOMAIN = "demdex.net"

# Under a country's domain these are nobody's own: `shop.co.uk` is a site, `co.uk` is none.
_SHARED_LABELS = frozenset(("ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"))


def prefix_of(org_id: str) -> str:
    """`kndctr_<org>_AdobeOrg_`: only the first `@` is replaced (Alloy's getNamespacedCookieName)."""
    return "kndctr_" + org_id.replace("@", "_", 1) + "_"


def sent_state(visit: Visit) -> dict[str, str]:
    """The organisation's entries by their short key; those of other organisations are ignored.

    An entry in `meta.state.entries` wins over a cookie. Server calls have no cookies.
    """
    prefix = prefix_of(visit.datastream.org_id)
    found: dict[str, str] = {}
    if not visit.authenticated:
        for name, value in visit.request.cookies.items():
            if name.startswith(prefix):
                # A cookie the SDK has set itself is percent-encoded, one of the gateway is not.
                found[name[len(prefix) :]] = unquote(value)
    state = visit.meta.get("state")
    for entry in (state.get("entries") if isinstance(state, dict) else None) or ():
        if entry["key"].startswith(prefix):
            found[entry["key"][len(prefix) :]] = entry.get("value") or ""
    return found


def written(visit: Visit) -> list[tuple[str, str]]:
    """Writes what is to be kept: a `state:store` handle, or the `set-cookie` headers returned.

    Cookies are set when the client allows it and the request came to a host of its own
    domain (Adobe's client-state-management guide).
    """
    if not visit.stored:
        return []
    domain = cookie_domain(visit)
    prefix = prefix_of(visit.datastream.org_id)
    if domain is not None:
        return [("set-cookie", _cookie(visit, prefix + key, entry, domain)) for key, entry in visit.stored.items()]
    attributes = {"attrs": {"SameSite": "None"}} if is_secure_browser(visit) else {}
    payload = [{"key": prefix + key, **entry, **attributes} for key, entry in visit.stored.items()]
    visit.add("state:store", payload)
    return []


def cookie_domain(visit: Visit) -> str | None:
    """The domain to set first-party cookies on; None when entries belong into the body."""
    state = visit.meta.get("state")
    if not isinstance(state, dict) or state.get("cookiesEnabled") is not True or visit.authenticated:
        return None
    domain = str(state.get("domain") or inferred_domain(visit.request.host)).lower().lstrip(".")
    host = visit.request.host
    if not domain or is_third_party(host) or not (host == domain or host.endswith("." + domain)):
        return None
    return domain


def inferred_domain(host: str) -> str:
    """The apex of a host by its last labels; empty for an address, a bare name or a domain that is nobody's."""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    count = 3 if len(labels[-1]) == 2 and labels[-2] in _SHARED_LABELS else 2
    return ".".join(labels[-count:]) if len(labels) >= count else ""


def is_third_party(host: str) -> bool:
    """Whether a host is of the third-party domain."""
    return host == THIRD_PARTY_DOMAIN or host.endswith("." + THIRD_PARTY_DOMAIN)


def is_secure_browser(visit: Visit) -> bool:
    """Whether a browser asks in a secure context, where cookies may be `SameSite=None`."""
    state = visit.meta.get("state")
    is_browser = "origin" in visit.request.headers or (isinstance(state, dict) and "cookiesEnabled" in state)
    return visit.request.scheme == "https" and is_browser and not visit.authenticated


def _cookie(visit: Visit, name: str, entry: JsonObject, domain: str) -> str:
    parts = [f"{name}={entry['value']}", "Path=/", f"Domain={domain}"]
    if "maxAge" in entry:
        parts.append(f"Max-Age={entry['maxAge']}")
    if visit.request.scheme == "https":
        # `Secure` needs the page to be secure too, and `SameSite=None` needs `Secure`.
        secure_page = visit.request.headers.get("referer", "").startswith("https:")
        parts += ["Secure", "SameSite=None"] if secure_page else ["SameSite=Lax"]
    return "; ".join(parts)
