"""Why a call failed, in the browser's words: names of Chromium's net/base/net_error_list.h and of the protocol."""

import re

from edge_tui.model.sightings import Cause

# The start of a name without `net::ERR_`, and its cause; the first that fits counts.
_CAUSES = (
    ("BLOCKED_BY_CLIENT", Cause.EXTENSION),
    ("BLOCKED_BY_CSP", Cause.CSP),
    ("BLOCKED_BY", Cause.BLOCKED),
    ("ABORTED", Cause.CANCELED),
    ("NAME_", Cause.DNS),
    ("DNS_", Cause.DNS),
    ("CONNECTION_REFUSED", Cause.REFUSED),
    ("CONNECTION_FAILED", Cause.REFUSED),
    ("ADDRESS_", Cause.REFUSED),
    ("INTERNET_DISCONNECTED", Cause.REFUSED),
    ("PROXY_", Cause.REFUSED),
    ("TUNNEL_", Cause.REFUSED),
    ("TIMED_OUT", Cause.TIMED_OUT),
    ("CONNECTION_TIMED_OUT", Cause.TIMED_OUT),
    ("CERT_", Cause.TLS),
    ("SSL_", Cause.TLS),
)
# The same for Firefox: names of its xpcom/base/ErrorList.py.
_FIREFOX_CAUSES = (
    ("NS_BINDING_ABORTED", Cause.CANCELED),
    ("NS_ERROR_ABORT", Cause.CANCELED),
    ("NS_ERROR_UNKNOWN_HOST", Cause.DNS),
    ("NS_ERROR_CONNECTION_REFUSED", Cause.REFUSED),
    ("NS_ERROR_PROXY_", Cause.REFUSED),
    ("NS_ERROR_UNKNOWN_PROXY_HOST", Cause.REFUSED),
    ("NS_ERROR_OFFLINE", Cause.REFUSED),
    ("NS_ERROR_NET_TIMEOUT", Cause.TIMED_OUT),
    ("NS_ERROR_DOM_BAD_URI", Cause.CORS),
    ("NS_ERROR_CONTENT_BLOCKED", Cause.BLOCKED),
    ("NS_ERROR_BLOCKED_BY_POLICY", Cause.CSP),
    ("SSL_ERROR", Cause.TLS),
    ("SEC_ERROR", Cause.TLS),
    ("MOZILLA_PKIX", Cause.TLS),
)
# What Firefox writes to the console is all that it says of such a call.
_FIREFOX_VIOLATION = re.compile(
    r"Content-Security-Policy:.*?\((?P<directive>[a-z]+(?:-[a-z]+)*-src)\).*?(?P<url>https?://\S+)"
)
# `blockedReason` of Network.loadingFailed.
_BLOCKED = {"mixed-content": Cause.MIXED_CONTENT, "csp": Cause.CSP, "inspector": Cause.BLOCKED}
# `Network.ErrorReason`, which the Fetch domain uses.
_REASONS = {
    "Aborted": Cause.CANCELED,
    "TimedOut": Cause.TIMED_OUT,
    "NameNotResolved": Cause.DNS,
    "ConnectionRefused": Cause.REFUSED,
    "ConnectionFailed": Cause.REFUSED,
    "AddressUnreachable": Cause.REFUSED,
    "InternetDisconnected": Cause.REFUSED,
    "BlockedByClient": Cause.EXTENSION,
    "BlockedByResponse": Cause.BLOCKED,
}

# Why a page can't be opened, and what to do.
_NOT_OPENED = {
    Cause.DNS: ("the host wasn't found", "Check the address."),
    Cause.REFUSED: ("the host can't be reached", "Check that the site is up, and the port."),
    Cause.TIMED_OUT: ("the host didn't respond in time", "Check that the site is up."),
    Cause.TLS: (
        "the site's certificate isn't trusted",
        "For a test site, add the browser argument --ignore-certificate-errors (--browser-arg=…).",
    ),
}
_PROXY_AWAY = ("the browser's proxy can't be reached", "Check the proxy's address and port (--proxy-server=…).")
_PROXY_LOGIN = ("the browser's proxy wants a password", "Give the browser a proxy that needs none.")
_PROXY_REFUSED = (
    "the browser's proxy couldn't reach the host",
    "Check the site's address, that the site is up, and that the proxy may reach it.",
)
_EMPTY = ("the host closed the connection without a response", "Check the port, and http or https.")
_UNKNOWN_PROXY = ("NS_ERROR_UNKNOWN_PROXY_HOST",)
# The same by the start of the browser's name, where the cause doesn't say enough.
_NOT_OPENED_BY_NAME = (
    *((name, _PROXY_AWAY) for name in ("PROXY_CONNECTION_FAILED", "NS_ERROR_PROXY_CONNECTION", *_UNKNOWN_PROXY)),
    *((name, _PROXY_LOGIN) for name in ("PROXY_AUTH", "NS_ERROR_PROXY_AUTHENTICATION")),
    *((name, _PROXY_REFUSED) for name in ("PROXY_", "TUNNEL_", "NS_ERROR_PROXY_")),
    ("SSL_ERROR_BAD_CERT", _NOT_OPENED[Cause.TLS]),
    (
        "SSL_",
        ("the host doesn't speak TLS as a browser does", "If the site has no TLS, write http:// before its name."),
    ),
    ("UNSAFE_PORT", ("the browser opens no site at this port", "Serve the site at another port.")),
    ("TOO_MANY_REDIRECTS", ("the site redirects in a circle", "Delete its cookies, or open another page of it.")),
    ("NS_ERROR_PORT_ACCESS", ("the browser opens no site at this port", "Serve the site at another port.")),
    ("NS_ERROR_REDIRECT_LOOP", ("the site redirects in a circle", "Delete its cookies, or open another page of it.")),
    ("EMPTY_RESPONSE", _EMPTY),
    ("NS_ERROR_NET_EMPTY_RESPONSE", _EMPTY),
)
_BY_HAND = "Open it in the browser by hand to see more."
# Chromium's `net::ERR_…`, and Firefox's `Error: NS_ERROR_…`, which also names errors of certificates.
_NAMED_ERROR = re.compile(r"(?:net::|Error: )(?P<error>[A-Z][A-Z0-9_]*_[A-Z0-9_]+)")


def words_for_page(url: str, reason: str) -> str:
    """Why a page can't be opened, in sentences; `reason` is the browser's, such as `net::ERR_NAME_NOT_RESOLVED`."""
    error, (what, how) = _why_not_opened(reason)
    return (
        f"{url} could not be opened: {what} ({error}). {how}" if what else f"{url} could not be opened: {error}. {how}"
    )


def reason_words(reason: str) -> str:
    """As `words_for_page` in a few words, without what to do."""
    error, (what, _) = _why_not_opened(reason)
    return what or error


def _why_not_opened(reason: str) -> tuple[str, tuple[str, str]]:
    """The name of an error, and in words what it is and what to do; a reason without a name is what it is."""
    named = _NAMED_ERROR.fullmatch(reason)
    if named is None:
        return reason.rstrip("."), ("", _BY_HAND)
    error = named["error"]
    by_name = (words for start, words in _NOT_OPENED_BY_NAME if error.removeprefix("ERR_").startswith(start))
    cause = cause_of_error(reason) if reason.startswith("net::") else cause_of_firefox_error(error)
    return error, next(by_name, _NOT_OPENED.get(cause, ("", _BY_HAND)))


def cause_of_error(text: str) -> Cause:
    """The cause of an error such as `net::ERR_NAME_NOT_RESOLVED`."""
    name = text.removeprefix("net::").removeprefix("ERR_")
    return next((cause for start, cause in _CAUSES if name.startswith(start)), Cause.BROKEN)


def cause_of_firefox_error(text: str) -> Cause:
    """The cause of an error of Firefox, such as `NS_ERROR_UNKNOWN_HOST`; it may have `Error: ` before it."""
    name = text.removeprefix("Error: ")
    return next((cause for start, cause in _FIREFOX_CAUSES if name.startswith(start)), Cause.BROKEN)


def violation_in(text: str) -> tuple[str, str] | None:
    """The URL that a content security policy stopped, and its directive, in a line that Firefox writes.

    The sentence itself is in the user's language.
    """
    found = _FIREFOX_VIOLATION.match(text)
    return (found["url"], found["directive"]) if found else None


def cause_of_reason(reason: str) -> Cause:
    """The cause of a Fetch domain's `responseErrorReason`, such as `NameNotResolved`."""
    return _REASONS.get(reason, Cause.BROKEN)


def cause_of_block(reason: str, text: str) -> Cause:
    """The cause of a request that the browser blocked; `text` is the error beside the reason."""
    return _BLOCKED.get(reason) or (cause_of_error(text) if "BLOCKED" in text else Cause.BLOCKED)
