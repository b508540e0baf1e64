"""Why a call that a source saw has no response, in words: what happened, and how to fix it."""

import re

from edge_tui.formats.har_failure import failure_named
from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.sightings import Cause

_DIRECTIVE = re.compile(r"[a-z][a-z-]{2,40}")
_BLOCKED, _BROKEN, _CANCELED = FailureKind.BLOCKED, FailureKind.BROKEN, FailureKind.CANCELED

_WORDS: dict[Cause, tuple[FailureKind, str]] = {
    Cause.EXTENSION: (
        _BLOCKED,
        "A browser extension such as an ad blocker blocked the request. Allow it in the extension; a first-party "
        "domain is blocked less often.",
    ),
    Cause.CSP: (
        _BLOCKED,
        "The page's content security policy blocked the request, which never left the page. Add the host to "
        "connect-src.",
    ),
    Cause.CORS: (
        _BLOCKED,
        "The browser refused the response, or the preflight before the request (CORS). Edge may have accepted the "
        "event; allow the page's origin on the edge domain.",
    ),
    Cause.MIXED_CONTENT: (
        _BLOCKED,
        "The page is HTTPS and the request was not, so the browser blocked it. Use an https: URL.",
    ),
    Cause.BLOCKED: (_BLOCKED, "The browser blocked the request. Its console names the rule."),
    Cause.DNS: (FailureKind.UNREACHABLE, "The host name couldn't be resolved. Check the edge domain and the DNS."),
    Cause.REFUSED: (FailureKind.UNREACHABLE, "The host refused the connection. Check the URL of the edge domain."),
    Cause.TLS: (FailureKind.TLS, "The browser didn't trust the connection. Check the certificate of the edge domain."),
    Cause.TIMED_OUT: (FailureKind.TIMEOUT, "No response arrived in time. Retry."),
    Cause.BROKEN: (_BROKEN, "The connection broke before there was a response. Retry."),
    Cause.CANCELED: (_CANCELED, "The page or the browser canceled the request. Keep the page open until it ends."),
    Cause.PAGE_GONE: (
        _CANCELED,
        "The page went before there was a response. Edge may have got the event, or not: only the request was seen.",
    ),
}
_RECORDING_ENDED = "The recording ended before there was a response. Let it run longer, as with --until-idle."


def failure_for(cause: Cause, detail: str, elapsed_ms: float, message: str = "") -> Failure:
    """The failure of a call. Of the browser's own words only a known name is kept, or a directive of a CSP.

    `message` is a sentence of the source itself, in the place of the usual one.
    """
    kind, words = _WORDS[cause]
    if message:
        return Failure(kind, message, elapsed_ms, str(cause))
    if cause is Cause.CSP and (directive := directive_in(detail)) and directive != "connect-src":
        words = words.replace("connect-src", directive)
    named = failure_named(detail, elapsed_ms)
    if named is not None and named.cause in ("", str(cause)) and cause is not Cause.CSP:
        return Failure(named.kind, named.message, elapsed_ms, str(cause))
    return Failure(kind, words, elapsed_ms, str(cause))


def directive_in(detail: str) -> str:
    """The name of the directive of a content security policy in its text; empty for anything else."""
    match = _DIRECTIVE.match(detail.strip())
    return match[0] if match and "-src" in match[0] else ""


def unanswered(elapsed_ms: float = 0.0) -> Failure:
    """The failure of a call that was waiting when the recording ended."""
    return Failure(_CANCELED, _RECORDING_ENDED, elapsed_ms)
