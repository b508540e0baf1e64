"""The HTTP client of a profile: posts a request, returns a response or a failure."""

import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any, TypeVar
from urllib.request import Request

import httpx

from edge_tui import __version__
from edge_tui.gateway.messages import UnsendableError, body_bytes, header_fields, read_body
from edge_tui.model.content_coding import ACCEPTED, DamagedError, TooLargeError
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Failure, FailureKind, Response, Timings
from edge_tui.model.profile import DEFAULT_MAX_RESPONSE_MB
from edge_tui.model.request import InteractRequest
from edge_tui.runtime import DeadlineError, Runtime, running_loop

_MEGABYTE = 1024 * 1024
_Result = TypeVar("_Result")
# The response extension with the raw headers, before httpx interprets any of them.
_RAW_HEADERS = "edge_tui_headers"


class GatewayClient:
    """Posts requests over one connection pool.

    `transport` is for a gateway in this process; the default is the network. `auth` adds the access
    token while a request is sent, so that no `InteractRequest` ever contains it. A response whose
    body is larger than `max_response_mb`, compressed or not, is a failure. `runtime` is the event loop
    if none is given. Raises `SetupError` if the environment's proxies or certificates can't be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        auth: httpx.Auth | None = None,
        monotonic: Callable[[], float] = time.perf_counter,
        max_response_mb: float = DEFAULT_MAX_RESPONSE_MB,
        runtime: Runtime | None = None,
    ) -> None:
        self._base_url = base_url
        self._auth = auth
        self._monotonic = monotonic
        self._max_response_mb = max_response_mb
        self._runtime = runtime or running_loop()
        self._client = _make_client(base_url, transport, self._runtime)

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response | Failure:
        """Posts a request; the timeout covers the token, the connection and the whole response."""
        stopwatch = _Stopwatch(self._monotonic, self._runtime.look_up)
        return await self._with_deadline(self._post(request, stopwatch), request.url, timeout_seconds, stopwatch)

    async def access_token(self, timeout_seconds: float) -> str | Failure:
        """The current access token, requested if needed; empty without `auth`."""
        stopwatch = _Stopwatch(self._monotonic, self._runtime.look_up)
        return await self._with_deadline(self._access_token(stopwatch), self._base_url, timeout_seconds, stopwatch)

    async def _access_token(self, stopwatch: "_Stopwatch") -> str:
        if self._auth is None:
            return ""
        flow = self._auth.async_auth_flow(httpx.Request("POST", self._base_url))
        try:
            request = await anext(flow)
            while "authorization" not in request.headers:
                async with self._sent(request, stopwatch) as response:
                    request = await flow.asend(response)
        finally:
            await flow.aclose()
        return request.headers["authorization"].removeprefix("Bearer ")

    async def _post(self, request: InteractRequest, stopwatch: "_Stopwatch") -> Response:
        outgoing = self._client.build_request(
            "POST", request.url, headers=header_fields(request), content=body_bytes(request)
        )
        flow = (self._auth if request.authenticated and self._auth else httpx.Auth()).async_auth_flow(outgoing)
        try:
            following = await anext(flow)
            while True:
                async with self._sent(following, stopwatch) as response:
                    stopwatch.mark("first_byte")
                    try:
                        # The flow reads a bounded part of the response; httpx would read all of it first.
                        following = await flow.asend(response)
                    except StopAsyncIteration:
                        return await self._read_response(response, stopwatch)
        finally:
            await flow.aclose()

    @contextlib.asynccontextmanager
    async def _sent(self, request: httpx.Request, stopwatch: "_Stopwatch") -> AsyncIterator[httpx.Response]:
        request.extensions = {**request.extensions, "trace": stopwatch.trace}
        response = await self._client.send(request, auth=None, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def _read_response(self, response: httpx.Response, stopwatch: "_Stopwatch") -> Response:
        headers = _raw_headers(response)
        host = response.request.url.netloc.decode("ascii", "replace")
        try:
            body = await read_body(response, round(self._max_response_mb * _MEGABYTE))
        except TooLargeError:
            raise _BodyError(
                f"{host} responded {response.status_code} with more than {self._max_response_mb:g} MB; "
                "the rest was not read. If it should be that large, raise max_response_mb in the profile: "
                "`edge-tui profiles edit NAME --max-response-mb N`."
            ) from None
        except DamagedError as error:
            raise _BodyError(
                f"{host} responded {response.status_code} with a body that can't be decompressed: {error}."
            ) from None
        return Response(response.status_code, headers, body, stopwatch.timings())

    async def _with_deadline(
        self, work: Coroutine[Any, Any, _Result], url: str, timeout_seconds: float, stopwatch: "_Stopwatch"
    ) -> _Result | Failure:
        """Runs work under a deadline; network errors become a `Failure`."""
        try:
            return await self._runtime.within(timeout_seconds, work)
        except DeadlineError:
            message = f"No response within {timeout_seconds:g} s. Try again, or raise the profile's timeout."
            return Failure(FailureKind.TIMEOUT, message, stopwatch.elapsed_ms())
        except UnsendableError as error:
            from edge_tui.gateway.failures import shown_url

            message = f"Nothing was sent to {shown_url(url)}: {error}."
            return Failure(FailureKind.BROKEN, message, stopwatch.elapsed_ms())
        except _BodyError as error:
            return Failure(FailureKind.BROKEN, str(error), stopwatch.elapsed_ms())
        except Exception as error:
            # Most sends need no explanation.
            from edge_tui.gateway.failures import LIBRARY_ERRORS, TokenError, explain

            if isinstance(error, TokenError):
                return Failure(FailureKind.AUTHENTICATION, str(error), stopwatch.elapsed_ms())
            if isinstance(error, LIBRARY_ERRORS):
                return Failure(*explain(error, url, stopwatch.connecting_to), stopwatch.elapsed_ms())
            raise

    async def close(self) -> None:
        """Closes all connections."""
        await self._client.aclose()


class _BodyError(Exception):
    """A response's body can't be read; the message says why, and how to fix it."""


def _make_client(base_url: str, transport: httpx.AsyncBaseTransport | None, runtime: Runtime) -> httpx.AsyncClient:
    """The client. Errors leave out the library's message about proxies, which may quote a password."""
    cookies, verify = _NoCookies(), _verify(base_url)
    try:
        return httpx.AsyncClient(
            transport=transport or _blocking_transport(verify, cookies, runtime),
            verify=verify,
            timeout=None,
            cookies=cookies,
            headers={"user-agent": f"edge-tui/{__version__}", "accept-encoding": ACCEPTED},
            event_hooks={"response": [_leave_redirects_alone]},
        )
    except OSError as error:
        from edge_tui.runtime.tls_environment import tls_file_error

        raise tls_file_error(error) from None
    except ImportError:
        raise SetupError(
            "A proxy variable has a SOCKS proxy, which edge-tui doesn't support.",
            "Set an http:// proxy in HTTPS_PROXY and ALL_PROXY, or exclude the host with NO_PROXY.",
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise SetupError(
            "A proxy variable isn't a valid proxy URL.",
            "Fix HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, for example http://proxy.example:3128.",
        ) from None


def _blocking_transport(
    verify: ssl.SSLContext | bool, cookies: CookieJar, runtime: Runtime
) -> httpx.AsyncBaseTransport | None:
    """The network for a process without an event loop; None for httpx's own."""
    if not runtime.is_blocking:
        return None
    from edge_tui.gateway.blocking_transport import BlockingTransport

    return BlockingTransport(verify, cookies, runtime)


async def _leave_redirects_alone(response: httpx.Response) -> None:
    """Hides `location` from httpx, which rejects a response if that isn't a URL."""
    response.extensions[_RAW_HEADERS] = tuple(response.headers.raw)
    response.headers.pop("location", None)


_PHASES = {"connection.connect_tcp.complete": "connected", "connection.start_tls.complete": "secured"}


class _Stopwatch:
    """Milliseconds since the request started, and when each of its phases ended.

    `connecting_to` is the host and port of the last connection attempt.
    """

    def __init__(self, monotonic: Callable[[], float], look_up: Callable[[str, int], Awaitable[None]]) -> None:
        self._monotonic = monotonic
        self._look_up = look_up
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
            await self._time_lookup(info["host"], info["port"])
        elif event in _PHASES:
            self.mark(_PHASES[event])

    async def _time_lookup(self, host: str, port: int) -> None:
        """Times the DNS lookup; the connection repeats it, usually from the system's cache."""
        # The connection itself reports a name that is invalid or can't be found.
        with contextlib.suppress(OSError, UnicodeError):
            await self._look_up(host, port)
            self.mark("resolved")

    def timings(self) -> Timings:
        return Timings(self.elapsed_ms(), **self._marks)


def _raw_headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    raw = response.extensions[_RAW_HEADERS]
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)


class _NoCookies(CookieJar):
    """Stores no cookies: the session puts a visitor's cookies into the request.

    It doesn't even parse them: Python's parser can't handle every possible response.
    """

    def extract_cookies(self, response: HTTPResponse, request: Request) -> None:  # noqa: ARG002
        return


def _verify(base_url: str) -> ssl.SSLContext | bool:
    """Without TLS, an empty context: loading the certificate authorities takes longer than a send."""
    if base_url.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return True
