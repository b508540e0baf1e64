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
# The same by the start of the browser's name, where the cause doesn't say enough.
_NOT_OPENED_BY_NAME = (
    (
        "SSL_",
        ("the host doesn't speak TLS as a browser does", "If the site has no TLS, write http:// before its name."),
    ),
    ("UNSAFE_PORT", ("the browser opens no site at this port", "Serve the site at another port.")),
    ("TOO_MANY_REDIRECTS", ("the site redirects in a circle", "Delete its cookies, or open another page of it.")),
    ("EMPTY_RESPONSE", ("the host closed the connection without a response", "Check the port, and http or https.")),
)
_BY_HAND = "Open it in the browser by hand to see more."


def words_for_page(url: str, reason: str) -> str:
    """Why a page can't be opened, in sentences; `reason` is the browser's, such as `net::ERR_NAME_NOT_RESOLVED`."""
    error = reason.removeprefix("net::")
    if error == reason:
        return f"{url} could not be opened: {reason}."
    name = error.removeprefix("ERR_")
    words = next((words for start, words in _NOT_OPENED_BY_NAME if name.startswith(start)), None)
    words = words or _NOT_OPENED.get(cause_of_error(reason))
    if words is None:
        return f"{url} could not be opened: {error}. {_BY_HAND}"
    what, how = words
    return f"{url} could not be opened: {what} ({error}). {how}"


def cause_of_error(text: str) -> Cause:
    """The cause of an error such as `net::ERR_NAME_NOT_RESOLVED`."""
    name = text.removeprefix("net::").removeprefix("ERR_")
    return next((cause for start, cause in _CAUSES if name.startswith(start)), Cause.BROKEN)


def cause_of_firefox_error(text: str) -> Cause:
    """The cause of an error of Firefox, such as `NS_ERROR_UNKNOWN_HOST`."""
    return next((cause for start, cause in _FIREFOX_CAUSES if text.startswith(start)), Cause.BROKEN)


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
