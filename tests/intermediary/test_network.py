"""How often a connection to a server is written to."""

from collections.abc import AsyncIterator
from typing import Any

import httpcore
import pytest

from edge_tui.intermediary.network import OneWriteNetwork

HEAD = b"POST / HTTP/1.1\r\nHost: shop.example\r\n"


class Noted(httpcore.AsyncMockStream):
    """A server that answers two requests; `log` gets each write, and each read as None."""

    def __init__(self, log: list[bytes | None]) -> None:
        super().__init__([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"] * 2)
        self._log = log

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Notes it."""
        self._log.append(None)
        return await super().read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Notes it."""
        self._log.append(buffer)

    async def start_tls(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """The same."""
        return self


class Network(httpcore.AsyncNetworkBackend):
    """Connections to that server."""

    def __init__(self) -> None:
        self.log: list[bytes | None] = []

    async def connect_tcp(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """One more."""
        return Noted(self.log)


async def _parts() -> AsyncIterator[bytes]:
    yield b"1"
    yield b"2"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("content", "length", "written"),
    [
        (b"{}", b"Content-Length: 2\r\n\r\n", [HEAD + b"Content-Length: 2\r\n\r\n{}"]),
        (b"", b"Content-Length: 0\r\n\r\n", [HEAD + b"Content-Length: 0\r\n\r\n"]),
        # A part of a stream goes the moment it comes.
        (
            _parts,
            b"Transfer-Encoding: chunked\r\n\r\n",
            [HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n", b"1\r\n2\r\n", b"0\r\n\r\n"],
        ),
    ],
    ids=["body", "no body", "stream"],
)
async def test_the_head_and_the_first_part_of_a_body_are_one_write(
    scheme: str, content: Any, length: bytes, written: list[bytes]
) -> None:
    name, _, value = length.strip().partition(b": ")
    network = Network()
    async with httpcore.AsyncConnectionPool(network_backend=OneWriteNetwork(network)) as pool:
        for _ in range(2):
            network.log.clear()
            body = content() if callable(content) else content
            headers = [(b"Host", b"shop.example"), (name, value)]
            response = await pool.request("POST", f"{scheme}://shop.example/", headers=headers, content=body)
            assert response.content == b"{}"
            assert network.log[: len(written)] == written
            assert set(network.log[len(written) :]) == {None}


async def test_a_tunnel_is_asked_for_before_its_response_is_read() -> None:
    network = Network()
    proxy = httpcore.Proxy("http://proxy.example:3128")
    async with httpcore.AsyncConnectionPool(proxy=proxy, network_backend=OneWriteNetwork(network)) as pool:
        await pool.request("POST", "https://shop.example/", content=b"{}")
    asked = b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\nAccept: */*\r\n\r\n"
    assert network.log[:4] == [asked, None, HEAD + b"Content-Length: 2\r\n\r\n{}", None]
