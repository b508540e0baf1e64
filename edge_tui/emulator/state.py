"""Client state: the entries a client sends back, and those it's asked to store."""

from urllib.parse import unquote

from edge_tui.emulator.request_context import RequestContext
from edge_tui.model.domains import inferred_domain, is_third_party
from edge_tui.model.json.document import JsonObject

IDENTITY_SECONDS = 34_128_000
CLUSTER_SECONDS = 1_800
CONSENT_SECONDS = 15_552_000
CONSENT_CHECK_SECONDS = 7_200


def prefix_of(org_id: str) -> str:
    """`kndctr_<org>_AdobeOrg_`: only the first `@` is replaced (Alloy's getNamespacedCookieName)."""
    return "kndctr_" + org_id.replace("@", "_", 1) + "_"


def sent_state(context: RequestContext) -> dict[str, str]:
    """The organization's entries by short key; those of other organizations are ignored.

    An entry in `meta.state.entries` wins over a cookie. Server calls have no cookies.
    """
    prefix = prefix_of(context.datastream.org_id)
    found: dict[str, str] = {}
    if not context.authenticated:
        for name, value in context.request.cookies.items():
            if name.startswith(prefix):
                # Cookies set by the SDK are percent-encoded, the gateway's own aren't.
                found[name[len(prefix) :]] = unquote(value)
    state = context.meta.get("state")
    for entry in (state.get("entries") if isinstance(state, dict) else None) or ():
        if entry["key"].startswith(prefix):
            found[entry["key"][len(prefix) :]] = entry.get("value") or ""
    return found


def state_headers(context: RequestContext) -> list[tuple[str, str]]:
    """Adds the entries to store as a `state:store` handle, or returns them as `set-cookie` headers.

    Cookies are used if the client allows them and the request was sent to a host in its own
    domain (Adobe's client-state-management guide).
    """
    if not context.stored and not context.unprefixed:
        return []
    domain = cookie_domain(context)
    if domain is not None:
        prefix = prefix_of(context.datastream.org_id)
        entries = {**{prefix + key: entry for key, entry in context.stored.items()}, **context.unprefixed}
        return [("set-cookie", _cookie(context, key, entry, domain)) for key, entry in entries.items()]
    add_state(context)
    return []


def add_state(context: RequestContext) -> None:
    """Adds the entries to store as `state:store` handles."""
    prefix = prefix_of(context.datastream.org_id)
    stored = {prefix + key: entry for key, entry in context.stored.items()}
    attributes = {"attrs": {"SameSite": "None"}} if is_secure_browser(context) else {}
    # Target's own entries come in a handle of their own, after the gateway's (captures in adobe/alloy).
    for entries in filter(None, (stored, context.unprefixed)):
        context.add("state:store", [{"key": key, **entry, **attributes} for key, entry in entries.items()])


def unprefixed_state(context: RequestContext, key: str) -> str:
    """The value of an entry or a cookie that has no prefix, such as at.js's `mbox`; empty without one."""
    state = context.meta.get("state")
    for entry in (state.get("entries") if isinstance(state, dict) else None) or ():
        if entry["key"] == key:
            return entry.get("value") or ""
    return "" if context.authenticated else unquote(context.request.cookies.get(key, ""))


def cookie_domain(context: RequestContext) -> str | None:
    """The domain for first-party cookies; None if the entries belong in the body."""
    state = context.meta.get("state")
    if not isinstance(state, dict) or state.get("cookiesEnabled") is not True or context.authenticated:
        return None
    domain = str(state.get("domain") or inferred_domain(context.request.host)).lower().lstrip(".")
    host = context.request.host
    if not domain or is_third_party(host) or not (host == domain or host.endswith("." + domain)):
        return None
    return domain


def is_secure_browser(context: RequestContext) -> bool:
    """Whether a browser sent this from a secure context, where cookies may be `SameSite=None`."""
    state = context.meta.get("state")
    is_browser = "origin" in context.request.headers or (isinstance(state, dict) and "cookiesEnabled" in state)
    return context.request.scheme == "https" and is_browser and not context.authenticated


def _cookie(context: RequestContext, name: str, entry: JsonObject, domain: str) -> str:
    parts = [f"{name}={entry['value']}", "Path=/", f"Domain={domain}"]
    if "maxAge" in entry:
        parts.append(f"Max-Age={entry['maxAge']}")
    if context.request.scheme == "https":
        # `Secure` needs the page to be secure too, and `SameSite=None` needs `Secure`.
        secure_page = context.request.headers.get("referer", "").startswith("https:")
        parts += ["Secure", "SameSite=None"] if secure_page else ["SameSite=Lax"]
    return "; ".join(parts)
