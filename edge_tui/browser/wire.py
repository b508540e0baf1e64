"""What carries messages to a browser and back: a pipe to one that was started, a websocket to one that runs."""

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Protocol

# One screenful of a large body after another: a message of 300 KB takes a few reads.
_CHUNK_BYTES = 1 << 18


class Wire(Protocol):
    """Carries whole messages. Both methods may be called from any thread, and neither raises."""

    def send(self, message: bytes) -> None:
        """Sends a message; one for a browser that is gone is dropped."""
        ...

    def close(self) -> None:
        """Ends it; `lost` of its owner is called if it wasn't yet."""
        ...


OnMessage = Callable[[bytes | str], None]


class PipeWire:
    """`--remote-debugging-pipe`: JSON, each message followed by a NUL. Read by a thread.

    A pipe opens no port, which every user of the machine could read all cookies by; and the browser
    ends when its pipe closes, whatever ended this process.
    """

    def __init__(self, read_file: int, write_file: int, receive: OnMessage, lost: Callable[[], None]) -> None:
        self._read_file = read_file
        self._write_file = write_file
        self._receive = receive
        self._lost = lost
        self._lock = threading.Lock()
        self._is_closed = False
        threading.Thread(target=self._read, name="browser pipe", daemon=True).start()

    def send(self, message: bytes) -> None:
        rest = memoryview(message + b"\0")
        with self._lock:
            if self._is_closed:
                return
            with contextlib.suppress(OSError):
                while rest:
                    rest = rest[os.write(self._write_file, rest) :]

    def close(self) -> None:
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                # The browser ends by this, which ends the reading thread.
                os.close(self._write_file)

    def _read(self) -> None:
        pending = bytearray()
        try:
            while chunk := os.read(self._read_file, _CHUNK_BYTES):
                pending += chunk
                if b"\0" not in chunk:
                    continue
                *messages, rest = pending.split(b"\0")
                pending = rest
                for message in messages:
                    self._receive(bytes(message))
        except OSError:
            pass
        finally:
            os.close(self._read_file)
            self._lost()
