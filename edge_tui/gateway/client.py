"""One kept HTTP client for a profile: a request in, an answer or a failure out."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar
from typing import Any, TypeVar

import httpx

from edge_tui import __version__
from edge_tui.gateway.ims import TokenError
from edge_tui.model.exchange import Answer, Failure, FailureKind, Timings
from edge_tui.model.request import InteractRequest


class GatewayClient:
    """Posts requests over one kept connection pool.

    `transport` is given for a gateway inside this process; the network is used otherwise.
    `auth` adds the access token while a request is sent, so that no request ever holds one.
    """

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        auth: httpx.Auth | None = None,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._base_url = base_url
        self._auth = auth
        self._monotonic = monotonic
        self._client = httpx.AsyncClient(
            transport=transport,
            verify=_trust(base_url),
            timeout=None,
            cookies=_NoCookies(),
            headers={"user-agent": f"edge-tui/{__version__}"},
        )

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Answer | Failure:
        """Posts a request under one deadline for all of it: token, connection, answer and body."""
        watch = _Watch(self._monotonic)
        return await _ending(self._post(request, watch), request.url, timeout_seconds, watch)

    async def access_token(self, timeout_seconds: float) -> str | Failure:
        """The access token that requests are sent with now, asked for where there is none; empty without `auth`."""
        watch = _Watch(self._monotonic)
        return await _ending(self._access_token(), self._base_url, timeout_seconds, watch)

    async def _access_token(self) -> str:
        if self._auth is None:
            return ""
        flow = self._auth.async_auth_flow(httpx.Request("POST", self._base_url))
        try:
            request = await anext(flow)
            while "authorization" not in request.headers:
                request = await flow.asend(await self._client.send(request, auth=None))
        finally:
            await flow.aclose()
        return request.headers["authorization"].removeprefix("Bearer ")

    async def _post(self, request: InteractRequest, watch: "_Watch") -> Answer:
        outgoing = self._client.build_request(
            "POST",
            request.url,
            headers=list(request.headers),
            content=request.body.encode(),
            extensions={"trace": watch.trace},
        )
        response = await self._client.send(outgoing, auth=self._auth if request.authenticated else None, stream=True)
        watch.mark("first_byte")
        try:
            # Not `aread`: a response keeps what it has read, and itself stays until the garbage collector comes.
            body = b"".join([chunk async for chunk in response.aiter_bytes()])
        finally:
            await response.aclose()
        return Answer(response.status_code, _headers(response), body, watch.timings())

    async def close(self) -> None:
        """Closes the kept connections."""
        await self._client.aclose()


_Ending = TypeVar("_Ending")


async def _ending(work: Awaitable[_Ending], url: str, timeout_seconds: float, watch: "_Watch") -> _Ending | Failure:
    """What some work under a deadline came to; trouble on the way is a `Failure`."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await work
    except TimeoutError:
        message = f"No answer within {timeout_seconds:g} s. Try again, or raise the profile's timeout."
        return Failure(FailureKind.TIMEOUT, message, watch.elapsed())
    except TokenError as error:
        return Failure(FailureKind.AUTHENTICATION, str(error), watch.elapsed())
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        kind, message = _explain(error, url)
        return Failure(kind, message, watch.elapsed())


_PHASES = {"connection.connect_tcp.complete": "connected", "connection.start_tls.complete": "secured"}


class _Watch:
    """Milliseconds since a request began, and since when each of its phases was over."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._start = monotonic()
        self._marks: dict[str, float] = {}

    def elapsed(self) -> float:
        return (self._monotonic() - self._start) * 1000

    def mark(self, phase: str) -> None:
        self._marks[phase] = self.elapsed()

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            await self._look_up(info["host"], info["port"])
        elif event in _PHASES:
            self.mark(_PHASES[event])

    async def _look_up(self, host: str, port: int) -> None:
        """Times the name's lookup; connecting asks again, which the system then answers from memory."""
        # A name that cannot be found is told by the connection itself.
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.mark("resolved")

    def timings(self) -> Timings:
        return Timings(self.elapsed(), **self._marks)


def _headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw)


class _NoCookies(CookieJar):
    """Takes nothing and reads nothing: what a visitor keeps is the session's to say, and is in the request.

    A policy that allows nothing is asked only after Python's reader, which warns with a traceback
    of an age or date that no computer's clock has.
    """

    def extract_cookies(self, response: Any, request: Any) -> None:
        pass


def _trust(base_url: str) -> ssl.SSLContext | bool:
    """Loading the certificate authorities takes longer than a send: not for a gateway without TLS."""
    if base_url.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return True


def _explain(error: Exception, url: str) -> tuple[FailureKind, str]:
    """What went wrong below HTTP, in the words of somebody who must mend it."""
    host = httpx.URL(url).netloc.decode() if not isinstance(error, httpx.InvalidURL) else url
    causes = list(_causes(error))
    text = next((str(cause) for cause in reversed(causes) if str(cause)), type(error).__name__)
    if any(isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER" for cause in causes):
        return FailureKind.TLS, f"{host} answers at this port, but not with TLS. Check the port, or write http://."
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return FailureKind.TLS, f"TLS with {host} failed: {text}. Check the host name and its certificate."
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return FailureKind.UNREACHABLE, f"{url} is no URL that can be asked: {text}. Mend the profile's URL."
    if isinstance(error, httpx.ProxyError):
        return (
            FailureKind.UNREACHABLE,
            f"The proxy refused to connect to {host}: {text}. Check HTTPS_PROXY and NO_PROXY.",
        )
    if isinstance(error, httpx.ConnectError):
        return FailureKind.UNREACHABLE, _unreachable(host, text, causes)
    if isinstance(error, httpx.DecodingError):
        return FailureKind.BROKEN, f"{host} answered with a body that cannot be unpacked: {text}."
    return (
        FailureKind.BROKEN,
        f"The connection to {host} broke before the answer was whole: {text.rstrip('.') or 'no reason given'}.",
    )


def _unreachable(host: str, text: str, causes: list[BaseException]) -> str:
    lowered = text.lower()
    if "refused" in lowered or any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{host} refused the connection: nothing listens there. Check the profile's URL and port."
    if any(word in lowered for word in ("name or service", "nodename", "getaddrinfo", "name resolution", "no address")):
        return f"The host {host} cannot be found. Check its spelling in the profile, or the network."
    return f"{host} cannot be reached: {text}. Check the profile's URL and the network."


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain
