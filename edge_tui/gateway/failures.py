"""What goes wrong below HTTP, in our own words.

A library's message may quote what it choked on: a header with the token in it, a proxy with its
password. So none is passed on. An exception is told by its class; only the operating system's
own words for an error number, OpenSSL's for a reason and a proxy's status are quoted.
"""

import os
import re
import socket
import ssl

import h11
import httpx

from edge_tui.model.exchange import FailureKind

# What httpx, httpcore, anyio and h11 are known to raise, and what encoders within them do.
LIBRARY_ERRORS = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
    *(h11.ProtocolError, OSError, ValueError, ArithmeticError, ExceptionGroup),
)

_USER_INFO = re.compile(r"//[^/?#]*@")
_MALFORMED = "what it sent isn't HTTP/1.1"
# How messages of httpcore and h11 that have nothing of the connection in them begin, and what they mean.
_REMOTE_TROUBLE = {
    "Server disconnected": "it closed the connection without a response",
    "peer closed connection": "it closed the connection in the middle of the response",
    "Receive buffer too long": "its headers are longer than 100 kB",
    "peer unexpectedly closed": "it closed the connection in the middle of the response",
}


def explain(error: BaseException, url: str, connecting_to: tuple[str, int] | None) -> tuple[FailureKind, str]:
    """The kind of a failure, and a sentence on what to fix.

    `url` is what was asked for; `connecting_to` the host and port of the last connection that was
    tried, which a proxy makes another one.
    """
    causes = _causes(error)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError) or _is_bad_host(causes):
        return FailureKind.UNREACHABLE, f"{shown_url(url)} is not a URL that can be used. Fix the profile's URL."
    asked = _asked_url(error, url)
    host = asked.netloc.decode("ascii", "replace")
    proxy = _proxy(asked, connecting_to)
    if isinstance(error, httpx.ProxyError):
        return FailureKind.UNREACHABLE, _refused_by_proxy(error, host, proxy)
    if isinstance(error, httpx.ConnectError) and proxy:
        return FailureKind.UNREACHABLE, _no_proxy(proxy, host, causes)
    if tls := next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None):
        return FailureKind.TLS, _tls(tls, host)
    if isinstance(error, httpx.ConnectError):
        return FailureKind.UNREACHABLE, _unreachable(host, causes)
    if isinstance(error, httpx.LocalProtocolError | h11.LocalProtocolError):
        return FailureKind.BROKEN, "The request can't be written as HTTP. Check its headers and the profile."
    reason = _remote_trouble(error) or _system_words(causes) or "no reason given"
    return FailureKind.BROKEN, f"The connection to {host} broke before the response was complete: {reason}."


def shown_url(url: str) -> str:
    """A URL for a message: what may stand before its host, a password, and behind its path is left out."""
    return _USER_INFO.sub("//", url.partition("?")[0].partition("#")[0], count=1)


def _asked_url(error: BaseException, url: str) -> httpx.URL:
    """What the request that failed asked for: the gateway, or the service that access tokens come from."""
    if isinstance(error, httpx.RequestError):
        try:
            return error.request.url
        except RuntimeError:
            pass
    return httpx.URL(url)


def _proxy(asked: httpx.URL, connecting_to: tuple[str, int] | None) -> str:
    """The host and port of the proxy that a connection went to; empty where it went to the host itself."""
    if connecting_to is None:
        return ""
    port = asked.port or (443 if asked.scheme == "https" else 80)
    own = asked.raw_host.decode("ascii", "replace"), port
    return "" if connecting_to == own else f"{connecting_to[0]}:{connecting_to[1]}"


def _refused_by_proxy(error: httpx.ProxyError, host: str, proxy: str) -> str:
    status = str(error)[:3]
    said = f" (status {status})" if status.isascii() and status.isdigit() else ""
    credentials = "its user name and password in " if status == "407" else ""
    named = f"The proxy {proxy}" if proxy else "The proxy"
    return f"{named} refused to connect to {host}{said}. Check {credentials}HTTPS_PROXY and NO_PROXY."


def _no_proxy(proxy: str, host: str, causes: list[BaseException]) -> str:
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    reason = _tls_reason(tls) if tls else _system_words(causes) or "no reason given"
    return (
        f"The proxy {proxy} on the way to {host} cannot be used: {reason}. "
        "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."
    )


def _tls(error: ssl.SSLError, host: str) -> str:
    if _reason_code(error) == "WRONG_VERSION_NUMBER":
        return f"{host} answers at this port, but not with TLS. Check the port, or write http://."
    return f"TLS with {host} failed: {_tls_reason(error)}. Check the host name and its certificate."


def _tls_reason(error: ssl.SSLError) -> str:
    """OpenSSL's words for a reason; those on a certificate say what is wrong with it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        said = getattr(error, "verify_message", "") or "no reason given"
        return f"certificate verify failed: {said.rstrip('.')}"
    return _reason_code(error).replace("_", " ").lower() or "no reason given"


def _reason_code(error: ssl.SSLError) -> str:
    """OpenSSL's name for what went wrong; an error that was not raised by OpenSSL itself has none."""
    return getattr(error, "reason", "") or ""


def _unreachable(host: str, causes: list[BaseException]) -> str:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{host} refused the connection: nothing listens there. Check the profile's URL and port."
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The host {host} cannot be found. Check its spelling in the profile, or the network."
    reason = _system_words(causes) or "no reason given"
    return f"{host} cannot be reached: {reason}. Check the profile's URL and the network."


def _remote_trouble(error: BaseException) -> str:
    if not isinstance(error, httpx.RemoteProtocolError):
        return ""
    said = str(error)
    return next((words for start, words in _REMOTE_TROUBLE.items() if said.startswith(start)), _MALFORMED)


def _system_words(causes: list[BaseException]) -> str:
    """The operating system's words for the first error number among the causes."""
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls_reason(cause)
        if isinstance(cause, socket.gaierror):
            return "its name cannot be found"
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)
    return ""


def _is_bad_host(causes: list[BaseException]) -> bool:
    """Whether an encoder, or the system, found that a host or a port is none."""
    return any(isinstance(cause, UnicodeError | OverflowError) for cause in causes)


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and all that it came from, the members of groups included."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each in found:
            continue
        found.append(each)
        waiting += [inner for inner in (each.__cause__, each.__context__) if inner is not None]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
    return found
