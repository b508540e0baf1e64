"""Small servers on loopback that send exactly the bytes of a test, valid or not."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Writes = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Loopback:
    """A running server; `requests` are the heads and bodies it has received."""

    url: str
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def received(self, times: int = 1) -> None:
        """Waits until it has received this many requests."""
        async with asyncio.timeout(60):
            while len(self.requests) < times:
                self.news.clear()
                await self.news.wait()

    def header(self, name: str, request: int = -1) -> str | None:
        """A header of one of the requests."""
        lines = self.requests[request][0].split("\r\n")[1:]
        values = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
        return values.get(name.lower())


@contextlib.asynccontextmanager
async def answering(*answers: bytes | Writes, tls: ssl.SSLContext | None = None) -> AsyncIterator[Loopback]:
    """A server that sends these responses in turn, and repeats the last one, on persistent connections."""
    waiting = list(answers)
    conversations: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations[asyncio.current_task()] = writer
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                loopback.requests.append(await _read(reader))
                loopback.news.set()
                response = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                if isinstance(response, bytes):
                    writer.write(response)
                    await writer.drain()
                else:
                    await response(reader, writer)
                    break
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
    host, port = server.sockets[0].getsockname()
    loopback = Loopback(f"{'https' if tls else 'http'}://{host}:{port}")
    try:
        yield loopback
    finally:
        server.close()
        for writer in conversations.values():
            writer.transport.abort()
        for conversation in filter(None, conversations):
            conversation.cancel()
        await asyncio.gather(*filter(None, conversations), return_exceptions=True)


def http(body: bytes, status: str = "200 OK", content_type: str = "application/json", **headers: str) -> bytes:
    """An HTTP/1.1 response; `retry_after="1"` becomes a header."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _read(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next((int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
    return head, await reader.readexactly(length)
