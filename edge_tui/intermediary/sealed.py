"""Connections that pass unread: bytes both ways, never decrypted."""

import asyncio
import base64
import contextlib
import ipaddress

from edge_tui.intermediary.environment_proxies import EnvironmentProxies, ProxyAddress
from edge_tui.intermediary.hops import Hops, Names

_CONNECT_SECONDS = 10
_CHUNK_BYTES = 64 * 1024

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NotAllowedError(OSError):
    """A client of the network asked for this machine itself."""


async def connect(
    host: str, port: int, proxies: EnvironmentProxies, *, allow_loopback: bool, hops: Hops, passed: Names = ()
) -> Streams:
    """A connection to a host, by way of the environment's proxy if it names one. `passed` is what led here.

    Raises `OSError`; `NotAllowedError` for this machine, unless `allow_loopback`.
    """
    proxy = proxies.to("https", host, port)
    async with asyncio.timeout(_CONNECT_SECONDS):
        if proxy is not None:
            return await _through(proxy, host, port, hops, passed)
        reader, writer = await asyncio.open_connection(host, port)
    if not allow_loopback and _is_this_machine(writer):
        writer.close()
        raise NotAllowedError
    return reader, writer


async def relay(client: Streams, server: Streams, first: bytes) -> None:
    """Passes bytes both ways until both sides have ended. `first` was read from the client already."""
    server[1].write(first)
    await asyncio.gather(_copy(client[0], server[1]), _copy(server[0], client[1]))


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(_CHUNK_BYTES):
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
    except OSError:
        # The other direction has nobody to send to.
        sink.transport.abort()


async def _through(proxy: ProxyAddress, host: str, port: int, hops: Hops, passed: Names) -> Streams:
    reader, writer = await asyncio.open_connection(proxy.host, proxy.port, ssl=True if proxy.uses_tls else None)
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
    if proxy.user:
        credentials = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    addresses = [writer.get_extra_info(name) for name in ("peername", "sockname")]
    if all(addresses) and hops.learn(proxy.host, *(str(each[0]) for each in addresses)):
        lines.append(f"Via: {hops.via(passed).decode('ascii')}")
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(b" ", 2)[1:2] != [b"200"]:
            raise ConnectionRefusedError("the proxy in HTTPS_PROXY refused")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        writer.close()
        raise ConnectionRefusedError("the proxy in HTTPS_PROXY refused") from None
    except BaseException:
        writer.close()
        raise
    return reader, writer


def _is_this_machine(writer: asyncio.StreamWriter) -> bool:
    """Whether a connection leads to this machine, by loopback or another of its addresses."""
    peer, own = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return peer[0] == own[0] or ipaddress.ip_address(peer[0]).is_loopback
    return True
