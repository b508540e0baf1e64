"""Explains network errors below HTTP.

A library's message may quote a header with the token, or a proxy URL with its password, so none is
passed on. Only the operating system's text for an error number, OpenSSL's for a reason code and a
proxy's status are quoted; everything else follows from the exception's class.
"""

import os
import re
import socket
import ssl

import h11
import httpx

from edge_tui.model.exchange import FailureKind

# What httpx, httpcore, anyio, h11 and the encoders within them are known to raise.
LIBRARY_ERRORS = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
    *(h11.ProtocolError, OSError, ValueError, ArithmeticError, ExceptionGroup),
)

_USER_INFO = re.compile(r"//[^/?#]*@")
_MALFORMED = "what it sent isn't HTTP/1.1"
# Known beginnings of messages of httpcore and h11, and what they mean.
_REMOTE_ERRORS = {
    "Server disconnected": "it closed the connection without a response",
    "peer closed connection": "it closed the connection in the middle of the response",
    "Receive buffer too long": "its headers are longer than 100 kB",
    "peer unexpectedly closed": "it closed the connection in the middle of the response",
}


class TokenError(Exception):
    """IMS refused the token request; the message has its reason and the fix."""


def explain(error: BaseException, url: str, connecting_to: tuple[str, int] | None) -> tuple[FailureKind, str]:
    """The kind of a failure, and a sentence with the cause and the fix.

    `url` is the requested URL; `connecting_to` the host and port of the last connection attempt,
    which with a proxy are the proxy's.
    """
    causes = _causes(error)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError) or _is_bad_host(causes):
        return FailureKind.UNREACHABLE, f"{shown_url(url)} isn't a valid URL. Fix the profile's URL."
    requested = _requested_url(error, url)
    host = requested.netloc.decode("ascii", "replace")
    proxy = _proxy(requested, connecting_to)
    if isinstance(error, httpx.ProxyError):
        return FailureKind.UNREACHABLE, _refused_by_proxy(error, host, proxy)
    if isinstance(error, httpx.ConnectError) and proxy:
        return FailureKind.UNREACHABLE, _proxy_unusable(proxy, host, causes)
    if tls := next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None):
        return FailureKind.TLS, _tls(tls, host)
    if isinstance(error, httpx.ConnectError):
        # The URL of the token service is another setting.
        setting = "URL" if requested.netloc == httpx.URL(url).netloc else "IMS URL"
        return FailureKind.UNREACHABLE, _unreachable(host, causes, setting)
    if isinstance(error, httpx.LocalProtocolError | h11.LocalProtocolError):
        return FailureKind.BROKEN, "The request can't be written as HTTP. Check its headers and the profile."
    reason = _remote_error(error) or _system_message(causes) or "no reason given"
    return FailureKind.BROKEN, f"The connection to {host} broke before the response was complete: {reason}."


def shown_url(url: str) -> str:
    """A URL for a message, without user name, password, query and fragment."""
    return _USER_INFO.sub("//", url.partition("?")[0].partition("#")[0], count=1)


def _requested_url(error: BaseException, url: str) -> httpx.URL:
    """The URL of the failed request: the gateway's, or that of the token service."""
    if isinstance(error, httpx.RequestError):
        try:
            return error.request.url
        except RuntimeError:
            pass
    return httpx.URL(url)


def _proxy(requested: httpx.URL, connecting_to: tuple[str, int] | None) -> str:
    """The host and port of the proxy in use; empty for a direct connection."""
    if connecting_to is None:
        return ""
    port = requested.port or (443 if requested.scheme == "https" else 80)
    own = requested.raw_host.decode("ascii", "replace"), port
    return "" if connecting_to == own else f"{connecting_to[0]}:{connecting_to[1]}"


def _refused_by_proxy(error: httpx.ProxyError, host: str, proxy: str) -> str:
    status = str(error)[:3]
    message = f" (status {status})" if status.isascii() and status.isdigit() else ""
    credentials = "its user name and password in " if status == "407" else ""
    named = f"The proxy {proxy}" if proxy else "The proxy"
    return f"{named} refused to connect to {host}{message}. Check {credentials}HTTPS_PROXY and NO_PROXY."


def _proxy_unusable(proxy: str, host: str, causes: list[BaseException]) -> str:
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    reason = _tls_reason(tls) if tls else _system_message(causes) or "no reason given"
    return (
        f"The proxy {proxy} for {host} can't be used: {reason}. Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."
    )


def _tls(error: ssl.SSLError, host: str) -> str:
    if _reason_code(error) == "WRONG_VERSION_NUMBER":
        return f"{host} responds at this port, but not with TLS. Check the port, or use http://."
    return f"TLS with {host} failed: {_tls_reason(error)}. Check the host name and its certificate."


def _tls_reason(error: ssl.SSLError) -> str:
    """OpenSSL's text for an error; for a certificate, what is wrong with it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        message = getattr(error, "verify_message", "") or "no reason given"
        return f"certificate verify failed: {message.rstrip('.')}"
    return _reason_code(error).replace("_", " ").lower() or "no reason given"


def _reason_code(error: ssl.SSLError) -> str:
    """OpenSSL's name of an error; empty for an error that OpenSSL didn't raise."""
    return getattr(error, "reason", "") or ""


def _unreachable(host: str, causes: list[BaseException], setting: str) -> str:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{host} refused the connection: nothing is listening there. Check the profile's {setting} and port."
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The host {host} can't be found. Check the profile's {setting}, or the network."
    reason = _system_message(causes) or "no reason given"
    return f"{host} can't be reached: {reason}. Check the profile's {setting} and the network."


def _remote_error(error: BaseException) -> str:
    if not isinstance(error, httpx.RemoteProtocolError):
        return ""
    message = str(error)
    return next((meaning for start, meaning in _REMOTE_ERRORS.items() if message.startswith(start)), _MALFORMED)


def _system_message(causes: list[BaseException]) -> str:
    """The operating system's text for the first error number among the causes."""
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls_reason(cause)
        if isinstance(cause, socket.gaierror):
            return "its name can't be found"
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)
    return ""


def _is_bad_host(causes: list[BaseException]) -> bool:
    """Whether an encoder or the system rejected a host or a port."""
    return any(isinstance(cause, UnicodeError | OverflowError) for cause in causes)


def _causes(error: BaseException) -> list[BaseException]:
    """An exception with all its causes, including members of groups."""
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
