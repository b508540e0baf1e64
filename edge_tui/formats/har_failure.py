"""Why an entry of a HAR has no response, in words.

Browsers name network errors in additional members: Chromium `_error` with a name of
net/base/net_error_list.h, Playwright `_failureText`, Firefox names of xpcom/base/ErrorList.py; WebKit, and
with it Safari, a sentence of CFNetwork or WebKit. Their text isn't kept, only the names in it: a member of a file
from elsewhere may hold anything.
"""

import re
from collections.abc import Iterator

from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.json.document import JsonObject, at
from edge_tui.model.sightings import Cause

_NAME = re.compile(r"\b(?:ERR|NS_ERROR|NS_BINDING)_[A-Z0-9_]{2,60}\b(?:\.Inspector\b)?")
# What WebKit and mitmproxy say in English, and the name that Chromium has for it.
_SENTENCES = (
    (re.compile(r"content blocker", re.IGNORECASE), "ERR_BLOCKED_BY_CLIENT"),
    (re.compile(r"content security policy", re.IGNORECASE), "ERR_BLOCKED_BY_CSP"),
    (re.compile(r"insecure content|mixed content", re.IGNORECASE), "ERR_INSECURE_RESPONSE"),
    (re.compile(r"access-control-allow-origin|cross-origin|preflight", re.IGNORECASE), "NS_ERROR_DOM_BAD_URI"),
    (re.compile(r"\bcancell?ed\b", re.IGNORECASE), "ERR_ABORTED"),
    (re.compile(r"\btimed out\b", re.IGNORECASE), "ERR_TIMED_OUT"),
    (
        re.compile(r"hostname could not be found|name or service not known|nodename nor servname", re.IGNORECASE),
        "ERR_NAME_NOT_RESOLVED",
    ),
    (
        re.compile(r"could not connect to the server|connect(?: call failed|ion refused)", re.IGNORECASE),
        "ERR_CONNECTION_REFUSED",
    ),
    (re.compile(r"appears to be offline", re.IGNORECASE), "ERR_INTERNET_DISCONNECTED"),
    (re.compile(r"certificate", re.IGNORECASE), "ERR_CERT_INVALID"),
    (re.compile(r"\b(?:TLS|SSL) (?:error|handshake)\b", re.IGNORECASE), "ERR_SSL_PROTOCOL_ERROR"),
    (
        re.compile(r"connection was lost|(?:server|peer) (?:disconnected|closed)", re.IGNORECASE),
        "ERR_CONNECTION_CLOSED",
    ),
    (re.compile(r"connection reset", re.IGNORECASE), "ERR_CONNECTION_RESET"),
    (re.compile(r"client disconnected", re.IGNORECASE), "ERR_ABORTED"),
    (re.compile(r"too many redirect|more than \d+ redirect", re.IGNORECASE), "ERR_TOO_MANY_REDIRECTS"),
)
# `Network.BlockedReason` of Chromium's protocol, where it says more than that the browser blocked the request.
_BLOCKED_REASONS = {
    "csp": "ERR_BLOCKED_BY_CSP",
    "mixed-content": "ERR_INSECURE_RESPONSE",
    "inspector": "ERR_BLOCKED_BY_CLIENT.Inspector",
    "subresource-filter": "ERR_BLOCKED_BY_CLIENT",
    "origin": "ERR_BLOCKED_BY_RESPONSE",
}
_BLOCKED_REASONS |= dict.fromkeys(
    (
        "coep-frame-resource-needs-coep-header",
        "corp-not-same-origin",
        "corp-not-same-origin-after-defaulted-to-same-origin-by-coep",
        "corp-not-same-site",
    ),
    "ERR_BLOCKED_BY_RESPONSE",
)
# Firefox names the list of its tracking protection.
_TRACKING = ("TRACKING", "FINGERPRINTING", "CRYPTOMINING", "SOCIALTRACKING", "EMAILTRACKING", "CONSENTMANAGER")
_MAX_SENTENCE = 500
_MEMBERS = ("/response/_error", "/response/_failureText", "/_error", "/response/_blockedReason", "/_blockedReason")
_FAILED = "ERR_FAILED"

_BLOCKED, _BROKEN, _TLS = FailureKind.BLOCKED, FailureKind.BROKEN, FailureKind.TLS
_UNREACHABLE, _CANCELED = FailureKind.UNREACHABLE, FailureKind.CANCELED

# The start of a name, the kind, what happened, and how to fix it. The first that fits counts.
_REASONS: tuple[tuple[str, FailureKind, str, str], ...] = (
    (
        *("ERR_BLOCKED_BY_CLIENT.Inspector", _BLOCKED, "The browser's developer tools blocked the request"),
        "Remove its URL from the blocked requests of the network panel.",
    ),
    (
        *("ERR_BLOCKED_BY_CLIENT", _BLOCKED, "A browser extension such as an ad blocker blocked the request"),
        "Allow it in the extension; a first-party domain is blocked less often.",
    ),
    ("ERR_BLOCKED_BY_ADMINISTRATOR", _BLOCKED, "A policy of the browser blocked the request", "Allow the host there."),
    (
        *("ERR_BLOCKED_BY_CSP", _BLOCKED, "The page's content security policy blocked the request"),
        "Add the host to connect-src.",
    ),
    (
        *("ERR_BLOCKED_BY_RESPONSE", _BLOCKED, "The browser refused the response because of its resource policy"),
        "Check the Cross-Origin-Resource-Policy and Cross-Origin-Embedder-Policy headers.",
    ),
    ("ERR_BLOCKED_BY", _BLOCKED, "The browser blocked the request", "The browser's console names the rule."),
    (
        *("ERR_INSECURE", _BLOCKED, "The page is HTTPS and the request was not, so the browser blocked it"),
        "Use an https: URL.",
    ),
    (
        "NS_ERROR_CONTENT_BLOCKED",
        _BLOCKED,
        "Tracking protection or an extension blocked the request",
        "Allow the host.",
    ),
    *(
        (f"NS_ERROR_{name}_URI", _BLOCKED, "Firefox's tracking protection blocked the request", "Allow the host.")
        for name in _TRACKING
    ),
    (
        *("NS_ERROR_DOM_BAD_URI", _BLOCKED, "The browser refused the request or its response (CORS)"),
        "Add the page's origin to Access-Control-Allow-Origin.",
    ),
    ("ERR_ABORTED", _CANCELED, "The page or the browser canceled the request", "Keep the page open until it ends."),
    ("NS_BINDING_ABORTED", _CANCELED, "The page or the browser canceled the request", "Keep the page open."),
    ("NS_ERROR_ABORT", _CANCELED, "The page or the browser canceled the request", "Keep the page open."),
    ("ERR_TIMED_OUT", FailureKind.TIMEOUT, "No response arrived in time", "Retry."),
    ("ERR_CONNECTION_TIMED_OUT", FailureKind.TIMEOUT, "No connection was made in time", "Retry."),
    ("NS_ERROR_NET_TIMEOUT", FailureKind.TIMEOUT, "No response arrived in time", "Retry."),
    ("ERR_NAME_", _UNREACHABLE, "The host name couldn't be resolved", "Check the domain and the DNS."),
    ("NS_ERROR_UNKNOWN_HOST", _UNREACHABLE, "The host name couldn't be resolved", "Check the domain and the DNS."),
    ("ERR_INTERNET_DISCONNECTED", _UNREACHABLE, "The browser was offline", "Retry with a network."),
    ("NS_ERROR_OFFLINE", _UNREACHABLE, "The browser was offline", "Retry with a network."),
    ("ERR_PROXY_", _UNREACHABLE, "The proxy refused the connection", "Check the browser's proxy."),
    ("ERR_TUNNEL_", _UNREACHABLE, "The proxy refused the connection", "Check the browser's proxy."),
    ("ERR_CONNECTION_REFUSED", _UNREACHABLE, "The host refused the connection", "Check the URL of the edge domain."),
    ("NS_ERROR_CONNECTION_REFUSED", _UNREACHABLE, "The host refused the connection", "Check the edge domain."),
    ("ERR_ADDRESS_", _UNREACHABLE, "The host couldn't be reached", "Check the network and the edge domain."),
    ("ERR_NETWORK_", _UNREACHABLE, "The network changed or was not available", "Retry."),
    (
        *("ERR_TOO_MANY_REDIRECTS", _BROKEN, "The host redirected the request too often"),
        "Check the redirects of the edge domain.",
    ),
    ("ERR_CERT_", _TLS, "The browser didn't trust the certificate", "Check the certificate of the edge domain."),
    ("ERR_SSL_", _TLS, "The TLS connection failed", "Check the certificate of the edge domain."),
    ("NS_ERROR_NET_", _BROKEN, "The connection broke before there was a response", "Retry."),
    ("ERR_", _BROKEN, "The connection broke before there was a response", "Retry."),
    ("NS_", _BROKEN, "The connection broke before there was a response", "Retry."),
)


# Which cause a name is; the first that fits counts. Any other is a connection that broke, as in a live capture.
_CAUSES = (
    ("ERR_BLOCKED_BY_CLIENT.Inspector", Cause.BLOCKED),
    ("ERR_BLOCKED_BY_CLIENT", Cause.EXTENSION),
    ("NS_ERROR_CONTENT_BLOCKED", Cause.EXTENSION),
    *((f"NS_ERROR_{name}_URI", Cause.EXTENSION) for name in _TRACKING),
    ("ERR_BLOCKED_BY_CSP", Cause.CSP),
    ("ERR_INSECURE", Cause.MIXED_CONTENT),
    ("ERR_BLOCKED_BY", Cause.BLOCKED),
    (_FAILED, Cause.BLOCKED),
    ("NS_ERROR_DOM_BAD_URI", Cause.CORS),
    ("ERR_ABORTED", Cause.CANCELED),
    ("NS_BINDING_ABORTED", Cause.CANCELED),
    ("NS_ERROR_ABORT", Cause.CANCELED),
    ("ERR_NAME_", Cause.DNS),
    ("NS_ERROR_UNKNOWN_HOST", Cause.DNS),
    ("ERR_CONNECTION_REFUSED", Cause.REFUSED),
    ("NS_ERROR_CONNECTION_REFUSED", Cause.REFUSED),
    ("ERR_INTERNET_DISCONNECTED", Cause.REFUSED),
    ("NS_ERROR_OFFLINE", Cause.REFUSED),
    ("ERR_ADDRESS_", Cause.REFUSED),
    ("ERR_PROXY_", Cause.REFUSED),
    ("ERR_TUNNEL_", Cause.REFUSED),
    ("ERR_CERT_", Cause.TLS),
    ("ERR_SSL_", Cause.TLS),
    ("ERR_TIMED_OUT", Cause.TIMED_OUT),
    ("ERR_CONNECTION_TIMED_OUT", Cause.TIMED_OUT),
    ("NS_ERROR_NET_TIMEOUT", Cause.TIMED_OUT),
)


def failure_of(entry: JsonObject, preflight: JsonObject | None, elapsed_ms: float) -> Failure | None:
    """Why an entry has no response; None when it has one, or the file doesn't hold any.

    `preflight` is the last OPTIONS entry of the same URL, the only witness of a refused one.
    """
    status, name, has_error = status_of(entry), _error_name(entry), _has_error(entry)
    if status and (not has_error or at(entry, "/response/content/text")):
        return None
    if not isinstance(entry.get("response"), dict) and not has_error:
        return None
    if refused := _cors(entry, preflight, name):
        return Failure(*refused, elapsed_ms, Cause.CORS)
    kind, words = _reason(name, has_error=has_error)
    return Failure(kind, words, elapsed_ms, _cause(name))


def failure_named(text: str, elapsed_ms: float = 0.0) -> Failure | None:
    """The failure of a network error that a browser names somewhere in a text; None without a name.

    Nothing of the text but the name is kept.
    """
    match = _NAME.search(text)
    return Failure(*_reason(match[0], has_error=True), elapsed_ms, _cause(match[0])) if match else None


def status_of(entry: JsonObject) -> int:
    """The HTTP status of an entry, also one in quotes or with a decimal point; 0 when there was no response."""
    status = at(entry, "/response/status")
    if isinstance(status, str) and re.fullmatch(r"[0-9]{3}", status):
        status = int(status)
    is_whole = isinstance(status, int | float) and not isinstance(status, bool) and status == status // 1
    return int(status) if is_whole and 100 <= status <= 999 else 0


def error_words(entry: JsonObject) -> str:
    """What went wrong after a response had begun; empty if nothing did."""
    return _reason(_error_name(entry), has_error=True)[1] if _has_error(entry) else ""


def _has_error(entry: JsonObject) -> bool:
    return any(_error_texts(entry))


def _error_name(entry: JsonObject) -> str:
    texts = list(_error_texts(entry))
    if named := next((match[0] for text in texts if (match := _NAME.search(text))), ""):
        return named
    if reason := next((_BLOCKED_REASONS[text] for text in texts if text in _BLOCKED_REASONS), ""):
        return reason
    return next((name for text in texts for words, name in _SENTENCES if words.search(text)), "")


def _error_texts(entry: JsonObject) -> Iterator[str]:
    """What the file says of an error: a text, or the `message` of an object."""
    for place in _MEMBERS:
        told = at(entry, place)
        told = at(told, "/message") if isinstance(told, dict) else told
        if isinstance(told, str) and told:
            yield told[:_MAX_SENTENCE]


def _cause(name: str) -> str:
    return next((str(cause) for start, cause in _CAUSES if name.startswith(start)), str(Cause.BROKEN) if name else "")


def _reason(name: str, *, has_error: bool) -> tuple[FailureKind, str]:
    if name == _FAILED:
        return _BLOCKED, (
            "The browser stopped the request and gave no reason (ERR_FAILED): CORS, a service worker or an extension. "
            "Its console names the reason."
        )
    for start, kind, what, how in _REASONS:
        if name.startswith(start):
            return kind, f"{what} ({name}). {how}"
    if has_error:
        return _BROKEN, "The request failed, and the file gives no known reason. Record it again with the console open."
    return _BROKEN, (
        "The file has no response and no reason: the request was blocked or canceled, or the recording ended first. "
        "Record it again with the console open."
    )


def _cors(entry: JsonObject, preflight: JsonObject | None, name: str) -> tuple[FailureKind, str] | None:
    """A refusal that two messages show: the preflight's, or a response without permission for the page's origin."""
    if name not in ("", _FAILED):
        return None
    refused = status_of(preflight) if preflight else 0
    if refused and not 200 <= refused < 300:
        return _BLOCKED, (
            f"The preflight was refused with status {refused}, so the browser sent no event (CORS). Allow the page's "
            "origin on the edge domain."
        )
    if status_of(entry) and not _names_origin(entry):
        return _BLOCKED, (
            "The browser refused the response: it has no Access-Control-Allow-Origin (CORS). Edge may have accepted "
            "the event; add the header on the edge domain."
        )
    return None


def _names_origin(entry: JsonObject) -> bool:
    headers = at(entry, "/response/headers")
    names = [item.get("name") for item in (headers if isinstance(headers, list) else []) if isinstance(item, dict)]
    return not names or any(str(name).lower() == "access-control-allow-origin" for name in names)
