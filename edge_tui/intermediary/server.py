"""Serving connections in a thread until stopped; those that are answering a call then get some seconds to end."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Protocol

from edge_tui.intermediary.calls import CallReporter, Tell
from edge_tui.intermediary.client_connection import BadRequestError, ClientConnection
from edge_tui.intermediary.pages import PagesSeen
from edge_tui.model.sightings import Sighting, SourceNotice
from edge_tui.runtime.first_turn import first_turn_loop

# How long open calls may take once the server is asked to stop.
GRACE_SECONDS = 3.0
# A page may make its calls all at once.
_BACKLOG = 1024
_BUFFER_BYTES = 256 * 1024
_CLOSING: list[tuple[bytes, bytes]] = [(b"content-type", b"text/plain"), (b"connection", b"close")]

NoteBug = Callable[[BaseException], str]


class Service(Protocol):
    """What a server does with its connections."""

    @property
    def busy(self) -> frozenset["asyncio.Task[object]"]:
        """The tasks that are answering a call."""
        ...

    async def serve(self, client: ClientConnection) -> None:
        """Serves a connection to its end. Raises `OSError` or `BadRequestError` when it ends badly."""
        ...

    async def close(self) -> None:
        """Closes the connections to other servers."""
        ...


class IntermediarySource:
    """A source of sightings: a server in a thread of this process.

    Its loop goes first when threads want the interpreter, and what records waits while it is busy: a client waits for
    the server, not for the recording. `listener` is open already, so that a port that is taken is known before
    anything is recorded.
    `note_bug` is called for an exception that nobody expects; it returns a sentence.
    """

    def __init__(
        self,
        product: str,
        listener: socket.socket,
        make_service: Callable[[CallReporter], Service],
        tell: Tell,
        note_bug: NoteBug,
    ) -> None:
        self._product = product
        self._listener = listener
        self._make_service = make_service
        self._tell = tell
        self._note_bug = note_bug
        self._pages = PagesSeen()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="intermediary", daemon=True)

    def start(self) -> str:
        """Starts serving; returns what it is, for people."""
        self._thread.start()
        self._started.wait()
        return self._product

    def stop(self) -> None:
        """Stops listening, lets open calls end for some seconds, and returns. May be called again."""
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    def in_full(self, sighting: Sighting) -> Iterator[Sighting]:
        """A sighting with what its body says, which nobody who waits for a response should wait for."""
        return self._pages.with_pages(sighting)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=first_turn_loop) as runner:
                runner.run(self._serve())
        except Exception as error:  # noqa: BLE001
            self._tell(SourceNotice(datetime.now(UTC), self._note_bug(error), is_end=True, is_unexpected=True))
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        reporter = CallReporter(self._tell)
        service = self._make_service(reporter)
        tasks: set[asyncio.Task[None]] = set()

        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            try:
                await self._serve_one(ClientConnection(reader, writer), service, reporter)
            except asyncio.CancelledError:
                # The server is being stopped; streams of Python 3.11 would report this as an error.
                pass
            finally:
                tasks.discard(task)
                writer.close()

        server = await asyncio.start_server(accepted, sock=self._listener, backlog=_BACKLOG, limit=_BUFFER_BYTES)
        self._started.set()
        await self._stop.wait()
        server.close()
        if busy := service.busy:
            await asyncio.wait(busy, timeout=GRACE_SECONDS)
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await service.close()

    async def _serve_one(self, client: ClientConnection, service: Service, reporter: CallReporter) -> None:
        try:
            await service.serve(client)
        except BadRequestError as error:
            reporter.notice(f"A client at {client.client} was refused with status {error.status}: {error.text}")
            with contextlib.suppress(OSError):
                await error.connection.respond(error.status, _CLOSING, f"{error.text}\n".encode())
        except OSError:
            # The client has gone, or its connection was broken on purpose.
            pass
        except Exception as error:  # noqa: BLE001
            reporter.notice(self._note_bug(error))
            client.abort()
