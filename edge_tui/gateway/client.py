"""One kept HTTP client for a profile: a request in, an answer or a failure out."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any, TypeVar
from urllib.request import Request

import httpx

from edge_tui import __version__
from edge_tui.gateway.content_coding import ACCEPTED, DamagedError, TooLargeError
from edge_tui.gateway.failures import LIBRARY_ERRORS, explain, shown_url
from edge_tui.gateway.ims import TokenError
from edge_tui.gateway.outgoing import UnsendableError, body_bytes, header_fields
from edge_tui.gateway.reading import read_body
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Answer, Failure, FailureKind, Timings
from edge_tui.model.profile import DEFAULT_MAX_RESPONSE_MB
from edge_tui.model.request import InteractRequest

_MEGABYTE = 1024 * 1024
# Where a response's headers are kept as they came, before httpx reads any of them.
_RAW_HEADERS = "edge_tui_headers"


class GatewayClient:
    """Posts requests over one kept connection pool.

    `transport` is given for a gateway inside this process; the network is used otherwise.
    `auth` adds the access token while a request is sent, so that no request ever holds one.
    A response whose body is larger than `max_response_mb`, packed or unpacked, is a failure.
    Raises `SetupError` where the environment's proxies or certificates cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        auth: httpx.Auth | None = None,
        monotonic: Callable[[], float] = time.perf_counter,
        max_response_mb: float = DEFAULT_MAX_RESPONSE_MB,
    ) -> None:
        self._base_url = base_url
        self._auth = auth
        self._monotonic = monotonic
        self._max_response_mb = max_response_mb
        self._client = _http_client(base_url, transport)

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Answer | Failure:
        """Posts a request under one deadline for all of it: token, connection, answer and body."""
        watch = _Watch(self._monotonic)
        return await _ending(self._post(request, watch), request.url, timeout_seconds, watch)

    async def access_token(self, timeout_seconds: float) -> str | Failure:
        """The access token that requests are sent with now, asked for where there is none; empty without `auth`."""
        watch = _Watch(self._monotonic)
        return await _ending(self._access_token(watch), self._base_url, timeout_seconds, watch)

    async def _access_token(self, watch: "_Watch") -> str:
        if self._auth is None:
            return ""
        flow = self._auth.async_auth_flow(httpx.Request("POST", self._base_url))
        try:
            request = await anext(flow)
            while "authorization" not in request.headers:
                async with self._sent(request, watch) as response:
                    request = await flow.asend(response)
        finally:
            await flow.aclose()
        return request.headers["authorization"].removeprefix("Bearer ")

    async def _post(self, request: InteractRequest, watch: "_Watch") -> Answer:
        outgoing = self._client.build_request(
            "POST", request.url, headers=header_fields(request), content=body_bytes(request)
        )
        flow = (self._auth if request.authenticated and self._auth else httpx.Auth()).async_auth_flow(outgoing)
        try:
            following = await anext(flow)
            while True:
                async with self._sent(following, watch) as response:
                    watch.mark("first_byte")
                    try:
                        # The flow reads what it needs of a response, bounded; httpx would read all of it first.
                        following = await flow.asend(response)
                    except StopAsyncIteration:
                        return await self._answer(response, watch)
        finally:
            await flow.aclose()

    @contextlib.asynccontextmanager
    async def _sent(self, request: httpx.Request, watch: "_Watch") -> AsyncIterator[httpx.Response]:
        request.extensions = {**request.extensions, "trace": watch.trace}
        response = await self._client.send(request, auth=None, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def _answer(self, response: httpx.Response, watch: "_Watch") -> Answer:
        headers = _headers(response)
        host = response.request.url.netloc.decode("ascii", "replace")
        try:
            body = await read_body(response, round(self._max_response_mb * _MEGABYTE))
        except TooLargeError:
            raise _BodyError(
                f"{host} answered {response.status_code} with a body of more than {self._max_response_mb:g} MB; "
                "the rest was not read. Raise max_response_mb of the profile if it is meant to be that large: "
                "`edge-tui profiles edit NAME --max-response-mb N`."
            ) from None
        except DamagedError as error:
            raise _BodyError(
                f"{host} answered {response.status_code} with a body that cannot be unpacked: {error}."
            ) from None
        return Answer(response.status_code, headers, body, watch.timings())

    async def close(self) -> None:
        """Closes the kept connections."""
        await self._client.aclose()


class _BodyError(Exception):
    """A response whose body cannot be had; the message says why and what to do."""


_Ending = TypeVar("_Ending")


async def _ending(work: Awaitable[_Ending], url: str, timeout_seconds: float, watch: "_Watch") -> _Ending | Failure:
    """What some work under a deadline came to; trouble on the way is a `Failure`."""
    try:
        async with asyncio.timeout(timeout_seconds) as deadline:
            return await work
    except TimeoutError as error:
        if deadline.expired():
            message = f"No answer within {timeout_seconds:g} s. Try again, or raise the profile's timeout."
            return Failure(FailureKind.TIMEOUT, message, watch.elapsed_ms())
        # The system's own: a connection that it gave up on.
        return Failure(*explain(error, url, watch.connecting_to), watch.elapsed_ms())
    except TokenError as error:
        return Failure(FailureKind.AUTHENTICATION, str(error), watch.elapsed_ms())
    except UnsendableError as error:
        return Failure(FailureKind.BROKEN, f"Nothing was sent to {shown_url(url)}: {error}.", watch.elapsed_ms())
    except _BodyError as error:
        return Failure(FailureKind.BROKEN, str(error), watch.elapsed_ms())
    except LIBRARY_ERRORS as error:
        return Failure(*explain(error, url, watch.connecting_to), watch.elapsed_ms())


def _http_client(base_url: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """The client; what a library says of the environment's proxies is left out, for it may quote a password."""
    try:
        return httpx.AsyncClient(
            transport=transport,
            verify=_trust(base_url),
            timeout=None,
            cookies=_NoCookies(),
            headers={"user-agent": f"edge-tui/{__version__}", "accept-encoding": ACCEPTED},
            event_hooks={"response": [_leave_redirects_alone]},
        )
    except OSError as error:
        # ssl.SSLError is one of them.
        reason = error.strerror if error.errno and not isinstance(error, ssl.SSLError) else "they hold no certificate"
        raise SetupError(
            f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read: {reason}.",
            "Correct the variable, or unset it.",
        ) from None
    except ImportError:
        raise SetupError(
            "A proxy variable names a SOCKS proxy, which edge-tui cannot use.",
            "Name an http:// proxy in HTTPS_PROXY and ALL_PROXY, or exclude the host with NO_PROXY.",
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise SetupError(
            "A proxy variable does not hold the URL of a proxy.",
            "Correct HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY: such as http://proxy.example:3128.",
        ) from None


async def _leave_redirects_alone(response: httpx.Response) -> None:
    """Keeps httpx from reading where a redirect leads: it gives up a response whose `location` is not a URL."""
    response.extensions[_RAW_HEADERS] = tuple(response.headers.raw)
    response.headers.pop("location", None)


_PHASES = {"connection.connect_tcp.complete": "connected", "connection.start_tls.complete": "secured"}


class _Watch:
    """Milliseconds since a request began, and since when each of its phases was over.

    `connecting_to` is the host and port of the last connection that was tried.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._start = monotonic()
        self._marks: dict[str, float] = {}
        self.connecting_to: tuple[str, int] | None = None

    def elapsed_ms(self) -> float:
        return (self._monotonic() - self._start) * 1000

    def mark(self, phase: str) -> None:
        self._marks[phase] = self.elapsed_ms()

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self.connecting_to = info["host"], info["port"]
            await self._look_up(info["host"], info["port"])
        elif event in _PHASES:
            self.mark(_PHASES[event])

    async def _look_up(self, host: str, port: int) -> None:
        """Times the name's lookup; connecting asks again, which the system then answers from memory."""
        # A name that cannot be found, or is none, is told by the connection itself.
        with contextlib.suppress(OSError, UnicodeError):
            await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.mark("resolved")

    def timings(self) -> Timings:
        return Timings(self.elapsed_ms(), **self._marks)


def _headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    raw = response.extensions[_RAW_HEADERS]
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)


class _NoCookies(CookieJar):
    """A jar that takes nothing: what a visitor keeps is the session's to say, and stands in the request.

    It does not even read what a response sets, for no reader of cookies is made for every response there may be.
    """

    def extract_cookies(self, response: HTTPResponse, request: Request) -> None:  # noqa: ARG002
        return


def _trust(base_url: str) -> ssl.SSLContext | bool:
    """Loading the certificate authorities takes longer than a send: not for a gateway without TLS."""
    if base_url.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return True
