"""httpx's blocking client behind the interface of its asynchronous one, for a process without an event loop."""

import ssl
from collections.abc import AsyncIterator, Callable
from http.cookiejar import CookieJar
from typing import Any

import httpx

from edge_tui.runtime import Runtime, run_to_end

_Trace = Callable[[str, dict[str, Any]], None]
_RAW_HEADERS = "edge_tui_received"
# Addresses of a host are tried one after the other, not side by side as in an event loop: one that leads nowhere,
# such as an IPv6 address without a route, must not take the whole time.
_SECONDS_FOR_ONE_ADDRESS = 2.0


class BlockingTransport(httpx.AsyncBaseTransport):
    """Sends requests over the network, through the proxies of the environment.

    Its coroutines never wait for an event loop. Everything but the bytes on their way is left to the client that has
    this transport. Raises what `httpx.Client` raises for certificates and proxies that can't be used.
    """

    def __init__(self, verify: ssl.SSLContext | bool, cookies: CookieJar, runtime: Runtime) -> None:
        self._runtime = runtime
        self._client = httpx.Client(
            verify=verify, timeout=None, cookies=cookies, event_hooks={"response": [_leave_to_the_caller]}
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request and waits for the headers of its response."""
        self._runtime.check()
        trace = self._blocking_trace(request.extensions.get("trace"))
        try:
            response = self._sent(request, trace, _SECONDS_FOR_ONE_ADDRESS)
        except httpx.ConnectTimeout:
            # No byte of the request was sent. Slow connections take what the deadline leaves.
            response = self._sent(request, trace, None)
        headers = response.extensions.pop(_RAW_HEADERS)
        return httpx.Response(
            response.status_code, headers=headers, stream=_Body(response, self._runtime), extensions=response.extensions
        )

    def _sent(self, request: httpx.Request, trace: _Trace, connect_seconds: float | None) -> httpx.Response:
        timeouts = {**request.extensions.get("timeout", {}), "connect": connect_seconds}
        request.extensions = {**request.extensions, "trace": trace, "timeout": timeouts}
        return self._client.send(request, auth=None, stream=True)

    def _blocking_trace(self, trace: Callable[[str, dict[str, Any]], Any] | None) -> _Trace:
        """Tells each step, and is where an abandoned request ends before it takes the next one, unless that closes."""

        def tell(event: str, info: dict[str, Any]) -> None:
            if event.endswith(".started") and "closed" not in event:
                self._runtime.check()
            if trace is not None:
                run_to_end(trace(event, info))

        return tell

    async def aclose(self) -> None:
        """Closes the connections; not under a thread that still uses one, which the end of the process does."""
        if not self._runtime.has_abandoned:
            self._client.close()


class _Body(httpx.AsyncByteStream):
    """The body of a response as it arrives, up to where it is abandoned."""

    def __init__(self, response: httpx.Response, runtime: Runtime) -> None:
        self._response = response
        self._runtime = runtime

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._response.iter_raw():
            self._runtime.check()
            yield piece

    async def aclose(self) -> None:
        self._response.close()


def _leave_to_the_caller(response: httpx.Response) -> None:
    """Keeps all headers, and hides `location` from this client, which rejects a response if that isn't a URL."""
    response.extensions[_RAW_HEADERS] = list(response.headers.raw)
    response.headers.pop("location", None)
