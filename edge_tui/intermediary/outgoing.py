"""Requests on their way to a server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from edge_tui.intermediary.hops import Names
from edge_tui.intermediary.http_headers import RawHeaders, as_bytes, without
from edge_tui.model.passing import GoElsewhere, PassingRequest, with_headers

_PORTS = {"http": 80, "https": 443}
# RFC 9110, 8.6: servers expect a length with these, even of nothing.
_METHODS_WITH_BODY = ("POST", "PUT", "PATCH")
Content = bytes | AsyncIterator[bytes] | None


@dataclass(frozen=True, slots=True)
class Server:
    """A server that a request goes to."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port, as in a URL and a `Host` header: without the usual port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.has_usual_port else f"{host}:{self.port}"

    @property
    def has_usual_port(self) -> bool:
        """Whether a URL leaves the port out."""
        return self.port == _PORTS.get(self.scheme)

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to a server. `target` is its path and query, as bytes; `content` None has no body.

    `passed` are the proxies of edge-tui that it came through.
    """

    server: Server
    method: str
    target: bytes
    headers: RawHeaders
    content: Content = None
    passed: Names = ()


def server_of(url: str) -> Server | None:
    """The server of an absolute URL; None when it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return Server(parts.scheme, parts.hostname, port) if parts.hostname and parts.scheme in _PORTS else None


def sent_elsewhere(sent: Outgoing, request: PassingRequest, action: GoElsewhere) -> Outgoing:
    """A request to the URL, with the headers and the body, that a rule gave it."""
    server = server_of(action.url) or sent.server
    headers = as_bytes(with_headers(request.headers, action.headers))
    if server != sent.server:
        headers = to_host(headers, server)
    content = sent.content
    if action.body is not None:
        headers, content = without(headers, b"content-length", b"content-encoding"), action.body
    if action.url == request.url:
        return replace(sent, headers=headers, content=content)
    target = origin_form(action.url.encode("latin-1", "replace"))
    return Outgoing(server, sent.method, target, headers, content, sent.passed)


def to_host(headers: RawHeaders, server: Server) -> RawHeaders:
    """The headers for another server."""
    return [(b"Host", server.authority.encode("latin-1", "replace")), *without(headers, b"host")]


def framed(sent: Outgoing) -> RawHeaders:
    """The headers of a request with what HTTP/1.1 needs in it: `Host`, and how long the body is."""
    headers, names = sent.headers, {name.lower() for name, _ in sent.headers}
    if b"host" not in names:
        headers = to_host(headers, sent.server)
    if b"content-length" in names:
        return headers
    if isinstance(sent.content, bytes):
        return [*headers, (b"Content-Length", b"%d" % len(sent.content))]
    if sent.content is not None:
        return [*headers, (b"Transfer-Encoding", b"chunked")]
    return [*headers, (b"Content-Length", b"0")] if sent.method in _METHODS_WITH_BODY else headers


def origin_form(target: bytes) -> bytes:
    """`/path?query` of a target, which is a whole URL where a client asks a proxy (RFC 9112, 3.2.2)."""
    if target.startswith((b"http://", b"https://")):
        rest = target.partition(b"://")[2]
        place = min((rest.find(mark) for mark in (b"/", b"?") if mark in rest), default=len(rest))
        target = rest[place:]
    target = target.partition(b"#")[0]
    return target if target.startswith((b"/", b"*")) else b"/" + target
